"""What floating-point arithmetic leaves where the right value is 0: 1e-16, or -0.0."""

from __future__ import annotations

from contextlib import suppress

from flint import arb

from hwsolve.checking.reading.answers import Index
from hwsolve.checking.reading.written import Written
from hwsolve.derivation.step import Step
from hwsolve.numbers import Rational, Scalar, Value, as_ball, is_symbolic, rational, scalars
from hwsolve.terms.arithmetic import add, multiply, negate
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.term import Apply, Term, entry

NOISE = rational(1, 10**9)
"""The part of what was added up below which a number is what cancellation leaves of 0."""


def is_noise(written: Written, right: Scalar, step: Step, index: Index) -> bool:
    """Whether a number is what floating-point numbers leave of a 0, and no other small number."""
    value = written.value
    if not isinstance(right, Rational) or right or is_symbolic(value):
        return False
    if isinstance(value, Rational) and (not value or value.q == 1):
        return False
    size = abs(as_ball(value)).mid()
    return bool(size and size < largest_product(step, index) * arb(NOISE))


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
