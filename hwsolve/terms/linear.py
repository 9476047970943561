"""Matrix products, transposes and sums over axes.

The gradient of a product follows the shapes: for z = W x, ∂L/∂W = (∂L/∂z) xᵀ and ∂L/∂x = Wᵀ (∂L/∂z)
(Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.5).
"""

from __future__ import annotations

from math import prod

import numpy as np

from hwsolve.notation.tree import (
    Fenced,
    Large,
    Matrix,
    Negation,
    Notation,
    Numeral,
    Power,
    Product,
    Sum,
)
from hwsolve.numbers import Rational, Value, absolute, as_array, constant, each, rational, scalars
from hwsolve.numbers.products import product
from hwsolve.terms import matrix_mistakes
from hwsolve.terms.arithmetic import add, magnitude, sign_of
from hwsolve.terms.elementwise import times
from hwsolve.terms.spelling import in_every_row, written_ones, written_transpose
from hwsolve.terms.term import ALONE, Apply, Index, Literal, Operation, Term, as_term, entry


def _spell_matmul(term: Apply, left: Notation, right: Notation) -> Notation:
    if len(term.arguments[0].shape) == 1:  # a vector on the left is written as a row
        left = written_transpose(left)
    return Product((left, right), "")


def _entry_matmul(term: Apply, index: Index) -> Term:
    left, right = term.arguments
    row = index[: len(left.shape) - 1]
    column = index[len(left.shape) - 1 :]
    pairs = [(entry(left, (*row, k)), entry(right, (k, *column))) for k in range(left.shape[-1])]
    products = [x * y for x, y in pairs if not (_is_nothing(x) or _is_nothing(y))]
    if not products:
        return Literal(rational(0))
    return add(*products) if len(products) > 1 else products[0]


def _is_nothing(part: Term) -> bool:
    """Whether a part is 0 by its place, as off the diagonal of D^(−1/2): it adds nothing."""
    return isinstance(part, Literal) and isinstance(part.value, Rational) and not part.value


def _gradient_matmul(g: Term, term: Apply, result: Term) -> tuple[Term, Term]:
    left, right = term.arguments
    match len(left.shape), len(right.shape):
        case 2, 1:
            return outer(g, right), left.T @ g
        case 2, 2:
            return g @ right.T, left.T @ g
        case 1, 2:
            return right @ g, outer(left, g)
        case 1, 1:
            return times(g, right), times(g, left)
    raise TypeError("a matrix product takes vectors and matrices")


TRANSPOSED = {ALONE: "{into} is {inner} transposed, and so is {g}"}
SUMMED = {ALONE: "the entries of {inner} are added up in {into}, so each gets {g}"}
REPEATED = {ALONE: "{self} is repeated in {into}, so {g} is added up over its copies"}
WEIGHED = {
    "weights": "each weight of {self} multiplies one entry of {other}, so its gradient is the "
    "unit's {g} times that entry",
    "*weights": "{self} reaches the loss through every unit that it feeds: that unit's {g} times "
    "the weight on the way, added up",
    "": "{self} is multiplied by {other} in {into}, so its gradient is {g} times {other}",
}

matmul: Operation = Operation(
    name="matmul",
    evaluate=product,
    spell=_spell_matmul,
    entry=_entry_matmul,
    gradient=_gradient_matmul,
    why=(WEIGHED,),
    adds_up=True,
    mistakes=matrix_mistakes.of_matrix_product,
)

outer: Operation = Operation(
    name="outer",
    evaluate=lambda x, y: as_array(np.multiply.outer(x, y)),
    spell=lambda term, x, y: Product((x, written_transpose(y)), ""),
    entry=lambda term, index: (
        entry(term.arguments[0], index[:1]) * entry(term.arguments[1], index[1:])
    ),
    gradient=lambda g, term, result: (g @ term.arguments[1], g.T @ term.arguments[0]),
    mistakes=matrix_mistakes.of_outer_product,
)

transpose: Operation = Operation(
    name="transpose",
    evaluate=lambda x: x.T,
    spell=lambda term, x: written_transpose(x),
    entry=lambda term, index: entry(term.arguments[0], index[::-1]),
    gradient=lambda g, term, result: (turned(g),),
    why=(TRANSPOSED,),
    mistakes=matrix_mistakes.of_transpose,
)


