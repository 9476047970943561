"""What a network's derivation says of the conventions that it follows."""

from __future__ import annotations

import numpy as np

from hwsolve.derivation.tape import Tape
from hwsolve.layers.attention_layer import Attention
from hwsolve.layers.dense import Dense
from hwsolve.layers.dropout import Dropout
from hwsolve.layers.layer import GIVEN, Layer
from hwsolve.layers.named_activations import LINEAR, AnyActivation, has_kink
from hwsolve.layers.normalization import Normalization
from hwsolve.layers.pooling_layers import MaxPool
from hwsolve.networks import loss_choice
from hwsolve.networks.heads import Head
from hwsolve.networks.layer_graph import LayerGraph
from hwsolve.networks.network import NetworkSpec
from hwsolve.networks.targets import CLASSES, takes_classes
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import Notation, Transpose
from hwsolve.numbers import shape_of
from hwsolve.quantity import Quantity


def tell_forward(spec: NetworkSpec, tape: Tape) -> None:
    """How weights and samples are laid out, and which function is meant by GELU."""
    conventions = spec.conventions
    tell_shared(spec.graph, tape)
    layers = [node.layer for node in spec.nodes]
    if any(isinstance(layer, (Dense, Attention)) and layer.parameters() for layer in layers):
        conventions.tell(
            tape,
            "weights",
            conventions.weights,
            "a row of W holds the weights of one unit"
            if conventions.rows_are_units
            else "a row of W holds the weights from one input",
        )
    in_lists = (Dense, Attention, Dropout, Normalization)
    if spec.batch and any(isinstance(layer, in_lists) for layer in layers):
        _tell_batch(spec, tape)
    if any(activation.name == "gelu" for activation in _activations(spec)):
        meaning = {
            "exact": "GELU is z·Φ(z) itself, not its approximation by tanh",
            "tanh": "GELU stands for the approximation of z·Φ(z) by tanh",
        }[conventions.gelu]
        conventions.tell(tape, "gelu", conventions.gelu, meaning)


def tell_shared(graph: LayerGraph, tape: Tape) -> None:
    """Which parameters are those of another layer."""
    for node in graph.nodes:
        for tied in node.tied.values():
            symbol: Notation = symbol_of(tied.parameter)
            written = to_line(Transpose(symbol) if tied.transposed else symbol)
            tape.convention(
                f"shared[{node.number}]",
                written,
                f"layer {node.number} has {written} of layer {tied.parameter.at('layer')}: one "
                "quantity, whose gradient adds up what comes back from each place",
            )


def _activations(spec: NetworkSpec) -> list[AnyActivation]:
    return [getattr(layer, "activation", LINEAR) for layer in spec.layers]


def _tell_batch(spec: NetworkSpec, tape: Tape) -> None:
    """Which way the samples of a batch lie, and how a bias reaches each of them."""
    choice, one, repeated = (
        ("columns", "column", "b 1ᵀ") if spec.conventions.sample_axis else ("rows", "row", "1 bᵀ")
    )
    what = {"positions": "a position of the sequence", "nodes": "a node"}.get(spec.rows, "a sample")
    meaning = f"each {one} of x, z and a is {what}"
    samples = shape_of(spec.input)[spec.conventions.sample_axis]
    parameters = spec.parameters().items()
    biases = [value for id, value in parameters if GIVEN[id.name][0] == "bias"]
    own = any(len(shape_of(value)) == 1 < np.size(value) for value in biases)
    if own or any(_writes_ones(layer) for layer in spec.layers):
        meaning += "; 1 is a column of ones"
    if own and samples > 1:
        meaning += f", and {repeated} has b in every {one}"
    if any(not shape_of(value) for value in biases):
        meaning += "; a b that is one number is added to every entry"
    spec.conventions.tell(tape, "samples", choice, meaning)


def _writes_ones(layer: Layer) -> bool:
    """Whether a layer adds up or repeats along an axis of a batch beside its biases."""
    softmax = getattr(layer, "activation", LINEAR).name == "softmax"
    return softmax or isinstance(layer, (Dropout, Normalization))


