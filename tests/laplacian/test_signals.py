"""Filters, cuts, clusters and directed graphs, against numpy."""

import numpy as np
import pytest

from tests.laplacian.graphs import floats, solved
from tests.laplacian.test_page import page

GRAPH = "edges: [[1, 2], [1, 3], [2, 3], [2, 4], [3, 4], [4, 5, 2]]\nsignal: [2, -1, -2, 2, 1]\n"
X = np.array([2, -1, -2, 2, 1])
L = np.array(
    [
        [2, -1, -1, 0, 0],
        [-1, 3, -1, -1, 0],
        [-1, -1, 3, -1, 0],
        [0, -1, -1, 4, -2],
        [0, 0, 0, -2, 2],
    ]
)


def by_spectrum(response):
    values, U = np.linalg.eigh(L)
    return U @ (response(values) * (U.T @ X))


def scaled_chebyshev(values):
    x = 2 * values / values[-1] - 1
    return 1 + x / 2 + (2 * x**2 - 1) / 3 - (4 * x**3 - 3 * x) / 4


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("{name: heat, time: 1/2}", lambda v: np.exp(-v / 2)),
        ("{name: ideal_low_pass, cutoff: 3}", lambda v: (v <= 3).astype(float)),
        ("{name: ideal_high_pass, cutoff: 3}", lambda v: (v >= 3).astype(float)),
        ("{name: tikhonov, gamma: 0.5}", lambda v: 1 / (1 + v / 2)),
        ("{name: polynomial, coefficients: [1, -1/2, 1/8]}", lambda v: 1 - v / 2 + v**2 / 8),
        ("{name: polynomial, coefficients: [3]}", lambda v: 3 + 0 * v),
        ("{name: chebyshev, coefficients: [1, 1/2, 1/3, -1/4]}", scaled_chebyshev),
    ],
)
def test_filters(text, response):
    answers = solved(f"{GRAPH}filter: {text}").answers()
    np.testing.assert_allclose(floats(answers["x_filtered"]), by_spectrum(response), atol=1e-9)


def test_tikhonov_solves_its_linear_system():
    answers = solved(f"{GRAPH}filter: {{name: tikhonov, gamma: 2}}").answers()
    expected = np.linalg.solve(np.eye(5) + 2 * L, X)
    np.testing.assert_allclose(floats(answers["x_filtered"]), expected, atol=1e-9)


def test_polynomial_filters_of_large_graphs_need_no_eigenvectors():
    x = np.arange(20) % 3
    answers = solved(
        f"family: {{name: path, size: 20}}\nsignal: {x.tolist()}\n"
        "filter: {name: chebyshev, coefficients: [1, 1, 1], lambda_max: 4}\n"
    ).answers()
    matrix = floats(answers["L"]) / 2 - np.eye(20)
    expected = x + matrix @ x + 2 * matrix @ matrix @ x - x
    np.testing.assert_allclose(floats(answers["x_filtered"]), expected)


def test_the_cut_of_a_barbell_is_its_bridge():
    answers = solved("family: {name: barbell, size: 4}\nderive: cut\n").answers()
    assert answers["cut_weight"] == 1
    assert floats(answers["h_G"]) == pytest.approx(1 / 13)
    assert answers["phi"] == answers["h_G"]


@pytest.mark.parametrize("family", ["{name: cycle, size: 6}", "petersen", "{name: star, size: 5}"])
def test_cheeger(family):
    answers = solved(f"family: {family}\nderive: cut\n").answers()
    low, high = floats(answers["cheeger_low"]), floats(answers["cheeger_high"])
    assert low - 1e-12 <= floats(answers["h_G"]) <= high + 1e-12


def test_clusters_of_a_barbell_are_its_bells():
    answers = solved("family: {name: barbell, size: 4}\nclusters: 2\n").answers()
    last = [id for id in answers if id.startswith("cluster[")][-1]
    assert answers[last].tolist() == [1, 1, 1, 1, 2, 2, 2, 2]


DIRECTED = "directed: true\nedges: [[1, 2], [2, 3], [3, 1], [1, 3]]\n"


def test_degrees_of_a_directed_graph():
    answers = solved(DIRECTED).answers()
    assert np.diag(floats(answers["D_out"])).tolist() == [2, 1, 1]
    assert np.diag(floats(answers["D_in"])).tolist() == [1, 1, 2]
    A = floats(answers["A"])
    np.testing.assert_allclose(floats(answers["A_s"]), (A + A.T) / 2)


def test_chungs_laplacian():
    answers = solved(f"{DIRECTED}conventions: {{directed: chung}}").answers()
    P = np.array([[0, 0.5, 0.5], [0, 0, 1], [1, 0, 0]])
    phi = np.array([0.4, 0.2, 0.4])
    root = np.diag(np.sqrt(phi))
    inner = root @ P @ np.linalg.inv(root)
    expected = np.eye(3) - (inner + inner.T) / 2
    np.testing.assert_allclose(floats(answers["L"]), expected, atol=1e-12)
    np.testing.assert_allclose(floats(answers["lambda"]), np.linalg.eigvalsh(expected), atol=1e-12)


@pytest.mark.parametrize(("convention", "loop"), [("once", 3), ("twice", 6)])
def test_self_loops_cancel_in_the_laplacian(convention, loop):
    answers = solved(
        f"edges: [[1, 1, 3], [1, 2]]\nconventions: {{self_loops: {convention}}}"
    ).answers()
    assert answers["A"][0, 0] == loop
    assert answers["L"].tolist() == [[1, -1], [-1, 1]]


def test_an_isolated_node_by_convention():
    answers = solved(
        "nodes: 3\nedges: [[1, 2]]\nconventions: {laplacian: symmetric, isolated_nodes: zero}"
    ).answers()
    assert answers["L_sym"].tolist() == [[1, -1, 0], [-1, 1, 0], [0, 0, 0]]
    assert answers["lambda"].tolist() == [0, 0, 2]


def test_every_distance_of_k_means_is_written():
    """Each cluster is the argmin of the row: numpy's squared distances of points and centres."""
    found = solved("family: {name: barbell, size: 3}\nclusters: 2\nderive: clusters").answers()
    answers = {id: floats(value) for id, value in found.items()}
    rounds = [id.removeprefix("cluster") for id in answers if id.startswith("cluster[")]
    assert len(rounds) > 1
    for place in rounds:
        gaps = answers["Y"][:, None, :] - answers[f"centre{place}"][None, :, :]
        expected = (gaps**2).sum(axis=2)
        np.testing.assert_allclose(answers[f"distance{place}"], expected, atol=1e-12)
        assert answers[f"cluster{place}"].tolist() == (expected.argmin(axis=1) + 1).tolist()


def test_k_means_compares_written_distances():
    """By hand for the path of 2 nodes: Y = (1, 1; 1, −1)/√2, so ‖y₁ − y₂‖² = (2/√2)² = 2."""
    text = page(solved("edges: [[1, 2]]\nclusters: 2\nderive: clusters"), width=100)
    assert "the squared distance of each point (a row) to each centre (a column)" in text
    assert "⎡0  2⎤" in text
    assert "⎣2  0⎦" in text
