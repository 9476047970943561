"""What is said about a graph is true of this graph: letters, weights, loops, components."""

import re

import numpy as np
import pytest

from hwsolve.derivation.readings import Readings
from hwsolve.derivation.step import Note, Remark, Statement
from hwsolve.graphs.graph_conventions import MATRIX_OF
from hwsolve.notation.line import to_line
from hwsolve.notation.structure import nodes_of
from hwsolve.notation.tree import Negation, Sum
from hwsolve.notation.values import NumberStyle
from tests.laplacian.graphs import floats, solved


def claim(derivation, id):
    return next(
        to_line(item.claim)
        for item in derivation.items
        if isinstance(item, Statement) and item.id == id
    )


def reason(derivation, id):
    return next(item.why for item in derivation.items if getattr(item, "id", "") == id)


@pytest.mark.parametrize(("kind", "letter"), [("combinatorial", "L"), ("symmetric", "L_rw")])
def test_eigenvectors_are_those_of_the_named_matrix(kind, letter):
    found = solved(f"edges: [[1, 2], [2, 3]]\nconventions: {{laplacian: {kind}}}")
    assert reason(found, "M[1]") == f"eigenvectors solve ({letter} − λI) v = 0"


def test_a_directed_graph_is_weighted_by_its_symmetric_part():
    found = solved("directed: true\nedges: [[1, 2], [2, 3], [3, 1], [1, 3]]")
    assert "wᵢⱼ·(xᵢ − xⱼ)²" in claim(found, "psd[2]")
    assert reason(found, "D") == "degrees: the row sums of Aₛ, on the diagonal"


@pytest.mark.parametrize("count", ["once", "twice"])
def test_self_loops_in_the_form_of_the_signless_laplacian(count):
    found = solved(
        "edges: [[1, 1], [1, 2, 3], [2, 3]]\n"
        f"conventions: {{laplacian: signless, self_loops: {count}}}"
    )
    entry = floats(found.answers()["Q"])[0, 0]
    assert claim(found, "psd[1]").startswith("xᵀ Q x = Σ[(i, j)] Qᵢⱼ xᵢ xⱼ = ")
    assert claim(found, "psd[2]").endswith(f"= 3·(x₁ + x₂)² + (x₂ + x₃)² + {entry - 3:.0f}·x₁²")


def test_the_components_are_the_cut_of_a_graph_that_is_not_connected():
    found = solved("edges: [[1, 2], [3, 4]]\nderive: cut").answers()
    assert floats(found["cut"]).tolist() == [1, 1, 0, 0]
    assert floats(found["cut_weight"]) == 0
    assert floats(found["cut_volume"]) == 2
    assert floats(found["phi"]) == 0
    assert "fiedler" not in found


def test_a_fiedler_vector_is_the_eigenvector_itself():
    found = solved("edges: [[1, 2], [2, 3]]\nderive: cut")
    assert floats(found.answers()["fiedler"]).tolist() == floats(found.answers()["u[2]"]).tolist()
    step = next(item for item in found.items if getattr(item, "id", "") == "fiedler")
    assert step.term.id == "u[2]"


def notes(derivation):
    return " ".join(item.text for item in derivation.items if isinstance(item, Note))


def test_an_isolated_node_breaks_the_other_formula_of_l_rw():
    """By hand: the row of node 3 is 0 in D⁻¹L, with 1/0 read as 0, and (0, 0, 1) in I − D⁻¹A."""
    isolated = "nodes: 3\nedges: [[1, 2]]\nconventions: {isolated_nodes: zero}\nderive: L_rw"
    found = solved(isolated)
    assert found.answers()["L_rw"].tolist()[2] == [0, 0, 0]
    assert "I − D⁻¹A" not in reason(found, "L_rw")
    assert "I − D⁻¹A" in reason(solved("edges: [[1, 2]]\nderive: L_rw"), "L_rw")


@pytest.mark.parametrize(
    ("kind", "vectors"),
    [
        ("combinatorial", "the components' indicator vectors 1_C"),
        ("random_walk", "the components' indicator vectors 1_C"),
        ("symmetric", "the vectors D^(1/2) 1_C of the components C"),
    ],
)
def test_the_kernel_is_that_of_the_matrix(kind, vectors):
    """For L_sym of the path of 3 nodes: L_sym (1, √2, 1)ᵀ = 0, and L_sym (1, 1, 1)ᵀ isn't."""
    text = f"edges: [[1, 2], [2, 3]]\nconventions: {{laplacian: {kind}}}\nderive: components"
    assert f"the kernel of {MATRIX_OF[kind]} is spanned by {vectors}" in notes(solved(text))


