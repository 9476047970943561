"""Questions that are answered with a word from a closed list: which of these claims is true?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """One answer: the word for it, whether it is true, and why, or what refutes it."""

    word: str
    holds: bool
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question by its id, and all answers that it takes. e.g. vanishes_if"""

    id: str
    words: str
    claims: tuple[Claim, ...]

    def claim(self, word: str) -> Claim | None:
        """The claim that a word stands for."""
        return next((claim for claim in self.claims if claim.word == word), None)

    @property
    def true_words(self) -> list[str]:
        """The words that are right."""
        return [claim.word for claim in self.claims if claim.holds]
