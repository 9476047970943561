"""The outputs of a network: what each is compared with, by which loss, and how much that counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from hwsolve.errors import Path
from hwsolve.layers.layer_references import LayerName, Source
from hwsolve.networks.loss_choice import AnyLoss, Loss
from hwsolve.numbers import Scalar, Value, rational
from hwsolve.quantity import Quantity
from hwsolve.spec import ArrayOrNumber, PositiveExact, StrictModel

ONE: Scalar = rational(1)


class HeadOfFile(StrictModel):
    """One of several outputs: the layer that it comes `from`, its target, its loss and weight.

    It is called by its name, else by that of its layer: y_hat[price], L[price].
    """

    source: Source = Field(alias="from")
    name: LayerName = ""
    target: ArrayOrNumber
    loss: Loss
    weight: PositiveExact = ONE

    @model_serializer(mode="wrap")
    def _dumped(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As in the file."""
        dumped: dict[str, Any] = handler(self)
        source, name = dumped.pop("source"), dumped.pop("name")
        return {"from": source} | ({"name": name} if name else {}) | dumped


@dataclass(frozen=True, slots=True)
class Head:
    """An output: the number of its layer, and its part of the loss; `name` is empty for the only.

    Without a loss there is nothing to compare it with.
    """

    number: int
    name: str = ""
    target: Value | None = None
    loss: AnyLoss | None = None
    weight: Scalar = ONE
    path: Path = ()

    def called(self, letter: str) -> Quantity:
        """What goes by a letter at this output. e.g. y_hat[price], or y_hat of the only one"""
        return Quantity(letter, output=self.name or None)

    def line(self, key: str) -> str:
        """What a convention of this output is called in the ledger, where there are several."""
        return f"{key}[{self.name}]" if self.name else key
