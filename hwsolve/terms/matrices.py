"""Matrices of graphs and of eigenvectors: degrees, powers of a diagonal, columns side by side."""

from __future__ import annotations

from typing import Any

import numpy as np

from hwsolve.notation.tree import (
    Call,
    Function,
    Large,
    Matrix,
    Negation,
    Notation,
    Numeral,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Symbol,
)
from hwsolve.notation.values import NumberStyle, notate_scalar
from hwsolve.numbers import (
    Rational,
    Scalar,
    Value,
    as_array,
    constant,
    power,
    rational,
    shape_of,
    sign,
)
from hwsolve.terms.arithmetic import add
from hwsolve.terms.elementwise import times
from hwsolve.terms.joining import diagonal, diagonal_part
from hwsolve.terms.linear import REPEATED, SUMMED, repeat_rows
from hwsolve.terms.matrix_mistakes import of_row_sums
from hwsolve.terms.spelling import ONES, in_every_column, written_ones, written_part
from hwsolve.terms.sums import sum_of
from hwsolve.terms.term import Apply, Index, Literal, Operation, Term, as_term, entry

ZERO = Literal(rational(0))


def function(name: str) -> Function:
    """A function that is written upright. e.g. tr(A)"""
    return Function(name, name, rf"\operatorname{{{name}}}")


def _identity(size: int) -> Value:
    matrix: Any = constant((size, size), 0)
    np.fill_diagonal(matrix, rational(1))
    return as_array(matrix)


identity: Operation = Operation(
    name="identity",
    evaluate=_identity,
    spell=lambda term: Symbol("I"),
    entry=lambda term, index: as_term(int(index[0] == index[1])),
    gradient=lambda g, term, result: (),
)
"""The identity matrix of n rows, written I."""


ones: Operation = Operation(
    name="ones",
    evaluate=lambda size: constant((size,), 1),
    spell=lambda term: ONES,
    entry=lambda term, index: as_term(1),
    gradient=lambda g, term, result: (),
)
"""The column of n ones, written 1."""


def _spell_row_sums(term: Apply, x: Notation) -> Notation:
    if isinstance(x, Negation):
        return Negation(_spell_row_sums(term, x.body))
    columns = term.arguments[0].shape[1]
    return x if columns == 1 else Product((x, written_ones(columns, x)), "")


def _entry_row_sums(term: Apply, index: Index) -> Term:
    (x,) = term.arguments
    return sum_of([entry(x, (*index, k)) for k in range(x.shape[1])])


row_sums: Operation = Operation(
    name="row_sums",
    evaluate=lambda x: as_array(x.sum(axis=1)),
    spell=_spell_row_sums,
    entry=_entry_row_sums,
    gradient=lambda g, term, result: (repeat_columns(g, columns=term.arguments[0].shape[1]),),
    why=(SUMMED,),
    mistakes=of_row_sums,
)
"""A 1: the sum of each row, as a vector. e.g. the degrees of a graph from its adjacency matrix"""

repeat_columns: Operation = Operation(
    name="repeat_columns",
    evaluate=lambda x, columns: as_array(np.stack([x] * columns, axis=1)),
    spell=lambda term, x: in_every_column(x, *term.shape),
    entry=lambda term, index: entry(term.arguments[0], index[:1]),
    gradient=lambda g, term, result: (row_sums(g),),
    why=(REPEATED,),
)
"""x 1ᵀ: the matrix with the vector x in every column."""


# ---- powers of a diagonal matrix ----------------------------------------------------------------


def _power_or_zero(x: Scalar, exponent: Rational) -> Scalar:
    """x^p, and 0 for x = 0: the pseudo-inverse's choice, by which an isolated node keeps row 0."""
    return rational(0) if sign(x) == 0 else power(x, exponent)


def _diagonal_power(x: Value, exponent: Rational) -> Value:
    matrix: Any = constant(shape_of(x), 0)
    for i in range(shape_of(x)[0]):
        matrix[i, i] = _power_or_zero(x[i, i], exponent)
    return as_array(matrix)


def _spell_diagonal_power(term: Apply, x: Notation) -> Notation:
    exponent = term.parameters["exponent"]
    if exponent == 1:
        return x
    size: Notation = Numeral(str(abs(exponent.p)))
    if exponent.q != 1:
        size = Quotient(size, Numeral(str(exponent.q)))
    return Power(x, Negation(size) if exponent < 0 else size)


def _entry_diagonal_power(term: Apply, index: Index) -> Term:
    x = entry(term.arguments[0], index)
    if index[0] != index[1] or sign(x.value) == 0:
        return ZERO
    exponent: Rational = term.parameters["exponent"]
    result: Term = x if exponent == 1 else x**exponent
    return result


def _gradient_diagonal_power(g: Term, term: Apply, result: Term) -> tuple[Term]:
    (x,), exponent = term.arguments, term.parameters["exponent"]
    slope = times(Literal(exponent), diagonal_part(diagonal_power(x, exponent=exponent - 1)))
    return (diagonal(diagonal_part(g) * slope),)


diagonal_power: Operation = Operation(
    name="diagonal_power",
    evaluate=_diagonal_power,
    spell=_spell_diagonal_power,
    entry=_entry_diagonal_power,
    gradient=_gradient_diagonal_power,
)
"""D^p of a diagonal matrix, entry by entry of the diagonal, where 0 stays 0. e.g. D^(−1/2)"""