def turned(term: Term) -> Term:
    """The transpose of a term, drawn inward: (x yᵀ)ᵀ is y xᵀ, (A B)ᵀ is Bᵀ Aᵀ, (2 A)ᵀ is 2 Aᵀ."""
    match term:
        case Apply(Operation(name="outer"), (x, y)):
            return outer(y, x)
        case Apply(Operation(name="matmul"), (x, y)) if len(x.shape) == len(y.shape) == 2:
            return turned(y) @ turned(x)
        case Apply(Operation(name="transpose"), (x,)):
            return x
        case Apply(Operation(name="divide"), (x, number)) if not number.shape:
            return turned(x) / number
        case Apply(Operation(name="multiply"), (number, x)) if not number.shape:
            return number * turned(x)
        case Apply(Operation(name="negate"), (x,)):
            return -turned(x)
        case Apply(Operation(name="diagonal")):
            return term
    return term.T


repeat: Operation = Operation(
    name="repeat",
    evaluate=lambda x, shape: x * constant(shape, 1),
    spell=lambda term, x: x,
    entry=lambda term, index: entry(term.arguments[0], ()),
    gradient=lambda g, term, result: (total(g),),
    why=(REPEATED,),
)
"""One scalar at every place of an array: the gradient of a sum."""


def _sum(x: Value) -> Value:
    return sum(scalars(x), start=rational(0))


def _entry_total(term: Apply, index: Index) -> Term:
    (x,) = term.arguments
    parts = [entry(x, place) for place in np.ndindex(x.shape)]
    return add(*parts) if len(parts) > 1 else parts[0]


def _spell_total(term: Apply, x: Notation) -> Notation:
    if isinstance(x, Negation):
        return Negation(_spell_total(term, x.body))
    return Large("Σ", x) if prod(term.arguments[0].shape) > 1 else x


def _gradient_total(g: Term, term: Apply, result: Term) -> tuple[Term]:
    (x,) = term.arguments
    return (repeat(g, shape=x.shape) if x.shape else g,)


total: Operation = Operation(
    name="total",
    evaluate=_sum,
    spell=_spell_total,
    entry=_entry_total,
    gradient=_gradient_total,
    why=(SUMMED,),
    mistakes=matrix_mistakes.of_sum_over_entries,
)


def _spell_sum_rows(term: Apply, x: Notation) -> Notation:
    if isinstance(x, Negation):
        return Negation(_spell_sum_rows(term, x.body))
    rows = term.arguments[0].shape[0]
    turned = written_transpose(x)
    return turned if rows == 1 else Product((turned, written_ones(rows, x)), "")


def _entry_sum_rows(term: Apply, index: Index) -> Term:
    (x,) = term.arguments
    parts = [entry(x, (row, *index)) for row in range(x.shape[0])]
    return add(*parts) if len(parts) > 1 else parts[0]


sum_rows: Operation = Operation(
    name="sum_rows",
    evaluate=lambda x: as_array(x.sum(axis=0)),
    spell=_spell_sum_rows,
    entry=_entry_sum_rows,
    gradient=lambda g, term, result: (repeat_rows(g, rows=term.arguments[0].shape[0]),),
    why=(SUMMED,),
    mistakes=matrix_mistakes.of_sum_over_rows,
)
"""The sum of a matrix's rows, as a vector: Aᵀ 1."""

repeat_rows: Operation = Operation(
    name="repeat_rows",
    evaluate=lambda x, rows: as_array(np.stack([x] * rows)),
    spell=lambda term, x: in_every_row(x, *term.shape[::-1]),
    entry=lambda term, index: entry(term.arguments[0], index[1:]),
    gradient=lambda g, term, result: (sum_rows(g),),
    why=(REPEATED,),
)


def sum_of_squares(x: Matrix) -> Notation:
    """The squares of all entries of a written matrix, added up. e.g. 3² + (−4)²"""
    squares = tuple(Power(number, Numeral("2")) for row in x.rows for number in row)
    return Sum(squares) if len(squares) > 1 else squares[0]


def _spell_squared_norm(term: Apply, x: Notation) -> Notation:
    return sum_of_squares(x) if isinstance(x, Matrix) else Power(Fenced(x, "‖‖"), Numeral("2"))


squared_norm: Operation = Operation(
    name="squared_norm",
    evaluate=lambda x: _sum(x * x),
    spell=_spell_squared_norm,
    entry=lambda term, index: total.entry(total(term.arguments[0] ** 2), ()),
    gradient=lambda g, term, result: (times(times(as_term(2), g), term.arguments[0]),),
    mistakes=matrix_mistakes.of_squared_norm,
)
"""‖x‖², the sum of the squares of all entries."""

absolute_norm: Operation = Operation(
    name="absolute_norm",
    evaluate=lambda x: _sum(each(absolute, x)),
    spell=lambda term, x: Large("Σ", Fenced(x, "||")),
    entry=lambda term, index: total.entry(total(magnitude(term.arguments[0])), ()),
    gradient=lambda g, term, result: (times(g, sign_of(term.arguments[0])),),
    mistakes=matrix_mistakes.of_absolute_norm,
)
"""The sum of the magnitudes of all entries."""
