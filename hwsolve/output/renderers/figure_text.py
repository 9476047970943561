"""Pictures drawn with characters: which drawing belongs to which figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hwsolve.derivation.figures import Chart, Graph, Grid, Network, Table
from hwsolve.notation.values import NumberStyle
from hwsolve.output.renderers.chart import draw_chart
from hwsolve.output.renderers.graph_drawing import draw_graph
from hwsolve.output.renderers.grid_drawing import draw_grid
from hwsolve.output.renderers.network_drawing import draw_network
from hwsolve.output.renderers.table_drawing import draw_table

Drawing = Callable[[Any, NumberStyle, int], list[str]]

DRAWINGS: dict[type, Drawing] = {
    Network: draw_network,
    Chart: lambda figure, style, width: draw_chart(figure, width),
    Graph: draw_graph,
    Grid: draw_grid,
    Table: draw_table,
}


def draw(figure: object, style: NumberStyle, width: int) -> list[str]:
    """The lines of a figure."""
    return DRAWINGS[type(figure)](figure, style, width)
