"""How wide the columns of a table are, and how many stand side by side: no number is cut in two."""

from __future__ import annotations

from collections.abc import Sequence

from hwsolve.notation.layout import cells

GAP = 3
"""Cells from one column to the next."""


def arranged(columns: Sequence[Sequence[str]], room: int) -> list[dict[int, int | None]]:
    """Tables one below another, each with its columns' numbers and widths.

    A width is None where it may be left to the table. A column may be as narrow as its longest
    word; columns that don't fit side by side then go into the next table.

    >>> arranged([["1 + 1 = 2"], ["0.25·0.25 ≈ 0.06"]], 40)
    [{0: None, 1: None}]
    >>> arranged([["1 + 1 = 2"], ["0.25·0.25 ≈ 0.06"]], 18)
    [{0: 6, 1: 9}]
    >>> arranged([["1 + 1 = 2"], ["0.25·0.25 ≈ 0.06"]], 12)
    [{0: 9}, {1: 12}]
    """
    natural = [max(map(cells, column)) for column in columns]
    least = [max(cells(word) for text in column for word in text.split()) for column in columns]
    everything = list(range(len(columns)))
    free = _widths(everything, natural, [1] * len(columns), room)
    if all(free[n] >= least[n] for n in everything):
        return [dict.fromkeys(everything)]
    tables: list[list[int]] = []
    for number in everything:
        if tables and _total([least[n] for n in (*tables[-1], number)]) <= room:
            tables[-1].append(number)
        else:
            tables.append([number])
    return [dict(_widths(table, natural, least, room)) for table in tables]


def _widths(
    table: Sequence[int], natural: Sequence[int], least: Sequence[int], room: int
) -> dict[int, int]:
    """Natural widths, the widest columns cut down to one width where there isn't the room."""
    for widest in range(max(natural[n] for n in table), 0, -1):
        widths = {n: min(natural[n], max(least[n], widest)) for n in table}
        if _total(list(widths.values())) <= room:
            return widths
    return {n: min(least[n], room) for n in table}


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)
