"""Eigenvectors of L_rw = I − D⁻¹A: orthonormal in the inner product of D (von Luxburg 2007)."""

import networkx as nx
import numpy as np
import pytest

from hwsolve.errors import InputError
from tests.laplacian.graphs import edges_of, floats, laplacian_of, solved

WALK = "conventions: {laplacian: random_walk}\n"
GRAPHS = {
    "P3 with a tail": nx.Graph([(1, 2), (1, 3), (2, 3), (2, 4), (3, 4), (4, 5)]),
    "complete": nx.complete_graph(4),
    "weighted": nx.Graph(),
}
GRAPHS["weighted"].add_weighted_edges_from([(1, 2, 2), (2, 3, 0.5), (3, 1, 1), (3, 4, 3)])


@pytest.mark.parametrize("name", GRAPHS)
def test_the_decomposition_by_numpy(name):
    graph = GRAPHS[name]
    signal = np.array([2, -1, -2, 2, 1][: len(graph)])
    found = solved(
        f"{edges_of(graph)}\nsignal: {signal.tolist()}\nfilter: {{name: heat}}\n{WALK}"
    ).answers()
    L, U, values = laplacian_of(graph), floats(found["U"]), floats(found["lambda"])
    D = np.diag(np.diag(L))
    walk = np.linalg.inv(D) @ L
    np.testing.assert_allclose(values, np.sort(np.linalg.eigvals(walk).real), atol=1e-9)
    np.testing.assert_allclose(walk @ U, U @ np.diag(values), atol=1e-9)
    np.testing.assert_allclose(U.T @ D @ U, np.eye(len(L)), atol=1e-9)
    np.testing.assert_allclose(floats(found["x_hat"]), np.linalg.solve(U, signal), atol=1e-9)
    assert np.isclose(floats(found["smoothness"]), signal @ L @ signal)
    assert np.isclose(floats(found["energy"]), signal @ D @ signal)
    heat = U @ np.diag(np.exp(-values)) @ np.linalg.inv(U) @ signal
    np.testing.assert_allclose(floats(found["x_filtered"]), heat, atol=1e-9)
    for number in range(1, len(set(values.round(9))) + 1):
        P = floats(found[f"P[{number}]"])
        np.testing.assert_allclose(P @ P, P, atol=1e-9)


def test_clusters_of_shi_and_malik():
    """The bridge of the barbell is cut: the second eigenvector of L_rw has one sign a side."""
    found = solved(f"family: {{name: barbell, size: 3}}\nclusters: 2\nderive: clusters\n{WALK}")
    labels = floats(found.answers()["Y"]).shape, found.answers()
    last = max(id for id in labels[1] if id.startswith("cluster["))
    assert floats(labels[1][last]).tolist() in ([1, 1, 1, 2, 2, 2], [2, 2, 2, 1, 1, 1])


def test_large_graphs_have_the_eigenvalues_of_l_sym():
    graph = nx.cycle_graph(20)
    found = solved(f"{edges_of(graph)}\n{WALK}").answers()["lambda"]
    expected = np.sort(1 - np.cos(2 * np.pi * np.arange(20) / 20))
    np.testing.assert_allclose(floats(found), expected, atol=1e-9)


def test_an_isolated_node_has_no_scale():
    with pytest.raises(InputError, match="eigenvectors of L_rw are scaled by uᵀDu = 1"):
        solved("nodes: 3\nedges: [[1, 2]]\nconventions: {laplacian: random_walk}")


@pytest.mark.parametrize("kind", ["symmetric", "random_walk", "signless"])
def test_chungs_laplacian_is_the_only_one_of_its_kind(kind):
    text = "directed: true\nedges: [[1, 2], [2, 3], [3, 1]]\n"
    with pytest.raises(InputError, match="symmetric and normalized as it is"):
        solved(text + f"conventions: {{directed: chung, laplacian: {kind}}}")
