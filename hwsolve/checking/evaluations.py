"""The values of all quantities as somebody holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from flint import arb

from hwsolve.checking.reading.answers import Index
from hwsolve.checking.reading.written import Written
from hwsolve.derivation.step import Step, ids_of
from hwsolve.numbers import (
    Rational,
    Real,
    Scalar,
    Value,
    as_array,
    as_ball,
    each,
    is_symbolic,
    shape_of,
)
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.term import Term, evaluate

Numbers = Mapping[Index, Written]


class Evaluation:
    """The values of all quantities as somebody holds them.

    What is the true value is the very object that the step holds: whether somebody's value differs
    is told by identity, which costs nothing and can't be undecided.
    """

    def __init__(self, values: Mapping[str, Value] | None = None) -> None:
        self.values: dict[str, Value] = dict(values or {})
        self.changed: set[str] = set()

    def follow(self, step: Step) -> Value | None:
        """What a step's rule gives with these values; None where that can't be decided."""
        if step.term is None or not self.changed or self.changed.isdisjoint(step.depends_on):
            return step.value
        value = self.value_of(step.term)
        return value if value is not None and shape_of(value) == shape_of(step.value) else None

    def value_of(self, term: Term) -> Value | None:
        """The value of a term with these values; None where there is none."""
        try:
            return evaluate(term, self.values)
        except FAILURES:
            return None

    def hold(self, step: Step, value: Value) -> None:
        """Go on with this value."""
        if value is step.value:
            self.values.update(dict.fromkeys(ids_of(step), step.put_in))
        else:
            self.values.update(dict.fromkeys(ids_of(step), value))
            self.changed.update(ids_of(step))


def overwritten(value: Value, numbers: Mapping[Index, Scalar]) -> Value:
    """A value with other numbers in place of its entries."""
    if not numbers:
        return value
    if not shape_of(value):
        return numbers[()]
    changed = np.array(value, dtype=object)
    for index, number in numbers.items():
        changed[index] = number
    return as_array(changed)


def widened(value: Value, by: Rational) -> Value:
    """Numbers that may each have been rounded by so much."""
    return each(lambda x: x if is_symbolic(x) else Real(None, as_ball(x) + arb(0, arb(by))), value)


def hull(numbers: Sequence[Scalar]) -> Scalar:
    """The ball around all of some numbers; the number itself where it is one and the same."""
    first, *others = numbers
    if all(other is first for other in others):
        return first
    if any(map(is_symbolic, numbers)):
        return numbers[-1]
    ball = as_ball(first)
    for other in others:
        ball = ball.union(as_ball(other))
    return Real(None, ball)


def overlap(one: Scalar, other: Scalar) -> Scalar:
    """What two balls have in common; the first where that can't be told."""
    if is_symbolic(one) or is_symbolic(other):
        return one
    first, second = as_ball(one), as_ball(other)
    if second.contains(first) or not first.overlaps(second):
        return one
    return Real(None, first.intersection(second))
