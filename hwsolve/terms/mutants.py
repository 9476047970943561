"""All mutants of a term: every mistake that can be made with any operation in it, one at a time."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from hwsolve.numbers import Value
from hwsolve.terms.equal_writing import fingerprint
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.term import Apply, Literal, Mutation, Name, Term

Path = tuple[int, ...]
"""Which operation of a term: the places of the arguments that lead to it."""


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """A whole term with one mistake in it: which, and at which of its operations."""

    mutation: Mutation
    path: Path
    term: Term

    @property
    def name(self) -> str:
        """The stable name of the mistake."""
        return self.mutation.name

    @property
    def key(self) -> tuple[str, Path]:
        """What tells it from the other mutants of the same term."""
        return self.name, self.path


def mutants(term: Term) -> Iterator[Mutant]:
    """Every mutant of a term, outermost first; of those that are written alike only the first."""
    seen: set[Hashable] = {fingerprint(term)}
    for mutant in _everywhere(term):
        written = fingerprint(mutant.term)
        if written not in seen:
            seen.add(written)
            yield mutant


def _everywhere(term: Term) -> Iterator[Mutant]:
    if not isinstance(term, Apply):
        return
    with suppress(*FAILURES):
        for mutation in term.operation.mistakes(term):
            yield Mutant(mutation, (), mutation.term)
    for place, argument in enumerate(term.arguments):
        for inner in _everywhere(argument):
            parts = (*term.arguments[:place], inner.term, *term.arguments[place + 1 :])
            with suppress(*FAILURES):
                if argument.shape in (inner.term.shape, term.shape):
                    whole = term.operation(*parts, **term.parameters)
                    if inner.term.shape in (argument.shape, whole.shape):
                        yield Mutant(inner.mutation, (place, *inner.path), whole)


def bound(term: Term, values: Mapping[str, Value]) -> Term:
    """The term with other values behind its names."""
    match term:
        case Name(id, _, index):
            value = values[id]
            return Name(id, value[index] if index else value, index)
        case Apply(operation, arguments, parameters):
            parts = (bound(argument, values) for argument in arguments)
            return operation(*parts, **parameters)
        case Literal():
            return term
    raise TypeError(f"not a term: {term!r}")
