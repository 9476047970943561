"""Something else put into a rule: another quantity of the same shape, or a single other number."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterator
from contextlib import suppress

import numpy as np

from hwsolve.checking.explaining.candidate_mistakes import (
    Mistake,
    distinct,
    leaves_of,
    replaced,
    taken_at,
)
from hwsolve.checking.explaining.error_sources import (
    ErrorSource,
    are_the_only_ones,
    in_words,
    shared,
)
from hwsolve.checking.explaining.evidence import beats_chance, digits_of
from hwsolve.checking.explaining.mistake_wording import MOST, symbol
from hwsolve.checking.reading.answers import Index
from hwsolve.checking.verdicts import Explanation
from hwsolve.numbers import Rational, Scalar, Value, as_array, entries, shape_of
from hwsolve.quantity import Quantity
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.mutants import bound
from hwsolve.terms.term import entry, evaluate

MOST_TRIED = 3000
"""Single numbers that are put in for others; beyond it they are too many to mean anything."""

ENOUGH, PLENTY = 2, 3
"""Digits of evidence before a single number of the problem is taken for another one."""


def exchanged(mistake: Mistake) -> list[Explanation]:
    """A whole quantity put in for one of the same shape, or one setting for another: β₁ for β₂."""
    term = mistake.step.term
    if term is None:
        return []
    pairs = [
        (name, id, value)
        for name in leaves_of(term)
        for id, value in distinct(mistake.own)
        if id != name.id
        and shape_of(value) == shape_of(name.value)
        and (shape_of(value) or _are_settings(mistake, id, name.id))
    ]
    if not pairs or not beats_chance(mistake, len(pairs)):
        return []
    found = []
    for name, id, value in pairs:
        with suppress(*FAILURES):
            given = evaluate(term, {**mistake.own, name.id: value})
            if mistake.is_given_by(given):
                found.append(_exchange(id, (), name.id, name.index))
    return found if len(found) <= MOST else []


def _are_settings(mistake: Mistake, *ids: str) -> bool:
    """Whether these are numbers that the problem gives, such as α and β."""
    steps = mistake.derivation.by_id
    return all(id in steps and steps[id].term is None for id in ids)


def earlier(mistake: Mistake) -> list[Explanation]:
    """The values of an earlier step or time put in for all those of this one.

    e.g. every step with the gradient at the start
    """
    term = mistake.step.term
    if term is None:
        return []
    places = {name.id: _last_mark(name.id) for name in leaves_of(term)}
    latest = max(places.values(), default=0)
    if not 0 < latest <= MOST_EARLIER or not beats_chance(mistake, latest):
        return []
    found = []
    for before in range(latest):
        earlier = {id: _earlier(id, before) for id, mark in places.items() if mark == latest}
        earlier = {id: other for id, other in earlier.items() if other in mistake.own}
        if earlier:
            old: dict[str, Value] = {id: mistake.own[other] for id, other in earlier.items()}
            with suppress(*FAILURES):
                if mistake.is_given_by(evaluate(term, {**mistake.own, **old})):
                    pairs = ((symbol(other), symbol(id)) for id, other in earlier.items())
                    words = " and ".join(f"{put_in} for {instead}" for put_in, instead in pairs)
                    found.append(Explanation("earlier", f"the earlier {words}", "earlier"))
    return found[:1]


MOST_EARLIER = 100
"""Steps back to which it is tried whether their values were put in."""


def _last_mark(quantity: Quantity) -> int:
    """The number of the step, time or layer that stands last in a place; −1 where there is none."""
    _, mark = quantity.place[-1] if quantity.place else ("", -1)
    return mark if isinstance(mark, int) else -1


def _earlier(quantity: Quantity, number: int) -> Quantity:
    """The same at an earlier step, time or layer."""
    axis, _ = quantity.place[-1]
    return quantity.moved(**{axis: number})


def row_exchanged(mistake: Mistake) -> list[Explanation]:
    """A vector put in for the row of a matrix that the wrong entries come from.

    e.g. the input copied where the weights of a unit belong
    """
    term, rows = mistake.step.term, {place[:1] for place in mistake.wrong}
    if digits_of(mistake) < ENOUGH or term is None or not mistake.shape or len(rows) != 1:
        return []
    ((row,),) = rows
    found = []
    for name in leaves_of(term):
        shape = shape_of(name.value)
        if len(shape) != 2 or row >= shape[0] or shape[1] < 2:
            continue
        for id, value in distinct(mistake.own):
            if shape_of(value) != shape[1:]:
                continue
            changed = np.array(mistake.own[name.id], dtype=object)
            changed[row] = value
            with suppress(*FAILURES):
                given = evaluate(term, {**mistake.own, name.id: as_array(changed)})
                if mistake.gives_all(given):
                    words = f"{symbol(id)} is put in for row {row + 1} of {symbol(name.id)}"
                    found.append(Explanation(_exchange_name(id, name.id), words))
    return found if len(found) <= MOST else []


def _exchange(id: str, index: Index, instead: str, at: Index) -> Explanation:
    words = f"{symbol(id, index)} is put in for {symbol(instead, at)}"
    return Explanation(_exchange_name(id, instead), words)


def _exchange_name(id: str, instead: str) -> str:
    return f"mistaken:{id}:{instead}"


def mistaken_alike(mistake: Mistake) -> list[Explanation]:
    """Something else of the same place, or another entry of a quantity, put into the rule."""
    return _mistaken(mistake, alike=True) if digits_of(mistake) >= ENOUGH else []


def mistaken_any(mistake: Mistake) -> list[Explanation]:
    """Any other number of the problem put into the rule."""
    return _mistaken(mistake, alike=False) if digits_of(mistake) >= PLENTY else []


def _mistaken(mistake: Mistake, *, alike: bool) -> list[Explanation]:
    tried: set[Hashable] | None = None

    def at(place: Index) -> Iterator[ErrorSource]:
        nonlocal tried
        found = list(_put_in(mistake, place, tried, alike=alike))
        tried = {cause.key for cause in found}
        return iter(found)

    common = shared(mistake, at)
    found = in_words(mistake, common, lambda place: _put_in(mistake, place, common, alike=alike))
    return found if len(found) <= MOST else []


def _put_in(
    mistake: Mistake, place: Index, only: Container[Hashable] | None, *, alike: bool
) -> Iterator[ErrorSource]:
    """The single numbers that give an entry when they are put in for one that its rule takes."""
    assert mistake.step.term is not None
    with suppress(*FAILURES):
        term = entry(bound(mistake.step.term, mistake.own), place)
        leaves = leaves_of(term)
        taken = taken_at(mistake.step, place)
        known = [(id, i, x) for id, value in distinct(mistake.own) for i, x in entries(value)]
        tried_in_all = len(leaves) * len(known)
        if tried_in_all > MOST_TRIED or not beats_chance(mistake, tried_in_all):
            return
        for leaf in leaves:
            tried = [leaf.value]
            for id, index, scalar in known:
                related = id == leaf.id or index[-1:] == leaf.index[-1:]
                if related is not alike or any(_same(scalar, seen) for seen in tried):
                    continue
                tried.append(scalar)
                name = _exchange_name(id, leaf.id)
                if only is None or name in only:
                    with suppress(*FAILURES):
                        value = replaced(term, leaf.id, leaf.index, scalar).value
                        if mistake.gives(value, place):
                            words = _exchange(id, index, leaf.id, leaf.index).words
                            about = ((leaf.id, leaf.index),)
                            is_broad = id != leaf.id and index in ((), leaf.index)
                            is_broad = is_broad and are_the_only_ones(about, taken)
                            broad = _exchange(id, (), leaf.id, ()).words if is_broad else ""
                            yield ErrorSource(name, words, name, broad, about=about)


def _same(one: Scalar, other: Scalar) -> bool:
    return one is other or (
        isinstance(one, Rational) and isinstance(other, Rational) and bool(one == other)
    )
