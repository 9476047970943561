"""Chains of relations in a given width: broken where a reader expects it, and never cut off."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwsolve.notation.box import Piece, matrix_cells, product_pieces, sum_pieces, to_box
from hwsolve.notation.layout import (
    Box,
    beside,
    cells,
    centred,
    fence,
    fenced,
    fraction,
    grid,
    level,
    stacked,
    text_box,
)
from hwsolve.notation.line import to_line
from hwsolve.notation.structure import bare, remark
from hwsolve.notation.symbols import printable
from hwsolve.notation.tree import (
    PRODUCT,
    Call,
    Matrix,
    Negation,
    Notation,
    Product,
    Quotient,
    Relation,
    Root,
    Stack,
    Sum,
    needs_parentheses,
)

_INDENT = 2
_GAP = 2
_FRACTION = 3  # lines of a fraction without anything tall in it
_NARROW = 12  # in fewer cells than this, only text is broken, not structure


def layout_chain(relation: Notation, width: int) -> list[str]:
    """The lines of `relation`, none of them wider than `width` cells.

    A chain that is too wide is broken before its signs, one part a row, the signs below one
    another. A part that is too wide for its row is broken between its terms or factors, and what is
    then still too wide is set as text, broken at spaces and commas.

    >>> from hwsolve.notation.tree import Numeral, Symbol
    >>> layout_chain(Relation((Symbol("y_hat"), Numeral("1"), Numeral("0.97")), ("=", "≈")), 80)
    ['ŷ = 1 ≈ 0.97']
    """
    whole = to_box(relation)
    if whole.width > width:
        whole = _column(_rows(relation, width))
        if whole.width > width:  # a sign or a limit so long that no row was left beside it
            whole = _column(_wrapped(to_line(relation), width))
    return [line.rstrip() for line in whole.lines]


def _rows(relation: Notation, width: int) -> list[Box]:
    if not isinstance(relation, Relation) or not relation.signs:
        return _broken(relation, width)
    left, *parts = relation.parts
    before = to_box(left)
    rows: list[Box] = []
    if before.width <= width * 2 // 5:
        before = beside([before, text_box(" ")])
    else:
        rows += _broken(left, width)
        before = text_box(" " * _INDENT)
    indent = before.width
    for sign, part in zip(relation.signs, parts, strict=True):
        sign_box = text_box(f"{printable(sign)} ")
        broken = _broken(part, width - indent - sign_box.width)
        if before.is_tall and len(broken) > 1:  # a tall left side would part the broken rows
            rows.append(before)
            before = text_box(" " * indent)
        rows += _after(beside([before, sign_box]), broken)
        before = text_box(" " * indent)
    return rows


def _after(lead: Box, rows: Sequence[Box]) -> list[Box]:
    """`rows` one below another, `lead` before the first and as much room before the others."""
    blank = text_box(" " * lead.width)
    return [beside([blank if position else lead, row]) for position, row in enumerate(rows)]


def _column(rows: Sequence[Box]) -> Box:
    """Rows one below another, with a blank line wherever a tall one would touch its neighbour."""
    spaced: list[Box] = []
    for row in rows:
        if spaced and (row.is_tall or spaced[-1].is_tall):
            spaced.append(text_box(""))
        spaced.append(row)
    return stacked(spaced)


def _broken(node: Notation, room: int) -> list[Box]:
    """`node` in rows of at most `room` cells."""
    node = bare(node)
    drawn = to_box(node)
    if drawn.width <= room:
        return [drawn]
    if room >= _NARROW:
        match node:
            case Sum(terms):
                return _filled(sum_pieces(terms), room)
            case Product(factors, sign):
                return _filled(product_pieces(factors, sign), room)
            case Matrix():
                return _blocks(node, room)
            case Negation(body) if not needs_parentheses(bare(body), PRODUCT):
                return _after(text_box("−"), _broken(body, room - 1))
            case Negation(body) if drawn.is_tall:
                return [beside([text_box("−"), _between("()", _broken(body, room - 3))])]
            case Quotient(above, below) if drawn.height > _FRACTION:
                parts = (_column(_broken(part, room)) for part in (above, below))
                return [fraction(*parts)]
            case Root(body) if drawn.is_tall:
                return [beside([text_box("√"), _between("()", _broken(body, room - 3))])]
            case Stack(slices):
                layers = [row for part in slices for row in _broken(part, room - 2)]
                return [_between("[]", layers)]
            case Call(function, arguments) if drawn.is_tall:
                name = text_box(printable(function.unicode))
                return [beside([name, _listed(arguments, room - name.width)])]
    return _wrapped(to_line(node), room)


def _between(fences: str, rows: Sequence[Box]) -> Box:
    """Rows one below another between tall fences."""
    return fenced(centred(_column(rows)), fences)


def _listed(arguments: Sequence[Notation], room: int) -> Box:
    """Arguments one below another, in parentheses."""
    *first, last = arguments
    rows: list[Box] = []
    for argument in first:
        *before, end = _broken(argument, room - 3)
        rows += [*before, beside([end, text_box(",")])]
    rows += _broken(last, room - 2)
    return _between("()", rows)


def _cell(drawn: Box, entry: Notation, room: int) -> Box:
    return drawn if drawn.width <= room else _column(_broken(entry, room))


def _blocks(matrix: Matrix, room: int) -> list[Box]:
    """A matrix between its two fences: columns as many as fit, the others below them."""
    rows = [
        level([_cell(box, entry, room - 2) for box, entry in zip(boxes, row, strict=True)])
        for boxes, row in zip(matrix_cells(matrix), matrix.rows, strict=True)
    ]
    widths = [max(row[place].width for row in rows) for place in range(len(rows[0]))]
    blocks: list[list[int]] = [[]]
    for place, width in enumerate(widths):
        used = sum(widths[n] + _GAP for n in blocks[-1])
        if blocks[-1] and used + width > room - 2:
            blocks.append([])
        blocks[-1].append(place)
    drawn = [grid([[row[place] for place in block] for row in rows]) for block in blocks]
    first, last = fence("[", drawn[0]), fence("]", drawn[-1])
    drawn = [beside([text_box(" ") if n else first, box]) for n, box in enumerate(drawn)]
    drawn[-1] = beside([drawn[-1], last])
    words = remark(matrix)
    return [*drawn, *(_wrapped(f"({printable(words)})", room) if words else ())]


def _filled(pieces: Sequence[Piece], room: int) -> list[Box]:
    """As many pieces in each row as fit; rows after the first are indented."""
    rows: list[Box] = []
    current: list[Box] = []
    used = 0
    was_split = False
    for piece in pieces:
        needed = cells(piece.lead) + piece.drawn.width
        parts = was_split and piece.drawn.is_tall  # a tall piece would part the rows before it
        if current and used + needed <= room and not parts:
            current += (text_box(piece.lead), piece.drawn)
            used += needed
            continue
        if current:
            rows.append(beside(current))
        indent = " " * (_INDENT if rows else 0)
        sign = piece.lead.strip()
        lead = text_box(f"{indent}{sign} " if sign else indent)
        *full, last = _after(lead, _piece_rows(piece, room - lead.width))
        rows += full
        was_split = bool(full)
        current, used = [last], last.width
    return [*rows, beside(current)]


def _piece_rows(piece: Piece, room: int) -> list[Box]:
    if piece.drawn.width <= room:
        return [piece.drawn]
    if piece.is_fenced and piece.drawn.is_tall and room >= _NARROW:
        return [_between("()", _broken(piece.node, room - 2))]
    if piece.is_fenced:
        return _wrapped(f"({to_line(piece.node)})", room)
    return _broken(piece.node, room)


def _wrapped(text: str, room: int) -> list[Box]:
    """`text` broken after spaces and commas, and inside a word only if that alone is too long."""
    room = max(room, 2)
    indent = " " * (_INDENT if room >= _NARROW else 0)
    lines: list[str] = []
    line, used = "", 0
    for word in re.split(r"(?<= )", text):
        for token in _chopped(word, room - len(indent)):
            if used + cells(token.rstrip()) > room:
                lines.append(line)
                line, used = indent + token.lstrip(), len(indent) + cells(token.lstrip())
            else:
                line, used = line + token, used + cells(token)
    return [text_box(piece.rstrip()) for piece in [*lines, line] if piece.strip()]


def _chopped(word: str, room: int) -> list[str]:
    """A word in pieces of at most `room` cells, if possible without cutting a number or a name."""
    if cells(word) <= room:
        return [word]
    parts = [part for part in re.split(r"(?<=[,·/(\[{])", word) if part]
    if len(parts) > 1:
        return [piece for part in parts for piece in _chopped(part, room)]
    pieces, line, used = [], "", 0
    for character in word:
        wide = cells(character)
        if used + wide > room:
            pieces.append(line)
            line, used = "", 0
        line += character
        used += wide
    return [*pieces, line]
