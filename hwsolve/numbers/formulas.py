"""Whether a formula in names is 0: proven where it is short, else tried at a few points."""

from __future__ import annotations

import random
from math import comb, prod
from typing import TYPE_CHECKING

from flint import arb, ctx, fmpq

from hwsolve.numbers.real import is_longer_than
from hwsolve.numbers.vanishing import ball_at

if TYPE_CHECKING:
    import sympy

MOST_TERMS = 5_000
"""Terms beyond which a formula isn't expanded: that may take for ever, and all of the memory."""

POINTS = 3
DIGITS = 30
BITS = 128

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
        point = {name: fmpq(chance.randint(1, 99), chance.randint(50, 99)) for name in names}
        with ctx.workprec(BITS):
            ball = ball_at(plain, {name: arb(number) for name, number in point.items()})
        if ball is not None and ball.is_finite():
            if not ball.contains(0):
                return True
            continue
        exact = {name: sympy.Rational(int(n.p), int(n.q)) for name, n in point.items()}
        value = plain.subs(exact).evalf(DIGITS)
        if value.is_number and value.is_finite and abs(value) > sympy.Rational(1, 10**15):
            return True
    return False


def is_too_large_to_expand(formula: sympy.Expr) -> bool:
    """Whether more terms may come of expanding it, or something in it, than is worth waiting for.

    (a + b)^60 has 61 terms, ((a + b)^60 + c)^60 more than memory holds: it is told by counting.
    """
    return _terms(formula) > MOST_TERMS


def _terms(formula: sympy.Expr) -> int:
    """An upper bound on the terms of a formula that is expanded, and of what stands within it."""
    if not formula.args:
        return 1
    parts = [_terms(part) for part in formula.args]
    if formula.is_Add:
        terms = sum(parts)
    elif formula.is_Mul:
        terms = prod(parts)
    elif formula.is_Pow and formula.exp.is_Integer:
        # Products of so many of the base's terms, in any order.
        power, each = min(abs(int(formula.exp)), MOST_TERMS), min(parts[0], MOST_TERMS)
        terms = comb(power + each - 1, power)
    else:
        terms = max(parts)
    return min(terms, MOST_TERMS + 1)


def may_be_zero(formula: sympy.Expr) -> bool:
    """Whether a formula is 0 as far as can be told: a long one that doesn't differ from 0 is."""
    import sympy

    if formula.is_zero:
        return True
    if is_longer_than(formula, LONGEST_SIMPLIFIED) or is_too_large_to_expand(formula):
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