def test_the_kernel_of_l_sym_with_an_isolated_node():
    text = (
        "nodes: 3\nedges: [[1, 2]]\nderive: components\n"
        "conventions: {laplacian: symmetric, isolated_nodes: zero}"
    )
    assert "(1_C itself for an isolated node)" in notes(solved(text))


def test_the_proofs_about_q_add_where_those_about_l_subtract():
    """(a + b)² is 4 for a = b = 1, where (a − b)² is 0: Q = [[1, 1], [1, 1]] reaches 2·d_max."""
    text = "edges: [[1, 2]]\nderive: [psd, bounds]\nconventions: {laplacian: "
    signless, usual = solved(text + "signless}"), solved(text + "combinatorial}")
    assert floats(signless.answers()["lambda"]).max() == 2
    assert reason(signless, "bound").startswith("(a + b)² ≤ 2a² + 2b² on every edge")
    assert reason(usual, "bound").startswith("(a − b)² ≤ 2a² + 2b² on every edge")
    assert "That vᵀQv ≥ 0 has to be known first" in reason(signless, "psd[4]")
    assert "That vᵀLv ≥ 0 has to be known first" in reason(usual, "psd[4]")


def test_a_self_loop_counts_twice_on_the_diagonal_of_q():
    """By hand: node 1 has a loop and an edge, so d₁ = 2, A₁₁ = 1, Q₁₁ = 3 = 1 + 2·1."""
    found = solved("edges: [[1, 1], [1, 2]]\nderive: psd\nconventions: {laplacian: signless}")
    assert found.answers()["Q"].tolist() == [[3, 1], [1, 1]]
    assert "the edges from its node to others, and 2 A_ii" in reason(found, "psd[2]")
    plain = solved("edges: [[1, 1], [1, 2]]\nderive: psd")
    assert plain.answers()["L"].tolist() == [[1, -1], [-1, 1]]
    assert "the edges from its node to others, so" in reason(plain, "psd[2]")


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("symmetric", "xᵀ L_sym x = yᵀ L y ≥ 0"),
        ("random_walk", "λ vᵀ D v = vᵀ L v ≥ 0"),
    ],
)
def test_a_normalized_laplacian_is_proven_from_l(kind, line):
    """By hand on one edge of weight 2: both have the eigenvalues 0 and 2."""
    found = solved(f"edges: [[1, 2, 2]]\nderive: psd\nconventions: {{laplacian: {kind}}}")
    assert claim(found, "psd[3]") == "xᵀ L x ≥ 0"
    assert claim(found, "psd[6]") == line
    both = solved(f"edges: [[1, 2, 2]]\nconventions: {{laplacian: {kind}}}").answers()
    assert floats(both["lambda"]).tolist() == [0, 2]


@pytest.mark.parametrize(
    "text", ["edges: [[1, 2, sqrt(2)], [2, 3]]", "family: {name: cycle, size: 20}"]
)
def test_eigenvalues_of_l_rw_may_be_those_of_l_sym(text):
    """Where they are enclosed, the matrix must be symmetric; the page says why it may be."""
    found = solved(f"{text}\nderive: spectrum\nconventions: {{laplacian: random_walk}}")
    assert "L_rw = D^(−1/2) L_sym D^(1/2), so both have the same eigenvalues" in notes(found)


def test_the_sum_of_the_eigenvalues_shows_the_trace():
    """By hand for the path of 3 nodes: degrees 1, 2, 1, so tr(L) = 4, and λ = 0, 1, 3."""
    found = solved("edges: [[1, 2], [2, 3]]\nderive: spectrum")
    remark = next(i for i in found.items if isinstance(i, Remark) and i.about == "lambda_sum")
    assert str(remark.term.value) == "4"
    assert remark.term.operation.name == "trace"


