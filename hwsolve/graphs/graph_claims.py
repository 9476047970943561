"""What a graph must be for a claim about it to hold; where it isn't, the claim is refused.

A claim that the file asks for by name is a fault of the file; of `derive: all` it is left out, and
the page says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hwsolve.errors import Fault, Path
from hwsolve.graphs.graph import Graph
from hwsolve.graphs.graph_conventions import GraphConventions
from hwsolve.graphs.topics import NEEDS, Topic, topic_of, with_needs
from hwsolve.numbers import Scalar, scalars, sign
from hwsolve.spec.number_fields import spelled

BROKEN_BY_NEGATIVE_WEIGHTS: dict[Topic, str] = {
    "psd": "xᵀLx = Σ w_ij (x_i − x_j)² is a sum of non-negative terms only for weights ≥ 0",
    "bounds": "the bounds 2·d_max and 2 rest on weights ≥ 0",
    "components": "the kernel of L counts the components only for weights ≥ 0",
    "normalized": "D^(−1/2) and D⁻¹ need degrees above 0, and the claims about L_sym weights ≥ 0",
    "spanning_trees": "the matrix-tree theorem then counts signed weights, not trees",
    "cut": "conductance and Cheeger's inequality rest on weights ≥ 0",
    "clusters": "spectral clustering reads weights as similarities, which are ≥ 0",
}
BEYOND_SIGNLESS: dict[Topic, str] = {
    "components": "the kernel of Q counts the components that are bipartite, not all of them",
    "cut": "the Fiedler vector, whose signs give a cut of small weight, is an eigenvector of L",
    "clusters": "the first eigenvectors of L, L_sym or L_rw gather the nodes, those of Q don't",
}
"""What is read off small eigenvalues, which mean connections in L and near-bipartite parts in Q."""
BEYOND_CHUNG: frozenset[Topic] = frozenset(
    ("components", "psd", "bounds", "normalized", "incidence", "spanning_trees", "signless", "cut")
)
"""What is said about D − A of an undirected graph."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why something isn't derived of a graph."""

    reason: str
    expected: str = ""
    found: str = ""
    hint: str = ""

    def fault(self, path: Path) -> Fault:
        """The obstacle as a fault of the file that asks for what isn't derived."""
        return Fault(self.reason, path, self.expected, self.found, self.hint)


def is_chung(graph: Graph, conventions: GraphConventions) -> bool:
    """Whether L is Chung's Laplacian of a directed graph."""
    return graph.directed and conventions.directed == "chung"


def obstacle(
    topic: Topic, word: str, graph: Graph, conventions: GraphConventions
) -> Obstacle | None:
    """Why a topic, or one that it rests on, isn't derived of this graph; None if it is.

    word    what the topic is called in the sentence
    """
    chain = with_needs([topic], lambda each: NEEDS.get(each, ()))
    for needed in (topic, *chain):
        found = _own_obstacle(needed, word, graph, conventions)
        if found is not None:
            return found
    return None


def _own_obstacle(
    topic: Topic, word: str, graph: Graph, conventions: GraphConventions
) -> Obstacle | None:
    if topic in BEYOND_SIGNLESS and conventions.laplacian == "signless":
        return _signless(topic, word)
    if is_chung(graph, conventions):
        if topic not in BEYOND_CHUNG:
            return None
        return Obstacle(
            f"{word} is derived for D − A, not for Chung's Laplacian of a directed graph",
            hint=f"leave {word} out, or take directed: symmetrized",
        )
    negative = graph.undirected.negative
    if topic in BROKEN_BY_NEGATIVE_WEIGHTS and negative is not None:
        return Obstacle(
            f"{word} makes a claim that negative weights break: "
            f"{BROKEN_BY_NEGATIVE_WEIGHTS[topic]}",
            expected="weights of at least 0",
            found=_between(graph, negative),
            hint=f"leave {word} out: matrices and spectrum are derived for any weights",
        )
    return _degree_obstacle(graph, conventions) if topic == "normalized" else None


def _signless(topic: Topic, word: str) -> Obstacle:
    return Obstacle(
        f"{word} is not read off the signless Laplacian: {BEYOND_SIGNLESS[topic]}",
        expected="laplacian: combinatorial, symmetric or random_walk",
        found="laplacian: signless",
        hint=f"leave {word} out, or the convention: laplacian: combinatorial is usual",
    )


