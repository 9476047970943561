"""What a first mistake is tried against: mutants of the rule, with the writer's own values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from hwsolve.checking.evaluations import Numbers
from hwsolve.checking.reading.answers import Index
from hwsolve.checking.reading.written import Match
from hwsolve.checking.verdicts import Explanation
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Step
from hwsolve.numbers import Rational, Real, Scalar, Value, entries, rational, scalars, shape_of
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.mutants import Mutant, bound, mutants
from hwsolve.terms.term import Apply, Literal, Name, Term, entry, evaluate, names

LARGEST_ENTRY = 80
"""Names in the term of one entry beyond which its single operations aren't mutated."""

CACHED = 1 << 14

VAGUE = rational(1, 50)
"""The part of a number to which it must be known before it explains another."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A first mistake as an explainer sees it."""

    derivation: Derivation
    step: Step
    written: Numbers
    wrong: tuple[Index, ...]
    own: Mapping[str, Value]
    """The writer's values of all earlier quantities."""
    intervals: Mapping[str, Value]
    """The same, a decimal being all numbers that round to it."""
    tolerance: Rational
    written_shape: Index | None = None
    """The shape of what was written, where it isn't that of the quantity."""
    lines: AbstractSet[str] = frozenset()
    """The ids of all lines of the file, as far as they are known."""

    def earlier_lines(self) -> Iterator[Step]:
        """The steps before this one that were written, or follow from what was written."""
        for step in self.derivation.steps:
            if step is self.step:
                return
            if step.id in self.lines or self.own.get(step.id, step.value) is not step.value:
                yield step

    def in_intervals(self) -> Mistake | None:
        """The same mistake of somebody who went on with more digits; None if there are no more."""
        term = self.step.term
        exact = term is None or all(
            part(self.own[name.id], name.index) is part(self.intervals[name.id], name.index)
            for name in names(term)
        )
        return None if exact else replace(self, own=self.intervals)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the quantity."""
        return shape_of(self.step.value)

    @property
    def is_whole(self) -> bool:
        """Whether every entry was written, and there are several."""
        return len(self.written) > 1 and len(self.written) == np.size(self.step.value)

    def own_value(self) -> Value | None:
        """What the rule gives from the writer's own numbers."""
        if self.step.term is None or follows_truth(self.step.term, self.own):
            return self.step.value
        with suppress(*FAILURES):
            return evaluate(self.step.term, self.own)
        return None

    def gives(self, value: Scalar, place: Index) -> bool:
        """Whether a value is what was written at a place."""
        written = self.written[place]
        match = written.compare(value, self.tolerance)
        may_be = match.is_proven or (match is Match.COARSE and bool(written.doubt))
        return may_be and not _is_vague(value, max(written.slack, written.doubt))

    def gives_wrong(self, value: Value) -> bool:
        """Whether a value has everything that is wrong."""
        return all(self.gives(part(value, place), place) for place in self.wrong)

    def gives_rest(self, value: Value) -> bool:
        """Whether a value has all that was written right, too."""
        return all(
            self.written[place].compare(part(value, place), self.tolerance).agrees
            for place in self.written
            if place not in self.wrong
        )

    def gives_all(self, value: Value) -> bool:
        """Whether a value has everything that was written."""
        return self.gives_wrong(value) and self.gives_rest(value)

    def is_given_by(self, value: Value) -> bool:
        """Whether a value has everything that was written, and its shape."""
        if self.written_shape is None:
            return shape_of(value) == self.shape and self.gives_all(value)
        return shape_of(value) == self.written_shape and all(
            index in self.written and self.gives(x, index) for index, x in entries(value)
        )


def _is_vague(value: Scalar, slack: Rational) -> bool:
    """Whether a value is known to so few digits that it is what was written by chance."""
    if not isinstance(value, Real) or value.ball is None:
        return False
    ball = value.ball
    return bool(ball.rad() > slack and ball.rad() > abs(ball.mid()) * VAGUE)


def part(value: Value, index: Index) -> Scalar:
    """One entry; the value itself where the index is empty."""
    scalar: Scalar = value[index] if index else value
    return scalar


def portion(value: Value, index: Index) -> Value:
    """One entry, one row; the value itself where the index is empty."""
    found: Value = value[index] if index else value
    return found


Explainer = Callable[[Mistake], tuple[Explanation, ...]]


def follows_truth(term: Term, own: Mapping[str, Value]) -> bool:
    """Whether every number that a term takes is the true one."""
    return all(part(own[name.id], name.index) is name.value for name in names(term))


def is_nothing(value: Value) -> bool:
    """Whether a value is 0 everywhere."""
    return all(isinstance(x, Rational) and x == 0 for x in scalars(value))


# ---- mutants ------------------------------------------------------------------------------------


def whole_mutants(mistake: Mistake) -> tuple[Mutant, ...]:
    """The mutants of the whole rule, their values being the writer's own."""
    return mutants_of(mistake.step, mistake.own)


def mutants_of(step: Step, own: Mapping[str, Value]) -> tuple[Mutant, ...]:
    """The mutants of the rule of a step, their values being somebody's own."""
    assert step.term is not None
    if follows_truth(step.term, own):
        return _true_mutants(step)
    with suppress(*FAILURES):
        return tuple(mutants(bound(step.term, own)))
    return ()


def entry_mutants(mistake: Mistake, place: Index) -> tuple[Mutant, ...]:
    """The mutants of the rule of one entry."""
    term = mistake.step.term
    assert term is not None
    if follows_truth(term, mistake.own):
        return _true_entry_mutants(mistake.step, place)
    with suppress(*FAILURES):
        return _of_entry(bound(term, mistake.own), place)
    return ()


@lru_cache(maxsize=CACHED)
def _true_mutants(step: Step) -> tuple[Mutant, ...]:
    return () if step.term is None else tuple(mutants(step.term))


@lru_cache(maxsize=CACHED)
def _true_entry_mutants(step: Step, place: Index) -> tuple[Mutant, ...]:
    return () if step.term is None else _of_entry(step.term, place)


def _of_entry(term: Term, place: Index) -> tuple[Mutant, ...]:
    with suppress(*FAILURES):
        single = entry(term, place)
        if sum(1 for _ in names(single)) <= LARGEST_ENTRY:
            return tuple(mutants(single))
    return ()


Number = tuple[str, Index]
"""A quantity's id, and which entry of it."""


@lru_cache(maxsize=CACHED)
def taken_at(step: Step, place: Index) -> frozenset[Number]:
    """The numbers that the rule of one entry takes."""
    assert step.term is not None
    with suppress(*FAILURES):
        return frozenset((name.id, name.index) for name in names(entry(step.term, place)))
    return frozenset()


# ---- something else in a name's place -----------------------------------------------------------


def replaced(term: Term, id: str, index: Index, value: Value) -> Term:
    """The term with a value in place of one leaf."""
    match term:
        case Name(name, _, place) if name == id and place == index:
            return Literal(value)
        case Apply(operation, arguments, parameters):
            parts = (replaced(argument, id, index, value) for argument in arguments)
            return operation(*parts, **parameters)
    return term


def leaves_of(term: Term) -> list[Name]:
    """The names in a term, each once."""
    return list({(name.id, name.index): name for name in names(term)}.values())


def distinct(own: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """The quantities so far, the latest first, each under one of its names."""
    seen: set[int] = set()
    for id, value in reversed(list(own.items())):
        if id_of(value) not in seen:
            seen.add(id_of(value))
            yield id, value


id_of = id
"""`id` is the name of a quantity here."""
