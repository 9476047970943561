"""Slips of the pen: a wrong digit, two digits swapped, the point misplaced, digits cut off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from hwsolve.checking.reading.written import Written, read_written
from hwsolve.numbers import NeedsPrecision, Rational, Real, Scalar, is_symbolic, rational
from hwsolve.numbers.decimals import bounds, terminating

WRONG_DIGIT = "slip:digit"
SIGNIFICANT = 3
"""Digits that a number must have before one wrong among them is taken for a slip."""

LONGEST = 30
"""Characters of a number beyond which its digits aren't compared."""


class TypingError(NamedTuple):
    """A slip's stable name, and words for it."""

    name: str
    words: str


def typing_errors(written: Written, right: Scalar) -> Iterator[TypingError]:
    """What slips turn the right number into what was written.

    e.g. 3.4 for 3.6 is one digit, 54 for 45 two digits swapped, 0.25 for 2.5 the point
    """
    text = written.text.replace("\N{MINUS SIGN}", "-").strip()
    if not text or len(text) > LONGEST:
        return
    yield from _rounded_wrongly(written, right)
    for expected in dict.fromkeys(_spellings(text, right)):
        if text != expected:
            yield from _between(text, expected)
    is_fraction = "/" in text and isinstance(written.value, Rational)
    exact = terminating(written.value) if is_fraction else None
    for expected in _spellings(exact or "", right):
        if exact is not None and "/" not in expected and exact != expected:
            for typing_error in _between(exact, expected):
                if typing_error.name != WRONG_DIGIT:
                    yield typing_error


def _spellings(text: str, right: Scalar) -> Iterator[str]:
    """The right number in the ways in which it may have been meant to be written."""
    if isinstance(right, Rational):
        exact = terminating(right)
        if exact is not None:
            yield exact
        yield str(right)
    decimals = _decimals(text)
    if decimals is not None and not _is_padded(right, decimals):
        nearest = _nearest(right, decimals)
        rounded = "" if nearest is None else _with_decimals(nearest, decimals)
        if rounded and _stands_for(rounded, right):
            yield rounded


def _stands_for(text: str, right: Scalar) -> bool:
    """Whether it would be right to write this: −1 stands for itself, and not for −0.8."""
    written = read_written(text)
    return isinstance(written, Written) and written.compare(right, Rational(0)).agrees


def _is_padded(right: Scalar, decimals: int) -> bool:
    """Whether a number with so many decimals ends in zeros that nobody would write: 4.00 for 4."""
    exact = terminating(right) if isinstance(right, Rational) else None
    return exact is not None and len(exact.partition(".")[2]) < decimals


def _decimals(text: str) -> int | None:
    """How many decimals a plain decimal has; None for anything else."""
    whole, _, fraction = text.removeprefix("-").partition(".")
    return len(fraction) if whole.isdecimal() and (not fraction or fraction.isdecimal()) else None


def _nearest(x: Scalar, decimals: int) -> Rational | None:
    """x rounded to so many decimals; None where that isn't decided."""
    if is_symbolic(x):
        return None
    with suppress(NeedsPrecision):
        low, high = (x, x) if isinstance(x, Rational) else bounds(x.ball)
        scale = rational(10) ** decimals
        rounded = {(end * scale + rational(1, 2)).floor() for end in (low, high)}
        if len(rounded) == 1:
            return Rational(rounded.pop()) / scale
    return None


def _with_decimals(x: Rational, decimals: int) -> str:
    text = terminating(x) or "0"
    if not decimals:
        return text
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.ljust(decimals, '0')}"


def _rounded_wrongly(written: Written, right: Scalar) -> Iterator[TypingError]:
    """A decimal that is next to the right one: cut off, or rounded the wrong way."""
    text = written.text.replace("\N{MINUS SIGN}", "-").strip()
    decimals = _decimals(text)
    if not decimals or not isinstance(written.value, Rational):
        return
    nearest = None if _is_padded(right, decimals) else _nearest(right, decimals)
    if nearest is None or abs(nearest - written.value) != rational(1, 10**decimals):
        return
    rounded = _with_decimals(nearest, decimals)
    if _goes_on(right, written.value, decimals):
        yield TypingError("slip:cut", f"{written.text} is cut off; rounded it is {rounded}")
    else:
        yield TypingError(
            "slip:last_digit", f"the last digit of {written.text} is off by one: {rounded}"
        )


def _goes_on(right: Scalar, written: Rational, decimals: int) -> bool:
    """Whether the right number begins with the digits written, and goes on."""
    with suppress(NeedsPrecision):
        low, high = (right, right) if not isinstance(right, Real) else bounds(right.ball)
        if written < 0:
            low, high, written = -high, -low, -written
        return bool(0 <= written < low and high < written + rational(1, 10**decimals))
    return False


def _between(text: str, expected: str) -> Iterator[TypingError]:
    if text.lstrip("-") == expected.lstrip("-"):
        yield TypingError("slip:sign", f"{text} is {expected} with the other sign")
        return
    if len(text) == len(expected):
        different = [i for i, (a, b) in enumerate(zip(text, expected, strict=True)) if a != b]
        if len(different) == 1 and _is_digit_of_several(text, different[0]):
            yield TypingError(WRONG_DIGIT, f"{text} is {expected} with one digit wrong")
        if len(different) == 2 and _swapped(text, expected, *different):
            yield TypingError("slip:swap", f"{text} is {expected} with two digits swapped")
    same_sign = text.startswith("-") == expected.startswith("-")
    if _digits(text) == _digits(expected) != "" and same_sign and "/" not in text + expected:
        yield TypingError("slip:point", f"{text} is {expected} with the point in another place")


def _is_digit_of_several(text: str, place: int) -> bool:
    """Whether so many other digits are right that they are hardly so by chance."""
    whole = text[place].isdigit() and "/" not in text
    return whole and len(text.replace(".", "").lstrip("-0")) >= SIGNIFICANT


def _swapped(text: str, expected: str, first: int, second: int) -> bool:
    adjacent = second == first + 1 and (text[first] + text[second]).isdigit()
    return adjacent and text[first] == expected[second] and text[second] == expected[first]


def _digits(text: str) -> str:
    return text.replace(".", "").lstrip("-").strip("0")
