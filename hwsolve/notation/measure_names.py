"""Names of measures: norm_W is ‖W‖, g_norm is ‖g‖, rho_J is ρ(J)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

NORM, RADIUS = "norm", "rho"


@dataclass(frozen=True, slots=True)
class MeasureName:
    """A norm or a spectral radius, and the name of what it measures."""

    is_norm: bool
    of: str


@lru_cache(maxsize=4096)
def measure_name(name: str) -> MeasureName | None:
    """Take the name of a norm or a spectral radius apart; None for any other name."""
    head, _, rest = name.partition("_")
    if head in (NORM, RADIUS) and rest[:1].isupper():
        return MeasureName(head == NORM, rest)
    if rest == NORM and len(head) == 1:
        return MeasureName(True, head)
    return None
