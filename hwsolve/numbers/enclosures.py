"""Proven enclosures of all eigenvalues of a large symmetric matrix.

Floating-point eigenvectors V need not be exact: with E = VᵀAV − Λ̃ and F = VᵀV − I in ball
arithmetic, Weyl's inequality puts the k-th eigenvalue of VᵀAV within ‖E‖ of λ̃_k, and Ostrowski's
theorem says that it is θ·λ_k(A) for some θ within ‖F‖ of 1 (Horn and Johnson, Matrix Analysis, 2nd
edition, 2013, sections 4.3 and 4.5). Repeated eigenvalues need no special care. Where more digits
are asked for, V is refined (Ogita and Aishima, Iterative refinement for symmetric eigenvalue
decomposition, 2018).
"""

from __future__ import annotations

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
    size = matrix.shape[0]
    exact = arb_mat(size, size, [as_ball(x) for x in matrix.ravel()])
    values, vectors = np.linalg.eigh(np.array([[float(x) for x in row] for row in exact.tolist()]))
    columns = arb_mat(vectors.tolist())
    middle = [arb(float(value)) for value in values]
    for _ in range(MOST_ROUNDS):
        error, skew = _errors(exact, columns, middle)
        if _good_enough(error, skew, middle, kernel):
            break
        columns, middle = _refined(exact, columns)
    if not skew < 1:
        raise NeedsPrecision("the eigenvalues of a large matrix")
    near_one = arb(1, skew)
    balls = [(value + arb(0, error)) / near_one for value in middle]
    return [fmpq(0) if place < kernel else Real(None, ball) for place, ball in enumerate(balls)]


def _errors(exact: Any, columns: Any, middle: list[arb]) -> tuple[arb, arb]:
    """Proven upper bounds of ‖VᵀAV − Λ̃‖ and ‖VᵀV − I‖."""
    turned = columns.transpose()
    moved, gram = turned * (exact * columns), turned * columns
    return _bound(moved, middle), _bound(gram, [arb(1)] * len(middle))


def _bound(matrix: Any, diagonal: list[arb]) -> arb:
    """An upper bound of the Frobenius norm of a matrix minus a diagonal."""
    total = arb(0)
    for i, row in enumerate(matrix.tolist()):
        row[i] = row[i] - diagonal[i]
        for x in row:
            total += x * x
    return arb(total.abs_upper()).sqrt().upper()


def _good_enough(error: arb, skew: arb, values: list[arb], kernel: int) -> bool:
    smallest = min((abs(float(v)) for v in values[kernel:]), default=1.0)
    wanted = arb(2) ** -(ctx.prec // 2)
    return bool(error < wanted * max(smallest, 1e-6) and skew < wanted)


def _refined(exact: Any, columns: Any) -> tuple[Any, list[arb]]:
    """One step of Ogita and Aishima: V (I + K), which doubles the number of right digits."""
    columns = _middle(columns)
    turned = columns.transpose()
    gram = _middle(turned * columns).tolist()
    moved = _middle(turned * (exact * columns)).tolist()
    size = len(gram)
    values = [moved[i][i] / gram[i][i] for i in range(size)]
    gap = arb(2) ** -26 * max(1.0, *(abs(float(v)) for v in values))
    step = [
        [_coefficient(moved, gram, values, i, j, gap) for j in range(size)] for i in range(size)
    ]
    better = _middle(columns + columns * arb_mat(step))
    return better, _rayleigh(exact, better)


def _coefficient(moved: Any, gram: Any, values: list[arb], i: int, j: int, gap: arb) -> arb:
    skew = (1 if i == j else 0) - gram[i][j]
    difference = values[j] - values[i]
    if i != j and abs(difference) > gap:
        return ((moved[i][j] + values[j] * skew) / difference).mid()
    return (skew / 2).mid()


def _rayleigh(exact: Any, columns: Any) -> list[arb]:
    moved = columns.transpose() * (exact * columns)
    gram = columns.transpose() * columns
    return [(moved[i, i] / gram[i, i]).mid() for i in range(columns.ncols())]


def _middle(matrix: Any) -> Any:
    return arb_mat([[x.mid() for x in row] for row in matrix.tolist()])
