"""The ledger of optimization: that of methods, and of the models whose losses are minimised."""

from __future__ import annotations

from typing import ClassVar

from hwsolve.layers.convolution_conventions import ConvConventions


class OptimConventions(ConvConventions):
    """Choices that courses make differently; each is printed with the solution where it matters.

    Gradients have the shape of their parameters here, and a penalty is written into the objective.
    """

    elsewhere: ClassVar = frozenset({"gradient_layout", "output_gradient", "penalty"})
