"""The ledger of fully connected networks: what courses do differently beyond other networks."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hwsolve.layers.network_conventions import NetworkConventions


class MlpConventions(NetworkConventions):
    """How a batch is laid out, and where its mean is taken."""

    samples: Literal["rows", "columns"] = Field(
        default="rows",
        description="whether each row of a batch is a sample (Z = X Wᵀ + 1 bᵀ) or each column "
        "(Z = W X + b 1ᵀ); holds for the input and a target of several units as they are written",
    )
    mean_at: Literal["loss", "parameters"] = Field(
        default="loss",
        description="where the 1/m of a mean over m samples enters: with the loss, so that dQ is "
        "∂L/∂Q for every Q, or only at dW and db, so that dz is ŷ − y for each sample",
    )

    @property
    def sample_axis(self) -> int:
        return 1 if self.samples == "columns" else 0

    @property
    def mean_at_parameters(self) -> bool:
        return self.mean_at == "parameters" and self.batch == "mean"
