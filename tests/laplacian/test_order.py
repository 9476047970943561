"""Eigenvalues from the largest down: everything but the order stays as it was."""

import numpy as np
import pytest

from hwsolve.checking.verdicts import Verdict
from hwsolve.derivation.step import Statement
from hwsolve.notation.line import to_line
from tests.checking.marked import marks_of
from tests.laplacian.graphs import floats, solved

GRAPH = (
    "edges: [[1, 2], [2, 3], [1, 3], [3, 4], [4, 5]]\nsignal: [1, 0, 2, 1, 3]\nclusters: 2\n"
    "filter: {name: chebyshev, coefficients: [1, 2, 1]}\nderive: all\n"
)
IRRATIONAL = GRAPH.replace("[3, 4]", "[3, 4, sqrt(2)]")


def both(text, more=""):
    """The derivations in the usual order and in the other."""
    usual = f"{text}conventions: {{{more}}}" if more else text
    more = f", {more}" if more else ""
    return solved(usual), solved(f"{text}conventions: {{eigenvalue_order: descending{more}}}")


@pytest.mark.parametrize("text", [GRAPH, IRRATIONAL])
@pytest.mark.parametrize("more", ["", "laplacian: symmetric", "laplacian: random_walk"])
def test_only_the_order_is_another(text, more):
    usual, other = ({k: floats(v) for k, v in d.answers().items()} for d in both(text, more))
    np.testing.assert_allclose(other["lambda"], usual["lambda"][::-1], atol=1e-12)
    np.testing.assert_allclose(other["U"], usual["U"][:, ::-1], atol=1e-9)
    np.testing.assert_allclose(other["x_hat"], usual["x_hat"][::-1], atol=1e-9)
    same = ("x_filtered", "fiedler", "cut", "n_cut", "Y", "lambda_sym", "cheeger_low", "h_G")
    for id in (*same, "smoothness", "lambda_sum", "L_tilde", "distance[1]"):
        np.testing.assert_allclose(other[id], usual[id], atol=1e-9, err_msg=id)


def test_numpy_has_them_the_other_way_round():
    """P4, whose eigenvalues 2 ± √2, 2, 0 have two factors: numpy's ascending ones, reversed."""
    found = solved("family: {name: path, size: 4}\nconventions: {eigenvalue_order: descending}")
    L = floats(found.answers()["L"])
    values, U = (floats(found.answers()[id]) for id in ("lambda", "U"))
    np.testing.assert_allclose(values, np.linalg.eigvalsh(L)[::-1], atol=1e-12)
    np.testing.assert_allclose(L @ U, U * values, atol=1e-12)
    bound = next(i for i in found.items if isinstance(i, Statement) and i.id == "bound")
    assert to_line(bound.claim) == "λ₁ ≤ 2 d_max = 4"


@pytest.mark.parametrize("name", ["{name: cycle, size: 7}", "{name: cycle, size: 20}"])
def test_roots_without_radicals_and_large_graphs(name):
    """The cycle has 2 − 2cos(2πk/n)."""
    topics = "spectrum" if "20" in name else "[eigenvectors, cut]"
    found = solved(
        f"family: {name}\nderive: {topics}\nconventions: {{eigenvalue_order: descending}}"
    ).answers()
    size = len(floats(found["lambda"]))
    expected = np.sort(2 - 2 * np.cos(2 * np.pi * np.arange(size) / size))[::-1]
    np.testing.assert_allclose(floats(found["lambda"]), expected, atol=1e-9)


def test_the_checker_knows_the_other_order():
    """P3 has 0, 2, 4, 4."""
    marks = marks_of("p3", {"lambda": [4, 4, 2, 0]})
    assert marks["lambda"].verdict is Verdict.FIRST_MISTAKE
    assert "right under eigenvalue_order: descending" in str(marks["lambda"])
