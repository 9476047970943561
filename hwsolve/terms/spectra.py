"""Certified sizes of a matrix: its largest singular value, its spectral radius.

Small matrices of rationals go through their exact characteristic polynomial, so that 1 + √2 keeps
its name; all others through rigorous enclosures of eigenvalues (Arb; Johansson 2017).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Any

import numpy as np
from flint import acb_mat, arb, fmpq_mat

from hwsolve.numbers import (
    NeedsPrecision,
    Rational,
    Real,
    Scalar,
    Value,
    as_ball,
    as_sympy,
    is_symbolic,
    scalars,
    shape_of,
    sqrt,
)
from hwsolve.numbers.real import settle

LARGEST_EXACT = 6
"""Matrices with more rows than this are not taken through their characteristic polynomial."""

LONGEST_EXACT = 128
"""Nor are those with a rational of more bits than this."""


def spectral_norm(matrix: Value) -> Scalar:
    """‖A‖₂, the largest singular value: the root of the largest eigenvalue of AᵀA or A Aᵀ."""
    rows, columns = shape_of(matrix)
    gram = matrix @ matrix.T if rows < columns else matrix.T @ matrix
    return _denested_root(_largest_magnitude(gram, symmetric=True))


def spectral_radius(matrix: Value) -> Scalar:
    """ρ(A), the largest |λ| of all eigenvalues λ, complex ones included."""
    return _largest_magnitude(matrix, symmetric=False)


def _largest_magnitude(matrix: Value, *, symmetric: bool) -> Scalar:
    numbers = scalars(matrix)
    size = shape_of(matrix)[0]
    if size == 1:
        return _magnitude(numbers[0])
    if any(map(is_symbolic, numbers)):
        as_ball(next(x for x in numbers if is_symbolic(x)))  # a formula has no size: says so
    if _is_triangular(matrix):
        return _largest([_magnitude(x) for x in np.diagonal(matrix)])
    short = all(isinstance(x, Rational) and _bits(x) <= LONGEST_EXACT for x in numbers)
    if short and size <= LARGEST_EXACT:
        return _largest(list(_magnitudes_of_roots(fmpq_mat(size, size, numbers))))
    return _enclosed(matrix, symmetric=symmetric)


def _bits(x: Rational) -> int:
    bits: int = x.p.bit_length() + x.q.bit_length()
    return bits


def _magnitude(x: Scalar) -> Scalar:
    if isinstance(x, Rational):
        return abs(x)
    return Real(None, abs(as_ball(x))) if x.closed is None else _absolute(x)


def _absolute(x: Real) -> Scalar:
    ball = as_ball(x)
    if ball >= 0:
        return x
    return -x if ball < 0 else Real(None, abs(ball))


def _is_triangular(matrix: Value) -> bool:
    """Whether exact zeros fill one side of the diagonal, which then holds the eigenvalues."""
    zero = np.vectorize(lambda x: isinstance(x, Rational) and x == 0, otypes=[bool])(matrix)
    size = len(zero)
    return all(zero[i, j] for i in range(size) for j in range(i)) or all(
        zero[i, j] for i in range(size) for j in range(i + 1, size)
    )


# ---- exact --------------------------------------------------------------------------------------


def _magnitudes_of_roots(matrix: fmpq_mat) -> Iterator[Scalar]:
    """|λ| for the eigenvalues of a rational matrix, a closed form for each of degree 1 or 2."""
    _, factors = matrix.charpoly().numer().factor()
    for factor, _ in factors:
        a = [Rational(factor[k]) for k in range(factor.degree() + 1)]
        if factor.degree() == 1:
            yield abs(a[0] / a[1])
        elif factor.degree() == 2:
            yield _larger_root(a[1] / a[2], a[0] / a[2])
        else:
            for root, _ in factor.complex_roots():
                yield Real(None, abs(root))


def _larger_root(p: Rational, q: Rational) -> Scalar:
    """The larger |λ| of the roots of λ² + pλ + q, which has no rational root."""
    discriminant = p * p - 4 * q
    if discriminant < 0:  # a conjugate pair, and their product is q
        return sqrt(q)
    return (abs(p) + sqrt(discriminant)) / 2


def _largest(magnitudes: list[Scalar]) -> Scalar:
    """The largest of several numbers, with its closed form where it is clear which one it is."""
    balls = [as_ball(x) for x in magnitudes]
    last = [
        x for x, ball in zip(magnitudes, balls, strict=True) if not any(ball < b for b in balls)
    ]
    rationals = [x for x in last if isinstance(x, Rational)]
    if len(rationals) == len(last):
        return max(rationals)
    closed = {str(x.closed) for x in last if isinstance(x, Real)}
    if not rationals and len(closed) == 1:
        return last[0]
    return Real(None, reduce(arb.max, (as_ball(x) for x in last)))


def _denested_root(x: Scalar) -> Scalar:
    """√x, with roots under the root drawn out: √(3 + 2√2) is 1 + √2."""
    if isinstance(x, Rational) or x.closed is None:
        return sqrt(x)
    import sympy

    return settle(sympy.expand(sympy.sqrtdenest(sympy.sqrt(as_sympy(x)))), as_ball(x).sqrt())


# ---- enclosures ---------------------------------------------------------------------------------


def _enclosed(matrix: Value, *, symmetric: bool) -> Scalar:
    size = shape_of(matrix)[0]
    balls: Any = acb_mat(size, size, [as_ball(x) for x in scalars(matrix)])
    try:
        roots = balls.eig(multiple=True)
    except ValueError:
        return _small_enough(balls, size)
    # Each enclosure holds an eigenvalue, and each eigenvalue is in one: the largest one too.
    sizes = [root.real if symmetric else abs(root) for root in roots]
    return Real(None, reduce(arb.max, sizes))


def _small_enough(balls: Any, size: int) -> Scalar:
    """0 ≤ ρ(A) ≤ ‖Aⁿ‖^(1/n) (Gelfand), which decides matrices that are nearly nilpotent."""
    power = balls**size
    norm = sum((abs(x) for x in power.entries()), start=arb(0))
    bound = (norm.upper() ** (arb(1) / size)).upper()
    if not bound < arb(2) ** -32:
        raise NeedsPrecision("a spectral radius")
    return Real(None, arb(bound / 2, bound / 2))
