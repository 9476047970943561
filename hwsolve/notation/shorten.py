"""Very large matrices, shown in part: the first and last rows and columns, and dots between."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from hwsolve.notation.tree import Elided, Matrix, Notation, Numeral, Stack, Sum, Symbol, Words

T = TypeVar("T")

LONGEST_SUM = 12
"""Terms beyond which a sum is shown in part."""


def shorten(node: Notation, rows: int = 16, columns: int = 12) -> Notation:
    """`node` with no matrix or stack of more than `rows` rows or `columns` columns.

    What is left out is Elided, and one of these says how much there was, so that nothing goes
    missing without a word.

    >>> five = Matrix(tuple((Numeral(str(n)),) for n in range(5)))
    >>> shorten(five, rows=3).rows[1]
    (Elided(words='5 × 1, shown in part'),)
    """
    rows, columns = max(rows, 3), max(columns, 3)
    match node:
        case Numeral() | Symbol() | Words() | Elided():
            return node
        case Matrix(entries):
            return _matrix(entries, rows, columns)
        case Sum(terms) if len(terms) > LONGEST_SUM:
            said = Elided(f"{len(terms) - LONGEST_SUM + 1} more")
            kept = _ends(terms, LONGEST_SUM, said)
            return Sum(tuple(shorten(term, rows, columns) for term in kept))
        case Stack(slices) if len(slices) > rows:
            said = Elided(f"{len(slices)} slices, shown in part")
            slices = _ends(slices, rows, said)
            return Stack(tuple(shorten(part, rows, columns) for part in slices))
        case _:
            changed: dict[str, Any] = {
                field.name: _shortened(getattr(node, field.name), rows, columns)
                for field in fields(node)
            }
            return type(node)(**changed)


def _shortened(value: object, rows: int, columns: int) -> object:
    """Any field of a node: a node, a tuple of whatever, or something that is no notation."""
    if isinstance(value, Notation):
        return shorten(value, rows, columns)
    if isinstance(value, tuple):
        return tuple(_shortened(part, rows, columns) for part in value)
    return value


def _matrix(entries: tuple[tuple[Notation, ...], ...], rows: int, columns: int) -> Matrix:
    height, width = len(entries), max(map(len, entries), default=0)
    if height > rows:
        entries = _ends(entries, rows, (Elided(),) * width)
    if width > columns:
        entries = tuple(_ends(row, columns, Elided()) for row in entries)
    kept = [[shorten(entry, rows, columns) for entry in row] for row in entries]
    if height > rows or width > columns:
        said = Elided(f"{height} × {width}, shown in part")
        row, column = next(
            (i, j) for i, line in enumerate(kept) for j, x in enumerate(line) if x == Elided()
        )
        kept[row][column] = said
    return Matrix(tuple(map(tuple, kept)))


def _ends(items: tuple[T, ...], count: int, dots: T) -> tuple[T, ...]:
    """`count` of the items, the middle ones replaced by `dots`."""
    if len(items) <= count:
        return items
    last = (count - 1) // 2
    return (*items[: count - 1 - last], dots, *items[len(items) - last :])