def _between(graph: Graph, edge: tuple[int, int, Scalar]) -> str:
    one, other, weight = edge
    return f"the weight {spelled(weight)} between {graph.nodes[one]} and {graph.nodes[other]}"


def _degree_obstacle(graph: Graph, conventions: GraphConventions) -> Obstacle | None:
    """A node whose degree can't be divided by; the degrees are those that D has."""
    plain = graph.undirected
    for node, degree in enumerate(scalars(plain.adjacency(conventions.loops).sum(axis=1))):
        name = graph.nodes[node]
        if sign(degree) < 0:
            return Obstacle(
                f"the degree of node {name} is negative, so it has no D^(−1/2)",
                expected="degrees above 0",
                found=spelled(degree),
            )
        if sign(degree) > 0:
            continue
        if node not in plain.isolated:
            return Obstacle(
                f"the degree of node {name} is 0: L_sym and L_rw divide by the degree",
                expected="degrees above 0",
                found="weights that cancel",
                hint="laplacian: combinatorial divides by no degree",
            )
        if conventions.laplacian == "random_walk":
            return _isolated(
                graph,
                node,
                "eigenvectors of L_rw are scaled by uᵀDu = 1",
                "leave the node out, or decompose L_sym: laplacian: symmetric",
            )
        if conventions.isolated_nodes == "refused":
            return _isolated(graph, node, "L_sym and L_rw divide by the degree")
    return None


READ_AS_ZERO = "conventions: {isolated_nodes: zero} reads 1/0 as 0: the node keeps a row of 0"


def _isolated(graph: Graph, node: int, why: str, hint: str = READ_AS_ZERO) -> Obstacle:
    name = graph.nodes[node]
    return Obstacle(
        f"the degree of node {name} is 0: {why}",
        expected="degrees above 0",
        found=f"node {name} without an edge" if node in graph.isolated else "weights that cancel",
        hint=hint,
    )


def claim_faults(
    graph: Graph, asked: Sequence[tuple[str, Path]], conventions: GraphConventions
) -> Iterator[Fault]:
    """Every claim that the file makes and the graph doesn't allow.

    asked   the words under `derive`, each with its place in the file
    """
    if is_chung(graph, conventions):
        yield from _chung_faults(graph, conventions.laplacian)
    elif conventions.is_normalized:
        found = _degree_obstacle(graph, conventions)
        if found is not None:
            yield found.fault(("conventions", "laplacian"))
            return
    for word, path in asked:
        topic = topic_of(word)
        found = None if topic is None else obstacle(topic, word, graph, conventions)
        if found is not None:
            yield found.fault(path)


def layer_faults(
    graph: Graph, layers: Sequence[object], conventions: GraphConventions
) -> Iterator[Fault]:
    """What graph layers can't divide by."""
    mixing = {getattr(layer, "mixing", "") for layer in layers}
    if graph.negative is not None and mixing & {"A_hat", "A_sym", "A_mean"}:
        yield Fault(
            "a normalised graph layer needs weights of at least 0",
            ("layers",),
            found=_between(graph, graph.negative),
        )
    elif mixing & {"A_sym", "A_mean"} and conventions.isolated_nodes == "refused":
        for node in graph.isolated[:1]:
            yield _isolated(graph, node, "the layer divides by the degree").fault(("layers",))


def _chung_faults(graph: Graph, kind: str) -> Iterator[Fault]:
    if kind != "combinatorial":
        yield Fault(
            "Chung's Laplacian of a directed graph is symmetric and normalized as it is",
            ("conventions", "laplacian"),
            expected="combinatorial",
            found=kind,
            hint="leave the convention out, or take directed: symmetrized",
        )
    if not graph.edges or not graph.is_strongly_connected():
        yield Fault(
            "the random walk has no unique stationary distribution: some node can't be reached "
            "from every other along the directions"
            if graph.edges
            else "without an edge there is no random walk",
            ("conventions", "directed"),
            expected="a strongly connected graph",
            hint="conventions: {directed: symmetrized} needs no random walk",
        )
    elif graph.negative is not None:
        yield Fault(
            "a random walk needs weights of at least 0",
            ("conventions", "directed"),
            found=_between(graph, graph.negative),
        )
