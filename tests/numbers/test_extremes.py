"""Arguments far out: sure bounds, no native death, and no power that fills the memory."""

import mpmath
import pytest
from flint import arb, ctx
from hypothesis import example, given
from hypothesis import strategies as st

from hwsolve.errors import LimitError
from hwsolve.numbers import (
    Decimal,
    NeedsPrecision,
    Real,
    as_ball,
    check_digits,
    decimal,
    erf,
    exp,
    is_surely_positive,
    log,
    pi,
    power,
    rational,
    sigmoid,
    sign,
    sqrt,
    symbol,
    tanh,
    working_precision,
)
from hwsolve.numbers.decimals import FINEST_POWER, bounds
from hwsolve.numbers.precision import ZERO_BITS, bits_for
from hwsolve.numbers.real import LONGEST_RATIONAL
from tests.numbers.drawn import as_arb

far = st.builds(
    lambda mantissa, exponent: rational(mantissa) * rational(10) ** exponent,
    st.integers(-999, 999).filter(bool),
    st.integers(-1200, 1200),
)
DIGITS = 6


@given(far, st.sampled_from([64, 149, 1200]))
def test_erf_and_tanh_hold_their_values_everywhere(x, bits):
    with working_precision(bits):
        for ours, theirs in ((erf, mpmath.erf), (tanh, mpmath.tanh)):
            ball = as_ball(ours(x / sqrt(rational(2))))
            with mpmath.workdps(60):
                near = (mpmath.mpf(int(x.p)) / int(x.q)) / mpmath.sqrt(2)
                expected = theirs(near) if abs(near) < 1000 else mpmath.sign(near)
                small = abs(near) < mpmath.mpf(10) ** -20  # the slope at 0, to 40 digits
                if small:
                    expected = near * (2 / mpmath.sqrt(mpmath.pi) if ours is erf else 1)
                assert abs(as_mpf(ball.mid()) - expected) <= as_mpf(ball.rad()) + (
                    abs(expected) * mpmath.mpf(10) ** -35
                )
            assert ball.is_finite()
            assert decimal(ours(x / sqrt(rational(2))), DIGITS).digits


def as_mpf(x):
    mantissa, exponent = x.man_exp()
    return mpmath.ldexp(mpmath.mpf(int(mantissa)), int(exponent))


@pytest.mark.parametrize("function", [erf, tanh])
@pytest.mark.parametrize(
    "x", [arb(5, 10**6), arb(10**5, 10**7), arb(0, 2), arb("inf"), arb(1) / 0, arb(0, "1e1000")]
)
def test_of_a_ball_that_tells_little_the_range_is_still_known(function, x):
    ball = as_ball(function(Real(None, x)))
    assert ball.is_finite()
    assert abs(ball) < 1.1
    for inside in (0, 1, -1):
        if x.contains(inside):
            assert ball.overlaps(as_ball(function(rational(inside))))


def test_erf_of_a_wide_ball_reaches_from_end_to_end():
    ball = as_ball(erf(Real(None, arb(1, 2))))
    with mpmath.workdps(30):
        assert ball.contains(arb(mpmath.nstr(mpmath.erf(-1), 20)))
        assert ball.contains(arb(mpmath.nstr(mpmath.erf(3), 20)))


# ---- rationals and powers -----------------------------------------------------------------------


@given(st.integers(2, 10**9), st.integers(1, 10**9), st.integers(-(10**9), 10**9))
@example(2, 11201145, 175)
@example(3, 1, 4096)
def test_a_power_beyond_the_limit_is_enclosed(p, q, exponent):
    base = rational(p, q)
    with working_precision(200):
        result = power(base, rational(exponent))
        if not isinstance(result, Real):
            assert result == base**exponent
            assert result.height_bits() <= 2 * LONGEST_RATIONAL
            return
        logarithm = exponent * as_ball(log(base))
        assert (as_ball(result).log() - logarithm).contains(0)
        assert as_ball(result).rel_accuracy_bits() > 150


@pytest.mark.parametrize(
    ("make", "logarithm"),
    [
        (lambda: exp(10**9 * log(rational(9))), lambda: 10**9 * log(rational(9))),
        (lambda: power(rational(3), 10**9 + rational(1, 3)), None),
        (
            lambda: power(rational(10**9 + 1, 10**9), 10**9 + sqrt(rational(2))),
            lambda: (10**9 + sqrt(rational(2))) * log(rational(10**9 + 1, 10**9)),
        ),
        (lambda: power(2 * pi(), rational(10**9)), lambda: 10**9 * log(2 * pi())),
        (
            lambda: power(1 + sqrt(rational(2)), rational(10**6)),
            lambda: 10**6 * log(1 + sqrt(rational(2))),
        ),
    ],
)
def test_powers_are_not_multiplied_out(make, logarithm):
    with working_precision(200):
        value = make()
        assert value.closed is None
        if logarithm is not None:
            assert as_ball(value).log().overlaps(as_ball(logarithm()))


