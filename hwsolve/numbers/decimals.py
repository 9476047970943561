"""Decimals in which every printed digit is proven."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log2

from flint import arb, ctx, fmpq

from hwsolve.errors import LimitError
from hwsolve.numbers.precision import ZERO_BITS, NeedsPrecision, working_precision
from hwsolve.numbers.real import Real, Scalar, as_ball

ZERO_DIGITS = 20
"""A ball around 0 of a radius below 10^−(digits + this) is written as 0, with no digit proven."""

MOST_ZEROS = 15
"""Zeros at the end of a whole number beyond which it is written with a power of ten."""

LARGEST_POWER = 1 << 14
"""The power of two beyond which a ball is scaled before its ends are taken as rationals."""

LARGEST_POWER_OF_TEN = 1 << 12
"""The power of ten beyond which a decimal is a ball: a rational would have all of its zeros."""

LARGEST_EXPONENT = 1 << 64
"""The power of two beyond which a large number isn't written, and one close to 0 is 0."""

FINEST_POWER = 1 << 16
"""A ball narrower than 2 to minus this has its ends this far from its midpoint instead: the radius
of erf(10⁶) is 2 to the power of −10¹², and a rational of so many bits is more than memory holds."""

MOST_PLACES = 1000
"""Places behind the point that an expansion may have to be written out."""


LOG2_OF_5 = log2(5)


@dataclass(frozen=True, slots=True)
class Decimal:
    """`text` in plain or scientific notation (−1.5, 2.4e-12).

    `digits` counts the significant digits that are proven, each rounded correctly; it is None where
    the text is the number itself, and 0 where no more is known than that the number is nearly 0.
    """

    text: str
    digits: int | None

    @property
    def is_exact(self) -> bool:
        return self.digits is None

    @property
    def value(self) -> Scalar:
        """The number that is written; 2e-434294482, too long for a rational, as a narrow ball."""
        mantissa, _, exponent = self.text.partition("e")
        whole, _, decimals = mantissa.partition(".")
        figures, power = fmpq(int(whole + decimals)), int(exponent or 0) - len(decimals)
        if abs(power) <= LARGEST_POWER_OF_TEN:
            return figures * fmpq(10) ** power
        with working_precision(ctx.prec + power.bit_length() + 16):
            return Real(None, arb(figures) * arb(10) ** power)


def decimal(x: Scalar, digits: int) -> Decimal:
    """`x` to `digits` significant digits; NeedsPrecision where its ball doesn't prove them."""
    if isinstance(x, fmpq):
        exact = terminating(x)
        if exact is not None:
            figures = exact.lstrip("-0.").replace(".", "")
            leading = figures.rstrip("0") if x.q == 1 else figures
            if len(leading) <= digits:
                if len(figures) - len(leading) > MOST_ZEROS:  # such as 1e30
                    power = len(figures) - 1
                    exact = _scientific_or_plain(x < 0, leading, power)
                return Decimal(exact, None)
        return Decimal(_scientific_or_plain(*_rounded(x, digits)), digits)
    _refuse_too_large(as_ball(x))
    if _is_written_as_zero(as_ball(x)):
        return Decimal("0", 0)
    ball, shift = _scaled(as_ball(x))
    low, high = bounds(ball)
    if low < 0 < high or low == high == 0:
        if high - low > fmpq(1, 10 ** (digits + ZERO_DIGITS)):
            raise NeedsPrecision("a number close to 0")
        return Decimal("0", 0)
    # A number that lies exactly between two decimals never decides its last digit: one more does.
    for shown in range(digits, digits + 4):
        if low * high > 0 and _rounded(low, shown) == _rounded(high, shown):
            negative, figures, exponent = _rounded(low, shown)
            return Decimal(_scientific_or_plain(negative, figures, exponent + shift), shown)
    raise NeedsPrecision(f"digit {digits} of a number near {as_ball(x).str(5)}")


def check_digits(x: Scalar, digits: int) -> None:
    """Raise NeedsPrecision unless `decimal(x, digits)` will succeed; cheaper than calling it.

    LimitError for a number that no precision makes writable.
    """
    ball = x.ball if isinstance(x, Real) else None
    if ball is None:
        return
    if ball.rel_accuracy_bits() >= 4 * digits + 16:
        _refuse_too_large(ball)
        return
    if decimal(x, digits).digits == 0 and not ball.is_zero() and ctx.prec < ZERO_BITS:
        raise NeedsPrecision("a number close to 0")


