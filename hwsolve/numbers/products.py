"""Products of matrices that are large: zeros are skipped, and rationals multiplied by FLINT.

The results are those of `numpy.dot`, term by term in the same order, for an exact 0 times anything
is 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from hwsolve.numbers.arrays import Array, Value, as_array

FEW_ENTRIES = 256
"""Entries of a matrix up to which none of this pays."""


def product(x: Value, y: Value) -> Value:
    """x @ y for arrays of one or two axes."""
    if x.ndim == 2 and _is_sparse(x):
        return _by_rows(x, y)
    if y.ndim == 2 and _is_sparse(y):
        return _by_rows(y.T, x.T).T
    if x.ndim == y.ndim == 2 and min(x.size, y.size) > FEW_ENTRIES and _is_rational(x, y):
        return _of_rationals(x, y)
    # No np.dot: it goes on after an entry has raised, and what comes out is a SystemError.
    return as_array(np.matmul(x, y))


def _is_sparse(x: Array) -> bool:
    """Whether most entries of a large matrix are exactly 0."""
    if x.size <= FEW_ENTRIES:
        return False
    others = sum(1 for number in x.flat if not isinstance(number, fmpq) or number)
    return bool(4 * others < x.size)


def _is_rational(*matrices: Array) -> bool:
    return all(isinstance(number, fmpq) for matrix in matrices for number in matrix.flat)


def _by_rows(x: Array, y: Array) -> Value:
    """Each row of the result from the rows of y that meet no 0."""
    result: Any = np.full((x.shape[0], *y.shape[1:]), fmpq(0), dtype=object)
    for i, row in enumerate(x.tolist()):
        places = [k for k, number in enumerate(row) if not isinstance(number, fmpq) or number]
        for k in places:
            result[i] = result[i] + row[k] * y[k] if k != places[0] else row[k] * y[k]
    return as_array(result)


def _of_rationals(x: Array, y: Array) -> Value:
    left = fmpq_mat(*x.shape, x.ravel().tolist())
    right = fmpq_mat(*y.shape, y.ravel().tolist())
    entries = np.empty(x.shape[0] * y.shape[1], dtype=object)
    entries[:] = (left * right).entries()
    return as_array(entries.reshape(x.shape[0], y.shape[1]))
