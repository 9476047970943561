"""Pictures as data. A solver says what is to be seen; each format draws it as it can."""

from __future__ import annotations

from dataclasses import dataclass

from hwsolve.notation.tree import Notation
from hwsolve.numbers import Scalar, Value
from hwsolve.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge into a unit: the quantity and the entry (from 0) that flows in, and its weight."""

    source: Quantity
    entry: int
    weight: Scalar


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a network: its quantity and entry, its incoming edges, its bias if it has one."""

    name: tuple[Quantity, int]
    edges: tuple[Edge, ...]
    bias: Scalar | None = None


@dataclass(frozen=True, slots=True)
class NetworkLayer:
    """A layer's units, top to bottom, under a heading such as "layer 1 · ReLU"."""

    heading: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """A network of units with the weights on its edges."""

    layers: tuple[NetworkLayer, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of numbers in which some cells are marked, by more than colour. e.g. a conv window"""

    title: str
    cells: tuple[tuple[Scalar, ...], ...]
    marked: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Chart:
    """Curves of y against x, drawn with characters; `logarithmic` refers to the y axis."""

    title: str
    x_label: str
    y_label: str
    curves: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    logarithmic: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a header. A cell is words, mathematics, or a value."""

    title: str
    header: tuple[Notation | str, ...]
    rows: tuple[tuple[Notation | Value | str, ...], ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by name, and edges (source, target, weight) between their places, from 0."""

    nodes: tuple[str, ...]
    edges: tuple[tuple[int, int, Scalar], ...]
    directed: bool = False


Figure = Network | Grid | Chart | Table | Graph
