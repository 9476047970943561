"""Small helpers for messages: quoting what was found, and guessing what was meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from hwsolve.spec.synonyms import simple, standing_for

LONGEST_QUOTE = 60
SIMILAR = 0.6
"""Share of letters in common from which two words count as one misspelt."""


def shown(text: str, limit: int = LONGEST_QUOTE) -> str:
    """`text` on one line, harmless on a terminal, and not longer than `limit` characters."""
    words = " ".join(text[: 4 * limit].split())
    clean = "".join(character for character in words if character.isprintable())
    if len(clean) > limit or len(text) > 4 * limit:
        return clean[: limit - 1] + "…"
    return clean


def quoted(text: str) -> str:
    """`text` between quotation marks, shortened and harmless."""
    return f"'{shown(text)}'"


def character_name(character: str) -> str:
    """A character by its look if it has one, and else by its Unicode number and name."""
    if character.isprintable() and not character.isspace():
        return f"'{character}'"
    name = unicodedata.name(character, "a control character").lower()
    return f"U+{ord(character):04X} ({name})"


def found_in_words(value: object) -> str:
    """What stands in a file, for the line `found:`; never longer than a line."""
    if isinstance(value, str):
        return shown(value) or "empty text"
    if isinstance(value, Mapping):
        keys = ", ".join(str(key) for key in list(value)[:8])
        return shown(f"a mapping with the keys {keys}") if keys else "an empty mapping"
    if isinstance(value, (list, tuple)):
        return counted(len(value), "value", "a list of ") if value else "an empty list"
    return shown(str(value))


def counted(number: int, thing: str, before: str = "") -> str:
    """Such as `a list of 1 value` and `3 values`."""
    return f"{before}{number} {thing}{'' if number == 1 else 's'}"


def one_of(words: Iterable[str]) -> str:
    """The legal words, for the line `expected:`."""
    words = list(words)
    return words[0] if len(words) == 1 else f"one of {', '.join(words)}"


def nearest(word: str, legal: Sequence[str]) -> str | None:
    """The legal word that `word` most likely stands for: one like it, or what it is a synonym of.

    Letter case, hyphens and underscores don't count. Of the words that have enough letters in
    common with it, the one is meant that the fewest slips of the pen lead to.
    """
    wanted = simple(word[:LONGEST_QUOTE])
    scored = [(SequenceMatcher(None, wanted, simple(name)).ratio(), name) for name in legal]
    similar = [(ratio, name) for ratio, name in scored if ratio >= SIMILAR]
    ratio, name = min(
        similar, key=lambda pair: (slips(wanted, simple(pair[1])), -pair[0]), default=(0.0, "")
    )
    if ratio == 1:
        return name
    return standing_for(word[:LONGEST_QUOTE], legal) or name or None


def slips(word: str, meant: str) -> int:
    """Letters left out, added, taken for others, or swapped with the next one (Damerau 1964)."""
    rows = [list(range(len(meant) + 1))]
    for i, letter in enumerate(word, start=1):
        row = [i]
        for j, other in enumerate(meant, start=1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != other))
            if i > 1 and j > 1 and (letter, word[i - 2]) == (meant[j - 2], other):
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def under_another_key(mapping: Mapping[Any, Any], key: str, legal: Sequence[str]) -> str:
    """A hint where one of the legal words of a key stands under another. e.g. type: adam"""
    found = next((word for word in mapping.values() if isinstance(word, str) and word in legal), "")
    return f"did you mean {key}: {found}?" if found else ""


def did_you_mean(word: str, legal: Sequence[str]) -> str:
    """A hint, or nothing where no legal word resembles `word`."""
    name = nearest(word, legal)
    return f"did you mean {name}?" if name else ""
