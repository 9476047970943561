"""Notation for a terminal: matrices, fractions and braces drawn in two dimensions."""

from __future__ import annotations

from dataclasses import dataclass

from hwsolve.notation.layout import (
    Box,
    beside,
    cells,
    centred,
    fence,
    fenced,
    fraction,
    grid,
    raised,
    stacked,
    text_box,
)
from hwsolve.notation.line import base_needs_parentheses, to_line
from hwsolve.notation.structure import (
    bare,
    condition_words,
    denominator_needs_parentheses,
    factor_needs_parentheses,
    indices,
    numerator_needs_parentheses,
    operand_needs_parentheses,
    remark,
    row_marks,
    runs_together,
    signed_terms,
)
from hwsolve.notation.symbols import exponent as raised_characters
from hwsolve.notation.symbols import printable
from hwsolve.notation.tree import (
    ATOM,
    POWER,
    PRODUCT,
    SUM,
    Call,
    Cases,
    Elided,
    Fenced,
    Large,
    Matrix,
    Negation,
    Notation,
    Numeral,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Stack,
    Sum,
    Symbol,
    Transpose,
    Words,
    needs_parentheses,
)


def to_box(node: Notation, *, inline: bool = False) -> Box:
    """`node` drawn for a terminal; `inline` keeps everything on one line.

    >>> from hwsolve.notation.tree import Matrix, Negation, Numeral
    >>> to_box(Matrix(((Numeral("2"),), (Negation(Numeral("1")),)))).lines
    ('⎡ 2⎤', '⎣−1⎦')
    """
    return text_box(to_line(node)) if inline else _draw(node, flat=False)


def _draw(node: Notation, *, flat: bool) -> Box:
    """`flat` keeps fractions and limits on one line: inside a matrix, an exponent or a fraction."""
    match bare(node):
        case Numeral() | Symbol() | Words() | Elided() as leaf:
            return text_box(to_line(leaf))
        case Negation(body):
            return beside([text_box("−"), _part(body, PRODUCT, flat=flat)])
        case Sum(terms):
            return _joined(sum_pieces(terms, flat=flat), "0")
        case Product(factors, sign):
            return _joined(product_pieces(factors, sign, flat=flat), "1")
        case Quotient(above, below):
            return _quotient(above, below, flat=flat)
        case Power(base, exponent):
            return _power(bare(base), bare(exponent), flat=flat)
        case Transpose(body):
            return _raised_mark(_part(body, POWER, flat=flat), "ᵀ")
        case Root(body):
            drawn = _draw(body, flat=flat)
            if drawn.is_tall or needs_parentheses(bare(body), ATOM):
                drawn = fenced(drawn, "()")
            return beside([text_box("√"), drawn])
        case Call(function, arguments):
            inside = fenced(_listed(arguments, flat=flat), "()")
            return beside([text_box(printable(function.unicode)), inside])
        case Fenced(body, fences, below):
            drawn = fenced(_draw(body, flat=flat), printable(fences))
            return beside([drawn, text_box(printable(indices(below)))])
        case Matrix() as matrix:
            return _matrix(matrix)
        case Stack(slices):
            layers = stacked([_draw(part, flat=True) for part in slices], gap=1)
            return fenced(centred(layers), "[]")
        case Large() as large:
            return _large(large, flat=flat)
        case Cases(branches):
            return _cases(branches)
        case Relation(parts, signs):
            return _relation(parts, signs, flat=flat)
        case other:
            raise TypeError(f"no such notation: {other!r}")


def _part(child: Notation, strength: int, *, flat: bool, first: bool = True) -> Box:
    return _wrapped(child, needs_parentheses(bare(child), strength, first=first), flat=flat)


def _wrapped(child: Notation, in_parentheses: bool, *, flat: bool) -> Box:
    drawn = _draw(child, flat=flat)
    return fenced(drawn, "()") if in_parentheses else drawn


@dataclass(frozen=True, slots=True)
class Piece:
    """A term or a factor: what stands before it, how it is drawn, and the node itself."""

    lead: str
    drawn: Box
    node: Notation
    is_fenced: bool


def sum_pieces(terms: tuple[Notation, ...], *, flat: bool = False) -> list[Piece]:
    """The terms of a sum, each with its sign before it; lines may be broken between them."""
    pieces: list[Piece] = []
    for sign, term in signed_terms(tuple(map(bare, terms))):
        is_fenced = needs_parentheses(term, PRODUCT if sign == "−" else SUM, first=not sign)
        drawn = _wrapped(term, is_fenced, flat=flat)
        pieces.append(Piece(f" {sign} " if sign else "", drawn, term, is_fenced))
    return pieces


