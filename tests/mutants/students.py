"""Students: somebody who works a problem out in order, perhaps with a mistake, perhaps rounding."""

import json
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

import numpy as np

from hwsolve.checking.reading.written import Match, Unreadable, Written, read_written
from hwsolve.derivation.readings import Readings
from hwsolve.derivation.step import ids_of
from hwsolve.errors import HwsolveError
from hwsolve.notation.ascii import to_ascii
from hwsolve.notation.values import NumberStyle, notate_scalar
from hwsolve.numbers import (
    NeedsPrecision,
    Rational,
    as_array,
    decimal,
    entries,
    is_symbolic,
    rational,
    scalars,
    shape_of,
)
from hwsolve.numbers.decimals import bounds, terminating
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.term import Apply, entry, evaluate, names

DIGITS = 6

LONGEST = 50
"""Characters of a fraction beyond which nobody writes it out."""


class Unwritable(Exception):
    """A number that can't be put into an answer file."""


class Exactly:
    """Every number as it is: a fraction, a decimal that ends, a closed form, or many digits."""

    def write(self, x, chance):
        if isinstance(x, Rational):
            exact = terminating(x)
            short = exact is not None and len(exact) <= 12
            if len(str(x)) > LONGEST:
                return decimal(x, DIGITS).text
            return exact if short and chance.random() < 0.5 else str(x)
        if x.closed is not None and chance.random() < 0.5:
            return _closed_form(x) or _digits(x, DIGITS)
        return _digits(x, DIGITS)

    def write_entry(self, step, index, x, chance):
        """What is written for one entry of a step."""
        return self.write(x, chance)

    def carry(self, x, text):
        """What the student goes on with."""
        return x


class InIds(Exactly):
    """The rule itself with the ids of earlier quantities in it, wherever it can be typed."""

    def write_entry(self, step, index, x, chance):
        text = _rule(step, index)
        return super().write_entry(step, index, x, chance) if text is None else text


@lru_cache(maxsize=1 << 14)
def _rule(step, index):
    """The rule of one entry as text, e.g. W[1].1.1*x.1 + b[1].1; None for one of other signs."""
    try:
        single = entry(step.term, index)
        text = to_ascii(Readings(NumberStyle(DIGITS)).formula(single))
    except (*FAILURES, HwsolveError, TypeError):
        return None
    if any(len(scalars(name.value)) > 1 and not name.index for name in names(single)):
        return None
    return text if isinstance(read_written(text), Written) else None


class Rounded(Exactly):
    """Decimals with so many places; goes on with what was written, or with more digits."""

    def __init__(self, places, *, forgetful=1.0):
        self.places, self.forgetful = places, forgetful

    def write(self, x, chance):
        self.chance = chance
        if isinstance(x, Rational) and terminating(x) is not None and len(terminating(x)) < 4:
            return terminating(x)
        return _rounded(x, self.places)

    def carry(self, x, text):
        return read_written(text).value if self.chance.random() < self.forgetful else x


class Rewritten(Exactly):
    """The same numbers as expressions: sums, products and quotients that come to the same."""

    def write(self, x, chance):
        text = super().write(x, chance)
        read = read_written(text)
        if isinstance(read, Unreadable) or read.compare(x, ZERO) is not Match.EXACT:
            return text
        k = chance.randint(2, 9)
        form = chance.choice(FORMS)
        written = form.format(x=text, k=k)
        again = read_written(written)
        return written if isinstance(again, Written) and not again.slack else text


FORMS = [
    "({x})",
    "{k} + ({x}) - {k}",
    "{k}*({x})/{k}",
    "-(-({x}))",
    "({x})*(1/{k}) + ({x})*(1 - 1/{k})",
    "({x} + {k}) - {k}",
    "1/{k}*(({x})*{k})",
    "({x})^1",
    "sqrt(({k})^2)*({x})/{k}",
]


