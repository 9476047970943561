"""A derivation for the terminal: equations in two dimensions, tables of units, trees."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from io import StringIO
from itertools import groupby
from math import prod

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.readings import Readings
from hwsolve.derivation.step import Amount, Item, Note, Remark, Statement, Step, ids_of
from hwsolve.notation.chain import layout_chain
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.notation.shorten import shorten
from hwsolve.notation.symbols import printable
from hwsolve.notation.tree import Notation, Relation
from hwsolve.numbers import shape_of
from hwsolve.output.renderers.columns import GAP, arranged
from hwsolve.output.renderers.figure_text import draw
from hwsolve.output.renderers.flow import flow
from hwsolve.terms.term import adds_up

INDENT = 2
INDEX_LETTERS = "ijkl"
LONGEST_TABLE = 16
LARGEST_MATRIX_TABLE = 9
"""Entries of a vector, or of a matrix, beyond which they get no table at standard detail."""

NARROW = 50
"""Columns below which the ledger is no table."""

TABLE_BOX = box.SIMPLE_HEAD


def to_terminal(
    derivation: Derivation, *, detail: str, only: Collection[str], width: int, color: bool
) -> str:
    """The derivation as text of `width` columns."""
    console = Console(
        file=StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
    page = Page(derivation, detail, frozenset(only), width)
    for block in page.blocks():
        console.print(block)
    written = console.file
    assert isinstance(written, StringIO)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


class Page:
    """What is printed of one derivation, block by block."""

    def __init__(
        self, derivation: Derivation, detail: str, only: frozenset[str], width: int
    ) -> None:
        self.derivation, self.detail, self.only = derivation, detail, only
        self.width, self.room = width, width - INDENT
        self.readings = Readings(derivation.style)

    def blocks(self) -> Iterator[RenderableType]:
        """Title, ledger, sections."""
        if not self.only:
            heading = f"{self.derivation.title} ({self.derivation.kind})"
            yield Text(heading, style="bold")
            yield from self._ledger()
        for section in self.derivation.sections:
            items = [item for item in section.items if self._is_shown(item)]
            if items:
                yield ""
                yield Rule(Text(section.title, style="bold"), align="left", style="dim")
                yield from self._items(items)

    def _is_shown(self, item: Item) -> bool:
        if self._amount(item) == "nothing":
            return False
        if isinstance(item, Step | Statement):
            return not self.only or bool(self.only.intersection(ids_of(item)))
        if self.only:
            return isinstance(item, Remark) and item.about in self.only
        return self.detail != "brief" or not isinstance(item, Note | Remark)

    def _amount(self, item: Item) -> Amount:
        """How much of an item is shown; what was asked for by name is shown whole."""
        if (
            self.only
            or self.detail == "full"
            or not isinstance(item, Step | Statement | Remark | Note)
        ):
            return "entries"
        return item.shown_at_standard

    def _ledger(self) -> Iterator[RenderableType]:
        if self.derivation.conventions:
            yield ""
            yield Text("Conventions", style="bold")
            yield from self._conventions()
        if self.derivation.definitions and self.detail != "brief":
            yield ""
            yield Text("Definitions", style="bold")
            definitions = map(self.readings.definition, self.derivation.definitions)
            for lines in flow(definitions, self.room):
                yield self._lines(lines)

    def _conventions(self) -> Iterator[RenderableType]:
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
        for _ in range(3):
            table.add_column(overflow="fold")
        for line in self.derivation.conventions:
            choice = line.choice + (" (declared)" if line.declared else "")
            if self.width < NARROW:
                yield self._indented(Text(f"{line.key}: {choice}"))
                yield self._indented(Text(line.meaning), 2 * INDENT)
            table.add_row(Text(line.key), Text(choice), Text(line.meaning))
        if self.width >= NARROW:
            yield self._indented(table)

    # ---- the items of a section -----------------------------------------------------------------

    def _items(self, items: Sequence[Item]) -> Iterator[RenderableType]:
        for manner, run in groupby(items, key=self._manner):
            group = list(run)
            steps = [item for item in group if isinstance(item, Step)]
            if manner == "flow":
                yield from self._side_by_side(steps)
            elif manner == "tree":
                for step in steps:
                    yield from self._tree(step)
            elif steps:
                yield from self._equations(steps)
            else:
                for item in group:
                    yield from self._remark(item)

    def _manner(self, item: Item) -> object:
        """How an item is set; neighbours that are set alike stand together."""
        if not isinstance(item, Step):
            return id(item)
        if item.term is None or self.detail == "brief":
            return "flow"
        if self.detail == "full":
            return "tree"
        if self._amount(item) != "entries":
            return id(item)
        shape = shape_of(item.value)
        in_table = len(shape) == 1 or adds_up(item.term)
        most = LONGEST_TABLE if len(shape) == 1 else LARGEST_MATRIX_TABLE
        return shape if in_table and 1 < prod(shape) <= most else id(item)

    def _side_by_side(self, steps: Sequence[Step]) -> Iterator[RenderableType]:
        equations = [
            self._short(self.readings.statement_of_value(step, self.detail)) for step in steps
        ]
        for lines in flow(equations, self.room):
            yield self._lines(lines)

    def _equations(self, steps: Sequence[Step]) -> Iterator[RenderableType]:
        """Each step as one equation, then their entries in a table, a column a step."""
        for step in steps:
            whole = self._amount(step) != "value"
            equation = self.readings.chain if whole else self.readings.statement_of_value
            yield from self._headed(step, equation(step))
        if self._manner(steps[0]) == shape_of(steps[0].value):
            yield from self._table(steps)

    def _headed(self, step: Step, equation: Notation) -> Iterator[RenderableType]:
        yield self._reason(self.readings.names(step)[0], step.why)
        yield self._lines(layout_chain(self._short(equation), self.room - INDENT), INDENT)

    def _reason(self, name: Notation, why: str) -> RenderableType:
        text = Text(to_line(name), style="bold")
        text.append(f": {why}" if why else "", style="not bold")
        return self._indented(text)

    def _table(self, steps: Sequence[Step]) -> Iterator[RenderableType]:
        columns = [list(self.readings.entry_chains(step, worked=False)) for step in steps]
        told = [
            (step, column)
            for step, column in zip(steps, columns, strict=True)
            if any(len(chain.parts) > 1 for _, chain in column)
        ]
        if not told:
            return
        letters = INDEX_LETTERS[: len(shape_of(steps[0].value))]
        headings = [to_line(replace(symbol_of(step.id), index=tuple(letters))) for step, _ in told]
        cells = [[to_line(self._short(chain)) for _, chain in column] for _, column in told]
        places = [" ".join(name.index) for name, _ in columns[0]]
        room = self.width - 2 * INDENT - len(" ".join(letters)) - GAP
        for widths in arranged([[h, *c] for h, c in zip(headings, cells, strict=True)], room):
            table = Table(box=TABLE_BOX, padding=(0, 1), pad_edge=False, show_edge=False)
            table.add_column(" ".join(letters), justify="right")
            for number, width in widths.items():
                table.add_column(Text(headings[number]), overflow="fold", width=width)
            for row, place in enumerate(places):
                table.add_row(place, *(Text(cells[number][row]) for number in widths))
            yield self._indented(table, 2 * INDENT)
            yield ""

    def _tree(self, step: Step) -> Iterator[RenderableType]:
        """A step with a branch for each entry, down to every product."""
        tree = Tree(self._heading(step), guide_style="dim")
        room = self.room - 4
        scalar = prod(shape_of(step.value)) == 1
        tree.add(self._block(layout_chain(self.readings.chain(step, worked=True), room)))
        if not scalar:
            for name, chain in self.readings.entry_chains(step, worked=True):
                equation = Relation((name, *chain.parts), ("=", *chain.signs))
                tree.add(self._block(layout_chain(equation, room)))
        yield self._indented(tree)

    def _heading(self, step: Step) -> Text:
        text = Text(to_line(self.readings.names(step)[0]), style="bold")
        return text.append(f": {step.why}" if step.why else "", style="not bold")

    def _remark(self, item: Item) -> Iterator[RenderableType]:
        match item:
            case Note(text):
                yield self._indented(Text(printable(text)))
            case Remark(about, term, why):
                name = symbol_of(about)
                yield self._indented(Text(f"Remark: {why}"))
                value = self.derivation.by_id[about].value
                chain = self.readings.second_way(name, term, value)
                yield self._lines(layout_chain(self._short(chain), self.room - INDENT), INDENT)
            case Statement(claim=claim, why=why):
                yield self._indented(Text(printable(why)))
                yield self._lines(layout_chain(claim, self.room - INDENT), INDENT)
            case _:
                yield self._lines(draw(item, self.readings.style, self.room))

    # ---- setting --------------------------------------------------------------------------------

    def _short(self, notation: Notation) -> Notation:
        """Very large matrices and long sums in part, unless everything was asked for."""
        return notation if self.detail == "full" else shorten(notation)

    def _lines(self, lines: Sequence[str], more: int = 0) -> RenderableType:
        return self._indented(self._block(lines), INDENT + more)

    def _block(self, lines: Sequence[str]) -> Text:
        """Lines as they are; one that is too wide after all goes on below, never cut off."""
        return Text("\n".join(lines) + "\n", overflow="fold")

    def _indented(self, block: RenderableType, by: int = INDENT) -> RenderableType:
        return Padding(block, (0, 0, 0, by))
