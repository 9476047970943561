"""Random numbers, each with an independent account of its value."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import mpmath
from flint import arb, ctx
from hypothesis import strategies as st

from hwsolve import numbers
from hwsolve.numbers import NeedsPrecision, Rational, UndefinedValue, rational

DIGITS = 120
"""Far more than the balls under test have."""


@dataclass(frozen=True)
class Formula:
    """An operation on formulas, or a number; it can be worked out in two systems."""

    name: str
    parts: tuple["Formula", ...] = ()
    number: Fraction = field(default=Fraction(0))

    def exactly(self) -> Any:
        """The number in hwsolve's own arithmetic. Raises what that raises."""
        if self.name == "number":
            return rational(self.number.numerator, self.number.denominator)
        values = [part.exactly() for part in self.parts]
        return OPERATIONS[self.name][0](*values)

    def in_mpmath(self) -> Any:
        """The number in mpmath, to `DIGITS` digits."""
        with mpmath.workdps(DIGITS):
            if self.name == "number":
                return mpmath.mpf(self.number.numerator) / self.number.denominator
            return OPERATIONS[self.name][1](*(part.in_mpmath() for part in self.parts))


OPERATIONS = {
    "+": (lambda x, y: x + y, lambda x, y: x + y),
    "-": (lambda x, y: x - y, lambda x, y: x - y),
    "*": (lambda x, y: x * y, lambda x, y: x * y),
    "/": (lambda x, y: x / y, lambda x, y: x / y),
    "neg": (lambda x: -x, lambda x: -x),
    "exp": (numbers.exp, mpmath.exp),
    "log": (numbers.log, mpmath.log),
    "sqrt": (numbers.sqrt, mpmath.sqrt),
    "tanh": (numbers.tanh, mpmath.tanh),
    "sin": (numbers.sin, mpmath.sin),
    "cos": (numbers.cos, mpmath.cos),
    "erf": (numbers.erf, mpmath.erf),
    "sigmoid": (numbers.sigmoid, lambda x: 1 / (1 + mpmath.exp(-x))),
    "absolute": (numbers.absolute, abs),
    "maximum": (numbers.maximum, max),
    "minimum": (numbers.minimum, min),
    "cube": (lambda x: numbers.power(x, rational(3)), lambda x: x**3),
    "inverse square": (lambda x: numbers.power(x, rational(-2)), lambda x: x**-2),
    "pi": (numbers.pi, lambda: +mpmath.pi),
    "e": (numbers.euler, lambda: +mpmath.e),
}

UNARY = ["neg", "exp", "log", "sqrt", "tanh", "sin", "cos", "erf", "sigmoid", "absolute"]
UNARY += ["cube", "inverse square"]
BINARY = ["+", "-", "*", "/", "maximum", "minimum"]

small_fractions = st.fractions(-4, 4, max_denominator=12)
leaves = st.one_of(
    small_fractions.map(lambda x: Formula("number", number=x)),
    st.sampled_from([Formula("pi"), Formula("e")]),
)
formulas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda name, x: Formula(name, (x,)), st.sampled_from(UNARY), inner),
        st.builds(lambda name, x, y: Formula(name, (x, y)), st.sampled_from(BINARY), inner, inner),
    ),
    max_leaves=5,
)

NO_VALUE = (UndefinedValue, ZeroDivisionError, NeedsPrecision)
"""A formula may leave a function's domain, or hide a 0 too well."""


def rationals(largest=10**6, denominators=10**6):
    """Rationals in hwsolve's own type."""
    drawn = st.fractions(-largest, largest, max_denominator=denominators)
    return drawn.map(lambda x: Rational(x.numerator, x.denominator))


def as_arb(x):
    """A number of mpmath as a ball with the error that mpmath may have made."""
    with mpmath.workdps(DIGITS):
        text = mpmath.nstr(x, DIGITS - 20, strip_zeros=False)
    before, ctx.prec = ctx.prec, 4 * DIGITS
    try:
        return arb(text) * arb(1, "1e-90") if x else arb(0, "1e-90")
    finally:
        ctx.prec = before