trace: Operation = Operation(
    name="trace",
    evaluate=lambda x: as_array(np.trace(x)),
    spell=lambda term, x: Call(function("tr"), (x,)),
    entry=lambda term, index: add(
        *(entry(term.arguments[0], (k, k)) for k in range(term.arguments[0].shape[0]))
    ),
    gradient=lambda g, term, result: (g * identity(size=term.arguments[0].shape[0]),),
)


# ---- vectors and numbers put together -----------------------------------------------------------


def _unit(size: int, place: int) -> Literal:
    value: Any = constant((size,), 0)
    value[place] = rational(1)
    return Literal(value)


def _spell_columns(term: Apply, *parts: Notation) -> Notation:
    if all(isinstance(part, Matrix) for part in parts):
        rows = zip(*(part.rows for part in parts if isinstance(part, Matrix)), strict=True)
        return Matrix(tuple(tuple(cell for (cell,) in row) for row in rows))
    return Matrix((parts,))


columns: Operation = Operation(
    name="side_by_side",
    evaluate=lambda *parts: as_array(np.stack(parts, axis=1)),
    spell=_spell_columns,
    entry=lambda term, index: entry(term.arguments[index[1]], index[:1]),
    gradient=lambda g, term, result: tuple(
        g @ _unit(len(term.arguments), k) for k in range(len(term.arguments))
    ),
)
"""The matrix whose columns are the given vectors. e.g. [u₁ u₂ u₃]"""

gather: Operation = Operation(
    name="gather",
    evaluate=lambda *parts: as_array(np.array(parts, dtype=object)),
    spell=lambda term, *parts: Matrix(tuple((part,) for part in parts)),
    entry=lambda term, index: term.arguments[index[0]],
    gradient=lambda g, term, result: tuple(
        _unit(len(term.arguments), k) @ g for k in range(len(term.arguments))
    ),
)
"""The vector whose entries are the given numbers."""


# ---- the energy of a signal over edges ----------------------------------------------------------


def _weighted_edges(term: Apply) -> list[tuple[int, int, Scalar]]:
    weights = term.parameters["weights"]
    size = weights.shape[0]
    return [
        (i, j, weights[i, j])
        for i in range(size)
        for j in range(i + 1, size)
        if sign(weights[i, j]) != 0
    ]


def _edge_energy(x: Value, weights: Value) -> Value:
    size = shape_of(x)[0]
    gaps = ((i, j, x[i] - x[j]) for i in range(size) for j in range(i + 1, size))
    return sum(
        (weights[i, j] * gap * gap for i, j, gap in gaps if sign(weights[i, j]) != 0),
        start=rational(0),
    )


PAIR = Call(Function("", "", ""), (Symbol("i"), Symbol("j")))
OVER_EDGES = Relation((PAIR, Symbol("E")), ("∈",))
"""(i, j) ∈ E, below a sum."""


MOST_EDGES_WRITTEN = 12


def _spell_edge_energy(term: Apply, x: Notation) -> Notation:
    edges = _weighted_edges(term)
    if isinstance(x, Matrix) and len(edges) <= MOST_EDGES_WRITTEN:
        return Sum(tuple(_spell_edge(x, *edge) for edge in edges)) if edges else Numeral("0")
    at_i, at_j = written_part(x, ("i",)), written_part(x, ("j",))
    square = Power(Sum((at_i, Negation(at_j))), Numeral("2"))
    if all(weight == 1 for *_, weight in _weighted_edges(term)):
        return Large("Σ", square, OVER_EDGES)
    return Large("Σ", Product((Symbol("w", (), ("i", "j")), square), "·"), OVER_EDGES)


def _spell_edge(x: Matrix, i: int, j: int, weight: Scalar) -> Notation:
    """w(x_i − x_j)² with numbers put in."""
    difference = Sum((x.rows[i][0], Negation(x.rows[j][0])))
    square = Power(difference, Numeral("2"))
    return square if weight == 1 else Product((notate_scalar(weight, NumberStyle()), square))


def _entry_edge_energy(term: Apply, index: Index) -> Term:
    (x,) = term.arguments
    parts = [
        times(Literal(weight), (entry(x, (i,)) - entry(x, (j,))) ** 2)
        for i, j, weight in _weighted_edges(term)
    ]
    return add(*parts) if len(parts) > 1 else parts[0] if parts else ZERO


def _gradient_edge_energy(g: Term, term: Apply, result: Term) -> tuple[Term]:
    weights = term.parameters["weights"]
    laplacian = as_array(_diagonal_of_sums(weights) - weights)
    return (times(times(as_term(2), g), Literal(laplacian) @ term.arguments[0]),)


def _diagonal_of_sums(weights: Value) -> Value:
    value: Value = diagonal.evaluate(weights.sum(axis=1))
    return value


edge_energy: Operation = Operation(
    name="edge_energy",
    evaluate=_edge_energy,
    spell=_spell_edge_energy,
    entry=_entry_edge_energy,
    gradient=_gradient_edge_energy,
)
"""Σ w_ij (x_i − x_j)² over the edges of a symmetric weight matrix, each edge once."""


def spread(x: Term, like: Term, axis: int | None) -> Term:
    """A vector repeated along an axis, to the shape of a matrix; a number as it is."""
    if axis is None:
        return x
    if axis == 0:
        return repeat_rows(x, rows=like.shape[0])
    return repeat_columns(x, columns=like.shape[1])
