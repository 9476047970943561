"""A graph drawn with characters: a row for each node, a vertical line for each edge."""

from __future__ import annotations

from hwsolve.derivation.figures import Graph
from hwsolve.notation.layout import cells, padded
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle, notate_scalar
from hwsolve.numbers import Scalar

Edge = tuple[int, int, Scalar]

MOST_LANES = 40
"""A drawing with more vertical lines than this would be a picture of nothing."""


def draw_graph(graph: Graph, style: NumberStyle, width: int) -> list[str]:
    """Each edge as a line from one node's row to another's; what doesn't fit becomes a list.

    1 ●─┬─┬
    2 ●─┴─│─┬─┬
    3 ●─┬─┴─┴ │
    4 ●─┴─────┴
    """
    lanes = _lanes([edge for edge in graph.edges if edge[0] != edge[1]])
    plain = all(weight == 1 for *_, weight in graph.edges)
    name_width = max(map(cells, graph.nodes), default=0)
    fits = name_width + 3 + 2 * len(lanes) <= width and len(lanes) <= MOST_LANES
    drawn = _drawn(graph, lanes, name_width) if fits and not graph.directed else []
    if drawn and plain:
        return drawn
    return [*drawn, *([""] if drawn else []), *_listed(graph, style, width, name_width)]


def _lanes(edges: list[Edge]) -> list[list[Edge]]:
    """Edges in columns; edges that don't touch one another's rows share one."""
    lanes: list[list[Edge]] = []
    for edge in sorted(edges, key=lambda e: (min(e[:2]), max(e[:2]))):
        top = min(edge[:2])
        for lane in lanes:
            if max(lane[-1][:2]) < top:
                lane.append(edge)
                break
        else:
            lanes.append([edge])
    return lanes


def _drawn(graph: Graph, lanes: list[list[Edge]], name_width: int) -> list[str]:
    loops = {one for one, other, _ in graph.edges if one == other}
    rows = []
    for node, name in enumerate(graph.nodes):
        marks = [_mark(lane, node) for lane in lanes]
        last = max((place for place, mark in enumerate(marks) if mark in "┬┴"), default=-1)
        line = "".join(
            ("─" if place <= last else " ") + (mark if mark != " " or place > last else "─")
            for place, mark in enumerate(marks)
        )
        dot = "◉" if node in loops else "●"
        rows.append(f"{padded(name, name_width, 'right')} {dot}{line}".rstrip())
    if loops:
        rows.append("◉ has a self-loop")
    return rows


def _mark(lane: list[Edge], node: int) -> str:
    for one, other, _ in lane:
        top, bottom = min(one, other), max(one, other)
        if top <= node <= bottom:
            return "┬" if node == top else "┴" if node == bottom else "│"
    return " "


def _listed(graph: Graph, style: NumberStyle, width: int, name_width: int) -> list[str]:
    """Each node with its neighbours; a weight that isn't 1 in parentheses."""
    arrow = "→" if graph.directed else "──"
    lines: list[str] = []
    for node, name in enumerate(graph.nodes):
        ends = [
            _end(graph, edge, node, style) for edge in graph.edges if _begins(graph, edge, node)
        ]
        head = f"{padded(name, name_width, 'right')} {arrow if ends else ' ' * cells(arrow)} "
        lines += _filled(head, ends or ["∅"], width)
    return lines


def _begins(graph: Graph, edge: Edge, node: int) -> bool:
    return edge[0] == node or (not graph.directed and edge[1] == node)


def _end(graph: Graph, edge: Edge, node: int, style: NumberStyle) -> str:
    one, other, weight = edge
    name = graph.nodes[other if one == node else one]
    return name if weight == 1 else f"{name} ({to_line(notate_scalar(weight, style))})"


def _filled(head: str, ends: list[str], width: int) -> list[str]:
    lines, line = [], head
    for place, end in enumerate(ends):
        text = end + ("," if place < len(ends) - 1 else "")
        if cells(line) + cells(text) > width and line.strip() and line != head:
            lines.append(line.rstrip())
            line = " " * cells(head)
        line += text + " "
    return [*lines, line.rstrip()]
