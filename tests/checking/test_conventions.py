"""A first mistake that is right under another convention is told to be so."""

from dataclasses import replace

import pytest

from hwsolve.checking.marking import Marker
from hwsolve.checking.reading.answers import read_answers
from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marker_of, marks_of, names_in

KINK = """\
kind: mlp
input: [1]
layers:
  - {weights: [[0]], activation: relu}
  - {weights: [[2]]}
target: 1
loss: squared_error
"""
SQUARE = """\
kind: mlp
input: [1, 2]
layers:
  - {weights: [[1, 3], [5, 7]], bias: [1, 2]}
conventions: {weights: rows_are_units}
"""

CASES = {
    # for each choice: problem, id, what is written
    "momentum=heavy_ball": ("p2d3", "V_b[1]", "-3.82"),
    "relu_at_zero=1": (KINK, "dz[1]", "-4"),
    "relu_at_zero=1/2": (KINK, "dz[1]", "-2"),
    "weights=rows_are_inputs": (SQUARE, "z[1]", ["12", "19"]),
    "gradient_layout=transposed": ("p1a", "dW[1]", [["-2", "0", "8"], ["1", "0", "-4"]]),
    "epsilon=inside": ("p2c", "x[1]", "x[0] - alpha*V_x[1]/sqrt(S_x[1] + epsilon)"),
    "bias_correction=true": (
        "p2c",
        "x[1]",
        "x[0] - alpha*grad_f_x[0]/(sqrt(grad_f_x[0]^2) + epsilon)",
    ),
    "convolution=flipped": ("p1b", "z[1]", [["1", "-2"], ["3", "0"]]),
    "assume=constant_gradient": ("p2b", "V_x[2]", "(1 - beta)*(1 + beta)*grad_f_x[0]"),
    "laplacian=symmetric": ("p3", "lambda", ["0", "1", "4/3", "5/3"]),
}


@pytest.mark.parametrize("case", CASES)
def test_another_convention_is_named(case):
    problem, id, written = CASES[case]
    mark = marks_of(problem, {id: written})[id]
    assert mark.verdict is Verdict.FIRST_MISTAKE
    assert f"convention:{case}" in names_in(mark), mark.why


def test_the_words_name_both_conventions():
    mark = marks_of(SQUARE, {"z[1]": ["12", "19"]})["z[1]"]
    right = "right under weights: rows_are_inputs; this problem declares weights: rows_are_units"
    assert right in mark.why


def test_a_mistake_under_every_convention_is_a_mistake():
    mark = marks_of(SQUARE, {"z[1]": ["1", "2"]})["z[1]"]
    assert not any(name.startswith("convention:") for name in names_in(mark))


CONTRADICTED = {
    # what is written first tells that the problem's own convention was taken
    "the convolution isn't flipped": (
        "p1b", {"z[1]": "[[-3, 4], [2, 0]]", "dy_hat": "2"}, "convolution=flipped"),
    "the prediction of a convolution that isn't flipped": (
        "p1b", {"y_hat": "4", "L": "1"}, "convolution=flipped"),
    "the moment is a mean": (
        "p2d3", {"V_b[1]": "-0.22", "b[1]": "-0.6"}, "momentum=heavy_ball"),
}  # fmt: skip


@pytest.mark.parametrize("case", CONTRADICTED)
def test_no_convention_is_named_that_an_earlier_line_contradicts(case):
    problem, answers, convention = CONTRADICTED[case]
    usual = marker_of(problem)
    marker = Marker(
        usual.derivation, "p", lambda m: usual.explain(replace(m, lines=frozenset(answers)))
    )
    text = "".join(f"  {id}: {value}\n" for id, value in answers.items())
    marking = marker.mark(read_answers(f"problem: p\nanswers:\n{text}", "answers.yaml"))
    assert marking.first_mistake.id == list(answers)[-1]
    assert f"convention:{convention}" not in names_in(marking.first_mistake)


def test_a_convention_is_named_again_where_the_earlier_lines_have_it():
    """V = 0.9·V + g for W and then for b, with g = −4·x and −4."""
    heavy = {"V_W[1]": ["-3.55", "8", "-12.45", "-8", "-16"], "V_b[1]": "-3.82"}
    marks = marks_of("p2d3", heavy)
    assert all("convention:momentum=heavy_ball" in names_in(marks[id]) for id in heavy)


def test_an_assumption_is_told_in_words():
    marks = marks_of("p2a", {"x[2]": "x[0] - 2*alpha*grad_f_x[0]"})
    assert marks["x[2]"].why == "right with a constant gradient, which this problem doesn't assume"
