"""Graphs with a name. Each is a few lines of edges; nodes are numbered from 1.

The word size counts nodes, everywhere: a star of size 5 has one centre and four leaves. Every
setting is limited so that no graph of `MOST_NODES` nodes is excluded; where two settings make the
size together, the problem file is asked for the `count` before any edge is built.
"""

from __future__ import annotations

from itertools import combinations
from typing import Annotated, Literal

from hwsolve.graphs.graph import MOST_NODES, Graph
from hwsolve.numbers import rational
from hwsolve.spec import Named, StrictModel
from hwsolve.spec.number_fields import WholeNumberField

Pairs = list[tuple[int, int]]
NodeCount = Annotated[int, WholeNumberField(1, MOST_NODES)]
DOUBLINGS = MOST_NODES.bit_length() - 1
"""The largest k with 2^k nodes."""


class FamilyModel(StrictModel):
    """A family of graphs."""

    def pairs(self) -> Pairs:
        """The edges between nodes 1, 2, …"""
        raise NotImplementedError

    def count(self) -> int:
        """The number of nodes, without building any."""
        raise NotImplementedError

    def graph(self) -> Graph:
        """The graph, its edges in order."""
        edges = sorted((min(pair), max(pair)) for pair in self.pairs())
        names = tuple(str(number) for number in range(1, self.count() + 1))
        return Graph(names, tuple((i - 1, j - 1, rational(1)) for i, j in edges))


def _path(nodes: range) -> Pairs:
    return [(node, node + 1) for node in nodes[:-1]]


class Sized(FamilyModel):
    """A family with one graph for each number of nodes."""

    name: Literal["path", "cycle", "complete", "star", "wheel", "empty"]
    size: NodeCount

    def count(self) -> int:
        return self.size

    def pairs(self) -> Pairs:
        n = self.size
        match self.name:
            case "path":
                return _path(range(1, n + 1))
            case "cycle":
                return _ring(range(1, n + 1))
            case "complete":
                return list(combinations(range(1, n + 1), 2))
            case "star":
                return [(1, leaf) for leaf in range(2, n + 1)]
            case "wheel":
                return [(1, rim) for rim in range(2, n + 1)] + _ring(range(2, n + 1))
        return []


def _ring(nodes: range) -> Pairs:
    return _path(nodes) + ([(nodes[0], nodes[-1])] if len(nodes) > 2 else [])


class Grid(FamilyModel):
    """rows × columns nodes, row by row, each joined to the next one to the right and below."""

    name: Literal["grid"]
    rows: NodeCount
    columns: NodeCount

    def count(self) -> int:
        return self.rows * self.columns

    def pairs(self) -> Pairs:
        nodes = range(1, self.count() + 1)
        across = [(node, node + 1) for node in nodes if node % self.columns]
        return across + [(node, node + self.columns) for node in nodes[: -self.columns]]


class Hypercube(FamilyModel):
    """2^dimension nodes; two are joined where their binary numbers differ in one digit."""

    name: Literal["hypercube"]
    dimension: Annotated[int, WholeNumberField(1, DOUBLINGS)]

    def count(self) -> int:
        return 1 << self.dimension

    def pairs(self) -> Pairs:
        nodes = range(self.count())
        return [
            (node + 1, (node | 1 << bit) + 1)
            for node in nodes
            for bit in range(self.dimension)
            if not node >> bit & 1
        ]


class Petersen(FamilyModel):
    """An outer ring 1 … 5, an inner star 6 … 10, and a spoke from each node to its partner."""

    name: Literal["petersen"] = "petersen"

    def count(self) -> int:
        return 10

    def pairs(self) -> Pairs:
        spokes = [(node, node + 5) for node in range(1, 6)]
        return _ring(range(1, 6)) + spokes + [(6 + k, 6 + (k + 2) % 5) for k in range(5)]


class CompleteBipartite(FamilyModel):
    """Every node of the left group joined to every one of the right group."""

    name: Literal["complete_bipartite"]
    left: NodeCount
    right: NodeCount

    def count(self) -> int:
        return self.left + self.right

    def pairs(self) -> Pairs:
        right = range(self.left + 1, self.left + self.right + 1)
        return [(one, other) for one in range(1, self.left + 1) for other in right]


class Barbell(FamilyModel):
    """Two complete graphs of `size` nodes and a path of `bridge` further nodes between them."""

    name: Literal["barbell"]
    size: NodeCount
    bridge: Annotated[int, WholeNumberField(0, MOST_NODES)] = 0

    def count(self) -> int:
        return 2 * self.size + self.bridge

    def pairs(self) -> Pairs:
        n, second = self.size, self.size + self.bridge
        left = list(combinations(range(1, n + 1), 2))
        right = list(combinations(range(second + 1, second + n + 1), 2))
        return left + _path(range(n, second + 2)) + right


class BinaryTree(FamilyModel):
    """A complete binary tree, `height` levels below its root 1; node k has children 2k, 2k + 1."""

    name: Literal["binary_tree"]
    height: Annotated[int, WholeNumberField(0, DOUBLINGS - 1)]

    def count(self) -> int:
        return (2 << self.height) - 1

    def pairs(self) -> Pairs:
        return [(node // 2, node) for node in range(2, self.count() + 1)]


Family = Annotated[
    Sized | Grid | Hypercube | Petersen | CompleteBipartite | Barbell | BinaryTree,
    Named("family"),
]
