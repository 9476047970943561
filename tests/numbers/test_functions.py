"""The elementary functions at their edges, and where names stand for numbers."""

import pytest
import sympy
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from hwsolve.errors import LimitError
from hwsolve.numbers import (
    Real,
    UndefinedValue,
    absolute,
    agree,
    as_ball,
    as_sympy,
    cos,
    erf,
    euler,
    exp,
    is_symbolic,
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
    working_precision,
)
from hwsolve.numbers.precision import keep_closed_forms
from hwsolve.terms.cases import choose_scalar
from tests.numbers.drawn import rationals

HALF = rational(1, 2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (exp(rational(0)), 1),
        (log(rational(1)), 0),
        (log(euler()), 1),
        (sin(rational(0)), 0),
        (cos(rational(0)), 1),
        (tanh(rational(0)), 0),
        (erf(rational(0)), 0),
        (sqrt(rational(0)), 0),
        (sqrt(rational(9, 4)), rational(3, 2)),
        (sigmoid(rational(0)), HALF),
        (sigmoid(log(rational(3))), rational(3, 4)),
        (sin(pi() / 6), HALF),
        (power(rational(0), rational(0)), 1),
        (power(rational(2, 3), rational(-2)), rational(9, 4)),
        (power(rational(8), rational(1, 3)), 2),
        (power(rational(0), HALF), 0),
        (power(rational(0), rational(1, 3)), 0),
        (power(pi(), rational(0)), 1),
        (power(sqrt(rational(2)), rational(4)), 4),
        (power(sqrt(rational(2)), rational(-2)), HALF),
    ],
)
def test_where_a_value_is_rational_it_is_kept_so(value, expected):
    assert value == expected


@pytest.mark.parametrize(
    ("function", "arguments", "error"),
    [
        (log, [rational(0)], UndefinedValue),
        (log, [rational(-1)], UndefinedValue),
        (log, [log(rational(1, 2))], UndefinedValue),
        (sqrt, [rational(-1)], UndefinedValue),
        (sqrt, [-pi()], UndefinedValue),
        (power, [rational(-8), rational(1, 3)], UndefinedValue),
        (power, [rational(0), rational(-1)], ZeroDivisionError),
        (power, [rational(0), rational(-1, 3)], ZeroDivisionError),
    ],
)
def test_what_is_not_defined_is_refused(function, arguments, error):
    with pytest.raises(error):
        function(*arguments)


@pytest.mark.parametrize("x", [1000, 10**6, 10**12])
def test_saturated_functions_stay_within_their_range(x):
    with working_precision(200):
        low, high = sigmoid(rational(-x)), sigmoid(rational(x))
        assert sign(low) == 1
        assert as_ball(low) < arb("1e-400")
        assert as_ball(high).overlaps(arb(1))
        assert sign(log(low)) == -1
        assert as_ball(log(low)).overlaps(arb(-x))
        assert as_ball(tanh(rational(-x))).overlaps(arb(-1))


def test_a_root_of_a_long_number_is_not_factored():
    with working_precision(200):
        long = rational(10**60 + 7)
        assert sqrt(long).closed is None
        assert as_ball(sqrt(long) * sqrt(long)).overlaps(arb(long))


@given(rationals(largest=20), rationals(largest=3, denominators=4))
def test_powers(base, exponent):
    with working_precision(200):
        result = power(exp(base), exponent)
        assert as_ball(result).overlaps(as_ball(exp(base * exponent)))


# ---- names --------------------------------------------------------------------------------------

x, y = symbol("x"), symbol("y")


def test_a_name_is_carried_through_exactly():
    assert str((2 * x + y / 3 - x).closed) == "x + y/3"
    assert (x + y) - y - x == 0
    assert str(sigmoid(x).closed) == "sigmoid(x)"
    assert str(tanh(2 * x).closed) == "tanh(2*x)"
    assert str(sqrt(power(x, rational(2))).closed) == "Abs(x)"
    assert str(absolute(-x).closed) == "Abs(x)"
    assert exp(x - x) == 1
    assert is_symbolic(x)
    assert not is_symbolic(pi())


def test_names_and_numbers_mix():
    both = x * sqrt(rational(2)) + log(rational(3)) - HALF
    assert is_symbolic(both)
    assert (
        sympy.simplify(
            both.closed
            - (sympy.Symbol("x", real=True) * sympy.sqrt(2) + sympy.log(3) - sympy.Rational(1, 2))
        )
        == 0
    )
    assert is_symbolic(sqrt(rational(2)) * x)
    assert is_symbolic(rational(2) * x)
    assert 0 * x == 0


def test_a_name_can_not_go_on_from_a_ball():
    ball = Real(None, arb("1.5", "1e-30"))
    for operation in (lambda: x + ball, lambda: ball * x, lambda: as_sympy(ball)):
        with pytest.raises(LimitError, match="closed form"):
            operation()
    with pytest.raises(LimitError, match="no numeric value"):
        as_ball(x)


def test_a_formula_may_grow_to_its_limit():
    with working_precision(64, closed_form=10), pytest.raises(LimitError, match="10 operations"):
        power(x + 1, rational(2)) * power(y + 1, rational(2)) + x * y + x / y
    with working_precision(64, closed_form=10):
        keep_closed_forms()
        assert is_symbolic(power(x + 1, rational(2)) * power(y + 1, rational(2)) + x * y + x / y)


def test_choices_between_names():
    at = {sympy.Symbol("x", real=True): 3, sympy.Symbol("y", real=True): 5}
    assert maximum(x, y, rational(4)).closed.subs(at) == 5
    assert minimum(x, y, rational(4)).closed.subs(at) == 3
    for convention in (rational(0), HALF, rational(1)):
        slope = choose_scalar(x, rational(1), rational(0), convention)
        values = [slope.closed.subs(sympy.Symbol("x", real=True), k) for k in (-1, 0, 1)]
        assert values == [0, as_sympy(convention), 1]


@settings(max_examples=15)
@given(st.lists(rationals(largest=9), min_size=3, max_size=3))
def test_equal_formulas_agree_and_others_do_not(numbers):
    a, b, c = numbers
    left = (x + a) * (y + b)
    right = x * y + b * x + a * y + a * b
    assert agree(left, right)
    assert agree(left + c, right) == (c == 0)


def test_agreement_of_numbers():
    assert agree(rational(1, 2), HALF)
    assert not agree(rational(1, 2), rational(1, 3))
    assert agree(pi(), Real(None, arb.pi()))
    assert not agree(pi(), rational(22, 7))
    assert not agree(x, rational(1))
