"""The same numbers in another shape, and biases that belong to channels."""

from __future__ import annotations

from math import prod

import numpy as np

from hwsolve.notation.tree import Call, Function, Large, Negation, Notation, Sum, Words
from hwsolve.numbers import Value, as_array, constant, shape_of
from hwsolve.terms.arithmetic import ADDED
from hwsolve.terms.sums import sum_of
from hwsolve.terms.term import ALONE, Apply, Index, Operation, Term, entry

FLATTEN = Function("flatten", "flatten", r"\operatorname{flatten}")
RESHAPE = Function("reshape", "reshape", r"\operatorname{reshape}")


# ---- reshaping ----------------------------------------------------------------------------------


def _entry_reshape(term: Apply, index: Index) -> Term:
    (x,) = term.arguments
    place = int(np.ravel_multi_index(index, term.shape)) if term.shape else 0
    return entry(x, tuple(int(i) for i in np.unravel_index(place, x.shape)) if x.shape else ())


def _spell_reshape(term: Apply, x: Notation) -> Notation:
    lost = len(term.shape) < len(term.arguments[0].shape)
    return Call(FLATTEN if lost else RESHAPE, (x,))


reshape: Operation = Operation(
    name="reshape",
    evaluate=lambda x, shape: as_array(np.asarray(x, dtype=object).reshape(shape)),
    spell=_spell_reshape,
    entry=_entry_reshape,
    gradient=lambda g, term, result: (reshape(g, shape=term.arguments[0].shape),),
    why=({ALONE: "the numbers of {g}, back in the shape that they came from"},),
)
"""The entries in the same order, last axis fastest, in another shape.

e.g. [[1, 2], [3, 4]] in the shape (4,) is [1, 2, 3, 4]
"""


# ---- biases of channels -------------------------------------------------------------------------
# `axis` is that of the channels; None where there is one channel without an axis.


def _along(b: Value, rank: int, axis: int | None) -> Value:
    """b so that it broadcasts along `axis` of an array of that rank."""
    if axis is None:
        return as_array(np.asarray(b, dtype=object).reshape(()))
    return b.reshape((-1,) + (1,) * (rank - axis - 1))


def _add_bias(z: Value, b: Value, axis: int | None) -> Value:
    return z + _along(b, len(shape_of(z)), axis)


def _channel(index: Index, axis: int | None) -> Index:
    return (0,) if axis is None else (index[axis],)


def _spell_add_bias(term: Apply, z: Notation, b: Notation) -> Notation:
    flat = z.terms if isinstance(z, Sum) else (z,)
    return Sum((*flat, b))


def _entry_add_bias(term: Apply, index: Index) -> Term:
    z, b = term.arguments
    return entry(entry(z, index) + entry(b, _channel(index, term.parameters["axis"])), ())


add_channel_bias: Operation = Operation(
    name="add_channel_bias",
    evaluate=_add_bias,
    spell=_spell_add_bias,
    entry=_entry_add_bias,
    gradient=lambda g, term, result: (
        g,
        channel_sums(g, axis=term.parameters["axis"]),
    ),
    why=(
        ADDED,
        {
            ALONE: "{self} is added to {into} at every place, so its gradient is the sum of {g} "
            "over the places"
        },
    ),
)
"""z + b with one bias for each channel, at every position of its map."""


def _channel_sums(g: Value, axis: int | None) -> Value:
    others = tuple(place for place in range(np.ndim(g)) if place != axis)
    summed = np.asarray(g, dtype=object).sum(axis=others)
    return np.asarray(summed, dtype=object).reshape(-1)


def _entry_channel_sums(term: Apply, index: Index) -> Term:
    (g,), axis = term.arguments, term.parameters["axis"]
    positions = (p for p in np.ndindex(g.shape) if axis is None or p[axis] == index[0])
    return sum_of([entry(g, position) for position in positions])


def _spell_channel_sums(term: Apply, g: Notation) -> Notation:
    if prod(term.arguments[0].shape) == 1:
        return g
    if isinstance(g, Negation):
        return Negation(_spell_channel_sums(term, g.body))
    return Large("Σ", g, below=Words("positions"))


channel_sums: Operation = Operation(
    name="channel_sums",
    evaluate=_channel_sums,
    spell=_spell_channel_sums,
    entry=_entry_channel_sums,
    gradient=lambda h, term, result: (
        add_channel_bias(constant(term.arguments[0].shape, 0), h, axis=term.parameters["axis"]),
    ),
)
"""For every channel the sum over all positions, and over all samples."""
