"""Every topic, and all of them, on graphs of every sort: an answer, or a refusal that can be read.

What is told is then held against numpy where it makes a claim about eigenvalues.
"""

import re

import numpy as np
import pytest

from hwsolve.derivation.step import Note, Statement
from hwsolve.errors import InputError, LimitError
from hwsolve.graphs.topics import ALL, TOPICS
from hwsolve.output.renderers import render
from tests.laplacian.graphs import floats, solved

LINE_OF_17 = ", ".join(f"[{k}, {k + 1}]" for k in range(1, 17))
GRAPHS = {
    "directed": (3, "directed: true\nedges: [[1, 2], [2, 3], [3, 1], [1, 3]]"),
    "with a sink": (3, "directed: true\nedges: [[1, 2], [2, 3, 2]]"),
    "arrows that cancel": (3, "directed: true\nedges: [[1, 2], [2, 1, -1], [2, 3]]"),
    "directed, negative": (3, "directed: true\nedges: [[1, 2, -1], [2, 3, 3]]"),
    "directed, looped": (2, "directed: true\nedges: [[1, 1], [1, 2], [2, 1]]"),
    "directed, no edge": (2, "directed: true\nnodes: 2"),
    "weighted": (3, "edges: [[1, 2, 2], [2, 3, 1/3]]"),
    "irrational": (3, "edges: [[1, 2, sqrt(2)], [2, 3, pi]]"),
    "negative": (3, "edges: [[1, 2, -1], [2, 3, 2]]"),
    "weights that cancel": (3, "edges: [[1, 2, -1], [2, 3], [1, 3, 2]]"),
    "looped": (3, "edges: [[1, 1], [1, 2, 3], [2, 3]]"),
    "loops only": (2, "edges: [[1, 1], [2, 2]]"),
    "isolated": (3, "nodes: 3\nedges: [[1, 2]]"),
    "disconnected": (5, "edges: [[1, 2], [3, 4], [4, 5]]"),
    "no edge": (2, "nodes: 2"),
    "one node": (1, "nodes: 1"),
    "17 nodes": (17, f"edges: [{LINE_OF_17}]"),
    "17 directed nodes": (17, f"directed: true\nedges: [{LINE_OF_17}]"),
}
CHOICES = (
    "laplacian: combinatorial",
    "laplacian: symmetric",
    "laplacian: random_walk",
    "laplacian: signless",
    "directed: chung",
    "isolated_nodes: zero",
    "self_loops: twice",
)
FILTERS = (
    "{name: heat}",
    "{name: polynomial, coefficients: [1, -1/2]}",
    "{name: chebyshev, coefficients: [1, 1/2, 1/3], lambda_max: 5}",
)


def text_of(graph, choice, topic, filter):
    size, edges = GRAPHS[graph]
    signal = [(3 * k) % 5 - 2 for k in range(size)]
    return (
        f"{edges}\nsignal: {signal}\nfilter: {filter}\nclusters: 1\n"
        f"conventions: {{{choice}}}\nderive: {topic}"
    )


def solved_or_refused(text):
    """The derivation, or the error that refuses it."""
    try:
        return solved(text)
    except (InputError, LimitError) as error:
        return error


