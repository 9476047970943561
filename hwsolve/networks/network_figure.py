"""The network as a picture: units, and weights on the edges."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from hwsolve.derivation.figures import Edge, Network, NetworkLayer, Unit
from hwsolve.layers.dense import Dense
from hwsolve.layers.named_activations import written
from hwsolve.networks.network import NetworkSpec
from hwsolve.numbers import is_symbolic, scalars
from hwsolve.quantity import Quantity
from hwsolve.terms.term import Name

MOST_EDGES = 120
"""A network with more edges than this would be a picture of nothing."""


def network_figure(spec: NetworkSpec, parameters: Mapping[Quantity, Name]) -> Network | None:
    """The network with the parameters as they are now; None where it would not be readable."""
    if not all(isinstance(layer, Dense) for layer in spec.layers):
        return None
    layers, edges = [], 0
    for number, layer in enumerate(spec.layers, start=1):
        assert isinstance(layer, Dense)
        incoming: list[tuple[Edge, ...]] = [()] * layer.units_and_inputs(spec.conventions)[0]
        for source, letter in layer.inflows(number):
            weights = np.asarray(parameters[Quantity(letter, layer=number)].value, dtype=object)
            if any(is_symbolic(weight) for weight in scalars(weights)):
                return None
            rows = weights if spec.conventions.rows_are_units else weights.T
            for unit, row in enumerate(rows):
                incoming[unit] += tuple(Edge(source, k, weight) for k, weight in enumerate(row))
        bias = parameters.get(Quantity("b", layer=number))
        shared = [] if bias is None else scalars(bias.value)
        units = tuple(
            Unit(
                (Quantity("a", layer=number), unit),
                inward,
                shared[unit % len(shared)] if shared else None,
            )
            for unit, inward in enumerate(incoming)
        )
        edges += sum(map(len, incoming))
        layers.append(NetworkLayer(f"layer {number} · {written(layer.activation)}", units))
    return Network(tuple(layers)) if edges <= MOST_EDGES else None
