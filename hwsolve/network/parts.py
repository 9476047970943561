"""The smaller parts of a network's problem file: penalty, optimizer, and what is asked for."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Annotated, Literal

from hwsolve.numbers import rational
from hwsolve.spec import Flag, Named, NonNegativeExact, PositiveExact, PositiveInteger, StrictModel

Stage = Literal["forward", "loss", "gradients", "update"]
STAGES: tuple[Stage, ...] = ("forward", "loss", "gradients", "update")


class Penalty(StrictModel):
    """l2·½‖W‖² (or l2·‖W‖² by convention) and l1·Σ|W|; biases only if asked for."""

    l2: NonNegativeExact = rational(0)
    l1: NonNegativeExact = rational(0)
    biases: Flag = False


class Sgd(StrictModel):
    """Q_new = Q − α·∂L/∂Q, `steps` times on the same data.

    `update` says which parameters move: all, weights, biases, or ids such as W[1] (with * and ?).
    """

    name: Literal["sgd", "gd", "gradient_descent"] = "sgd"
    learning_rate: PositiveExact
    steps: PositiveInteger = 1
    update: str | list[str] = "all"

    def moves(self, id: str) -> bool:
        """Whether the parameter of that id is updated."""
        wanted = [self.update] if isinstance(self.update, str) else self.update
        words = {"all": "*", "weights": "W*", "biases": "b*"}
        patterns = [words.get(word, word).replace("[", "[[]") for word in wanted]
        return any(fnmatchcase(id, pattern) for pattern in patterns)


Optimizer = Annotated[Sgd, Named("optimizer")]


def stage_of(wanted: str) -> Stage:
    """The stage at which a wanted thing is reached: a stage's own name, or the id of a quantity."""
    if wanted in STAGES:
        return wanted
    name = wanted.split("[", maxsplit=1)[0].split(".", maxsplit=1)[0]
    if name.endswith("_new"):
        return "update"
    if name.startswith("d") and len(name) > 1:
        return "gradients"
    return "loss" if name.startswith("L") else "forward"
