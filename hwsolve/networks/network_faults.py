"""What can be wrong with a network although each of its keys is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING

from hwsolve.errors import Fault
from hwsolve.layers.layer import Shape
from hwsolve.layers.shape_wording import by
from hwsolve.networks.layer_graph import Node
from hwsolve.networks.loss_choice import base_name
from hwsolve.networks.network_outputs import Output
from hwsolve.networks.optimizer import optimizer_faults
from hwsolve.networks.stages_and_penalty import stage_of
from hwsolve.networks.targets import in_shape
from hwsolve.numbers import shape_of

if TYPE_CHECKING:  # the model asks for its own faults
    from hwsolve.networks.network import NetworkSpec

WHOSE_ROWS = {
    "nodes": "the nodes of a graph",
    "positions": "the positions of a sequence",
}
EXPECTED_ROWS = {
    "nodes": "a problem of kind laplacian, with features of its nodes",
    "positions": "an input with a row for each position",
}
"""What layers need that mix rows."""


def faults_of(spec: NetworkSpec) -> Iterator[Fault]:
    """What is wrong with a network whose keys are all right by themselves."""
    if not spec.layers:
        yield Fault("a network needs a layer", ("layers",), expected="a list of layers")
        return
    if len(shape_of(spec.input)) > spec.sample_rank + 1:
        yield Fault(
            "the input has too many axes",
            ("input",),
            expected="one sample (a list of numbers) or a list of samples",
            found=f"a list nested {len(shape_of(spec.input))} deep",
        )
        return
    yield from _output_faults(spec)
    if spec.graph.faults:
        yield from spec.graph.faults
        return
    yield from _dead_ends(spec)
    misfits = list(_misfits(spec))
    yield from misfits
    yield from _missing(spec)
    if misfits:
        return
    for end in spec.ends:
        if end.loss is not None and end.target is not None:
            target = spec.target_or_fault(end)
            if isinstance(target, Fault):
                yield target
    if spec.upstream is not None:
        yield from _upstream_faults(spec)


def _output_faults(spec: NetworkSpec) -> Iterator[Fault]:
    """What is wrong with a list of outputs, whatever they give."""
    if spec.outputs is None:
        return
    if not spec.outputs:
        yield Fault("no output is listed", ("outputs",), expected="a list of at least one output")
        return
    for key in ("target", "loss", "upstream"):
        if getattr(spec, key) is not None:
            yield Fault(
                f"{key} beside outputs", (key,), hint="each output has its own; leave this out"
            )
    names: set[str] = set()
    for end in spec.ends:
        if not end.name:
            yield Fault(
                "an output needs a name", end.path, hint="add name: …, for ids such as L[price]"
            )
        elif end.name in names:
            yield Fault(f"two outputs are called {end.name}", (*end.path, "name"))
        names.add(end.name)


def _dead_ends(spec: NetworkSpec) -> Iterator[Fault]:
    """Layers that lead nowhere, where gradients are asked for."""
    if not spec.has_loss and spec.upstream is None:
        return
    leading = spec.graph.leading_to([end.number for end in spec.ends])
    for node in spec.nodes:
        if node.number not in leading:
            yield Fault(
                f"layer {node.number} leads nowhere: no output takes what it gives",
                node.path,
                hint="let a later layer take it by its key from, or leave it out",
            )


def _upstream_faults(spec: NetworkSpec) -> Iterator[Fault]:
    path = ("upstream",)
    shape = spec.output_shape(spec.ends[0])
    if in_shape(spec.upstream, shape) is None:
        yield Fault(
            "the gradient at the output doesn't fit the output",
            path,
            expected=f"{by(shape)} numbers, ∂L/∂ŷ for each entry of ŷ",
            found=f"{by(shape_of(spec.upstream))} numbers",
        )
    for key in ("loss", "penalty"):
        if getattr(spec, key) is not None:
            yield Fault(
                f"a {key} beside the gradient at the output",
                (key,),
                hint="upstream gives ∂L/∂ŷ in place of target and loss; leave out one of both",
            )
    if spec.optimizer is not None and spec.optimizer.steps > 1:
        yield Fault(
            "one gradient at the output for several steps",
            ("optimizer", "steps"),
            expected="1, as ∂L/∂ŷ would change with ŷ",
            found=str(spec.optimizer.steps),
        )


def _misfits(spec: NetworkSpec) -> Iterator[Fault]:
    shapes: list[Shape | None] = [spec.sample_shape]
    for node in spec.nodes:
        flowing_in = [shapes[source] for source in node.sources]
        known = [shape for shape in flowing_in if shape is not None]
        if len(known) < len(flowing_in):
            shapes.append(None)
            continue
        wrong = list(_misfits_at(spec, node, known))
        yield from wrong
        unknown = wrong and not node.layer.sized_despite_misfits
        # What leaves it is not known then, so more would be guessed.
        shapes.append(None if unknown else node.layer.joined_shape(known, spec.conventions))
    for end in spec.ends:
        yield from _unfit_loss(spec, end, shapes[end.number])


def _misfits_at(spec: NetworkSpec, node: Node, shapes: Sequence[Shape]) -> Iterator[Fault]:
    layer, path, rows = node.layer, node.path, spec.rows
    if layer.mixes and rows not in layer.mixes:
        yield Fault(
            f"{layer.key} brings together {WHOSE_ROWS[max(layer.mixes)]}",
            (*path, layer.key),
            expected=EXPECTED_ROWS[max(layer.mixes)],
            found=f"{rows} in rows" if rows else "a single list",
        )
        return
    sources = [f"layer {source}" if source else "the input" for source in node.sources]
    wrong = list(layer.joined_misfits(shapes, sources, spec.conventions, path))
    if not wrong and not spec.only_sizes:
        count = shape_of(spec.input)[spec.conventions.sample_axis] if spec.batch else 0
        wrong = [
            *layer.missing(path),
            *layer.row_faults(rows, count, shapes[0], spec.conventions, path),
        ]
    yield from wrong


def _unfit_loss(spec: NetworkSpec, end: Output, shape: Shape | None) -> Iterator[Fault]:
    if end.loss is not None and shape is not None and len(shape) != 1:
        name = base_name(end.loss)
        if name == "cross_entropy" or (name == "hinge" and prod(shape) > 1):
            yield Fault(
                "this loss compares a list of scores, one for each class",
                (*end.path, "loss"),
                expected="a last layer with one axis",
                found=by(shape),
                hint="add - flatten, or a dense layer after it",
            )


def _missing(spec: NetworkSpec) -> Iterator[Fault]:
    if spec.loss is None and spec.target is not None:
        yield Fault(
            "a target without a loss",
            ("target",),
            hint="add the key loss, such as loss: squared_error, or leave the target out",
        )
    if spec.loss is not None and spec.target is None:
        yield Fault(
            "a loss without a target",
            ("loss",),
            hint="add the key target, or leave the loss out for a forward pass only",
        )
    has_gradients = spec.has_loss or spec.upstream is not None
    if spec.optimizer is not None and not has_gradients:
        yield Fault("an optimizer without a loss", ("optimizer",), hint="add the key loss")
    if spec.optimizer is not None:
        yield from optimizer_faults(spec.optimizer, spec.parameters(), spec.conventions)
    yield from _wanted_faults(spec)


def _wanted_faults(spec: NetworkSpec) -> Iterator[Fault]:
    for place, word in enumerate(spec.wanted):
        path = ("derive",) if isinstance(spec.derive, str) else ("derive", place)
        stage = stage_of(word)
        needs_loss = stage == "loss" or (stage != "forward" and spec.upstream is None)
        if needs_loss and not spec.has_loss:
            yield Fault(
                f"{word} can't be derived without a loss",
                path,
                hint="add the keys loss and target",
            )
        elif stage == "update" and spec.optimizer is None:
            yield Fault(
                f"{word} can't be derived without an optimizer",
                path,
                hint="add optimizer: {name: sgd, learning_rate: 0.1}",
            )
