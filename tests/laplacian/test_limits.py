"""Sizes: each number that allocates or loops has its limit, told at its place before it is used."""

import networkx as nx
import numpy as np
import pytest

from hwsolve.derivation.step import Note
from hwsolve.errors import InputError, LimitError
from hwsolve.graphs.graph import MOST_NODES
from hwsolve.graphs.limits import MOST_ENCLOSED, MOST_EXACT
from hwsolve.numbers import rational
from tests.laplacian.graphs import floats, laplacian_of, solved


@pytest.mark.parametrize("size", [1001, 1_000_000_000, 10**30])
@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("nodes: SIZE", ("nodes",)),
        ("family: {name: path, size: SIZE}", ("family", "size")),
        ("family: {name: complete, size: SIZE}", ("family", "size")),
        ("family: {name: grid, rows: SIZE, columns: 1}", ("family", "rows")),
        ("family: {name: grid, rows: 2, columns: SIZE}", ("family", "columns")),
        ("family: {name: hypercube, dimension: SIZE}", ("family", "dimension")),
        ("family: {name: complete_bipartite, left: SIZE, right: 1}", ("family", "left")),
        ("family: {name: complete_bipartite, left: 1, right: SIZE}", ("family", "right")),
        ("family: {name: barbell, size: SIZE}", ("family", "size")),
        ("family: {name: barbell, size: 3, bridge: SIZE}", ("family", "bridge")),
        ("family: {name: binary_tree, height: SIZE}", ("family", "height")),
    ],
)
def test_each_size_has_a_limit_at_its_place(text, path, size):
    with pytest.raises(InputError) as caught:
        solved(text.replace("SIZE", str(size)))
    (fault,) = caught.value.faults
    assert fault.path == path
    assert "of at most" in fault.expected
    assert fault.line is not None


@pytest.mark.parametrize(
    "family",
    [
        "{name: grid, rows: 40, columns: 40}",
        "{name: complete_bipartite, left: 600, right: 600}",
        "{name: barbell, size: 400, bridge: 300}",
    ],
)
def test_sizes_that_make_a_graph_together(family):
    with pytest.raises(InputError, match=f"at most {MOST_NODES} nodes"):
        solved(f"family: {family}")


def test_hypercubes_and_trees_reach_the_limit_of_the_nodes():
    """2⁹ = 512 and 2⁹ − 1 = 511 nodes are the largest below 1000."""
    for family in ("hypercube, dimension: 9", "binary_tree, height: 8"):
        solved(f"family: {{name: {family}}}\nderive: components")
    for family in ("hypercube, dimension: 10", "binary_tree, height: 9"):
        with pytest.raises(InputError, match="of at most"):
            solved(f"family: {{name: {family}}}")


def test_lists_of_nodes_edges_coefficients_and_layers():
    names = ", ".join(f"v{k}" for k in range(MOST_NODES + 1))
    edges = ", ".join(f"[v{k}, v{k + 1}]" for k in range(MOST_NODES))
    many = ", ".join(51 * ["1"])
    layers = ", ".join(101 * ["{weights: [[1]]}"])
    for text, path in (
        (f"nodes: [{names}]", ("nodes",)),
        ("nodes: []", ("nodes",)),
        (f"edges: [{edges}]", ("edges",)),
        (
            f"nodes: 1\nsignal: [1]\nfilter: {{name: polynomial, coefficients: [{many}]}}",
            ("filter", "coefficients"),
        ),
        (f"edges: [[1, 2]]\nfeatures: [[1], [2]]\nlayers: [{layers}]", ("layers",)),
    ):
        with pytest.raises(InputError) as caught:
            solved(text)
        assert [fault.path for fault in caught.value.faults] == [path]


def test_fifty_chebyshev_coefficients_end():
    """By numpy: Σ T_k at the scaled eigenvalues of a path of 3 nodes."""
    found = solved(
        "family: {name: path, size: 3}\nsignal: [1, 0, 2]\n"
        f"filter: {{name: chebyshev, coefficients: {50 * [1]}}}"
    ).answers()
    values, U = np.linalg.eigh(laplacian_of(nx.path_graph(3)))
    h = np.polynomial.chebyshev.chebval(2 * values / values[-1] - 1, np.ones(50))
    np.testing.assert_allclose(floats(found["x_filtered"]), U @ (h * (U.T @ [1, 0, 2])), atol=1e-9)


# ---- what needs no eigenvectors -----------------------------------------------------------------

