"""How many digits of the right numbers show that they are others than those that were written."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, log10

from hwsolve.checking.reading.written import Written
from hwsolve.numbers import Scalar, as_ball, is_symbolic

MORE = 2
"""Digits behind the first in which two numbers differ: 0.2910279 beside 0.291028."""

MOST = 40


def digits_to_tell(pairs: Iterable[tuple[Written, Scalar]]) -> int:
    """Significant digits that tell what was written from what is right; 0 if any will do."""
    return min(max((_digits(written, right) for written, right in pairs), default=0), MOST)


def _digits(written: Written, right: Scalar) -> int:
    if is_symbolic(right) or is_symbolic(written.value):
        return 0
    size, off = as_ball(right), as_ball(right) - as_ball(written.value)
    if size.contains(0) or off.contains(0):
        return 0
    return max(ceil(log10(float(abs(size).mid() / abs(off).mid()))), 0) + MORE
