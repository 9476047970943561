"""Hidden units may be numbered in any order: which axes of which quantities belong to them."""

from __future__ import annotations

from collections.abc import Iterator

from hwsolve.derivation.symmetry import Symmetry
from hwsolve.derivation.tape import Tape
from hwsolve.layers.dense import Dense
from hwsolve.networks.network import NetworkSpec
from hwsolve.numbers import shape_of
from hwsolve.quantity import Quantity

_Z, _A, _B, _W = map(Quantity, "zabW")
BY_UNIT = {q.called for q in (_Z, _A, _B, _Z.gradient, _A.gradient, _B.gradient, _B.updated)}
"""Quantities with an entry for each unit of their layer, on the axis that samples don't take."""

WEIGHTS = {q.called for q in (_W, _W.gradient, _W.updated)}


def hidden_units(spec: NetworkSpec, tape: Tape) -> Iterator[Symmetry]:
    """The units of every layer but the last, in a network of dense layers."""
    layers = [node.layer for node in spec.nodes if isinstance(node.layer, Dense)]
    if len(layers) < len(spec.nodes) or not spec.graph.is_chain or spec.outputs:
        return
    for number, layer in enumerate(layers[:-1], start=1):
        units = layer.units_and_inputs(spec.conventions)[0]
        if units > 1:
            axes = dict(_axes(spec, tape, number))
            yield Symmetry(f"the units of layer {number}", units, axes)


def _axes(spec: NetworkSpec, tape: Tape, layer: int) -> Iterator[tuple[str, int]]:
    for step in tape.steps():
        number, rank = step.id.at("layer"), len(shape_of(step.value))
        called = step.id.called
        if called in BY_UNIT and number == layer and rank:
            in_columns = rank == 2 and spec.conventions.sample_axis == 1
            yield step.id, 0 if in_columns else rank - 1
        elif called in WEIGHTS and number in (layer, layer + 1):
            rows = spec.conventions.rows_are_units == (number == layer)
            turned = called == _W.gradient and spec.conventions.gradient_layout == "transposed"
            yield step.id, int(rows == turned)
