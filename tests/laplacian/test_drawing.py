"""The drawing of a graph in characters."""

import pytest

from hwsolve.derivation.figures import Graph
from hwsolve.notation.layout import cells
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import rational
from hwsolve.output.renderers.graph_drawing import draw_graph

ONE = rational(1)


def drawn(nodes, edges, width=70, directed=False):
    edges = tuple((a, b, w[0] if w else ONE) for a, b, *w in edges)
    return draw_graph(Graph(tuple(nodes), edges, directed), NumberStyle(), width)


def test_p3():
    assert drawn("1234", [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)]) == [
        "1 ●─┬─┬",
        "2 ●─┴─│─┬─┬",
        "3 ●─┬─┴─┴ │",
        "4 ●─┴─────┴",
    ]


def test_weights_and_directions_are_listed():
    assert drawn("abc", [(0, 1, rational(1, 2)), (1, 2)], directed=True) == [
        "a → b (1/2)",
        "b → c",
        "c   ∅",
    ]


@pytest.mark.parametrize("width", [30, 60, 80])
def test_it_keeps_to_the_width(width):
    everyone = [(i, j) for i in range(20) for j in range(i)]
    lines = drawn([str(k) for k in range(1, 21)], everyone, width)
    assert max(map(cells, lines)) <= width
    assert len(lines) >= 20
