"""Whether a closed form is 0, decided by algebra where balls can only say that it is close.

SymPy's simplification works numbers out on its way, and so it is asked only where they are of
moderate size: 1 − 1/(1 + e^(−10⁶)) would keep it busy with millions of digits.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from flint import arb

if TYPE_CHECKING:
    from collections.abc import Mapping

    import sympy

NOWHERE: Mapping[sympy.Symbol, arb] = MappingProxyType({})

LARGEST_ARGUMENT = 1024
"""The largest argument of a function, and the largest exponent, that is of moderate size."""

BALLS = {"exp": arb.exp, "tanh": arb.tanh, "sin": arb.sin, "cos": arb.cos, "erf": arb.erf}


def vanishes(closed: sympy.Expr) -> bool:
    """Whether a short closed form is provably zero."""
    import sympy

    if ball_at(closed) is None:
        return False
    expanded = sympy.expand(closed)
    simpler = sympy.simplify(sympy.logcombine(expanded, force=False))
    return bool(expanded.is_zero or simpler == 0 or sympy.simplify(closed.rewrite(sympy.exp)) == 0)


def ball_at(closed: sympy.Expr, point: Mapping[sympy.Symbol, arb] = NOWHERE) -> arb | None:
    """The number in a ball, with those of a point in place of its names.

    None where something in it is too large, or isn't known here.
    """
    if closed.is_Symbol:
        return point.get(closed)
    balls = []
    for part in closed.args:
        ball = ball_at(part, point)
        if ball is None:
            return None
        balls.append(ball)
    name = type(closed).__name__
    if closed.is_Rational:
        return arb(int(closed.p)) / int(closed.q)
    match name:
        case "Pi":
            return arb.pi()
        case "Exp1":
            return arb(1).exp()
        case "Add":
            return sum(balls, arb(0))
        case "Mul":
            product = arb(1)
            for ball in balls:
                product *= ball
            return product
        case "Pow":
            base, exponent = balls
            return base**exponent if abs(exponent) < LARGEST_ARGUMENT else None
        case "Abs":
            return abs(balls[0])
        case "log":
            return balls[0].log()
    if name not in BALLS or not abs(balls[0]) < LARGEST_ARGUMENT:
        return None
    return BALLS[name](balls[0])
