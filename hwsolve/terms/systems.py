"""Systems of linear equations, and matrices put together from numbers, as operations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from hwsolve.notation.tree import Matrix, Negation, Notation, Numeral, Power, Product
from hwsolve.numbers import Array, Value, as_array, is_symbolic, sign
from hwsolve.terms.matrix_mistakes import of_table
from hwsolve.terms.mistakes import tried
from hwsolve.terms.term import Apply, Index, Literal, Mutation, Operation, Term


class SingularMatrix(ArithmeticError):
    """A system of equations has no single solution."""


def solve(matrix: Array, right: Array) -> Value:
    """x with A x = b, by elimination. Raises SingularMatrix."""
    rows: Any = np.concatenate([matrix, right.reshape(-1, 1)], axis=1)
    size = len(rows)
    for column in range(size):
        pivot = next((r for r in range(column, size) if not _is_zero(rows[r, column])), None)
        if pivot is None:
            raise SingularMatrix("the matrix is singular")
        rows[[column, pivot]] = rows[[pivot, column]]
        rows[column] = [x / rows[column, column] for x in rows[column]]
        for other in range(size):
            if other != column:
                factor = rows[other, column]
                rows[other] = [
                    x - factor * y for x, y in zip(rows[other], rows[column], strict=True)
                ]
    return as_array(rows[:, -1])


def _is_zero(x: Any) -> bool:
    return not is_symbolic(x) and sign(x) == 0


def _spell_solution(term: Apply, matrix: Notation, right: Notation) -> Notation:
    return Product((Power(matrix, Negation(Numeral("1"))), right), "")


def _mistakes_solution(term: Apply) -> Iterator[Mutation]:
    """The inverse forgotten, or the matrix itself in its place."""
    matrix, right = term.arguments
    yield Mutation("factor_forgotten", right, "the inverse of {} is forgotten", matrix)
    yield from tried(
        "inverse_forgotten", "{} itself stands for its inverse", matrix, lambda: matrix @ right
    )


solution: Operation = Operation(
    name="solution",
    evaluate=solve,
    spell=_spell_solution,
    entry=lambda term, index: Literal(term.value[index]),
    gradient=lambda g, term, result: (None, None),
    mistakes=_mistakes_solution,
)
"""A⁻¹ b, by elimination."""


def _spell_tabled(term: Apply, *cells: Notation) -> Notation:
    wide = term.parameters["columns"]
    return Matrix(tuple(tuple(cells[k : k + wide]) for k in range(0, len(cells), wide)))


def _entry_tabled(term: Apply, index: Index) -> Term:
    columns: int = term.parameters["columns"]
    return term.arguments[index[0] * columns + index[1]]


tabled: Operation = Operation(
    name="tabled",
    evaluate=lambda *cells, columns: as_array(np.array(cells, dtype=object).reshape(-1, columns)),
    spell=_spell_tabled,
    entry=_entry_tabled,
    gradient=lambda g, term, result: (None,) * len(term.arguments),
    mistakes=of_table,
)
"""The matrix of the given numbers, row by row. e.g. a Hessian from its entries"""
