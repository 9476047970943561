"""Which words may stand for an unknown number.

A symbol is one letter or the name of a Greek letter, then perhaps an index: digits, or a word after
an underscore. So `fast`, `none` or `tow` is a typing error that is told, and never an unknown that
quietly spreads through a solution.
"""

from __future__ import annotations

import re
import unicodedata

GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma "
    "tau upsilon phi chi psi omega"
).split()

CONSTANTS = {"pi": "the number π", "e": "Euler's number"}
"""What a formula reads as a number, and so can be no name."""

_LETTER = "|".join(["[A-Za-z]", *GREEK, *(name.capitalize() for name in GREEK)])
_SYMBOL = re.compile(rf"(?:{_LETTER})[0-9]*(?:_[A-Za-z0-9]+)*", re.ASCII)

WHAT_IS_A_SYMBOL = (
    "a symbol is one letter or the name of a Greek letter, with an index if you like: "
    "w, w1, W_12, W_xh, theta_1"
)

NO_NAMES_HERE = "names can't stand for numbers here"


def canonical_name(word: str) -> str:
    """A name with its Greek letter in words: λ_1 becomes lambda_1, Δ becomes Delta."""
    name = unicodedata.name(word[0], "") if word else ""
    for case in ("SMALL", "CAPITAL"):
        prefix = f"GREEK {case} LETTER "
        if name.startswith(prefix):
            letter = name.removeprefix(prefix).replace("LAMDA", "LAMBDA").lower()
            return (letter if case == "SMALL" else letter.capitalize()) + word[1:]
    return word


def is_symbol_name(name: str) -> bool:
    """Whether a name can be a symbol: w1, theta_1 and W_xh can; none, nan, two, e and pi can't."""
    word = canonical_name(name)
    return word not in CONSTANTS and _SYMBOL.fullmatch(word) is not None


def is_short_name(name: str) -> bool:
    """Whether a name is a symbol or a constant, and no word of a language."""
    return is_symbol_name(name) or canonical_name(name) in CONSTANTS
