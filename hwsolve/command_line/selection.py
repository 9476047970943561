"""`--only`: which quantities of a derivation are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable


def matches(pattern: str, name: str) -> bool:
    """Whether a pattern of `--only` covers a name: * and ? are wild, a bracket is just a bracket.

    dW* and dW[1] and d?[1] all match dW[1].
    """
    wild = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(wild, name, re.DOTALL) is not None


def select(patterns: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """The names that any of the patterns covers, in their own order."""
    patterns = tuple(patterns)
    return tuple(name for name in names if any(matches(pattern, name) for pattern in patterns))
