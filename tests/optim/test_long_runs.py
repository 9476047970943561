"""Runs whose exact iterates would have billions of digits: every digit shown is proven."""

import json
from fractions import Fraction

import mpmath
import pytest

from hwsolve.numbers import Rational, scalars
from hwsolve.numbers.real import LONGEST_RATIONAL
from hwsolve.output.renderers import render
from tests.optim.solved import derivation

STEPS = 60
DIGITS = 1500
"""Far more than any of these runs loses."""


def beale(x, y):
    parts = [(mpmath.mpf(c) / 1000 - x + x * y**n, n) for n, c in enumerate((1500, 2250, 2625), 1)]
    return (
        sum(2 * part * (y**n - 1) for part, n in parts),
        sum(2 * part * n * x * y ** (n - 1) for part, n in parts),
    )


def rosenbrock(x, y):
    return -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)


def quartic(x):
    return (4 * x**3 - 9 * x**2,)


RUNS = {
    "beale": ("function: beale", {"x": 1, "y": 1}, 100, beale),
    "rosenbrock": ("function: rosenbrock", {"x": -1, "y": 1}, 1000, rosenbrock),
    "quartic": ('expression: "x^4 - 3*x^3 + 2"', {"x": 6}, 1000, quartic),
}


def iterates(gradient, start, inverse_rate):
    """Gradient descent in mpmath."""
    with mpmath.workdps(DIGITS):
        point = [mpmath.mpf(x) for x in start]
        for _ in range(STEPS + 1):
            yield tuple(point)
            slopes = gradient(*point)
            point = [x - g / inverse_rate for x, g in zip(point, slopes, strict=True)]


@pytest.mark.parametrize("name", RUNS)
def test_every_digit_of_every_iterate_is_right(name):
    objective, start, inverse_rate, gradient = RUNS[name]
    solution = derivation(
        f"objective: {{{objective}}}\nparameters: {json.dumps(start)}\n"
        f"method: {{name: gd, learning_rate: 1/{inverse_rate}}}\nsteps: {STEPS}\n",
        digits=10,
    )
    answers = json.loads(render(solution, format="json"))["answers"]
    balls = 0
    for k, point in enumerate(iterates(gradient, start.values(), inverse_rate)):
        for letter, right in zip(start, point, strict=True):
            shown = answers[f"{letter}[{k}]"]
            balls += shown["exact"] is None
            assert_shows(shown, right)
    assert balls > STEPS // 2


def assert_shows(shown, right):
    """An exact number is the right one, and a decimal is it to within half of its last digit."""
    with mpmath.workdps(DIGITS):
        if shown["exact"] is not None:
            fraction = Fraction(shown["exact"])  # Python refuses more than 4300 digits
            right -= mpmath.mpf(fraction.numerator) / fraction.denominator
            assert abs(right) < mpmath.mpf(10) ** (100 - DIGITS)
            return
        digits = shown["digits"]
        assert digits >= 10
        size = mpmath.floor(mpmath.log10(abs(right)))
        half = mpmath.mpf(10) ** (size - digits + 1) / 2
        assert abs(mpmath.mpf(shown["decimal"]) - right) <= half


@pytest.mark.parametrize("method", ["momentum", "nesterov", "newton", "adagrad"])
@pytest.mark.parametrize("name", ["rosenbrock", "quartic"])
def test_no_value_is_longer_than_the_limit(name, method):
    objective, start, _, _ = RUNS[name]
    rate = "" if method == "newton" else ", learning_rate: 1/1000"
    solution = derivation(
        f"objective: {{{objective}}}\nparameters: {json.dumps(start)}\n"
        f"method: {{name: {method}{rate}}}\nsteps: 20\n"
    )
    rationals = [
        x for v in solution.answers().values() for x in scalars(v) if isinstance(x, Rational)
    ]
    assert rationals
    assert max(x.height_bits() for x in rationals) <= LONGEST_RATIONAL
