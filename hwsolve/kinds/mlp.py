"""Fully connected networks: forward pass, loss, backpropagation, gradient descent.

Any number of layers and units, one sample or a batch, exact numbers or names that stand for them.
The file gives input, layers and, as far as they are wanted, target, loss, penalty and optimizer.
"""

from __future__ import annotations

from typing import Literal

from hwsolve.derivation.tape import Tape
from hwsolve.networks.mlp_conventions import MlpConventions
from hwsolve.networks.network import NetworkSpec
from hwsolve.networks.training import Training


class Spec(NetworkSpec):
    """The problem file of kind mlp."""

    kind: Literal["mlp"]
    conventions: MlpConventions = MlpConventions()


def solve(spec: Spec, tape: Tape) -> None:
    """Write the whole working of a fully connected network."""
    Training(spec, tape).run()
