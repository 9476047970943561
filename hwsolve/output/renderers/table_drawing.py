"""A table of words, mathematics and values."""

from __future__ import annotations

from io import StringIO

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from hwsolve.derivation.figures import Table
from hwsolve.notation.line import to_line
from hwsolve.notation.symbols import printable
from hwsolve.notation.tree import Notation
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.numbers import Value

BOX = box.SIMPLE_HEAD


def draw_table(table: Table, style: NumberStyle, width: int) -> list[str]:
    """The table's lines, in at most `width` cells; long cells go on below."""
    drawn = RichTable(box=BOX, padding=(0, 1), pad_edge=False, show_edge=False)
    for heading in table.header:
        drawn.add_column(_cell(heading, style), overflow="fold")
    for row in table.rows:
        drawn.add_row(*(_cell(cell, style) for cell in row))
    written = StringIO()
    console = Console(file=written, width=width, color_system=None, markup=False, emoji=False)
    console.print(drawn)
    lines = [line.rstrip() for line in written.getvalue().splitlines()]
    return [printable(table.title), *lines] if table.title else lines


def _cell(content: Notation | Value | str, style: NumberStyle) -> Text:
    if isinstance(content, str):
        return Text(printable(content))
    written = content if isinstance(content, Notation) else notate(content, style.in_decimals)
    return Text(to_line(written))
