"""Closed-form spectra as theorems, and numpy and networkx as oracles."""

from math import comb

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwsolve.numbers import Rational, rational, sign
from tests.laplacian.graphs import edges_of, floats, laplacian_of, solved

FAMILIES = [
    ("{name: path, size: 7}", nx.path_graph(7)),
    ("{name: cycle, size: 9}", nx.cycle_graph(9)),
    ("{name: complete, size: 6}", nx.complete_graph(6)),
    ("{name: star, size: 7}", nx.star_graph(6)),
    ("{name: wheel, size: 8}", nx.wheel_graph(8)),
    ("{name: grid, rows: 3, columns: 4}", nx.grid_2d_graph(3, 4)),
    ("{name: hypercube, dimension: 3}", nx.hypercube_graph(3)),
    ("petersen", nx.petersen_graph()),
    ("{name: barbell, size: 4, bridge: 2}", nx.barbell_graph(4, 2)),
    ("{name: barbell, size: 3, bridge: 0}", nx.barbell_graph(3, 0)),
    ("{name: binary_tree, height: 2}", nx.balanced_tree(2, 2)),
    ("{name: complete_bipartite, left: 3, right: 4}", nx.complete_bipartite_graph(3, 4)),
    ("{name: empty, size: 3}", nx.empty_graph(3)),
]


@pytest.mark.parametrize(("text", "oracle"), FAMILIES)
def test_families_are_those_of_networkx(text, oracle):
    adjacency = floats(solved(f"family: {text}\nderive: matrices").answers()["A"])
    found = nx.from_numpy_array(adjacency)
    assert nx.is_isomorphic(found, oracle)


@pytest.mark.parametrize(("text", "oracle"), FAMILIES)
def test_spectra_of_families(text, oracle):
    answers = solved(f"family: {text}").answers()
    expected = np.linalg.eigvalsh(laplacian_of(oracle))
    np.testing.assert_allclose(floats(answers["lambda"]), expected, atol=1e-9)
    U = floats(answers["U"])
    np.testing.assert_allclose(U.T @ U, np.eye(len(U)), atol=1e-12)
    L = floats(answers["L"])
    np.testing.assert_allclose(U @ np.diag(floats(answers["lambda"])) @ U.T, L, atol=1e-12)


@pytest.mark.parametrize("kind", ["symmetric", "signless"])
@pytest.mark.parametrize(("text", "oracle"), FAMILIES[:-1])
def test_other_laplacians(kind, text, oracle):
    answers = solved(f"family: {text}\nconventions: {{laplacian: {kind}}}").answers()
    matrix = floats(answers["L_sym" if kind == "symmetric" else "Q"])
    np.testing.assert_allclose(floats(answers["lambda"]), np.linalg.eigvalsh(matrix), atol=1e-9)
    if kind == "symmetric":
        degrees = np.diag(floats(answers["D"]))
        expected = np.eye(len(matrix)) - floats(answers["A"]) / np.sqrt(np.outer(degrees, degrees))
        np.testing.assert_allclose(matrix, expected, atol=1e-12)


def spectrum(text):
    return solved(f"family: {text}\nderive: spectrum").answers()["lambda"]


@pytest.mark.parametrize("n", range(1, 13))
def test_path(n):
    expected = [2 - 2 * np.cos(np.pi * k / n) for k in range(n)]
    np.testing.assert_allclose(floats(spectrum(f"{{name: path, size: {n}}}")), expected, atol=1e-12)


@pytest.mark.parametrize("n", range(3, 13))
def test_cycle(n):
    expected = sorted(2 - 2 * np.cos(2 * np.pi * k / n) for k in range(n))
    np.testing.assert_allclose(
        floats(spectrum(f"{{name: cycle, size: {n}}}")), expected, atol=1e-12
    )


@pytest.mark.parametrize("n", [2, 5, 9])
def test_complete(n):
    assert spectrum(f"{{name: complete, size: {n}}}").tolist() == [0] + [n] * (n - 1)


@pytest.mark.parametrize("n", [3, 5, 9])
def test_star(n):
    assert spectrum(f"{{name: star, size: {n}}}").tolist() == [0, *[1] * (n - 2), n]


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_hypercube(d):
    expected = [2 * k for k in range(d + 1) for _ in range(comb(d, k))]
    assert spectrum(f"{{name: hypercube, dimension: {d}}}").tolist() == expected


