"""Linear algebra in ℚ(λ), λ a root of an irreducible polynomial: eigenvectors without radicals.

An element is a polynomial in λ of lower degree than the minimal polynomial p, with arithmetic
modulo p; one elimination serves all the roots of p at once (Cohen, A Course in Computational
Algebraic Number Theory, 1993, section 4.2).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flint import fmpq, fmpq_poly

from hwsolve.numbers.arrays import Array
from hwsolve.numbers.polynomials import Polynomial
from hwsolve.numbers.real import Scalar

Row = list[Any]


def eigenvector_polynomials(
    matrix: Array, factor: Polynomial
) -> tuple[tuple[Polynomial, ...], ...]:
    """A basis of the kernel of A − λI over ℚ(λ), p(λ) = 0: the entries as polynomials in λ."""
    return _basis(tuple(map(tuple, matrix.tolist())), factor)


@lru_cache(maxsize=64)
def _basis(
    matrix: tuple[tuple[fmpq, ...], ...], factor: Polynomial
) -> tuple[tuple[Polynomial, ...], ...]:
    size, modulus = len(matrix), fmpq_poly(list(factor))
    rows: list[Row] = [
        [fmpq_poly([x]) - (fmpq_poly([0, 1]) if i == j else 0) for j, x in enumerate(row)]
        for i, row in enumerate(matrix)
    ]
    pivots: list[int] = []
    for column in range(size):
        sources = [r for r in range(len(pivots), size) if rows[r][column] % modulus != 0]
        if sources:
            _clear(rows, len(pivots), sources[0], column, modulus)
            pivots.append(column)
    free = [column for column in range(size) if column not in pivots]
    return tuple(_solution(rows, pivots, column, size) for column in free)


def _clear(rows: list[Row], row: int, source: int, column: int, modulus: Any) -> None:
    rows[row], rows[source] = rows[source], rows[row]
    inverse = _inverse(rows[row][column], modulus)
    rows[row] = [x * inverse % modulus for x in rows[row]]
    for other, entries in enumerate(rows):
        if other != row and entries[column] != 0:
            factor = entries[column]
            rows[other] = [
                (x - factor * y) % modulus for x, y in zip(entries, rows[row], strict=True)
            ]


def _inverse(x: Any, modulus: Any) -> Any:
    divisor, inverse, _ = x.xgcd(modulus)
    return inverse / divisor[0]


def _solution(rows: list[Row], pivots: list[int], free: int, size: int) -> tuple[Polynomial, ...]:
    entries = [fmpq_poly([0])] * size
    entries[free] = fmpq_poly([1])
    for row, column in enumerate(pivots):
        entries[column] = -rows[row][free]
    return tuple(tuple(fmpq(c) for c in entry.coeffs()) for entry in entries)


def evaluated(polynomial: Polynomial, x: Scalar) -> Scalar:
    """The value of a polynomial, by Horner's rule. e.g. (1, 0, 2) at 3 is 19"""
    value: Scalar = fmpq(0)
    for coefficient in reversed(polynomial):
        value = value * x + coefficient
    return value
