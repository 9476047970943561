"""Slips of the pen: one digit wrong, two digits swapped, the point or the sign in the wrong place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hwsolve.numbers import Rational, Scalar
from hwsolve.numbers.decimals import terminating


class Slip(NamedTuple):
    """A slip's stable name, and words for it."""

    name: str
    words: str


def slips(written: str, right: Scalar) -> Iterator[Slip]:
    """What slips turn the right number into what was written.

    e.g. 3.4 for 3.6 is one digit, 54 for 45 two digits swapped, 0.25 for 2.5 the point
    """
    expected = terminating(right) if isinstance(right, Rational) else None
    text = written.replace("\N{MINUS SIGN}", "-").strip()
    if expected is None or not text or text == expected:
        return
    if text.lstrip("-") == expected.lstrip("-"):
        yield Slip("slip:sign", f"{written} is {expected} with the other sign")
        return
    if len(text) == len(expected):
        different = [i for i, (a, b) in enumerate(zip(text, expected, strict=True)) if a != b]
        if len(different) == 1 and text[different[0]].isdigit() and len(text.strip("-")) > 1:
            yield Slip("slip:digit", f"{written} is {expected} with one digit wrong")
        if len(different) == 2 and _swapped(text, expected, *different):
            yield Slip("slip:swap", f"{written} is {expected} with two digits swapped")
    if _digits(text) == _digits(expected) != "" and text.startswith("-") == expected.startswith(
        "-"
    ):
        yield Slip("slip:point", f"{written} is {expected} with the point in another place")


def _swapped(text: str, expected: str, first: int, second: int) -> bool:
    return (
        second == first + 1 and text[first] == expected[second] and text[second] == expected[first]
    )


def _digits(text: str) -> str:
    return text.replace(".", "").lstrip("-").strip("0")
