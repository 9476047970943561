"""Whether two formulas in names are the same, proven or left open."""

from __future__ import annotations

from hwsolve.checking.reading.time_limit import OutOfTime, limited
from hwsolve.numbers import Scalar, as_sympy
from hwsolve.numbers.formulas import (
    differs_somewhere,
    is_too_large_to_expand,
    without_sigmoid,
)


def formulas_agree(one: Scalar, other: Scalar) -> bool | None:
    """True where the formulas are proven equal, False where they differ somewhere, else None.

    Formulas that differ at a random point are different; those that agree at several are equal only
    once their difference is simplified to 0, all that within a limit of time.
    """
    try:
        with limited():
            return _agree(one, other)
    except OutOfTime:
        return None


def _agree(one: Scalar, other: Scalar) -> bool | None:
    import sympy

    difference = as_sympy(one) - as_sympy(other)
    if difference == 0:
        return True
    if differs_somewhere(difference):
        return False
    if is_too_large_to_expand(difference):
        return None
    if sympy.expand(difference) == 0:
        return True
    return True if sympy.simplify(without_sigmoid(difference)) == 0 else None
