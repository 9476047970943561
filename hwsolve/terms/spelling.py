"""How transposes and vectors of ones are written, for every operation that needs them."""

from __future__ import annotations

from dataclasses import replace

from hwsolve.notation.tree import (
    Fenced,
    Matrix,
    Negation,
    Notation,
    Numeral,
    Product,
    Symbol,
    Transpose,
)

ONES = Symbol("ones")
"""The column of ones, written 1."""


def written_part(x: Notation, letters: tuple[str, ...]) -> Notation:
    """The part of an array at these indices. e.g. x_i, (A x)_i"""
    if isinstance(x, Symbol):
        return replace(x, index=(*x.index, *letters))
    return Fenced(x, "()", letters)


def written_transpose(x: Notation) -> Notation:
    """xᵀ: a matrix of numbers is turned, a name gets its mark, and a second mark undoes it."""
    match x:
        case Matrix(rows):
            return Matrix(tuple(zip(*rows, strict=True)))
        case Transpose(body):
            return body
        case Numeral() | Negation(Numeral()):
            return x
    return Transpose(x)


def written_ones(count: int, beside: Notation) -> Notation:
    """The column of `count` ones: 1 beside a name, its numbers beside a matrix of numbers."""
    return Matrix(((Numeral("1"),),) * count) if isinstance(beside, Matrix) else ONES


def in_every_row(x: Notation, entries: int, rows: int) -> Notation:
    """1 xᵀ, the matrix with the vector x in every row; a single number stands for itself."""
    if entries == 1:
        return x
    turned = written_transpose(x)
    return turned if rows == 1 else Product((written_ones(rows, x), turned), "")


def in_every_column(x: Notation, entries: int, columns: int) -> Notation:
    """x 1ᵀ, the matrix with the vector x in every column; a single number stands for itself."""
    if 1 in (entries, columns):
        return x
    return Product((x, written_transpose(written_ones(columns, x))), "")
