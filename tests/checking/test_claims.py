"""Answers in a word: right, wrong and why, or not among those to choose from."""

import pytest

from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marker_of, marks_of

ANSWERS = {
    # (problem, id, word): (verdict, part of why)
    ("p1c", "vanishes_if", "norm_below_one_over_gamma"): (Verdict.RIGHT, ""),
    ("p1c", "vanishes_if", "eigenvalues_below_one"): (Verdict.FIRST_MISTAKE, "‖W‖ < 1/γ"),
    ("p1c", "vanishes_if", "no idea"): (Verdict.UNREADABLE, "eigenvalues_below_one"),
    ("p1c", "explodes_if", "none_of_these"): (Verdict.RIGHT, ""),
    ("p1c", "explodes_if", "norm above one over gamma"): (Verdict.FIRST_MISTAKE, "necessary"),
    ("p1c", "slope_is", "slope_times_one_minus_slope"): (Verdict.FIRST_MISTAKE, "σ′(1 − σ′)"),
    ("p2a", "learning_rate_too_high", "diverges"): (Verdict.RIGHT, ""),
    ("p2a", "learning_rate_too_high", "oscillates"): (Verdict.RIGHT, ""),
    ("p2a", "learning_rate_too_high", "overfits"): (Verdict.FIRST_MISTAKE, "new data"),
    ("p3", "definiteness", "positive_semidefinite"): (Verdict.RIGHT, ""),
    ("p3", "definiteness", "positive_definite"): (Verdict.FIRST_MISTAKE, "vector of ones"),
}


@pytest.mark.parametrize(("problem", "id", "word"), ANSWERS)
def test_a_claim(problem, id, word):
    verdict, why = ANSWERS[problem, id, word]
    mark = marks_of(problem, {id: word})[id]
    assert mark.verdict is verdict
    assert why in mark.why


def test_a_wrong_claim_costs_points_and_an_unknown_one_is_left_to_a_person():
    marks = marks_of("p1c", {"vanishes_if": "eigenvalues_below_one", "explodes_if": "what"})
    assert [mark.earned for mark in marks.values()] == [0, 0]


@pytest.mark.parametrize("problem", ["p1c", "p2a", "p3"])
def test_every_question_has_a_right_answer_and_a_wrong_one(problem):
    questions = marker_of(problem).derivation.questions
    assert questions
    for question in questions:
        assert question.true_words
        assert any(not claim.holds for claim in question.claims)
        assert len({claim.word for claim in question.claims}) == len(question.claims)
