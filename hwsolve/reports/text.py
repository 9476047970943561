"""Text from answer files, made harmless: nobody vouches for what stands in them."""

from __future__ import annotations

import re

SPECIAL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, line breaks, what turns or hides text, and halves of characters."""

LONGEST = 2000
"""Characters of one text that a report shows; a number that takes more is no answer."""


def clean(text: str, longest: int = LONGEST) -> str:
    r"""One line of visible characters; others are spelled out. e.g. \x1b, \u202e"""
    text = SPECIAL.sub(lambda match: _spelled(match[0]), text)
    if len(text) > longest:
        text = f"{text[:longest]}… ({len(text) - longest} more characters)"
    return text


def _spelled(character: str) -> str:
    code = ord(character)
    return {"\n": r"\n", "\t": r"\t", "\r": r"\r"}.get(
        character, f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    )
