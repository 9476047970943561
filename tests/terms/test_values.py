"""What each function of numbers is: against mpmath and numpy, and at its edges."""

from math import isnan

import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from hwsolve.numbers import (
    UndefinedValue,
    array,
    as_ball,
    rational,
    shape_of,
    sign,
    symbol,
    values_agree,
    working_precision,
)
from hwsolve.terms import activations as act
from hwsolve.terms import losses
from hwsolve.terms.arithmetic import times_log
from hwsolve.terms.cases import choose, larger
from hwsolve.terms.linear import absolute_norm, matmul, outer, squared_norm, sum_rows, total
from hwsolve.terms.term import OPERATIONS, Literal

HALF = rational(1, 2)


def sigma(z):
    """1/(1 + e^−z)"""
    return 1 / (1 + mpmath.exp(-z))


def cdf(z):
    """Φ(z)"""
    return (1 + mpmath.erf(z / mpmath.sqrt(2))) / 2


def tanh_gelu(z):
    """GELU's approximation."""
    inner = mpmath.sqrt(2 / mpmath.pi) * (z + mpmath.mpf("0.044715") * z**3)
    return z / 2 * (1 + mpmath.tanh(inner))


FUNCTIONS = {
    "sigmoid_of": (sigma, {}),
    "tanh_of": (mpmath.tanh, {}),
    "softplus": (lambda z: mpmath.log1p(mpmath.exp(z)), {}),
    "silu": (lambda z: z * sigma(z), {}),
    "normal_distribution": (cdf, {}),
    "normal_density": (lambda z: mpmath.exp(-(z**2) / 2) / mpmath.sqrt(2 * mpmath.pi), {}),
    "gelu": (lambda z: z * cdf(z), {}),
    "gelu_tanh": (tanh_gelu, {}),
    "relu": (lambda z: max(z, 0), {"at_zero": rational(0)}),
    "leaky_relu": (
        lambda z: z if z > 0 else z / 100,
        {"slope": rational(1, 100), "at_zero": rational(0)},
    ),
    "elu": (
        lambda z: z if z > 0 else 2 * mpmath.expm1(z),
        {"alpha": rational(2), "at_zero": rational(0)},
    ),
}

numbers = st.fractions(-50, 50, max_denominator=20)


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=40)
@given(z=numbers)
def test_activations(name, z):
    expected, parameters = FUNCTIONS[name]
    operation = getattr(act, name)
    with working_precision(300, closed_form=0), mpmath.workdps(60):
        value = as_ball(operation(rational(z.numerator, z.denominator), **parameters).value)
        right = expected(mpmath.mpf(z.numerator) / z.denominator)
        error = abs(value - arb(mpmath.nstr(right, 55)))
        assert error < arb("1e-45") * (1 + abs(value))


def test_softmax_of_a_batch_is_that_of_each_row():
    scores = array([[1, 2, 3], [0, 0, 0], [rational(-1, 2), 5, 1]])
    whole = act.softmax(scores).value
    for sample, row in zip(scores, whole, strict=True):
        assert values_agree(act.softmax(sample).value, row)
        assert as_ball(sum(row, start=rational(0))).overlaps(arb(1))
    assert whole[1].tolist() == [rational(1, 3)] * 3


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=4), st.integers(-1000, 1000))
def test_softmax_of_large_scores_is_a_distribution_that_no_shift_changes(scores, shift):
    with working_precision(200):
        one = act.softmax(array(scores)).value
        other = act.softmax(array([score + shift for score in scores])).value
        assert as_ball(sum(one, start=rational(0))).overlaps(arb(1))
        assert all(sign(p) == 1 for p in one)
        assert all(as_ball(p).overlaps(as_ball(q)) for p, q in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("operation", "prediction", "target", "parameters", "expected"),
    [
        (losses.squared_error, [1, 2], [3, -1], {}, [4, 9]),
        (losses.absolute_error, [1, 2], [3, -1], {}, [2, 3]),
        (losses.huber, [0, 1, 3, -3], [0, 0, 0, 0], {"delta": rational(1)},
         [0, HALF, rational(5, 2), rational(5, 2)]),
        (losses.huber, [2, rational(7, 2)], [0, 0], {"delta": rational(2)}, [2, 5]),
        (losses.hinge, [2, 1, HALF, -1], [1, 1, 1, 1], {"margin": rational(1)}, [0, 0, HALF, 2]),
        (losses.hinge, [2, -3], [-1, -1], {"margin": rational(2)}, [4, 0]),
        (losses.binary_cross_entropy, [1, 0], [1, 0], {}, [0, 0]),
        (losses.cross_entropy, [0, 1, 0], [0, 1, 0], {}, [0, 0, 0]),
    ],
)  # fmt: skip
def test_losses(operation, prediction, target, parameters, expected):
    value = operation(array(prediction), array(target), **parameters).value
    assert value.tolist() == [rational(0) + x for x in expected]


