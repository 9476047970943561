"""A layer whose window slides over a map."""

from __future__ import annotations

from collections.abc import Iterator

from hwsolve.errors import Fault
from hwsolve.layers.layer import Inflow, Layer, Shape, SizeStep
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.sliding_windows import Window, not_a_map, split
from hwsolve.layers.window_fields import Padding, Size
from hwsolve.terms.term import Term
from hwsolve.terms.windows import Axes


class SlidingLayer(Layer):
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

    def window_misfits(self, flow: Inflow, what: str) -> Iterator[Fault]:
        """Why the window can't slide over samples of this shape."""
        wrong = list(not_a_map(flow))
        yield from wrong
        if not wrong:
            sizes = split(flow.shape, flow.conventions)[1]
            yield from self.window(flow.conventions).misfits(sizes, flow.path, what, flow.source)
