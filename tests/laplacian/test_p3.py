"""P3 of the homework: what the page has right, and where two right answers may differ."""

import numpy as np
import pytest

from hwsolve.derivation.step import Statement
from hwsolve.numbers import rational, values_agree
from hwsolve.problem_files import find
from hwsolve.solving import load_problem, solve
from tests.laplacian.graphs import floats, is_exact, solved

PAGE_U = np.array(
    [
        [-0.5, 0.7071, 0.4914, -0.0924],
        [-0.5, 0, -0.3607, 0.7874],
        [-0.5, 0, -0.6221, -0.6025],
        [-0.5, -0.7071, 0.4914, -0.0924],
    ]
)
PAGE_X_HAT = np.array([-0.5, 0, 3.5704, 0.0478])


@pytest.fixture(scope="module")
def p3():
    return solve(load_problem(find("p3")))


def test_matrices(p3):
    answers = p3.answers()
    assert floats(answers["D"]).tolist() == np.diag([2, 3, 3, 2]).tolist()
    assert floats(answers["A"]).tolist() == [
        [0, 1, 1, 0],
        [1, 0, 1, 1],
        [1, 1, 0, 1],
        [0, 1, 1, 0],
    ]
    assert floats(answers["L"]).tolist() == [
        [2, -1, -1, 0],
        [-1, 3, -1, -1],
        [-1, -1, 3, -1],
        [0, -1, -1, 2],
    ]


def test_eigenvalues_are_exact(p3):
    assert p3.answers()["lambda"].tolist() == [0, 2, 4, 4]


def test_eigenvectors_are_exact_and_orthonormal(p3):
    U = p3.answers()["U"]
    assert is_exact(U)
    assert (U.T @ U).tolist() == np.eye(4, dtype=int).tolist()
    assert values_agree(U @ p3.answers()["Lambda"] @ U.T, p3.answers()["L"])


def test_the_page_has_another_basis_of_the_same_eigenspaces(p3):
    answers = p3.answers()
    for number, places in ((1, [0]), (2, [1]), (3, [2, 3])):
        page = PAGE_U[:, places] @ PAGE_U[:, places].T
        np.testing.assert_allclose(page, floats(answers[f"P[{number}]"]), atol=2e-4)
        energy = (PAGE_X_HAT[places] ** 2).sum()
        np.testing.assert_allclose(energy, floats(answers[f"E[{number}]"]), atol=1e-3)
    assert [answers[f"E[{k}]"] for k in (1, 2, 3)] == [rational(1, 4), 0, rational(51, 4)]


def test_transform_and_smoothness(p3):
    answers = p3.answers()
    np.testing.assert_allclose(
        floats(answers["x_hat"]), floats(answers["U"]).T @ [2, -1, -2, 2], atol=1e-12
    )
    assert answers["energy"] == 13
    assert answers["smoothness"] == 51


def test_semi_definiteness_is_derived(p3):
    rules = [item.rule for item in p3.items if isinstance(item, Statement)]
    assert (
        rules.index("sum_over_edges") < rules.index("psd") < rules.index("eigenvalues_not_negative")
    )


@pytest.mark.parametrize("sign", ["first_positive", "first_negative"])
@pytest.mark.parametrize("basis", ["free_variables", "free_variables_reversed"])
def test_energies_do_not_depend_on_the_basis(p3, sign, basis):
    text = "edges: [[1, 2], [1, 3], [2, 3], [2, 4], [3, 4]]\nsignal: [2, -1, -2, 2]\n"
    other = solved(
        text + f"conventions: {{eigenvector_sign: {sign}, eigenspace_basis: {basis}}}"
    ).answers()
    for k in (1, 2, 3):
        assert values_agree(other[f"P[{k}]"], p3.answers()[f"P[{k}]"])
        assert other[f"E[{k}]"] == p3.answers()[f"E[{k}]"]
    first = other["U"][0, 0]
    assert first == (rational(1, 2) if sign == "first_positive" else rational(-1, 2))
