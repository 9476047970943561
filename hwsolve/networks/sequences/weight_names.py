"""A course's own names for the weights: W_xh, W_hh, W_hy where Goodfellow et al. write U, W, V.

The `cell` of a problem says them, and they are the keys of the file and the ids of what is printed.
Within hwsolve a weight goes by its role, which is its name in Goodfellow et al.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hwsolve.errors import Path
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line

ROLES = ("U", "W", "b", "V", "c")
"""What weighs the input, the state, is their bias; what weighs the output, and is its bias."""

Names = Mapping[str, str]
"""The name of each role that the course calls otherwise."""


def names_said(data: Any) -> Names:
    """The names that the `cell` of a mapping of the file says."""
    cell = data.get("cell") if isinstance(data, Mapping) else None
    said = {role: cell.get(role) for role in ROLES} if isinstance(cell, Mapping) else {}
    return {r: name for r, name in said.items() if isinstance(name, str) and name not in ("", r)}


def with_keys(data: Any, new: Names) -> Any:
    """A mapping of the file with other keys, also of its gates and its second direction."""
    if not isinstance(data, Mapping):
        return data
    found: dict[Any, Any] = {}
    for key, value in data.items():
        if key == "gates" and isinstance(value, Mapping):
            found[key] = {gate: with_keys(weights, new) for gate, weights in value.items()}
        elif key == "backward":
            found[key] = with_keys(value, new)
        else:
            found[new.get(key, key)] = value
    return found


def roles_of(names: Names) -> Names:
    """The role of each name. e.g. W_hh is W; where U and W are exchanged, each is the other."""
    return {name: role for role, name in names.items()}


def in_words(text: str, W: str) -> str:
    """A sentence about W with the course's own name for it."""
    return re.sub(r"\bW(?![A-Za-z0-9_])", to_line(symbol_of(W)), text)


def as_in_file(path: Path, names: Names) -> Path:
    """A path by roles as the path that stands in the file. e.g. gates.i.W is gates.i.W_hh"""
    inside = 0
    while path[inside : inside + 1] == ("backward",):
        inside += 1
    if path[inside : inside + 1] == ("gates",):
        inside += 2
    key = path[inside] if inside < len(path) else ""
    return (*path[:inside], names.get(str(key), key), *path[inside + 1 :]) if key else path
