"""Arrays of scalars of any rank: numpy object arrays, and bare scalars for rank 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from flint import fmpq

from hwsolve.numbers.functions import agree
from hwsolve.numbers.real import Real, Scalar

# numpy reads the processor's flags after an operation on objects as after one of its own numbers,
# and ball arithmetic leaves some behind: a warning of an overflow would speak of nothing.
np.seterr(all="ignore")

Array: TypeAlias = np.ndarray[Any, np.dtype[np.object_]]
Value: TypeAlias = Any
"""A scalar or an array of scalars. Neither python-flint nor an object array tells mypy what is in
it, so that a union would be cast at every use and checked at none."""

Nested: TypeAlias = Scalar | int | Sequence["Nested"]


def shape_of(value: Value) -> tuple[int, ...]:
    """The shape of a value; () for a scalar."""
    return value.shape if isinstance(value, np.ndarray) else ()


def array(nested: Nested) -> Value:
    """Nested lists of scalars (or ints) as an array; a bare scalar stays bare."""
    if isinstance(nested, int):
        return fmpq(nested)
    if isinstance(nested, (fmpq, Real)):
        return nested
    if isinstance(nested, np.ndarray) and all(isinstance(x, (fmpq, Real)) for x in nested.flat):
        return as_array(nested)
    return as_array(np.array([array(item) for item in nested], dtype=object))


def as_array(value: Any) -> Value:
    """What numpy returned, as a value: rank 0 becomes the bare scalar, ints become rationals."""
    if isinstance(value, np.ndarray):
        if value.ndim:
            return value
        value = value.item()
    return fmpq(value) if isinstance(value, int) else value


def constant(shape: tuple[int, ...], number: int) -> Value:
    """An array that holds one number everywhere."""
    return as_array(np.full(shape, fmpq(number), dtype=object))


def entries(value: Value) -> Iterator[tuple[tuple[int, ...], Scalar]]:
    """Every entry with its index, counted from 0, last index fastest."""
    if not isinstance(value, np.ndarray):
        yield (), value
        return
    for index in np.ndindex(value.shape):
        yield index, value[index]


def scalars(value: Value) -> list[Scalar]:
    """All entries in order, without their places."""
    return value.ravel().tolist() if isinstance(value, np.ndarray) else [value]


def each(function: Callable[..., Scalar], *values: Value) -> Value:
    """`function` applied entry by entry, with numpy's broadcasting."""
    if not any(isinstance(value, np.ndarray) for value in values):
        return as_array(function(*values))
    return as_array(np.frompyfunc(function, len(values), 1)(*values))


def values_agree(one: Value, other: Value) -> bool:
    """Whether two values have one shape and don't contradict each other in any entry."""
    return shape_of(one) == shape_of(other) and all(
        agree(a, b) for a, b in zip(scalars(one), scalars(other), strict=True)
    )
