"""The loss of a feed-forward network; its parameters are W1, b1, W2, … of the layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from pydantic import PrivateAttr

from hwsolve.derivation.step import Step
from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault
from hwsolve.layers.layer import GIVEN
from hwsolve.layers.layer_choice import AnyLayer
from hwsolve.networks import loss_choice
from hwsolve.networks.forward_pass import ForwardPass
from hwsolve.networks.heads import Head
from hwsolve.networks.maps import ConvNetwork
from hwsolve.networks.network import NetworkSpec
from hwsolve.networks.network_ledger import tell_classes, tell_forward, tell_kinks
from hwsolve.numbers import Value
from hwsolve.optimization.evaluation_point import EvaluationPoint
from hwsolve.optimization.objectives.learning import Learning
from hwsolve.optimization.objectives.objective import Point
from hwsolve.quantity import Quantity
from hwsolve.terms.term import Apply, Name


class PlacedForwardPass(ForwardPass):
    """A forward pass at parameters and at a place of the caller's."""

    def __init__(self, spec: NetworkSpec, tape: Tape, place: EvaluationPoint) -> None:
        super().__init__(spec, tape)
        self.place = place

    def quantity(self, letter: str, layer: int | None = None) -> Quantity:
        """What goes by a letter here. e.g. z1[0] of a layer, y_hat[0] of the whole network"""
        return self.place.quantity(_numbered(letter, layer))

    def at_output(self, letter: str, head: Head) -> Quantity:
        """What goes by a letter here, of the one output."""
        return self.quantity(letter)

    def up_to_loss(self, point: Point, x: Name, y: Name) -> tuple[Name, Apply, list[Step]]:
        """(L, the part of it that compares prediction and target, all steps on the way)."""
        before = len(self.tape.steps())
        self.x, self.targets = x, {"": y}
        self.parameters = {
            parameter: point[_called(parameter)] for parameter in self.spec.parameters()
        }
        self.constants = {
            constant: self.tape.name(_called(constant)) for constant in self.spec.constants()
        }
        with self.tape.section(self.place.phase):
            loss, compared = self.write_loss(self.write_layers(self.place.phase))
        return loss, compared[""], self.tape.steps()[before:]


def _numbered(letter: str, layer: int | None) -> str:
    return letter if layer is None else f"{letter}{layer}"


def _called(parameter: Quantity) -> str:
    """The name of a layer's parameter as one of an objective. e.g. W1"""
    layer = parameter.at("layer")
    assert isinstance(layer, int)
    return _numbered(parameter.name, layer)


class NetworkLoss(Learning):
    """`objective: {network: mlp, input: […], layers: [{weights: …}], target: …, loss: …}`."""

    _done: dict[str, tuple[Apply, list[Step]]] = PrivateAttr(default_factory=dict)

    @property
    def chosen_loss(self) -> loss_choice.AnyLoss:
        return self.loss or loss_choice.PlainLoss(name="squared_error")

    def described(self, data: Value, target: Value) -> NetworkSpec:
        """The network on this part of the data, as its own kind of problem describes it."""
        raise NotImplementedError

    @property
    def whole(self) -> NetworkSpec:
        """The network on all of the data."""
        return self.described(self.input, self.target)

    @property
    def sample_rank(self) -> int:
        return self.whole.sample_rank

    @property
    def rows(self) -> str:
        return self.whole.rows or "samples"

    def own_parameters(self) -> dict[str, Value]:
        return {_called(parameter): value for parameter, value in self.whole.parameters().items()}

    @property
    def roles(self) -> Mapping[str, str]:
        return {
            _called(parameter): GIVEN[parameter.name][0] for parameter in self.whole.parameters()
        }

    def misfits(self, parameters: Mapping[str, Value], steps: int) -> Iterator[Fault]:
        for fault in self.whole.faults():
            yield replace(fault, path=("objective", *fault.path))
        if self.batch_size is not None and self.whole.rows == "positions":
            yield Fault(
                "the rows are positions of one sequence, not samples",
                ("objective", "batch_size"),
                hint="leave this out: each update sees the whole sequence",
            )

    def targets(self, parameters: Mapping[str, Value]) -> Value:
        return self.whole.read_target(self.whole.heads[0])

    def give(self, tape: Tape, parameters: Mapping[str, Value]) -> None:
        whole = self.whole
        if isinstance(whole, ConvNetwork):
            whole.check_work()
        super().give(tape, parameters)
        if isinstance(whole, ConvNetwork):
            whole.tell(tape)
        tell_forward(whole, tape)
        tell_classes(whole, whole.heads[0], tape)
        for constant, value in whole.constants().items():
            role, words = GIVEN[constant.name]
            tape.given(_called(constant), value, words, role=role)

    def write_value(self, place: EvaluationPoint, point: Point) -> Name:
        x, y = self.data(place, point)
        spec = self.described(x.value, y.value)
        loss, compared, steps = PlacedForwardPass(spec, place.tape, place).up_to_loss(point, x, y)
        self._done[loss.id] = compared, steps
        return loss

    def write_gradients(self, place: EvaluationPoint, point: Point) -> dict[str, Name]:
        tell_kinks(self.whole, place.tape)
        return super().write_gradients(place, point)

    def steps_to_loss(self, place: EvaluationPoint) -> list[Step]:
        return self._done[place.quantity("L")][1]

    def compared(self, place: EvaluationPoint, point: Point) -> Apply:
        return self._done[place.quantity("L")][0]


class MlpLoss(NetworkLoss):
    """The loss of a fully connected network."""

    network: Literal["mlp"]
    layers: list[AnyLayer]

    def described(self, data: Value, target: Value) -> NetworkSpec:
        return _built(NetworkSpec, self, data, target)


class ConvLoss(NetworkLoss):
    """The loss of a convolutional network."""

    network: Literal["conv"]
    layers: list[AnyLayer]

    def described(self, data: Value, target: Value) -> NetworkSpec:
        return _built(ConvNetwork, self, data, target)


def _built(
    kind: type[NetworkSpec], objective: MlpLoss | ConvLoss, data: Value, target: Value
) -> NetworkSpec:
    settings: dict[str, Any] = {
        "kind": objective.network,
        "input": data,
        "layers": objective.layers,
        "target": target,
        "loss": objective.chosen_loss,
        "conventions": objective.conventions,
    }
    return kind.model_validate(settings)