def product_pieces(factors: tuple[Notation, ...], sign: str, *, flat: bool = False) -> list[Piece]:
    """The factors of a product, each with its sign before it; lines may be broken between them."""
    pieces: list[Piece] = []
    for position, factor in enumerate(map(bare, factors), start=1):
        is_fenced = factor_needs_parentheses(factor, sign, last=position == len(factors))
        drawn = _wrapped(factor, is_fenced, flat=flat)
        lead = f" {printable(sign)} " if sign else " "
        if runs_together(factor, drawn.lines[drawn.baseline].lstrip(), sign) or (
            sign == "·" and pieces and not (drawn.is_tall or pieces[-1].drawn.is_tall)
        ):
            lead = "·"
        pieces.append(Piece(lead if pieces else "", drawn, factor, is_fenced))
    return pieces


def _joined(pieces: list[Piece], empty: str) -> Box:
    if not pieces:
        return text_box(empty)
    return beside([box for piece in pieces for box in (text_box(piece.lead), piece.drawn)])


def _quotient(above: Notation, below: Notation, *, flat: bool) -> Box:
    above, below = bare(above), bare(below)
    if not flat and not (isinstance(above, Numeral) and isinstance(below, Numeral)):
        return fraction(_draw(above, flat=True), _draw(below, flat=True))
    top = _wrapped(above, numerator_needs_parentheses(above), flat=True)
    bottom = _wrapped(below, denominator_needs_parentheses(below), flat=True)
    return beside([top, text_box("/"), bottom])


def _power(base: Notation, exponent: Notation, *, flat: bool) -> Box:
    drawn = _wrapped(base, base_needs_parentheses(base), flat=flat)
    characters = raised_characters(to_line(exponent))
    if characters is not None:
        return _raised_mark(drawn, characters)
    return raised(drawn, _draw(exponent, flat=True))


def _raised_mark(base: Box, characters: str) -> Box:
    """Characters that are raised already, at the top right of `base`."""
    lines = (characters, *[" " * cells(characters)] * (base.height - 1))
    return beside([base, Box(lines, base.baseline)])


def _listed(nodes: tuple[Notation, ...], *, flat: bool) -> Box:
    if not nodes:
        return text_box("")
    comma = text_box(", ")
    return beside([box for node in nodes for box in (comma, _draw(node, flat=flat))][1:])


def matrix_cells(matrix: Matrix) -> list[list[Box]]:
    """The entries of a matrix as they are drawn, dots among them."""
    return [
        [
            text_box(mark) if mark else _draw(entry, flat=True)
            for entry, mark in zip(row, row_marks(row, matrix.rows[0]), strict=True)
        ]
        for row in matrix.rows
    ]


def _matrix(matrix: Matrix) -> Box:
    drawn = fenced(grid(matrix_cells(matrix)), "[]")
    words = remark(matrix)
    if not words:
        return drawn
    return stacked([drawn, text_box(f"({printable(words)})")], align="centre")


def _large(large: Large, *, flat: bool) -> Box:
    if flat or (large.below is None and large.above is None):
        return text_box(to_line(large))
    # Close together, as below and above a sign on paper: i=1.
    above, below = (
        text_box("" if limit is None else to_line(limit).replace(" = ", "="))
        for limit in (large.above, large.below)
    )
    operator = text_box(printable(large.operator))
    sign = stacked([above, operator, below], baseline=1, align="centre")
    if large.above is None:
        sign = Box(sign.lines[1:], 0)
    in_parentheses = operand_needs_parentheses(large.operator, bare(large.body))
    return beside([sign, text_box(" "), _wrapped(large.body, in_parentheses, flat=flat)])


def _cases(branches: tuple[tuple[Notation, Notation], ...]) -> Box:
    rows = []
    for value, condition in branches:
        when = beside([text_box(condition_words(condition)), _draw(condition, flat=True)])
        rows.append([_draw(value, flat=True), when])
    drawn = grid(rows, align="left", gap=3)
    return beside([fence("{", drawn), text_box(" "), drawn])


def _relation(parts: tuple[Notation, ...], signs: tuple[str, ...], *, flat: bool) -> Box:
    """The parts side by side; cases are fenced before a sign, or it would join their first row."""
    pieces = []
    for sign, part in zip((*signs, ""), parts, strict=True):
        pieces.append(_wrapped(part, bool(sign) and isinstance(bare(part), Cases), flat=flat))
        if sign:
            pieces.append(text_box(f" {printable(sign)} "))
    return beside(pieces) if pieces else text_box("")
