"""The characteristic polynomial, its roots, and eigenvectors in ℚ(λ), as operations."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb_mat

from hwsolve.notation.tree import Call, Notation, Numeral, Relation, Symbol
from hwsolve.numbers import (
    Array,
    NeedsPrecision,
    Real,
    Scalar,
    Value,
    as_array,
    as_ball,
    rational,
)
from hwsolve.numbers.algebraic_fields import eigenvector_polynomials, evaluated
from hwsolve.numbers.polynomials import Polynomial, characteristic_coefficients, real_roots
from hwsolve.terms.matrices import function
from hwsolve.terms.term import Apply, Literal, Operation


def _vector(numbers: Any) -> Value:
    result = np.empty(len(numbers), dtype=object)
    result[:] = list(numbers)
    return as_array(result)


def _spell_coefficients(term: Apply, matrix: Notation) -> Notation:
    return Call(function("charpoly"), (matrix,))


characteristic_polynomial: Operation = Operation(
    name="characteristic_polynomial",
    evaluate=lambda matrix: _vector(characteristic_coefficients(matrix)),
    spell=_spell_coefficients,
    entry=lambda term, index: Literal(term.value[index]),
    gradient=lambda g, term, result: (None,),
)
"""The coefficients of det(λI − A), the constant one first; the last is 1."""


def _roots(coefficients: Array, descending: bool = False) -> Value:
    roots = real_roots(coefficients.tolist())[:: -1 if descending else 1]
    return _vector([root.value for root in roots for _ in range(root.factor.multiplicity)])


roots_of: Operation = Operation(
    name="roots",
    evaluate=_roots,
    spell=lambda term, coefficients: Call(function("roots"), (coefficients,)),
    entry=lambda term, index: Literal(term.value[index]),
    gradient=lambda g, term, result: (None,),
)
"""All real roots of a polynomial, each as often as its multiplicity says; ascending if not told."""


def _eigenvector(matrix: Array, root: Scalar, factor: Polynomial, place: int) -> Value:
    basis = eigenvector_polynomials(matrix, factor)
    return _vector([evaluated(polynomial, root) for polynomial in basis[place]])


def _spell_eigenvector(term: Apply, matrix: Notation, root: Notation) -> Notation:
    free = Relation((Symbol("number"), Numeral(str(term.parameters["place"] + 1))), ("=",))
    parts = (matrix, root) if len(_basis_of(term)) == 1 else (matrix, root, free)
    return Call(function("eigenvector"), parts)


def _basis_of(term: Apply) -> tuple[tuple[Polynomial, ...], ...]:
    matrix: Any = term.arguments[0].value
    return eigenvector_polynomials(matrix, term.parameters["factor"])


eigenvector: Operation = Operation(
    name="eigenvector",
    evaluate=_eigenvector,
    spell=_spell_eigenvector,
    entry=lambda term, index: Literal(term.value[index]),
    gradient=lambda g, term, result: (None, None),
)
"""A solution of (A − λI) v = 0 whose entries are polynomials in λ, λ a root of `factor`."""


def _enclosed_eigenvector(matrix: Array, root: Scalar) -> Value:
    size = matrix.shape[0]
    moved = [[as_ball(x - root if i == j else x) for j, x in enumerate(row)]
             for i, row in enumerate(matrix.tolist())]  # fmt: skip
    for free in reversed(range(size)):
        kept = [k for k in range(size) if k != free]
        minor = arb_mat([[moved[i][j] for j in kept] for i in kept])
        try:
            solution = minor.solve(arb_mat([[-moved[i][free]] for i in kept]))
        except ZeroDivisionError:  # the minor may be singular: this entry may be 0
            continue
        found = [Real(None, solution[k, 0]) for k in range(size - 1)]
        return _vector([*found[:free], rational(1), *found[free:]])
    raise NeedsPrecision("an eigenvector")


enclosed_eigenvector: Operation = Operation(
    name="enclosed_eigenvector",
    evaluate=_enclosed_eigenvector,
    spell=lambda term, matrix, root: Call(function("eigenvector"), (matrix, root)),
    entry=lambda term, index: Literal(term.value[index]),
    gradient=lambda g, term, result: (None, None),
)
"""The solution of (A − λI) v = 0 in proven balls, one entry 1, for a λ that is known to be simple.

All rows but one, and all columns but that of the free entry, make a minor that is proven to be
regular; so they have one solution, and the row that is left out follows from the others.
"""
