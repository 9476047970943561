"""The verdicts on an answer file, as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hwsolve.numbers import Rational


class Verdict(StrEnum):
    """What became of one quantity."""

    RIGHT = "right"
    FIRST_MISTAKE = "first mistake"
    FOLLOWS = "follows"
    HEALED = "healed"
    MISSING = "missing"
    UNDECIDED = "undecided"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown quantity"

    @property
    def is_right(self) -> bool:
        """Whether the quantity has its true value."""
        return self in (Verdict.RIGHT, Verdict.HEALED)

    @property
    def is_wrong(self) -> bool:
        """Whether it is proven to have another."""
        return self in (Verdict.FIRST_MISTAKE, Verdict.FOLLOWS)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A mistake that gives exactly what was written: its stable name, and words for it."""

    name: str
    words: str
    alike: str = ""
    """Equal where the same mistake is made in another line; empty where nobody can tell."""

    @property
    def is_slip(self) -> bool:
        """Whether it is one of the pen, or in copying, rather than a misconception."""
        return self.name.startswith(("slip:", "copied:", "wrong_entry"))


TOLD = 3
"""Explanations of a tie that are put into words."""


def in_words(explanations: Iterable[Explanation]) -> str:
    """A tie as a tie. e.g. one of: the bias is left out; W₁₂x₂ is left out"""
    words = list(dict.fromkeys(explanation.words for explanation in explanations))
    if not words:
        return "no common mistake gives this"
    if len(words) == 1:
        return words[0]
    more = len(words) - TOLD
    rest = [f"or {more} more"] if more > 0 else []
    return "one of: " + "; ".join([*words[:TOLD], *rest])


@dataclass(frozen=True, slots=True)
class Sample:
    """One entry that is wrong."""

    id: str
    written: str
    expected: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The verdict on one quantity, with what a report needs to show it.

    `wrong` are the ids of the single entries that are wrong, `samples` the first of them with what
    was written and what was expected there; `expected` is the true value, and `own` what the
    writer's own earlier numbers give, where that differs.
    """

    id: str
    verdict: Verdict
    written: str
    expected: str
    why: str = ""
    own: str = ""
    wrong: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    line: int | None = None
    column: int | None = None
    quantity: str = ""
    """The id of the whole quantity that it is about."""
    entries: int = 1
    """How many entries of it."""
    is_given: bool = False
    """Whether the problem states it."""
    is_zero: bool = False
    """Whether what was written is 0 everywhere."""
    same_as: str = ""
    """The id of the line in which the same mistake was made first."""
    points: Rational | None = None
    earned: Rational | None = None


@dataclass(frozen=True, slots=True)
class Marking:
    """An answer file, marked."""

    source: str
    problem: str
    name: str
    marks: tuple[Mark, ...]
    rules: str = ""
    """Whose rules held, in words."""
    total: Rational | None = None
    """The points of all that counts, written or not; None for those of what was written."""
    unwritten: int = 0
    """How many of the quantities that count were not written."""
    after_published: tuple[Mark, ...] = ()
    """The marks that may be seen, too, once everybody's points are published."""

    @property
    def first_mistake(self) -> Mark | None:
        """The first line that is wrong by itself."""
        return next((m for m in self.marks if m.verdict is Verdict.FIRST_MISTAKE), None)
