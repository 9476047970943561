"""Up to which size each topic is derived; beyond it the page, or an error, names the limit."""

from __future__ import annotations

from collections.abc import Sequence

from hwsolve.graphs.graph import Graph
from hwsolve.graphs.graph_filters import AnyFilter, Chebyshev, PolynomialFilter
from hwsolve.graphs.topics import COMPANIONS, NEEDS, Needs, Topic, with_needs

MOST_EXACT = 16
"""Nodes up to which the decomposition is exact; beyond it eigenvalues are enclosed."""

MOST_ENCLOSED = 300
"""Nodes up to which eigenvalues are enclosed."""

MOST_FOR_TREES = 300
"""Nodes up to which the determinant of the matrix-tree theorem is taken."""

MOST_FOR_CHUNG = 60
"""Nodes up to which the stationary distribution of a random walk is solved for."""

MOST_INCIDENCES = 1_000_000
"""Entries of B, and of the diagonal matrix of weights beside it."""

MOST_PRODUCTS = 3_000_000
"""Products of numbers in a filter that is applied without eigenvectors."""

MOST_COEFFICIENTS = 50
"""Coefficients of a polynomial or Chebyshev filter."""

MOST_LAYERS = 100
"""Layers of a graph network."""


def needs_of(graph: Graph, chosen: AnyFilter | None) -> Needs:
    """What each topic rests on in this graph, and what is shown beside it."""

    def needs(topic: Topic) -> Sequence[Topic]:
        if graph.size <= MOST_EXACT:
            return (*NEEDS.get(topic, ()), *COMPANIONS.get(topic, ()))
        if topic == "filter" and chosen is not None and chosen.is_polynomial:
            bounded = not isinstance(chosen, Chebyshev) or chosen.lambda_max is not None
            return () if bounded else ("spectrum",)
        return NEEDS.get(topic, ())

    return needs


def too_large(topic: Topic, graph: Graph, chosen: AnyFilter | None) -> str:
    """Which quantity of the topic, or of what it rests on, exceeds which limit; empty if none."""
    for needed in with_needs([topic], needs_of(graph, chosen)):
        reason = _own_limit(needed, graph, chosen)
        if reason:
            return reason
    return ""


def _own_limit(topic: Topic, graph: Graph, chosen: AnyFilter | None) -> str:
    count = graph.size
    this = f"and this graph has {count}"
    match topic:
        case "eigenvectors" if count > MOST_EXACT:
            return f"exact eigenvectors are derived for up to {MOST_EXACT} nodes, {this}"
        case "spectrum" if count > MOST_ENCLOSED:
            return f"eigenvalues are enclosed for up to {MOST_ENCLOSED} nodes, {this}"
        case "spanning_trees" if count > MOST_FOR_TREES:
            return f"the determinant of L is taken for up to {MOST_FOR_TREES} nodes, {this}"
        case "incidence":
            links = len(graph.links)
            rows = count + (links if graph.is_weighted else 0)
            if rows * links > MOST_INCIDENCES:
                return (
                    f"B, with the weights, would have {rows * links} entries, of which at most "
                    f"{MOST_INCIDENCES} are written"
                )
        case "filter" if count > MOST_EXACT and chosen is not None:
            return _work(graph, chosen)
    return ""


def _work(graph: Graph, chosen: AnyFilter) -> str:
    if not isinstance(chosen, PolynomialFilter | Chebyshev):
        return ""
    entries = graph.size + 2 * len(graph.undirected.links)
    products = entries * (len(chosen.coefficients) - 1)
    if products <= MOST_PRODUCTS:
        return ""
    return (
        f"{len(chosen.coefficients) - 1} products of a matrix of {entries} entries take {products} "
        f"multiplications, of which at most {MOST_PRODUCTS} are made"
    )
