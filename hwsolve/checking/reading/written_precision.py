"""How far a number that was written may be from what it stands for: by its significant digits.

A decimal was rounded in its last digit. A formula takes over what its decimals may be off by, as
far as it lets them through; a decimal that is a number of the problem is that number, and not off.
What could stand for anything proves nothing: zeros alone, a whole number with a point behind it, a
formula whose decimals leave a tenth of its value open.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

from hwsolve.checking.reading.quantity_names import mapped
from hwsolve.numbers import Rational, Scalar, as_ball, is_symbolic, rational, symbol
from hwsolve.numbers.decimals import bounds
from hwsolve.spec.evaluation import evaluate
from hwsolve.spec.expressions import ExpressionError, decimal_places
from hwsolve.spec.formula import Expression, Negate, Number

ZERO: Final = rational(0)

TOO_WIDE = rational(1, 10)
"""The part of its value that a formula, or a number without decimals, may leave open."""

FLOATING = 15
"""Digits from which a number was printed by a program that calculates with binary ones."""

LAST_BITS = rational(1, 10**12)
"""The part by which such a number may be off after some steps: its last four bits or so."""

MOST_ROUNDED = 8
"""Decimals of a formula of which each is tried."""


class Precision(NamedTuple):
    """Within `slack` a number stands for another one; within `doubt` that is not proven."""

    slack: Rational
    doubt: Rational = ZERO


EXACT: Final = Precision(ZERO)


def plain_number(formula: Expression) -> Number | None:
    """The number that a formula is but for its sign and brackets; None for any other formula."""
    while isinstance(formula, Negate):
        formula = formula.operand
    return formula if isinstance(formula, Number) else None


def precision_of(number: Number, declared: int | None = None) -> Precision:
    """How far a plain number may be off; `declared` are the decimals that everything has.

    e.g. 0.69 by 0.005; 0.00 by as much, but it proves nothing unless two decimals are declared
    """
    off = half_last_digit(number.text)
    if off and _digits(number.text) >= FLOATING:
        off = max(off, abs(number.value) * LAST_BITS)
    if declared is not None and (decimal_places(number.text) or 0) <= declared:
        least = half_unit(declared)
        if not off or _shows_nothing(number, off):
            return Precision(least, off)
        return Precision(max(off, least))
    if not off:
        return EXACT
    return Precision(ZERO, off) if _shows_nothing(number, off) else Precision(off)


def _digits(text: str) -> int:
    """The significant digits of a number."""
    mantissa = text.lower().partition("e")[0].replace(".", "")
    return len(mantissa.lstrip("0"))


def _shows_nothing(number: Number, off: Rational) -> bool:
    """Whether a rounded number could be nearly any other: 0.00, 1. or 1e0."""
    if not number.value or number.text.endswith("."):
        return True
    return bool(off >= rational(1, 2) and off > TOO_WIDE * abs(number.value))


def half_unit(decimals: int) -> Rational:
    """Half a unit of the last of so many decimals."""
    return rational(1, 2 * 10**decimals)


def half_last_digit(text: str) -> Rational:
    """Half a unit of the last digit of a rounded number, 0 for a number that isn't one.

    >>> half_last_digit("0.69"), half_last_digit("6.9e3"), half_last_digit("17")
    (1/200, 50, 0)
    """
    if decimal_places(text) is None:
        return ZERO
    mantissa, _, exponent = text.lower().partition("e")
    power = int(exponent.replace("\N{MINUS SIGN}", "-") or 0) - len(mantissa.partition(".")[2])
    return rational(10**power, 2) if power >= 0 else half_unit(-power)


def valued(
    formula: Expression,
    meaning: Callable[[str], Scalar] = symbol,
    exactly: Collection[Rational] = (),
) -> tuple[Scalar, Precision]:
    """The value of a formula with its decimals as they are written, and how far it may be off.

    exactly  the numbers of the problem: a decimal that is one of them isn't rounded

    e.g. 2*0.6931 stands for everything from 1.3861 to 1.3863. Raises ExpressionError.
    """
    value = evaluate(formula, meaning)
    rounded = _rounded(formula, exactly)
    if is_symbolic(value) or not rounded:
        return value, EXACT
    off = sum((_moved(formula, number, value, meaning) for number in rounded), ZERO)
    largest = bounds(abs(as_ball(value)))[1]
    return value, Precision(off) if off <= TOO_WIDE * largest else Precision(ZERO, off)


def _rounded(formula: Expression, exactly: Collection[Rational]) -> list[Number]:
    found: list[Number] = []

    def note(leaf: Expression) -> Expression:
        is_known = isinstance(leaf, Number) and leaf.value and leaf.value in exactly
        if isinstance(leaf, Number) and "." in leaf.text and not is_known:
            found.append(leaf)
        return leaf

    mapped(formula, note)
    return found[:MOST_ROUNDED]


def _moved(
    formula: Expression, number: Number, value: Scalar, meaning: Callable[[str], Scalar]
) -> Rational:
    """By how much a formula moves with what one number may be off; by all of it if it breaks."""
    off = half_last_digit(number.text)
    moved = ZERO
    for changed in (number.value + off, number.value - off):
        other = replace(number, value=changed)
        try:
            there = evaluate(mapped(formula, partial(_exchanged, number, other)), meaning)
        except ExpressionError:
            there = ZERO
        moved = max(moved, bounds(abs(as_ball(there) - as_ball(value)))[1])
    return moved


def _exchanged(one: Number, other: Number, leaf: Expression) -> Expression:
    return other if leaf is one else leaf
