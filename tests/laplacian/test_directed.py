"""Directed graphs: D − A_s and all that is said about it, messages along and against the edges."""

import networkx as nx
import numpy as np
import pytest

from tests.laplacian.graphs import floats, solved

ARROWS = [(1, 2, 1), (2, 3, 3), (3, 1, 2), (1, 3, 4), (3, 4, 1)]
EDGES = f"directed: true\nedges: {[list(arrow) for arrow in ARROWS]}\n"


def digraph(arrows=ARROWS):
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted({end for *ends, _ in arrows for end in ends}))
    graph.add_weighted_edges_from(arrows)
    return graph


def test_incidence_by_networkx():
    """L of A_s is half of B W Bᵀ: by networkx −1 at the tail, 1 at the head."""
    found = {
        id: floats(value) for id, value in solved(f"{EDGES}derive: incidence").answers().items()
    }
    order = [(a, b) for a, b, _ in ARROWS]
    B = nx.incidence_matrix(digraph(), edgelist=order, oriented=True).toarray()
    np.testing.assert_array_equal(found["B"], B)
    weights = np.diag([w for *_, w in ARROWS])
    np.testing.assert_allclose(found["L"], B @ weights @ B.T / 2)


@pytest.mark.parametrize("kind", ["combinatorial", "symmetric", "random_walk", "signless"])
def test_all_of_a_directed_graph_is_all_of_its_symmetric_part(kind):
    """The same weights written without directions have the same answers, but those of B."""
    A = nx.to_numpy_array(digraph())
    S = (A + A.T) / 2
    text = f"signal: [1, -2, 3, 0]\nconventions: {{laplacian: {kind}}}\nderive: all\n"
    arrows = solved(EDGES + text).answers()
    plain = solved(f"adjacency: {S.tolist()}\n{text}").answers()
    assert {"A_s", "D_in", "D_out"} <= set(arrows)
    assert set(plain) <= set(arrows)
    for id in set(plain) - {"A", "B", "w", "W_e"}:
        assert str(arrows[id]) == str(plain[id]), id


def test_a_sink_has_half_a_degree():
    """By hand: 2 → 3 gives A_s the entry ½, so that d₃ = ½ and L_rw has the row (0, −1, 1)."""
    text = "directed: true\nedges: [[1, 2], [2, 3]]\nconventions: {laplacian: random_walk}"
    found = floats(solved(text).answers()["L_rw"])
    assert found.tolist() == [[1, -1, 0], [-0.5, 1, -0.5], [0, -1, 1]]


def message(direction, aggregate, X):
    """What PyTorch Geometric's loop over edges does, written out."""
    received = [[] for _ in X]
    for source, target, weight in ARROWS:
        one, other = (source, target) if direction == "source_to_target" else (target, source)
        received[other - 1].append((weight, X[one - 1]))
    sums = np.array([sum((w * x for w, x in each), start=0 * X[0]) for each in received])
    if aggregate == "sum":
        return sums
    total = np.array([sum(w for w, _ in each) for each in received])
    return sums / np.where(total == 0, 1, total)[:, None]


@pytest.mark.parametrize("direction", ["source_to_target", "target_to_source"])
@pytest.mark.parametrize("aggregate", ["sum", "mean"])
def test_messages_follow_the_direction(direction, aggregate):
    X = np.array([[1, 2], [3, -1], [0, 5], [2, 2]])
    found = solved(
        f"{EDGES}features: {X.tolist()}\n"
        f"layers: [{{message_passing: {{weights: [[1], [1]], aggregate: {aggregate}}}}}]\n"
        f"conventions: {{message_direction: {direction}}}"
    )
    np.testing.assert_allclose(floats(found.answers()["m[1]"]), message(direction, aggregate, X))


def test_messages_follow_the_edges_if_nothing_is_said():
    text = "directed: true\nedges: [[1, 2], [1, 3]]\nfeatures: [[10], [20], [30]]\n"
    found = solved(text + "layers: [{message_passing: {weights: [[1]], aggregate: mean}}]")
    assert floats(found.answers()["m[1]"]).ravel().tolist() == [0, 10, 10]
    told = {line.key: line for line in found.conventions}["message_direction"]
    assert told.choice == "source_to_target"
    assert "nobody sends to node 1: the mean over no neighbours is read as 0" in told.meaning


@pytest.mark.parametrize("loops", [True, False])
@pytest.mark.parametrize("direction", ["source_to_target", "target_to_source"])
def test_graph_convolution_by_degrees_of_what_is_received(loops, direction):
    """Fey and Lenssen's gcn_norm: w_ij/√(d_i d_j) with the weight that each node receives."""
    X = np.array([[1, 2], [3, -1], [0, 5], [2, 2]])
    M = nx.to_numpy_array(digraph()) + loops * np.eye(4)
    M = M.T if direction == "source_to_target" else M
    degrees = M.sum(axis=1)
    root = np.where(degrees > 0, np.maximum(degrees, 1e-300) ** -0.5, 0)
    found = solved(
        f"{EDGES}features: {X.tolist()}\n"
        f"layers: [{{gcn: {{weights: [[1], [2]], self_loops: {str(loops).lower()}}}}}]\n"
        f"conventions: {{message_direction: {direction}}}"
    ).answers()
    expected = (root[:, None] * M * root) @ X @ [[1], [2]]
    np.testing.assert_allclose(floats(found["z[1]"]), expected, atol=1e-12)


def test_an_undirected_graph_has_no_direction_of_messages():
    text = "edges: [[1, 2]]\nfeatures: [[10], [20]]\nlayers: [{message_passing: {weights: [[1]]}}]"
    assert "message_direction" not in {line.key for line in solved(text).conventions}


@pytest.mark.parametrize("topic", ["cut", "incidence", "spanning_trees", "signless"])
def test_what_is_said_of_an_undirected_graph_is_refused_of_chungs_laplacian(topic):
    from hwsolve.errors import InputError

    text = "directed: true\nedges: [[1, 2], [2, 1]]\nconventions: {directed: chung}\n"
    with pytest.raises(InputError, match="Chung"):
        solved(f"{text}derive: {topic}")


def test_chungs_smoothness_is_the_variation_along_the_walk():
    """½ Σ φ_i P_ij (x_i/√φ_i − x_j/√φ_j)², by numpy."""
    cycle = "directed: true\nedges: [[1, 2], [2, 3], [3, 1], [1, 3]]\nsignal: [1, -2, 3]\n"
    found = solved(f"{cycle}derive: all\nconventions: {{directed: chung}}").answers()
    P = np.array([[0, 0.5, 0.5], [0, 0, 1], [1, 0, 0]])
    phi, x = np.array([0.4, 0.2, 0.4]), np.array([1, -2, 3])
    gaps = (x / np.sqrt(phi))[:, None] - x / np.sqrt(phi)
    expected = (phi[:, None] * P * gaps**2).sum() / 2
    np.testing.assert_allclose(floats(found["smoothness"]), expected)
