"""A layer that makes one list of all entries of a sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import ClassVar

from hwsolve.layers.layer import Layer, LayerContext, Shape
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.terms.reshaping import reshape
from hwsolve.terms.term import Name, Term


class Flatten(Layer):
    """All entries of a sample in one list: channel by channel, row by row."""

    key: ClassVar[str] = "flatten"

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        return (prod(shape),)

    def reach(self, shape: Shape, conventions: NetworkConventions) -> None:
        return None

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        (a,) = inputs
        lead = a.shape[:1] if here.batch else ()
        rank = len(a.shape) - len(lead)
        if rank == 1:
            return here.let_output(a, "a list as it is")
        shape = (*lead, prod(a.shape[len(lead) :]))
        order = "channel by channel and row by row" if rank > 2 else "row by row"
        return here.let_output(reshape(a, shape=shape), f"all entries in one list, {order}")
