"""Pooling: the maximum or the mean of every window, with gradients that are rows too.

The gradient of a maximum goes to the entry that was the maximum; where several entries tie, to the
first of them or to all in equal shares, as `ties` says. Padding never wins a maximum; in a mean it
counts as zeros or not at all, as `count_padding` says (Goodfellow, Bengio and Courville 2016,
section 9.3).
"""

from __future__ import annotations

import numpy as np

from hwsolve.errors import LimitError
from hwsolve.notation.tree import Function
from hwsolve.numbers import (
    Array,
    Scalar,
    Value,
    as_array,
    is_symbolic,
    maximum,
    rational,
    sign,
)
from hwsolve.terms.cases import choose, larger
from hwsolve.terms.elementwise import spell_call, times
from hwsolve.terms.pooling_mistakes import (
    of_avg_gradient,
    of_avg_pool,
    of_max_gradient,
    of_max_pool,
)
from hwsolve.terms.sums import sum_of
from hwsolve.terms.term import Apply, Index, Literal, Operation, Term, as_term, entry
from hwsolve.terms.windows import (
    Axes,
    Place,
    covered,
    gather_back,
    patches,
    places,
    read_by,
    windows,
)

MAX_POOL = Function("maxpool", "maxpool", r"\operatorname{maxpool}")
MAX_UNPOOL = Function("route_to_max", "route_to_max", r"\operatorname{route\_to\_max}")
TAKE_MAX = Function("take_at_max", "take_at_max", r"\operatorname{take\_at\_max}")
AVG_POOL = Function("avgpool", "avgpool", r"\operatorname{avgpool}")
AVG_UNPOOL = Function("spread_evenly", "spread_evenly", r"\operatorname{spread\_evenly}")


def _planes(x: Value, axes: Axes) -> Array:
    """x with everything before its sliding axes drawn into one."""
    return np.asarray(x, dtype=object).reshape((-1, *np.shape(x)[-len(axes) :]))


def _as_written(planes: Array, lead: tuple[int, ...]) -> Value:
    return as_array(planes.reshape((*lead, *planes.shape[1:])))


def _lead(x: Value, axes: Axes) -> tuple[int, ...]:
    return tuple(np.shape(x)[: -len(axes)])


def _split(index: Index, axes: Axes) -> tuple[Index, Place]:
    return index[: -len(axes)], index[-len(axes) :]


# ---- maximum ------------------------------------------------------------------------------------


def winners(numbers: list[Scalar]) -> list[int]:
    """Where the maximum stands, all places of a tie. Raises LimitError for formulas in names."""
    if any(is_symbolic(x) for x in numbers):
        raise LimitError(
            "how many entries of a pooling window share the maximum can't be told of names",
            "write numbers in place of the names, or leave out max_pool_ties: shared",
        )
    best = [0]
    for place, x in enumerate(numbers[1:], start=1):
        order = sign(x - numbers[best[0]])
        if order >= 0:
            best = [place] if order else [*best, place]
    return best


def winning_entries(plane: Array, axes: Axes, place: Place) -> list[Place]:
    """The entries of one plane that are the maximum of the window at a place."""
    reached = covered(axes, place)
    return [reached[k] for k in winners([plane[at] for at in reached])]


def shares_of(window: list[Term], ties: str) -> list[tuple[int, Term]]:
    """The entries of a window that get a share of its gradient, and which; of names, by cases.

    e.g. for [a, b]: 1 for a where a ≥ b, and 1 for b where b > a; the first of a tie gets it all
    """
    if ties == "first" and any(is_symbolic(x.value) for x in window):
        return [(place, _share_by_cases(window, place)) for place in range(len(window))]
    found = winners([x.value for x in window])
    found = found[:1] if ties == "first" else found
    return [(place, Literal(rational(1, len(found)))) for place in found]


def _share_by_cases(window: list[Term], place: int) -> Term:
    """1 where an entry is larger than all before it and no smaller than all after it, else 0."""
    share: Term = as_term(1)
    for others, at_equal in ((window[:place], 0), (window[place + 1 :], 1)):
        if others:
            largest = larger(*others) if len(others) > 1 else others[0]
            share = times(share, choose(window[place] - largest, 1, 0, at_equal))
    return share


