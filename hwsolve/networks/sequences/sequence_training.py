"""A recurrent network's whole working: unrolling, loss, gradients, clipping, update, Jacobians."""

from __future__ import annotations

import numpy as np

from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault
from hwsolve.layers.layer import GIVEN
from hwsolve.layers.named_activations import LINEAR, has_kink
from hwsolve.networks.network_ledger import tell_shared
from hwsolve.networks.optimizer import Updates
from hwsolve.networks.sequences.clipping import clipped
from hwsolve.networks.sequences.jacobians import write_jacobians
from hwsolve.networks.sequences.parameter_count import count_given
from hwsolve.networks.sequences.precision_needed import add_guard_bits
from hwsolve.networks.sequences.sequence_problem import BACKWARDS, Parameter, RecurrentSpec
from hwsolve.networks.sequences.through_time import ThroughTime
from hwsolve.networks.sequences.unrolling import Starts, Unrolled
from hwsolve.networks.targets import CLASSES
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.numbers import Value, as_array, rational
from hwsolve.numbers.precision import SYMBOLIC_CLOSED_FORM, limits
from hwsolve.quantity import Quantity
from hwsolve.terms.arithmetic import add
from hwsolve.terms.elementwise import times
from hwsolve.terms.term import Literal, Name, Term

CLOSED_FORM = 6
"""Operations in a closed form that is kept: tanh(1.1) and σ(3), but not tanh(tanh(1.1)/2 + 0.6)."""


WEIGHS = {
    "U": "weighs the input",
    "W": "weighs the state before",
    "V": "weighs the state for the output",
}


