"""Mistakes in lines that weren't written, and one mistake made in many lines: charged once."""

from fractions import Fraction

import numpy as np
import pytest

from hwsolve.checking.explaining.repeated import told_once
from hwsolve.checking.verdicts import Explanation, Mark, Verdict
from tests.checking.marked import marks_of, names_in

FIRST, FOLLOWS, RIGHT = Verdict.FIRST_MISTAKE, Verdict.FOLLOWS, Verdict.RIGHT

NET = """\
kind: mlp
input: [2, -1]
layers:
  - {weights: [[2, 1], [-3, -5], [3, 5]], activation: relu}
  - {weights: [[1, 2, 3], [-2, 1, -4]], bias: [1, -1], activation: relu}
  - {weights: [[3, 1]], bias: [2]}
target: [10]
loss: squared_error
optimizer: {name: sgd, learning_rate: 1/10}
"""


def fractions(values):
    return np.vectorize(Fraction)(np.array(values))


def trained(*, slope=True, sign=-1, halved=1, turned=True):
    """The student's new parameters of NET, by plain arithmetic: only these are handed in."""
    W = [fractions(w) for w in ([[2, 1], [-3, -5], [3, 5]], [[1, 2, 3], [-2, 1, -4]], [[3, 1]])]
    b = [None, fractions([1, -1]), fractions([2])]
    a, z = [fractions([2, -1])], []
    for k in range(3):
        z.append(W[k] @ a[k] + (0 if b[k] is None else b[k]))
        a.append(z[k] if k == 2 else np.maximum(z[k], 0))
    dz = (a[3] - 10) * 2 * halved
    new = {}
    for k in (2, 1, 0):
        new[f"W_new[{k + 1}]"] = W[k] + sign * Fraction(1, 10) * np.outer(dz, a[k])
        if b[k] is not None:
            new[f"b_new[{k + 1}]"] = b[k] + sign * Fraction(1, 10) * dz
        da = W[k].T @ dz
        if k:
            dz = da * (z[k - 1] > 0) if slope else da
    return {id: np.vectorize(str)(value).tolist() for id, value in new.items()}


def verdicts(marks):
    return {id: mark.verdict for id, mark in marks.items()}


def test_the_right_parameters_are_right():
    assert set(verdicts(marks_of(NET, trained())).values()) == {RIGHT}


@pytest.mark.parametrize(
    ("wrong", "first", "words"),
    [
        ({"slope": False}, "W_new[2]", "in dz⁽²⁾ the factor ReLU′(z⁽²⁾) is forgotten"),
        ({"sign": 1}, "W_new[3]", "α·dW⁽³⁾ is added where it should be subtracted"),
        ({"halved": Fraction(1, 2)}, "W_new[3]", "in dz⁽³⁾ the factor 2 is forgotten"),
    ],
)
def test_one_mistake_behind_the_parameters_is_one_first_mistake(wrong, first, words):
    marks = marks_of(NET, trained(**wrong))
    found = verdicts(marks)
    assert [id for id, verdict in found.items() if verdict is FIRST] == [first]
    assert set(found.values()) <= {FIRST, FOLLOWS, RIGHT}
    assert words in marks[first].why


def test_the_same_mistake_again_says_where_it_was_made_first():
    marks = marks_of(NET, trained(sign=1))
    assert {mark.same_as for id, mark in marks.items() if id != "W_new[3]"} == {"W_new[3]"}
    assert marks["W_new[1]"].why == (
        "the same mistake as in W_new⁽³⁾: α·dW⁽¹⁾ is added where it should be subtracted"
    )


def mark(id, *explanations, verdict=FIRST):
    known = tuple(Explanation(name, f"{name} in {id}", name) for name in explanations)
    return Mark(id, verdict, "1", "2", "why", explanations=known)


def test_a_tie_is_settled_by_the_other_lines():
    marks = [
        mark("a", "sign", "factor", "slope"),
        mark("b", "other"),
        mark("c", "slope", "factor", verdict=FOLLOWS),
        mark("d", "slope", "factor"),
        mark("e", "slope", "sign"),
        mark("f"),
    ]
    told = told_once(marks)
    assert [m.verdict for m in told] == [FIRST, FIRST, FOLLOWS, FOLLOWS, FOLLOWS, FIRST]
    assert [m.same_as for m in told] == ["", "", "", "a", "a", ""]
    assert names_in(told[0]) == names_in(told[4]) == ["slope"]
    assert told[0].why == "slope in a"
    assert told[4].why == "the same mistake as in a: slope in e"
    assert told[1] is marks[1]


def test_what_was_written_right_hides_nothing():
    """With dz[2] written right the mistake is in W_new[2] itself, or nowhere that we know."""
    right = marks_of(NET, {"dz[2]": [0, 0]})["dz[2]"].expected
    answers = {**trained(slope=False), "dz[2]": right.strip("[]").replace("−", "-").split(", ")}
    marks = marks_of(NET, answers)
    assert marks["dz[2]"].verdict is RIGHT
    assert "dz⁽²⁾ the factor" not in marks["W_new[2]"].why


def test_numbers_without_reason_have_no_hidden_cause():
    marks = marks_of(NET, {"W_new[1]": [["1.31", "2.77"], ["-0.52", "4.08"], ["9.13", "-6.9"]]})
    assert marks["W_new[1]"].explanations == ()


@pytest.mark.parametrize("digits", ["3", "-2", "0.5"])
def test_one_digit_has_no_hidden_cause(digits):
    """So many mistakes in so many lines give so few digits by chance."""
    assert not marks_of(NET, {"b_new[3]": [digits]})["b_new[3]"].why.startswith("in ")
