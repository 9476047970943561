"""Hidden units may be numbered in any order: which axes of which quantities belong to them."""

from __future__ import annotations

from collections.abc import Iterator

from hwsolve.derivation.interchange import Interchange
from hwsolve.derivation.tape import Tape
from hwsolve.network.dense import Dense
from hwsolve.network.model import NetworkSpec
from hwsolve.network.names import number_of
from hwsolve.numbers import shape_of

BY_UNIT = ("z", "a", "b", "dz", "da", "db", "b_new")
"""Quantities with an entry for each unit of their layer, on the axis that samples don't take."""


def hidden_units(spec: NetworkSpec, tape: Tape) -> Iterator[Interchange]:
    """The units of every layer but the last, in a network of dense layers."""
    layers = [layer for layer in spec.layers if isinstance(layer, Dense)]
    if len(layers) < len(spec.layers):
        return
    for number, layer in enumerate(layers[:-1], start=1):
        units = layer.units_and_inputs(spec.conventions)[0]
        if units > 1:
            axes = dict(_axes(spec, tape, number))
            yield Interchange(f"the units of layer {number}", units, axes)


def _axes(spec: NetworkSpec, tape: Tape, layer: int) -> Iterator[tuple[str, int]]:
    for step in tape.steps():
        letter, rank = step.id.partition("[")[0], len(shape_of(step.value))
        if letter in BY_UNIT and number_of(step.id) == layer and rank:
            in_columns = rank == 2 and spec.conventions.sample_axis == 1
            yield step.id, 0 if in_columns else rank - 1
        elif letter in ("W", "dW", "W_new") and number_of(step.id) in (layer, layer + 1):
            rows = spec.conventions.rows_are_units == (number_of(step.id) == layer)
            turned = letter == "dW" and spec.conventions.gradient_layout == "transposed"
            yield step.id, int(rows == turned)