def test_the_best_cut_says_how_it_was_found():
    """A graph of 4 nodes has 2³ − 1 = 7 cuts into two sides that aren't empty."""
    found = solved("edges: [[1, 2], [2, 3], [1, 3], [3, 4]]\nderive: cut")
    assert "All 7 cuts were tried" in notes(found)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("combinatorial", "how much the signal varies along the edges: Σ w_ij (x_i − x_j)²"),
        ("symmetric", "how much x_i/√d_i varies along the edges: Σ w_ij (x_i/√d_i − x_j/√d_j)²"),
        ("random_walk", "the signal varies along the edges, Σ w_ij (x_i − x_j)², since D L_rw = L"),
        ("signless", "how far neighbours are from opposite values: Σ w_ij (x_i + x_j)²"),
    ],
)
def test_smoothness_says_what_varies(kind, sentence):
    """A signal for which the sum in the sentence is 0 has smoothness 0: 1, √d, 1 and ±1."""
    none = {"symmetric": "[1, sqrt(2), 1]", "signless": "[1, -1, 1]"}.get(kind, "[1, 1, 1]")
    for signal, vanishes in ((none, True), ("[1, 2, 5]", False)):
        found = solved(
            f"edges: [[1, 2], [2, 3]]\nsignal: {signal}\n"
            f"conventions: {{laplacian: {kind}}}\nderive: smoothness"
        )
        assert sentence in reason(found, "smoothness")
        assert (abs(floats(found.answers()["smoothness"])) < 1e-12) == vanishes


@pytest.mark.parametrize(
    ("edges", "time", "sentence"),
    [
        ("[[1, 2]]", "1", "shares with λ > 0 decay, the larger λ the faster; that of λ = 0 stays"),
        ("[[1, 2, -1]]", "1", "shares with λ > 0 decay, the larger λ the faster; those with λ < 0"),
        ("[[1, 2]]", "0", "at the time 0 nothing has changed yet"),
    ],
)
def test_what_heat_leaves(edges, time, sentence):
    """h = e^(−tλ) by numpy: below 1 for λ > 0, 1 for λ = 0, above 1 for λ < 0."""
    found = solved(
        f"edges: {edges}\nsignal: [1, 3]\nfilter: {{name: heat, time: {time}}}\nderive: filter"
    )
    assert sentence in reason(found, "h")
    h, values = floats(found.answers()["h"]), floats(found.answers()["lambda"])
    np.testing.assert_allclose(h, np.exp(-float(time) * values))


@pytest.mark.parametrize("kind", ["combinatorial", "symmetric", "random_walk"])
@pytest.mark.parametrize("edges", [[[1, 2], [2, 3]], [[k, k + 1, k] for k in range(1, 16)]])
def test_a_sum_over_edges_takes_the_difference_of_two_nodes(kind, edges):
    """In letters and in numbers: what is subtracted is never what it is subtracted from."""
    count = max(map(max, (edge[:2] for edge in edges)))
    found = solved(
        f"edges: {edges}\nsignal: {[k * k for k in range(count)]}\n"
        f"conventions: {{laplacian: {kind}}}\nderive: smoothness"
    )
    remark = next(i for i in found.items if isinstance(i, Remark) and i.about == "smoothness")
    readings = Readings(NumberStyle())
    written = readings.formula(remark.term), readings.substitution(remark.term)
    gaps = [
        node.terms
        for notation in written
        for node in nodes_of(notation)
        if isinstance(node, Sum) and len(node.terms) == 2 and isinstance(node.terms[1], Negation)
    ]
    assert len(gaps) >= 2
    assert all(one != other.body for one, other in gaps)
    if kind == "symmetric":
        assert "((D^(−1/2) x)_i − (D^(−1/2) x)_j)²" in to_line(written[0])


@pytest.mark.parametrize("directed", [True, False])
def test_reasons_name_the_adjacency_of_which_the_laplacian_is_made(directed):
    found = solved(
        f"directed: {str(directed).lower()}\nedges: [[1, 2], [2, 3]]\nsignal: [1, 2, 4]\n"
        "derive: [normalized, signless, psd, bounds, smoothness, Lx, spanning_trees, incidence]"
    )
    items = [item for item in found.items if hasattr(item, "why")]
    reasons = {getattr(item, "id", f"of {getattr(item, 'about', '')}"): item.why for item in items}
    letter = "Aₛ" if directed else "A"
    assert reasons["L_rw"].endswith(f"I − D⁻¹{letter}")
    assert reasons["of L_sym"] == f"with L = D − {letter}"
    later = dict(reasons)
    for id in ("A", "A_s", "D_in", "D_out"):  # made of A itself
        later.pop(id, None)
    if directed:
        assert not [why for why in later.values() if re.search(r"(?<!\w)A(?!\w)", why)]
