"""Decimals: every printed digit is proven, and rounded correctly."""

from decimal import Decimal as PlainDecimal
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hwsolve.numbers import (
    Decimal,
    NeedsPrecision,
    Rational,
    Real,
    as_ball,
    check_digits,
    decimal,
    exp,
    log,
    pi,
    rational,
    sqrt,
    working_precision,
)
from hwsolve.numbers.decimals import ZERO_BITS, bounds, terminating
from hwsolve.numbers.precision import bits_for
from tests.numbers.drawn import NO_VALUE, formulas, rationals

some_digits = st.integers(1, 40)


def as_fraction(text):
    """The number that a decimal writes, exactly."""
    return Fraction(PlainDecimal(text))


def significant(text):
    """The digits of a decimal from the first that isn't 0."""
    return text.lstrip("-").partition("e")[0].replace(".", "").lstrip("0")


def half_a_unit(text):
    """Half of what the last printed digit counts."""
    return Fraction(10) ** PlainDecimal(text).as_tuple().exponent / 2


def fraction_of(x):
    """A rational as Python has them."""
    return Fraction(int(x.p), int(x.q))


# ---- rationals ----------------------------------------------------------------------------------


@given(rationals(10**12, 10**12), some_digits)
def test_a_rational_is_exact_or_rounded_to_the_nearest(x, digits):
    shown = decimal(x, digits)
    if shown.is_exact:
        assert as_fraction(shown.text) == fraction_of(x)
        whole = "." not in shown.text  # the zeros at its end only hold places
        figures = significant(shown.text).rstrip("0") if whole else significant(shown.text)
        assert len(figures) <= digits
    else:
        assert len(significant(shown.text)) == shown.digits == digits
        assert 0 <= abs(as_fraction(shown.text) - fraction_of(x)) <= half_a_unit(shown.text)


@given(st.integers(-(10**9), 10**9), st.integers(-30, 30), some_digits)
def test_a_decimal_that_fits_is_exact(mantissa, exponent, digits):
    x = rational(mantissa) * rational(10) ** exponent
    assume(len(str(abs(mantissa)).rstrip("0")) + max(exponent, 0) + 10 <= digits)
    assert decimal(x, digits).is_exact


@pytest.mark.parametrize(
    ("x", "digits", "text"),
    [
        (rational(0), 6, "0"),
        (rational(12, 5), 6, "2.4"),
        (rational(-1, 3), 6, "-0.333333"),
        (rational(2, 3), 1, "0.7"),
        (rational(1, 3), 30, "0." + "3" * 30),
        (rational(25, 2), 2, "12"),  # half to even
        (rational(27, 2), 2, "14"),
        (rational(999_999_5, 10**7), 6, "1.00000"),
        (rational(1, 3 * 10**4), 3, "0.0000333"),
        (rational(1, 3 * 10**5), 3, "3.33e-6"),
        (rational(10**6, 3), 6, "333333"),
        (rational(10**7, 3), 6, "3.33333e6"),
        (rational(-2 * 10**20, 3), 3, "-6.67e19"),
        (rational(1, 2**40), 6, "9.09495e-13"),
        (rational(1, 10**7), 6, "0.0000001"),
    ],
)
def test_plain_and_scientific(x, digits, text):
    assert decimal(x, digits).text == text


@given(rationals(10**6, 4000))
def test_a_decimal_ends_where_only_twos_and_fives_divide(x):
    rest = int(x.q)
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    text = terminating(x)
    assert (text is not None) == (rest == 1)
    assert text is None or as_fraction(text) == fraction_of(x)


def test_an_expansion_of_more_than_a_thousand_places_is_not_written_out():
    assert terminating(rational(1, 2**1000)) is not None
    assert terminating(rational(1, 2**1001)) is None


# ---- balls --------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.filter_too_much], max_examples=150)
@given(formulas, some_digits)
def test_the_digits_are_right_at_twice_the_precision(formula, digits):
    try:
        with working_precision(bits_for(digits)):
            number = formula.exactly()
            assume(isinstance(number, Real))
            check_digits(number, digits)
            shown = decimal(number, digits)
        with working_precision(2 * bits_for(digits)):
            low, high = bounds(formula.exactly().ball)
    except NO_VALUE:
        assume(False)
    assume(shown.digits)
    assert shown.digits >= digits
    assert len(significant(shown.text)) == shown.digits
    for end in (low, high):
        assert abs(as_fraction(shown.text) - fraction_of(end)) <= half_a_unit(shown.text)


