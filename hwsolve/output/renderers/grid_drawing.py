"""A grid of numbers, its marked cells in brackets."""

from __future__ import annotations

from hwsolve.derivation.figures import Grid
from hwsolve.notation.layout import cells, padded
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle, notate_scalar


def draw_grid(grid: Grid, style: NumberStyle, width: int) -> list[str]:
    """The grid's rows; a marked cell stands in brackets, so that no colour is needed to see it.

    e.g. the 2 × 2 window at the upper left of a 2 × 3 input

     [1] [2]  3
     [0] [2]  2
    """
    rows = [[to_line(notate_scalar(x, style.where_put_in)) for x in row] for row in grid.cells]
    size = max((cells(text) for row in rows for text in row), default=1)
    lines = [
        " ".join(
            f"[{padded(text, size, 'right')}]"
            if (i, j) in grid.marked
            else f" {padded(text, size, 'right')} "
            for j, text in enumerate(row)
        ).rstrip()
        for i, row in enumerate(rows)
    ]
    return [grid.title, *lines] if grid.title else lines
