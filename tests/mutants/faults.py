"""Mistakes to plant: mutants of a rule, slips of the pen, copies, one quantity for another."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hwsolve.checking.suspects import part
from hwsolve.numbers import Rational, as_array, entries, is_symbolic, scalars, shape_of, values_agree
from hwsolve.numbers.decimals import terminating
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.mutants import mutants
from hwsolve.terms.term import entry, evaluate, names


@dataclass(frozen=True)
class Fault:
    """One mistake in one quantity: its name as an explanation has it, and the value it gives."""

    sort: str
    name: str
    id: str
    value: Any


def is_numeric(value):
    """Whether every entry is a number rather than a formula."""
    return not any(is_symbolic(x) for x in scalars(value))


def derived(derivation):
    """The steps that a student works out, with numbers in them."""
    return [s for s in derivation.steps if s.term is not None and is_numeric(s.value)]


def faults_in(derivation, step, values, chance):
    """Every mutant of the step's rule, a few of its entries' rules, and some slips."""
    yield from _whole(step)
    yield from _single(step, chance)
    yield from _slips(step, chance)
    yield from _copied(step, values, chance)
    yield from _exchanged(step, values, chance)


def _fault(sort, name, step, value):
    if shape_of(value) == shape_of(step.value) and _differs(value, step.value):
        yield Fault(sort, name, step.id, value)


def _differs(one, other):
    return is_numeric(one) and not values_agree(one, other)


def _whole(step):
    for mutant in mutants(step.term):
        yield from _fault("rule", mutant.name, step, mutant.term.value)


def _single(step, chance):
    shape = shape_of(step.value)
    if not shape:
        return
    places = list(np.ndindex(shape))
    for place in chance.sample(places, min(2, len(places))):
        found = list(mutants(entry(step.term, place)))
        for mutant in chance.sample(found, min(4, len(found))):
            value = _with(step.value, place, mutant.term.value)
            yield from _fault("rule of an entry", mutant.name, step, value)


def _with(value, place, scalar):
    changed = np.array(value, dtype=object)
    changed[place] = scalar
    return as_array(changed) if place else scalar


def _slips(step, chance):
    found = [(i, x) for i, x in entries(step.value)]
    place, right = chance.choice(found)
    yield from _fault("slip", "times:-1", step, _with(step.value, place, -right))
    for name, wrong in _digit(right, chance):
        yield from _fault("slip", name, step, _with(step.value, place, wrong))
    if len(found) > 1:
        (one, a), (other, b) = chance.sample(found, 2)
        swapped = _with(_with(step.value, one, b), other, a)
        yield from _fault("slip", "swapped", step, swapped)


def _digit(right, chance):
    text = terminating(right) if isinstance(right, Rational) else None
    digits = [i for i, c in enumerate(text or "") if c.isdigit()]
    if text is None or not 2 <= len(digits) <= 8:
        return
    at = chance.choice(digits)
    other = chance.choice([d for d in "0123456789" if d != text[at]])
    wrong = text[:at] + other + text[at + 1 :]
    if wrong.lstrip("-")[0] != "0" or wrong.lstrip("-").startswith("0."):
        yield "slip:digit", _rational(wrong)
    if abs(right) >= 1 and "." in text:
        yield "slip:point", right / 10


def _rational(text):
    whole, _, fraction = text.partition(".")
    return Rational(int(whole + fraction), 10 ** len(fraction))


def _before(step, values):
    """The quantities that come before a step."""
    ids = list(values)
    return {id: values[id] for id in ids[: ids.index(step.id)]}


def _copied(step, values, chance):
    shape = shape_of(step.value)
    others = [id for id, v in _before(step, values).items() if shape_of(v) == shape]
    if others and shape and np.size(step.value) > 1:
        id = chance.choice(others)
        yield from _fault("copy", f"copied:{id}", step, values[id])


def _exchanged(step, values, chance):
    leaves = [n for n in names(step.term) if shape_of(n.value) and np.size(n.value) > 1]
    if not leaves or np.size(step.value) < 2:
        return
    leaf = chance.choice(leaves)
    others = [
        id
        for id, value in _before(step, values).items()
        if id not in {leaf.id, step.id} and shape_of(value) == shape_of(leaf.value)
    ]
    if others:
        id = chance.choice(others)
        try:
            value = evaluate(step.term, {**values, leaf.id: values[id]})
        except FAILURES:
            return
        yield from _fault("exchange", f"mistaken:{id}:{leaf.id}", step, value)


__all__ = ["Fault", "derived", "faults_in", "is_numeric", "part"]
