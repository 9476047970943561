"""Text from answer files, made harmless: nobody vouches for what stands in them."""

from __future__ import annotations

from hwsolve.characters import HARMFUL, spelled

BREAKS = str.maketrans({"\n": r"\n", "\t": r"\t", "\r": r"\r"})

LONGEST = 2000
"""Characters of one text that a report shows; a number that takes more is no answer."""


def clean(text: str, longest: int = LONGEST) -> str:
    r"""One line of visible characters; others are spelled out. e.g. \x1b, \u202e"""
    text = HARMFUL.sub(lambda match: _spelled(match[0]), text.translate(BREAKS))
    if len(text) > longest:
        text = f"{text[:longest]}… ({len(text) - longest} more characters)"
    return text


def _spelled(character: str) -> str:
    return f"\\x{ord(character):02x}" if ord(character) < 0x100 else spelled(character)
