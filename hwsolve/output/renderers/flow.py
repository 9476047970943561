"""Equations side by side, as many as fit a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hwsolve.notation.box import to_box
from hwsolve.notation.chain import layout_chain
from hwsolve.notation.layout import Box, beside, text_box
from hwsolve.notation.tree import Notation

GAP = 4


def flow(equations: Iterable[Notation], width: int) -> Iterator[list[str]]:
    """Groups of lines: equations side by side, level with one another; too wide a one by itself."""
    row: list[Box] = []
    for equation in equations:
        box = to_box(equation)
        if row and sum(b.width for b in row) + GAP * len(row) + box.width > width:
            yield _lines(row)
            row = []
        if box.width > width:
            yield layout_chain(equation, width)
        else:
            row.append(box)
    if row:
        yield _lines(row)


def _lines(row: list[Box]) -> list[str]:
    spaced = [part for box in row for part in (text_box(" " * GAP), box)][1:]
    return [line.rstrip() for line in beside(spaced).lines]
