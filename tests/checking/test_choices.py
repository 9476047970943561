"""Eigenvectors are judged by what they satisfy: every right basis is right, and followed."""

import pytest

from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marks_of

U = [
    ["-0.5", "0.7071", "0.4914", "-0.0924"],
    ["-0.5", "0", "-0.3607", "0.7874"],
    ["-0.5", "0", "-0.6221", "-0.6025"],
    ["-0.5", "-0.7071", "0.4914", "-0.0924"],
]
"""A basis of the eigenspaces of P3 to four digits; that of λ = 4 is turned against ours."""
X_HAT = ["-0.5", "0", "3.5704", "0.0478"]


def changed(row, column, text):
    return [
        [text if (i, j) == (row, column) else x for j, x in enumerate(line)]
        for i, line in enumerate(U)
    ]


def verdicts(answers):
    return {id: mark.verdict for id, mark in marks_of("p3", answers).items()}


def test_another_basis_is_right_and_what_follows_from_it_too():
    marks = marks_of("p3", {"U": U, "x_hat": X_HAT, "E[3]": "12.75"})
    assert {mark.verdict for mark in marks.values()} == {Verdict.RIGHT}
    assert marks["U"].why == "as good as ours: any orthonormal eigenvectors will do"
    assert marks["x_hat"].why == "right for the choice made before"


@pytest.mark.parametrize(("row", "column"), [(1, 3), (0, 2), (2, 3)])
def test_a_changed_digit_is_caught(row, column):
    text = U[row][column]
    wrong = text[:-2] + ("2" if text[-2] != "2" else "5") + text[-1]
    mark = marks_of("p3", {"U": changed(row, column, wrong)})["U"]
    assert mark.verdict is Verdict.FIRST_MISTAKE
    assert f"U.{row + 1}.{column + 1}" in mark.wrong
    assert all(id.endswith(f".{column + 1}") for id in mark.wrong)
    assert f"column {column + 1} of U is no eigenvector" in mark.why


def test_columns_that_are_not_orthonormal_are_told():
    doubled = [[row[0], row[1], row[2], row[2]] for row in U]
    mark = marks_of("p3", {"U": doubled})["U"]
    assert mark.verdict is Verdict.FIRST_MISTAKE
    assert mark.why == "the columns of U are not orthonormal"


def test_a_coefficient_that_does_not_follow_from_the_basis_is_wrong():
    wrong = ["-0.5", "0", "0.0478", "3.5704"]
    assert verdicts({"U": U, "x_hat": wrong})["x_hat"] is Verdict.FIRST_MISTAKE


PATH = "{kind: laplacian, edges: [[1, 3, 2], [2, 3, 1]], signal: [3, 3/2, 2]}\n"
OTHER_SIGNS = [["-0.58", "-0.58", "-0.58"], ["-0.58", "0.79", "-0.21"], ["-0.58", "-0.21", "0.79"]]


@pytest.mark.parametrize(
    ("coefficient", "verdict"),
    [
        ("-3.75", Verdict.RIGHT),  # −6.5/√3 is −3.7528
        ("-3.77", Verdict.RIGHT),  # −6.5·0.58
        ("-3.74", Verdict.FIRST_MISTAKE),  # of what rounds to −0.58, but nobody could have had
        ("-3.79", Verdict.FIRST_MISTAKE),
    ],
)
def test_an_eigenvector_of_the_other_sign_has_a_true_value(coefficient, verdict):
    answers = {"U": OTHER_SIGNS, "x_hat.1": coefficient}
    assert marks_of(PATH, answers)["x_hat.1"].verdict is verdict


def test_digits_of_different_length_are_enough_if_the_coarser_are():
    """Each with ten digits: those of 0.0933… end a place behind the others."""
    cycle = (
        "{kind: laplacian, edges: [[1, 2], [1, 4], [2, 3], [2, 4], [3, 4]], signal: [1, 0, 0, 0]}\n"
    )
    basis = [
        ["-0.5", "0.7071067812", "0.4911930364", "0.09343126368"],
        ["-0.5", "0", "-0.6233247966", "0.6012205901"],
        ["-0.5", "-0.7071067812", "0.4911930364", "0.09343126368"],
        ["-0.5", "0", "-0.3590612761", "-0.7880831174"],
    ]
    assert marks_of(cycle, {"U": basis})["U"].verdict is Verdict.RIGHT


def test_eigenvalues_far_from_those_of_rounded_matrices_are_wrong():
    graph = PATH.replace("signal", "conventions: {laplacian: symmetric}, signal")
    rounded = [["1", "0", "-1"], ["0", "1", "-1"], ["-0.67", "-0.33", "1"]]
    for eigenvalues, verdict in (
        (["-2.24", "0", "2.24"], Verdict.FIRST_MISTAKE),  # those of A
        (["0", "1", "2"], Verdict.RIGHT),
        (["0.003", "1", "2"], Verdict.UNDECIDED),
    ):
        marks = marks_of(graph, {"L_rw": rounded, "lambda": eigenvalues})
        assert marks["lambda"].verdict is verdict


def test_coefficients_without_a_basis_are_held_to_the_energies():
    assert verdicts({"x_hat": X_HAT})["x_hat"] is Verdict.RIGHT
    mark = marks_of("p3", {"x_hat": ["-0.5", "1", "3.5704", "0.0478"]})["x_hat"]
    assert mark.verdict is Verdict.FIRST_MISTAKE


def test_a_part_of_a_free_quantity_is_left_undecided():
    assert verdicts({"U.1.3": "0.4914"})["U.1.3"] is Verdict.UNDECIDED
    whole = {f"U.{i + 1}.{j + 1}": x for i, row in enumerate(U) for j, x in enumerate(row)}
    assert set(verdicts(whole).values()) == {Verdict.RIGHT}


def test_too_few_digits_prove_nothing():
    assert verdicts({"u[4]": ["0.5", "-0.5", "-0.6", "0.5"]})["u[4]"] is Verdict.UNDECIDED


def test_single_vectors_may_be_chosen_and_mixed():
    """u₃ is turned inside its eigenspace; u₄ must then be orthogonal to it."""
    turned = {"u[3]": ["1/2", "-1/2", "-1/2", "1/2"], "u[4]": ["0", "sqrt(2)/2", "-sqrt(2)/2", "0"]}
    assert set(verdicts(turned).values()) == {Verdict.RIGHT}
    same = {**turned, "u[4]": turned["u[3]"]}
    assert verdicts(same)["u[4]"] is Verdict.FIRST_MISTAKE


def test_a_basis_of_a_wrong_matrix_follows():
    """L with the wrong sign: its eigenvectors are the same, so they are right."""
    wrong = [[-2, 1, 1, 0], [1, -3, 1, 1], [1, 1, -3, 1], [0, 1, 1, -2]]
    found = verdicts({"L": wrong, "lambda": [0, -2, -4, -4], "U": U})
    assert found["L"] is Verdict.FIRST_MISTAKE
    assert found["U"] is Verdict.RIGHT


def test_our_own_choice_satisfies_its_conditions():
    from hwsolve.checking.reading.written import Match
    from tests.checking.marked import marker_of

    derivation = marker_of("p3").derivation
    values = derivation.answers()
    free = [step for step in derivation.steps if step.non_unique is not None]
    assert {step.id for step in free} >= {"v[1]", "w[4]", "u[1]", "U", "x_hat"}
    from hwsolve.checking.judging.non_unique_marks import _holds

    with derivation.again():
        for step in free:
            for condition in step.non_unique().conditions:
                assert _holds(condition, condition.value(values)) in (Match.EXACT, Match.ROUNDED)
