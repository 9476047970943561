"""Sums of square roots: zero is decided, rationals are found, arithmetic agrees with floats."""

from math import sqrt as float_sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwsolve.numbers import Rational, as_ball, power, rational, sqrt
from hwsolve.numbers.radicals import Surd

small = st.integers(-6, 6)


def number(parts):
    return sum((c * sqrt(rational(r)) for c, r in parts), start=rational(0))


def as_float(x):
    return float(as_ball(x).mid())


surds = st.lists(st.tuples(small, st.integers(1, 12)), min_size=1, max_size=3)


@settings(deadline=None)
@given(surds, surds)
def test_arithmetic(one, other):
    x, y = number(one), number(other)
    p, q = (sum(c * float_sqrt(r) for c, r in parts) for parts in (one, other))
    assert as_float(x + y) == pytest.approx(p + q, abs=1e-9)
    assert as_float(x * y) == pytest.approx(p * q, abs=1e-9)
    assert (x + y) - y - x == 0
    assert isinstance((x + y) - x - y, Rational)
    if not isinstance(y, Rational) or y:
        assert (x * y) / y - x == 0
        assert y * (1 / y) == 1


def test_zero_and_one_are_recognised():
    r = rational
    assert sqrt(r(2)) * sqrt(r(6)) - 2 * sqrt(r(3)) == 0
    golden = (1 + sqrt(r(5))) / 2
    assert golden * (1 - sqrt(r(5))) / 2 == -1
    assert power(golden, r(2)) - golden == 1
    assert sqrt(3 + 2 * sqrt(r(2))) - sqrt(r(2)) == 1


def test_nested_roots():
    root = sqrt(5 + sqrt(rational(5)))
    other = sqrt(5 - sqrt(rational(5)))
    assert isinstance(root, Surd)
    assert root * root - sqrt(rational(5)) == 5
    assert root * other - 2 * sqrt(rational(5)) == 0
    assert (root + 1) * (1 / (root + 1)) == 1
    assert as_float(root) == pytest.approx(float_sqrt(5 + float_sqrt(5)))


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(-6, 6), st.integers(2, 7))
def test_roots_of_quadratic_numbers(p, q, d):
    value = p + q * float_sqrt(d)
    if value > 1e-6:
        root = sqrt(p + q * sqrt(rational(d)))
        assert as_float(root) == pytest.approx(float_sqrt(value))
