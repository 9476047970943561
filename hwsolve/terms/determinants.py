"""Minors and determinants, and eigenvalues of large matrices in proven enclosures."""

from __future__ import annotations

import numpy as np
from flint import arb_mat, fmpq_mat

from hwsolve.notation.tree import Call, Notation, Numeral
from hwsolve.numbers import (
    Array,
    Rational,
    Real,
    Scalar,
    Value,
    as_array,
    as_ball,
    is_symbolic,
    rational,
    scalars,
    sign,
)
from hwsolve.numbers.enclosures import enclosed_eigenvalues
from hwsolve.terms.elimination import cleared
from hwsolve.terms.matrices import function
from hwsolve.terms.term import Apply, Index, Literal, Operation, Term, entry


def _without(size: int, place: int) -> list[int]:
    return [k for k in range(size) if k != place]


def _minor(matrix: Array, place: int) -> Value:
    kept = _without(matrix.shape[0], place)
    return as_array(matrix[np.ix_(kept, kept)])


def _entry_minor(term: Apply, index: Index) -> Term:
    kept = _without(term.arguments[0].shape[0], term.parameters["place"])
    return entry(term.arguments[0], (kept[index[0]], kept[index[1]]))


def _gradient_minor(g: Term, term: Apply, result: Term) -> tuple[Term]:
    size = term.arguments[0].shape[0]
    rows = np.full((size - 1, size), rational(0), dtype=object)
    for row, column in enumerate(_without(size, term.parameters["place"])):
        rows[row, column] = rational(1)
    return (Literal(as_array(rows.T)) @ g @ Literal(as_array(rows)),)


def _spell_minor(term: Apply, matrix: Notation) -> Notation:
    return Call(function("minor"), (matrix, Numeral(str(term.parameters["place"] + 1))))


minor = Operation(
    name="minor",
    evaluate=_minor,
    spell=_spell_minor,
    entry=_entry_minor,
    gradient=_gradient_minor,
)
"""A square matrix without one row and the same column."""


MOST_BY_ELIMINATION = 16
"""Rows up to which closed forms are kept in an elimination."""


def _determinant(matrix: Array) -> Scalar:
    size, numbers = matrix.shape[0], scalars(matrix)
    if all(isinstance(x, Rational) for x in numbers):
        return fmpq_mat(size, size, numbers).det()
    if size > MOST_BY_ELIMINATION and not any(map(is_symbolic, numbers)):
        return Real(None, arb_mat(size, size, [as_ball(x) for x in numbers]).det())
    return _eliminated(matrix)


def _eliminated(matrix: Array) -> Scalar:
    result: Scalar = rational(1)
    while matrix.shape[0]:
        sources = [row for row in range(matrix.shape[0]) if sign(matrix[row, 0]) != 0]
        if not sources:
            return rational(0)
        leading = matrix[sources[0], 0]
        result = result * leading * (-1 if sources[0] else 1)
        matrix = cleared(matrix, 0, sources[0], 0)[1:, 1:]
    return result


def _expanded(matrix: Term, index: Index) -> Term:
    """Along the first row: Σ (−1)^{1+j} a_1j det(minor), down to 2 × 2."""
    size = matrix.shape[0]
    if size == 1:
        return entry(matrix, (0, 0))
    if size == 2:
        main = entry(matrix, (0, 0)) * entry(matrix, (1, 1))
        return main - entry(matrix, (0, 1)) * entry(matrix, (1, 0))
    return determinant(matrix)


determinant = Operation(
    name="determinant",
    evaluate=_determinant,
    spell=lambda term, matrix: Call(function("det"), (matrix,)),
    entry=lambda term, index: _expanded(term.arguments[0], index),
    gradient=lambda g, term, result: (None,),
)

enclosures = Operation(
    name="eigenvalues",
    evaluate=lambda matrix, kernel, descending=False: as_array(
        np.array([*enclosed_eigenvalues(matrix, kernel), None], dtype=object)[:-1][
            :: -1 if descending else 1
        ]
    ),
    spell=lambda term, matrix: Call(function("eigenvalues"), (matrix,)),
    entry=lambda term, index: Literal(term.value[index]),
    gradient=lambda g, term, result: (None,),
)
"""All eigenvalues of a symmetric matrix, each in a proven enclosure; ascending if not told."""
