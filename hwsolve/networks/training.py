"""A network's whole working: forward pass, loss, backward pass, update, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hwsolve.derivation.backprop import Backprop, Fused, LossScale, fused_rule
from hwsolve.derivation.tape import Tape
from hwsolve.layers.layer import GIVEN, Layer
from hwsolve.networks import loss_choice
from hwsolve.networks.forward_pass import ForwardPass
from hwsolve.networks.heads import Head
from hwsolve.networks.network import NetworkSpec
from hwsolve.networks.network_figure import network_figure
from hwsolve.networks.network_ledger import (
    tell_forward,
    tell_slopes,
)
from hwsolve.networks.optimizer import Updates
from hwsolve.networks.stages_and_penalty import STAGES, stage_of
from hwsolve.networks.symmetries import hidden_units
from hwsolve.numbers import Value, rational, shape_of
from hwsolve.quantity import Quantity
from hwsolve.terms.elementwise import times
from hwsolve.terms.losses import CANCELS
from hwsolve.terms.term import Apply, Literal, Name, Term

ARRIVES = "the gradient that arrives at the output"
SHORT_WAY = f"a shorter way there: {CANCELS}"


class Training(ForwardPass):
    """One network on one tape. `run` writes everything that the problem asks for."""

    def __init__(self, spec: NetworkSpec, tape: Tape) -> None:
        super().__init__(spec, tape)
        self.stage = STAGES.index(spec.last_stage)

    def run(self) -> None:
        """Write the working, section by section."""
        tell_forward(self.spec, self.tape)
        self._ask()
        with self.tape.section("Given"):
            self.x = self.tape.given("x", self.spec.input, "the input")
            self.parameters = {
                parameter: self._given(parameter, value)
                for parameter, value in self.spec.parameters().items()
            }
            self.constants = {
                constant: self._given(constant, value)
                for constant, value in self.spec.constants().items()
            }
            if self.spec.upstream is not None:
                self.upstream = self.tape.given(
                    Quantity("y_hat").gradient,
                    self.spec.read_upstream(),
                    ARRIVES,
                    self._names_at_output(),
                )
            elif self.stage >= STAGES.index("loss"):
                self._give_targets()
            self.updates = self._updates()
        steps = self.spec.optimizer.steps if self.spec.optimizer and self.stage == 3 else 1
        if steps > 1:
            self.tape.convention(
                "step_index", "last", "from step 2 on the last number above a letter is the step"
            )
        for step in range(1, steps + 1):
            self._step(step, f"Step {step}: " if steps > 1 else "", last=step == steps)
        if self.stage >= STAGES.index("update"):
            figure = network_figure(self.spec, self.parameters)
            if figure is not None:
                with self.tape.section("The updated network"):
                    self.tape.figure(figure)
        self.tape.symmetries += hidden_units(self.spec, self.tape)

    def _given(self, quantity: Quantity, value: Value) -> Name:
        role, words = GIVEN[quantity.name]
        return self.tape.given(quantity, value, words, role=role)

    def _give_targets(self) -> None:
        for head in self.spec.heads:
            about = f" of {head.name}" if head.name else ""
            self.targets[head.name] = self.tape.given(
                head.called("y"), self.spec.read_target(head), f"the target{about}"
            )
            counted = self.spec.counted(head)
            if counted is not None:
                why = "1 where the loss counts, 0 where the target isn't known"
                self.masks[head.name] = self.tape.given(head.called("M"), counted, why)
        if any(head.weight != 1 for head in self.spec.heads):
            for head in self.spec.heads:
                self.weights[head.name] = self.tape.given(
                    head.called("lambda"), head.weight, f"how much the loss of {head.name} counts"
                )

    def _names_at_output(self) -> tuple[Quantity, ...]:
        """What the gradient at the output can be called beside dŷ."""
        (head,) = self.spec.heads
        number, last = head.number, self.spec.layers[-1]
        scores = last.parameters() and self.spec.activation_of(head) == "linear"
        output = Quantity("a", layer=number), *([Quantity("z", layer=number)] if scores else [])
        return tuple(made.gradient for made in output)

    def _updates(self) -> Updates | None:
        """The optimizer at work, where an update is asked for."""
        if self.stage < STAGES.index("update") or self.spec.optimizer is None:
            return None
        updates = Updates(
            self.tape, self.spec.optimizer, self.conventions, self.parameters, self._turned()
        )
        updates.introduce()
        return updates

    def _ask(self) -> None:
        """Ask for the single quantities that the file does; a gradient is told from the loss on."""
        wanted = [word for word in self.spec.wanted if word not in STAGES]
        self.tape.want(wanted, of=self.spec.wanted)
        later = any(stage_of(word) in ("gradients", "update") for word in wanted)
        first = "y_hat" if self.spec.upstream is not None else "L"
        if later and first not in wanted:
            self.tape.wanted.insert(0, first)

    def _phase(self, prefix: str, phase: str) -> str:
        return prefix + (phase[0].lower() + phase[1:] if prefix else phase)

    def _step(self, step: int, prefix: str, *, last: bool) -> None:
        self.before = self.tape.latest()
        self.step = step
        outputs = self.write_layers(self._phase(prefix, "Forward pass"))
        if self.stage < STAGES.index("loss"):
            return
        if self.spec.upstream is not None:
            phase = self._phase(prefix, "Backward pass")
            self._backward(phase, outputs[""], {}, last=last)
            return
        with self.tape.section(self._phase(prefix, "Loss")):
            if self.updates is not None:
                self.updates.begin_step(step)
            loss, compared = self.write_loss(outputs)
        if self.stage >= STAGES.index("gradients"):
            self._backward(self._phase(prefix, "Backward pass"), loss, compared, last=last)

    # ---- backward -------------------------------------------------------------------------------

    def _backward(
        self, phase: str, loss: Name, compared: Mapping[str, Apply], *, last: bool
    ) -> None:
        """Write the gradients of losses that compare, or from the given gradient of the output."""
        tell_slopes(self.spec, self.tape)
        fused = {name: fused_rule(self.tape, part) for name, part in compared.items()}
        shortcuts = {
            rule.activation
            for head in self.spec.heads
            if (rule := fused.get(head.name)) and self._takes_shortcut(head, rule)
        }
        new: dict[Quantity, Name] = {}

        def after_part(part: str, pairs: Sequence[tuple[Name, Name]]) -> None:
            for head in self.spec.heads:
                rule = fused.get(head.name)
                long = rule and rule.activation not in shortcuts
                if rule and long and self.tape.part_of(rule.inside.id) == part:
                    self._remark(head, rule, compared[head.name])
            for parameter, gradient in pairs:
                if parameter.id != self.x.id:
                    self._layer_of(parameter.id).explain(gradient, self.tape)
            for parameter, gradient in pairs:
                id = _in_first_step(parameter.id)
                if self.updates is not None and id in self.updates.moving:
                    new[id] = self.updates.apply(self.step, id, parameter, gradient, last=last)

        Backprop(
            self.tape,
            loss,
            [*self.parameters.values(), *([self.x] if self.step == 1 else [])],
            phase=phase,
            seed=None if compared else self.upstream,
            loss_scale=self._loss_scale(),
            shortcuts=shortcuts,
            transposed=[self.parameters[id].id for id in self._turned()],
            naming=self._gradient_of,
            words=self._words,
            after_part=after_part,
            among=self.tape.steps_after(self.before),
        ).run()
        self.parameters |= new

    def _gradient_of(self, id: Quantity) -> Quantity:
        """A gradient in this step, of which a parameter that doesn't move bears no number."""
        return id.gradient.in_step(self.step) if id in self.parameters else id.gradient

    def _loss_scale(self) -> LossScale:
        """Where the mean over m samples is left to dW and db, the rest are gradients of m·L."""
        if not (self.spec.batch and self.conventions.mean_at_parameters):
            return LossScale()
        samples = shape_of(self.spec.input)[self.conventions.sample_axis]
        return LossScale(rational(samples), [name.id for name in self.parameters.values()])

    def _turned(self) -> list[Quantity]:
        """The parameters whose gradients are written in numerator layout."""
        return list(self.parameters) if self.conventions.gradient_layout == "transposed" else []

    def _layer_of(self, id: Quantity) -> Layer:
        """The layer that a quantity belongs to. e.g. the second for W[2] and z[2,5]"""
        number = id.at("layer")
        assert isinstance(number, int)
        return self.spec.layers[number - 1]

    def _words(self, id: Quantity, reason: str) -> str:
        """The reason for a gradient, with what becomes of the samples' gradients of a parameter."""
        if self.spec.batch and _in_first_step(id) in self.parameters:
            return f"{reason}, {self._reduced} over the {self.spec.rows}"
        return reason

    @property
    def _reduced(self) -> str:
        """What becomes of the samples' gradients of a parameter."""
        return "averaged" if self.conventions.mean_at_parameters else "added up"

    def _takes_shortcut(self, head: Head, rule: Fused) -> bool:
        """Whether dz of the output is taken directly; the chain rule through softmax is long."""
        choice = self.conventions.output_gradient
        if choice is None:
            # In letters the long way is unreadable.
            short = rule.activation == "softmax" or self.spec.in_letters
            choice = "shortcut" if short else "chain_rule"
        meaning = {
            "shortcut": "dz of the output layer is taken as ŷ − y at once",
            "chain_rule": "the gradient goes through dŷ and the slope of the activation",
        }[choice]
        line = head.line("output_gradient")
        self.conventions.tell(self.tape, "output_gradient", choice, meaning, line=line)
        return choice == "shortcut"

    def _remark(self, head: Head, found: Fused, compared: Apply) -> None:
        assert head.loss is not None
        mask = self.masks.get(head.name)
        shape = loss_choice.counted_shape(compared.arguments[0], mask)
        number = loss_choice.coefficient(head.loss, shape, self.spec.batch, self.conventions)
        factor: Term = Literal(number * self._loss_scale().factor)
        if head.name in self.weights:
            factor = times(factor, self.weights[head.name])
        if mask is not None:
            factor = times(factor, mask)
        self.tape.remark(found.inside.id.gradient, found.rule(factor, compared), SHORT_WAY)


def _in_first_step(id: Quantity) -> Quantity:
    """The quantity as it is in the first step of training. e.g. W[2] for W[2,5]"""
    return id.moved(step=None)