def test_petersen():
    assert spectrum("petersen").tolist() == [0, *[2] * 5, *[5] * 4]


@pytest.mark.parametrize(("p", "q"), [(1, 4), (3, 4), (5, 5)])
def test_complete_bipartite(p, q):
    expected = sorted([0, *[p] * (q - 1), *[q] * (p - 1), p + q])
    text = f"{{name: complete_bipartite, left: {p}, right: {q}}}"
    assert spectrum(text).tolist() == expected


@pytest.mark.parametrize(
    ("text", "trees"),
    [
        ("{name: complete, size: 5}", 5**3),
        ("{name: cycle, size: 7}", 7),
        ("{name: path, size: 6}", 1),
        ("{name: complete_bipartite, left: 3, right: 4}", 3**3 * 4**2),
        ("petersen", 2000),
    ],
)
def test_spanning_trees(text, trees):
    assert solved(f"family: {text}\nderive: spanning_trees").answers()["tau"] == trees


@st.composite
def random_graphs(draw, most=7):
    """A weighted graph with rational weights, perhaps not connected."""
    size = draw(st.integers(2, most))
    graph = nx.empty_graph(size)
    weights = st.sampled_from([None, None, "1", "1", "2", "1/2"])
    for i in range(size):
        for j in range(i):
            weight = draw(weights)
            if weight:
                graph.add_edge(i, j, weight=weight)
    return graph


def with_floats(graph):
    result = nx.empty_graph(len(graph))
    for a, b, data in graph.edges(data=True):
        numerator, _, denominator = data["weight"].partition("/")
        result.add_edge(a, b, weight=int(numerator) / int(denominator or 1))
    return result


@settings(max_examples=40, deadline=None)
@given(random_graphs(), st.data())
def test_invariants(graph, data):
    size = len(graph)
    signal = data.draw(st.lists(st.integers(-3, 3), min_size=size, max_size=size))
    answers = solved(f"{edges_of(graph)}\nsignal: {signal}").answers()
    L, values = answers["L"], answers["lambda"]
    assert all(sum(row, start=rational(0)) == 0 for row in L)
    assert abs(floats(values).sum() - floats(L).trace()) < 1e-9
    connected = nx.is_connected(graph)
    assert (sign(values[1]) > 0) == connected
    assert sum(x == 0 for x in values) == nx.number_connected_components(graph)
    assert answers["energy"] == sum(x * x for x in signal)
    np.testing.assert_allclose(
        sum(floats(answers["x_hat"]) ** 2), floats(answers["energy"]), atol=1e-9
    )
    expected = np.linalg.eigvalsh(laplacian_of(with_floats(graph)))
    np.testing.assert_allclose(floats(values), expected, atol=1e-9)


@settings(max_examples=20, deadline=None)
@given(random_graphs(most=6))
def test_projectors_do_not_depend_on_the_basis(graph):
    text = f"{edges_of(graph)}\nsignal: {list(range(1, len(graph) + 1))}\n"
    one = solved(text).answers()
    turned = "{eigenspace_basis: free_variables_reversed, eigenvector_sign: first_negative}"
    other = solved(f"{text}conventions: {turned}").answers()
    for id in one:
        if id.startswith(("P[", "E[")):
            np.testing.assert_allclose(floats(one[id]), floats(other[id]), atol=1e-10)


def test_large_graphs_are_enclosed():
    graph = nx.gnp_random_graph(60, 0.1, seed=1)
    values = solved(f"{edges_of(graph)}\nderive: spectrum", digits=12).answers()["lambda"]
    np.testing.assert_allclose(
        floats(values), np.linalg.eigvalsh(laplacian_of(graph)), rtol=1e-9, atol=1e-9
    )
    kernel = [x for x in values if isinstance(x, Rational)]
    assert kernel == [0] * nx.number_connected_components(graph)


def test_enclosures_hold_repeated_eigenvalues():
    n = 40
    values = solved(f"family: {{name: cycle, size: {n}}}\nderive: spectrum", digits=30).answers()
    exact = sorted(2 - 2 * np.cos(2 * np.pi * k / n) for k in range(n))
    np.testing.assert_allclose(floats(values["lambda"]), exact, atol=1e-12)
    assert all(x.ball.rel_accuracy_bits() > 100 for x in values["lambda"][1:])
