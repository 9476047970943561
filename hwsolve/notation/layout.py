"""Boxes of text in two dimensions: put side by side, on top of each other and between fences.

A terminal counts in cells: a combining accent takes none, a wide character two. Every line of a box
fills its width, so that boxes can be joined without looking at them again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Align = Literal["left", "centre", "right"]

# One row; then for more: top, middle, bottom.
_FENCES = {
    "(": "(⎛⎜⎝", ")": ")⎞⎟⎠", "[": "[⎡⎢⎣", "]": "]⎤⎥⎦", "|": "|│││", "‖": "‖║║║",
    "⌊": "⌊⎢⎢⎣", "⌋": "⌋⎥⎥⎦", "⌈": "⌈⎡⎢⎢", "⌉": "⌉⎤⎥⎥", "{": "{⎧⎪⎩", "}": "}⎫⎪⎭",
}  # fmt: skip
_BRACES = {"{": ("⎰⎱", "⎨"), "}": ("⎱⎰", "⎬")}  # of two rows; and the tip of a taller one


@lru_cache(maxsize=4096)
def _cell(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cells(text: str) -> int:
    """How many cells of a terminal `text` takes.

    >>> cells("V\u0302")
    1
    """
    return len(text) if text.isascii() else sum(map(_cell, text))


def padded(text: str, width: int, align: Align = "left") -> str:
    """`text` filled up with spaces to `width` cells."""
    room = width - cells(text)
    if align == "right":
        return " " * room + text
    before = room // 2 if align == "centre" else 0
    return " " * before + text + " " * (room - before)


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of one width; `baseline` is the line that stands level with its neighbours."""

    lines: tuple[str, ...]
    baseline: int = 0

    @property
    def width(self) -> int:
        return cells(self.lines[0])

    @property
    def height(self) -> int:
        return len(self.lines)

    @property
    def is_tall(self) -> bool:
        return len(self.lines) > 1


def text_box(text: str) -> Box:
    """A box of one line."""
    return Box((text,))


def beside(boxes: Sequence[Box]) -> Box:
    """Boxes from left to right, on one baseline.

    >>> beside([text_box("x = "), Box(("1", "─", "2"), 1)]).lines
    ('    1', 'x = ─', '    2')
    """
    if all(not box.is_tall for box in boxes):
        return Box(("".join(box.lines[0] for box in boxes),))
    above = max(box.baseline for box in boxes)
    below = max(box.height - box.baseline for box in boxes)
    columns = [_extended(box, above, below) for box in boxes]
    return Box(tuple("".join(pieces) for pieces in zip(*columns, strict=True)), above)


def _extended(box: Box, above: int, below: int) -> list[str]:
    """The lines of `box` with blank ones: `above` over the baseline, `below` from it downwards."""
    blank = " " * box.width
    top, bottom = above - box.baseline, below - (box.height - box.baseline)
    return [blank] * top + list(box.lines) + [blank] * bottom


def stacked(boxes: Sequence[Box], *, baseline: int = 0, align: Align = "left", gap: int = 0) -> Box:
    """Boxes from top to bottom, `gap` blank lines apart; the baseline is that of one of them."""
    width = max((box.width for box in boxes), default=0)
    lines: list[str] = []
    level = 0
    for position, box in enumerate(boxes):
        if position:
            lines += [" " * width] * gap
        if position == baseline:
            level = len(lines) + box.baseline
        lines += [padded(line, width, align) for line in box.lines]
    return Box(tuple(lines) or ("",), level)


def centred(box: Box) -> Box:
    """The same box, level with its middle."""
    return Box(box.lines, (box.height - 1) // 2)


def fence(character: str, box: Box) -> Box:
    """One fence, as tall as `box`."""
    height = box.height
    single, top, middle, bottom = tuple(_FENCES.get(character, character * 4))
    if height == 1:
        return Box((single,))
    if character in _BRACES:
        pair, tip = _BRACES[character]
        if height == 2:
            return Box(tuple(pair), box.baseline)
        side = [middle] * (height - 2)
        side[(height - 1) // 2 - 1] = tip
        return Box((top, *side, bottom), box.baseline)
    return Box((top, *[middle] * (height - 2), bottom), box.baseline)


def fenced(box: Box, fences: str) -> Box:
    """`box` between the first and the last character of `fences`.

    >>> fenced(Box(("1", "2")), "[]").lines
    ('⎡1⎤', '⎣2⎦')
    """
    if not fences:
        return box
    return beside([fence(fences[0], box), box, fence(fences[-1], box)])


def fraction(above: Box, below: Box) -> Box:
    """One box over another, with a bar that is the baseline."""
    bar = text_box("─" * max(above.width, below.width, 1))
    return stacked([above, bar, below], baseline=1, align="centre")


def raised(base: Box, small: Box) -> Box:
    """`small` to the upper right of `base`, above it; beside a bracket −1/2 reads: less half."""
    lift = Box((*small.lines, *[" " * small.width] * base.height), small.height + base.baseline)
    return beside([base, lift])


def level(row: Sequence[Box]) -> list[Box]:
    """Boxes of one row, as tall as the row, so that they keep level when they are set apart."""
    above = max((box.baseline for box in row), default=0)
    below = max((box.height - box.baseline for box in row), default=1)
    return [Box(tuple(_extended(box, above, below)), above) for box in row]


def grid(rows: Sequence[Sequence[Box]], *, align: Align = "right", gap: int = 2) -> Box:
    """Boxes in rows and columns: rows share a baseline, columns a width."""
    count = max((len(row) for row in rows), default=0)
    widths = [max((row[n].width for row in rows if n < len(row)), default=0) for n in range(count)]
    space = " " * gap
    lines: list[str] = []
    for row in rows:
        row = level(row)  # noqa: PLW2901
        height = row[0].height if row else 1
        columns = [
            [padded(line, width, align) for line in box.lines]
            for box, width in zip(row, widths, strict=False)
        ]
        columns += [[" " * width] * height for width in widths[len(row) :]]
        lines += [space.join(pieces) for pieces in zip(*columns, strict=True)]
    return centred(Box(tuple(lines) or ("",)))
