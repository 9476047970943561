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
    if not spec.graph.is_chain or not all(isinstance(node.layer, Dense) for node in spec.nodes):
        return None
    layers, edges = [], 0
    for node in spec.nodes:
        number, layer = node.number, node.layer
        assert isinstance(layer, Dense)
        before = Quantity("x") if number == 1 else Quantity("a", layer=number - 1)
        incoming: list[tuple[Edge, ...]] = [()] * layer.units_and_inputs(spec.conventions)[0]
        for weighed, letter in layer.inflows():
            source = Quantity(weighed, layer=number) if weighed else before
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
