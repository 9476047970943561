"""What all layers of a convolutional network have in common beyond other layers: sizes as terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hwsolve.errors import Fault, Path
from hwsolve.layers.layer import Layer, LayerContext, Shape
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.sliding_windows import Window, not_a_map, split
from hwsolve.layers.window_fields import Padding, Size
from hwsolve.spec import KeyedModel
from hwsolve.terms.term import NOTHING, Name, Rules, Term
from hwsolve.terms.windows import Axes


@dataclass(frozen=True, slots=True)
class SizeStep:
    """How the size along one axis comes about, and why."""

    term: Term
    why: str


class MapLayer(KeyedModel, Layer):
    """A layer that stands under its key, such as `conv: {…}`."""

    def size_steps(
        self, sizes: tuple[Term, ...], shape: Shape, conventions: NetworkConventions
    ) -> list[SizeStep]:
        """The sizes after the layer from those before it; nothing where they don't change."""
        return []

    def parameter_count(self, shape: Shape, conventions: NetworkConventions) -> Term | None:
        """How many numbers the layer learns, as a term; None for a layer without weights."""
        return None

    def reach(self, shape: Shape, conventions: NetworkConventions) -> Axes | None:
        """The axes along which its windows widen the receptive field; None where that ends."""
        return ()

    def let_output(
        self, context: LayerContext, number: int, term: Term, why: str, passes: Rules = NOTHING
    ) -> Name:
        """Let a[l], all that a layer without weights has."""
        first, *aliases = context.output_ids(number)
        return context.tape.let(first, term, why, aliases=tuple(aliases), passes=passes)


class SlidingLayer(MapLayer):
    """A layer whose window slides over a map."""

    stride: Size = (1,)
    padding: Padding = ((0, 0),)
    dilation: Size = (1,)

    def window(self, conventions: NetworkConventions) -> Window:
        """The window and how it moves."""
        raise NotImplementedError

    def moves_in_words(self) -> str:
        """How the window moves, where that is out of the ordinary. e.g. stride 2, padding 1"""
        return Window((1,), self.stride, self.padding, self.dilation).settings_in_words()

    def axes(self, shape: Shape, conventions: NetworkConventions) -> Axes:
        """The axes along which the window slides over one sample of this shape."""
        return self.window(conventions).axes(split(shape, conventions)[1])

    def size_steps(
        self, sizes: tuple[Term, ...], shape: Shape, conventions: NetworkConventions
    ) -> list[SizeStep]:
        window = self.window(conventions)
        axes = self.axes(shape, conventions)
        return [
            SizeStep(window.size_term(length, axis), window.size_reason(axis))
            for length, axis in zip(sizes, axes, strict=True)
        ]

    def reach(self, shape: Shape, conventions: NetworkConventions) -> Axes | None:
        return self.axes(shape, conventions)

    def window_misfits(
        self, shape: Shape, source: str, conventions: NetworkConventions, path: Path, what: str
    ) -> Iterator[Fault]:
        """Why the window can't slide over samples of this shape."""
        wrong = list(not_a_map(shape, source, conventions, path))
        yield from wrong
        if not wrong:
            sizes = split(shape, conventions)[1]
            yield from self.window(conventions).misfits(sizes, path, what, source)