def _refuse_too_large(ball: arb) -> None:
    """Raises LimitError for a number that is too large to be written."""
    if _is_beyond_exponents(ball) and abs(ball) > 1:
        raise LimitError("a number whose power of two is beyond the limit of 2^64")


def _is_written_as_zero(ball: arb) -> bool:
    """Whether a number is too close to 0 to be written."""
    return bool(_is_beyond_exponents(ball) and abs(ball) < 1)


def _is_beyond_exponents(ball: arb) -> bool:
    return bool(ball.is_finite() and abs(int(ball.mid().man_exp()[1])) > LARGEST_EXPONENT)


def _scaled(ball: arb) -> tuple[arb, int]:
    """(y, k) with ball = y·10^k; k is 0 unless the number is too large or small for rationals."""
    if not ball.is_finite() or ball.contains(0):
        return ball, 0
    power_of_two = int(ball.mid().man_exp()[1])
    if abs(power_of_two) < LARGEST_POWER:
        return ball, 0
    with working_precision(ctx.prec + power_of_two.bit_length() + 16):
        shift = int((abs(ball).log() / arb(10).log()).mid().floor().unique_fmpz())
        return ball / arb(10) ** shift, shift


def bounds(ball: arb) -> tuple[fmpq, fmpq]:
    """Rational numbers that a ball lies between: its ends, or a little outside of them.

    NeedsPrecision for a ball that reaches to numbers without bound.
    """
    (middle, off), (radius, more) = _nearly(ball.mid()), _nearly(ball.rad())
    reach = radius + off + more
    return middle - reach, middle + reach


def _nearly(point: arb) -> tuple[fmpq, fmpq]:
    """A rational of bounded size, and by how much it may be off."""
    if not point.is_finite():
        raise NeedsPrecision("a number without bound")
    mantissa, exponent = point.man_exp()
    if exponent < -FINEST_POWER and abs(point) < arb(2) ** -FINEST_POWER:
        return fmpq(0), fmpq(2) ** -FINEST_POWER
    if exponent > FINEST_POWER:
        raise NeedsPrecision("a number without bound")
    return fmpq(mantissa) * fmpq(2) ** int(exponent), fmpq(0)


def terminating(x: fmpq) -> str | None:
    """The decimal expansion of x where it ends, such as 2.4 for 12/5, else None."""
    denominator = int(x.q)
    twos = (denominator & -denominator).bit_length() - 1
    rest = denominator >> twos
    fives = ceil((rest.bit_length() - 1) / LOG2_OF_5)
    places = max(twos, fives)
    if places > MOST_PLACES or rest != 5**fives:
        return None
    digits = str((abs(x) * fmpq(10) ** places).p).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if x < 0 else text


def _rounded(x: fmpq, digits: int) -> tuple[bool, str, int]:
    """x ≠ 0 as (negative, first `digits` digits, exponent of the first), half rounded to even."""
    negative, x = x < 0, abs(x)
    exponent = len(str(x.p)) - len(str(x.q))
    if x < fmpq(10) ** exponent:
        exponent -= 1
    scaled = x * fmpq(10) ** (digits - 1 - exponent)
    whole = int(scaled.p // scaled.q)
    rest = 2 * (scaled - whole)
    whole += rest > 1 or (rest == 1 and whole % 2 == 1)
    if whole == 10**digits:
        whole, exponent = whole // 10, exponent + 1
    return negative, str(whole), exponent


def _scientific_or_plain(negative: bool, digits: str, exponent: int) -> str:
    minus = "-" if negative else ""
    if -5 <= exponent < 0:
        return f"{minus}0.{'0' * (-exponent - 1)}{digits}"
    if 0 <= exponent < len(digits):
        whole, fraction = digits[: exponent + 1], digits[exponent + 1 :]
        return f"{minus}{whole}.{fraction}" if fraction else f"{minus}{whole}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{minus}{digits[0]}{fraction}e{exponent}"
