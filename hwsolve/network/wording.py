"""Small words for messages and reasons."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun. e.g. 1 entry, 2 entries"""
    return f"{number} {one if number == 1 else many or one + 's'}"


def by(shape: tuple[int, ...]) -> str:
    """A shape as a reader says it. e.g. 3 × 2"""
    return " × ".join(str(size) for size in shape) or "1"
