"""Nodes sorted into groups: by sign, by the nearest centre, and the means of groups."""

from __future__ import annotations

from typing import Any

import numpy as np

from hwsolve.notation.tree import Call, Notation
from hwsolve.numbers import Array, Scalar, Value, as_array, rational, sign
from hwsolve.terms.matrices import function
from hwsolve.terms.term import Apply, Literal, Operation


def _square(x: Array) -> Scalar:
    return sum((entry * entry for entry in x), start=rational(0))


def _nearest(points: Array, centres: Array) -> Value:
    labels = []
    for point in points:
        distances = [_square(point - centre) for centre in centres]
        best = 0
        for number in range(1, len(distances)):
            if sign(distances[number] - distances[best]) < 0:
                best = number
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


nearest: Operation = Operation(
    name="nearest",
    evaluate=_nearest,
    spell=_call("nearest"),
    entry=lambda term, index: Literal(term.value[index]),
    gradient=lambda g, term, result: (None, None),
)
"""The number (from 1) of the centre next to each row of points; the first of equally near ones."""

means: Operation = Operation(
    name="means",
    evaluate=_means,
    spell=_call("means"),
    entry=lambda term, index: Literal(term.value[index]),
    gradient=lambda g, term, result: (None, None),
)
"""The mean of the points in each group, a row each."""