@lru_cache(maxsize=4096)
def _closed_form(x):
    """The closed form as text that reads back as a number; None for one that doesn't."""
    text = to_ascii(notate_scalar(x, NumberStyle(DIGITS)))
    read = read_written(text)
    return text if isinstance(read, Written) and not read.slack else None


EXACTLY = Context(prec=1000)


def _rounded(x, places):
    """x with so many decimals, as schools round; Unwritable where that isn't decided."""
    if is_symbolic(x):
        raise Unwritable
    try:
        ends = (x,) if isinstance(x, Rational) else bounds(x.ball)
    except NeedsPrecision:
        raise Unwritable from None
    last = Decimal(1).scaleb(-places)
    exact = (EXACTLY.divide(int(end.p), int(end.q)) for end in ends)
    rounded = {end.quantize(last, ROUND_HALF_UP, EXACTLY) for end in exact}
    if len(rounded) > 1:
        raise Unwritable
    nearest = rounded.pop()
    return f"{nearest or abs(nearest):f}"


def _digits(x, digits):
    for fewer in range(digits, 0, -1):
        try:
            return decimal(x, fewer).text
        except NeedsPrecision:
            continue
    raise Unwritable


BREAKING = {"pivot", "row_reduced", "kernel_vector", "roots_of", "eigenvector", "nearest"}
"""Operations that jump: nobody reduces a matrix that is singular but for the fourth decimal."""


def _breaks(term):
    """Whether a term holds an operation that rounded numbers lead astray."""
    return isinstance(term, Apply) and (
        term.operation.name in BREAKING or any(_breaks(part) for part in term.arguments)
    )


class Student:
    """Works a derivation out. `values` are what is held, `texts` what is written, by id."""

    def __init__(self, derivation, style, chance, fault=None, wanted=None, chosen=None):
        self.values, self.texts = {}, {}
        self.changed = set()
        self.free = {step.id for step in derivation.steps if step.non_unique is not None}
        for step in derivation.steps:
            value = step.value
            if (
                step.term is not None
                and not _breaks(step.term)
                and not self.changed.isdisjoint(step.depends_on)
            ):
                value = evaluate(step.term, self.values)
            if fault is not None and step.id == fault.id:
                value = fault.make(self.values, value)
            value = (chosen or {}).get(step.id, value)
            held = value
            if step.term is not None and (wanted is None or step.id in wanted):
                held = self._write(step, value, style, chance)
            self.values.update(dict.fromkeys(ids_of(step), held))
            if held is not step.value:
                self.changed.update(ids_of(step))

    def _write(self, step, value, style, chance):
        texts, held = {}, {}
        for index, x in entries(value):
            texts[index] = style.write_entry(step, index, x, chance)
            held[index] = style.carry(x, texts[index])
        shape = shape_of(value)
        self.texts[step.id] = _nested(texts, shape)
        if all(held[index] is x for index, x in entries(value)):
            return value
        if not shape:
            return held[()]
        array = np.empty(shape, dtype=object)
        for index, x in held.items():
            array[index] = x
        return as_array(array)

    def is_coarse(self, id):
        """Whether a vector that may be chosen is written with fewer than two decimals."""
        return id in self.free and any(
            "." in t and len(t.split(".")[1]) < 2 for t in _flat(self.texts[id])
        )

    def file(self, problem="p"):
        """The answer file."""
        lines = [f"  {json.dumps(id)}: {json.dumps(texts)}" for id, texts in self.texts.items()]
        return "\n".join([f"problem: {problem}", "answers:", *lines]) + "\n"


def _flat(texts):
    return [t for part in texts for t in _flat(part)] if isinstance(texts, list) else [texts]


def _nested(texts, shape, prefix=()):
    if len(prefix) == len(shape):
        return texts[prefix]
    return [_nested(texts, shape, (*prefix, i)) for i in range(shape[len(prefix)])]


ZERO = rational(0)
