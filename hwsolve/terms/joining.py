"""Vectors put one below the other, taken apart again, and on the diagonal of a matrix."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np

from hwsolve.notation.tree import Call, Function, Matrix, Notation, Numeral, Symbol
from hwsolve.numbers import Value, as_array, constant, rational, shape_of
from hwsolve.terms.elementwise import named
from hwsolve.terms.term import ALONE, Apply, Index, Literal, Operation, Term, entry

PIECE = Function("entries", "entries", r"\operatorname{entries}")


CONCATENATED = named("concat")


def _spell_join(term: Apply, *parts: Notation) -> Notation:
    axis, rank = term.parameters.get("axis", 0), len(term.shape)
    if axis == 0 and rank <= 2:
        rows: list[tuple[Notation, ...]] = []
        for part in parts:
            rows.extend(part.rows if isinstance(part, Matrix) else [(part,)])
        return Matrix(tuple(rows))
    if rank > 2:
        return Call(CONCATENATED, parts)
    written = [part for part in parts if isinstance(part, Matrix)]
    if len(written) < len(parts):
        return Matrix((parts,))
    by_row = zip(*(part.rows for part in written), strict=True)
    return Matrix(tuple(tuple(chain.from_iterable(row)) for row in by_row))


def _entry_join(term: Apply, index: Index) -> Term:
    axis = term.parameters.get("axis", 0)
    place = index[axis]
    for part in term.arguments:
        if place < part.shape[axis]:
            return entry(part, (*index[:axis], place, *index[axis + 1 :]))
        place -= part.shape[axis]
    raise IndexError(f"no entry {index[axis] + 1}")


def _gradient_join(g: Term, term: Apply, result: Term) -> tuple[Term, ...]:
    pieces, start, axis = [], 0, term.parameters.get("axis", 0)
    for part in term.arguments:
        stop = start + part.shape[axis]
        pieces.append(piece(g, start=start, stop=stop, **term.parameters))
        start = stop
    return tuple(pieces)


join: Operation = Operation(
    name="join",
    evaluate=lambda *parts, axis=0: as_array(np.concatenate(parts, axis=axis)),
    spell=_spell_join,
    entry=_entry_join,
    gradient=_gradient_join,
    why=({ALONE: "{self} is a part of {into}, so its gradient is that part of {g}"},),
)
"""Arrays put together along an axis, the first unless given.

e.g. [h; x] is (1, 2, 3) for h = (1, 2) and x = (3)
"""


def _spell_piece(term: Apply, x: Notation) -> Notation:
    start, stop = term.parameters["start"], term.parameters["stop"]
    axis, rank = term.parameters.get("axis", 0), len(term.shape)
    if isinstance(x, Matrix):
        rows = x.rows if axis else x.rows[start:stop]
        return Matrix(tuple(row[start:stop] for row in rows) if axis else rows)
    label = str(stop) if stop == start + 1 else f"{start + 1}:{stop}"
    if isinstance(x, Symbol) and not x.index:
        return replace(x, index=(*[":"] * axis, label, *[":"] * (rank - axis - 1)))
    return Call(PIECE, (x, Numeral(str(start + 1)), Numeral(str(stop))))


def _gradient_piece(g: Term, term: Apply, result: Term) -> tuple[Term]:
    (x,) = term.arguments
    start, stop = term.parameters["start"], term.parameters["stop"]
    axis = term.parameters.get("axis", 0)
    along = {key: value for key, value in term.parameters.items() if key == "axis"}

    def zeros(length: int) -> tuple[Term, ...]:
        shape = (*x.shape[:axis], length, *x.shape[axis + 1 :])
        return (Literal(constant(shape, 0)),) if length else ()

    return (join(*zeros(start), g, *zeros(x.shape[axis] - stop), **along),)


def _part(x: Any, start: int, stop: int, axis: int = 0) -> Value:
    return as_array(x[(slice(None),) * axis + (slice(start, stop),)])


def _entry_piece(term: Apply, index: Index) -> Term:
    axis = term.parameters.get("axis", 0)
    place = index[axis] + term.parameters["start"]
    return entry(term.arguments[0], (*index[:axis], place, *index[axis + 1 :]))


piece: Operation = Operation(
    name="piece",
    evaluate=_part,
    spell=_spell_piece,
    entry=_entry_piece,
    gradient=_gradient_piece,
    why=({ALONE: "{into} is a part of {self}: what isn't in it gets 0"},),
)
"""The places `start` to `stop` (from 0, the last one excluded) along an axis, or the first."""


def _diagonal(x: Value) -> Value:
    matrix: Any = constant((shape_of(x)[0],) * 2, 0)
    np.fill_diagonal(matrix, x)
    return as_array(matrix)


diagonal: Operation = Operation(
    name="diagonal",
    evaluate=_diagonal,
    spell=lambda term, x: Call(named("diag"), (x,)),
    entry=lambda term, index: (
        entry(term.arguments[0], index[:1]) if index[0] == index[1] else Literal(rational(0))
    ),
    gradient=lambda g, term, result: (diagonal_part(g),),
    why=({ALONE: "{self} is the diagonal of {into}, so its gradient is that of {g}"},),
)
"""The matrix with a vector on its diagonal and 0 elsewhere."""

diagonal_part: Operation = Operation(
    name="diagonal_part",
    evaluate=lambda x: as_array(np.diagonal(x).copy()),
    spell=lambda term, x: Call(named("diagonal"), (x,)),
    entry=lambda term, index: entry(term.arguments[0], (index[0], index[0])),
    gradient=lambda g, term, result: (diagonal(g),),
)
"""The diagonal of a matrix, as a vector."""


def _spell_columns(term: Apply, x: Notation) -> Notation:
    start, stop = term.parameters["start"], term.parameters["stop"]
    if isinstance(x, Matrix):
        return Matrix(tuple(row[start:stop] for row in x.rows))
    if isinstance(x, Symbol) and not x.index:
        return replace(x, index=(":", f"{start + 1}:{stop}"))
    return Call(named("columns"), (x, Numeral(str(start + 1)), Numeral(str(stop))))


columns = Operation(
    name="columns",
    evaluate=lambda x, start, stop: x[:, start:stop],
    spell=_spell_columns,
    entry=lambda term, index: entry(
        term.arguments[0], (index[0], index[1] + term.parameters["start"])
    ),
    gradient=lambda g, term, result: (None,),
)
"""The columns `start` to `stop` (from 0, the last one excluded) of a matrix."""
