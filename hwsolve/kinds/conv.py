"""Convolutional networks: convolution, pooling, dense layers; forward, backward, update.

Convolution along one axis or two, its transpose, pooling of every sort, with stride, padding,
dilation and groups; and the sizes of every layer, for a stack without weights too (derive: shapes).
"""

from __future__ import annotations

from typing import Literal

from hwsolve.derivation.tape import Tape
from hwsolve.layers.convolution_conventions import tell_notation
from hwsolve.networks.maps import ConvNetwork
from hwsolve.networks.sizes import Sizes
from hwsolve.networks.training import Training


class Spec(ConvNetwork):
    """The problem file of kind conv."""

    kind: Literal["conv"]


def solve(spec: Spec, tape: Tape) -> None:
    """Write the whole working of a convolutional network."""
    spec.check_work()
    spec.tell(tape)
    Sizes(spec, tape, full=spec.wants_sizes).run()
    sizes = [step.id for step in tape.steps()] if spec.wants_sizes else []
    if not spec.only_sizes:
        Training(spec, tape).run()
        tell_notation(tape)
    if tape.wanted:
        tape.wanted += sizes
