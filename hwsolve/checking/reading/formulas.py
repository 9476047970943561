"""Whether two formulas in names are the same, proven or left open."""

from __future__ import annotations

import random

from hwsolve.checking.reading.time_limit import OutOfTime, limited
from hwsolve.numbers import Scalar, as_sympy

POINTS = 3
DIGITS = 30


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
    if sympy.expand(difference) == 0:
        return True
    plain = difference.replace(
        lambda part: getattr(part.func, "__name__", "") == "sigmoid",
        lambda part: 1 / (1 + sympy.exp(-part.args[0])),
    )
    names = sorted(plain.free_symbols, key=str)
    chance = random.Random(0)  # noqa: S311 - the same points every time, on purpose
    for _ in range(POINTS):
        point = {
            name: sympy.Rational(chance.randint(1, 99), chance.randint(50, 99)) for name in names
        }
        value = plain.subs(point).evalf(DIGITS)
        if value.is_number and value.is_finite and abs(value) > sympy.Rational(1, 10**15):
            return False
    return True if sympy.simplify(plain) == 0 else None