def _max_pool(x: Value, axes: Axes, ties: str) -> Value:
    planes = _planes(x, axes)
    pooled = np.empty((len(planes), *places(axes)), dtype=object)
    for place in np.ndindex(places(axes)):
        reached = covered(axes, place)
        for number, plane in enumerate(planes):
            pooled[(number, *place)] = maximum(*(plane[at] for at in reached))
    return _as_written(pooled, _lead(x, axes))


def _entry_max_pool(term: Apply, index: Index) -> Term:
    (x,), axes = term.arguments, term.parameters["axes"]
    lead, place = _split(index, axes)
    reached = [entry(x, (*lead, *at)) for at in covered(axes, place)]
    return larger(*reached) if len(reached) > 1 else reached[0]


def _shares(x: Value, axes: Axes, ties: str) -> Array:
    """planes × taps × places: the share that each entry read has in the gradient of its window."""
    planes = _planes(x, axes)
    zero = rational(0)
    shares = np.empty(
        (len(planes), int(np.prod(windows(axes))), int(np.prod(places(axes)))), object
    )
    shares.fill(zero)
    for column, place in enumerate(np.ndindex(places(axes))):
        taps = _taps_on_entries(axes, place)
        for number, plane in enumerate(planes):
            window: list[Term] = [Literal(plane[at]) for _, at in taps]
            for winner, share in shares_of(window, ties):
                shares[number, taps[winner][0], column] = share.value
    return shares


def _taps_on_entries(axes: Axes, place: Place) -> list[tuple[int, Place]]:
    """(number of the tap, entry that it reads) for the taps that don't meet padding."""
    found = []
    for number, tap in enumerate(np.ndindex(windows(axes))):
        at = [a.reached(o, k) for a, o, k in zip(axes, place, tap, strict=True)]
        reached = tuple(i for i in at if i is not None)
        if len(reached) == len(at):
            found.append((number, reached))
    return found


def _unpool(g: Value, x: Value, axes: Axes, ties: str) -> Value:
    flat = _planes(g, axes).reshape(-1, 1, int(np.prod(places(axes))))
    return _as_written(gather_back(_shares(x, axes, ties) * flat, axes), _lead(x, axes))


def _take(h: Value, x: Value, axes: Axes, ties: str) -> Value:
    taken = (_shares(x, axes, ties) * patches(_planes(h, axes), axes)).sum(axis=1)
    return _as_written(taken.reshape((-1, *places(axes))), _lead(x, axes))


def _entry_unpool(term: Apply, index: Index) -> Term:
    """The gradients of the windows whose maximum stands here, added up; 0 where there is none."""
    g = term.arguments[0]
    lead, at = _split(index, term.parameters["axes"])
    parts = []
    for place in dict.fromkeys(place for _, place in read_by(term.parameters["axes"], at)):
        shares = _shares_in(term, lead, place)
        if at in shares:
            parts.append(times(shares[at], entry(g, (*lead, *place))))
    return sum_of(parts)


def _entry_take(term: Apply, index: Index) -> Term:
    h = term.arguments[0]
    lead, place = _split(index, term.parameters["axes"])
    shares = _shares_in(term, lead, place)
    return sum_of([times(share, entry(h, (*lead, *at))) for at, share in shares.items()])


def _shares_in(term: Apply, lead: Index, place: Place) -> dict[Place, Term]:
    """Which entries of the second argument have a share in the window at a place, and which."""
    x, ties = term.arguments[1], term.parameters["ties"]
    reached = covered(term.parameters["axes"], place)
    shares = shares_of([entry(x, (*lead, *at)) for at in reached], ties)
    return {reached[number]: share for number, share in shares}


max_pool: Operation = Operation(
    name="max_pool",
    evaluate=_max_pool,
    spell=spell_call(MAX_POOL),
    entry=_entry_max_pool,
    gradient=lambda g, term, result: (max_pool_gradient(g, term.arguments[0], **term.parameters),),
    mistakes=of_max_pool,
)
"""The maximum of every window. e.g. of [[−3, 4], [2, 0]] in one window of 2 × 2: 4"""


