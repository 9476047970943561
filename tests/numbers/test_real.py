"""Arithmetic beyond the rationals, against mpmath at a much higher precision."""

import mpmath
import pytest
import sympy
from flint import arb, fmpq
from hypothesis import HealthCheck, assume, given, settings

from hwsolve.numbers import (
    Rational,
    Real,
    as_ball,
    exp,
    log,
    pi,
    rational,
    settle_rational,
    sqrt,
    symbol,
    working_precision,
)
from hwsolve.numbers.precision import keep_closed_forms, limits
from hwsolve.numbers.real import LONGEST_RATIONAL, settle
from tests.numbers.drawn import DIGITS, NO_VALUE, as_arb, formulas, rationals


def worked_out(formula, **limits_of_closed_forms):
    """The formula in hwsolve's arithmetic at 160 bits; a formula without a value is passed over."""
    try:
        with working_precision(160, **limits_of_closed_forms):
            return formula.exactly()
    except NO_VALUE:
        return assume(False)


def is_moderate(x):
    """Whether mpmath's number is of a size that its digits can be trusted at."""
    return x == 0 or 1e-40 < abs(x) < 1e40


@settings(suppress_health_check=[HealthCheck.filter_too_much], max_examples=150)
@given(formulas)
def test_every_number_holds_what_mpmath_finds(formula):
    value = worked_out(formula)
    expected = formula.in_mpmath()
    assume(is_moderate(expected))
    with working_precision(160):
        if isinstance(value, Rational):
            with mpmath.workdps(DIGITS):
                quotient = mpmath.mpf(int(value.p)) / int(value.q)
                assert abs(quotient - expected) < mpmath.mpf(10) ** -80 * max(1, abs(expected))
        else:
            assert value.ball.overlaps(as_arb(expected))


@settings(suppress_health_check=[HealthCheck.filter_too_much], max_examples=60)
@given(formulas)
def test_a_closed_form_is_an_account_of_the_same_number(formula):
    value = worked_out(formula)
    assume(isinstance(value, Real) and value.closed is not None)
    with working_precision(160):
        expected = as_arb(mpmath.mpf(str(sympy.N(value.closed, 60)), prec=250))
        assume(1e-40 < abs(float(expected.mid())) < 1e40)
        assert abs(value.ball - expected) < abs(expected) * arb("1e-30") + arb("1e-30")


@settings(suppress_health_check=[HealthCheck.filter_too_much], max_examples=60)
@given(formulas)
def test_without_closed_forms_the_ball_still_holds_the_number(formula):
    value, ball_only = worked_out(formula), worked_out(formula, closed_form=0)
    with working_precision(160):
        assert as_ball(ball_only).overlaps(as_ball(value))


@given(rationals(), rationals())
def test_a_rational_on_either_side(x, y):
    root = sqrt(rational(2))
    assert (root + x) - root == x
    assert (x - root) + root == x
    assert x * root / root == x
    assert (root * x) * (root * y) == 2 * x * y
    assert 0 * root == 0
    assert root - root == 0
    assert root / root == 1


@pytest.mark.parametrize("x", [pi(), exp(rational(3)), Real(None, arb("1.5", "1e-30"))])
def test_integers_are_numbers_too(x):
    assert as_ball(2 * x).overlaps(as_ball(x + x))
    assert as_ball(2 - x).overlaps(-as_ball(x - 2))
    assert as_ball(2 / x).overlaps(2 / as_ball(x))
    assert as_ball(1 + x).overlaps(1 + as_ball(x))


def test_what_nothing_is_known_of_is_not_divided_by():
    with pytest.raises(ZeroDivisionError):
        1 / (log(rational(4)) - 2 * log(rational(2)))
    with pytest.raises(ZeroDivisionError):
        pi() / rational(0)
    with pytest.raises(ZeroDivisionError):
        rational(1) / (symbol("x") - symbol("x"))


# ---- closed form or ball ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (lambda: exp(log(rational(3))), "3"),
        (lambda: log(exp(rational(2))), "2"),
        (lambda: sqrt(rational(8)) * sqrt(rational(2)), "4"),
        (lambda: sqrt(rational(12)), "2*sqrt(3)"),
        (lambda: sqrt(rational(1, 2)), "sqrt(2)/2"),
        (lambda: log(rational(4)) - 2 * log(rational(2)) + pi(), None),
        (lambda: log(rational(2)) + 1, "log(2) + 1"),
        (lambda: -log(rational(1, 2)), "log(2)"),
        (lambda: pi() * 2 / pi(), "2"),
    ],
)
def test_short_closed_forms_are_kept(number, expected):
    value = number()
    if expected is not None:
        assert str(value if isinstance(value, Rational) else value.closed) == expected
    else:
        assert as_ball(value).overlaps(arb.pi())


def test_a_long_closed_form_gives_way_to_its_ball():
    with working_precision(128, closed_form=20):
        value = sum((log(rational(p)) * p for p in (2, 3, 5, 7, 11, 13)), start=rational(0))
        assert value.closed is None
        assert value.ball.rel_accuracy_bits() > 100
        assert (value - value) == 0
        assert (value + pi()).closed is None


def test_long_coefficients_are_not_short_forms():
    with working_precision(128):
        assert (pi() * rational(10**50 + 1, 3)).closed is None
        assert (pi() * rational(10**5 + 1, 3)).closed is not None


def test_where_names_stand_for_numbers_long_forms_are_kept_until_the_end():
    before = limits.closed_form
    with working_precision(128):
        keep_closed_forms()
        long = sum((log(rational(p)) * p for p in (2, 3, 5, 7, 11, 13)), start=rational(0))
        assert long.closed is not None
        assert (symbol("x") * long).is_symbolic
    assert limits.closed_form == before


def test_a_rational_that_has_grown_too_long_becomes_a_ball():
    long = fmpq(2) ** LONGEST_RATIONAL + fmpq(1, 3)
    settled = settle_rational(long)
    assert isinstance(settled, Real)
    assert settled.closed is None
    assert settled.ball.contains(arb(long))
    assert settle_rational(rational(1, 3)) == rational(1, 3)
    assert settle_rational(pi()).closed == sympy.pi


def test_settle_sees_rationals():
    assert settle(sympy.Rational(3, 4), arb(0.75)) == rational(3, 4)
    assert settle(sympy.Integer(0), arb(0, 1)) == 0
