"""Every error says where, what was expected, and what to do."""

from itertools import combinations

import pytest

from hwsolve.errors import InputError, LimitError
from hwsolve.graphs.topics import TOPICS
from tests.laplacian.graphs import solved


def fault_of(text):
    with pytest.raises(InputError) as caught:
        solved(text)
    return caught.value.faults[0]


@pytest.mark.parametrize(
    ("text", "message", "path"),
    [
        ("adjacency: [[0, 1], [0, 0]]", "isn't symmetric", ("adjacency", 1, 0)),
        ("adjacency: [[0, 1, 1], [1, 0, 1]]", "square", ("adjacency",)),
        ("edges: [[1, 2]]\nsignal: [1, 2, 3]", "signal doesn't fit", ("signal",)),
        ("nodes: [a, b]\nedges: [[a, c]]", "unknown node c", ("edges", 0, 1)),
        ("edges: [[1, 2], [2, 1]]", "listed twice", ("edges", 1)),
        ("edges: [[1, 2, 0]]", "weight 0", ("edges", 0)),
        ("edges: [[1, 2, 3, 4]]", "not an edge", ("edges", 0)),
        ("nodes: 3\nedges: [[1, 2]]\nderive: L_sym", "degree of node 3 is 0", ("derive",)),
        ("edges: [[1, 2, -1]]\nderive: psd", "negative weights break", ("derive",)),
        ("edges: [[1, 2, -1]]\nconventions: {laplacian: symmetric}", "negative", None),
        ("family: petersen\nedges: [[1, 2]]", "given twice", None),
        ("signal: [1]", "no graph", ()),
        ("edges: [[1, 2]]\nfilter: {name: heat}", "without a signal", ("filter",)),
        ("edges: [[1, 2]]\nderive: x_hat", "needs the key signal", ("derive",)),
        ("directed: true\nedges: [[1, 2]]\nconventions: {directed: chung}", "random walk", None),
        ("edges: [[1, 2]]\nlayers: [{gcn: {weights: [[1]]}}]", "need features", ("features",)),
        (
            "edges: [[1, 2]]\nfeatures: [[1, 2], [3, 4]]\nlayers: [{gcn: {weights: [[1]]}}]",
            "weights don't fit",
            ("layers", 0, "weights"),
        ),
        (
            "edges: [[1, 2, -1]]\nfeatures: [[1], [3]]\nlayers: [{gcn: {weights: [[1]]}}]",
            "at least 0",
            ("layers",),
        ),
        (
            (
                "nodes: 3\nedges: [[1, 2]]\nfeatures: [[1], [3], [1]]\n"
                "layers: [{message_passing: {weights: [[1]], aggregate: mean}}]"
            ),
            "degree of node 3 is 0",
            ("layers",),
        ),
    ],
)
def test_faults(text, message, path):
    fault = fault_of(text)
    assert message in str(fault)
    if path is not None:
        assert fault.path == path


def test_an_isolated_node_names_its_convention():
    assert "isolated_nodes: zero" in fault_of("nodes: 3\nedges: [[1, 2]]\nderive: L_rw").hint


def test_negative_weights_without_the_claims_they_break():
    answers = solved("edges: [[1, 2, -1], [2, 3, 2]]").answers()
    assert "lambda" in answers


def test_a_large_graph_has_no_exact_eigenvectors():
    with pytest.raises(LimitError, match="40"):
        solved("family: {name: cycle, size: 40}\nderive: U")


SIGNLESS = "edges: [[1, 2], [2, 3], [3, 1], [3, 4]]\nconventions: {laplacian: signless}\n"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("derive: cut", ("derive",)),
        ("derive: [spectrum, fiedler]", ("derive", 1)),
        ("clusters: 2", ("clusters",)),
    ],
)
def test_cuts_and_clusters_are_not_read_off_the_signless_laplacian(text, path):
    """u⁽²⁾ of Q = D + A belongs to λ = 1 here, that of L to λ = 1 too, but is another vector."""
    fault = fault_of(SIGNLESS + text)
    assert "signless" in str(fault)
    assert "combinatorial" in fault.hint
    assert fault.path == path


def test_everything_of_a_signless_laplacian_leaves_out_its_cut():
    answers = solved(SIGNLESS + "derive: all").answers()
    assert "fiedler" not in answers
    assert "L_sym" in answers


