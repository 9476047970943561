"""Whether the layers of a recurrent network fit one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from hwsolve.errors import Fault, Path
from hwsolve.layers.layer import Inflow, Rows, Shape
from hwsolve.layers.shape_wording import by
from hwsolve.networks.layer_graph import LayerNode
from hwsolve.networks.sequences.cell_and_output import RecurrentLayer, RecurrentWeights
from hwsolve.networks.sequences.sequence_problem import RecurrentSpec
from hwsolve.networks.sequences.weights import Fitting
from hwsolve.numbers import shape_of


def misfits_of(spec: RecurrentSpec) -> Iterator[Fault]:
    """Which layers don't take what flows into them."""
    inputs = shape_of(spec.sequence())[-1]
    if not spec.layers:
        yield from _of_recurrent(spec, spec, inputs, "the input x[t]", ())
        return
    conventions = spec.conventions.network
    faults, _ = spec.graph.misfits((inputs,), conventions, partial(_misfits_at, spec))
    yield from faults


def _misfits_at(spec: RecurrentSpec, node: LayerNode, shapes: Sequence[Shape]) -> list[Fault]:
    sources = [_shown_by(spec, source) for source in node.sources]
    if isinstance(node.layer, RecurrentLayer):
        return list(_of_recurrent(spec, node.layer, shapes[0][0], sources[0], node.inside))
    return _of_other(spec, node, shapes, sources)


def _shown_by(spec: RecurrentSpec, number: int) -> str:
    """What flows out of a layer, in words."""
    if not number:
        return "the input x[t]"
    recurrent = spec.at(number) is not None
    return f"the state of layer {number}" if recurrent else f"layer {number}"


def _of_recurrent(
    spec: RecurrentSpec, layer: RecurrentWeights, inputs: int, source: str, path: Path
) -> Iterator[Fault]:
    cell = layer.cell
    fitting = Fitting(cell.row(), cell.names, spec.conventions, inputs, source, path)
    yield from fitting.faults(layer)
    if layer.backward is not None:
        back = replace(fitting, path=(*path, "backward"))
        yield from back.faults(layer.backward)


def _of_other(
    spec: RecurrentSpec, node: LayerNode, shapes: Sequence[Shape], sources: Sequence[str]
) -> list[Fault]:
    """What doesn't fit of a layer that sees one time step at a time."""
    layer, conventions = node.layer, spec.conventions.network
    if layer.mixes:
        return [
            Fault(
                f"{layer.key} brings rows together, and here each layer sees one time step at a "
                "time",
                node.inside,
                hint="a sequence with all its positions at once is a problem of kind mlp",
            )
        ]
    rows: Rows = "samples" if spec.batch else ""
    wrong = node.misfits(Inflow(shapes, sources, conventions, node.path, rows, spec.batch))
    made = layer.joined_shape(shapes, conventions)
    if not wrong and len(made) != 1:
        wrong = [Fault("a time step has a list of numbers", node.inside, found=by(made))]
    return wrong
