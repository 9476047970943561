"""The smaller parts of a network's problem file: penalty, optimizer, and what is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from hwsolve.errors import Fault, Path
from hwsolve.numbers import rational
from hwsolve.spec import Flag, Named, NonNegativeExact, PositiveExact, PositiveInteger, StrictModel

Stage = Literal["forward", "loss", "gradients", "update"]
STAGES: tuple[Stage, ...] = ("forward", "loss", "gradients", "update")

UPDATE_WORDS = {"all": "*", "weights": "W*", "biases": "b*"}


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
        return any(covers(word, id) for word in wanted)

    def faults(self, parameters: Collection[str]) -> Iterator[Fault]:
        """The words of `update` that mean none of the parameters."""
        wanted = [self.update] if isinstance(self.update, str) else self.update
        for place, word in enumerate(wanted):
            if word not in UPDATE_WORDS and not any(covers(word, id) for id in parameters):
                path: Path = ("optimizer", "update")
                yield Fault(
                    "there is no such parameter",
                    path if isinstance(self.update, str) else (*path, place),
                    expected=f"{', '.join(UPDATE_WORDS)}, or one of {', '.join(parameters)}",
                    found=word,
                )


def covers(word: str, id: str) -> bool:
    """Whether a word of `update` means the parameter of that id."""
    return fnmatchcase(id, UPDATE_WORDS.get(word, word).replace("[", "[[]"))


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
