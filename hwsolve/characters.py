"""Characters that no message, report or problem file may hold: the one class of them."""

from __future__ import annotations

import re

HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
"""Control characters but tab and line breaks, what turns or hides text, halves of characters.

The joiners U+200C and U+200D, which names in Persian or Hindi need, are none of them.
"""


def spelled(character: str) -> str:
    r"""A character by its number. e.g. \u202e"""
    return f"\\u{ord(character):04x}"
