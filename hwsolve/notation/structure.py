"""Questions about a tree that every printer asks, so that all of them give the same answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Literal

from hwsolve.notation.tree import (
    PRODUCT,
    Elided,
    Large,
    Matrix,
    Negation,
    Notation,
    Numeral,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Transpose,
    Words,
    needs_parentheses,
)

Mark = Literal["⋯", "⋮", "⋱"]


def nodes_of(node: Notation) -> Iterator[Notation]:
    """A tree's nodes, each before what it holds."""
    yield node
    for field in fields(node):
        yield from _nodes_in(getattr(node, field.name))


def _nodes_in(value: object) -> Iterator[Notation]:
    """The nodes in a field: a node, a tuple of whatever, or something that is no notation."""
    if isinstance(value, Notation):
        yield from nodes_of(value)
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes_in(part)


def indices(letters: tuple[str, ...]) -> str:
    """Letters below a bracket, on one line. e.g. _(f,c)"""
    if not letters:
        return ""
    return f"_{letters[0]}" if len(letters) == 1 else f"_({','.join(letters)})"


def bare(node: Notation) -> Notation:
    """A matrix of one entry is written as that entry."""
    while isinstance(node, Matrix) and len(node.rows) == 1 and len(node.rows[0]) == 1:
        node = node.rows[0][0]
    return node


def signed_terms(terms: tuple[Notation, ...]) -> Iterator[tuple[str, Notation]]:
    """The terms of a sum with the sign before each: "" for the first, then "+" or "−".

    >>> list(signed_terms((Numeral("1"), Negation(Numeral("2")))))
    [('', Numeral(digits='1', rounded=False)), ('−', Numeral(digits='2', rounded=False))]
    """
    for position, term in enumerate(terms):
        if position == 0:
            yield "", term
        elif isinstance(term, Negation):
            yield "−", term.body
        else:
            yield "+", term


def factor_needs_parentheses(child: Notation, sign: str, *, last: bool) -> bool:
    """Whether a factor must be fenced in a product with `sign`.

    Products of one sign may follow one another, and plain numbers may move through any product but
    ∗; (A B) ⊙ C is not A (B ⊙ C), so those two are fenced. What follows a Σ would be read as part
    of it.
    """
    match child:
        case Product(factors, inner):
            mixed = {inner, sign}
            if "∗" in mixed or mixed == {"", "⊙"}:
                return True
            return not last and bool(factors) and _ends_in_large(factors[-1])
        case Large():
            return not last
        case _:
            return needs_parentheses(child, PRODUCT)


def operand_needs_parentheses(operator: str, body: Notation) -> bool:
    """Whether what a large operator is applied to must be fenced.

    A Σ reaches over the product that follows it; behind ∏ a·b the b would be read as one factor
    more, outside of the product.
    """
    return needs_parentheses(body, PRODUCT) or (operator == "∏" and isinstance(body, Product))


def _ends_in_large(node: Notation) -> bool:
    match node:
        case Large():
            return True
        case Product((*_, last)):
            return _ends_in_large(last)
        case _:
            return False


def numerator_needs_parentheses(child: Notation) -> bool:
    """Whether a numerator must be fenced before a slash."""
    return factor_needs_parentheses(child, "·", last=False)


def denominator_needs_parentheses(child: Notation) -> bool:
    """Whether a denominator must be fenced after a slash: 2/(3·4), but 2/x²."""
    return child.precedence <= PRODUCT


def is_plainly_scalar(node: Notation) -> bool:
    """Whether a factor is seen to be a number: a numeral, a fraction of them, one entry.

    Nothing but numbers is added to a number, so that λ − 2 is one.
    """
    match node:
        case Numeral():
            return True
        case Symbol(index=index):
            return bool(index)
        case Negation(body) | Power(body):
            return is_plainly_scalar(body)
        case Sum(terms):
            return any(map(is_plainly_scalar, terms))
        case Quotient(above, below):
            return isinstance(above, Numeral) and isinstance(below, Numeral)
        case _:
            return False


def runs_together(factor: Notation, text: str, sign: str) -> bool:
    """Whether a factor needs a dot before it: x 3 would read as an index, 2 3 as twenty-three."""
    named = isinstance(factor.body if isinstance(factor, Transpose) else factor, Symbol)
    return sign == "" and text[:1].isdigit() and not named


def condition_words(condition: Notation) -> str:
    """What stands before the condition of a case: "if " unless it is words already."""
    return "" if isinstance(condition, Words) else "if "


def is_column(matrix: Matrix) -> bool:
    """Whether each row holds exactly one entry."""
    return bool(matrix.rows) and all(len(row) == 1 for row in matrix.rows)


def remark(matrix: Matrix) -> str:
    """What the dots of a matrix stand for, or "" if nothing is left out."""
    for row in matrix.rows:
        for entry in row:
            if isinstance(entry, Elided) and entry.words:
                return entry.words
    return ""


def is_elided_row(row: tuple[Notation, ...]) -> bool:
    """Whether a row of a matrix is dots throughout."""
    return bool(row) and all(isinstance(entry, Elided) for entry in row)


def row_marks(row: tuple[Notation, ...], first_row: tuple[Notation, ...]) -> list[Mark | None]:
    """The dots for each Elided entry of a row: ⋯ in a column left out, ⋮ in a row, ⋱ in both.

    The first row is never left out where it can be seen, so it tells which columns are.
    """
    whole = is_elided_row(row) and (row is not first_row)
    marks: list[Mark | None] = []
    for column, entry in enumerate(row):
        if not isinstance(entry, Elided):
            marks.append(None)
        elif not whole:
            marks.append("⋯")
        else:
            above = first_row[column] if column < len(first_row) else None
            marks.append("⋱" if isinstance(above, Elided) else "⋮")
    return marks
