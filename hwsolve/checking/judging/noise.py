"""What floating-point arithmetic leaves where the right value is 0: 1e-16, or -0.0."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from flint import arb

from hwsolve.checking.evaluations import Numbers
from hwsolve.checking.reading.answers import Index
from hwsolve.checking.reading.written import Written
from hwsolve.derivation.step import Step
from hwsolve.numbers import Rational, Scalar, Value, as_ball, is_symbolic, rational, scalars
from hwsolve.numbers.decimals import bounds
from hwsolve.terms.arithmetic import add, multiply, negate
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.term import Apply, Term, entry

NOISE = rational(1, 10**9)
"""The part of what was added up below which a number is what cancellation leaves of 0."""


def is_noise(written: Written, right: Scalar, step: Step, index: Index) -> bool:
    """Whether a number is what floating-point numbers leave of a 0, and no other small number."""
    if written.number is None or not isinstance(right, Rational) or right:
        return False
    return _is_small(written, largest_product(step, index))


def _is_small(written: Written, beside: arb) -> bool:
    size = abs(as_ball(written.value)).mid()
    return bool(size and size < beside * arb(NOISE))


def largest_product(step: Step, index: Index) -> arb:
    """The largest of what is added up for an entry, or of the quantity's entries."""
    sizes = [_largest(step.value)]
    if step.term is not None:
        with suppress(*FAILURES):
            sizes.append(_size(entry(step.term, index) if index else step.term))
    return max(sizes)


def _size(term: Term) -> arb:
    """The largest product that a sum adds up; of anything else how large it is."""
    if isinstance(term, Apply) and term.operation in (add, negate):
        return max(_size(argument) for argument in term.arguments)
    if isinstance(term, Apply) and term.operation is multiply:
        product = arb(1)
        for argument in term.arguments:
            product *= _size(argument)
        return product
    return _largest(term.value)


def _largest(value: Value) -> arb:
    return max(
        (abs(as_ball(x)).mid() for x in scalars(value) if not is_symbolic(x)), default=arb(0)
    )


def without_noise(numbers: Numbers) -> Numbers:
    """The entries of a vector that was chosen, those far below the largest one perhaps being 0."""
    known = [w for w in numbers.values() if not is_symbolic(w.value)]
    largest = max((abs(as_ball(w.value)).mid() for w in known), default=arb(0))
    least = bounds(largest * arb(NOISE))[1]
    return {
        index: replace(w, slack=least) if w.slack and _is_small(w, largest) else w
        for index, w in numbers.items()
    }
