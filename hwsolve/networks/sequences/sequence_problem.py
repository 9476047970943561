"""The problem file of a recurrent network, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, get_args

import numpy as np
from pydantic import Field, model_validator

from hwsolve.errors import Fault, Path
from hwsolve.layers.layer import GIVEN
from hwsolve.layers.layer_choice import AnyLayer
from hwsolve.layers.named_activations import LINEAR
from hwsolve.networks.layer_graph import LayerGraph
from hwsolve.networks.loss_choice import (
    Loss,
    base_name,
    takes_logits,
)
from hwsolve.networks.optimizer import Optimizer
from hwsolve.networks.sequences.cell_and_output import (
    NAMED,
    CellSpec,
    Clip,
    Output,
    RecurrentLayer,
    RecurrentWeights,
    SequenceLayer,
    Sizes,
)
from hwsolve.networks.sequences.layer_direction import LayerDirection
from hwsolve.networks.sequences.sequence_conventions import BLOCKS, RecurrentConventions
from hwsolve.networks.sequences.weights import Direction, one_hot
from hwsolve.networks.stages_and_penalty import STAGES, Stage, stage_of
from hwsolve.networks.targets import read_target, takes_classes
from hwsolve.numbers import Value, as_array, shape_of
from hwsolve.quantity import Quantity, name_in
from hwsolve.spec import Array, ArrayOrNumber, Matrix, NonNegativeInteger, Vector

ABOUT_JACOBIANS = ("J", "norm_J", "norm_W", "rho_J", "rho_W", "gamma", "bound", *BLOCKS)
FORWARDS, BACKWARDS = "fw", "bw"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A weight: its role with its gate (W_i), the course's name for the role, and its numbers.

    `given` says what it is in a layer that isn't recurrent: its role there, and words.
    """

    role: str
    name: str
    value: Value
    given: tuple[str, str] | None = None


OTHERS = {model.key for model in get_args(get_args(AnyLayer)[0])} - {""}


def _is_recurrent(item: object) -> bool:
    """Whether an item of `layers` is a recurrent layer without a key of its own."""
    return isinstance(item, dict) and not ({"rnn", "lstm", "gru", "weights"} | OTHERS) & set(item)


