"""Things whose order is nobody's business: the hidden units of a layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Symmetry:
    """Things that may be numbered otherwise, if everything is numbered alike.

    axes  for each quantity that has an entry, a row or a column for each of them: along which axis
    """

    name: str
    size: int
    axes: Mapping[str, int]
