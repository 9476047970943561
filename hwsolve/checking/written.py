"""What a student wrote: numbers with the digits they were written with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from flint import arb

from hwsolve.checking.formulas import formulas_agree
from hwsolve.checking.quantity_names import formula_from
from hwsolve.numbers import Rational, Real, Scalar, as_ball, is_symbolic, rational
from hwsolve.numbers.decimals import bounds
from hwsolve.spec.expressions import ExpressionError, decimal_places


class Match(Enum):
    """How a written number stands to a value."""

    EXACT = "exact"
    ROUNDED = "rounded"
    COARSE = "coarse"
    """It agrees, but only because too few digits are known to tell."""
    UNKNOWN = "unknown"
    NO = "no"

    def __bool__(self) -> bool:
        return self in (Match.EXACT, Match.ROUNDED, Match.COARSE)


COARSE = rational(1, 4)
"""An interval wider than this part of the number proves little."""


@dataclass(frozen=True, slots=True)
class Written:
    """One number as it was written: its text, what it says, and half of its rounding interval."""

    text: str
    value: Scalar
    slack: Rational
    line: int | None = None
    column: int | None = None

    def as_interval(self) -> Scalar:
        """The number as a ball that holds all that rounds to it; exactly if not a decimal."""
        if not self.slack or is_symbolic(self.value):
            return self.value
        return Real(None, arb(as_ball(self.value).mid(), arb(self.slack)))

    def compare(self, value: Scalar, tolerance: Rational) -> Match:
        """How the written number stands to `value`, which may be a ball from rounded numbers."""
        if is_symbolic(value) or is_symbolic(self.value):
            return _same_formula(self.value, value)
        if isinstance(value, Rational) and isinstance(self.value, Rational):
            distance = abs(value - self.value)
            if not distance:
                return Match.EXACT
            return Match.ROUNDED if distance <= self.slack + tolerance else Match.NO
        written = as_ball(self.value) + arb(0, arb(self.slack + tolerance))
        ball = as_ball(value)
        if not ball.is_finite():
            return Match.UNKNOWN
        if not written.overlaps(ball):
            return Match.NO
        if isinstance(value, Real) and value.closed is not None and not self.slack:
            return Match.EXACT
        coarse = ball.rad() > abs(ball.mid()) * COARSE and ball.rad() > self.slack
        return Match.COARSE if coarse else Match.ROUNDED


def _same_formula(one: Scalar, other: Scalar) -> Match:
    return {True: Match.EXACT, False: Match.NO, None: Match.UNKNOWN}[formulas_agree(one, other)]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that is neither a number nor a formula, and why not."""

    text: str
    why: str
    line: int | None = None
    column: int | None = None


def read_written(text: str, line: int | None = None, column: int | None = None) -> Entry:
    """The number or formula that a text writes, or why it is none."""
    try:
        value = formula_from(text)
    except ExpressionError as error:
        why = f"{error}; {error.hint}" if error.hint else str(error)
        return Unreadable(text, f"this can't be read as a number: {why}", line, column)
    places = decimal_places(text.replace("\N{MINUS SIGN}", "-"))
    slack = _slack_within(text, value) if places is None else rational(1, 2 * 10**places)
    return Written(text, value, slack, line, column)


Entry = Written | Unreadable

LONG_DECIMAL = re.compile(r"(?<![\w.])[0-9]*\.([0-9]{4,})(?![\w.])")
"""A decimal inside an expression that is surely a rounded number, as 0.1 and 0.05 needn't be."""

MOST_DECIMALS = 8


def _slack_within(text: str, value: Scalar) -> Rational:
    """By how much an expression may be off because long decimals in it are rounded.

    e.g. 2*0.6931 stands for everything from 1.3861 to 1.3863
    """
    found = list(LONG_DECIMAL.finditer(text))[:MOST_DECIMALS] if "." in text else []
    slack = rational(0)
    for match in found:
        off = f"({match[0]} + 1/{2 * 10 ** len(match[1])})"
        try:
            other = formula_from(text[: match.start()] + off + text[match.end() :])
        except ExpressionError:
            continue
        if is_symbolic(other) or is_symbolic(value):
            return rational(0)
        slack += bounds(abs(as_ball(other) - as_ball(value)))[1]
    return slack
