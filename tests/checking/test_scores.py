"""Scores less their largest one are as good where softmax alone reads them."""

import pytest

from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marks_of

SOFTMAX = """\
kind: mlp
input: [[1, 2], [0, 1]]
layers:
  - {weights: [[1, 0], [0, 1], [1, 1]], activation: softmax}
target: [0, 2]
loss: cross_entropy
"""
RIGHT, FIRST, FOLLOWS = Verdict.RIGHT, Verdict.FIRST_MISTAKE, Verdict.FOLLOWS


@pytest.mark.parametrize(
    ("scores", "verdict"),
    [
        ([[1, 2, 3], [0, 1, 1]], RIGHT),
        ([[-2, -1, 0], [-1, 0, 0]], RIGHT),  # less the largest of each row
        ([[2, 3, 4], [1, 2, 2]], FIRST),  # shifted, but by nobody's rule
        ([[-2, -1, 0], [-1, 0, 1]], FIRST),
        ([["-7 + 1e9*0.0000", -1, 0], [-1, 0, 0]], FIRST),  # which could be anything
    ],
)
def test_scores_less_the_largest(scores, verdict):
    assert marks_of(SOFTMAX, {"z[1]": scores})["z[1]"].verdict is verdict


def test_what_comes_after_is_right_as_well():
    answers = {"z[1]": [[-2, -1, 0], [-1, 0, 0]], "y_hat.1.3": "1/(1 + exp(-1) + exp(-2))"}
    assert {mark.verdict for mark in marks_of(SOFTMAX, answers).values()} == {RIGHT}


def test_a_shift_of_wrong_scores_follows():
    answers = {"W[1]": [[1, 0], [0, 1], [1, 2]], "z[1]": [[-4, -3, 0], [-2, -1, 0]]}
    assert marks_of(SOFTMAX, answers)["z[1]"].verdict is FOLLOWS


def test_scores_that_another_function_reads_are_not_shifted():
    net = SOFTMAX.replace("softmax", "sigmoid").replace("cross_entropy", "squared_error")
    net = net.replace("[0, 2]", "[[0, 1, 0], [1, 0, 0]]")
    assert marks_of(net, {"z[1]": [[-2, -1, 0], [-1, 0, 0]]})["z[1]"].verdict is FIRST
