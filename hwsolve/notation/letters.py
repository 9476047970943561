"""Names by their parts: the one table of Greek letters and accents, and what stands below a letter.

e.g. y_hat is y with a hat, W_new is W with a word below, theta1 is θ with a 1 below
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

GREEK = dict(
    zip(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
        "sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi "
        "Omega".split(),
        "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        strict=True,
    )
)
LETTERS = {**GREEK, "ell": "ℓ", "infinity": "∞", "ones": "1"}
LATEX_LETTERS = {name: f"\\{name}" for name in GREEK} | {
    "omicron": "o", "ell": r"\ell", "infinity": r"\infty", "ones": r"\mathbf{1}",
}  # fmt: skip
ACCENTS = {
    "hat": ("\u0302", r"\hat"),
    "tilde": ("\u0303", r"\tilde"),
    "bar": ("\u0304", r"\bar"),
    "dot": ("\u0307", r"\dot"),
}

_LETTER = re.compile(r"([A-Za-z])(\d*)")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name in its parts: its letter, what stands over it and what below it."""

    letter: str
    accents: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def spell(name: str) -> Spelling:
    """Take a name apart; a name that follows no pattern is kept whole, as a word.

    >>> spell("y_hat")
    Spelling(letter='y', accents=('hat',), below=())
    """
    head, *tails = name.split("_")
    if not all((head, *tails)):
        return Spelling(name)
    letter, below = head, [tail for tail in tails if tail not in ACCENTS]
    if match := _LETTER.fullmatch(head):
        letter = match[1]
        below = [digits for digits in (match[2],) if digits] + below
    elif head not in LETTERS:
        return Spelling(name)
    return Spelling(letter, tuple(tail for tail in tails if tail in ACCENTS), tuple(below))


def is_letter(head: str) -> bool:
    """Whether this is a letter, perhaps with digits: W, b1, theta."""
    return head in LETTERS or _LETTER.fullmatch(head) is not None
