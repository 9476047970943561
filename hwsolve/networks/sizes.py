"""Sizes through a network: of every layer's output, of its parameters, of its receptive fields.

Receptive fields: r ← r + (window − 1)·j, where j, the jump, is the product of the strides before
(Dumoulin and Visin 2016; Araujo, Norris and Sim 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from hwsolve.derivation.tape import Tape
from hwsolve.layers.dense import Dense
from hwsolve.layers.filter_layer import FilterLayer
from hwsolve.layers.flatten_and_activation import Flatten
from hwsolve.layers.layer import Layer, Shape
from hwsolve.layers.map_layer import MapLayer
from hwsolve.layers.pooling_layers import GlobalAvgPool
from hwsolve.layers.sliding_windows import sliding_axes, span_term
from hwsolve.layers.window_fields import count_biases
from hwsolve.networks.maps import ConvNetwork
from hwsolve.numbers import rational
from hwsolve.quantity import Quantity
from hwsolve.terms.sums import sum_of
from hwsolve.terms.term import Name, Term, as_term
from hwsolve.terms.windows import Axes

PHASE = "Sizes"
BIASES = (
    "a layer told by its sizes alone has a bias for each filter or unit, as in Keras and PyTorch, "
    "unless it says bias: false"
)


class Sizes:
    """Writes the sizes of one network; all of them with `full`, else those that windows change."""

    def __init__(self, spec: ConvNetwork, tape: Tape, *, full: bool) -> None:
        self.spec, self.tape, self.full = spec, tape, full
        self.axes = sliding_axes(spec.conventions)
        self.words = ("height", "width") if self.axes == 2 else ("length",)
        self.now: dict[str, Term] = {}
        self.counts: list[Name] = []
        self.reaching = full

    def run(self) -> None:
        """Write the steps, layer by layer."""
        shape = self.spec.sample_shape
        self._start(shape)
        for number, layer in enumerate(self.spec.layers, start=1):
            with self.tape.section(PHASE, f"layer {number}"):
                after = layer.output_shape(shape, self.spec.conventions)
                self._sizes(number, layer, shape, after)
                if self.full:
                    self._parameters(number, layer, shape, after)
                    self._receptive_field(number, layer, shape)
            shape = after
        if len(self.counts) > 1:
            with self.tape.section(PHASE, "the whole network"):
                self.tape.let("parameters", sum_of(self.counts), "all that is learnt")

    def _start(self, shape: Shape) -> None:
        sizes = dict(zip(self.words, shape[-self.axes :], strict=True))
        if len(shape) > self.axes:
            sizes = {"channels": shape[0], **sizes}
        if not self.full:
            self.now = {word: as_term(size) for word, size in sizes.items()}
            return
        with self.tape.section(PHASE, "the input"):
            for word, size in sizes.items():
                self.now[word] = self.tape.given(
                    Quantity(word, layer=0), rational(size), f"{word} of the input"
                )
        self.jumps: dict[str, Term] = {word: as_term(1) for word in self.words}
        self.fields: dict[str, Term] = {word: as_term(1) for word in self.words}

    def _let(self, word: str, number: int, term: Term, why: str) -> None:
        self.now[word] = self.tape.let(Quantity(word, layer=number), term, why)

    # ---- output sizes ---------------------------------------------------------------------------

    def _sizes(self, number: int, layer: Layer, before: Shape, after: Shape) -> None:
        if isinstance(layer, MapLayer) and self.words[0] in self.now:
            given = tuple(self.now[word] for word in self.words)
            steps = layer.size_steps(given, before, self.spec.conventions)
            if self.full and steps:
                self._channels(number, before, after)
            for word, step in zip(self.words, steps, strict=False):
                self._let(word, number, step.term, step.why)
        if self.full and len(after) == 1 and isinstance(layer, Flatten | GlobalAvgPool | Dense):
            self._units(number, layer, after)

    def _channels(self, number: int, before: Shape, after: Shape) -> None:
        if len(after) == self.axes:
            self.now.pop("channels", None)
        elif after[:1] != before[:1] or len(before) == self.axes:
            self._let("channels", number, as_term(after[0]), "one for each filter")

    def _units(self, number: int, layer: Layer, after: Shape) -> None:
        maps = [self.now[word] for word in ("channels", *self.words) if word in self.now]
        if isinstance(layer, Flatten) and maps:
            self._let("units", number, product_of(maps), "every entry of every channel")
        elif isinstance(layer, GlobalAvgPool) and "channels" in self.now:
            self._let("units", number, self.now["channels"], "one mean for each channel")
        else:
            self._let("units", number, as_term(after[0]), "as many as the layer has")
        self.now = {"units": self.now["units"]}

    # ---- parameters -----------------------------------------------------------------------------

    def _parameters(self, number: int, layer: Layer, shape: Shape, after: Shape) -> None:
        count = self._count(layer, shape, after)
        if count is not None:
            biases = self._biases(layer, after)
            why = "weights and biases" if biases else "weights"
            self.counts.append(self.tape.let(Quantity("parameters", layer=number), count, why))

    def _count(self, layer: Layer, shape: Shape, after: Shape) -> Term | None:
        if isinstance(layer, MapLayer):
            return layer.parameter_count(shape, self.spec.conventions)
        if not isinstance(layer, Dense):
            return None
        weights = product_of([as_term(after[0]), as_term(prod(shape))])
        biases = self._biases(layer, after)
        return weights + biases if biases else weights

    def _biases(self, layer: Layer, after: Shape) -> int:
        """How many biases a layer has; whether one that isn't told counts is told in the ledger."""
        if not isinstance(layer, FilterLayer | Dense):
            return 0
        by_sizes = layer.weights is None
        if by_sizes and layer.bias is None:
            self.tape.convention("biases", "counted", BIASES)
        made = after[0] if len(after) != self.axes else 1
        return count_biases(layer.bias, made, by_sizes=by_sizes)

    # ---- receptive fields -----------------------------------------------------------------------

    def _receptive_field(self, number: int, layer: Layer, shape: Shape) -> None:
        reach = layer.reach(shape, self.spec.conventions) if isinstance(layer, MapLayer) else None
        self.reaching = self.reaching and reach is not None
        if not self.reaching or not reach:
            return
        square = len({(a.window, a.stride, a.dilation) for a in self._all_axes()}) <= 1 or all(
            len({(a.window, a.stride, a.dilation) for a in axes}) == 1 for axes in self._per_layer()
        )
        words = self.words[:1] if square else self.words
        for word, axis in zip(words, reach, strict=False):
            suffix = "" if square else f"_{word}"
            wider = self.fields[word] + (span_term(axis) - 1) * self.jumps[word]
            self.fields[word] = self.tape.let(
                Quantity(f"receptive_field{suffix}", layer=number),
                wider,
                "so many entries of the input does one entry see: the field before, and the window "
                "less one, times the jump before",
            )
            self.jumps[word] = self.tape.let(
                Quantity(f"jump{suffix}", layer=number),
                self.jumps[word] * axis.stride,
                "so far apart in the input lie two neighbours: the jump before, times the stride",
            )

    def _per_layer(self) -> list[Axes]:
        shape, found = self.spec.sample_shape, []
        for layer in self.spec.layers:
            reach = (
                layer.reach(shape, self.spec.conventions) if isinstance(layer, MapLayer) else None
            )
            if reach is None:
                break
            found.append(reach)
            shape = layer.output_shape(shape, self.spec.conventions)
        return [axes for axes in found if axes]

    def _all_axes(self) -> Axes:
        return tuple(axis for axes in self._per_layer() for axis in axes)


def product_of(factors: Sequence[Term]) -> Term:
    """The product of one or more numbers."""
    made = factors[0]
    for factor in factors[1:]:
        made = made * factor
    return made
