"""Real numbers beyond the rationals: a proven ball, and a closed form while it is short.

`Real` carries two accounts of one number. `ball` (midpoint and proven radius) decides comparisons
and gives digits; `closed` (a SymPy expression) gives log 2 or √2/2 its name. A long closed form is
dropped and the ball remains. Where names stand for numbers (w1, y) there is only the expression.
`settle` is the one place where that choice is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from flint import arb, ctx, fmpq

from hwsolve.errors import LimitError
from hwsolve.numbers.precision import ZERO_BITS, NeedsPrecision, limits
from hwsolve.numbers.vanishing import vanishes

if TYPE_CHECKING:
    import sympy

LONGEST_RATIONAL = 1 << 12
"""Bits of a numerator or denominator beyond which a rational is no longer carried exactly."""

LONGEST_COEFFICIENT = 1 << 7
"""Bits beyond which a rational inside a closed form no longer counts as short."""

MOST_ALGEBRA = 1_000_000
"""Operations of all formulas in letters together, whatever becomes of them, in one derivation."""


class Real:
    """A real number that is not kept as a rational.

    Exactly one of three states: closed form and ball; ball alone; closed form alone, which then has
    free symbols. Arithmetic works with `fmpq` on either side and settles its result.
    """

    __slots__ = ("ball", "closed")

    def __init__(self, closed: sympy.Expr | None, ball: arb | None) -> None:
        self.closed = closed
        self.ball = ball

    @property
    def is_symbolic(self) -> bool:
        """Whether names stand in it for numbers."""
        return self.ball is None

    def __repr__(self) -> str:
        return f"Real({self.closed}, {self.ball})"

    def __neg__(self) -> Scalar:
        ball = None if self.ball is None else -self.ball
        return Real(None if self.closed is None else -self.closed, ball)

    def __add__(self, other: Scalar | int) -> Scalar:
        if isinstance(other, fmpq):
            if not other:
                return self
            return settle(_sum(self.closed, other), _ball_sum(self.ball, other))
        if not isinstance(other, Real):
            return self + fmpq(other) if isinstance(other, int) else NotImplemented
        if self.closed is None or other.closed is None:
            return settle_ball(self, other, _ball_sum(self.ball, other.ball))
        return settle(self.closed + other.closed, _ball_sum(self.ball, other.ball))

    __radd__ = __add__

    def __sub__(self, other: Scalar | int) -> Scalar:
        if self is other:
            return fmpq(0)
        return self + (-other)

    def __rsub__(self, other: Scalar | int) -> Scalar:
        return (-self) + other

    def __mul__(self, other: Scalar | int) -> Scalar:
        if isinstance(other, fmpq):
            if not other:
                return other
            if other == 1:
                return self
            ball = None if self.ball is None else self.ball * other
            return settle(None if self.closed is None else self.closed * as_sympy(other), ball)
        if not isinstance(other, Real):
            return self * fmpq(other) if isinstance(other, int) else NotImplemented
        ball = None if self.ball is None or other.ball is None else self.ball * other.ball
        if self.closed is None or other.closed is None:
            return settle_ball(self, other, ball)
        return settle(self.closed * other.closed, ball)

    __rmul__ = __mul__

    def __truediv__(self, other: Scalar | int) -> Scalar:
        if isinstance(other, (fmpq, int)):
            return self * (1 / fmpq(other))
        if not isinstance(other, Real):
            return NotImplemented
        if self is other:
            return fmpq(1)
        return self * other.reciprocal()

    def __rtruediv__(self, other: Scalar | int) -> Scalar:
        return self.reciprocal() * other

    def reciprocal(self) -> Scalar:
        """1/x; raises ZeroDivisionError where x is provably zero."""
        if self.ball is not None and self.ball.contains(0) and sign(self) == 0:
            raise ZeroDivisionError
        return settle(
            None if self.closed is None else 1 / self.closed,
            None if self.ball is None else 1 / self.ball,
        )


Scalar: TypeAlias = fmpq | Real


def _sum(closed: sympy.Expr | None, other: fmpq) -> sympy.Expr | None:
    return None if closed is None else closed + as_sympy(other)


def _ball_sum(ball: arb | None, other: arb | fmpq | None) -> arb | None:
    return None if ball is None or other is None else ball + other


def as_sympy(x: Scalar) -> sympy.Expr:
    """The SymPy expression of a scalar that has one (every rational, every closed form)."""
    import sympy

    if isinstance(x, fmpq):
        return sympy.Rational(int(x.p), int(x.q))
    if x.closed is None:
        raise LimitError("a formula in names met a number that has no short closed form")
    return x.closed


def as_ball(x: Scalar) -> arb:
    """The ball of a scalar that stands for one number."""
    if isinstance(x, fmpq):
        return arb(x)
    if x.ball is None:
        raise LimitError(f"{x.closed} has no numeric value: names stand in it for numbers")
    return x.ball


def settle(closed: sympy.Expr | None, ball: arb | None) -> Scalar:
    """The one number that `closed` and `ball` both describe, kept as exactly as is worth keeping.

    A rational where SymPy sees that it is one; else closed form and ball while the form is short;
    else the ball.
    """
    if closed is None:
        return Real(None, ball)
    if closed.is_Rational:
        return fmpq(int(closed.p), int(closed.q))
    if ball is None:
        _spend_on(closed)
        return Real(closed, None)
    return Real(None if is_longer_than(closed, limits.closed_form) else closed, ball)


def _spend_on(formula: sympy.Expr) -> None:
    """Count the operations of a formula in letters. Raises LimitError beyond either limit."""
    operations = _operations(formula, limits.closed_form)
    if operations > limits.closed_form:
        raise LimitError(
            f"a formula in letters has more than the limit of {limits.closed_form} operations",
            "put numbers for some of the letters",
        )
    limits.algebra += operations
    if limits.algebra > MOST_ALGEBRA:
        raise LimitError(
            "the formulas in letters have more operations together than the limit of "
            f"{MOST_ALGEBRA}",
            "put numbers for some of the letters",
        )


def settle_ball(one: Real, other: Real, ball: arb | None) -> Real:
    """The result of an operation at least one side of which had lost its closed form."""
    if ball is None:
        raise LimitError("a formula in names met a number that has no short closed form")
    return Real(None, ball)


def settle_rational(x: Scalar) -> Scalar:
    """A rational as it is, unless it has grown beyond `LONGEST_RATIONAL` bits: then its ball."""
    return Real(None, arb(x)) if isinstance(x, fmpq) and is_long(x) else x


def is_long(x: fmpq) -> bool:
    """Whether a rational is beyond what is carried exactly."""
    return bool(x.height_bits() > LONGEST_RATIONAL)


def has_long_power(base: fmpq, exponent: int) -> bool:
    """Whether base^exponent is beyond what is carried exactly, told before it is computed.

    2^12 has 13 bits: one bit less than its length is what a power multiplies at least, and its
    length at most, so that up to twice as many bits pass.
    """
    return bool((base.height_bits() - 1) * abs(exponent) > LONGEST_RATIONAL)


def is_short_coefficient(p: int, q: int) -> bool:
    """Whether p/q may stand inside a short closed form."""
    return p.bit_length() + q.bit_length() <= LONGEST_COEFFICIENT


def is_longer_than(expression: sympy.Expr, operations: int) -> bool:
    """Whether an expression has more operations than so many, or a number that isn't short."""
    return _operations(expression, operations) > operations


