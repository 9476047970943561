"""Whether the layers of a recurrent network fit one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hwsolve.errors import Fault, Path
from hwsolve.layers.layer import Inflow, Rows
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
    widths: list[int | None] = [inputs]
    for node in spec.graph.nodes:
        known = [width for source in node.sources if (width := widths[source]) is not None]
        if len(known) < len(node.sources):
            widths.append(None)
            continue
        sources = [_shown_by(spec, source) for source in node.sources]
        if isinstance(node.layer, RecurrentLayer):
            wrong = list(_of_recurrent(spec, node.layer, known[0], sources[0], node.inside))
        else:
            wrong = list(_of_other(spec, node, known, sources))
        yield from wrong
        sized = node.layer.sized_despite_misfits or not wrong
        shapes = [(width,) for width in known]
        shape = node.layer.joined_shape(shapes, spec.conventions.network)
        widths.append(shape[0] if sized else None)


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
    spec: RecurrentSpec, node: LayerNode, widths: Sequence[int], sources: Sequence[str]
) -> Iterator[Fault]:
    """What doesn't fit of a layer that sees one time step at a time."""
    layer, conventions = node.layer, spec.conventions.network
    if layer.mixes:
        yield Fault(
            f"{layer.key} brings rows together, and here each layer sees one time step at a time",
            node.inside,
            hint="a sequence with all its positions at once is a problem of kind mlp",
        )
        return
    shapes = [(width,) for width in widths]
    rows: Rows = "samples" if spec.batch else ""
    flow = Inflow(shapes, sources, conventions, node.path, rows, spec.batch)
    wrong = list(layer.joined_misfits(flow))
    if not wrong:
        wrong = [*layer.missing(node.path), *layer.row_faults(flow)]
    made = layer.joined_shape(shapes, conventions)
    if not wrong and len(made) != 1:
        wrong = [Fault("a time step has a list of numbers", node.inside, found=by(made))]
    yield from wrong
