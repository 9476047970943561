"""What a student wrote: numbers with the digits they were written with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial

from flint import arb

from hwsolve.checking.reading.formulas import formulas_agree
from hwsolve.checking.reading.quantity_names import formula_from, mapped
from hwsolve.errors import LimitError
from hwsolve.numbers import Rational, Real, Scalar, as_ball, is_symbolic, rational, symbol
from hwsolve.numbers.decimals import bounds
from hwsolve.spec.evaluation import evaluate
from hwsolve.spec.expressions import ExpressionError, decimal_places, number_from
from hwsolve.spec.formula import Expression, Negate, Number, names


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
    """One number as it was written: its text, what it says, and half of its rounding interval."""

    text: str
    value: Scalar
    slack: Rational
    line: int | None = None
    column: int | None = None
    formula: Expression | None = None
    """What was written, if names stand in it."""

    @property
    def places(self) -> int | None:
        """How many decimals it was written with; None for what is no plain decimal."""
        if not self.slack or self.formula is not None or is_symbolic(self.value):
            return None
        return _places_of(formula_from(self.text))

    @property
    def is_padded(self) -> bool:
        """Whether zeros at its end say that it was rounded: 5.0000 may be 4.99997, as 5.0 may."""
        return bool(self.slack) and self.text.rstrip(" )").endswith("0")

    def as_interval(self) -> Scalar:
        """The number as a ball that holds all that rounds to it; exactly if not a decimal."""
        if not self.slack or is_symbolic(self.value):
            return self.value
        return Real(None, as_ball(self.value) + arb(0, arb(self.slack)))

    def compare(self, value: Scalar, tolerance: Rational) -> Match:
        """How the written number stands to `value`, which may be a ball from rounded numbers."""
        if is_symbolic(value) or is_symbolic(self.value):
            return _same_formula(self.value, value)
        if isinstance(value, Rational) and isinstance(self.value, Rational):
            distance = abs(value - self.value)
            if not distance:
                return Match.EXACT
            return Match.ROUNDED if distance <= self.slack + tolerance else Match.NO
        written, ball = as_ball(self.value), as_ball(value)
        if not ball.is_finite():
            return Match.UNKNOWN
        has_closed_form = isinstance(value, Real) and value.closed is not None
        if has_closed_form and not self.slack and written.overlaps(ball):
            return Match.EXACT
        if not (written + arb(0, arb(self.slack + tolerance))).overlaps(ball):
            return Match.NO
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
            return Written(text, number_from(text), rational(0), line, column)
        formula = formula_from(text)
        places = _places_of(formula)
        if places is not None:
            return Written(text, evaluate(formula), half_unit(places), line, column)
        return Written(text, *valued(formula), line, column, formula if names(formula) else None)
    except ExpressionError as error:
        return Unreadable(text, f"this can't be read as a number: {told(error)}", line, column)


def _places_of(formula: Expression) -> int | None:
    """The places of a decimal, whatever its sign and brackets; None for any other formula."""
    while isinstance(formula, Negate):
        formula = formula.operand
    return decimal_places(formula.text) if isinstance(formula, Number) else None


def half_unit(decimals: int) -> Rational:
    """Half a unit of the last of so many decimals."""
    return rational(1, 2 * 10**decimals)


def told(error: ExpressionError) -> str:
    """What is wrong with a formula, and how to mend it."""
    return f"{error}; {error.hint}" if error.hint else str(error)


FEWEST_DECIMALS = 4
"""Decimals from which a number inside a formula is surely rounded; 0.1 and 0.05 needn't be."""

MOST_ROUNDED = 8


def valued(
    formula: Expression, meaning: Callable[[str], Scalar] = symbol
) -> tuple[Scalar, Rational]:
    """The value of a formula, and by how much it may be off: long decimals in it are rounded.

    e.g. 2*0.6931 stands for everything from 1.3861 to 1.3863. Raises ExpressionError.
    """
    value, slack = evaluate(formula, meaning), rational(0)
    if is_symbolic(value):
        return value, slack
    rounded: list[Number] = []

    def note(leaf: Expression) -> Expression:
        if isinstance(leaf, Number) and (decimal_places(leaf.text) or 0) >= FEWEST_DECIMALS:
            rounded.append(leaf)
        return leaf

    mapped(formula, note)
    for number in rounded[:MOST_ROUNDED]:
        off = replace(number, value=number.value + half_unit(decimal_places(number.text) or 0))
        other = evaluate(mapped(formula, partial(_exchanged, number, off)), meaning)
        slack += bounds(abs(as_ball(other) - as_ball(value)))[1]
    return value, slack


def _exchanged(one: Number, other: Number, leaf: Expression) -> Expression:
    return other if leaf is one else leaf