class RecurrentSpec(RecurrentWeights):
    """A recurrent network, its data, and what is to be derived.

    inputs    x[1], …, x[T]: a list of vectors, or of numbers where each x[t] is a single one; or
              several sequences of vectors, all as long, and then `targets` for each of them
    targets   one for each time step (many-to-many); `target` is one for the last (many-to-one)
    layers    in place of U, W, …: several layers, each on what the one below shows, or as their
              `from` says; `cell` is that of every recurrent layer that doesn't say its own
    truncate  how far back a gradient goes; conventions: {truncation: …} says from where it counts
    derive    forward, loss, gradients, update, jacobian, parameter_count, or ids such as dW[2];
              empty for all that the file allows but Jacobians

    With a `vocabulary`, `input_text` and `target_text` are written in it and read as one-hot codes.
    Without numbers the problem is symbolic: ∂s[t]/∂s[k] for any t and k.
    """

    topics: ClassVar[Sequence[str]] = (*STAGES, "jacobian", "parameter_count")

    kind: str
    title: str = ""
    inputs: Array | None = None
    vocabulary: str | list[str] = Field(default_factory=list)
    input_text: str | list[str] = Field(default_factory=list)
    target_text: str | list[str] = Field(default_factory=list)
    layers: list[SequenceLayer] = Field(default_factory=list)
    V: Matrix | None = None
    c: Vector | None = None
    output: Output = Output()
    targets: Array | None = None
    target: ArrayOrNumber | None = None
    loss: Loss | None = None
    optimizer: Optimizer | None = None
    truncate: NonNegativeInteger | None = None
    clip: Clip | None = None
    sizes: Sizes | None = None
    derive: str | list[str] = Field(default_factory=list)
    conventions: RecurrentConventions = RecurrentConventions()

    @model_validator(mode="before")
    @classmethod
    def _one_cell_for_all(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or not {"cell", "layers"} <= set(data):
            return data
        layers = data["layers"]
        if not isinstance(layers, list):
            return data
        cell = {"cell": data["cell"]}
        return {**data, "layers": [{**cell, **x} if _is_recurrent(x) else x for x in layers]}

    # ---- what is asked for ----------------------------------------------------------------------

    @property
    def wanted(self) -> list[str]:
        """What is asked for; empty for everything but Jacobians."""
        return [self.derive] if isinstance(self.derive, str) else list(self.derive)

    @property
    def wanted_ids(self) -> list[str]:
        """The single quantities that are asked for."""
        return [word for word in self.wanted if word not in self.topics]

    @property
    def wants_jacobians(self) -> bool:
        """Whether J[t] or anything about it is asked for."""
        return any(word == "jacobian" or name_in(word) in ABOUT_JACOBIANS for word in self.wanted)

    @property
    def is_symbolic(self) -> bool:
        """Whether the file has no numbers, so that letters stand for whatever fits."""
        return self.inputs is None and not self.input_text and self.is_empty and not self.layers

    @property
    def last_stage(self) -> Stage:
        """How far the derivation goes."""
        if not self.wanted:
            if self.optimizer is not None:
                return "update"
            return "forward" if self.loss is None else "gradients"
        stages = [stage_of(word) for word in self.wanted]
        return max(stages, key=STAGES.index)

    def reaches(self, stage: Stage) -> bool:
        """Whether the derivation goes as far as `stage`."""
        return STAGES.index(self.last_stage) >= STAGES.index(stage)

    # ---- the network ----------------------------------------------------------------------------

    @cached_property
    def graph(self) -> LayerGraph:
        """The layers with what each takes; none where the file has a single one."""
        return LayerGraph(self.layers)

    @property
    def stack(self) -> list[tuple[Path, RecurrentWeights]]:
        """The recurrent layers from below, each with its place in the file."""
        if not self.layers:
            return [((), self)]
        return [
            (node.inside, node.layer)
            for node in self.graph.nodes
            if isinstance(node.layer, RecurrentLayer)
        ]

    @property
    def stack_numbers(self) -> list[int | None]:
        """The numbers of the recurrent layers; none where the file has a single one."""
        return [int(path[1]) + 1 if path else None for path, _ in self.stack]

    @cached_property
    def widths(self) -> list[int]:
        """How many entries x[t] has, and what each layer shows of it. Only where all fits."""
        first = shape_of(self.sequence())[-1:]
        return [width for (width,) in self.graph.shapes(first, self.conventions.network)]

    @property
    def last_activation(self) -> str:
        """The name of the activation that makes ŷ[t]."""
        name: str = self.output.activation.name
        if self.V is None and name == "linear" and self.layers:
            name = getattr(self.graph.nodes[-1].layer, "activation", LINEAR).name
        return name

    def directions(self) -> Iterator[tuple[LayerDirection, Path, RecurrentWeights, Direction]]:
        """Every direction of every layer with its place in the file, from below."""
        for mark, (path, layer) in zip(self.stack_numbers, self.stack, strict=True):
            names = {role: layer.cell.names[role] for role in "UWb"}
            both = layer.backward is not None
            one = LayerDirection(mark, FORWARDS if both else "", names)
            yield one, path, layer, layer
            if layer.backward is not None:
                other = replace(one, direction=BACKWARDS)
                yield other, (*path, "backward"), layer, layer.backward

    @property
    def is_bidirectional(self) -> bool:
        """Whether some layer also runs backwards in time."""
        return any(layer.backward is not None for _, layer in self.stack)

    def at(self, number: int | None) -> RecurrentWeights | None:
        """The recurrent layer of a number, or the single one; None if it isn't recurrent."""
        if not self.layers or number is None:
            return self
        layer = self.graph.nodes[number - 1].layer
        return layer if isinstance(layer, RecurrentWeights) else None

    @property
    def top_cell(self) -> CellSpec:
        """The cell of the uppermost recurrent layer."""
        return self.stack[-1][1].cell if self.stack else self.cell

    # ---- the data -------------------------------------------------------------------------------

    @property
    def batch(self) -> int:
        """The number of sequences where the file has several; 0 for a single one."""
        shape = () if self.inputs is None else shape_of(self.inputs)
        return shape[0] if len(shape) == 3 else 0

    def sequence(self) -> Value:
        """x[1], …, x[T], each a vector, or a matrix with a row for each sequence."""
        if self.inputs is not None and self.batch:
            return as_array(np.asarray(self.inputs, dtype=object).swapaxes(0, 1))
        if self.inputs is not None:
            rows = shape_of(self.inputs)[0]
            return as_array(np.asarray(self.inputs, dtype=object).reshape(rows, -1))
        return self._coded(self.input_text)

    def _coded(self, text: str | list[str]) -> Value:
        words = list(self.vocabulary)
        codes = [one_hot(words.index(word), len(words)) for word in text]
        return as_array(np.array(codes, dtype=object))

    @property
    def length(self) -> int:
        """T, the number of time steps."""
        return shape_of(self.sequence())[0]

    @property
    def output_times(self) -> list[int]:
        """The time steps with an output."""
        at_last = self.output.at == "last" or self.target is not None
        return [self.length] if at_last else list(range(1, self.length + 1))

    @property
    def outputs(self) -> int:
        """The number of entries of ŷ[t]."""
        if self.V is not None:
            return shape_of(self.V)[0]
        return self.widths[-1] if self.layers else self.output_size()

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of ŷ[t]."""
        return (self.batch, self.outputs) if self.batch else (self.outputs,)

    def raw_targets(self) -> dict[int, tuple[Path, Value]]:
        """The target of each time step that has one, as written, with its place in the file."""
        if self.target is not None:
            return {self.length: (("target",), self.target)}
        if self.target_text:
            codes = self._coded(self.target_text)
            return {t: (("target_text",), code) for t, code in enumerate(codes, start=1)}
        if self.targets is None:
            return {}
        if self.batch:
            columns = np.asarray(self.targets, dtype=object).swapaxes(0, 1)
            return {t: (("targets",), as_array(y)) for t, y in enumerate(columns, start=1)}
        return {t: (("targets", t - 1), y) for t, y in enumerate(self.targets, start=1)}

    def read_targets(self) -> dict[int, Value | Fault]:
        """The targets in the shape of the output, or what is wrong with one."""
        assert self.loss is not None
        found: dict[int, Value | Fault] = {}
        for time, (path, raw) in self.raw_targets().items():
            read = read_target(self.loss, raw, self.output_shape, self.conventions.network)
            if isinstance(read, Fault):
                read = Fault(
                    read.message, path, expected=read.expected, found=read.found, hint=read.hint
                )
            found[time] = read
        return found

    @property
    def names_classes(self) -> bool:
        """Whether a target is a class rather than numbers for the outputs."""
        shape, conventions = self.output_shape, self.conventions.network
        return self.loss is not None and any(
            takes_classes(self.loss, raw, shape, conventions)
            for _, raw in self.raw_targets().values()
        )

    @property
    def takes_logits(self) -> bool:
        """Whether the loss turns scores into probabilities itself."""
        return self.loss is not None and takes_logits(self.loss, self.last_activation)

    @property
    def is_binary(self) -> bool:
        """Whether the loss is that of a single probability."""
        return self.loss is not None and base_name(self.loss) == "binary_cross_entropy"

    def all_parameters(self) -> dict[Quantity, Parameter]:
        """Every parameter, from below to the output."""
        found: dict[Quantity, Parameter] = {}
        for ids, _, layer, direction in self.directions():
            for role, value in direction.weights_of(layer.cell.row()).items():
                found[ids.parameter(role)] = Parameter(role, layer.cell.names[role[0]], value)
        for node in self.graph.nodes:
            if not isinstance(node.layer, RecurrentLayer):
                for letter, value in node.layer.parameters().items():
                    if letter not in node.tied:
                        one = Parameter(letter, letter, value, GIVEN[letter])
                        found[Quantity(letter, layer=node.number)] = one
        if self.layers:
            found = dict(sorted(found.items(), key=lambda item: int(item[0].at("layer") or 0)))
        for role, value in (("V", self.V), ("c", self.c)):
            if value is not None:
                name = self.output_name(role)
                found[Quantity(name)] = Parameter(role, name, value)
        return found

    @property
    def weighs_jointly(self) -> bool:
        """Whether one matrix weighs state and input at once."""
        weights = [p for p in self.all_parameters().values() if p.given is None]
        return not any(p.role.startswith("U") for p in weights)

    def names_given(self) -> dict[str, Path]:
        return {
            getattr(layer.cell, key): (*path, "cell", key)
            for path, layer in reversed(self.stack)
            for key in NAMED
            if layer.cell.says(key)
        }

    def output_name(self, role: str) -> str:
        """What V or c is called; unless the course says it, c is b_y beside an LSTM's memory."""
        said: str = getattr(self.cell, role)
        return said or self.top_cell.names[role]
