"""What a graph must be for a claim about it to hold; where it isn't, the claim is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hwsolve.errors import Fault, Path
from hwsolve.graphs.conventions import GraphConventions
from hwsolve.graphs.graph import Graph
from hwsolve.graphs.topics import topic_of
from hwsolve.numbers import scalars, sign
from hwsolve.spec.number_fields import spelled

BROKEN_BY_NEGATIVE_WEIGHTS = {
    "psd": "xᵀLx = Σ w_ij (x_i − x_j)² is a sum of non-negative terms only for weights ≥ 0",
    "bounds": "the bounds 2·d_max and 2 rest on weights ≥ 0",
    "components": "the kernel of L counts the components only for weights ≥ 0",
    "normalized": "D^(−1/2) and D⁻¹ need degrees above 0, and the claims about L_sym weights ≥ 0",
    "spanning_trees": "the matrix-tree theorem then counts signed weights, not trees",
    "cut": "conductance and Cheeger's inequality rest on weights ≥ 0",
    "clusters": "spectral clustering reads weights as similarities, which are ≥ 0",
}
BEYOND_SIGNLESS = {
    "components": "the kernel of Q counts the components that are bipartite, not all of them",
    "cut": "the Fiedler vector, whose signs give a cut of small weight, is an eigenvector of L",
    "clusters": "the first eigenvectors of L, L_sym or L_rw gather the nodes, those of Q don't",
}
"""What is read off small eigenvalues, which mean connections in L and near-bipartite parts in Q."""
BEYOND_CHUNG = ("components", "psd", "bounds", "normalized")
UNDIRECTED_ONLY = ("incidence", "spanning_trees", "signless")


def claim_faults(
    graph: Graph,
    asked: Sequence[tuple[str, Path]],
    layers: Sequence[object],
    conventions: GraphConventions,
) -> Iterator[Fault]:
    """Every claim that the file makes and the graph doesn't allow.

    asked   the words under `derive`, each with its place in the file
    layers  those of a graph network
    """
    for word, path in asked:
        topic = topic_of(word)
        if topic in BEYOND_SIGNLESS and conventions.laplacian == "signless":
            yield signless_fault(topic, word, path)
        if topic in BROKEN_BY_NEGATIVE_WEIGHTS and graph.negative is not None:
            yield _negative(graph, word, BROKEN_BY_NEGATIVE_WEIGHTS[topic], path)
        if topic in BEYOND_CHUNG and graph.directed and conventions.directed == "chung":
            yield Fault(
                f"{word} is derived for D − A, not for Chung's Laplacian of a directed graph",
                path,
                hint=f"leave {word} out, or take directed: symmetrized",
            )
        if topic in UNDIRECTED_ONLY and graph.directed:
            yield Fault(f"{word} is derived for undirected graphs only", path)
    if conventions.is_normalized:
        yield from _degree_faults(graph, conventions, ("conventions", "laplacian"))
    elif {topic_of(word) for word, _ in asked} & {"normalized", "cut"}:
        yield from _degree_faults(graph, conventions, ("derive",))
    if layers:
        yield from _layer_faults(graph, layers, conventions)
    if graph.directed and conventions.directed == "chung":
        yield from _chung_faults(graph, conventions.laplacian)


def signless_fault(topic: str, word: str, path: Path) -> Fault:
    """That a topic isn't derived from Q."""
    what = word if word == topic else f"{word} belongs to {topic}: it"
    return Fault(
        f"{what} is not read off the signless Laplacian: {BEYOND_SIGNLESS[topic]}",
        path,
        expected="laplacian: combinatorial, symmetric or random_walk",
        found="laplacian: signless",
        hint=f"leave {word} out, or the convention: laplacian: combinatorial is usual",
    )


def _negative(graph: Graph, word: str, claim: str, path: Path) -> Fault:
    assert graph.negative is not None
    one, other, weight = graph.negative
    return Fault(
        f"{word} makes a claim that negative weights break: {claim}",
        path,
        expected="weights of at least 0",
        found=f"the weight {spelled(weight)} between {graph.nodes[one]} and {graph.nodes[other]}",
        hint=f"leave {word} out: matrices and spectrum are derived for any weights",
    )


def _degree_faults(graph: Graph, conventions: GraphConventions, path: Path) -> Iterator[Fault]:
    degrees = scalars(graph.adjacency().sum(axis=1))
    for node, degree in enumerate(degrees):
        if sign(degree) < 0:
            yield Fault(
                f"the degree of node {graph.nodes[node]} is negative, so it has no D^(−1/2)",
                path, expected="degrees above 0", found=spelled(degree),
            )  # fmt: skip
        elif sign(degree) == 0 and conventions.laplacian == "random_walk":
            yield replace(
                _isolated(graph, node, "eigenvectors of L_rw are scaled by uᵀDu = 1", path),
                hint="leave the node out, or decompose L_sym: laplacian: symmetric",
            )
        elif sign(degree) == 0 and conventions.isolated_nodes == "refused":
            yield _isolated(graph, node, "L_sym and L_rw divide by the degree", path)


def _isolated(graph: Graph, node: int, why: str, path: Path) -> Fault:
    return Fault(
        f"the degree of node {graph.nodes[node]} is 0: {why}",
        path,
        expected="degrees above 0",
        found=f"node {graph.nodes[node]} without an edge"
        if node in graph.isolated
        else "weights that cancel",
        hint="conventions: {isolated_nodes: zero} reads 1/0 as 0: the node keeps a row of 0",
    )


def _layer_faults(
    graph: Graph, layers: Sequence[object], conventions: GraphConventions
) -> Iterator[Fault]:
    mixing = {getattr(layer, "mixing", "") for layer in layers}
    if graph.negative is not None and mixing & {"A_hat", "A_sym", "A_mean"}:
        one, other, weight = graph.negative
        yield Fault(
            "a normalised graph layer needs weights of at least 0",
            ("layers",),
            found=f"{spelled(weight)} between {graph.nodes[one]} and {graph.nodes[other]}",
        )
    elif mixing & {"A_sym", "A_mean"} and conventions.isolated_nodes == "refused":
        for node, degree in enumerate(scalars(graph.adjacency().sum(axis=1))):
            if sign(degree) == 0:
                yield _isolated(graph, node, "the layer divides by the degree", ("layers",))


def _chung_faults(graph: Graph, kind: str) -> Iterator[Fault]:
    if kind != "combinatorial":
        yield Fault(
            "Chung's Laplacian of a directed graph is symmetric and normalized as it is",
            ("conventions", "laplacian"),
            expected="combinatorial",
            found=kind,
            hint="leave the convention out, or take directed: symmetrized",
        )
    if not graph.is_strongly_connected():
        yield Fault(
            "the random walk has no unique stationary distribution: some node can't be reached "
            "from every other along the directions",
            ("conventions", "directed"),
            expected="a strongly connected graph",
            hint="conventions: {directed: symmetrized} needs no random walk",
        )
    elif graph.negative is not None:
        yield Fault("a random walk needs weights of at least 0", ("conventions", "directed"))
