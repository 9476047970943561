"""Layers that bring several others together: their sum, their product, or all of them side by side.

A skip connection adds (He et al. 2016), a dense block concatenates (Huang et al. 2017), a gate
multiplies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import mul
from typing import Any, ClassVar

from pydantic import model_validator

from hwsolve.errors import Fault
from hwsolve.layers.layer import Inflow, Layer, LayerContext, Shape
from hwsolve.layers.named_activations import LINEAR, Activation, activation_of, words_for
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by
from hwsolve.layers.sliding_windows import sliding_axes
from hwsolve.terms.arithmetic import add
from hwsolve.terms.joining import join
from hwsolve.terms.term import Name, Term


class Joint(Layer):
    """What brings several layers together: `add: [x, block]`, or `{add: {}, from: [x, block]}`."""

    activation: Activation = LINEAR
    what: ClassVar[str] = ""
    """What is done to the parts, in words."""

    @model_validator(mode="before")
    @classmethod
    def _of_sources(cls, value: Any) -> Any:
        return {"from": value} if isinstance(value, (list, tuple, str)) else value

    def joined(self, parts: Sequence[Term], here: LayerContext) -> Term:
        """The parts together."""
        raise NotImplementedError

    def joined_misfits(self, flow: Inflow) -> Iterator[Fault]:
        first, where = flow.shape, flow.at(self.key, "from")
        if len(flow.shapes) < 2:
            yield Fault(
                f"{self.key} brings several layers together",
                where,
                expected="two sources or more, such as from: [x, 1]",
                found=f"only {flow.source}",
            )
            return
        for shape, source in zip(flow.shapes[1:], flow.sources[1:], strict=True):
            if not self.fits(shape, first, flow.conventions):
                fitting = self.fitting(first, flow.conventions)
                yield Fault(
                    f"what is {self.what} doesn't fit together",
                    where,
                    expected=f"{source} of {fitting}, like {flow.source}",
                    found=f"{source} of {by(shape)}",
                )
        if self.activation.name == "softmax" and len(first) != 1:
            yield Fault("softmax takes a list of scores, not a map", flow.at("activation"))

    def fits(self, shape: Shape, first: Shape, conventions: NetworkConventions) -> bool:
        """Whether a part can stand beside the first one."""
        return shape == first

    def fitting(self, first: Shape, conventions: NetworkConventions) -> str:
        """The shapes that can stand beside the first part, in words."""
        return by(first)

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        together, why = self.joined(inputs, here), f"what flows in, {self.what}"
        activation = activation_of(self.activation, here.conventions)
        if activation is None:
            return here.let_output(together, why)
        return here.activated(together, why, activation, words_for(self.activation))


class Add(Joint):
    """The sum of what flows in, entry by entry: a skip connection."""

    key: ClassVar[str] = "add"
    what: ClassVar[str] = "added up"

    def joined(self, parts: Sequence[Term], here: LayerContext) -> Term:
        return add(*parts)


class Multiply(Joint):
    """The product of what flows in, entry by entry: a gate."""

    key: ClassVar[str] = "multiply"
    what: ClassVar[str] = "multiplied entry by entry"

    def joined(self, parts: Sequence[Term], here: LayerContext) -> Term:
        return reduce(mul, parts)


class Concatenate(Joint):
    """What flows in, side by side: units after units, or channels after channels."""

    key: ClassVar[str] = "concatenate"
    what: ClassVar[str] = "put side by side"

    def joined_shape(self, shapes: Sequence[Shape], conventions: NetworkConventions) -> Shape:
        return (sum(shape[0] for shape in shapes), *shapes[0][1:])

    def fits(self, shape: Shape, first: Shape, conventions: NetworkConventions) -> bool:
        has_channels = len(first) in (1, sliding_axes(conventions) + 1)
        return has_channels and len(shape) == len(first) and shape[1:] == first[1:]

    def fitting(self, first: Shape, conventions: NetworkConventions) -> str:
        if len(first) == 1:
            return "a list"
        return f"channels × {by(first[-sliding_axes(conventions) :])}"

    def joined(self, parts: Sequence[Term], here: LayerContext) -> Term:
        axis = 1 if here.batch and here.conventions.sample_axis == 0 else 0
        return join(*parts, axis=axis) if axis else join(*parts)
