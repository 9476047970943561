"""The problem file of a feed-forward network, whatever its layers, and its checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from hwsolve.errors import Fault
from hwsolve.layers.layer import Layer, Shape
from hwsolve.layers.named_activations import LINEAR
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by
from hwsolve.networks.loss_choice import Loss
from hwsolve.networks.optimizer import Optimizer, optimizer_faults
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

    kind: str
    title: str = ""
    input: Array
    layers: Sequence[Layer]
    target: ArrayOrNumber | None = None
    loss: Loss | None = None
    upstream: ArrayOrNumber | None = None
    penalty: Penalty | None = None
    optimizer: Optimizer | None = None
    derive: str | tuple[str, ...] = ()
    conventions: NetworkConventions = NetworkConventions()

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
        given = (self.input, self.target, *self.parameters().values())
        return any(is_symbolic(x) for value in given if value is not None for x in scalars(value))

    @property
    def last_stage(self) -> Stage:
        """How far the derivation goes."""
        has_gradients = self.loss is not None or self.upstream is not None
        possible: Stage = "gradients" if has_gradients else "forward"
        if self.optimizer is not None:
            possible = "update"
        if not self.wanted:
            return possible
        return max((stage_of(word) for word in self.wanted), key=STAGES.index)

    @property
    def last_activation(self) -> str:
        """The name of the last layer's activation."""
        name: str = getattr(self.layers[-1], "activation", LINEAR).name
        return name

    def output_shape(self) -> Shape:
        """The shape of the network's output, samples included."""
        shape = self.sample_shape
        for layer in self.layers:
            shape = layer.output_shape(shape, self.conventions)
        if not self.batch:
            return shape
        axis = self.conventions.sample_axis
        return (*shape[:axis], shape_of(self.input)[axis], *shape[axis:])

    def target_shape(self) -> Shape:
        """The shape in which the target's numbers are compared with the output."""
        return self.output_shape()

    @property
    def counted(self) -> Value | None:
        """1 for each entry of the output that the loss counts, 0 for others; None if all count."""
        return None

    def target_or_fault(self) -> Value | Fault:
        """The target in the shape of the output. Only for a spec with loss and target."""
        assert self.loss is not None
        assert self.target is not None
        return read_target(self.loss, self.target, self.target_shape(), self.conventions)

    def read_target(self) -> Value:
        """The target in the shape of the output. Only for a spec without faults."""
        target = self.target_or_fault()
        assert not isinstance(target, Fault)
        return target

    def read_upstream(self) -> Value:
        """The given ∂L/∂ŷ in the shape of the output. Only for a spec without faults."""
        assert self.upstream is not None
        upstream = in_shape(self.upstream, self.output_shape())
        assert upstream is not None
        return upstream

    def faults(self) -> Iterator[Fault]:
        if not self.layers:
            yield Fault("a network needs a layer", ("layers",), expected="a list of layers")
            return
        if len(shape_of(self.input)) > self.sample_rank + 1:
            yield Fault(
                "the input has too many axes",
                ("input",),
                expected="one sample (a list of numbers) or a list of samples",
                found=f"a list nested {len(shape_of(self.input))} deep",
            )
            return
        misfits = list(self._misfits())
        yield from misfits
        yield from self._missing()
        if not misfits and self.loss is not None and self.target is not None:
            target = self.target_or_fault()
            if isinstance(target, Fault):
                yield target
        if not misfits and self.upstream is not None:
            yield from self._upstream_faults()

    def _upstream_faults(self) -> Iterator[Fault]:
        path = ("upstream",)
        if in_shape(self.upstream, self.output_shape()) is None:
            yield Fault(
                "the gradient at the output doesn't fit the output",
                path,
                expected=f"{by(self.output_shape())} numbers, ∂L/∂ŷ for each entry of ŷ",
                found=f"{by(shape_of(self.upstream))} numbers",
            )
        for key in ("loss", "penalty"):
            if getattr(self, key) is not None:
                yield Fault(
                    f"a {key} beside the gradient at the output",
                    (key,),
                    hint="upstream gives ∂L/∂ŷ in place of target and loss; leave out one of both",
                )
        if self.optimizer is not None and self.optimizer.steps > 1:
            yield Fault(
                "one gradient at the output for several steps",
                ("optimizer", "steps"),
                expected="1, as ∂L/∂ŷ would change with ŷ",
                found=str(self.optimizer.steps),
            )

    def _misfits(self) -> Iterator[Fault]:
        shape, source = self.sample_shape, "the input"
        for number, layer in enumerate(self.layers, start=1):
            path = ("layers", number - 1)
            yield from layer.misfits(shape, source, self.conventions, path)
            shape, source = layer.output_shape(shape, self.conventions), f"layer {number}"

    def _missing(self) -> Iterator[Fault]:
        if self.loss is None and self.target is not None:
            yield Fault(
                "a target without a loss",
                ("target",),
                hint="add the key loss, such as loss: squared_error, or leave the target out",
            )
        if self.loss is not None and self.target is None:
            yield Fault(
                "a loss without a target",
                ("loss",),
                hint="add the key target, or leave the loss out for a forward pass only",
            )
        has_gradients = self.loss is not None or self.upstream is not None
        if self.optimizer is not None and not has_gradients:
            yield Fault("an optimizer without a loss", ("optimizer",), hint="add the key loss")
        if self.optimizer is not None:
            yield from optimizer_faults(self.optimizer, self.parameters(), self.conventions)
        yield from self._wanted_faults()

    def _wanted_faults(self) -> Iterator[Fault]:
        for place, word in enumerate(self.wanted):
            path = ("derive",) if isinstance(self.derive, str) else ("derive", place)
            stage = stage_of(word)
            needs_loss = stage == "loss" or (stage != "forward" and self.upstream is None)
            if needs_loss and self.loss is None:
                yield Fault(
                    f"{word} can't be derived without a loss",
                    path,
                    hint="add the keys loss and target",
                )
            elif stage == "update" and self.optimizer is None:
                yield Fault(
                    f"{word} can't be derived without an optimizer",
                    path,
                    hint="add optimizer: {name: sgd, learning_rate: 0.1}",
                )

    def parameters(self) -> dict[Quantity, Value]:
        """Every parameter by id, in file order. e.g. W[1], b[1], W[2]"""
        return {
            Quantity(letter, layer=number): value
            for number, layer in enumerate(self.layers, start=1)
            for letter, value in layer.parameters().items()
        }