max_pool_gradient: Operation = Operation(
    name="max_pool_gradient",
    evaluate=_unpool,
    spell=spell_call(MAX_UNPOOL),
    entry=_entry_unpool,
    gradient=lambda h, term, result: (
        max_pool_take(h, term.arguments[1], **term.parameters),
        None,
    ),
    mistakes=of_max_gradient,
)
"""∂L/∂x from g = ∂L/∂(max_pool x) and x: each g at the entry that was the maximum, 0 elsewhere."""

max_pool_take: Operation = Operation(
    name="max_pool_take",
    evaluate=_take,
    spell=spell_call(TAKE_MAX),
    entry=_entry_take,
    gradient=lambda g, term, result: (
        max_pool_gradient(g, term.arguments[1], **term.parameters),
        None,
    ),
)
"""From h and x the entries of h that stand where x has its maxima: the adjoint of the routing."""


# ---- mean ---------------------------------------------------------------------------------------


def _divisor(axes: Axes, place: Place, *, count_padding: bool) -> int:
    """By how many numbers the sum of a window is divided.

    Padding that was asked for counts if `count_padding`; what a last window reaches beyond it (in
    ceil mode) never does.
    """
    count = 1
    for axis, o in zip(axes, place, strict=True):
        reached = (o * axis.stride + k * axis.dilation for k in range(axis.window))
        end = axis.before + axis.length + axis.after
        low, high = (0, end) if count_padding else (axis.before, axis.before + axis.length)
        count *= sum(low <= at < high for at in reached)
    return count


def _weights(axes: Axes, *, count_padding: bool) -> Array:
    """1/divisor for every place, in a row."""
    all_places = np.ndindex(places(axes))
    flat = [rational(1, _divisor(axes, place, count_padding=count_padding)) for place in all_places]
    row = np.empty(len(flat), dtype=object)
    row[:] = flat
    return row


def _avg_pool(x: Value, axes: Axes, count_padding: bool) -> Value:
    sums = patches(_planes(x, axes), axes).sum(axis=1)
    means = sums * _weights(axes, count_padding=count_padding)
    return _as_written(means.reshape((-1, *places(axes))), _lead(x, axes))


def _avg_unpool(g: Value, axes: Axes, count_padding: bool) -> Value:
    flat = _planes(g, axes).reshape(-1, 1, int(np.prod(places(axes))))
    shares = flat * _weights(axes, count_padding=count_padding)
    cut = np.repeat(shares, int(np.prod(windows(axes))), axis=1)
    return _as_written(gather_back(cut, axes), _lead(g, axes))


def _entry_avg_pool(term: Apply, index: Index) -> Term:
    (x,), axes = term.arguments, term.parameters["axes"]
    lead, place = _split(index, axes)
    count = _divisor(axes, place, count_padding=term.parameters["count_padding"])
    reached = [entry(x, (*lead, *at)) for at in covered(axes, place)]
    return sum_of(reached) if count == 1 else sum_of(reached) / as_term(count)


def _entry_avg_unpool(term: Apply, index: Index) -> Term:
    (g,), axes = term.arguments, term.parameters["axes"]
    lead, at = _split(index, axes)
    parts = []
    for _, place in read_by(axes, at):
        upstream = entry(g, (*lead, *place))
        count = _divisor(axes, place, count_padding=term.parameters["count_padding"])
        parts.append(upstream if count == 1 else upstream / as_term(count))
    return sum_of(parts)


avg_pool: Operation = Operation(
    name="avg_pool",
    evaluate=_avg_pool,
    spell=spell_call(AVG_POOL),
    entry=_entry_avg_pool,
    gradient=lambda g, term, result: (avg_pool_gradient(g, **term.parameters),),
    mistakes=of_avg_pool,
)
"""The mean of every window. e.g. of [[1, 2], [3, 4]] in one window of 2 × 2: 5/2"""

avg_pool_gradient: Operation = Operation(
    name="avg_pool_gradient",
    evaluate=_avg_unpool,
    spell=spell_call(AVG_UNPOOL),
    entry=_entry_avg_unpool,
    gradient=lambda h, term, result: (avg_pool(h, **term.parameters),),
    mistakes=of_avg_gradient,
)
"""∂L/∂x from g = ∂L/∂(avg_pool x): each g in equal shares to all entries of its window."""
