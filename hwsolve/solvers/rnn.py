"""Recurrent networks: unrolling, backpropagation through time, Jacobians, vanishing gradients.

Vanilla, LSTM and GRU cells, stacked or bidirectional, with numbers; or ∂s[t]/∂s[k] in letters for
any t and k, with what is and what isn't true about vanishing and exploding gradients.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault
from hwsolve.recurrent.faults import faults_of
from hwsolve.recurrent.model import RecurrentSpec
from hwsolve.recurrent.symbolic import derive_in_letters
from hwsolve.recurrent.training import Training


class Spec(RecurrentSpec):
    """The problem file of kind rnn."""

    kind: Literal["rnn"]

    def faults(self) -> Iterator[Fault]:
        return faults_of(self)


def solve(spec: Spec, tape: Tape) -> None:
    """Write the whole working of a recurrent network."""
    if spec.is_symbolic:
        derive_in_letters(spec, tape)
    else:
        Training(spec, tape).run()
