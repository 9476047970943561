"""Nodes sorted into groups: by sign, by distances to centres, and the means of groups."""

from __future__ import annotations

from typing import Any

import numpy as np

from hwsolve.notation.tree import Call, Notation
from hwsolve.numbers import Array, Scalar, Value, as_array, rational, sign
from hwsolve.terms.arithmetic import add
from hwsolve.terms.matrices import function
from hwsolve.terms.term import Apply, Index, Literal, Operation, Term, entry


def _square(x: Array) -> Scalar:
    return sum((number * number for number in x), start=rational(0))


def _squared_distances(points: Array, centres: Array) -> Value:
    rows = [[_square(point - centre) for centre in centres] for point in points]
    return as_array(np.array(rows, dtype=object))


def _entry_distance(term: Apply, index: Index) -> Term:
    points, centres = term.arguments
    row, column = index
    squares = [
        (entry(points, (row, k)) - entry(centres, (column, k))) ** 2 for k in range(points.shape[1])
    ]
    return add(*squares) if len(squares) > 1 else squares[0]


def _least(rows: Array) -> Value:
    labels = []
    for row in rows:
        best = 0
        for place in range(1, len(row)):
            if sign(row[place] - row[best]) < 0:
                best = place
        labels.append(rational(best + 1))
    return as_array(np.array(labels, dtype=object))


def _means(points: Array, labels: Array, count: int) -> Value:
    rows: list[Any] = []
    for number in range(1, count + 1):
        members = [point for point, label in zip(points, labels, strict=True) if label == number]
        rows.append(sum(members[1:], start=members[0]) / rational(len(members)))
    return as_array(np.stack(rows))


def _call(name: str) -> Any:
    def spell(term: Apply, *arguments: Notation) -> Notation:
        return Call(function(name), arguments)

    return spell


squared_distances: Operation = Operation(
    name="squared_distances",
    evaluate=_squared_distances,
    spell=_call("squared_distances"),
    entry=_entry_distance,
    gradient=lambda g, term, result: (None, None),
)
"""‖yᵢ − cⱼ‖² of each row of points and each row of centres."""

least: Operation = Operation(
    name="least",
    evaluate=_least,
    spell=_call("argmin"),
    entry=lambda term, index: Literal(term.value[index]),
    gradient=lambda g, term, result: (None,),
)
"""The place (from 1) of the least number in each row; the first of equal ones."""

means: Operation = Operation(
    name="means",
    evaluate=_means,
    spell=_call("means"),
    entry=lambda term, index: Literal(term.value[index]),
    gradient=lambda g, term, result: (None, None),
)
"""The mean of the points in each group, a row each."""
