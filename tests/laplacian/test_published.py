"""Exercises and examples from the literature, against their published or numpy's numbers."""

import networkx as nx
import numpy as np
import pytest

from tests.laplacian.graphs import edges_of, floats, laplacian_of, solved

COS = np.cos(np.pi * np.arange(8)[:, None] / np.arange(1, 9))  # cos(πk/n) at [k, n − 1]


def answers(text):
    return solved(text).answers()


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        ("{name: complete, size: 5}", [0, 5 / 4, 5 / 4, 5 / 4, 5 / 4]),
        ("{name: complete_bipartite, left: 2, right: 3}", [0, 1, 1, 1, 2]),
        ("{name: star, size: 4}", [0, 1, 1, 2]),
        ("{name: path, size: 5}", 1 - COS[:5, 3]),
        ("{name: cycle, size: 6}", [0, 1 / 2, 1 / 2, 3 / 2, 3 / 2, 2]),
        ("{name: hypercube, dimension: 3}", [0, *3 * [2 / 3], *3 * [4 / 3], 2]),
    ],
)
def test_chungs_examples_of_normalized_spectra(family, expected):
    """Chung 1997, examples 1.1 to 1.6."""
    text = f"family: {family}\nderive: spectrum\nconventions: {{laplacian: symmetric}}"
    np.testing.assert_allclose(floats(answers(text)["lambda"]), expected, atol=1e-12)


def test_spielmans_path_and_rayleigh_quotient():
    """λ_k = 2 − 2cos(πk/n); the test vector n + 1 − 2i bounds λ₂ by 12/n(n + 1) (chapter 6)."""
    found = answers("family: {name: path, size: 4}\nsignal: [3, 1, -1, -3]\nderive: rayleigh")
    np.testing.assert_allclose(floats(found["lambda"]), 2 - 2 * COS[:4, 3], atol=1e-12)
    assert str(found["rayleigh"]) == "3/5"
    assert floats(found["lambda"])[1] < 0.6


@pytest.mark.parametrize(
    ("family", "trees"),
    [("petersen", 2000), ("{name: complete, size: 5}", 125),
     ("{name: grid, rows: 2, columns: 3}", 15),
     ("{name: complete_bipartite, left: 2, right: 3}", 12)],
)  # fmt: skip
def test_spanning_trees(family, trees):
    """Cayley's nⁿ⁻², K_{m,n} with mⁿ⁻¹nᵐ⁻¹, and the Petersen graph."""
    assert answers(f"family: {family}\nderive: spanning_trees")["tau"] == trees


def test_two_triangles_by_von_luxburg():
    """Sections 4 and 5: all three algorithms find the triangles; NCut, RatioCut by hand."""
    text = "family: {name: barbell, size: 3}\nclusters: 2\nderive: [clusters, cut]\n"
    for kind in ("combinatorial", "random_walk", "symmetric"):
        found = answers(f"{text}conventions: {{laplacian: {kind}}}")
        assert floats(found["cluster[2]"]).tolist() == [1, 1, 1, 2, 2, 2]
        assert [str(found[id]) for id in ("ratio_cut", "n_cut", "phi")] == ["2/3", "2/7", "1/7"]
    np.testing.assert_allclose((floats(found["T"]) ** 2).sum(axis=1), 1, atol=1e-12)


def test_gaussian_similarities_of_ng_jordan_and_weiss():
    """The points 0, 1, 3 with e^(−d²/2): eigenvectors by numpy."""
    points = np.array([0, 1, 3])
    weights = np.exp(-((points[:, None] - points) ** 2) / 2) - np.eye(3)
    found = answers("edges: [[1, 2, exp(-1/2)], [2, 3, exp(-2)], [1, 3, exp(-9/2)]]\nderive: cut")
    values, U = np.linalg.eigh(np.diag(weights.sum(axis=1)) - weights)
    np.testing.assert_allclose(floats(found["lambda"]), values, atol=1e-12)
    np.testing.assert_allclose(abs(floats(found["U"])), abs(U), atol=1e-9)
    assert floats(found["cut"]).tolist() == [1, 1, 0]


def test_fiedlers_tree():
    graph = nx.Graph()
    graph.add_nodes_from(range(1, 7))
    graph.add_edges_from([(1, 2), (2, 3), (3, 4), (4, 5), (3, 6)])
    found = answers(f"{edges_of(graph)}\nderive: cut")
    values, U = np.linalg.eigh(laplacian_of(graph))
    np.testing.assert_allclose(abs(floats(found["fiedler"])), abs(U[:, 1]), atol=1e-9)
    assert str(found["phi"]) == str(found["h_G"]) == "1/3"
    assert values[1] == pytest.approx((3 - 5**0.5) / 2)


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("{name: tikhonov, gamma: 2}", lambda v: 1 / (1 + 2 * v)),
        ("{name: heat, time: 5}", lambda v: np.exp(-5 * v)),
        ("{name: ideal_high_pass, cutoff: 1}", lambda v: v >= 1 - 1e-9),
        ("{name: chebyshev, coefficients: [1, 1/2, 1/4]}",
         lambda v: 1 + (v / 2 - 1) / 2 + (2 * (v / 2 - 1) ** 2 - 1) / 4),
    ],
)  # fmt: skip
def test_filters_of_shuman_and_defferrard(text, response):
    signal = np.array([1, 1.2, 0.8, -1, -1.1, -0.9])
    found = answers(f"family: {{name: cycle, size: 6}}\nsignal: {signal.tolist()}\nfilter: {text}")
    values, U = np.linalg.eigh(laplacian_of(nx.cycle_graph(6)))
    expected = U @ (response(values) * (U.T @ signal))
    np.testing.assert_allclose(floats(found["x_filtered"]), expected, atol=1e-9)


def test_chungs_directed_laplacian():
    """Chung 2005: I − (Φ^½ P Φ^−½ + Φ^−½ Pᵀ Φ^½)/2 with φ = (2, 1, 2)/5 for this graph."""
    found = answers(
        "directed: true\nedges: [[1, 2], [2, 3], [3, 1], [1, 3]]\nconventions: {directed: chung}"
    )
    P = np.array([[0, 1 / 2, 1 / 2], [0, 0, 1], [1, 0, 0]])
    root = np.sqrt(np.array([2, 1, 2]) / 5)
    half = root[:, None] * P / root
    np.testing.assert_allclose(floats(found["L"]), np.eye(3) - (half + half.T) / 2, atol=1e-12)


def test_graph_isomorphism_network_of_cs224w():
    """GIN with ε = 1/2: σ(((1 + ε) X + A X) W), as a sum with weights of a node's own."""
    X, W = np.array([[1, 0], [0, 1], [1, 1]]), np.array([[1, -1], [2, 1]])
    found = answers(
        f"edges: [[1, 2], [2, 3]]\nfeatures: {X.tolist()}\nlayers:\n"
        f"  - message_passing: {{weights: {W.tolist()}, self_weights: {(1.5 * W).tolist()}, "
        "activation: relu}\n"
    )
    A = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    np.testing.assert_allclose(
        floats(found["a[1]"]), np.maximum((1.5 * X + A @ X) @ W, 0), atol=1e-12
    )