def tell_reduction(spec: NetworkSpec, tape: Tape, which: str) -> None:
    """What becomes of the samples' losses, and where their mean is taken."""
    conventions = spec.conventions
    what = "the loss is" if conventions.mean_at_parameters else "loss and gradients are"
    conventions.tell(
        tape, "batch", conventions.batch, f"{what} the {conventions.batch} over the {which}"
    )
    if not conventions.mean_at_parameters and conventions.batch == "mean":
        meaning = "every gradient is that of the mean loss"
        conventions.tell(tape, "mean_at", "loss", meaning, usual=True)
    if conventions.mean_at_parameters:
        letters = dict.fromkeys(Quantity(parameter.name) for parameter in spec.parameters())
        written = [to_line(symbol_of(letter.gradient)) for letter in letters]
        *rest, final = written
        listed = f"{', '.join(rest)} and {final} are" if rest else f"{final} is"
        conventions.tell(
            tape,
            "mean_at",
            "parameters",
            f"dŷ, dz, da and dx are those of each sample's own loss; {listed} their mean",
        )


def tell_probabilities(spec: NetworkSpec, head: Head, tape: Tape) -> None:
    """That a cross-entropy takes for probabilities what no σ or softmax has made."""
    assert head.loss is not None
    squash = loss_choice.SQUASHED_BY.get(loss_choice.base_name(head.loss))
    activation = spec.activation_of(head)
    made = activation in ("sigmoid", "softmax")
    if squash and not made and not loss_choice.takes_logits(head.loss, activation):
        spec.conventions.tell(
            tape,
            "loss_input",
            "probabilities",
            f"the loss takes ŷ for a probability as it is: no {squash} ends the network",
            line=head.line("loss_input"),
        )


def tell_classes(spec: NetworkSpec, head: Head, tape: Tape) -> None:
    """From where classes are counted, where the target is a class or a list of them."""
    if (
        head.target is not None
        and head.loss is not None
        and takes_classes(head.loss, head.target, spec.target_shape(head), spec.conventions)
    ):
        first = spec.conventions.classes_from
        spec.conventions.tell(tape, "classes_from", first, CLASSES.format(first))


def tell_slopes(spec: NetworkSpec, tape: Tape) -> None:
    """How gradients are laid out, and which slope holds at a kink."""
    conventions = spec.conventions
    of_parameter = "; for a parameter Q it stands for ∂L/∂Q"
    conventions.tell(
        tape,
        "gradient_layout",
        conventions.gradient_layout,
        {
            ("like_parameter", False): "dQ stands for ∂L/∂Q and has the shape of Q",
            ("like_parameter", True): "dQ has the shape of Q" + of_parameter,
            ("transposed", False): "dQ stands for ∂L/∂Q, and has the shape of Q but for a matrix "
            "W of weights: dW is transposed against W (numerator layout)",
            ("transposed", True): "dQ has the shape of Q, but for a matrix W of weights: dW is "
            "transposed against W (numerator layout)" + of_parameter,
        }[conventions.gradient_layout, spec.batch and conventions.mean_at_parameters],
    )
    tell_kinks(spec, tape)


def tell_kinks(spec: NetworkSpec, tape: Tape) -> None:
    """Which slope holds at a kink of an activation, of the loss or of the penalty."""
    conventions = spec.conventions
    kinked = {activation.name for activation in _activations(spec) if has_kink(activation)}
    if kinked:
        at_zero = conventions.relu_at_zero
        meaning = (
            "the slope at the kink z = 0"
            if kinked == {"relu"}
            else "the slope at z = 0: 0 means that on its left, 1 that on its right"
        )
        conventions.tell(tape, "relu_at_zero", str(at_zero), meaning)
    _tell_other_kinks(spec, tape)
    if spec.in_letters and (
        "relu" in kinked or any(isinstance(layer, MaxPool) for layer in spec.layers)
    ):
        tape.convention("brackets", "[ ]", "[z > 0] is 1 where z > 0 and 0 elsewhere")


def _tell_other_kinks(spec: NetworkSpec, tape: Tape) -> None:
    """Which slope holds at the kinks of the loss and of the penalty."""
    losses = {loss_choice.base_name(head.loss) for head in spec.heads if head.loss is not None}
    if any(loss.endswith("absolute_error") for loss in losses) or (
        spec.penalty is not None and spec.penalty.l1 != 0
    ):
        tape.convention("abs_at_zero", "0", "the slope of |u| at the kink u = 0: sign(0) = 0")
    if "hinge" in losses:
        tape.convention("hinge_at_zero", "0", "the slope of max(0, u) at the kink u = 0")
