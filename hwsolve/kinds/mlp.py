"""Fully connected networks: forward pass, loss, backpropagation, gradient descent.

Any number of layers and units, one sample or a batch, exact numbers or names that stand for them.
The file gives input, layers and, as far as they are wanted, target, loss, penalty and optimizer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault
from hwsolve.layers.normalization_and_dropout import MlpLayer, UnitLayer
from hwsolve.networks.mlp_conventions import MlpConventions
from hwsolve.networks.network import NetworkSpec
from hwsolve.networks.training import Training
from hwsolve.numbers import shape_of


class Spec(NetworkSpec):
    """The problem file of kind mlp."""

    kind: Literal["mlp"]
    layers: list[MlpLayer]
    conventions: MlpConventions = MlpConventions()

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        samples = shape_of(self.input)[self.conventions.sample_axis] if self.batch else None
        for number, layer in enumerate(self.layers):
            if isinstance(layer, UnitLayer):
                yield from layer.batch_faults(samples, self.conventions, ("layers", number))


def solve(spec: Spec, tape: Tape) -> None:
    """Write the whole working of a fully connected network."""
    Training(spec, tape).run()
