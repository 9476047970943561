"""Gaussian elimination as operations: pivot by pivot, to the echelon form, to a kernel.

Whether an entry is 0 is decided exactly: entries are rationals or sums of square roots.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hwsolve.notation.tree import Call, Notation, Numeral, Relation, Symbol
from hwsolve.numbers import Array, Scalar, Value, as_array, constant, rational, sign
from hwsolve.terms.matrices import function
from hwsolve.terms.term import Apply, Index, Literal, Operation, Term, entry

ZERO = Literal(rational(0))


def is_zero(x: Scalar) -> bool:
    """Whether a number is 0, decided."""
    return sign(x) == 0


def cleared(matrix: Array, row: int, source: int, column: int) -> Array:
    """One step of Gauss–Jordan: row `source` comes to `row`, gets a 1, and clears its column."""
    result: Any = matrix.copy()
    if source != row:
        result[[row, source]] = result[[source, row]]
    result[row] = [x / result[row, column] for x in result[row]]
    for other in range(len(result)):
        if other != row and not is_zero(result[other, column]):
            factor = result[other, column]
            result[other] = [
                x - factor * y for x, y in zip(result[other], result[row], strict=True)
            ]
    echelon: Array = result
    return echelon


def pivots_of(matrix: Array) -> list[tuple[int, int, int]]:
    """(row, source, column) of every pivot that Gauss–Jordan takes, in order."""
    found: list[tuple[int, int, int]] = []
    for column in range(matrix.shape[1]):
        row = len(found)
        sources = [r for r in range(row, matrix.shape[0]) if not is_zero(matrix[r, column])]
        if sources:
            found.append((row, sources[0], column))
            matrix = cleared(matrix, *found[-1])
    return found


def reduced(matrix: Array) -> Array:
    """The reduced row echelon form."""
    row = 0
    for column in range(matrix.shape[1]):
        sources = [r for r in range(row, matrix.shape[0]) if not is_zero(matrix[r, column])]
        if sources:
            matrix = cleared(matrix, row, sources[0], column)
            row += 1
    return matrix


def pivot_columns(echelon: Array) -> list[int]:
    """The column of the leading 1 of every row that isn't 0."""
    found = []
    for row in echelon:
        leading = [column for column, x in enumerate(row) if not is_zero(x)]
        if leading:
            found.append(leading[0])
    return found


def free_columns(echelon: Array) -> list[int]:
    """The columns without a leading 1: each stands for a free variable."""
    taken = set(pivot_columns(echelon))
    return [column for column in range(echelon.shape[1]) if column not in taken]


def _entry_pivot(term: Apply, index: Index) -> Term:
    (matrix,), (row, source, column) = term.arguments, _place(term)
    order = list(range(matrix.shape[0]))
    order[row], order[source] = order[source], order[row]
    leading = entry(matrix, (source, column))
    quotient = entry(matrix, (source, index[1])) / leading
    if index[0] == row:
        return quotient
    own = order[index[0]]
    return entry(matrix, (own, index[1])) - entry(matrix, (own, column)) * quotient


def _place(term: Apply) -> tuple[int, int, int]:
    row, source, column = (term.parameters[key] for key in ("row", "source", "column"))
    return row, source, column


def _spell_pivot(term: Apply, matrix: Notation) -> Notation:
    column = Relation((Symbol("column"), Numeral(str(term.parameters["column"] + 1))), ("=",))
    return Call(function("clear"), (matrix, column))


pivot: Operation = Operation(
    name="pivot",
    evaluate=cleared,
    spell=_spell_pivot,
    entry=_entry_pivot,
    gradient=lambda g, term, result: (None,),
)
"""One step of Gauss–Jordan elimination: a leading 1 in `row`, and 0 in the rest of `column`."""

row_reduced: Operation = Operation(
    name="row_reduced",
    evaluate=reduced,
    spell=lambda term, matrix: Call(function("rref"), (matrix,)),
    entry=lambda term, index: Literal(term.value[index]),
    gradient=lambda g, term, result: (None,),
)
"""The reduced row echelon form of a matrix."""


def _kernel_vector(echelon: Array, free: int) -> Value:
    solution: Any = constant((echelon.shape[1],), 0)
    solution[free] = rational(1)
    for row, column in enumerate(pivot_columns(echelon)):
        solution[column] = -echelon[row, free]
    return as_array(solution)


def _entry_kernel_vector(term: Apply, index: Index) -> Term:
    (echelon,), free = term.arguments, term.parameters["free"]
    if index == (free,):
        return Literal(rational(1))
    columns = pivot_columns(np.asarray(echelon.value, dtype=object))
    if index[0] not in columns:
        return ZERO
    return -entry(echelon, (columns.index(index[0]), free))


def _spell_kernel_vector(term: Apply, echelon: Notation) -> Notation:
    unknown = Symbol("v", (), (str(term.parameters["free"] + 1),))
    free = Relation((unknown, Numeral("1")), ("=",))
    return Call(function("solve"), (echelon, free))


kernel_vector: Operation = Operation(
    name="kernel_vector",
    evaluate=_kernel_vector,
    spell=_spell_kernel_vector,
    entry=_entry_kernel_vector,
    gradient=lambda g, term, result: (None,),
)
"""The solution of R v = 0, R in reduced echelon form, with one free variable 1 and the others 0."""
