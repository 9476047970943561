"""Recurrent networks: unrolling, backpropagation through time, Jacobians, vanishing gradients.

Vanilla, LSTM and GRU cells, stacked or bidirectional, with numbers; or ∂s[t]/∂s[k] in letters for
any t and k, with what is and what isn't true about vanishing and exploding gradients.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault
from hwsolve.networks.sequences.sequence_faults import faults_of
from hwsolve.networks.sequences.sequence_problem import RecurrentSpec
from hwsolve.networks.sequences.sequence_training import SequenceTraining
from hwsolve.theory.jacobian_in_letters import derive_in_letters


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
        SequenceTraining(spec, tape).run()
