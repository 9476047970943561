"""Signs: decided by the ball, by an exact zero, by more precision, or not at all."""

import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from hwsolve.errors import ExitCode, LimitError
from hwsolve.numbers import (
    NeedsPrecision,
    Precision,
    Real,
    absolute,
    cos,
    exp,
    log,
    maximum,
    minimum,
    pi,
    power,
    rational,
    sigmoid,
    sign,
    sin,
    sqrt,
    symbol,
    tanh,
    with_enough_precision,
    working_precision,
)
from hwsolve.numbers.precision import HIGHEST_BITS, bits_for
from tests.numbers.drawn import rationals

ZEROS = {
    "log 4 − 2 log 2": lambda: log(rational(4)) - 2 * log(rational(2)),
    "log 6 − log 2 − log 3": lambda: log(rational(6)) - log(rational(2)) - log(rational(3)),
    "√2·√6 − 2√3": lambda: sqrt(rational(2)) * sqrt(rational(6)) - 2 * sqrt(rational(3)),
    "√(3 + 2√2) − 1 − √2": lambda: sqrt(3 + 2 * sqrt(rational(2))) - 1 - sqrt(rational(2)),
    "φ² − φ − 1": lambda: golden() * golden() - golden() - 1,
    "e^(log 3 / 2) − √3": lambda: exp(log(rational(3)) / 2) - sqrt(rational(3)),
    "σ(2) + σ(−2) − 1": lambda: sigmoid(rational(2)) + sigmoid(rational(-2)) - 1,
    "tanh 1 − (e² − 1)/(e² + 1)": lambda: (
        tanh(rational(1)) - (exp(rational(2)) - 1) / (exp(rational(2)) + 1)
    ),
    "sin² 1 + cos² 1 − 1": lambda: (
        power(sin(rational(1)), rational(2)) + power(cos(rational(1)), rational(2)) - 1
    ),
    "2^(1/3)·4^(1/3) − 2": lambda: (
        power(rational(2), rational(1, 3)) * power(rational(4), rational(1, 3)) - 2
    ),
    "e·e − e²": lambda: exp(rational(1)) * exp(rational(1)) - exp(rational(2)),
}


def golden():
    """(1 + √5)/2"""
    return (1 + sqrt(rational(5))) / 2


@pytest.mark.parametrize("zero", ZEROS.values(), ids=ZEROS.keys())
def test_a_zero_is_seen_to_be_one(zero):
    with working_precision(160):
        assert sign(zero()) == 0


@pytest.mark.parametrize("zero", ZEROS.values(), ids=ZEROS.keys())
def test_a_hair_beside_zero_is_not_zero(zero):
    with working_precision(160):
        assert sign(zero() + rational(1, 10**30)) == 1
        assert sign(zero() - rational(1, 10**30)) == -1


@given(rationals())
def test_signs_of_rationals(x):
    assert sign(x) == (x > 0) - (x < 0)
    assert sign(x + pi() - pi()) == sign(x)


@given(rationals(largest=30), rationals(largest=30))
def test_the_larger_and_the_smaller(x, y):
    a, b = exp(x), exp(y)
    assert sign(maximum(a, b) - exp(max(x, y))) == 0
    assert sign(minimum(a, b) - exp(min(x, y))) == 0
    assert sign(absolute(a - b)) == (x != y)


def test_a_ball_around_zero_decides_nothing():
    unknown = Real(None, arb(0, "1e-40"))
    with pytest.raises(NeedsPrecision, match="the sign of"):
        sign(unknown)
    with pytest.raises(NeedsPrecision):
        1 / unknown
    assert sign(Real(None, arb(0))) == 0


def test_a_name_has_no_sign():
    with pytest.raises(LimitError, match="names stand in it"):
        sign(symbol("x"))


# ---- more precision -----------------------------------------------------------------------------


def test_precision_is_doubled_until_a_comparison_is_decided():
    tried = []

    def close_call():
        tried.append(ctx.prec)
        e = Real(None, arb(1).exp())
        near = rational(1)  # the rational number closest to e of those with 300 bits
        for k in range(120, 0, -1):
            near = 1 + near / k
        return sign(e - near)

    assert with_enough_precision(close_call, digits=6) == 1
    assert tried == [bits_for(6) * 2**k for k in range(len(tried))]
    assert len(tried) > 2


def test_the_precision_before_is_restored():
    before = Precision.now()
    assert with_enough_precision(lambda: ctx.prec, digits=30) == bits_for(30)
    assert Precision.now() == before
    with pytest.raises(ValueError, match="boom"), working_precision(999):
        raise ValueError("boom")
    assert Precision.now() == before


def test_a_precision_can_be_gone_back_to():
    with working_precision(777, closed_form=5):
        kept = Precision.now()
    with kept.again():
        assert Precision.now() == kept
        assert ctx.prec == 777


@pytest.mark.parametrize("digits", [1, 6, 1000])
def test_what_no_precision_decides_ends_at_a_named_limit(digits):
    tried = []

    def hopeless():
        tried.append(ctx.prec)
        same = [Real(None, log(rational(2)).ball) for _ in range(2)]
        return sign(same[0] - same[1])

    with pytest.raises(LimitError, match=r"the sign of .* could not be decided with \d+ bits") as e:
        with_enough_precision(hopeless, digits=digits)
    assert e.value.exit_code == ExitCode.LIMIT
    assert "equal" in e.value.hint
    assert tried[-1] <= max(HIGHEST_BITS, 4 * bits_for(digits))


@given(st.integers(1, 3000))
def test_the_bits_to_start_with_hold_the_digits(digits):
    assert 2 ** (bits_for(digits) - 100) > 10**digits
