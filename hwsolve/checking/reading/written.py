"""What a student wrote: numbers with the digits they were written with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from flint import arb, ctx

from hwsolve.checking.reading.handwriting import members, spelled_out
from hwsolve.checking.reading.quantity_names import formula_from
from hwsolve.checking.reading.written_formulas import formulas_agree
from hwsolve.checking.reading.written_precision import ZERO, plain_number, precision_of, valued
from hwsolve.errors import LimitError
from hwsolve.numbers import Rational, Real, Scalar, as_ball, is_symbolic, rational
from hwsolve.spec.evaluation import evaluate
from hwsolve.spec.expressions import ExpressionError, decimal_places, number_from
from hwsolve.spec.formula import Expression, Number


class Match(Enum):
    """How a written number stands to a value."""

    EXACT = "exact"
    ROUNDED = "rounded"
    COARSE = "coarse"
    """It agrees, but only because too few digits are known to tell."""
    UNKNOWN = "unknown"
    NO = "no"

    @property
    def is_proven(self) -> bool:
        """Whether it agrees, and could have been told if it didn't."""
        return self in (Match.EXACT, Match.ROUNDED)

    @property
    def agrees(self) -> bool:
        """Whether nothing speaks against it."""
        return self.is_proven or self is Match.COARSE


COARSE = rational(1, 4)
"""An interval wider than this part of the number proves little."""

TOO_CLOSE_TO_ZERO = arb(10) ** -1000
"""Below this nobody writes anything but 0."""

MOST_TEXTS = 4096
"""Texts that are kept once they are read."""

UNITS = 8
"""Half units of the last digit up to which an interval is not called wide."""


@dataclass(frozen=True, slots=True)
class Written:
    """One number as it was written: its text, what it says, and how far it may be off.

    Within `slack` of a value it stands for it; within `doubt` it may, but has too few digits to
    prove it.
    """

    text: str
    value: Scalar
    slack: Rational
    formula: Expression | None = None
    """What was written, if it is more than a number."""
    doubt: Rational = ZERO
    number: Number | None = None
    """What was written, if it is a number with digits of its own, whatever its sign."""
    others: tuple[Written, ...] = ()
    """The other members of a chain, such as log(2) = 0.69."""

    @property
    def places(self) -> int | None:
        """How many decimals it was written with; None for what is no rounded decimal."""
        return None if self.number is None or not self.slack else decimal_places(self.number.text)

    @property
    def is_padded(self) -> bool:
        """Whether zeros at its end say that it was rounded: 5.0000 may be 4.99997, as 5.0 may."""
        digits = self.number.text.lower().partition("e")[0] if self.number is not None else ""
        return bool(self.slack) and digits.endswith("0")

    @property
    def is_final(self) -> bool:
        """Whether who wrote it went on with just this number, if it is the right one."""
        return not self.is_padded and not any(other.slack for other in self.others)

    @property
    def values(self) -> tuple[Scalar, ...]:
        """All numbers that stand there: of 2/3 = 0.67 somebody may go on with either."""
        return (self.value, *(other.value for other in self.others))

    def as_interval(self) -> Scalar:
        """The number as a ball that holds all that it may stand for; exactly if not a decimal."""
        off = max(self.slack, self.doubt)
        if not off or is_symbolic(self.value):
            return self.value
        return Real(None, as_ball(self.value) + arb(0, arb(off)))

    def says_the_same(self, other: Written) -> bool:
        """Whether two numbers may stand for the same one, each with the digits that it has."""
        if is_symbolic(self.value) or is_symbolic(other.value):
            return _same_formula(self.value, other.value) is not Match.NO
        return bool(as_ball(self.as_interval()).overlaps(as_ball(other.as_interval())))

    def compare(self, value: Scalar, tolerance: Rational) -> Match:
        """How the written number stands to `value`, which may be a ball from rounded numbers."""
        if is_symbolic(value) or is_symbolic(self.value):
            return _same_formula(self.value, value)
        if isinstance(value, Rational) and isinstance(self.value, Rational):
            distance = abs(value - self.value)
            if not distance:
                return Match.EXACT
            if distance <= self.slack + tolerance:
                return Match.ROUNDED
            return Match.COARSE if distance <= self.doubt else Match.NO
        written, ball = as_ball(self.value), as_ball(value)
        if not ball.is_finite():
            return Match.UNKNOWN
        if self.value == 0 and abs(ball) < TOO_CLOSE_TO_ZERO:
            return Match.ROUNDED
        has_closed_form = isinstance(value, Real) and value.closed is not None
        if has_closed_form and not self.slack and written.overlaps(ball):
            return Match.EXACT
        if not (written + arb(0, arb(self.slack + tolerance))).overlaps(ball):
            in_doubt = self.doubt and (written + arb(0, arb(self.doubt))).overlaps(ball)
            return Match.COARSE if in_doubt else Match.NO
        coarse = ball.rad() > abs(ball.mid()) * COARSE and ball.rad() > self.slack * UNITS
        return Match.COARSE if coarse else Match.ROUNDED


def _same_formula(one: Scalar, other: Scalar) -> Match:
    try:
        agree = formulas_agree(one, other)
    except LimitError:  # a number without a short closed form beside letters
        agree = None
    return {True: Match.EXACT, False: Match.NO, None: Match.UNKNOWN}[agree]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that is neither a number nor a formula, and why not."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Contradiction(Unreadable):
    """A number that isn't the one that was written for the same thing before."""


Entry = Written | Unreadable


def read_written(text: str) -> Entry:
    """The number or formula that a text writes, or why it is none."""
    return _read_chain(text, ctx.prec)


@lru_cache(maxsize=MOST_TEXTS)
def _read_chain(text: str, _bits: int) -> Entry:
    """What a text writes, read once: a course writes the same few texts again and again.


    Of the members of a chain the one that says most is the number, and the others stand by it.
    """
    found = [_read(member) for member in members(text)]
    if len(found) == 1:
        return found[0]
    first: Written | None = None
    for one in found:
        if isinstance(one, Unreadable):
            return replace(one, text=text)
        if first is None or max(one.slack, one.doubt) < max(first.slack, first.doubt):
            first = one
    assert first is not None
    others = tuple(one for one in found if isinstance(one, Written) and one is not first)
    return replace(first, text=text, others=others)


def _read(text: str) -> Entry:
    try:
        if _WHOLE.fullmatch(text):  # most numbers: no need of a tree
            return Written(text, number_from(text), ZERO)
        formula = formula_from(spelled_out(text))
        number = plain_number(formula)
        if number is None:
            value, precision = valued(formula)
            return Written(text, value, precision.slack, formula, precision.doubt)
        slack, doubt = precision_of(number)
        value = evaluate(formula)
        return Written(text, value, slack, doubt=doubt, number=number)
    except ExpressionError as error:
        return Unreadable(text, f"this can't be read as a number: {told(error)}")


_WHOLE = re.compile(r"[-+]?[0-9]{1,60}(?:/[0-9]{1,60})?")


def told(error: ExpressionError) -> str:
    """What is wrong with a formula, and how to mend it."""
    return f"{error}; {error.hint}" if error.hint else str(error)


def as_declared(written: Written, decimals: int) -> Written:
    """A plain number by rules that say to how many decimals every line was rounded."""
    number = written.number or plain_number(formula_from(written.text))
    if number is None:
        return written
    slack, doubt = precision_of(number, decimals)
    return replace(written, slack=slack, doubt=doubt, number=number)
