"""A network's working from its input to its loss."""

from __future__ import annotations

from collections.abc import Mapping

from hwsolve.derivation.reasons import BESIDE
from hwsolve.derivation.tape import Tape
from hwsolve.layers.layer import LayerContext
from hwsolve.layers.named_activations import softmax_over_units
from hwsolve.networks import loss_choice, penalties
from hwsolve.networks.heads import Head
from hwsolve.networks.layer_graph import LayerNode
from hwsolve.networks.loss_words import words_for
from hwsolve.networks.network import NetworkSpec
from hwsolve.networks.network_ledger import tell_classes, tell_probabilities, tell_reduction
from hwsolve.quantity import Quantity
from hwsolve.terms.activations import sigmoid_of
from hwsolve.terms.arithmetic import add
from hwsolve.terms.term import Apply, Name, Term


class ForwardPass:
    """One network on one tape, up to its loss.

    x           the input
    parameters  what is learnt, and `constants` what else layers are given, by id
    targets     the target of each output by its name, `masks` what of it counts, and `weights` how
                much its loss counts where they don't all alike
    """

    def __init__(self, spec: NetworkSpec, tape: Tape) -> None:
        self.spec, self.tape, self.conventions = spec, tape, spec.conventions
        self.x: Name
        self.parameters: dict[Quantity, Name] = {}
        self.constants: dict[Quantity, Name] = {}
        self.targets: dict[str, Name] = {}
        self.masks: dict[str, Name] = {}
        self.weights: dict[str, Name] = {}
        self.step = 1

    def quantity(self, letter: str, layer: int | None = None) -> Quantity:
        """What goes by a letter in this step, of a layer or of the whole network."""
        return Quantity(letter, layer=layer).in_step(self.step)

    def at_output(self, letter: str, head: Head) -> Quantity:
        """What goes by a letter in this step, of an output."""
        return head.called(letter).in_step(self.step)

    def write_layers(self, phase: str) -> dict[str, Name]:
        """Write all layers; returns what the loss takes of each output, by its name."""
        outputs: dict[str, Name] = {}
        known = self.parameters | self.constants
        made = [self.x]
        for node in self.spec.nodes:
            heads = [head for head in self.spec.heads if head.number == node.number]
            predictions = [self.at_output("y_hat", e) for e in heads if not self._squashes(e)]
            here = LayerContext(
                tape=self.tape,
                conventions=self.conventions,
                rows=self.spec.rows,
                number=node.number,
                quantity=self.quantity,
                step=self.step,
                predictions=predictions,
            )
            with self.tape.section(phase, self._part(node)):
                inputs = [made[source] for source in node.sources]
                made.append(node.layer.forward(inputs, node.own(known), here))
                for head in heads:
                    outputs[head.name] = made[-1]
                    if self._squashes(head):
                        outputs[head.name] = self._probabilities(head, made[-1])
        return outputs

    def _part(self, node: LayerNode) -> str:
        is_output = any(head.number == node.number for head in self.spec.heads)
        called = f": {node.layer.name}" if node.layer.name else ""
        return f"layer {node.number}{called}" + (" (output)" if is_output else "")

    def _squashes(self, head: Head) -> bool:
        """Whether the loss of an output takes scores, and makes probabilities of them itself."""
        return head.loss is not None and loss_choice.takes_logits(
            head.loss, self.spec.activation_of(head)
        )

    def _probabilities(self, head: Head, scores: Name) -> Name:
        assert head.loss is not None
        binary = loss_choice.base_name(head.loss) == "binary_cross_entropy"
        self.conventions.tell(
            self.tape,
            "loss_input",
            "logits",
            f"the loss applies {'σ' if binary else 'softmax'} to the last layer's scores itself",
            line=head.line("loss_input"),
        )
        y_hat = sigmoid_of(scores) if binary else softmax_over_units(scores, self.conventions)
        return self.tape.let(self.at_output("y_hat", head), y_hat, "the scores as probabilities")

    # ---- loss -----------------------------------------------------------------------------------

    def write_loss(self, outputs: Mapping[str, Name]) -> tuple[Name, dict[str, Apply]]:
        """(L, the part of it that compares prediction and target, for each output by name)."""
        spec = self.spec
        penalty = penalties.term(spec.penalty, self.parameters, self.conventions)
        is_whole = spec.penalty is None or penalty is None
        id = self.quantity("L" if is_whole else "L_data")
        if not spec.outputs:
            (head,) = spec.heads
            data, part = self._loss_at(head, outputs[""], id)
            compared = {"": part}
        else:
            losses, compared = {}, {}
            for head in spec.heads:
                own = self.at_output("L", head)
                losses[head.name], compared[head.name] = self._loss_at(
                    head, outputs[head.name], own
                )
            weighs = bool(self.weights)
            weighted: list[Term] = [
                self.weights[name] * loss if weighs else loss for name, loss in losses.items()
            ]
            whole: Term = add(*weighted) if len(weighted) > 1 else weighted[0]
            why = "the losses of all outputs" + (", each with its weight" if weighs else "")
            data = self.tape.let(id, whole, f"{why}, added up")
        if spec.penalty is None or penalty is None:
            return data, compared
        penalties.tell(spec.penalty, self.conventions, self.tape)
        words = penalties.words(spec.penalty)
        adds = dict.fromkeys(
            ("weights", "bias", "scale", "shift"), f"{BESIDE}the penalty adds its own slope"
        )
        penalty = self.tape.let(self.quantity("L_penalty"), penalty, words, passes=adds)
        return self.tape.let(self.quantity("L"), data + penalty, "what is minimised"), compared

    def _loss_at(self, head: Head, prediction: Name, id: Quantity) -> tuple[Name, Apply]:
        """Let the loss of one output; returns the part of it, too, that compares."""
        spec, batch, conventions = self.spec, self.spec.batch, self.conventions
        assert head.loss is not None
        target, mask = self.targets[head.name], self.masks.get(head.name)
        term, compared = loss_choice.loss_term(
            head.loss, prediction, target, batch=batch, conventions=conventions, mask=mask
        )
        assert isinstance(compared, Apply)
        tell_probabilities(spec, head, self.tape)
        tell_classes(spec, head, self.tape)
        why = words_for(head.loss, prediction, target, batch=batch, conventions=conventions)
        parts = None
        if batch:
            which = spec.rows if mask is None else f"{spec.rows} that count"
            mean = conventions.batch == "mean"
            why += f", {'averaged' if mean else 'added up'} over the {which}"
            tell_reduction(spec, self.tape, which)
            if mask is None:
                parts = loss_choice.sample_losses(head.loss, compared, prediction, id, conventions)
        return self.tape.let(id, term, why, parts=parts), compared
