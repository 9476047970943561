"""The smaller parts of a recurrent problem file: cell, output, clipping, sizes."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from hwsolve.network.activations import LINEAR, Activation, Plain
from hwsolve.recurrent.cells import GRU, LSTM, Cell, vanilla
from hwsolve.recurrent.weights import Direction
from hwsolve.spec import Flag, PositiveExact, PositiveInteger, StrictModel


class CellSpec(StrictModel):
    """The kind of cell, and the letters that the course uses; `lstm` alone means `{type: lstm}`."""

    type: Literal["vanilla", "lstm", "gru"] = "vanilla"
    activation: Literal["tanh", "sigmoid", "relu", "linear"] = "tanh"
    state: str = ""
    input: str = "x"
    U: str = "U"
    W: str = "W"
    b: str = ""

    @model_validator(mode="before")
    @classmethod
    def _bare_word(cls, data: Any) -> Any:
        return {"type": data} if isinstance(data, str) else data

    @property
    def letter(self) -> str:
        """The letter of what the cell shows: s, or h for gated cells."""
        return self.state or ("s" if self.type == "vanilla" else "h")

    def row(self) -> Cell:
        """The cell's row in the table."""
        if self.type == "vanilla":
            return vanilla(Plain(name=self.activation), self.letter)
        return LSTM if self.type == "lstm" else GRU


class RecurrentLayer(Direction):
    """A layer: its cell and weights; `backward` makes it bidirectional."""

    cell: CellSpec = CellSpec()
    backward: Direction | None = None

    def output_size(self) -> int:
        """The number of entries that one time step hands on."""
        directions = (self, self.backward)
        return sum(d.units(self.cell.row()) for d in directions if d is not None)


class Output(StrictModel):
    """ŷ[t] = activation(V s[t] + c), at every time step or at the last one only."""

    activation: Activation = LINEAR
    at: Literal["every", "last"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_word(cls, data: Any) -> Any:
        return {"activation": data} if isinstance(data, str) else data


class Clip(StrictModel):
    """norm: scale all gradients together to at most this length; value: cut every entry.

    Source of the former: Pascanu, Mikolov and Bengio 2013, algorithm 1.
    """

    norm: PositiveExact | None = None
    value: PositiveExact | None = None


class Sizes(StrictModel):
    """The sizes of a network whose parameters are to be counted without being given."""

    input: PositiveInteger
    hidden: PositiveInteger
    output: PositiveInteger | None = None
    biases: Flag = True
