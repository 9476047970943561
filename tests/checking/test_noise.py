"""Floating-point output: where the right value is 0, what is left of it is no mistake."""

import numpy as np
import pytest

from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marks_of

RIGHT, FIRST = Verdict.RIGHT, Verdict.FIRST_MISTAKE
LAPLACIAN = np.array([[2, -1, -1, 0], [-1, 3, -1, -1], [-1, -1, 3, -1], [0, -1, -1, 2]], float)
"""The graph of P3."""


def test_what_numpy_prints_for_the_spectrum_of_p3_is_right():
    values, vectors = np.linalg.eigh(LAPLACIAN)
    answers = {
        "lambda": [repr(float(x)) for x in values],
        "U": [[repr(float(x)) for x in row] for row in vectors],
    }
    marks = marks_of("p3", answers)
    assert marks["lambda"].verdict is RIGHT, marks["lambda"].why
    assert marks["U"].verdict is RIGHT, marks["U"].why


@pytest.mark.parametrize("zero", ["-1.29583844e-15", "3.2e-16", "-0.0", "0", "1e-12"])
def test_noise_is_zero(zero):
    assert marks_of("p3", {"lambda": [zero, 2, 4, 4]})["lambda"].verdict is RIGHT


@pytest.mark.parametrize("wrong", ["1e-6", "0.01", "1/100000000000"])
def test_other_small_numbers_are_not(wrong):
    assert marks_of("p3", {"lambda": [wrong, 2, 4, 4]})["lambda"].verdict is not RIGHT


TINY = "kind: mlp\ninput: [5.0e-12]\nlayers: [{weights: [[1]]}]\n"


def test_a_small_number_that_is_right_stays_what_it_is():
    assert marks_of(TINY, {"y_hat": "5.0e-12"})["y_hat"].verdict is RIGHT
    assert marks_of(TINY, {"y_hat": "7.0e-12"})["y_hat"].verdict is FIRST
    assert marks_of(TINY, {"y_hat": 0})["y_hat"].verdict is FIRST
