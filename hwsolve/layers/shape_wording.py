"""Small words for messages and reasons."""

from __future__ import annotations

from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.numbers import Scalar


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun. e.g. 1 entry, 2 entries"""
    return f"{number} {one if number == 1 else many or one + 's'}"


def by(shape: tuple[int, ...]) -> str:
    """A shape as a reader says it. e.g. 3 × 2"""
    return " × ".join(str(size) for size in shape) or "1"


def as_written(x: Scalar) -> str:
    """A number within a sentence. e.g. 0.2, 1/3, √2"""
    return to_line(notate(x, NumberStyle(decimals=True)))
