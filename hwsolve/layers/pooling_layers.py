"""Pooling layers: the maximum or mean of every window, channel by channel; nothing is learnt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from hwsolve.errors import Fault
from hwsolve.layers.convolution_conventions import conventions_of
from hwsolve.layers.convolution_figures import draw_maxima
from hwsolve.layers.layer import Inflow, Layer, LayerContext, Shape
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by
from hwsolve.layers.sliding_layer import SlidingLayer
from hwsolve.layers.sliding_windows import Window, not_a_map, split
from hwsolve.layers.window_fields import Size
from hwsolve.spec import Flag
from hwsolve.terms.pooling import avg_pool, max_pool
from hwsolve.terms.reshaping import reshape
from hwsolve.terms.term import Name, Term
from hwsolve.terms.windows import Axes, Axis


class PoolingLayer(SlidingLayer):
    """A window of `size` moves by `stride`, which is its size unless it is given."""

    size: Size
    stride: Size | None = None  # type: ignore[assignment]  # a pooling window moves by its size
    ceil_mode: Flag = False

    def window(self, conventions: NetworkConventions) -> Window:
        return Window(
            self.size,
            self.size if self.stride is None else self.stride,
            self.padding,
            self.dilation,
            self.ceil_mode,
            odd_padding_after=conventions_of(conventions).same_padding == "after",
        )

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        channels, sizes = split(shape, conventions)
        return (*channels, *self.window(conventions).places(sizes))

    def misfits(self, flow: Inflow) -> Iterator[Fault]:
        yield from self.window_misfits(flow.within(self.key), "window")

    def sizes_in_words(self, conventions: NetworkConventions) -> str:
        """e.g. of each window of 2 × 2 (stride 1)"""
        window = self.window(conventions)
        moves = window.settings_in_words() if self.stride not in (None, self.size) else ""
        if self.stride in (None, self.size):
            plain = Window(self.size, (1,), self.padding, self.dilation)
            moves = plain.settings_in_words()
        size = by(self.size * 2 if len(self.size) == 1 else self.size)
        if getattr(conventions, "axes", None) == "1":
            size = by(self.size)
        return f"of each window of {size}" + (f" ({moves})" if moves else "")


TO_MAXIMA = {
    "first": "a maximum changes with the entry that is the maximum and with no other: {g} of each "
    "window goes there, the rest gets 0",
    "shared": "{g} of each window goes to the entries that are its maximum, in equal shares; the "
    "rest gets 0",
}
"""Where the gradient of a window goes, by the convention for equal maxima."""

TO_MEANS = "every entry of a {} has the same share in its mean, and so in {{g}}"


class MaxPool(PoolingLayer):
    """The largest entry of each window; padding never wins."""

    key: ClassVar[str] = "max_pool"

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        (a,) = inputs
        ledger = conventions_of(here.conventions)
        axes = self.axes(a.shape[1:] if here.batch else a.shape, ledger)
        if here.step == 1:
            draw_maxima(here.tape, a, axes, ledger)
        pooled = max_pool(a, axes=axes, ties=ledger.max_pool_ties)
        return here.let_output(
            pooled,
            f"the largest entry {self.sizes_in_words(ledger)}",
            {"": TO_MAXIMA[ledger.max_pool_ties]},
        )


class AvgPool(PoolingLayer):
    """The mean of each window; `count_padding` tells whether its zeros count."""

    key: ClassVar[str] = "avg_pool"
    count_padding: Flag | None = None

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        (a,) = inputs
        ledger = conventions_of(here.conventions)
        axes = self.axes(a.shape[1:] if here.batch else a.shape, ledger)
        counted = self.count_padding
        if counted is None:
            counted = ledger.avg_pool_padding == "counted"
            if any(axis.before or axis.after for axis in axes):
                ledger.tell(
                    here.tape,
                    "avg_pool_padding",
                    ledger.avg_pool_padding,
                    "a mean is taken over the zeros of the padding too"
                    if counted
                    else "a mean is taken over the entries only, not over the padding",
                )
        pooled = avg_pool(a, axes=axes, count_padding=counted)
        words = f"the mean {self.sizes_in_words(ledger)}"
        return here.let_output(pooled, words, {"": TO_MEANS.format("window")})


class GlobalAvgPool(Layer):
    """The mean of each channel, as a list with one number a channel."""

    key: ClassVar[str] = "global_avg_pool"

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        return split(shape, conventions)[0] or (1,)

    def misfits(self, flow: Inflow) -> Iterator[Fault]:
        yield from not_a_map(flow.within(self.key))

    def reach(self, shape: Shape, conventions: NetworkConventions) -> Axes | None:
        return None

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        (a,) = inputs
        shape = a.shape[1:] if here.batch else a.shape
        axes = tuple(Axis(n, n, 1) for n in split(shape, here.conventions)[1])
        means = avg_pool(a, axes=axes, count_padding=True)
        made = self.output_shape(shape, here.conventions)
        whole = (a.shape[0], *made) if here.batch else made
        return here.let_output(
            reshape(means, shape=whole),
            "the mean of each channel, over its whole map",
            {"": TO_MEANS.format("channel")},
        )
