"""`permute_units: true`: hidden units numbered otherwise, everywhere alike."""

import numpy as np
import pytest

from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marker_of, marks_of

ORDER = [2, 0, 1]
"""For each of the student's places, the unit of layer 1 of P1(a) that stands there."""
PERMUTED = "permute_units: true\n"
WIDE = """\
kind: mlp
input: [1, 2]
layers:
  - weights: [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12], [13, 14], [15, 16]]
  - weights: [[1, 2, 3, 4, 5, 6, 7, 8]]
target: 1
loss: squared_error
"""


def student(problem, order, swap=None):
    """The key with the units of layer 1 in another order, and those of layer 2 swapped if asked."""
    derivation = marker_of(problem).derivation
    answers = {}
    for step in derivation.steps:
        if step.term is None:
            continue
        value = np.array(step.value, dtype=object)
        for symmetry, units in zip(derivation.symmetries, (order, swap), strict=False):
            axis = symmetry.axes.get(step.id)
            if units is not None and axis is not None:
                value = np.take(value, units, axis)
        answers[step.id] = np.vectorize(str)(value).tolist() if value.ndim else str(value)
    answers.pop("L")
    return answers


def verdicts(problem, answers, header=PERMUTED):
    return {id: mark.verdict for id, mark in marks_of(problem, answers, header).items()}


def test_another_numbering_is_right_on_request_only():
    answers = student("p1a", ORDER, [1, 0])
    assert set(verdicts("p1a", answers).values()) == {Verdict.RIGHT}
    assert Verdict.FIRST_MISTAKE in verdicts("p1a", answers, header="").values()


def test_the_usual_numbering_stays_right():
    assert set(verdicts("p1a", student("p1a", [0, 1, 2])).values()) == {Verdict.RIGHT}


def test_a_mistake_in_another_numbering_is_found():
    answers = student("p1a", ORDER)
    answers["z[1]"][0] = "2"
    found = {id: v for id, v in verdicts("p1a", answers).items() if v is not Verdict.RIGHT}
    assert found["z[1]"] is Verdict.FIRST_MISTAKE
    assert marks_of("p1a", answers, PERMUTED)["z[1]"].wrong == ("z[1].3",)


def test_a_mistake_stands_where_it_was_written_in_whatever_numbering():
    answers = student("p1a", ORDER)
    written = [answers["z[1]"][0], "7", answers["z[1]"][2]]
    text = "".join(f"\n  - {number}" for number in written)
    mark = marks_of("p1a", f"\n z[1]:{text}", PERMUTED)["z[1]"]
    assert (mark.wrong, mark.line) == (("z[1].1",), 6)


def test_many_units():
    order = [3, 1, 4, 0, 5, 2, 7, 6]
    assert set(verdicts(WIDE, student(WIDE, order)).values()) == {Verdict.RIGHT}


@pytest.mark.parametrize("layout", ["like_parameter", "transposed"])
@pytest.mark.parametrize("rows", ["rows_are_units", "rows_are_inputs"])
def test_every_layout(layout, rows):
    text = WIDE.replace("[1, 2, 3, 4, 5, 6, 7, 8]", "[8, 2, 3, 4, 5, 6, 7, 1]")
    if rows == "rows_are_inputs":
        text = (
            "kind: mlp\ninput: [1, 2]\nlayers:\n  - weights: [[1, 3, 5], [2, 4, 7]]\n"
            "  - weights: [[1], [2], [4]]\ntarget: 1\nloss: squared_error\n"
        )
    problem = f"{text}conventions: {{gradient_layout: {layout}, weights: {rows}}}\n"
    units = 3 if rows == "rows_are_inputs" else 8
    answers = student(problem, [*range(1, units), 0])
    assert set(verdicts(problem, answers).values()) == {Verdict.RIGHT}


def test_rows_and_entries_are_renumbered_as_well():
    """Units 1 and 2 of layer 1 swapped: z = (−1, 3, 1), and the columns of W_new[2] with them."""
    answers = {"z[1].1": -1, "z[1].2": 3, "z[1].3": 1, "dW[1].1": [0, 0], "dW[1].2": [-2, 1]}
    answers |= {"W_new[2]": [["-1", "0", "2"], ["1", "3.4", "-3.2"]]}
    marks = marks_of("p1a", answers, PERMUTED)
    assert {mark.verdict for mark in marks.values()} == {Verdict.RIGHT}
    assert marks["z[1].1"].expected == "−1"
    assert marks["W_new[2]"].written == "[[-1, 0, 2], [1, 3.4, -3.2]]"
    assert marks["W_new[2]"].why == "right, with the units numbered otherwise"
    wrong = marks_of("p1a", {**answers, "dW[1].1": [0, 1]}, PERMUTED)["dW[1].1"]
    assert (wrong.verdict, wrong.wrong) == (Verdict.FIRST_MISTAKE, ("dW[1].2.2",))
