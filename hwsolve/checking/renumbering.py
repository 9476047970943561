"""Answers of somebody who numbered the hidden units otherwise, put into the problem's order.

Asked for by `permute_units: true`. The order is the one in which most of what was written agrees
with the truth, so that a mistake in a few numbers doesn't hide it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np

from hwsolve.checking.answers import Answer, AnswerFile, Index
from hwsolve.checking.written import Entry, Written
from hwsolve.derivation.interchange import Interchange
from hwsolve.numbers import Real, Scalar, Value, rational, shape_of

MOST_TRIED_IN_FULL = 6
"""Units up to which every order is tried; of more, each takes the place that suits it best."""

EXACTLY = rational(0)
Order = Sequence[int]
"""For each place as it was written, from 0, the place in the problem."""


def renumbered(
    file: AnswerFile, interchanges: Sequence[Interchange], truth: Mapping[str, Value]
) -> AnswerFile:
    """The file with every quantity in the order of the problem."""
    answers = file.answers
    for interchange in interchanges:
        order = _order(answers, interchange, truth)
        if list(order) != list(range(interchange.size)):
            answers = tuple(_reordered(a, interchange, order, truth) for a in answers)
    return replace(file, answers=answers)


def _order(
    answers: Sequence[Answer], interchange: Interchange, truth: Mapping[str, Value]
) -> Order:
    """The order in which the most slices agree; the written one if no other is better."""
    size = interchange.size
    agreeing = np.zeros((size, size), dtype=int)
    for answer in answers:
        axis, value = interchange.axes.get(answer.id), truth.get(answer.id)
        entries = None if value is None else answer.fitted(shape_of(value))
        if axis is None or entries is None or value is None:
            continue
        written = [[w for i, w in entries.items() if i[axis] == k] for k in range(size)]
        right = [np.ravel(np.take(value, k, axis)).tolist() for k in range(size)]
        for i in range(size):
            for j in range(size):
                agreeing[i, j] += _agree(written[i], right[j])
    return _best(agreeing)


def _agree(written: Sequence[Entry], right: Sequence[Scalar]) -> bool:
    """Whether two slices hold the same numbers; across them the order may still be another one."""
    known = sorted((w for w in written if isinstance(w, Written)), key=lambda w: _size(w.value))
    pairs = zip(known, sorted(right, key=_size), strict=False)
    return len(known) == len(right) and all(w.compare(x, EXACTLY) for w, x in pairs)


def _size(x: Scalar) -> float:
    if isinstance(x, Real):
        return 0.0 if x.ball is None else float(x.ball.mid())
    return float(int(x.p) / int(x.q))


def _best(agreeing: np.ndarray) -> Order:
    size = len(agreeing)
    if size <= MOST_TRIED_IN_FULL:
        orders = permutations(range(size))
        return max(orders, key=lambda order: sum(agreeing[i, j] for i, j in enumerate(order)))
    order, free = [-1] * size, set(range(size))
    for i in sorted(range(size), key=lambda i: -int(agreeing[i].max())):
        order[i] = max(free, key=lambda j: (agreeing[i, j], j == i))
        free.remove(order[i])
    return order


def _reordered(
    answer: Answer, interchange: Interchange, order: Order, truth: Mapping[str, Value]
) -> Answer:
    axis, value = interchange.axes.get(answer.id), truth.get(answer.id)
    entries = None if value is None else answer.fitted(shape_of(value))
    if axis is None or entries is None:
        return answer

    def moved(index: Index) -> Index:
        return (*index[:axis], order[index[axis]], *index[axis + 1 :])

    placed = {moved(index): written for index, written in entries.items()}
    return replace(answer, entries=dict(sorted(placed.items())), shape=shape_of(value))
