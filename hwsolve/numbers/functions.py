"""The elementary functions, on every kind of scalar.

Each is one row: its ball, its closed form, and the rational points at which it is rational. Where
names stand for numbers, functions of the field keep their name (sigmoid(z), not 1/(1 + exp(-z))).
"""

from __future__ import annotations

from collections.abc import Callable

from flint import arb, ctx, fmpq

from hwsolve.errors import LimitError
from hwsolve.numbers.formulas import may_be_zero
from hwsolve.numbers.radicals import Surd, rational_root, root_of_rational, root_of_surd
from hwsolve.numbers.real import (
    Real,
    Scalar,
    as_ball,
    as_sympy,
    has_long_power,
    is_short_coefficient,
    settle,
    sign,
)


class UndefinedValue(ArithmeticError):
    """A function was asked for a value that it does not have, such as log 0."""


def rational(numerator: int, denominator: int = 1) -> fmpq:
    """The rational numerator/denominator."""
    return fmpq(numerator, denominator)


def is_symbolic(x: Scalar) -> bool:
    """Whether names stand in x for numbers."""
    return isinstance(x, Real) and x.is_symbolic


def symbol(name: str) -> Real:
    """A name that stands for a real number."""
    import sympy

    return Real(sympy.Symbol(name, real=True), None)


def pi() -> Scalar:
    """The number π."""
    import sympy

    return Real(sympy.pi, arb.pi())


def euler() -> Scalar:
    """The number e."""
    return exp(fmpq(1))


LARGEST_EXPONENT = 4096
"""Beyond this a power is no closed form: SymPy multiplies out 3^(10⁹), and e^(10⁹·log 3) too."""


def _has_short_name(x: Scalar) -> bool:
    """Whether a function of x may have a closed form worth asking SymPy for."""
    if isinstance(x, fmpq):
        return is_short_coefficient(x.p, x.q)
    if x.closed is None:
        return False
    import sympy

    return not x.closed.has(sympy.log) or _is_short_exponent(x)


def _is_short_exponent(x: Scalar) -> bool:
    """Whether every number in x is small enough to stand in an exponent."""
    if isinstance(x, fmpq):
        return bool(abs(x) <= LARGEST_EXPONENT) and is_short_coefficient(x.p, x.q)
    if x.closed is None:
        return False
    import sympy

    return all(abs(c.p) <= LARGEST_EXPONENT * c.q for c in x.closed.atoms(sympy.Rational))


def _refuse_a_long_exponent(x: Scalar) -> None:
    """Raises LimitError for names in x beside a number too large: no ball can stand for them."""
    if is_symbolic(x) and not _is_short_exponent(x):
        raise LimitError(
            f"a number beyond the limit of {LARGEST_EXPONENT} in an exponent with names"
        )


def _function(
    name: str, ball: Callable[[arb], arb], at_zero: int | None = None
) -> Callable[[Scalar], Scalar]:
    """The function that SymPy and the balls both know; rational at 0 if `at_zero` is given."""

    def function(x: Scalar) -> Scalar:
        if isinstance(x, fmpq) and not x and at_zero is not None:
            return fmpq(at_zero)
        enclosure = None if is_symbolic(x) else ball(as_ball(x))
        if not _has_short_name(x):
            _refuse_a_long_exponent(x)
            return Real(None, enclosure)
        import sympy

        return settle(getattr(sympy, name)(as_sympy(x)), enclosure)

    function.__name__ = name
    function.__doc__ = f"{name}(x)"
    return function


def _rising(function: Callable[[arb], arb]) -> Callable[[arb], arb]:
    """The ball of a function that rises from −1 to 1: of a wide ball, between those of its ends."""

    def ball(x: arb) -> arb:
        if not x.is_finite():
            return arb(0, 1)
        if x.rad() > 1:
            return function(x.lower()).union(function(x.upper()))
        return function(x)

    return ball


def _erf(x: arb) -> arb:
    """erf x, for large |x| as ±1 within 2 to the power of −4 times the working precision.

    For erfc x < e^(−x²) where x > 0 (Abramowitz and Stegun 1964, 7.1.13).
    """
    if x.abs_lower() ** 2 > 4 * ctx.prec:
        return (1 if x > 0 else -1) * arb(1, arb(2) ** (-4 * ctx.prec))
    return x.erf()


exp = _function("exp", arb.exp, at_zero=1)
tanh = _function("tanh", _rising(arb.tanh), at_zero=0)
sin = _function("sin", arb.sin, at_zero=0)
cos = _function("cos", arb.cos, at_zero=1)
erf = _function("erf", _rising(_erf), at_zero=0)
_log = _function("log", arb.log)
_sqrt = _function("sqrt", arb.sqrt, at_zero=0)


def _told(x: Scalar) -> str:
    """A number in a message."""
    if isinstance(x, fmpq) and is_short_coefficient(x.p, x.q):
        return str(x)
    if isinstance(x, Real) and x.closed is not None:
        return str(x.closed)
    return str(as_ball(x).str(6, radius=False))


def log(x: Scalar) -> Scalar:
    """The natural logarithm; raises UndefinedValue for x ≤ 0."""
    if not is_symbolic(x):
        if sign(x) <= 0:
            raise UndefinedValue(f"log is defined for positive numbers only, not for {_told(x)}")
        if isinstance(x, fmpq) and x == 1:
            return fmpq(0)
    return _log(x)


