"""What a student wrote: numbers with the digits they were written with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from flint import arb

from hwsolve.checking.formulas import formulas_agree
from hwsolve.checking.quantity_names import formula_from
from hwsolve.numbers import Rational, Real, Scalar, as_ball, is_symbolic, rational
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


def read_written(text: str, line: int | None = None, column: int | None = None) -> Written | None:
    """The number or formula that a text writes; None if it can't be read."""
    try:
        value = formula_from(text)
    except ExpressionError:
        return None
    places = decimal_places(text.replace("\N{MINUS SIGN}", "-"))
    slack = rational(0) if places is None else rational(1, 2 * 10**places)
    return Written(text, value, slack, line, column)
