"""Proven enclosures of all eigenvalues of a large symmetric matrix.

Floating-point eigenvectors V need not be exact: with E = VᵀAV − Λ̃ and F = VᵀV − I in ball
arithmetic, Weyl's inequality puts the k-th eigenvalue of VᵀAV within ‖E‖ of λ̃_k, and Ostrowski's
theorem says that it is θ·λ_k(A) for some θ within ‖F‖ of 1 (Horn and Johnson, Matrix Analysis, 2nd
edition, 2013, sections 4.3 and 4.5). Repeated eigenvalues need no special care. Where more digits
are asked for, V is refined (Ogita and Aishima, Iterative refinement for symmetric eigenvalue
decomposition, 2018).
"""

from __future__ import annotations

from functools import lru_cache
from math import isqrt
from typing import Any

import numpy as np
from flint import arb, arb_mat, ctx, fmpq

from hwsolve.numbers.arrays import Array
from hwsolve.numbers.precision import NeedsPrecision
from hwsolve.numbers.real import Real, Scalar, as_ball

MOST_ROUNDS = 8


def enclosed_eigenvalues(matrix: Array, kernel: int = 0) -> list[Scalar]:
    """All eigenvalues in ascending order, of which the first `kernel` are known to be 0.

    Raises NeedsPrecision where the working precision leaves an enclosure too wide.
    """
    return list(_enclosed(tuple(matrix.ravel().tolist()), kernel, ctx.prec))


@lru_cache(maxsize=4)
def _enclosed(entries: tuple[Scalar, ...], kernel: int, bits: int) -> tuple[Scalar, ...]:
    """The eigenvalues at the working precision of `bits`, which are part of the cache's key."""
    size = isqrt(len(entries))
    exact = arb_mat(size, size, [as_ball(x) for x in entries])
    rounded = np.array([[float(x) for x in row] for row in exact.tolist()])
    columns = arb_mat(np.linalg.eigh(rounded)[1].tolist())
    for _ in range(MOST_ROUNDS):
        turned = columns.transpose()
        moved, gram = turned * (exact * columns), turned * columns
        values = [(moved[i, i] / gram[i, i]).mid() for i in range(size)]
        error, skew = _distance(moved, values), _distance(gram, [arb(1)] * size)
        if _good_enough(error, skew, values[kernel:]):
            break
        columns = _refined(columns, moved, gram, values)
    if not skew < 1:
        raise NeedsPrecision("the eigenvalues of a large matrix")
    near_one = arb(1, skew)
    balls = [(value + arb(0, error)) / near_one for value in values]
    return tuple(fmpq(0) if k < kernel else Real(None, ball) for k, ball in enumerate(balls))


def _distance(matrix: Any, diagonal: list[arb]) -> arb:
    """A proven upper bound of the Frobenius norm of a matrix minus a diagonal."""
    total = arb(0)
    for i, row in enumerate(matrix.tolist()):
        row[i] = row[i] - diagonal[i]
        for x in row:
            total += x * x
    return arb(total.abs_upper()).sqrt().upper()


def _good_enough(error: arb, skew: arb, values: list[arb]) -> bool:
    smallest = min((abs(float(value)) for value in values), default=1.0)
    wanted = arb(2) ** -(ctx.prec // 2)
    return bool(error < wanted * max(smallest, 1e-6) and skew < wanted)


def _refined(columns: Any, moved: Any, gram: Any, values: list[arb]) -> Any:
    """One step of Ogita and Aishima: V (I + K), which doubles the number of right digits."""
    gap = arb(2) ** -26 * max(1.0, *(abs(float(value)) for value in values))
    inside, outside = _middle(moved).tolist(), _middle(gram).tolist()
    step = [
        [_coefficient(x, y, i == j, values[i], values[j], gap) for j, (x, y) in enumerate(row)]
        for i, row in enumerate(
            zip(above, below, strict=True) for above, below in zip(inside, outside, strict=True)
        )
    ]
    columns = _middle(columns)
    return _middle(columns + columns * arb_mat(step))


def _coefficient(x: arb, y: arb, on_diagonal: bool, own: arb, other: arb, gap: arb) -> arb:
    """K_ij from x = (VᵀAV)_ij and y = (VᵀV)_ij; eigenvalues within the gap count as equal."""
    skew = 1 - y if on_diagonal else -y
    difference = other - own
    if on_diagonal or abs(difference) <= gap:
        return skew / 2
    return (x + other * skew) / difference


def _middle(matrix: Any) -> Any:
    """The midpoints, as exact numbers: an approximation needs no radius."""
    return arb_mat([[x.mid() for x in row] for row in matrix.tolist()])
