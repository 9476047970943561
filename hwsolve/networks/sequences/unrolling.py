"""The forward pass, unrolled in time: every time step is ordinary working on the tape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hwsolve.derivation.tape import Tape
from hwsolve.layers.layer import LayerContext
from hwsolve.layers.named_activations import activate
from hwsolve.networks import loss_choice
from hwsolve.networks.layer_graph import LayerNode
from hwsolve.networks.loss_words import words_for
from hwsolve.networks.sequences.cell_and_output import RecurrentWeights
from hwsolve.networks.sequences.cells import CellStep, State
from hwsolve.networks.sequences.layer_direction import LayerDirection
from hwsolve.networks.sequences.sequence_problem import BACKWARDS, FORWARDS, RecurrentSpec
from hwsolve.networks.sequences.weights import Direction
from hwsolve.quantity import Quantity
from hwsolve.terms.activations import sigmoid_of
from hwsolve.terms.joining import join
from hwsolve.terms.softmax import softmax
from hwsolve.terms.term import Apply, Name, Term

PHASE = "Forward pass"

Starts = dict[LayerDirection, State]
"""The state before the first time step of each layer, in each direction."""


@dataclass
class Unrolled:
    """The forward pass of a recurrent network on a tape.

    shown     what the uppermost layer shows at each time step: s[t]
    predicted ŷ[t] at each time step with an output
    losses    L[t], and `compared` the part of each that compares prediction and target
    time_of   the time step in which each quantity was let
    parts     the time step of each part of the working
    """

    spec: RecurrentSpec
    tape: Tape
    parameters: dict[Quantity, Name]
    constants: dict[Quantity, Name]
    targets: dict[int, Name]
    shown: dict[int, Name] = field(default_factory=dict)
    predicted: dict[int, Name] = field(default_factory=dict)
    losses: dict[int, Name] = field(default_factory=dict)
    compared: dict[int, Apply] = field(default_factory=dict)
    time_of: dict[Quantity, int] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)

    def run(self, inputs: dict[int, Name], starts: Starts) -> None:
        """Write the forward pass from the inputs x[t] and the states before the first time step.

        Time goes by in the outer loop, through all layers at once, unless some layer also runs
        backwards: then each layer sees the whole sequence before the next one starts.
        """
        if self.spec.is_bidirectional:
            self._layer_by_layer(inputs, starts)
            return
        states = dict(starts)
        for time in range(1, self.spec.length + 1):
            part = self._part(f"time step {time}", time)
            with self.tape.section(PHASE, part):
                self.shown[time] = self._through_layers(inputs[time], states, time)
                self._output(time)
            self._note_times(time)

    def _through_layers(self, x: Name, states: Starts, time: int) -> Name:
        """Write all layers at one time step, and go on to the states after it."""
        made = [x]
        for node in self.spec.graph.nodes:
            inputs = [made[source] for source in node.sources]
            if node.number in self.recurrent:
                made.append(self._recurrent(node.number, inputs[0], states, time))
            else:
                made.append(self._other(node, inputs, time))
        return made[-1] if self.spec.layers else self._recurrent(None, x, states, time)

    def _recurrent(self, number: int | None, x: Name, states: Starts, time: int) -> Name:
        direction, layer, own = self.recurrent[number]
        states[direction] = self._step(direction, time, x, states[direction], layer, own)
        return states[direction][layer.cell.row().states[0]]

    def _other(self, node: LayerNode, inputs: Sequence[Name], time: int) -> Name:
        """Write a layer that isn't recurrent at one time step."""
        spec = self.spec
        is_prediction = node.number == len(spec.layers) and self._is_prediction(time)
        here = LayerContext(
            tape=self.tape,
            conventions=spec.conventions.network,
            rows="samples" if spec.batch else "",
            number=node.number,
            quantity=lambda letter, number: Quantity(letter, layer=number, time=time),
            step=time,
            predictions=[Quantity("y_hat", time=time)] if is_prediction else [],
        )
        return node.layer.forward(inputs, node.own(self._given), here)

    def _is_prediction(self, time: int) -> bool:
        """Whether what the uppermost layer shows is ŷ[t] itself."""
        spec = self.spec
        plain = spec.V is None and spec.output.activation.name == "linear"
        return plain and not spec.takes_logits and time in spec.output_times

    def _part(self, part: str, time: int) -> str:
        self.parts[part] = time
        return part

    def _note_times(self, time: int) -> None:
        """Remember in which time step everything was let that is new on the tape."""
        for step in self.tape.steps()[len(self._seen) :]:
            self._seen.append(step.id)
            if step.term is not None:
                self.time_of[step.id] = time

    def __post_init__(self) -> None:
        self._seen: list[Quantity] = []
        self._given = self.parameters | self.constants
        self.recurrent = {
            direction.layer: (direction, layer, own)
            for direction, _, layer, own in self.spec.directions()
            if direction.direction != BACKWARDS
        }

    def _step(
        self,
        direction: LayerDirection,
        time: int,
        x: Name,
        before: State,
        layer: RecurrentWeights,
        own: Direction,
    ) -> State:
        cell = layer.cell.row()
        letters = own.weights_of(cell)
        moment = CellStep(
            tape=self.tape,
            direction=direction,
            time=time,
            x=x,
            before=before,
            parameters={letter: self.parameters[direction.parameter(letter)] for letter in letters},
            conventions=self.spec.conventions,
            batch=bool(self.spec.batch),
        )
        return cell.step(moment)

    # ---- both directions of time ----------------------------------------------------------------

    def _layer_by_layer(self, inputs: dict[int, Name], starts: Starts) -> None:
        made = [dict(inputs)]
        for node in self.spec.graph.nodes:
            if node.number in self.recurrent:
                made.append(self._both_ways(node.number, made[node.sources[0]], starts))
            else:
                flowing_in = [made[source] for source in node.sources]
                made.append(self._at_each_time(node, flowing_in))
        x = made[-1] if self.spec.layers else self._both_ways(None, inputs, starts)
        for time in range(1, self.spec.length + 1):
            self.shown[time] = x[time]
            with self.tape.section(PHASE, self._part(f"output, time step {time}", time)):
                self._output(time)

    def _at_each_time(self, node: LayerNode, inputs: Sequence[dict[int, Name]]) -> dict[int, Name]:
        """What a layer that isn't recurrent shows at each time step."""
        found = {}
        for time in range(1, self.spec.length + 1):
            part = self._part(f"layer {node.number}, time step {time}", time)
            with self.tape.section(PHASE, part):
                found[time] = self._other(node, [each[time] for each in inputs], time)
        return found

    def _both_ways(self, number: int | None, x: dict[int, Name], starts: Starts) -> dict[int, Name]:
        """What a layer shows at each time step, in its second direction too if it has one."""
        direction, layer, own = self.recurrent[number]
        outputs = self._through_time(direction, layer, own, x, starts)
        if layer.backward is None:
            return outputs
        back = replace(direction, direction=BACKWARDS)
        others = self._through_time(back, layer, layer.backward, x, starts)
        return self._joined(direction, layer, outputs, others)

    def _through_time(
        self,
        direction: LayerDirection,
        layer: RecurrentWeights,
        own: Direction,
        x: dict[int, Name],
        starts: Starts,
    ) -> dict[int, Name]:
        times = list(range(1, self.spec.length + 1))
        words = {FORWARDS: "forwards in time, ", BACKWARDS: "backwards in time, ", "": ""}
        name = words[direction.direction]
        if direction.layer is not None:
            name = f"layer {direction.layer}, {name}"
        state, found = starts[direction], {}
        for time in reversed(times) if direction.direction == BACKWARDS else times:
            with self.tape.section(PHASE, self._part(f"{name}time step {time}", time)):
                state = self._step(direction, time, x[time], state, layer, own)
                found[time] = state[layer.cell.row().states[0]]
        return found

    def _joined(
        self,
        direction: LayerDirection,
        layer: RecurrentWeights,
        one: dict[int, Name],
        other: dict[int, Name],
    ) -> dict[int, Name]:
        letter, plain = layer.cell.row().states[0], LayerDirection(direction.layer)
        name = "both directions, "
        if direction.layer is not None:
            name = f"layer {direction.layer}, {name}"
        found = {}
        for time, forwards in one.items():
            with self.tape.section(PHASE, self._part(f"{name}time step {time}", time)):
                found[time] = self.tape.let(
                    plain.at(letter, time),
                    join(forwards, other[time]),
                    "what both directions show, joined",
                )
        return found

    # ---- output and loss ------------------------------------------------------------------------

    def _output(self, time: int) -> None:
        if time not in self.spec.output_times:
            return
        if self.spec.V is None and self.spec.loss is None:
            return
        self.predicted[time] = self._prediction(time)
        if time in self.targets:
            self._loss(time)

    def _prediction(self, time: int) -> Name:
        """ŷ[t] from the scores o[t] = V s[t] + c, or from the state itself where there is no V."""
        spec, state = self.spec, self.shown[time]
        cell = spec.top_cell.row()
        activation = spec.output.activation
        linear = activation.name == "linear" and not spec.takes_logits
        scores, y_hat = (Quantity(name, time=time) for name in (cell.score, "y_hat"))
        if spec.V is not None:
            V = self.parameters[Quantity(spec.output_name("V"))]
            term: Term = state @ V.T if spec.batch else V @ state
            if spec.c is not None:
                term = term + self.parameters[Quantity(spec.output_name("c"))]
            why = "the state, weighted for the output"
            if linear:
                return self.tape.let(scores, term, why, aliases=(y_hat,))
            state = self.tape.let(scores, term, why)
        elif self.spec.at(len(spec.layers) or None) is None and linear:
            return state  # ŷ[t] is what the uppermost layer shows, and called so
        elif linear:
            return self.tape.let(y_hat, state, "the state itself is the prediction")
        if spec.takes_logits:
            squash = sigmoid_of if spec.is_binary else softmax
            return self.tape.let(y_hat, squash(state), "the scores as probabilities")
        term = activate(activation, state, spec.conventions.network)
        return self.tape.let(y_hat, term, activation.row.told(activation.settings))

    def _loss(self, time: int) -> None:
        assert self.spec.loss is not None
        batch, conventions = bool(self.spec.batch), self.spec.conventions.network
        pair = self.predicted[time], self.targets[time]
        term, compared = loss_choice.loss_term(
            self.spec.loss, *pair, batch=batch, conventions=conventions
        )
        assert isinstance(compared, Apply)
        self.compared[time] = compared
        why = words_for(self.spec.loss, *pair, batch=batch, conventions=conventions)
        if batch:
            mean = self.spec.conventions.batch == "mean"
            why += f", {'averaged' if mean else 'added up'} over the sequences"
        self.losses[time] = self.tape.let(Quantity("L", time=time), term, why)