def test_the_hinge_for_several_classes_counts_all_others_in_all_rows():
    scores, target = array([[3, 1, 2], [0, 0, 5]]), array([[1, 0, 0], [0, 1, 0]])
    # 0 + (2 − 3 + 1) in the first row, (0 − 0 + 1) + (5 − 0 + 1) in the second
    assert losses.multiclass_hinge(scores, target, margin=rational(1)).value == 7
    slope = losses.multiclass_hinge_slope(scores, target, margin=rational(1)).value
    assert slope.tolist() == [[0, 0, 0], [1, -2, 1]]


def test_zero_times_the_logarithm_of_zero_is_zero():
    assert times_log(rational(0), rational(0)).value == 0
    assert times_log(rational(0), rational(-3)).value == 0
    with pytest.raises(UndefinedValue):
        times_log(rational(1), rational(0))


# ---- at the kinks -------------------------------------------------------------------------------


@pytest.mark.parametrize("convention", [rational(0), HALF, rational(1)])
def test_the_slope_at_a_kink_is_the_convention(convention):
    at = array([-1, 0, 1])
    parameters = {"at_zero": convention}
    assert OPERATIONS["relu_slope"](at, **parameters).value.tolist() == [0, convention, 1]
    leaky = OPERATIONS["leaky_relu_slope"](at, slope=rational(1, 10), **parameters).value
    assert leaky.tolist() == [rational(1, 10), convention, 1]
    elu = OPERATIONS["elu_slope"](at, alpha=rational(1), **parameters).value
    assert [sign(x - y) for x, y in zip(elu[1:], [convention, 1], strict=True)] == [0, 0]


def slope_of(operation, *values, **parameters):
    """The gradient of the first argument for an upstream of 1."""
    term = operation(*map(array, values), **parameters)
    return operation.gradient(Literal(rational(1)), term, term)[0].value


def test_slopes_at_the_kinks_of_losses():
    assert slope_of(losses.huber, 2, 0, delta=rational(2)) == 2
    assert slope_of(losses.huber, -2, 0, delta=rational(2)) == -2
    assert slope_of(losses.huber, 0, 0, delta=rational(2)) == 0
    assert slope_of(losses.absolute_error, 1, 1) == 0
    assert slope_of(losses.hinge, 1, 1, margin=rational(1)) == 0
    assert slope_of(losses.hinge, HALF, 1, margin=rational(1)) == -1
    assert slope_of(absolute_norm, [[-2, 0], [0, 3]]).tolist() == [[-1, 0], [0, 1]]


def test_where_two_numbers_are_equal_the_second_is_the_larger():
    term = larger(rational(2), rational(2))
    one, other = larger.gradient(Literal(rational(1)), term, term)
    assert (one.value, other.value) == (0, 1)


@given(st.integers(-2, 2))
def test_choices_by_sign(x):
    expected = {1: 5, -1: 6, 0: 7}[(x > 0) - (x < 0)]
    assert choose(rational(x), 5, 6, 7).value == expected


# ---- sums ---------------------------------------------------------------------------------------


@given(st.lists(st.lists(st.integers(-9, 9), min_size=2, max_size=2), min_size=1, max_size=4))
def test_sums_and_norms(rows):
    value, plain = array(rows), np.array(rows)
    assert total(value).value == plain.sum()
    assert sum_rows(value).value.tolist() == plain.sum(axis=0).tolist()
    assert squared_norm(value).value == (plain**2).sum()
    assert absolute_norm(value).value == abs(plain).sum()
    assert shape_of(total(value).value) == ()


def test_the_norm_of_a_single_number():
    assert squared_norm(rational(-3)).value == 9
    assert absolute_norm(rational(-3)).value == 3
    assert str(absolute_norm(symbol("w")).value.closed) == "Abs(w)"


class Flagging:
    """A number whose product leaves the processor's flag for an invalid operation behind."""

    def __mul__(self, other):
        assert isnan(float("inf") * 0.0)
        return self

    __rmul__ = __add__ = __mul__


@pytest.mark.parametrize("operation", [matmul, outer])
def test_products_of_matrices_do_not_warn(operation, recwarn):
    """numpy tells of a flag that ball arithmetic has set as of an invalid value."""
    numbers = np.array([Flagging(), Flagging()], dtype=object)
    operation.evaluate(numbers, numbers)
    assert not recwarn.list