class SequenceTraining:
    """One recurrent network on one tape. `run` writes everything that the problem asks for."""

    def __init__(self, spec: RecurrentSpec, tape: Tape) -> None:
        self.spec, self.tape = spec, tape
        if limits.closed_form < SYMBOLIC_CLOSED_FORM:  # a formula in names must be kept whole
            limits.closed_form = min(limits.closed_form, CLOSED_FORM)
        add_guard_bits(spec)

    def run(self) -> None:
        """Write the working, section by section."""
        spec, tape = self.spec, self.tape
        tape.want(spec.wanted_ids, of=spec.wanted)
        self._tell_conventions()
        with tape.section("Given"):
            inputs, starts = self._givens()
        if not spec.wanted or "parameter_count" in spec.wanted:
            count_given(self.parameters, tape)
        forward = Unrolled(spec, tape, self.parameters, self.constants, self._targets)
        forward.run(inputs, starts)
        if spec.reaches("loss") and forward.losses:
            total = self._loss(forward)
            if spec.reaches("gradients"):
                gradients = ThroughTime(spec, tape, forward, total).run()
                self._update(gradients)
        if spec.wants_jacobians:
            write_jacobians(spec, tape, self.parameters)

    # ---- what is given --------------------------------------------------------------------------

    def _givens(self) -> tuple[dict[int, Name], Starts]:
        spec, tape = self.spec, self.tape
        words = list(spec.input_text)
        inputs = {
            t: tape.given(
                Quantity(spec.stack[0][1].cell.input, time=t),
                x,
                f"the one-hot code of '{words[t - 1]}'" if words else f"the input at time {t}",
            )
            for t, x in enumerate(spec.sequence(), start=1)
        }
        starts: Starts = {}
        for direction, _, layer, own in spec.directions():
            time = spec.length + 1 if direction.direction == BACKWARDS else 0
            starts[direction] = {
                letter: tape.given(
                    direction.at(letter, time),
                    self._for_all(value),
                    "the state before the first step",
                )
                for letter, value in own.start(layer.cell.row()).items()
            }
        parameters = spec.all_parameters()
        self.parameters = {
            parameter: self._given(parameter, found) for parameter, found in parameters.items()
        }
        self.constants = {}
        for node in spec.graph.nodes:
            for letter, value in node.layer.constants().items():
                constant = Quantity(letter, layer=node.number)
                role, said = GIVEN[letter]
                self.constants[constant] = tape.given(constant, value, said, role=role)
        self._targets = self._given_targets() if spec.reaches("loss") else {}
        if spec.reaches("update") and spec.optimizer is not None:
            self.updates = Updates(tape, spec.optimizer, spec.conventions, self.parameters)
            self.updates.introduce()
        return inputs, starts

    def _given(self, quantity: Quantity, parameter: Parameter) -> Name:
        if parameter.given is not None:
            role, words = parameter.given
            return self.tape.given(quantity, parameter.value, words, role=role)
        letter = parameter.role[0]
        role, words = ("bias", "the biases") if letter in "bc" else ("weights", WEIGHS[letter])
        if letter == "W" and self.spec.weighs_jointly:
            words = "weighs the state before and the input together"
        return self.tape.given(quantity, parameter.value, words, role=role)

    def _for_all(self, start: Value) -> Value:
        """The state before the first step, a row for each sequence where there are several."""
        count = self.spec.batch
        return as_array(np.array([start] * count, dtype=object)) if count else start

    def _given_targets(self) -> dict[int, Name]:
        found = {}
        for time, target in self.spec.read_targets().items():
            assert not isinstance(target, Fault)
            found[time] = self.tape.given(
                Quantity("y", time=time), target, f"the target at time {time}"
            )
        if self.spec.names_classes:
            self.spec.conventions.tell_own(
                self.tape, "classes_from", CLASSES.format(self.spec.conventions.classes_from)
            )
        return found

    def _tell_conventions(self) -> None:
        spec, tape = self.spec, self.tape
        tell_shared(spec.graph, tape)
        names = spec.stack[0][1].cell.names
        U, W = (to_line(symbol_of(names[role])) for role in "UW")
        if spec.weighs_jointly:
            meaning = f"{W} weighs the state before and the input together; a row is a unit"
            tape.convention("letters", names["W"], meaning)
            above, below = spec.conventions.concatenation.split("_")
            joined = f"{W} weighs both, joined: the {above} above, the {below} below"
            spec.conventions.tell_own(tape, "concatenation", joined)
        else:
            meaning = f"{U} weighs the input, {W} the state before; a row is a unit"
            tape.convention("letters", f"{names['U']} {names['W']}", meaning)
        if spec.batch:
            mean = spec.conventions.batch == "mean"
            meaning = "each sequence is a row of x[t] and of the states"
            if any(p.role[0] in "bc" for p in spec.all_parameters().values()):
                meaning += "; a bias is added to every row: 1 bᵀ with 1 a column of ones"
            tape.convention("samples", "rows", meaning)
            spec.conventions.tell_own(
                tape, "batch", f"L[t] is the {'mean' if mean else 'sum'} over the sequences"
            )
        if any(layer.cell.type == "gru" for _, layer in spec.stack):
            conventions = spec.conventions
            conventions.tell_reset(tape)
            conventions.tell_own(
                tape,
                "gru_update",
                "z is the share of the old state"
                if conventions.gru_update == "keep"
                else "z is the share of the candidate",
            )
        others = [getattr(node.layer, "activation", LINEAR) for node in spec.graph.nodes]
        cells = [layer.cell.activation for _, layer in spec.stack]
        if any(map(has_kink, (*cells, spec.output.activation, *others))):
            spec.conventions.tell_own(tape, "relu_at_zero", "the slope at the kink z = 0")

    # ---- loss and update ------------------------------------------------------------------------

    def _loss(self, forward: Unrolled) -> Name:
        names = list(forward.losses.values())
        total: Term = add(*names) if len(names) > 1 else names[0]
        why = "the loss at the last time step"
        if len(names) > 1:
            mean = self.spec.conventions.loss_over_time == "mean"
            why = f"the losses of all time steps, {'averaged' if mean else 'added up'}"
            if mean:
                total = times(Literal(rational(1, len(names))), total)
            self.spec.conventions.tell_own(
                self.tape,
                "loss_over_time",
                f"L is the {'mean' if mean else 'sum'} over the time steps",
            )
        with self.tape.section("Loss"):
            return self.tape.let("L", total, why)

    def _update(self, gradients: dict[Quantity, Name]) -> None:
        self.tape.convention(
            "gradient_layout", "like_parameter", "dQ stands for ∂L/∂Q and has the shape of Q"
        )
        spec = self.spec
        if spec.clip is not None:
            gradients = clipped(spec.clip, gradients, self.tape)
        if not spec.reaches("update") or spec.optimizer is None:
            return
        with self.tape.section("Update"):
            for id, gradient in gradients.items():
                if id in self.updates.moving:
                    self.updates.apply(1, id, self.parameters[id], gradient, last=True)