def _operations(expression: sympy.Expr, most: int) -> int:
    """The nodes of an expression; `most` + 1 for more, and where a number in it isn't short."""
    waiting, seen = [expression], 0
    while waiting:
        node = waiting.pop()
        seen += 1
        if seen > most:
            return seen
        if node.args:
            waiting.extend(node.args)
        elif node.is_Rational and not is_short_coefficient(int(node.p), int(node.q)):
            return most + 1
    return seen


def sign(x: Scalar) -> int:
    """−1, 0 or 1. Raises NeedsPrecision where the ball doesn't tell; x must not be symbolic."""
    if isinstance(x, fmpq):
        return int(x > 0) - int(x < 0)
    ball = as_ball(x)
    if ball > 0:
        return 1
    if ball < 0:
        return -1
    if ball.is_zero() or (x.closed is not None and vanishes(x.closed)):
        return 0
    raise NeedsPrecision(f"the sign of {x.closed if x.closed is not None else ball.str(5)}")


def is_surely_positive(x: Scalar) -> bool:
    """Whether x > 0 is proven, where nothing is told if it isn't.

    Raises NeedsPrecision only while a number that a double could tell from 0 may look like x.
    """
    try:
        return sign(x) > 0
    except NeedsPrecision:
        if ctx.prec < ZERO_BITS:
            raise
        return False
