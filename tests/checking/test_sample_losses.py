"""L.1 names the loss of the first sample of a batch, which the page doesn't write by itself."""

from math import exp, log

import pytest

from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marks_of

RIGHT, FIRST, FOLLOWS, UNKNOWN = (
    Verdict.RIGHT,
    Verdict.FIRST_MISTAKE,
    Verdict.FOLLOWS,
    Verdict.UNKNOWN,
)
NET = """\
kind: mlp
input: [[1, 2], [0, 1], [2, 0]]
layers:
  - {weights: [[1, 0], [0, 1]], activation: LAST}
target: TARGET
loss: NAME
conventions: {batch: BATCH}
"""
Z = [(1, 2), (0, 1), (2, 0)]


def net(last, target, name, batch="mean"):
    text = NET.replace("LAST", last).replace("TARGET", target)
    return text.replace("NAME", name).replace("BATCH", batch)


SQUARES = net("linear", "[[0, 0], [1, 1], [1, -1]]", "half_squared_error")
CASES = [
    (SQUARES, [5 / 2, 1 / 2, 1]),
    (net("linear", "[[0, 0], [1, 1], [1, -1]]", "mean_squared_error"), [5 / 2, 1 / 2, 1]),
    (
        net("softmax", "[0, 1, 1]", "cross_entropy"),
        [log(exp(a) + exp(b)) - z for (a, b), z in zip(Z, (1, 1, 0), strict=True)],
    ),
    (
        net("sigmoid", "[[1, 0], [1, 1], [0, 1]]", "binary_cross_entropy"),
        [
            sum(log(1 + exp(-z if y else z)) for z, y in zip(zs, ys, strict=True))
            for zs, ys in zip(Z, [(1, 0), (1, 1), (0, 1)], strict=True)
        ],
    ),
    (net("linear", "[0, 1, 1]", "hinge"), [2, 0, 3]),
]


@pytest.mark.parametrize(("problem", "losses"), CASES)
@pytest.mark.parametrize("batch", ["mean", "sum"])
def test_the_loss_of_each_sample(problem, losses, batch):
    """Without the share of the batch: by plain floating point."""
    problem = problem.replace("batch: mean", f"batch: {batch}")
    share = 3 if batch == "mean" else 1
    answers = {f"L.{i}": f"{x:.6f}" for i, x in enumerate(losses, start=1)}
    answers["L"] = f"{sum(losses) / share:.6f}"
    assert {mark.verdict for mark in marks_of(problem, answers).values()} == {RIGHT}
    answers["L.2"] = f"{losses[1] + 0.001:.6f}"
    marks = marks_of(problem, {**answers, "L": f"{(sum(losses) + 0.001) / share:.6f}"})
    assert [marks[id].verdict for id in ("L.1", "L.2", "L.3", "L")] == [
        RIGHT,
        FIRST,
        RIGHT,
        FOLLOWS,
    ]


def test_samples_that_are_columns():
    text = SQUARES.replace("input: [[1, 2], [0, 1], [2, 0]]", "input: [[1, 0, 2], [2, 1, 0]]")
    text = text.replace("[[0, 0], [1, 1], [1, -1]]", "[[0, 1, 1], [0, 1, -1]]")
    text = text.replace("batch: mean", "samples: columns")
    answers = {"L.1": "5/2", "L.2": "1/2", "L.3": 1, "L": "4/3"}
    assert {mark.verdict for mark in marks_of(text, answers).values()} == {RIGHT}


def test_the_whole_loss_may_be_told_by_them():
    rounded = {"L.1": "2.5", "L.2": "0.5", "L.3": "1", "L": "(L.1 + L.2 + L.3)/3"}
    assert {mark.verdict for mark in marks_of(SQUARES, rounded).values()} == {RIGHT}


def test_a_forgotten_half_is_told():
    mark = marks_of(SQUARES, {"L.1": 5})["L.1"]
    assert mark.verdict is FIRST
    assert "1/2" in mark.why


def test_there_is_one_for_each_sample_and_none_where_there_is_no_batch():
    assert marks_of(SQUARES, {"L.4": 1})["L.4"].verdict is UNKNOWN
    assert marks_of("p1a", {"L.1": 1})["L.1"].verdict is UNKNOWN
