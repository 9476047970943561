"""Why a number is wrong: the smallest mistake that gives exactly what was written.

Candidates come in tiers, the likelier first: mutants of the rule's operations (each operation's row
lists its own) and a wrong sign or factor of the result; then slips of the pen; then a quantity taken
in place of another. The first tier that gives all of the wrong numbers explains them; what ties in
it is reported as a tie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from hwsolve.checking.answers import Index
from hwsolve.checking.judging import Mistake
from hwsolve.checking.slips import slips
from hwsolve.checking.verdicts import Explanation
from hwsolve.checking.written import Match
from hwsolve.derivation.readings import Readings
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import NeedsPrecision, Rational, Scalar, Value, entries, scalars, shape_of
from hwsolve.terms.term import Apply, Literal, Mutation, Name, Term, entry, evaluate, names

MOST = 4
"""Explanations that are told of a tie; more than this explain nothing."""

MOST_PLACES = 64
"""Wrong entries beyond which only the first are explained."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a mistake gives, with the mistake's name and words."""

    name: str
    words: str
    value: Value


Tier = Callable[[Mistake, Index], Iterator[Candidate]]


def explain(mistake: Mistake) -> tuple[Explanation, ...]:
    """The explanations of a first mistake, from the likeliest tier that has any."""
    for tier in (_whole_quantity, _mutants, _slips, _mistaken_alike, _mistaken_any):
        found = _common(mistake, tier)
        if found:
            return found[:MOST]
    return ()


def _common(mistake: Mistake, tier: Tier) -> tuple[Explanation, ...]:
    """What a tier says of every wrong entry: a mistake is one that gives all of them."""
    common: dict[str, Explanation] | None = None
    for place in mistake.wrong[:MOST_PLACES]:
        written = mistake.written[place]
        here: dict[str, Explanation] = {}
        for candidate in tier(mistake, place):
            if written.compare(candidate.value, mistake.tolerance) in (Match.EXACT, Match.ROUNDED):
                here.setdefault(candidate.name, Explanation(candidate.name, candidate.words))
        common = here if common is None else {k: v for k, v in common.items() if k in here}
        if not common:
            return ()
    return tuple((common or {}).values())


# ---- tiers --------------------------------------------------------------------------------------


def _whole_quantity(mistake: Mistake, place: Index) -> Iterator[Candidate]:
    """Another quantity of the same shape, copied whole; only where that is more than a coincidence."""
    shape = shape_of(mistake.step.value)
    if len(mistake.written) < 2 or not shape:
        return
    for id, value in mistake.own.items():
        if shape_of(value) == shape and _gives_all(mistake, value):
            yield Candidate(f"copied:{id}", f"this is {_symbol(id)}, copied", value[place])


def _gives_all(mistake: Mistake, value: Value) -> bool:
    if all(isinstance(x, Rational) and x == 0 for x in scalars(value)):
        return False
    return all(
        bool(written.compare(value[index], mistake.tolerance))
        for index, written in mistake.written.items()
    )


def _mutants(mistake: Mistake, place: Index) -> Iterator[Candidate]:
    """The mutants of every operation in the rule, and the result with a wrong sign or factor."""
    if mistake.step.term is None:
        return
    term = entry(mistake.step.term, place)
    for mutation in _everywhere(term):
        yield from _candidate(mistake, mutation.name, _words(mutation), mutation.term)
    name = _symbol(mistake.step.id, place)
    for factor, words in (
        (-1, f"{name} has the wrong sign"),
        (2, f"{name} is twice what it should be"),
        (Rational(1, 2), f"{name} is half of what it should be"),
    ):
        yield from _candidate(mistake, f"times:{factor}", words, term * factor)


def _slips(mistake: Mistake, place: Index) -> Iterator[Candidate]:
    """Slips of the pen: a neighbour's value, an earlier quantity copied, a digit."""
    right = _own_value(mistake, place)
    if right is None:
        return
    for index, other in _entries_of(mistake, mistake.step.id, mistake.step.value):
        if index != place:
            words = f"this is the value of {_symbol(mistake.step.id, index)}"
            yield Candidate("wrong_entry", words, other)
    if mistake.step.term is not None:
        for name in names(mistake.step.term):
            value = mistake.own[name.id]
            if shape_of(value) == shape_of(mistake.step.value):
                yield Candidate(
                    f"copied:{name.id}", f"{_symbol(name.id, place)} is copied", _part(value, place)
                )
    written = mistake.written[place]
    for slip in slips(written.text, right):
        yield Candidate(slip.name, slip.words, written.value)


