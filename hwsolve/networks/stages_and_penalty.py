"""The smaller parts of a network's problem file: penalty, optimizer, and what is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from hwsolve.errors import Fault
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


def stage_faults(
    derive: str | Sequence[str],
    has_loss: bool,
    has_upstream: bool,
    has_optimizer: bool,
    keys: str = "the keys loss and target",
) -> Iterator[Fault]:
    """What is to be derived without that on which it rests; `keys` are those of a loss."""
    for place, word in enumerate([derive] if isinstance(derive, str) else derive):
        path = ("derive",) if isinstance(derive, str) else ("derive", place)
        stage = stage_of(word)
        needs_loss = stage == "loss" or (stage != "forward" and not has_upstream)
        if needs_loss and not has_loss:
            yield Fault(f"{word} can't be derived without a loss", path, hint=f"add {keys}")
        elif stage == "update" and not has_optimizer:
            yield Fault(
                f"{word} can't be derived without an optimizer",
                path,
                hint="add optimizer: {name: sgd, learning_rate: 0.1}",
            )
