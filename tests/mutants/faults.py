"""Mistakes to plant: mutants of a rule, slips of the pen, copies, one quantity for another."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from hwsolve.numbers import (
    Rational,
    as_array,
    as_ball,
    entries,
    is_symbolic,
    scalars,
    shape_of,
    values_agree,
)
from hwsolve.numbers.decimals import terminating
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.mutants import mutants
from hwsolve.terms.term import entry, evaluate, names

TINY = 1e-9


@dataclass(frozen=True)
class Fault:
    """One mistake in one quantity.

    `name` is its name as an explanation has it; `make` gives the wrong value from the values of the
    quantities before it and from what the rule gives.
    """

    sort: str
    name: str
    id: str
    make: Callable[[Any, Any], Any]


def is_numeric(value):
    """Whether every entry is a number rather than a formula."""
    return not any(is_symbolic(x) for x in scalars(value))


def derived(derivation):
    """The steps that a student works out, with numbers in them."""
    return [s for s in derivation.steps if s.term is not None and is_numeric(s.value)]


def faults_in(step, values, chance):
    """Every mutant of the step's rule, a few of its entries' rules, and some slips.

    `values` are the true values by id, in order.
    """
    ids = list(values)
    before = {id: values[id] for id in ids[: ids.index(step.id)]}
    for fault in _all(step, before, chance):
        try:
            value = fault.make(values, step.value)
        except FAILURES:
            continue
        right_shape = shape_of(value) == shape_of(step.value)
        differs = right_shape and is_numeric(value) and not values_agree(value, step.value)
        if differs and not is_as_good(step, value, values):
            yield fault


def is_as_good(step, value, values):
    """Whether another value of a quantity that may be chosen does as well."""
    if step.non_unique is None:
        return False
    values = {**values, step.id: value}
    return all(
        any(sizes) if condition.nonzero else not any(sizes)
        for condition in step.non_unique().conditions
        for sizes in [
            [abs(float(as_ball(x).mid())) > TINY for x in scalars(condition.value(values))]
        ]
    )


def _all(step, before, chance):
    for mutant in mutants(step.term):
        term = mutant.term
        yield Fault("rule", mutant.name, step.id, lambda own, right, t=term: evaluate(t, own))
    yield from _single(step, chance)
    yield from _slips(step, chance)
    yield from _copied(step, before, chance)
    yield from _exchanged(step, before, chance)


def _single(step, chance):
    shape = shape_of(step.value)
    if not shape:
        return
    places = list(np.ndindex(shape))
    for place in chance.sample(places, min(2, len(places))):
        found = list(mutants(entry(step.term, place)))
        for mutant in chance.sample(found, min(4, len(found))):
            yield Fault(
                "rule of an entry", mutant.name, step.id,
                lambda own, right, p=place, t=mutant.term: _with(right, p, evaluate(t, own)),
            )  # fmt: skip


def _with(value, place, scalar):
    if not place:
        return scalar
    changed = np.array(value, dtype=object)
    changed[place] = scalar
    return as_array(changed)


def _at(value, place):
    return value[place] if place else value


def _slips(step, chance):
    places = [index for index, _ in entries(step.value)]
    place = chance.choice(places)
    yield Fault(
        "slip", "times:-1", step.id, lambda own, right: _with(right, place, -_at(right, place))
    )
    for name, wrong in _digit(_at(step.value, place), chance):
        yield Fault("slip", name, step.id, lambda own, right, w=wrong: _with(right, place, w))
    if len(places) > 1:
        one, other = chance.sample(places, 2)
        yield Fault(
            "slip", "swapped", step.id,
            lambda own, right: _with(_with(right, one, right[other]), other, right[one]),
        )  # fmt: skip


def _digit(right, chance):
    text = terminating(right) if isinstance(right, Rational) else None
    digits = [i for i, c in enumerate(text or "") if c.isdigit()]
    if text is None or not 2 <= len(digits) <= 8:
        return
    at = chance.choice(digits)
    other = chance.choice([d for d in "0123456789" if d != text[at]])
    wrong = text[:at] + other + text[at + 1 :]
    size = wrong.removeprefix("-")
    if not size.startswith("0") or size.startswith("0."):
        yield "slip:digit", _rational(wrong)
    if abs(right) >= 1 and "." in text:
        yield "slip:point", right / 10


def _rational(text):
    whole, _, fraction = text.partition(".")
    return Rational(int(whole + fraction), 10 ** len(fraction))


def _copied(step, before, chance):
    shape = shape_of(step.value)
    others = [id for id, value in before.items() if shape_of(value) == shape]
    if others and shape and np.size(step.value) > 1:
        id = chance.choice(others)
        yield Fault("copy", f"copied:{id}", step.id, lambda own, right: own[id])


def _exchanged(step, before, chance):
    leaves = [n for n in names(step.term) if shape_of(n.value) and np.size(n.value) > 1]
    if not leaves or np.size(step.value) < 2:
        return
    leaf = chance.choice(leaves)
    others = [
        id
        for id, value in before.items()
        if id != leaf.id and shape_of(value) == shape_of(leaf.value)
    ]
    if others:
        id = chance.choice(others)
        yield Fault(
            "exchange", f"mistaken:{id}:{leaf.id}", step.id,
            lambda own, right: evaluate(step.term, {**own, leaf.id: own[id]}),
        )  # fmt: skip
