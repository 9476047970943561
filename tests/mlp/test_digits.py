"""Every printed digit is right: the same problem at twice the digits says so."""

from decimal import Context, Decimal

import pytest
from hypothesis import given, settings

from hwsolve.numbers import decimal, scalars, shape_of
from hwsolve.problem_files import find
from tests.mlp.nets import problems
from tests.mlp.solved import derivation_of

EXACTLY = Context(prec=200)

SMOOTH = """
kind: mlp
input: [0.05, 0.10]
layers:
  - {weights: [[0.15, 0.20], [0.25, 0.30]], bias: 0.35, activation: tanh}
  - {weights: [[0.40, 0.45], [0.50, 0.55]], bias: 0.60, activation: gelu}
  - {weights: [[0.1, sqrt(2)], [1/3, pi]], activation: softmax}
target: 1
loss: cross_entropy
optimizer: {name: sgd, learning_rate: 1/3, steps: 2}
"""


def printed(derivation, digits):
    """(id, place) → what is printed of each number with that many digits"""
    with derivation.precision.again():
        return {
            (id, place): decimal(scalar, digits)
            for id, value in derivation.answers().items()
            for place, scalar in enumerate(scalars(value))
        }


def assert_proven(problem, digits):
    few = printed(derivation_of(problem, digits), digits)
    many = printed(derivation_of(problem, 2 * digits), 2 * digits)
    assert few.keys() == many.keys()
    for key, shown in few.items():
        if shown.is_exact:
            assert many[key].text == shown.text, key
        elif shown.digits == 0:
            assert abs(Decimal(many[key].text)) < Decimal(10) ** -digits, key
        else:
            number = Decimal(shown.text)
            last_place = Decimal((0, (1,), number.adjusted() - shown.digits + 1))
            error = abs(EXACTLY.subtract(Decimal(many[key].text), number))
            assert error <= EXACTLY.divide(last_place, 2), (key, shown.text, many[key].text)
            assert shown.digits >= digits


@pytest.mark.parametrize("digits", [1, 2, 6, 17, 30])
@pytest.mark.parametrize("problem", [SMOOTH, find("p1a.yaml").text], ids=["smooth", "p1a"])
def test_digits_are_proven(problem, digits):
    assert_proven(problem, digits)


@settings(max_examples=30)
@given(problems(steps=2))
def test_digits_of_random_nets_are_proven(problem):
    assert_proven(problem, 30)


def test_thirty_digits_of_log_2():
    """log 2 = 0.69314718055994530941723212145817656807550… (OEIS A002162)"""
    derivation = derivation_of(find("p1a.yaml").text, 30)
    assert printed(derivation, 30)["L", 0].text == "0.693147180559945309417232121458"
    assert shape_of(derivation.answers()["L"]) == ()


def test_a_sum_that_all_but_cancels_keeps_its_digits():
    """tanh(20) − 1 = −8.496708510583…e-18 (mpmath): 18 digits are lost on the way."""
    problem = (
        "kind: mlp\ninput: [20]\nlayers: [{weights: [[1]], activation: tanh}, "
        "{weights: [[1]], bias: -1}]\n"
    )
    shown = printed(derivation_of(problem, 12), 12)["y_hat", 0]
    assert shown.text == "-8.49670851058e-18"
