"""The problem file of a convolutional network, and its checks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import ClassVar, Self

from pydantic import model_validator

from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault, LimitError
from hwsolve.layers.convolution_conventions import ConvConventions
from hwsolve.layers.filter_layer import FilterLayer
from hwsolve.layers.layer import Rows, Shape
from hwsolve.layers.shape_wording import by
from hwsolve.layers.sliding_layer import SlidingLayer
from hwsolve.layers.sliding_windows import sliding_axes
from hwsolve.layers.window_fields import Count
from hwsolve.networks.heads import Head
from hwsolve.networks.network import NetworkSpec
from hwsolve.networks.stages_and_penalty import STAGES
from hwsolve.networks.targets import takes_classes
from hwsolve.networks.work_limits import SMALLER, excess
from hwsolve.numbers import Value, shape_of
from hwsolve.spec import Array


class ConvNetwork(NetworkSpec):
    """A network over maps: H×W, C×H×W or N×C×H×W; along one axis L, C×L or N×C×L.

    `shape` stands in place of `input` where only sizes are derived.
    """

    topics: ClassVar[Sequence[str]] = (*STAGES, "shapes")

    input: Array | None = None  # type: ignore[assignment]  # a stack of sizes has no input
    shape: list[Count] | None = None
    conventions: ConvConventions = ConvConventions()

    @model_validator(mode="after")
    def _with_axes(self) -> Self:
        if self.conventions.axes is not None:
            return self
        ledger = self.conventions.model_copy(update={"axes": _axes_of(self)})
        ledger.model_fields_set.discard("axes")
        return self.model_copy(update={"conventions": ledger})

    @property
    def data_shape(self) -> Shape:
        """The shape of the input, given or not."""
        return tuple(self.shape or ()) if self.input is None else shape_of(self.input)

    @property
    def sample_rank(self) -> int:
        return min(len(self.data_shape), sliding_axes(self.conventions) + 1)

    @property
    def batch(self) -> bool:
        return len(self.data_shape) > self.sample_rank

    @property
    def rows(self) -> Rows:
        return "samples" if self.batch else ""

    @property
    def sample_shape(self) -> Shape:
        return self.data_shape[1:] if self.batch else self.data_shape

    @property
    def wants_sizes(self) -> bool:
        """Whether sizes, parameters and receptive fields are asked for."""
        return "shapes" in super().wanted or self.input is None

    @property
    def wanted(self) -> list[str]:
        return [word for word in super().wanted if word != "shapes"]

    @property
    def only_sizes(self) -> bool:
        """Whether nothing but sizes is asked for."""
        return self.wants_sizes and not self.wanted

    def tell(self, tape: Tape) -> None:
        """Enter into the ledger along how many axes windows slide, where it could be two."""
        if len(self.data_shape) > 1:
            axes = sliding_axes(self.conventions)
            meaning = {
                1: "windows slide along the last axis; the one before holds channels",
                2: "windows slide along the last two axes, height and width",
            }[axes]
            self.conventions.tell(tape, "axes", str(axes), meaning, usual=axes == 2)

    # ---- limits ---------------------------------------------------------------------------------

    def check_work(self) -> None:
        """Raises LimitError where a layer is too large to be worked on. Only without faults."""
        told = "" if self.only_sizes else self._excess()
        if told:
            raise LimitError(told, SMALLER)

    def _excess(self) -> str:
        """What of the first layer that is too large is so, in words. Only for layers that fit."""
        samples = self.data_shape[0] if self.batch else 1
        for node in self.nodes:
            shape = self.shapes[node.sources[0]]
            if told := excess(node.layer, node.number, samples, shape, self.conventions):
                return told
        return ""

    def target_or_fault(self, head: Head) -> Value | Fault:
        """The target as the loss takes it.

        Classes stay as they are where layers are too large: one-hot rows would be as large.
        """
        assert head.loss is not None
        assert head.target is not None
        by_class = takes_classes(head.loss, head.target, self.target_shape(head), self.conventions)
        return head.target if by_class and self._excess() else super().target_or_fault(head)

    # ---- faults ---------------------------------------------------------------------------------

    def faults(self) -> Iterator[Fault]:
        if (self.input is None) == (self.shape is None):
            yield Fault(
                "a network needs its input" if self.input is None else "shape beside input",
                ("input",) if self.input is None else ("shape",),
                expected="input in numbers, or its shape alone where only sizes are derived",
            )
            return
        rank, axes = len(self.data_shape), sliding_axes(self.conventions)
        if self.layers and not axes <= rank <= axes + 2:
            yield self._wrong_rank(axes)
            return
        for key in ("loss", "outputs", "upstream"):
            if self.input is None and getattr(self, key):
                yield Fault(f"{key} without an input", (key,), hint="give the input in numbers")
                return
        for fault in super().faults():
            yield self._in_words_of_maps(fault)

    def _wrong_rank(self, axes: int) -> Fault:
        sizes = "height × width" if axes == 2 else "length"
        return Fault(
            "the input has another number of axes than a map",
            ("shape",) if self.input is None else ("input",),
            expected=f"{sizes}, channels × {sizes}, or samples × channels × {sizes}",
            found=by(self.data_shape),
            hint="windows slide along one axis by conventions: {axes: 1}" if axes == 2 else "",
        )

    def _in_words_of_maps(self, fault: Fault) -> Fault:
        if fault.path[-1:] != ("target",) or "doesn't fit" not in fault.message:
            return fault
        head = next(head for head in self.heads if head.path == fault.path[:-1])
        shape = self.output_shape(head)
        if len(shape) - self.batch == 1:
            return fault
        return dataclasses.replace(fault, expected=f"{by(shape)} numbers, the shape of the output")


def _axes_of(spec: ConvNetwork) -> str:
    """Along how many axes windows slide, where the file doesn't say so.

    One if the input or a filter is a plain list, or if an input of two axes and filters of three
    fit one another as C × L and F × C × window; else two.
    """
    rank = len(spec.data_shape)
    layers = [node.layer for node in spec.nodes]
    filters = [
        shape_of(layer.weights)
        for layer in layers
        if isinstance(layer, FilterLayer) and layer.weights is not None
    ]
    settings = [
        setting
        for layer in layers
        if isinstance(layer, SlidingLayer)
        for setting in (layer.stride, layer.padding, layer.dilation, getattr(layer, "size", None))
    ]
    if rank == 1 or any(len(shape) == 1 for shape in filters):
        return "1"
    if rank == 4 or any(isinstance(s, tuple) and len(s) == 2 for s in settings):
        return "2"
    channels_fit = rank == 2 and filters and filters[0][-2] == spec.data_shape[0]
    return "1" if channels_fit and len(filters[0]) == 3 else "2"
