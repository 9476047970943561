"""Letters that a file puts in for numbers, where they would be read as derived quantities.

With `input: [b]` and `bias: [x]` a line would read z = W x + b = W·b + x, in which x and b are two
things each. Such a letter is written with an accent, and the ledger says so; where x is the whole
of the quantity x, both are the same, and nothing is to be told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import prod

from hwsolve.derivation.step import Convention, Step
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import Symbol
from hwsolve.numbers import Real, Scalar, entries, scalars, shape_of

ACCENTS = ("tilde", "bar", "dot")


def letters_apart(steps: Iterable[Step]) -> dict[str, str]:
    """The name under which each letter is written that reads like a quantity of another value."""
    steps = list(steps)
    letters = {letter for step in steps if step.term is None for letter in _letters(step)}
    if not letters:
        return {}
    written = {to_line(Symbol(letter)): letter for letter in letters}
    taken, apart = set(written), set()
    for form, x in _forms(steps):
        taken.add(form)
        letter = written.get(form)
        if letter is not None and not _is_letter(x, letter):
            apart.add(letter)
    return {letter: _free_name(letter, taken) for letter in sorted(apart)}


def told(apart: Mapping[str, str]) -> Iterator[Convention]:
    """The line of the ledger about letters that are told apart."""
    if apart:
        pairs = {to_line(Symbol(new)): to_line(Symbol(letter)) for letter, new in apart.items()}
        meaning = "; ".join(
            f"{new} is the letter {letter} of the file, for {letter} is a quantity here"
            for new, letter in pairs.items()
        )
        yield Convention("letters_of_the_file", " ".join(pairs), meaning)


def _letters(step: Step) -> Iterator[str]:
    """The letters in the numbers of a step; what is its own symbol, as x[0], is none."""
    for x in scalars(step.value):
        if isinstance(x, Real) and x.is_symbolic and x.closed is not None:
            yield from (s.name for s in x.closed.free_symbols if "[" not in s.name)


def _forms(steps: Iterable[Step]) -> Iterator[tuple[str, Scalar | None]]:
    """How every quantity and every entry is written, with its value; None for a whole array."""
    for step in steps:
        shape = shape_of(step.value)
        for id in (step.id, *step.aliases):
            yield to_line(symbol_of(id)), scalars(step.value)[0] if prod(shape) == 1 else None
            if shape:
                yield from ((to_line(symbol_of(id, i)), x) for i, x in entries(step.value))


def _is_letter(x: Scalar | None, letter: str) -> bool:
    return isinstance(x, Real) and str(x.closed) == letter


def _free_name(letter: str, taken: set[str]) -> str:
    names = [f"{letter}_{accent}" for accent in ACCENTS]
    return next((name for name in names if to_line(Symbol(name)) not in taken), names[0])
