"""The ids of a recurrent network's quantities, which are a promise to users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ids:
    """How the quantities of one layer, in one direction of time, are called.

    A single layer has s[t] and W; of several, layer 2 has s[2,t] and W[2]. The two directions of a
    bidirectional layer are told apart by a word below: s_fw[t], W_bw. `names` are the course's own
    for the weights: with W: W_hh, what is W_i otherwise is W_hh_i.
    """

    layer: int | None = None
    direction: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def at(self, letter: str, time: int) -> str:
        """A quantity at one time step. e.g. s[3], s[2,3], s_fw[3]"""
        marks = [str(mark) for mark in (self.layer, time) if mark is not None]
        return f"{letter}{self.direction}[{','.join(marks)}]"

    def parameter(self, role: str) -> str:
        """A weight, which all time steps share, by its role. e.g. W, W[2], W_fw, W_i, W_hh"""
        letter, _, gate = role.partition("_")
        name = "_".join(part for part in (self.names.get(letter, letter), gate) if part)
        return f"{name}{self.direction}" + ("" if self.layer is None else f"[{self.layer}]")


def share_id(parameter: str, time: int) -> str:
    """What one time step adds to a parameter's gradient. e.g. dW[3], dW[2,3] for W[2]"""
    letter, bracket, rest = parameter.partition("[")
    return f"d{letter}[{rest[:-1]},{time}]" if bracket else f"d{letter}[{time}]"


def of_loss(id: str, time: int) -> str:
    """The gradient of the loss of one time step alone. e.g. ds[2,5] is ∂L[5]/∂s[2]"""
    return f"d{id[:-1]},{time}]" if id.endswith("]") else f"d{id}[{time}]"
