"""Answers of somebody who numbered the hidden units otherwise, put into the problem's order.

Asked for by `permute_units: true`. The order is the one in which most of what was written agrees
with the truth, so that a mistake in a few numbers doesn't hide it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np
from flint import arb

from hwsolve.checking.reading.answers import Answer, AnswerFile, Index, entry_id
from hwsolve.checking.reading.written import Entry, Written
from hwsolve.derivation.step import Step, ids_of
from hwsolve.derivation.symmetry import Symmetry
from hwsolve.numbers import Scalar, as_ball, is_symbolic, rational, shape_of

MOST_TRIED_IN_FULL = 6
"""Units up to which every order is tried; of more, each takes the place that suits it best."""

EXACTLY = rational(0)
Find = Callable[[str], tuple[Step, Index] | None]
Order = Sequence[int]
"""For each place as it was written, from 0, the place in the problem."""


def renumbered(file: AnswerFile, symmetries: Sequence[Symmetry], find: Find) -> AnswerFile:
    """The file with every quantity in the order of the problem; `find` says what an id means."""
    answers = file.answers
    for symmetry in symmetries:
        places = [_placed(answer, symmetry, find) for answer in answers]
        order = _order([place for place in places if place], symmetry.size)
        if list(order) != list(range(symmetry.size)):
            pairs = zip(answers, places, strict=True)
            answers = tuple(place.reordered(order) if place else answer for answer, place in pairs)
    return replace(file, answers=answers)


@dataclass(frozen=True, slots=True)
class _Placed:
    """An answer about things that may be renumbered: a quantity, a row or an entry of it."""

    answer: Answer
    step: Step
    place: Index
    """The row or the entry, from 0; empty for the whole quantity."""
    entries: Mapping[Index, Entry]
    axis: int
    """The axis of the quantity along which the things stand."""

    def reordered(self, order: Order) -> Answer:
        """The answer in the problem's numbering."""
        if len(self.place) > self.axis:
            means = entry_id(self.step.id, self._moved(self.place, order))
            return replace(self.answer, means=means, is_renumbered=True)
        moved = [self._moved((*self.place, *index), order) for index in self.entries]
        in_order = sorted(range(len(moved)), key=moved.__getitem__)
        found = list(self.entries.values())
        return replace(
            self.answer,
            entries={moved[n][len(self.place) :]: found[n] for n in in_order},
            positions=[self.answer.positions[n] for n in in_order],
            shape=shape_of(self.step.value)[len(self.place) :],
            is_renumbered=True,
        )

    def _moved(self, index: Index, order: Order) -> Index:
        return (*index[: self.axis], order[index[self.axis]], *index[self.axis + 1 :])


def _placed(answer: Answer, symmetry: Symmetry, find: Find) -> _Placed | None:
    found = find(answer.meant)
    if found is None:
        return None
    step, place = found
    axis = next((symmetry.axes[id] for id in ids_of(step) if id in symmetry.axes), None)
    entries = answer.fitted(shape_of(step.value)[len(place) :])
    if axis is None or entries is None:
        return None
    return _Placed(answer, step, place, entries, axis)


def _order(answers: Sequence[_Placed], size: int) -> Order:
    """The order in which the most slices agree; the written one if no other is better."""
    written: dict[Step, dict[Index, Entry]] = {}
    axes = {placed.step: placed.axis for placed in answers}
    for placed in answers:
        full = {(*placed.place, *index): found for index, found in placed.entries.items()}
        written.setdefault(placed.step, {}).update(full)
    agreeing = np.zeros((size, size), dtype=int)
    for step, entries in written.items():
        axis = axes[step]
        slices = [[x for i, x in entries.items() if i[axis] == k] for k in range(size)]
        right = [np.ravel(np.take(step.value, k, axis)).tolist() for k in range(size)]
        for i in range(size):
            for j in range(size):
                agreeing[i, j] += _agree(slices[i], right[j])
    return _best(agreeing)


def _agree(written: Sequence[Entry], right: Sequence[Scalar]) -> bool:
    """Whether two slices hold the same numbers; across them the order may still be another one."""
    known = sorted((w for w in written if isinstance(w, Written)), key=lambda w: _size(w.value))
    pairs = zip(known, sorted(right, key=_size), strict=False)
    return len(known) == len(right) and all(w.compare(x, EXACTLY).agrees for w, x in pairs)


def _size(x: Scalar) -> arb:
    return arb(0) if is_symbolic(x) else as_ball(x).mid()


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
