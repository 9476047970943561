"""Lines of working in letters: the same text or an equal formula is right; others need a person."""

import pytest

from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marks_of

RIGHT, WRONG, UNDECIDED = Verdict.RIGHT, Verdict.FIRST_MISTAKE, Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("id", "written", "verdict"),
    [
        ("slope", "sigmoid(z)*(1 - sigmoid(z))", RIGHT),
        ("slope", "exp(-z)/(1 + exp(-z))^2", RIGHT),
        ("slope", "sigmoid(z) - sigmoid(z)**2", RIGHT),
        ("slope", "sigmoid(z)", WRONG),
        ("slope", "sigmoid(y)*(1 - sigmoid(y))", UNDECIDED),
        ("J[j]", "diag(s[j]*(1-s[j])) @ W", RIGHT),
        ("J[j]", "W^T sigma'(z) (1 - sigma'(z))", UNDECIDED),
        ("radius", "rho(W) <= norm(W)", RIGHT),
        ("radius", "norm(W)", UNDECIDED),  # a part of an inequality says nothing
        ("gamma", "gamma", UNDECIDED),
        ("z[t]", "U*x[t] + W*s[t-1]", RIGHT),
    ],
)
def test_a_line_in_letters(id, written, verdict):
    assert marks_of("p1c", {id: written})[id].verdict is verdict


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("lambda*(lambda - 2)*(lambda - 4)^2", RIGHT),
        ("(lambda-4)^2*(lambda^2-2*lambda)", RIGHT),
        ("lambda^4 - 10*lambda^3 + 32*lambda^2 - 32*lambda", RIGHT),  # multiplied out by hand
        ("lambda^4 - 9*lambda^3 + 32*lambda^2 - 32*lambda", WRONG),
    ],
)
def test_a_product_of_numbers_is_a_formula(written, verdict):
    """p3 is K4 without an edge: 0, 2, 4, 4 (the complement of an edge: 4 − 2, and 4 else)."""
    mark = marks_of("p3", {"p": written})["p"]
    assert (mark.verdict, mark.expected) == (verdict, "lambda*(lambda - 2)*(lambda - 4)^2")


def test_a_missing_star_is_told():
    mark = marks_of("p3", {"p": "4lambda^3 + 1"})["p"]
    assert mark.verdict is UNDECIDED
    assert "write 4*lambda" in mark.why
    assert "formula" not in marks_of("p1c", {"J[j]": "4W"})["J[j]"].why


def test_a_proof_in_the_entries_of_a_vector():
    """The sum over the edges (1,2), (1,3), (2,3), (2,4), (3,4) is the form xᵀLx, multiplied out."""
    edges = [(1, 2), (1, 3), (2, 3), (2, 4), (3, 4)]
    sums = " + ".join(f"(x.{i} - x.{j})^2" for i, j in edges)
    assert marks_of("p3", {"psd[1]": sums})["psd[1]"].verdict is RIGHT
    wrong = sums.replace("(x.3 - x.4)^2", "(x.1 - x.4)^2")
    assert marks_of("p3", {"psd[1]": wrong})["psd[1]"].verdict is WRONG


def test_the_end_of_an_inequality_is_no_answer():
    marks = marks_of("p3", {"psd[3]": "x.T @ L @ x >= 0", "psd[4]": "0"})
    assert [mark.verdict for mark in marks.values()] == [RIGHT, UNDECIDED]