@settings(max_examples=200)
@given(rationals(10**6, 10**6), st.integers(1, 200), some_digits)
def test_what_the_cheap_check_lets_pass_can_be_written(x, bits, digits):
    with working_precision(400):
        number = Real(None, arb(x) + arb(0, arb(2) ** -bits))
        try:
            check_digits(number, digits)
        except NeedsPrecision:
            return
        low, high = bounds(number.ball)
        shown = decimal(number, digits)
    if shown.digits:
        for end in (low, high):
            assert abs(as_fraction(shown.text) - fraction_of(end)) <= half_a_unit(shown.text)


def test_a_tie_is_told_by_one_more_digit():
    with working_precision(200):
        tie = Real(None, arb(rational(25, 2)) + arb(0, arb(2) ** -150))
        assert decimal(tie, 2) == Decimal("12.5", 3)
        carry = Real(None, arb(1) + arb(0, arb(2) ** -150))
        assert decimal(carry, 3).text in ("1.00", "1.000")


def test_a_ball_that_proves_too_little_asks_for_more():
    wide = Real(None, arb("1.23456", "0.001"))
    with pytest.raises(NeedsPrecision, match="digit 6 of a number near"):
        decimal(wide, 6)
    with pytest.raises(NeedsPrecision):
        check_digits(wide, 6)
    with pytest.raises(NeedsPrecision, match="bound"):
        decimal(Real(None, arb("inf")), 6)


def test_digits_of_known_constants():
    with working_precision(bits_for(50)):
        assert decimal(pi(), 50).text == "3.1415926535897932384626433832795028841971693993751"
        assert decimal(sqrt(rational(2)), 6) == Decimal("1.41421", 6)
        assert decimal(-log(rational(2)), 6) == Decimal("-0.693147", 6)
        assert decimal(exp(rational(-20)), 3) == Decimal("2.06e-9", 3)


# ---- zero, or nearly ----------------------------------------------------------------------------


def test_a_narrow_ball_around_zero_is_written_as_zero_with_no_digit_proven():
    assert decimal(Real(None, arb(0, "1e-40")), 6) == Decimal("0", 0)
    assert decimal(Real(None, arb(0)), 6) == Decimal("0", 0)
    with pytest.raises(NeedsPrecision, match="close to 0"):
        decimal(Real(None, arb(0, "1e-20")), 6)


def test_zero_is_only_taken_for_granted_where_a_double_would():
    around_zero = Real(None, arb(0, "1e-400"))
    with working_precision(ZERO_BITS - 1), pytest.raises(NeedsPrecision, match="close to 0"):
        check_digits(around_zero, 6)
    with working_precision(ZERO_BITS):
        check_digits(around_zero, 6)
    with working_precision(100):
        check_digits(Real(None, arb(0)), 6)
        check_digits(rational(0), 6)


@pytest.mark.parametrize("x", [-(10**15), 10**15, -(10**6), 10**6, 10**9 + 1])
def test_numbers_beyond_all_bounds_keep_their_digits(x):
    with working_precision(bits_for(6)):
        number = exp(rational(x))
        check_digits(number, 6)
        shown = decimal(number, 6)
    with mpmath.workdps(40):
        expected = mpmath.nstr(mpmath.exp(x), 6, strip_zeros=False).replace("e+", "e")
    assert shown == Decimal(expected, 6)


@given(st.integers(-(10**4), 10**4).filter(bool), some_digits)
def test_scaling_changes_no_digit(n, digits):
    with working_precision(bits_for(digits)):
        near = as_ball(exp(rational(n, 10)))
        far = near * arb(10) ** 10**6
        one, other = (decimal(Real(None, ball), digits) for ball in (near, far))
    assert significant(one.text) == significant(other.text)
    assert int(other.text.partition("e")[2]) == PlainDecimal(one.text).adjusted() + 10**6


@given(rationals())
def test_the_ends_of_a_ball_are_exact(x):
    before, ctx.prec = ctx.prec, 100
    try:
        low, high = bounds(arb(x))
    finally:
        ctx.prec = before
    assert isinstance(low, Rational)
    assert low <= x <= high


@pytest.mark.parametrize(
    ("x", "text"),
    [(10**30, "1e30"), (-123 * 10**22, "-1.23e24"), (1234500, "1234500"), (10**5, "100000")],
)
def test_zeros_at_the_end_of_a_whole_number_are_no_digits_to_round(x, text):
    assert decimal(Rational(x), 6) == Decimal(text, None)
    assert decimal(Rational(x + 1), 3).digits == 3
