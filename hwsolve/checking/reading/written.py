"""What a student wrote: numbers with the digits they were written with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from flint import arb

from hwsolve.checking.reading.formulas import formulas_agree
from hwsolve.checking.reading.precision import ZERO, plain_number, precision_of, valued
from hwsolve.checking.reading.quantity_names import formula_from
from hwsolve.errors import LimitError
from hwsolve.numbers import Rational, Real, Scalar, as_ball, is_symbolic, rational
from hwsolve.spec.evaluation import evaluate
from hwsolve.spec.expressions import ExpressionError, decimal_places, number_from
from hwsolve.spec.formula import Expression


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


@dataclass(frozen=True, slots=True)
class Written:
    """One number as it was written: its text, what it says, and how far it may be off.

    Within `slack` of a value it stands for it; within `doubt` it may, but has too few digits to
    prove it.
    """

    text: str
    value: Scalar
    slack: Rational
    line: int | None = None
    column: int | None = None
    formula: Expression | None = None
    """What was written, if it is more than a number."""
    doubt: Rational = ZERO

    @property
    def places(self) -> int | None:
        """How many decimals it was written with; None for what is no plain decimal."""
        if not self.slack or self.formula is not None or is_symbolic(self.value):
            return None
        number = plain_number(formula_from(self.text))
        return None if number is None else decimal_places(number.text)

    @property
    def is_padded(self) -> bool:
        """Whether zeros at its end say that it was rounded: 5.0000 may be 4.99997, as 5.0 may."""
        return bool(self.slack) and self.text.rstrip(" )").endswith("0")

    def as_interval(self) -> Scalar:
        """The number as a ball that holds all that it may stand for; exactly if not a decimal."""
        off = max(self.slack, self.doubt)
        if not off or is_symbolic(self.value):
            return self.value
        return Real(None, as_ball(self.value) + arb(0, arb(off)))

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
        has_closed_form = isinstance(value, Real) and value.closed is not None
        if has_closed_form and not self.slack and written.overlaps(ball):
            return Match.EXACT
        if not (written + arb(0, arb(self.slack + tolerance))).overlaps(ball):
            in_doubt = self.doubt and (written + arb(0, arb(self.doubt))).overlaps(ball)
            return Match.COARSE if in_doubt else Match.NO
        coarse = ball.rad() > abs(ball.mid()) * COARSE and ball.rad() > self.slack
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
    line: int | None = None
    column: int | None = None


Entry = Written | Unreadable


def read_written(text: str, line: int | None = None, column: int | None = None) -> Entry:
    """The number or formula that a text writes, or why it is none."""
    try:
        if not any(c.isalpha() or c == "." for c in text):  # most numbers: no need of a tree
            return Written(text, number_from(text), ZERO, line, column)
        formula = formula_from(text)
        number = plain_number(formula)
        if number is None:
            value, precision = valued(formula)
            return Written(text, value, precision.slack, line, column, formula, precision.doubt)
        precision = precision_of(number)
        value = evaluate(formula)
        return Written(text, value, precision.slack, line, column, doubt=precision.doubt)
    except ExpressionError as error:
        return Unreadable(text, f"this can't be read as a number: {told(error)}", line, column)


def told(error: ExpressionError) -> str:
    """What is wrong with a formula, and how to mend it."""
    return f"{error}; {error.hint}" if error.hint else str(error)


def as_declared(written: Written, decimals: int) -> Written:
    """A plain number by rules that say to how many decimals every line was rounded."""
    number = plain_number(formula_from(written.text))
    if number is None:
        return written
    precision = precision_of(number, decimals)
    return replace(written, slack=precision.slack, doubt=precision.doubt)
