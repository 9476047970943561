"""The problem file of a feed-forward network, whatever its layers, and its checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

from hwsolve.errors import Fault
from hwsolve.layers.layer import Rows, Shape
from hwsolve.layers.layer_choice import AnyLayer
from hwsolve.layers.named_activations import LINEAR
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.networks.heads import Head, HeadOfFile
from hwsolve.networks.layer_graph import LayerGraph, LayerNode
from hwsolve.networks.loss_choice import Loss
from hwsolve.networks.network_faults import faults_of
from hwsolve.networks.optimizer import Optimizer
from hwsolve.networks.stages_and_penalty import STAGES, Penalty, Stage, stage_of
from hwsolve.networks.targets import in_shape, read_target
from hwsolve.numbers import Value, is_symbolic, scalars, shape_of
from hwsolve.quantity import Quantity
from hwsolve.spec import Array, ArrayOrNumber, StrictModel


class NetworkSpec(StrictModel):
    """A network, its data, and what is to be derived.

    `input` is one sample, or a list of samples: one more axis than a sample has.
    """

    topics: ClassVar[Sequence[str]] = STAGES

    rows_are: ClassVar[Rows] = "samples"
    """What the rows of an input with one axis more are."""

    kind: str
    title: str = ""
    input: Array
    layers: list[AnyLayer]
    target: ArrayOrNumber | None = None
    loss: Loss | None = None
    outputs: list[HeadOfFile] | None = None
    upstream: ArrayOrNumber | None = None
    penalty: Penalty | None = None
    optimizer: Optimizer | None = None
    derive: str | tuple[str, ...] = ()
    conventions: NetworkConventions = NetworkConventions()

    @cached_property
    def graph(self) -> LayerGraph:
        """The layers with what each takes."""
        return LayerGraph(self.layers)

    @property
    def nodes(self) -> Sequence[LayerNode]:
        """The layers in their places, in file order."""
        return self.graph.nodes

    @property
    def rows(self) -> Rows:
        """What the rows of the data are; "" for a single sample."""
        if not self.batch:
            return ""
        mixes = {rows for layer in self.layers for rows in layer.mixes}
        return "positions" if self.rows_are == "samples" and "positions" in mixes else self.rows_are

    @cached_property
    def heads(self) -> Sequence[Head]:
        """The outputs of the network; the last layer's if the file doesn't list them."""
        if not self.outputs:
            return [Head(len(self.layers), "", self.target, self.loss)]
        found = []
        for place, output in enumerate(self.outputs):
            path = ("outputs", place)
            number = self.graph.number_of(output.source, len(self.layers) + 1, (*path, "from"))
            name = output.name or ("" if output.source.isdigit() else output.source)
            number = number or len(self.layers)
            found.append(Head(number, name, output.target, output.loss, output.weight, path))
        return found

    @property
    def has_loss(self) -> bool:
        """Whether something is minimised."""
        return self.loss is not None or bool(self.outputs)

    @property
    def sample_rank(self) -> int:
        """The number of axes of one sample."""
        return 1

    @property
    def batch(self) -> bool:
        """Whether the input is a list of samples."""
        return len(shape_of(self.input)) > self.sample_rank

    @property
    def sample_shape(self) -> Shape:
        """The shape of one sample."""
        shape = shape_of(self.input)
        axis = self.conventions.sample_axis
        return (*shape[:axis], *shape[axis + 1 :]) if self.batch else shape

    @property
    def wanted(self) -> list[str]:
        """What is asked for; empty for everything that the file allows."""
        return [self.derive] if isinstance(self.derive, str) else list(self.derive)

    @property
    def in_letters(self) -> bool:
        """Whether the input, a parameter or the target is a name or a formula."""
        targets = [head.target for head in self.heads]
        given = (self.input, *targets, *self.parameters().values())
        return any(is_symbolic(x) for value in given if value is not None for x in scalars(value))

    @property
    def last_stage(self) -> Stage:
        """How far the derivation goes."""
        has_gradients = self.has_loss or self.upstream is not None
        possible: Stage = "gradients" if has_gradients else "forward"
        if self.optimizer is not None:
            possible = "update"
        if not self.wanted:
            return possible
        return max((stage_of(word) for word in self.wanted), key=STAGES.index)

    def activation_of(self, head: Head) -> str:
        """The name of the activation that makes an output."""
        name: str = getattr(self.nodes[head.number - 1].layer, "activation", LINEAR).name
        return name

    @cached_property
    def shapes(self) -> Sequence[Shape]:
        """The shape of one sample, of the input and after each layer. Only where all fits."""
        return self.graph.shapes(self.sample_shape, self.conventions)

    def output_shape(self, head: Head) -> Shape:
        """The shape of an output, samples included."""
        shape = self.shapes[head.number]
        if not self.batch:
            return shape
        axis = self.conventions.sample_axis
        return (*shape[:axis], shape_of(self.input)[axis], *shape[axis:])

    def target_shape(self, head: Head) -> Shape:
        """The shape in which a target's numbers are compared with the output."""
        return self.output_shape(head)

    def counted(self, head: Head) -> Value | None:
        """1 for each entry of an output that the loss counts, 0 for others; None if all count."""
        return None

    def target_or_fault(self, head: Head) -> Value | Fault:
        """A target in the shape of its output. Only for an output with loss and target."""
        assert head.loss is not None
        assert head.target is not None
        read = read_target(head.loss, head.target, self.target_shape(head), self.conventions)
        return replace(read, path=(*head.path, *read.path)) if isinstance(read, Fault) else read

    def read_target(self, head: Head) -> Value:
        """A target in the shape of its output. Only for a spec without faults."""
        target = self.target_or_fault(head)
        assert not isinstance(target, Fault)
        return target

    def read_upstream(self) -> Value:
        """The given ∂L/∂ŷ in the shape of the output. Only for a spec without faults."""
        assert self.upstream is not None
        upstream = in_shape(self.upstream, self.output_shape(self.heads[0]))
        assert upstream is not None
        return upstream

    @property
    def only_sizes(self) -> bool:
        """Whether nothing but sizes is asked for."""
        return False

    def faults(self) -> Iterator[Fault]:
        return faults_of(self)

    def parameters(self) -> dict[Quantity, Value]:
        """Every parameter by id, in file order. e.g. W[1], b[1], W[2]"""
        return {
            Quantity(letter, layer=node.number): value
            for node in self.nodes
            for letter, value in node.layer.parameters().items()
            if letter not in node.tied
        }

    def constants(self) -> dict[Quantity, Value]:
        """What else is given for layers, by id. e.g. D[2], the mask of a dropout"""
        return {
            Quantity(letter, layer=node.number): value
            for node in self.nodes
            for letter, value in node.layer.constants().items()
        }