@pytest.mark.parametrize("topic", ["psd", "bounds", "components", "L_sym"])
def test_what_is_not_derived_from_chungs_laplacian_is_said(topic):
    text = "directed: true\nedges: [[1, 2], [2, 3], [3, 1]]\nconventions: {directed: chung}\n"
    fault = fault_of(f"{text}derive: [{topic}]")
    assert "Chung" in str(fault)
    assert fault.path == ("derive", 0)


def test_the_kernel_of_q_does_not_count_the_components():
    """Q of a triangle is I + J, with the eigenvalues 1, 1, 4: no 0, and yet one component."""
    text = "edges: [[1, 2], [2, 3], [3, 1]]\nconventions: {laplacian: signless}\nderive: "
    assert "bipartite" in str(fault_of(f"{text}components"))
    assert solved(f"{text}lambda").answers()["lambda"].tolist() == [1, 1, 4]


def test_weights_of_too_many_digits_have_no_exact_spectrum():
    """28 denominators of 59 digits each, nearly without common factors, are too much."""
    pairs = combinations(range(1, 9), 2)
    edges = ", ".join(f'[{i}, {j}, "1/{10**58 + 10 * i + j}"]' for i, j in pairs)
    with pytest.raises(LimitError, match=r"limit of 4096 bits.* as c\n"):
        solved(f"edges: [{edges}]\nderive: lambda")


@pytest.mark.parametrize("name", ["{a}", "{}", "{0}", "{", "}", "%s", "{word.__class__}"])
@pytest.mark.parametrize(
    "asks",
    ["conventions: {laplacian: symmetric}", "derive: normalized", "derive: L_rw", "derive: all"],
)
def test_a_node_may_have_any_name_in_a_message(name, asks):
    text = f"nodes: [a, b, '{name}']\nedges: [[a, b]]\n{asks}"
    if asks == "derive: all":
        (told,) = [item.text for item in solved(text).items if "node" in getattr(item, "text", "")]
    else:
        told = fault_of(text).message
    assert f"the degree of node {name} is 0" in told


@pytest.mark.parametrize("weight", ["", ", -1"])
def test_an_unknown_word_is_told_as_such_whatever_the_weights(weight):
    words = {
        "eigenvector": "eigenvectors",
        "cuts": "cut",
        "cluster": "clusters",
        "component": "components",
        "bound": "bounds",
        "psds": "psd",
    }
    text = f"edges: [[1, 2{weight}], [2, 3]]\nderive: [{', '.join(words)}]"
    with pytest.raises(InputError) as caught:
        solved(text)
    found = {fault.found: fault.hint for fault in caught.value.faults}
    assert found == {word: f"did you mean {topic}?" for word, topic in words.items()}
    assert all("one of matrices, incidence," in fault.expected for fault in caught.value.faults)


def test_an_unknown_word_beside_a_broken_claim():
    with pytest.raises(InputError) as caught:
        solved("edges: [[1, 2, -1], [2, 3]]\nderive: [psd, cuts, fo]")
    psd, cuts = caught.value.faults
    assert "negative weights break" in psd.message
    assert cuts.hint == "did you mean cut?"


def test_what_may_stand_under_derive_is_told_with_the_topics():
    fault = fault_of("edges: [[1, 2], [2, 3]]\nderive: foo")
    assert fault.expected.startswith("one of matrices, incidence, ")
    assert ", or the id of a quantity of this problem, such as " in fault.expected


@pytest.mark.parametrize("laplacian", ["combinatorial", "symmetric"])
def test_every_id_of_a_graph_can_be_asked_for(laplacian):
    text = (
        "edges: [[1, 2], [2, 3], [3, 1], [3, 4]]\nsignal: [1, 2, 3, 4]\nclusters: 2\n"
        f"filter: {{name: heat}}\nconventions: {{laplacian: {laplacian}}}\n"
    )
    ids = [id for id in solved(text + "derive: all").answers() if id not in TOPICS]
    assert {"x", "lambda", "cut_best", "n_cut", "cluster[1]"} <= {*ids}
    asked = ", ".join(f"'{id}'" for id in ids)
    assert {*ids} <= {*solved(text + f"derive: [{asked}]").answers()}
