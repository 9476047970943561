"""A graph as it was read: node names in order, and weighted edges between their places."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hwsolve.numbers import Array, Rational, Scalar, constant, sign

MOST_NODES = 1000
"""Nodes of any graph; a matrix of it then has at most a million entries."""

MOST_LISTED = 12
"""Nodes that a sentence lists by name."""


def listed(names: Sequence[str]) -> str:
    """The names of nodes in a sentence: the first few, and how many more there are."""
    rest = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return ", ".join(names[:MOST_LISTED]) + rest


@dataclass(frozen=True)
class Graph:
    """`edges` are (source, target, weight) by place, from 0; each undirected edge stands once."""

    nodes: tuple[str, ...]
    edges: tuple[tuple[int, int, Scalar], ...]
    directed: bool = False

    @property
    def size(self) -> int:
        return len(self.nodes)

    @property
    def links(self) -> list[tuple[int, int, Scalar]]:
        """The edges that are no self-loops."""
        return [edge for edge in self.edges if edge[0] != edge[1]]

    @property
    def has_loops(self) -> bool:
        return len(self.links) < len(self.edges)

    @cached_property
    def undirected(self) -> Graph:
        """The graph of the symmetric part (A + Aᵀ)/2; itself if its edges have no directions.

        Whatever is said about D − A_s is said about this graph: its edges, weights, components.
        """
        if not self.directed:
            return self
        weights: dict[tuple[int, int], Scalar] = {}
        for one, other, weight in self.edges:
            pair = (other, one) if (other, one) in weights else (one, other)
            share = weight if one == other else weight / 2
            weights[pair] = weights[pair] + share if pair in weights else share
        kept = ((*pair, weight) for pair, weight in weights.items() if sign(weight) != 0)
        return Graph(self.nodes, tuple(kept))

    @property
    def is_weighted(self) -> bool:
        return any(weight != 1 for *_, weight in self.edges)

    @cached_property
    def is_rational(self) -> bool:
        """Whether every weight is a rational number."""
        return all(isinstance(weight, Rational) for *_, weight in self.edges)

    @cached_property
    def negative(self) -> tuple[int, int, Scalar] | None:
        """An edge with a negative weight, if there is one."""
        return next((edge for edge in self.edges if sign(edge[2]) < 0), None)

    @cached_property
    def isolated(self) -> list[int]:
        """The nodes on which no edge ends, not even a self-loop."""
        touched = {end for one, other, _ in self.edges for end in (one, other)}
        return [node for node in range(self.size) if node not in touched]

    @cached_property
    def components(self) -> list[list[int]]:
        """The connected components, each in order of its nodes; directions don't count."""
        neighbours = self.neighbours
        seen: set[int] = set()
        found = []
        for node in range(self.size):
            if node not in seen:
                found.append(sorted(_reached(node, neighbours)))
                seen.update(found[-1])
        return found

    @cached_property
    def neighbours(self) -> list[list[int]]:
        """The nodes that an edge joins to each node, whatever its direction."""
        found: list[set[int]] = [set() for _ in self.nodes]
        for one, other, _ in self.links:
            found[one].add(other)
            found[other].add(one)
        return [sorted(others) for others in found]

    @property
    def has_bipartite_component(self) -> bool:
        """Whether the edges of some component that has any all join two groups of its nodes."""
        looped = {one for one, other, _ in self.edges if one == other}
        return any(
            len(component) > 1 and not looped & set(component) and self._is_bipartite(component)
            for component in self.components
        )

    def _is_bipartite(self, component: list[int]) -> bool:
        colours: dict[int, int] = {}
        for node in _reached(component[0], self.neighbours):
            near = {colours[other] for other in self.neighbours[node] if other in colours}
            if len(near) > 1:
                return False
            colours[node] = 1 - near.pop() if near else 0
        return True

    def is_strongly_connected(self) -> bool:
        """Whether every node can be reached from every other along the directions."""
        ahead: list[list[int]] = [[] for _ in self.nodes]
        behind: list[list[int]] = [[] for _ in self.nodes]
        for one, other, _ in self.edges:
            ahead[one].append(other)
            behind[other].append(one)
        return all(len(list(_reached(0, way))) == self.size for way in (ahead, behind))

    def adjacency(self, loop_counts: int = 1) -> Array:
        """A, with A_ij the weight of the edge from i to j; a self-loop counts once or twice."""
        matrix: Any = constant((self.size, self.size), 0)
        for one, other, weight in self.edges:
            if one == other:
                matrix[one, one] = weight * loop_counts
            else:
                matrix[one, other] = weight
                if not self.directed:
                    matrix[other, one] = weight
        result: Array = matrix
        return result


def _reached(start: int, neighbours: list[list[int]]) -> Iterator[int]:
    """Every node that can be reached, nearest first."""
    seen, waiting = {start}, deque([start])
    while waiting:
        node = waiting.popleft()
        yield node
        for other in neighbours[node]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