SIZE = 40
RING = nx.cycle_graph(SIZE)
X = np.array([(7 * k) % 5 - 2 for k in range(SIZE)])
LARGE = f"family: {{name: cycle, size: {SIZE}}}\nsignal: {X.tolist()}\n"
L = laplacian_of(RING)


def ids_of(text):
    return solved(text).answers()


@pytest.mark.parametrize(
    ("topic", "id", "expected"),
    [
        ("Lx", "Lx", L @ X),
        ("smoothness", "smoothness", X @ L @ X),
        ("smoothness", "energy", X @ X),
        ("rayleigh", "rayleigh", (X @ L @ X) / (X @ X)),
        ("spanning_trees", "tau", SIZE),
        ("normalized", "L_rw", L / 2),
        ("signless", "Q", abs(L)),
        ("incidence", "B", nx.incidence_matrix(RING, oriented=True).toarray()),
    ],
)
def test_what_needs_no_eigenvectors_is_derived_alone(topic, id, expected):
    found = ids_of(f"{LARGE}derive: {topic}")
    computed = floats(found[id])
    if id == "B":  # up to the order and the signs of its columns
        computed, expected = computed @ computed.T, expected @ expected.T
    np.testing.assert_allclose(computed, expected)
    assert "lambda" not in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{name: polynomial, coefficients: [1, 0, -1/2]}", X - L @ L @ X / 2),
        (
            "{name: chebyshev, coefficients: [1, 2], lambda_max: 4}",
            X + 2 * (L / 2 - np.eye(SIZE)) @ X,
        ),
        # the largest eigenvalue of an even cycle is 4, here out of the enclosed spectrum
        ("{name: chebyshev, coefficients: [1, 2]}", X + 2 * (L / 2 - np.eye(SIZE)) @ X),
    ],
)
def test_filters_by_products_with_the_matrix(text, expected):
    found = ids_of(f"{LARGE}filter: {text}\nderive: filter")
    np.testing.assert_allclose(floats(found["x_filtered"]), expected, atol=1e-9)
    assert ("lambda" in found) == ("lambda_max" not in text and "chebyshev" in text)


@pytest.mark.parametrize("topic", ["eigenvectors", "fourier", "x_hat", "cut", "h", "response"])
def test_what_needs_eigenvectors_names_the_limit_and_what_can_be_had(topic):
    chosen = "filter: {name: polynomial, coefficients: [0, 1]}\n"
    with pytest.raises(LimitError) as caught:
        solved(f"{LARGE}{chosen}derive: [{topic}]")
    assert f"up to {MOST_EXACT} nodes, and this graph has {SIZE}" in str(caught.value)
    assert "Lx, smoothness, rayleigh, filter" in caught.value.hint
    assert "olynomial" not in caught.value.hint


def test_a_filter_that_needs_eigenvectors_is_told_of_those_that_need_none():
    with pytest.raises(LimitError, match="up to 16 nodes") as caught:
        solved(f"{LARGE}filter: {{name: heat}}")
    assert "polynomial and Chebyshev filters need no eigenvectors" in caught.value.hint


def test_the_spectrum_has_its_own_limit():
    text = f"family: {{name: path, size: {MOST_ENCLOSED + 1}}}\nderive: "
    with pytest.raises(LimitError, match=f"up to {MOST_ENCLOSED} nodes"):
        solved(f"{text}spectrum")
    with pytest.raises(LimitError, match="the determinant of L"):
        solved(f"{text}spanning_trees")


def test_a_page_says_what_it_leaves_out():
    found = solved(f"{LARGE}derive: all")
    notes = [item.text for item in found.items if isinstance(item, Note)]
    assert notes[0] == (
        "Left out: eigenvectors, fourier, cut, since exact eigenvectors are derived for up to 16 "
        "nodes, and this graph has 40."
    )


def test_trees_of_a_complete_graph_by_cayley():
    tau = ids_of("family: {name: complete, size: 60}\nderive: spanning_trees")["tau"]
    assert tau == rational(60) ** 58


def test_trees_with_irrational_weights():
    """A path of 20 nodes has one tree, whose weight is the product of its edges': √2¹⁹."""
    edges = ", ".join(f"[{k}, {k + 1}, sqrt(2)]" for k in range(1, 20))
    tau = ids_of(f"edges: [{edges}]\nderive: spanning_trees")["tau"]
    np.testing.assert_allclose(floats(tau), 2**9.5)
