"""Sums of square roots: a field in which zero is decided without digits."""

from math import prod

import pytest
from flint import arb
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from hwsolve.numbers import Real, as_ball, power, rational, sign, sqrt, working_precision
from hwsolve.numbers.radicals import Surd
from tests.numbers.drawn import rationals

roots = st.sampled_from([1, 2, 3, 5, 6, 8, 12, 30]).map(lambda n: sqrt(rational(n)))
coefficients = rationals(largest=9, denominators=6)


@st.composite
def surds(draw):
    """A sum of up to three roots with rational coefficients."""
    parts = draw(st.lists(st.tuples(coefficients, roots), min_size=1, max_size=3))
    return sum((c * root for c, root in parts), start=rational(0))


def holds(value, ball):
    """Whether the value's ball overlaps the one that was computed apart from it."""
    return as_ball(value).overlaps(ball)


@given(surds(), surds())
def test_arithmetic_is_that_of_the_balls(x, y):
    assert holds(x + y, as_ball(x) + as_ball(y))
    assert holds(x - y, as_ball(x) - as_ball(y))
    assert holds(x * y, as_ball(x) * as_ball(y))
    if sign(y):
        assert holds(x / y, as_ball(x) / as_ball(y))


@given(surds(), surds())
def test_what_is_equal_is_equal_at_once(x, y):
    assert (x + y) * (x - y) - (x * x - y * y) == 0
    assert (x + y) - y - x == 0
    assert x * y - y * x == 0
    if sign(y):
        assert 1 / y * y == 1
        assert x / y * y - x == 0


@given(surds())
@example(rational(2, 5) * sqrt(rational(3)) + rational(241, 12) * sqrt(rational(2)))
def test_the_root_of_a_square_is_the_magnitude(x):
    assume(len(getattr(x, "terms", ())) <= 2)
    root = sqrt(x * x)
    assert sign(root - (x if sign(x) >= 0 else -x)) == 0


@given(rationals(largest=1000, denominators=1000))
def test_roots_of_rationals(x):
    root = sqrt(abs(x))
    assert root * root == abs(x)
    assert sign(root) == (x != 0)
    assert isinstance(sqrt(x * x), type(x))


def test_long_sums_become_balls():
    primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59]
    total = sum((sqrt(rational(p)) for p in primes), start=rational(0))
    assert isinstance(total, Real)
    assert not isinstance(total, Surd)
    assert holds(total, sum((arb(p).sqrt() for p in primes), start=arb(0)))


@pytest.mark.parametrize(
    ("x", "closed"),
    [
        (lambda: sqrt(3 + 2 * sqrt(rational(2))), "1 + sqrt(2)"),
        (lambda: sqrt(3 - 2 * sqrt(rational(2))), "-1 + sqrt(2)"),
        (lambda: sqrt(2 + sqrt(rational(2))), "sqrt(sqrt(2) + 2)"),
        (lambda: sqrt(2 + sqrt(rational(2))) * sqrt(2 - sqrt(rational(2))), "sqrt(2)"),
        (lambda: power(1 + sqrt(rational(2)), rational(3)), "7 + 5*sqrt(2)"),
        (lambda: 1 / (1 + sqrt(rational(2))), "-1 + sqrt(2)"),
    ],
)
def test_nested_roots(x, closed):
    assert str(x().closed) == closed


def test_a_zero_that_nested_roots_hide_is_no_divisor_and_no_crash():
    root = sqrt(rational(2))
    one, same = sqrt(7 + 5 * root), (1 + root) * sqrt(1 + root)
    with working_precision(160):
        total = one + same
        assert holds(1 / total, 1 / as_ball(total))
        assert holds((one - same) + 1, arb(1))


LARGE = (4266666667, 5688888889, 8815427)
"""Primes whose products aren't taken apart."""


@given(st.lists(st.tuples(coefficients, st.lists(st.sampled_from(LARGE))), max_size=6))
@example([(rational(1), [p]) for p in LARGE[:2]] + [(rational(2), LARGE[:2])])
@example([(rational(1), [LARGE[0], *LARGE[:2]]), (rational(1), LARGE[::2]), (rational(1), [])])
@settings(deadline=2000)
def test_reciprocals_of_roots_that_cannot_be_taken_apart_end(parts):
    x = sum((c * sqrt(rational(prod(factors))) for c, factors in parts), start=rational(0))
    with working_precision(256):
        assume(not as_ball(x).contains(0))
        assert holds(1 / x, 1 / as_ball(x))


def test_sums_of_roots_as_of_two_steps_by_rmsprop_have_exact_reciprocals():
    radicands = (208012500001, 64800000001, 16200000001)
    x = sum((sqrt(rational(r)) for r in radicands), start=rational(1))
    assert 1 / x * x == 1
