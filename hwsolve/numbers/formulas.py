"""Whether a formula in names is 0: proven where it is short, else tried at a few points."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hwsolve.numbers.real import is_longer_than

if TYPE_CHECKING:
    import sympy

POINTS = 3
DIGITS = 30

LONGEST_SIMPLIFIED = 400
"""Operations beyond which a formula isn't simplified: that may take for ever."""


def without_sigmoid(formula: sympy.Expr) -> sympy.Expr:
    """A formula in which σ(z) is written 1/(1 + e^−z)."""
    import sympy

    return formula.replace(
        lambda part: getattr(part.func, "__name__", "") == "sigmoid",
        lambda part: 1 / (1 + sympy.exp(-part.args[0])),
    )


def differs_somewhere(formula: sympy.Expr) -> bool:
    """Whether a formula certainly isn't 0: at some of a few random points it has another value.

    The points are the same every time.
    """
    import sympy

    plain = without_sigmoid(formula)
    names = sorted(plain.free_symbols, key=str)
    chance = random.Random(0)  # noqa: S311 - the same points every time, on purpose
    for _ in range(POINTS):
        point = {
            name: sympy.Rational(chance.randint(1, 99), chance.randint(50, 99)) for name in names
        }
        value = plain.subs(point).evalf(DIGITS)
        if value.is_number and value.is_finite and abs(value) > sympy.Rational(1, 10**15):
            return True
    return False


def may_be_zero(formula: sympy.Expr) -> bool:
    """Whether a formula is 0 as far as can be told: a long one that doesn't differ from 0 is."""
    import sympy

    if formula.is_zero:
        return True
    if is_longer_than(formula, LONGEST_SIMPLIFIED):
        return not differs_somewhere(formula)
    return _vanishes(formula) or bool(sympy.simplify(formula) == 0)


def _vanishes(formula: sympy.Expr) -> bool:
    """Whether a formula is 0 as a rational function of its names and functions.

    simplify knows more, but can take a thousand times as long.
    """
    import sympy

    functions = formula.atoms(sympy.Function, sympy.Max, sympy.Min)
    plain = formula.xreplace({part: sympy.Dummy() for part in functions})
    numerator, _ = sympy.together(plain).as_numer_denom()
    return bool(sympy.expand(numerator) == 0)
