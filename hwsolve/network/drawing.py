"""The network as a picture: units, and weights on the edges."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from hwsolve.derivation.figures import Edge, Network, NetworkLayer, Unit
from hwsolve.network.activations import written
from hwsolve.network.dense import Dense
from hwsolve.network.model import NetworkSpec
from hwsolve.numbers import is_symbolic, scalars
from hwsolve.terms.term import Name

MOST_EDGES = 120
"""A network with more edges than this would be a picture of nothing."""


def network_figure(spec: NetworkSpec, parameters: Mapping[str, Name]) -> Network | None:
    """The network with the parameters as they are now; None where it would not be readable."""
    if not all(isinstance(layer, Dense) for layer in spec.layers):
        return None
    layers, edges = [], 0
    for number, layer in enumerate(spec.layers, start=1):
        assert isinstance(layer, Dense)
        weights = np.asarray(parameters[f"W[{number}]"].value, dtype=object)
        rows = weights if spec.conventions.rows_are_units else weights.T
        bias = parameters.get(f"b[{number}]")
        shared = [] if bias is None else scalars(bias.value)
        units = tuple(
            Unit(
                (f"a[{number}]", unit),
                tuple(
                    Edge("x" if number == 1 else f"a[{number - 1}]", place, weight)
                    for place, weight in enumerate(row)
                ),
                shared[unit % len(shared)] if shared else None,
            )
            for unit, row in enumerate(rows)
        )
        edges += rows.size
        if any(is_symbolic(weight) for weight in scalars(weights)):
            return None
        layers.append(NetworkLayer(f"layer {number} · {written(layer.activation)}", units))
    return Network(tuple(layers)) if edges <= MOST_EDGES else None
