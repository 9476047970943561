"""The loss of a feed-forward network as objective; its parameters are W1, b1, W2, … of the layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hwsolve.errors import Fault
from hwsolve.network import losses
from hwsolve.network.dense import Dense
from hwsolve.network.layer import Setting
from hwsolve.network.names import Names
from hwsolve.numbers import Value, shape_of
from hwsolve.optimization.ids import Place
from hwsolve.optimization.objectives.learning import Learning
from hwsolve.optimization.objectives.objective import Point
from hwsolve.spec import NonNegativeInteger
from hwsolve.terms.activations import sigmoid_of, softmax
from hwsolve.terms.term import Name


@dataclass(frozen=True, slots=True)
class LayerNames(Names):
    """Ids of a layer's quantities at iterate k. e.g. z1[0]; y_hat[0] of the whole network"""

    place: Place | None = None

    def of(self, letter: str, layer: int | None = None) -> str:
        assert self.place is not None
        return self.place.id(letter if layer is None else f"{letter}{layer}")


class NetworkLoss(Learning):
    """`objective: {network: mlp, input: […], layers: [{weights: …}], target: …, loss: …}`."""

    network: Literal["mlp"]
    layers: tuple[Dense, ...]

    def own_parameters(self) -> dict[str, Value]:
        return {
            f"{letter}{number}": value
            for number, layer in enumerate(self.layers, start=1)
            for letter, value in layer.parameters().items()
        }

    @property
    def chosen_loss(self) -> losses.AnyLoss:
        return self.loss or losses.PlainLoss(name="squared_error")

    @property
    def _takes_logits(self) -> bool:
        return losses.takes_logits(self.chosen_loss, self.layers[-1].activation.name)

    def inner(self) -> Sequence[str]:
        found = []
        for number, layer in enumerate(self.layers, start=1):
            found.append(f"z{number}")
            if layer.activation.name != "linear":
                found.append(f"a{number}" if number < len(self.layers) or self._takes_logits else "")
        return [*(name for name in found if name), "y_hat"]

    def _output_shape(self) -> tuple[int, ...]:
        shape = shape_of(self.input)[-self.sample_rank :]
        for layer in self.layers:
            shape = layer.output_shape(shape, self.conventions)
        return shape

    def _expected_shape(self) -> tuple[int, ...]:
        return (shape_of(self.input)[0], *self._output_shape()) if self.is_batch else self._output_shape()

    def misfits(self, parameters: Mapping[str, Value], steps: int) -> Iterator[Fault]:
        if not self.layers:
            yield Fault("a network needs a layer", ("objective", "layers"), expected="a list of layers")
            return
        shape, source, faults = shape_of(self.input)[-self.sample_rank :], "the input", []
        for number, layer in enumerate(self.layers, start=1):
            path = ("objective", "layers", number - 1)
            faults += list(layer.misfits(shape, source, self.conventions, path))
            shape = layer.output_shape(shape, self.conventions)
            source = f"layer {number}"
        yield from faults
        if not faults:
            read = losses.read_target(
                self.chosen_loss, self.target, self._expected_shape(), self.conventions
            )
            if isinstance(read, Fault):
                place = ("objective", "target")
                yield Fault(read.message, place, read.expected, read.found, read.hint)

    def targets(self, parameters: Mapping[str, Value]) -> Value:
        read = losses.read_target(
            self.chosen_loss, self.target, self._expected_shape(), self.conventions
        )
        assert not isinstance(read, Fault)
        return read

    def forward(self, place: Place, point: Point, x: Name) -> Name:
        names = LayerNames(place=place)
        logits, last = self._takes_logits, len(self.layers)
        setting = Setting(
            tape=place.tape,
            conventions=self.conventions,
            batch=self.runs_as_batch,
            names=names,
            last_layer=last,
            output_is_prediction=not logits,
        )
        a = x
        for number, layer in enumerate(self.layers, start=1):
            own = {letter: point[f"{letter}{number}"] for letter in layer.parameters()}
            a = layer.forward(a, number, own, setting)
        if logits:
            binary = losses.base_name(self.chosen_loss) == "binary_cross_entropy"
            activation = sigmoid_of if binary else softmax
            a = place.tape.let(names.of("y_hat"), activation(a), "the scores as probabilities")
        return a
