"""Which quantity somebody meant who wrote an id that there isn't."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher, get_close_matches

from hwsolve.notation.letters import ACCENTS
from hwsolve.notation.symbols import ascii_text

SPOKEN = {"loss": "L", "cost": "L", "output": "y_hat", "prediction": "y_hat"}
"""Words that people write for a quantity, and its id."""

_ACCENTS = {sign: name for name, (sign, _) in ACCENTS.items()}
_MOST_NEAR = 3


def nearest_ids(id: str, known: Sequence[str]) -> str:
    """A hint at ids that look alike, are written so on paper, or differ in what is raised.

    >>> nearest_ids("dz⁽³⁾", ["z[3]", "dz[3]"])
    'did you mean dz[3]?'
    >>> nearest_ids("dw", ["dx", "dW[1]"])
    'did you mean dW[1]?'
    """
    wanted = _bare(SPOKEN.get(id.lower(), id))
    bare = {name: _bare(name) for name in known}
    near = [name for name in known if bare[name] == wanted]
    near = near or [name for name in known if _letters(bare[name]) == _letters(wanted)]
    near = near or [name for name in known if bare[name].casefold() == wanted.casefold()]
    letters = _letters(wanted).casefold()
    near = near or [
        name for name in known if letters and _letters(bare[name]).casefold() == letters
    ]
    near.sort(key=lambda name: SequenceMatcher(None, bare[name], wanted).ratio(), reverse=True)
    near = near or get_close_matches(id, known)
    return f"did you mean {' or '.join(near[:_MOST_NEAR])}?" if near else ""


def _bare(id: str) -> str:
    """The letters and digits of an id, or of what is written for it on paper. e.g. dz3, yhat"""
    spelled = "".join(_ACCENTS.get(c, c) for c in unicodedata.normalize("NFD", id))
    return re.sub(r"^dL/|[^A-Za-z0-9]", "", ascii_text(spelled))


def _letters(bare: str) -> str:
    return bare.rstrip("0123456789")
