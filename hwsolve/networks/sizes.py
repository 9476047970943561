"""Sizes through a network: of every layer's output, of its parameters, of its receptive fields.

Receptive fields: r ← r + (window − 1)·j, where j, the jump, is the product of the strides before
(Dumoulin and Visin 2016; Araujo, Norris and Sim 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from hwsolve.derivation.tape import Tape
from hwsolve.layers.dense import Dense, KeyedDense
from hwsolve.layers.filter_layer import FilterLayer
from hwsolve.layers.flatten import Flatten
from hwsolve.layers.joints import Add, Concatenate, Multiply
from hwsolve.layers.layer import Layer, Shape
from hwsolve.layers.normalization import Normalization
from hwsolve.layers.pooling_layers import GlobalAvgPool
from hwsolve.layers.sliding_windows import sliding_axes, span_term
from hwsolve.layers.window_fields import count_biases
from hwsolve.networks.layer_graph import LayerNode
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


Fields = dict[str, tuple[Term, Term]]
"""The receptive field and the jump along each axis."""


@dataclass
class Maps:
    """What leaves a layer: its sizes by word, and how much of the input one entry sees."""

    sizes: dict[str, Term]
    fields: Fields | None

    def copy(self) -> Maps:
        """The same, to be changed."""
        return Maps(dict(self.sizes), self.fields)


class Sizes:
    """Writes the sizes of one network; all of them with `full`, else those that windows change."""

    def __init__(self, spec: ConvNetwork, tape: Tape, *, full: bool) -> None:
        self.spec, self.tape, self.full = spec, tape, full
        self.axes = sliding_axes(spec.conventions)
        self.words = ("height", "width") if self.axes == 2 else ("length",)
        self.counts: list[Name] = []

    def run(self) -> None:
        """Write the steps, layer by layer."""
        with self.tape.section(PHASE, "the input"):
            self.after = [self._input()]
        for node in self.spec.nodes:
            with self.tape.section(PHASE, f"layer {node.number}"):
                before = [self.spec.shapes[source] for source in node.sources]
                self.now, *others = (self.after[source].copy() for source in node.sources)
                self._sizes(node, before[0], self.spec.shapes[node.number], others)
                if self.full:
                    self._parameters(node, before[0])
                    self._receptive_field(node, before[0], others)
                self.after.append(self.now)
        if len(self.counts) > 1:
            with self.tape.section(PHASE, "the whole network"):
                self.tape.let("parameters", sum_of(self.counts), "all that is learnt")

    def _input(self) -> Maps:
        shape = self.spec.sample_shape
        sizes = dict(zip(self.words, shape[-self.axes :], strict=True))
        if len(shape) > self.axes:
            sizes = {"channels": shape[0], **sizes}
        if not self.full:
            return Maps({word: as_term(size) for word, size in sizes.items()}, None)
        given = {
            word: self.tape.given(Quantity(word, layer=0), rational(size), f"{word} of the input")
            for word, size in sizes.items()
        }
        return Maps(dict(given), {word: (as_term(1), as_term(1)) for word in self.words})

    def _let(self, word: str, number: int, term: Term, why: str) -> None:
        self.now.sizes[word] = self.tape.let(Quantity(word, layer=number), term, why)

    # ---- output sizes ---------------------------------------------------------------------------

    def _sizes(self, node: LayerNode, before: Shape, after: Shape, others: Sequence[Maps]) -> None:
        number, layer, sizes = node.number, node.layer, self.now.sizes
        if self.words[0] in sizes and len(after) >= self.axes:
            given = tuple(sizes[word] for word in self.words)
            steps = layer.size_steps(given, before, self.spec.conventions)
            if self.full and steps:
                self._channels(number, before, after)
            for word, step in zip(self.words, steps, strict=False):
                self._let(word, number, step.term, step.why)
        if not self.full:
            return
        if isinstance(layer, Add | Multiply):
            for word, size in list(sizes.items()):
                self._let(word, number, size, "the same as that of each part")
        elif isinstance(layer, Concatenate):
            word = "units" if "units" in sizes else "channels"
            parts = [sizes[word], *(other.sizes[word] for other in others)]
            self._let(word, number, sum_of(parts), f"the {word} of all parts")
        elif len(after) == 1 and isinstance(layer, Flatten | GlobalAvgPool | Dense):
            self._units(number, layer, after)

    def _channels(self, number: int, before: Shape, after: Shape) -> None:
        if len(after) == self.axes:
            self.now.sizes.pop("channels", None)
        elif after[:1] != before[:1] or len(before) == self.axes or not self.spec.graph.is_chain:
            self._let("channels", number, as_term(after[0]), "one for each filter")

    def _units(self, number: int, layer: Layer, after: Shape) -> None:
        sizes = self.now.sizes
        maps = [sizes[word] for word in ("channels", *self.words) if word in sizes]
        if isinstance(layer, Flatten) and maps:
            self._let("units", number, product_of(maps), "every entry of every channel")
        elif isinstance(layer, GlobalAvgPool) and "channels" in sizes:
            self._let("units", number, sizes["channels"], "one mean for each channel")
        else:
            self._let("units", number, as_term(after[0]), "as many as the layer has")
        self.now = Maps({"units": self.now.sizes["units"]}, self.now.fields)

    # ---- parameters -----------------------------------------------------------------------------

    def _parameters(self, node: LayerNode, shape: Shape) -> None:
        layer, own = node.layer, set(node.layer.parameters()) - set(node.tied)
        if node.tied and not own:
            return  # all that it has is counted where it belongs
        count = layer.parameter_count(shape, self.spec.conventions)
        if count is None:
            return
        bias = getattr(layer, "bias", None)
        by_sizes = isinstance(layer, FilterLayer | KeyedDense) and layer.weights is None
        if by_sizes and bias is None:
            self.tape.convention("biases", "counted", BIASES)
        biases = count_biases(bias, 1, by_sizes=by_sizes)
        why = "weights and biases" if biases else "weights"
        if isinstance(layer, Normalization):
            why = "scales and shifts"
        self.counts.append(self.tape.let(Quantity("parameters", layer=node.number), count, why))

    # ---- receptive fields -----------------------------------------------------------------------

    def _receptive_field(self, node: LayerNode, shape: Shape, others: Sequence[Maps]) -> None:
        reach = node.layer.reach(shape, self.spec.conventions)
        self._join_fields(node, others)
        if reach is None:
            self.now.fields = None
        if not self.now.fields or not reach:
            return
        fields = self.now.fields = dict(self.now.fields)
        words = self.words[:1] if self._is_square else self.words
        for word, axis in zip(words, reach, strict=False):
            suffix = "" if self._is_square else f"_{word}"
            field, jump = fields[word]
            wider = self.tape.let(
                Quantity(f"receptive_field{suffix}", layer=node.number),
                field + (span_term(axis) - 1) * jump,
                "so many entries of the input does one entry see: the field before, and the window "
                "less one, times the jump before",
            )
            jumped = self.tape.let(
                Quantity(f"jump{suffix}", layer=node.number),
                jump * axis.stride,
                "so far apart in the input lie two neighbours: the jump before, times the stride",
            )
            fields[word] = (wider, jumped)

    def _join_fields(self, node: LayerNode, others: Sequence[Maps]) -> None:
        """The largest field of what several branches give, if their jumps are the same."""
        widest = _widest([self.now.fields, *(other.fields for other in others)])
        if widest and others:
            for word in self.words[:1] if self._is_square else self.words:
                suffix = "" if self._is_square else f"_{word}"
                field = self.tape.let(
                    Quantity(f"receptive_field{suffix}", layer=node.number),
                    widest[word][0],
                    "the largest of what flows in",
                )
                widest = widest | {word: (field, widest[word][1])}
        self.now.fields = widest

    @cached_property
    def _is_square(self) -> bool:
        """Whether all windows that widen the field do so alike along both axes."""
        found: list[Axes] = []
        for node in self.spec.nodes:
            shape = self.spec.shapes[node.sources[0]]
            reach = node.layer.reach(shape, self.spec.conventions)
            if reach is None:
                break
            found.append(reach)
        return all(len({(a.window, a.stride, a.dilation) for a in axes}) <= 1 for axes in found)


def _widest(fields: Sequence[Fields | None]) -> Fields | None:
    """The receptive field of what several branches give; None where their jumps differ."""
    first, *others = fields
    for other in others:
        if first is None or other is None:
            return None
        if any(first[word][1].value != other[word][1].value for word in first):
            return None
        first = {w: max(first[w], other[w], key=lambda pair: pair[0].value) for w in first}
    return first


def product_of(factors: Sequence[Term]) -> Term:
    """The product of one or more numbers."""
    made = factors[0]
    for factor in factors[1:]:
        made = made * factor
    return made
