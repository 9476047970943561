"""The ledger of recurrent networks: what courses do differently."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hwsolve.derivation.tape import Tape
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.methods.method_conventions import MethodConventions
from hwsolve.numbers import rational
from hwsolve.spec import Subgradient

BLOCKS = ("J_hh", "J_hc", "J_ch", "J_cc")
"""Of the total Jacobian of an LSTM's h and c, by those of the time step before."""


class RecurrentConventions(MethodConventions):
    """Choices that courses make differently; each is printed with the solution where it matters.

    loss_over_time   the losses of the time steps are added up, or averaged
    truncation       per_loss: the gradient of each L[t] goes back through at most `truncate`
                     transitions s[j−1] → s[j]; segments: the sequence is cut after every `truncate`
                     time steps, and no gradient crosses a cut
    jacobian_layout  numerator: row i of ∂s/∂r holds the derivatives of s_i; denominator: transposed
    jacobian_of_gated_cell
                     direct_path: J[t] of an LSTM is ∂c[t]/∂c[t−1] and of a GRU ∂h[t]/∂h[t−1], with
                     the gates and the candidate of time t held, as textbooks do to show what keeps
                     gradients from vanishing; total: that of the whole state, through the gates too
    batch            over several sequences: the mean of their losses, or the sum
    concatenation    the order in a matrix that weighs state and input at once
    gru_reset        before: W (r ⊙ h); after: r ⊙ (W h), as cuDNN does
    gate_biases      counted from sizes alone, a gate has one bias, or two: beside U and beside W;
                     unless given, two for a GRU with the reset after W, as Keras and PyTorch have
                     (PyTorch has two in every cell), and else one
    gru_update       keep: h = z ⊙ h_before + (1 − z) ⊙ h̃ (Cho et al. 2014); renew: swapped
    """

    relu_at_zero: Subgradient = Field(default=rational(0), description="the slope of ReLU at z = 0")
    loss_over_time: Literal["sum", "mean"] = "sum"
    truncation: Literal["per_loss", "segments"] = "per_loss"
    jacobian_layout: Literal["numerator", "denominator"] = "numerator"
    jacobian_of_gated_cell: Literal["direct_path", "total"] = "direct_path"
    batch: Literal["mean", "sum"] = "mean"
    output_gradient: Literal["chain_rule", "shortcut"] | None = None
    concatenation: Literal["state_input", "input_state"] = "state_input"
    gru_reset: Literal["before", "after"] = "before"
    gru_update: Literal["keep", "renew"] = "keep"
    gate_biases: Literal["one", "two"] | None = None
    classes_from: Literal["0", "1"] = "0"

    @property
    def network(self) -> NetworkConventions:
        """The part of the ledger that activations and losses read."""
        return NetworkConventions(
            relu_at_zero=self.relu_at_zero, classes_from=self.classes_from, batch=self.batch
        )

    def tell_own(self, tape: Tape, key: str, meaning: str) -> None:
        """Enter one choice into the ledger of a derivation."""
        self.tell(tape, key, str(getattr(self, key)), meaning)

    def tell_reset(self, tape: Tape) -> None:
        """Where the reset gate of a GRU acts."""
        before = "the reset gate acts on the state before W does"
        after = "the reset gate acts on what W makes of the state"
        self.tell_own(tape, "gru_reset", before if self.gru_reset == "before" else after)