def sqrt(x: Scalar) -> Scalar:
    """The square root; raises UndefinedValue for x < 0."""
    if not is_symbolic(x):
        if sign(x) < 0:
            raise UndefinedValue(
                f"sqrt is defined for numbers that aren't negative only, not for {_told(x)}"
            )
        if isinstance(x, fmpq):
            if (root := rational_root(x)) is not None:
                return root
            if not is_short_coefficient(x.p, x.q):
                # SymPy would factor the number to simplify its root, and that may take for ever.
                return Real(None, arb(x).sqrt())
            return root_of_rational(x)
        if isinstance(x, Surd) and (opened := root_of_surd(x)) is not None:
            return opened
    return _sqrt(x)


class Logistic(Real):
    """±σ(z), which knows z: where σ(z) is too near to 1 for its ball, 1 − σ(z) is σ(−z)."""

    __slots__ = ("argument", "side")

    def __init__(self, number: Real, argument: Scalar, side: int) -> None:
        super().__init__(number.closed, number.ball)
        self.argument, self.side = argument, side

    def __neg__(self) -> Scalar:
        return Logistic(Real(self.closed, self.ball).__neg__(), self.argument, -self.side)

    def __add__(self, other: Scalar | int) -> Scalar:
        found = super().__add__(other)
        ends_at_zero = isinstance(other, fmpq | int) and other == -self.side
        if ends_at_zero and as_ball(found).contains(0):
            return -self.side * sigmoid(-self.argument)
        return found

    __radd__ = __add__


def sigmoid(x: Scalar) -> Scalar:
    """1/(1 + e^−x)"""
    if is_symbolic(x):
        import sympy

        return settle(sympy.Function("sigmoid", real=True)(as_sympy(x)), None)
    found = 1 / (1 + exp(-x))
    return Logistic(found, x, 1) if isinstance(found, Real) else found


def absolute(x: Scalar) -> Scalar:
    """|x|"""
    if is_symbolic(x):
        import sympy

        return settle(sympy.Abs(as_sympy(x)), None)
    return -x if sign(x) < 0 else x


def maximum(*scalars: Scalar) -> Scalar:
    """The largest; a symbolic Max where names stand for numbers."""
    return _extreme(scalars, "Max", 1)


def minimum(*scalars: Scalar) -> Scalar:
    """The smallest; a symbolic Min where names stand for numbers."""
    return _extreme(scalars, "Min", -1)


def _extreme(scalars: tuple[Scalar, ...], name: str, direction: int) -> Scalar:
    if any(is_symbolic(x) for x in scalars):
        import sympy

        return settle(getattr(sympy, name)(*(as_sympy(x) for x in scalars)), None)
    best = scalars[0]
    for x in scalars[1:]:
        if sign(x - best) == direction:
            best = x
    return best


def power(base: Scalar, exponent: Scalar) -> Scalar:
    """base^exponent; UndefinedValue where it is no real number, ZeroDivisionError for 0^−1."""
    if isinstance(exponent, fmpq) and exponent.q == 1:
        return _integer_power(base, int(exponent.p))
    if isinstance(exponent, fmpq) and exponent == fmpq(1, 2):
        return sqrt(base)
    if isinstance(exponent, fmpq) and exponent.q == 2 and isinstance(base, fmpq | Surd):
        return _integer_power(sqrt(base), int(exponent.p))
    if is_symbolic(base) or is_symbolic(exponent):
        _refuse_a_long_exponent(exponent)
        return settle(as_sympy(base) ** as_sympy(exponent), None)
    if sign(base) < 0:
        raise UndefinedValue("a negative number has no real power with a fractional exponent")
    if sign(base) == 0:
        if sign(exponent) < 0:
            raise ZeroDivisionError
        return fmpq(0)
    ball = as_ball(base) ** as_ball(exponent)
    named = _has_short_name(base) and _is_short_exponent(exponent)
    return settle(as_sympy(base) ** as_sympy(exponent) if named else None, ball)


def _integer_power(base: Scalar, exponent: int) -> Scalar:
    if isinstance(base, fmpq):
        if not base and exponent < 0:
            raise ZeroDivisionError
        if has_long_power(base, exponent):
            return Real(None, arb(base) ** exponent)
        return base**exponent
    if exponent == 0:
        return fmpq(1)
    if exponent < 0:
        return _integer_power(base.reciprocal(), -exponent) if exponent != -1 else base.reciprocal()
    if isinstance(base, Surd):
        half = _integer_power(base, exponent // 2)
        return half * half * base if exponent % 2 else half * half
    ball = None if base.ball is None else _ball_power(base.ball, exponent)
    if base.closed is None:
        return Real(None, ball)
    if exponent > LARGEST_EXPONENT:
        if ball is None:
            raise LimitError(f"an exponent beyond the limit of {LARGEST_EXPONENT} with names")
        return Real(None, ball)
    return settle(base.closed**exponent, ball)


def _ball_power(base: arb, exponent: int) -> arb:
    """By squaring, for exponent ≥ 0: Arb's own power of a ball around 0 is not a number."""
    if exponent == 0:
        return arb(1)
    half = _ball_power(base, exponent // 2)
    return half * half * base if exponent % 2 else half * half


def agree(one: Scalar, other: Scalar) -> bool:
    """Whether two accounts of a number don't contradict each other: equal, or overlapping."""
    if isinstance(one, fmpq) and isinstance(other, fmpq):
        return bool(one == other)
    if is_symbolic(one) or is_symbolic(other):
        return may_be_zero(as_sympy(one) - as_sympy(other))
    return bool(as_ball(one).overlaps(as_ball(other)))
