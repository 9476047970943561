"""What can be wrong with a network although each of its keys is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from math import prod
from typing import TYPE_CHECKING

from hwsolve.errors import Fault
from hwsolve.layers.layer import Inflow, Shape
from hwsolve.layers.shape_wording import by
from hwsolve.networks.heads import Head
from hwsolve.networks.layer_graph import LayerNode
from hwsolve.networks.loss_choice import base_name
from hwsolve.networks.optimizer import optimizer_faults
from hwsolve.networks.stages_and_penalty import stage_faults
from hwsolve.networks.targets import in_shape
from hwsolve.numbers import shape_of
from hwsolve.spec.requirements import Excludes, Needs, unmet

if TYPE_CHECKING:  # the model asks for its own faults
    from hwsolve.networks.network import NetworkSpec

REQUIREMENTS = (
    Needs(
        ("target",), ("loss", "outputs"), "a target without a loss",
        "add the key loss, such as loss: squared_error, or leave the target out",
    ),
    Needs(
        ("loss",), ("target", "outputs", "upstream"), "a loss without a target",
        "add the key target, or leave the loss out for a forward pass only",
    ),
    Needs(
        ("optimizer",), ("loss", "outputs", "upstream"), "an optimizer without a loss",
        "add the key loss",
    ),
    Excludes(
        "outputs", ("target", "loss", "upstream"), "{} beside outputs",
        "each output has its own; leave this out",
    ),
    Excludes(
        "upstream", ("loss", "penalty"), "a {} beside the gradient at the output",
        "upstream gives ∂L/∂ŷ in place of target and loss; leave out one of both",
    ),
)  # fmt: skip
"""Which keys of a network need others, and which don't go together."""

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
    yield from unmet(spec, REQUIREMENTS)
    yield from _output_faults(spec)
    if spec.graph.faults:
        yield from spec.graph.faults
        return
    yield from _dead_ends(spec)
    misfits = list(_misfits(spec))
    yield from misfits
    if spec.optimizer is not None:
        yield from optimizer_faults(spec.optimizer, spec.parameters(), spec.conventions)
    yield from stage_faults(
        spec.derive, spec.has_loss, spec.upstream is not None, spec.optimizer is not None
    )
    if misfits:
        return
    for head in spec.heads:
        if head.loss is not None and head.target is not None:
            target = spec.target_or_fault(head)
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
    names: set[str] = set()
    for head in spec.heads:
        if not head.name:
            yield Fault(
                "an output needs a name", head.path, hint="add name: …, for ids such as L[price]"
            )
        elif head.name in names:
            yield Fault(f"two outputs are called {head.name}", (*head.path, "name"))
        names.add(head.name)


def _dead_ends(spec: NetworkSpec) -> Iterator[Fault]:
    """Layers that lead nowhere, where gradients are asked for."""
    if not spec.has_loss and spec.upstream is None:
        return
    leading = spec.graph.leading_to([head.number for head in spec.heads])
    for node in spec.nodes:
        if node.number not in leading:
            yield Fault(
                f"layer {node.number} leads nowhere: no output takes what it gives",
                node.path,
                hint="let a later layer take it by its key from, or leave it out",
            )


def _upstream_faults(spec: NetworkSpec) -> Iterator[Fault]:
    path = ("upstream",)
    shape = spec.output_shape(spec.heads[0])
    if in_shape(spec.upstream, shape) is None:
        yield Fault(
            "the gradient at the output doesn't fit the output",
            path,
            expected=f"{by(shape)} numbers, ∂L/∂ŷ for each entry of ŷ",
            found=f"{by(shape_of(spec.upstream))} numbers",
        )
    if spec.optimizer is not None and spec.optimizer.steps > 1:
        yield Fault(
            "one gradient at the output for several steps",
            ("optimizer", "steps"),
            expected="1, as ∂L/∂ŷ would change with ŷ",
            found=str(spec.optimizer.steps),
        )


def _misfits(spec: NetworkSpec) -> Iterator[Fault]:
    faults, shapes = spec.graph.misfits(
        spec.sample_shape, spec.conventions, partial(_misfits_at, spec)
    )
    yield from faults
    for head in spec.heads:
        yield from _unfit_loss(spec, head, shapes[head.number])


def _misfits_at(spec: NetworkSpec, node: LayerNode, shapes: Sequence[Shape]) -> list[Fault]:
    mixes, rows = node.layer.mixes, spec.rows
    if mixes and rows not in mixes:
        return [
            Fault(
                f"{node.layer.key} brings together {WHOSE_ROWS[max(mixes)]}",
                node.inside,
                expected=EXPECTED_ROWS[max(mixes)],
                found=f"{rows} in rows" if rows else "a single list",
            )
        ]
    given = rows and spec.input is not None
    count = shape_of(spec.input)[spec.conventions.sample_axis] if given else 0
    sources = [f"layer {source}" if source else "the input" for source in node.sources]
    flow = Inflow(shapes, sources, spec.conventions, node.path, rows, count)
    return node.misfits(flow, only_sizes=spec.only_sizes)


def _unfit_loss(spec: NetworkSpec, head: Head, shape: Shape | None) -> Iterator[Fault]:
    if head.loss is not None and shape is not None and len(shape) != 1:
        name = base_name(head.loss)
        if name == "cross_entropy" or (name == "hinge" and prod(shape) > 1):
            yield Fault(
                "this loss compares a list of scores, one for each class",
                (*head.path, "loss"),
                expected="a last layer with one axis",
                found=by(shape),
                hint="add - flatten, or a dense layer after it",
            )
