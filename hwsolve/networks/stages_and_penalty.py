"""The smaller parts of a network's problem file: penalty, optimizer, and what is asked for."""

from __future__ import annotations

from typing import Literal

from hwsolve.numbers import rational
from hwsolve.quantity import name_in
from hwsolve.spec import Flag, NonNegativeExact, StrictModel

Stage = Literal["forward", "loss", "gradients", "update"]
STAGES: tuple[Stage, ...] = ("forward", "loss", "gradients", "update")


class Penalty(StrictModel):
    """l2·½‖W‖² (or l2·‖W‖² by convention) and l1·Σ|W|; biases only if asked for."""

    l2: NonNegativeExact = rational(0)
    l1: NonNegativeExact = rational(0)
    biases: Flag = False


def stage_of(wanted: str) -> Stage:
    """The stage at which a wanted thing is reached: a stage's own name, or the id of a quantity."""
    if wanted in STAGES:
        return wanted
    name = name_in(wanted)
    if name.endswith("_new"):
        return "update"
    if name.startswith("d") and len(name) > 1:
        return "gradients"
    return "loss" if name.startswith("L") else "forward"