def used_in(hint, topic):
    """Whether a hint proposes the topic that was asked for."""
    proposed = re.search(r"derive: \[(.*?)\]", hint)
    return proposed is not None and topic in proposed.group(1).split(", ")


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("choice", CHOICES)
def test_all_is_what_can_be_derived(graph, choice):
    """`all` is refused only where the conventions themselves don't fit; then by their place."""
    place = sorted(GRAPHS).index(graph) + CHOICES.index(choice)
    text = text_of(graph, choice, ALL, FILTERS[place % len(FILTERS)])
    found = solved_or_refused(text)
    if isinstance(found, InputError):
        assert {fault.path[0] for fault in found.faults} == {"conventions"}
        return
    if isinstance(found, LimitError):  # an entry of the Fiedler vector that is 0, of L_sym's path
        assert graph == "irrational"
        assert "the cut by the entries of fiedler" in found.message
        return
    assert "L" in found.answers()
    assert "None" not in render(found, format="terminal", detail="standard", only=(), width=80)
    for item in found.items:
        if isinstance(item, Note) and item.text.startswith("Left out"):
            assert "{" not in item.text.replace("{isolated_nodes: zero}", "")


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_by_name(graph, topic):
    """A refusal has a place, or names the limit, and never proposes what was asked for."""
    place = sorted(GRAPHS).index(graph) + list(TOPICS).index(topic)
    found = solved_or_refused(text_of(graph, CHOICES[0], topic, FILTERS[place % len(FILTERS)]))
    for fault in found.faults if isinstance(found, InputError) else ():
        assert fault.path == ("derive",)
        assert not used_in(fault.hint, topic)
    if isinstance(found, LimitError):
        assert "16 nodes, and this graph has 17" in found.message
        assert not used_in(found.hint, topic)


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("choice", CHOICES[:4])
def test_claims_about_eigenvalues_hold(graph, choice):
    """Multiplicity of 0 and upper bound, where the page states them, by numpy's eigenvalues."""
    found = solved_or_refused(text_of(graph, choice, "all", FILTERS[1]))
    if isinstance(found, InputError | LimitError):
        return
    answers = found.answers()
    matrix = floats(answers[{"symmetric": "L_sym", "random_walk": "L_rw", "signless": "Q"}.get(
        choice.removeprefix("laplacian: "), "L")])  # fmt: skip
    values = np.sort(np.linalg.eigvals(matrix).real)
    for item in found.items:
        if isinstance(item, Note) and item.text.startswith("The eigenvalue 0 occurs"):
            word = item.text.split()[4].rstrip(":")
            count = 1 if word == "once" else int(word)
            assert np.sum(np.abs(values) < 1e-9) == count
        if isinstance(item, Statement) and item.id == "bound":
            symmetric = floats(answers.get("A_s", answers["A"]))
            normalized = choice.removeprefix("laplacian: ") in ("symmetric", "random_walk")
            bound = 2 if normalized else 2 * symmetric.sum(axis=1).max()
            assert values[-1] <= bound + 1e-9
            if "it is reached" in item.why:
                assert values[-1] == pytest.approx(bound)


def notes(text):
    return [item.text for item in solved(text).items if isinstance(item, Note)]


def test_an_isolated_node_leaves_out_what_divides_by_its_degree():
    left_out = notes("nodes: 3\nedges: [[1, 2]]\nderive: all")[0]
    assert left_out == (
        "Left out: normalized, cut, since the degree of node 3 is 0: L_sym and L_rw divide by the "
        "degree."
    )
    told = solved("nodes: 3\nedges: [[1, 2]]\nderive: all").conventions
    assert "isolated_nodes" not in {line.key for line in told}


def test_an_isolated_node_that_is_read_as_zero_is_told():
    text = "nodes: 3\nedges: [[1, 2]]\nderive: all\nconventions: {isolated_nodes: zero}"
    told = {line.key: line for line in solved(text).conventions}["isolated_nodes"]
    assert (told.choice, "1/0 is read as 0" in told.meaning) == ("zero", True)


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("nodes: 3", False),  # L_sym = 0
        ("nodes: 3\nedges: [[1, 2]]", True),
        ("edges: [[1, 2], [1, 1]]", False),
        ("edges: [[1, 2], [2, 3], [1, 3], [4, 5]]", True),
        ("edges: [[1, 2], [2, 3], [1, 3]]", False),
    ],
)
def test_2_is_reached_by_a_bipartite_component_with_edges(text, reached):
    """Chung 1997, lemma 1.7 (v)."""
    found = solved(
        f"{text}\nderive: bounds\nconventions: {{laplacian: symmetric, isolated_nodes: zero}}"
    )
    why = next(item.why for item in found.items if getattr(item, "id", "") == "bound")
    assert ("it is reached" in why) == reached
    assert (floats(found.answers()["lambda"]).max() > 2 - 1e-9) == reached