def _mistaken_alike(mistake: Mistake, place: Index) -> Iterator[Candidate]:
    """Something else of the same place, or another entry of the same quantity, put into the rule."""
    yield from _mistaken(mistake, place, alike=True)


def _mistaken_any(mistake: Mistake, place: Index) -> Iterator[Candidate]:
    """Any other number of the problem put into the rule."""
    yield from _mistaken(mistake, place, alike=False)


def _mistaken(mistake: Mistake, place: Index, *, alike: bool) -> Iterator[Candidate]:
    if mistake.step.term is None:
        return
    term = entry(mistake.step.term, place)
    for leaf in dict.fromkeys((name.id, name.index) for name in names(term)):
        id, index = leaf
        tried = [_part(mistake.own[id], index)]
        for other_id, value in mistake.own.items():
            for other, scalar in _entries_of(mistake, other_id, value):
                related = other_id == id or other[-1:] == index[-1:]
                if related is not alike or any(_same(scalar, seen) for seen in tried):
                    continue
                tried.append(scalar)
                words = f"{_symbol(other_id, other)} is put in for {_symbol(id, index)}"
                name = f"mistaken:{other_id}:{id}"
                replaced = _with(term, id, index, scalar)
                yield from _candidate(mistake, name, words, replaced)


# ---- helpers ------------------------------------------------------------------------------------


def _candidate(mistake: Mistake, name: str, words: str, term: Term) -> Iterator[Candidate]:
    """The value of a mutated term in the writer's world; nothing where it has none."""
    with suppress(ArithmeticError, NeedsPrecision, LookupError):
        yield Candidate(name, words, evaluate(term, mistake.own))


def _everywhere(term: Term) -> Iterator[Mutation]:
    """Every mutant of a term: of its own operation, and of the operations inside."""
    if not isinstance(term, Apply):
        return
    with suppress(ArithmeticError, NeedsPrecision):
        yield from term.operation.mistakes(term)
    for place, argument in enumerate(term.arguments):
        for inner in _everywhere(argument):
            if inner.term.shape == argument.shape:
                parts = (*term.arguments[:place], inner.term, *term.arguments[place + 1 :])
                whole = Apply(term.operation, parts, term.parameters, term.value)
                yield replace(inner, term=whole)


def _with(term: Term, id: str, index: Index, scalar: Scalar) -> Term:
    """The term with a number in place of one leaf."""
    match term:
        case Name(name, _, place) if name == id and place == index:
            return Literal(scalar)
        case Apply(operation, arguments, parameters, value):
            inner = tuple(_with(argument, id, index, scalar) for argument in arguments)
            return Apply(operation, inner, parameters, value)
    return term


def _own_value(mistake: Mistake, place: Index) -> Scalar | None:
    if mistake.step.term is None:
        return _part(mistake.step.value, place)
    with suppress(ArithmeticError, NeedsPrecision):
        return evaluate(entry(mistake.step.term, place), mistake.own)
    return None


def _entries_of(mistake: Mistake, id: str, value: Value) -> Iterator[tuple[Index, Scalar]]:
    if id == mistake.step.id and mistake.step.term is not None:
        for index in np.ndindex(shape_of(value)):
            own = _own_value(mistake, index)
            if own is not None:
                yield index, own
    else:
        yield from entries(value)


def _same(one: Scalar, other: Scalar) -> bool:
    return one is other or (
        isinstance(one, Rational) and isinstance(other, Rational) and bool(one == other)
    )


def _part(value: Value, index: Index) -> Scalar:
    scalar: Scalar = value[index] if index else value
    return scalar


def _symbol(id: str, index: Index = ()) -> str:
    return to_line(symbol_of(id, index))


def _words(mutation: Mutation) -> str:
    if mutation.about is None:
        return mutation.words
    about = Readings(NumberStyle()).formula(mutation.about)
    return mutation.words.replace("{}", to_line(about))
