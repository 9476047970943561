"""Whether what was written says so much that an explanation can't hold by chance alone."""

from __future__ import annotations

from math import log10

from hwsolve.checking.explaining.candidate_mistakes import Mistake

SURE = 1
"""Digits that must be left once each explanation that was tried has had its chance: one in ten."""

COMMONPLACE = ("0", "1")


def digits_of(mistake: Mistake) -> int:
    """Digits in the wrong numbers that are more than their size: of 2400 and 0.24, two each.

    The same number in several places says no more than once.
    """
    texts = (
        "".join(c for c in mistake.written[place].text if c.isdecimal()) for place in mistake.wrong
    )
    return sum(len(text) for text in {text.strip("0") for text in texts})


def beats_chance(mistake: Mistake, tried: int) -> bool:
    """Whether the wrong numbers are known to more digits than so many explanations give away."""
    return digits_of(mistake) >= log10(max(tried, 1)) + SURE


def is_commonplace(mistake: Mistake) -> bool:
    """Whether nothing is wrong but numbers that could be copied from anywhere: 0 and 1."""
    texts = {mistake.written[place].text.strip().lstrip("-−+") for place in mistake.wrong}
    return texts.issubset(COMMONPLACE)