def test_powers_of_names_have_a_limit():
    w = symbol("w")
    for enormous in (
        lambda: power(3 * w, rational(10**9)),
        lambda: power(w + 1, rational(10**9)),
        lambda: exp(10**9 * log(rational(9)) + w),
        lambda: power(rational(2), w + 10**9),
    ):
        with pytest.raises(LimitError, match="limit of 4096"):
            enormous()


# ---- decimals -----------------------------------------------------------------------------------


@given(st.integers(-20, 20), st.integers(-(10**15), 10**15), st.integers(1, 10**15))
def test_rational_bounds_stay_small_and_outside(middle, exponent, finer):
    ball = arb(arb(middle), arb(2) ** (min(exponent, FINEST_POWER) - finer))
    try:
        low, high = bounds(ball)
    except NeedsPrecision:
        assert ball.rad() > arb(2) ** FINEST_POWER
        return
    assert low <= middle <= high
    assert max(low.height_bits(), high.height_bits()) < 4 * FINEST_POWER
    assert arb(high) >= ball.upper() or arb(high).overlaps(ball.upper())
    assert (high - low) / 2 <= rational(2) ** -FINEST_POWER or (
        arb((high - low) / 2).overlaps(ball.rad())
    )


def test_a_number_of_too_many_places_is_told_or_nearly_zero():
    with working_precision(bits_for(DIGITS) + 2000):
        large, small = exp(rational(2) ** 1000), exp(-(rational(2) ** 1000))
        for ask in (check_digits, decimal):
            with pytest.raises(LimitError, match="limit of 2\\^64"):
                ask(large, DIGITS)
        check_digits(small, DIGITS)
        assert decimal(small, DIGITS) == Decimal("0", 0)
        assert sign(small) == 1


def test_saturated_values_have_digits():
    with working_precision(bits_for(DIGITS)):
        assert decimal(sigmoid(rational(10**6)), DIGITS).text == "1.00000"
        assert decimal(erf(rational(10**9)), DIGITS).text == "1.00000"
        assert decimal(erf(rational(-(10**9))), DIGITS).text == "-1.00000"


# ---- zeros in disguise --------------------------------------------------------------------------


def test_a_zero_is_not_sought_among_a_million_digits():
    with working_precision(200):
        with pytest.raises(NeedsPrecision):
            sign(1 - 1 / (1 + exp(rational(-(10**6)))))
        with pytest.raises(NeedsPrecision):
            sign(1 - tanh(exp(rational(100))))
        assert sign(log(rational(4096)) - 12 * log(rational(2))) == 0
        assert sign(exp(rational(1)) * exp(log(rational(3))) - 3 * exp(rational(1))) == 0


def test_what_is_not_surely_positive_is_asked_again_only_while_a_double_could_tell():
    near = Real(None, arb(0, "1e-20"))
    with working_precision(ZERO_BITS - 1), pytest.raises(NeedsPrecision):
        is_surely_positive(near)
    with working_precision(ZERO_BITS):
        assert not is_surely_positive(near)
    assert is_surely_positive(pi())
    assert not is_surely_positive(rational(0))
    assert ctx.prec < ZERO_BITS
    assert as_arb(mpmath.mpf(1)).overlaps(arb(1))


@given(st.integers(-(10**18), 10**18))
def test_what_is_written_of_a_number_is_read_as_near_to_it_however_large_or_small(exponent):
    with working_precision(bits_for(DIGITS)):
        x = exp(rational(exponent))
        read = decimal(x, DIGITS).value
        assert abs(as_ball(read / x) - 1) < arb(10) ** (1 - DIGITS)


@given(st.integers(-(10**9), 10**9))
def test_a_sigmoid_however_near_to_1_is_below_it_by_that_of_the_negative_argument(z):
    with working_precision(bits_for(DIGITS)), mpmath.workdps(60):
        for argument, plain in (
            (rational(z), mpmath.mpf(z)),
            (z + sqrt(rational(2)), z + mpmath.sqrt(2)),
        ):
            near = sigmoid(argument)
            expected = 1 / (1 + mpmath.exp(plain))
            for found in (1 - near, -near + 1, -(near - 1)):
                assert sign(found) == 1
                ball = as_ball(found)
                reach = as_mpf(ball.rad()) + expected * mpmath.mpf(10) ** -35
                assert abs(as_mpf(ball.mid()) - expected) <= reach
