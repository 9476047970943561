"""The ledger of feed-forward networks: what courses do differently."""

from __future__ import annotations

from typing import Literal

from hwsolve.methods.method_conventions import MethodConventions
from hwsolve.numbers import rational
from hwsolve.spec import Subgradient


class NetworkConventions(MethodConventions):
    """Choices that courses make differently; each is printed with the solution where it matters."""

    relu_at_zero: Subgradient = rational(0)
    gelu: Literal["exact", "tanh"] = "exact"
    weights: Literal["rows_are_units", "rows_are_inputs"] = "rows_are_units"
    gradient_layout: Literal["like_parameter", "transposed"] = "like_parameter"
    batch: Literal["mean", "sum"] = "mean"
    output_gradient: Literal["chain_rule", "shortcut"] | None = None
    penalty: Literal["half", "full"] = "half"
    classes_from: Literal["0", "1"] = "0"

    @property
    def sample_axis(self) -> int:
        """The axis of a batch along which its samples stand."""
        return 0

    @property
    def mean_at_parameters(self) -> bool:
        """Whether gradients are taken of each sample's own loss up to the parameters."""
        return False

    @property
    def rows_are_units(self) -> bool:
        """Whether a weight matrix has a row for each unit, so that z = W x."""
        return self.weights == "rows_are_units"
