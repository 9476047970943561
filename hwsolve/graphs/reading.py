"""Edges and nodes as a problem file writes them, and the graph that they make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic_core import PydanticCustomError

from hwsolve.errors import Fault, Path
from hwsolve.graphs.graph import MOST_NODES, Graph
from hwsolve.numbers import Array, Scalar, agree, rational, sign
from hwsolve.spec.field import Field
from hwsolve.spec.number_fields import WholeNumberField, read_scalar, spelled
from hwsolve.spec.validation_errors import at, complaint, refusal
from hwsolve.spec.wording import did_you_mean, found_in_words

AN_EDGE = "two nodes, or two nodes and a weight: [1, 2], [a, b, 0.5] or {from: a, to: b, weight: 2}"


@dataclass(frozen=True, slots=True)
class NamedEdge:
    """An edge between two nodes by name."""

    source: str
    target: str
    weight: Scalar
    is_weighted: bool


class NodeField(Field):
    """A field with the name of a node: a number or a word."""

    def validate(self, value: object) -> str:
        """The name; 01 and 1 are the same node. Raises a complaint."""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value.strip():
            raise complaint(
                "not a node", expected="a number or a word", found=found_in_words(value)
            )
        name = " ".join(value.split())
        return str(int(name)) if re.fullmatch(r"[0-9]{1,9}", name) else name

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "integer"}, {"type": "string"}]}


class NodesField(Field):
    """A field with the names of all nodes, or their number, which stands for 1, 2, …"""

    def validate(self, value: object) -> tuple[str, ...] | int:
        """The names or the number. Raises a complaint."""
        if not isinstance(value, (list, tuple)):
            return WholeNumberField(1, MOST_NODES).validate(value)
        if not 0 < len(value) <= MOST_NODES:
            raise complaint(
                "too many nodes" if value else "no node",
                expected=f"from 1 to {MOST_NODES} nodes",
                found=found_in_words(value),
            )
        names, errors = [], []
        for place, name in enumerate(value):
            try:
                names.append(NodeField().validate(name))
            except PydanticCustomError as error:
                errors.append(at((place,), error))
        if errors:
            raise refusal(errors)
        return tuple(names)

    def spelled(self, value: Any) -> Any:
        return value if isinstance(value, int) else list(value)

    def schema(self) -> dict[str, Any]:
        names = {
            "type": "array",
            "items": NodeField().schema(),
            "minItems": 1,
            "maxItems": MOST_NODES,
        }
        return {"anyOf": [names, WholeNumberField(1, MOST_NODES).schema()]}


class EdgeField(Field):
    """A field with one edge, as a list of two or three or as a mapping."""

    def validate(self, value: object) -> NamedEdge:
        """The edge. Raises a complaint."""
        if isinstance(value, NamedEdge):
            return value
        if isinstance(value, Mapping):
            return self._from_mapping(value)
        if not isinstance(value, (list, tuple)) or len(value) not in (2, 3):
            raise complaint("not an edge", expected=AN_EDGE, found=found_in_words(value))
        return self._edge(*value)

    def _from_mapping(self, value: Mapping[Any, Any]) -> NamedEdge:
        if not {"from", "to"} <= set(value) <= {"from", "to", "weight"}:
            raise complaint("not an edge", expected=AN_EDGE, found=found_in_words(value))
        return self._edge(
            value["from"], value["to"], *([value["weight"]] if "weight" in value else [])
        )

    def _edge(self, source: object, target: object, *weights: object) -> NamedEdge:
        node = NodeField()
        weight = read_scalar(weights[0], symbols=False) if weights else rational(1)
        return NamedEdge(node.validate(source), node.validate(target), weight, bool(weights))

    def spelled(self, value: NamedEdge) -> list[str]:
        weights = [spelled(value.weight)] if value.is_weighted else []
        return [value.source, value.target, *weights]

    def schema(self) -> dict[str, Any]:
        cell = {"anyOf": [{"type": "number"}, {"type": "string"}]}
        listed = {"type": "array", "items": cell, "minItems": 2, "maxItems": 3}
        keyed = {
            "type": "object",
            "properties": {"from": cell, "to": cell, "weight": cell},
            "required": ["from", "to"],
            "additionalProperties": False,
        }
        return {"description": AN_EDGE, "anyOf": [listed, keyed]}


Node = Annotated[str, NodeField()]
Nodes = Annotated[tuple[str, ...] | int, NodesField()]
EdgeOfFile = Annotated[NamedEdge, EdgeField()]


def node_order(nodes: Sequence[str] | None, edges: Sequence[NamedEdge]) -> tuple[str, ...]:
    """The nodes as declared; else numbers by size, names in the order in which edges name them."""
    if nodes is not None:
        return tuple(nodes)
    named = dict.fromkeys(end for edge in edges for end in (edge.source, edge.target))
    if all(name.isdigit() for name in named):
        return tuple(sorted(named, key=int))
    return tuple(named)


def edge_faults(
    nodes: Sequence[str] | None, edges: Sequence[NamedEdge], *, directed: bool
) -> Iterator[Fault]:
    """Unknown nodes, repeated nodes, repeated edges, edges without weight."""
    known = node_order(nodes, edges)
    if len(known) > MOST_NODES:
        yield too_large(len(known), ("edges",))
        return
    names: set[str] = set()
    for place, name in enumerate(known):
        if name in names:
            yield Fault(f"the node {name} is listed twice", ("nodes", place))
        names.add(name)
    seen: dict[tuple[str, str], int] = {}
    for place, edge in enumerate(edges):
        for end, name in enumerate((edge.source, edge.target)):
            if name not in names:
                yield Fault(
                    f"unknown node {name}",
                    ("edges", place, end),
                    expected=f"one of the nodes {', '.join(known[:12])}",
                    found=name,
                    hint=did_you_mean(name, known) or "or add it under nodes",
                )
        pair = (edge.source, edge.target)
        key = pair if directed else (min(pair), max(pair))
        if key in seen:
            yield _repeated(edge, place, seen[key], directed=directed)
        seen.setdefault(key, place)
        if sign(edge.weight) == 0:
            yield Fault(
                "an edge of weight 0 is no edge", ("edges", place), hint="leave the edge out"
            )


def too_large(count: int, path: Path) -> Fault:
    """That a graph has too many nodes."""
    return Fault(
        "the graph is too large", path, expected=f"at most {MOST_NODES} nodes", found=str(count)
    )


def _repeated(edge: NamedEdge, place: int, first: int, *, directed: bool) -> Fault:
    arrow = "→" if directed else "–"
    return Fault(
        f"the edge {edge.source} {arrow} {edge.target} is listed twice",
        ("edges", place),
        found=f"it is edge {first + 1} already",
        hint="parallel edges are one edge with the sum of their weights"
        + (
            "" if directed or edge.source == edge.target else "; for two directions: directed: true"
        ),
    )


def graph_from_edges(
    nodes: Sequence[str] | None, edges: Sequence[NamedEdge], *, directed: bool
) -> Graph:
    """The graph of an edge list without faults."""
    names = node_order(nodes, edges)
    places = {name: place for place, name in enumerate(names)}
    return Graph(
        names,
        tuple((places[edge.source], places[edge.target], edge.weight) for edge in edges),
        directed,
    )


def matrix_faults(matrix: Array, nodes: Sequence[str] | None, *, directed: bool) -> Iterator[Fault]:
    """Why a matrix can't be the adjacency matrix of a graph."""
    rows, columns = matrix.shape
    if rows != columns:
        yield Fault(
            "an adjacency matrix is square",
            ("adjacency",),
            expected="a row and a column for each node",
            found=f"{rows} × {columns}",
        )
        return
    if rows > MOST_NODES:
        yield too_large(rows, ("adjacency",))
        return
    if nodes is not None and len(nodes) != rows:
        yield Fault(
            "the names don't fit the matrix",
            ("nodes",),
            expected=f"{rows} names, one for each row",
            found=str(len(nodes)),
        )
    if directed:
        return
    for i in range(rows):
        for j in range(i + 1, rows):
            if not agree(matrix[i, j], matrix[j, i]):
                yield Fault(
                    "the matrix isn't symmetric, so the edges have directions",
                    ("adjacency", j, i),
                    expected=f"{spelled(matrix[i, j])}, as in row {i + 1}, column {j + 1}",
                    found=spelled(matrix[j, i]),
                    hint="mend the entry, or declare directed: true",
                )
                return


def graph_from_matrix(matrix: Array, nodes: Sequence[str] | None, *, directed: bool) -> Graph:
    """The graph of an adjacency matrix without faults."""
    size = matrix.shape[0]
    edges = [
        (i, j, matrix[i, j])
        for i in range(size)
        for j in range(0 if directed else i, size)
        if sign(matrix[i, j]) != 0
    ]
    names = nodes if nodes is not None else [str(i + 1) for i in range(size)]
    return Graph(tuple(names), tuple(edges), directed)
