"""Numbers as people write them, in the words of the grammar: √2/2, ½, σ(0), ln 2, 0,5 and 50%.

A text may be a chain, such as log(2) = 0.69: every member of it says the same number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from hwsolve.spec.expressions import FUNCTIONS, ExpressionError

EQUALS = re.compile(r"\s*(?:=|≈|≃|≅|~)\s*")

_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_ATOM = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+|[A-Za-z\u0370-\u03ff][A-Za-z0-9_]*(?![A-Za-z0-9_(]))"
# Only where it is the whole number: 2/3.0*10^2 is another one.
_SCIENTIFIC = re.compile(
    r"^(\s*[-+−]?[0-9]+[.,][0-9]*)\s*[*×·⋅]\s*10\s*\^\s*\(?([-+−]?[0-9]+)\)?\s*$"
)
_WORDS = "|".join(sorted(FUNCTIONS, key=len, reverse=True))


def _fraction(match: re.Match[str]) -> str:
    part = Fraction(unicodedata.numeric(match[2])).limit_denominator(10)
    return f"({match[1]}+{part})" if match[1] else f"({part})"


Rewrite = str | Callable[[re.Match[str]], str]

SPELLINGS: Final[tuple[tuple[re.Pattern[str], Rewrite], ...]] = (
    (re.compile(r"([0-9]*)([¼½¾⅐-⅞])"), _fraction),
    (re.compile(r"[⁺⁻]?[⁰¹²³⁴-⁹]+"), lambda match: f"^({match[0].translate(_SUPERSCRIPTS)})"),
    (_SCIENTIFIC, r"\1e\2"),
    (re.compile(r"(?<=[0-9)])\s*√"), "*√"),
    (re.compile(r"√\s*(?=\()"), "sqrt"),
    (re.compile(rf"√\s*({_ATOM})"), r"sqrt(\1)"),
    (re.compile(r"(?<![A-Za-z0-9_])(?:σ|sigma)\s*(?=\()"), "sigmoid"),
    (re.compile(rf"(?<![A-Za-z0-9_])({_WORDS})[ ]+({_ATOM})"), r"\1(\2)"),
    (re.compile(r"(?<![0-9.eE])([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*%"), r"\1e-2"),
)
"""What people write, and how the grammar spells it, one after the other."""

_COMMA = re.compile(r"(?<![0-9.,])([0-9]+),([0-9]+)(?![0-9.,])")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_TAKES_SEVERAL = re.compile(r"(?:max|min)\s*\(")


def spelled_out(text: str) -> str:
    """The text in the grammar's own spelling. Raises ExpressionError where it could mean two."""
    for pattern, words in SPELLINGS:
        text = pattern.sub(words, text)
    return text if _TAKES_SEVERAL.search(text) else _COMMA.sub(_with_a_point, text)


def _with_a_point(match: re.Match[str]) -> str:
    if _THOUSANDS.fullmatch(match[0]):
        thousand, point = match[1] + match[2], f"{match[1]}.{match[2]}"
        message = f"{match[0]} could be {point} or {thousand}"
        raise ExpressionError(message, match.start() + 1, f"write {point} or {thousand}")
    return f"{match[1]}.{match[2]}"


def members(text: str) -> list[str]:
    """The members of a chain of equations; the text itself where it is none.

    e.g. log(2) = 0.69 has two, and ≈ 0.69 has one
    """
    found = EQUALS.split(text.strip())
    return found[1:] if not found[0] and len(found) > 1 else found
