"""Filters as the file writes them: with or without an axis for their number and their channels.

Over a sample of d sliding axes, filters are written (k stands for the d sizes of the window)

    k                one filter for a map without channels; its result has no channels either
    F × k            F filters for a map without channels
    C × k            one filter for C channels; its result has no channels
    F × C/groups × k F filters for C channels

and may be told by `filters` and `size` alone where only sizes are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from hwsolve.errors import Fault, Path
from hwsolve.layers.dense import without_weights
from hwsolve.layers.layer import Inflow, Shape
from hwsolve.layers.layer_references import SharedFilters
from hwsolve.layers.named_activations import LINEAR, Activation
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by
from hwsolve.layers.sliding_layer import SlidingLayer
from hwsolve.layers.sliding_windows import sliding_axes, split
from hwsolve.layers.window_fields import Bias, Count, Size, count_biases
from hwsolve.numbers import Value, shape_of
from hwsolve.terms.arithmetic import add
from hwsolve.terms.term import Term, as_term


class FilterLayer(SlidingLayer):
    """A layer that learns filters, and a bias for each channel that it makes."""

    weights: SharedFilters | None = None
    filters: Count | None = None
    size: Size | None = None
    bias: Bias | None = None
    groups: Count = 1
    activation: Activation = LINEAR

    def kernel(self, conventions: NetworkConventions) -> Shape:
        """The size of the window."""
        count = sliding_axes(conventions)
        if self.weights is not None:
            return shape_of(self.weights)[-count:]
        size = self.size or (1,)
        return size * count if len(size) == 1 else size

    def leading(self, conventions: NetworkConventions) -> Shape:
        """The sizes in front of the window's, as the weights are written."""
        return shape_of(self.weights)[: -sliding_axes(conventions)] if self.has_weights else ()

    @property
    def has_weights(self) -> bool:
        """Whether the filters are given in numbers, not by their sizes only."""
        return self.weights is not None

    def parameters(self) -> dict[str, Value]:
        parameters: dict[str, Value] = {}
        if self.weights is not None:
            parameters["W"] = self.weights
        if self.bias is not None and not isinstance(self.bias, bool):
            parameters["b"] = self.bias
        return parameters

    def counted(self, filters: int, depth: int, made: int, kernel: Shape) -> Term:
        """filters · depth · window + biases, as a term."""
        factors = [size for size in (filters, depth) if size > 1] + list(kernel)
        weights: Term = as_term(factors[0])
        for factor in factors[1:]:
            weights = weights * factor
        biases = count_biases(self.bias, made, by_sizes=not self.has_weights)
        return add(weights, biases) if biases else weights

    def missing(self, path: Path) -> Iterator[Fault]:
        if self.weights is None:
            yield without_weights((*path, self.key))

    # ---- faults ---------------------------------------------------------------------------------

    def own_faults(self, path: Path) -> Iterator[Fault]:
        """What is wrong with the layer whatever flows in."""
        if self.weights is None and self.size is None:
            yield Fault(
                "a layer of filters without filters",
                path,
                expected="weights, or filters and size where only sizes are derived",
            )
        for name in ("filters", "size"):
            if self.weights is not None and getattr(self, name) is not None:
                yield Fault(
                    f"{name} beside weights",
                    (*path, name),
                    hint="the weights tell their sizes: leave this out",
                )
        if self.weights is not None and self.bias is True:
            yield Fault("true is no bias here", (*path, "bias"), expected="numbers, one a filter")

    def misplaced_channels(self, flow: Inflow) -> Iterator[Fault]:
        """Why the weights have too few or too many axes for samples of this shape."""
        channels, _ = split(flow.shape, flow.conventions)
        count, rank = sliding_axes(flow.conventions), len(shape_of(self.weights))
        allowed = (count + 1, count + 2) if channels else (count, count + 1, count + 2)
        if rank not in allowed:
            size = "height × width" if count == 2 else "length"
            expected = f"channels × {size}, or filters × channels × {size}"
            if not channels:
                expected = f"{size}, or filters × {size}"
            hint = ""
            if count == 2 and rank == 1:
                hint = "for windows along one axis: conventions: {axes: 1}"
            elif channels == (1,):
                hint = "one channel is an axis too: write [[[…]]], or the input without it"
            yield Fault(
                "the weights have another number of axes than the map that they slide over",
                flow.at("weights"),
                expected=f"{expected}: {flow.source} is {by(flow.shape)}",
                found=f"weights of {by(shape_of(self.weights))}",
                hint=hint,
            )

    def bias_faults(self, made: int, path: Path) -> Iterator[Fault]:
        """Why the biases don't fit the channels that the layer makes."""
        if self.bias is None or isinstance(self.bias, bool):
            return
        if shape_of(self.bias) not in ((), (made,)):
            yield Fault(
                "the bias doesn't fit the filters",
                (*path, "bias"),
                expected=f"{made} {'number' if made == 1 else 'numbers'}, one for each filter, "
                "or a single number for all",
                found=f"{by(shape_of(self.bias))} numbers",
            )

    def softmax_fault(self, path: Path) -> Iterator[Fault]:
        """Softmax over a map would have to be told its axis."""
        if self.activation.name == "softmax":
            yield Fault(
                "softmax takes a list of scores, not a map",
                (*path, "activation"),
                hint="put it after a layer that makes a list: - flatten",
            )
