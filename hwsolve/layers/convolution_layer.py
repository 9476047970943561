"""A convolutional layer: filters slide over the input; z = x ∗ W + b, a = f(z).

Goodfellow, Bengio and Courville 2016, chapter 9; groups: Krizhevsky et al. 2012; dilation: Yu and
Koltun 2016.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

import numpy as np

from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault
from hwsolve.layers.convolution_conventions import conventions_of, tell_convolution
from hwsolve.layers.convolution_figures import draw_windows
from hwsolve.layers.filter_layer import FilterLayer
from hwsolve.layers.layer import Inflow, LayerContext, Shape
from hwsolve.layers.named_activations import activation_of, words_for
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by
from hwsolve.layers.sliding_windows import Window, split
from hwsolve.numbers import shape_of
from hwsolve.terms.convolution import conv_weight_gradient, convolution, patch_of, rotate
from hwsolve.terms.reshaping import add_channel_bias
from hwsolve.terms.sliding import Sliding
from hwsolve.terms.sums import sum_of
from hwsolve.terms.term import Apply, Name, Rules, Term, entry
from hwsolve.terms.windows import is_zero, places

MOST_PATCHES = 4
"""A filter's gradient is written as a sum of patches if it is a sum of no more than these."""

TO_FILTER = "every place of the filter adds its patch of {other}, times {g} there"
TO_INPUT = "every entry collects {g} times weight from all windows that read it"
FULL = "full correlation of {{g}} with the filter {}: "


class Conv(FilterLayer):
    """Filters that slide over H×W, C×H×W or N×C×H×W (or along a length, for 1-D convolution)."""

    key: ClassVar[str] = "conv"

    def window(self, conventions: NetworkConventions) -> Window:
        return Window(
            self.kernel(conventions),
            self.stride,
            self.padding,
            self.dilation,
            odd_padding_after=conventions_of(conventions).same_padding == "after",
        )

    def filter_count(self, shape: Shape, conventions: NetworkConventions) -> int | None:
        """The number of filters; None for one filter that is written without an axis for it."""
        if not self.has_weights:
            return self.filters
        leading = self.leading(conventions)
        with_channels = bool(split(shape, conventions)[0])
        return leading[0] if len(leading) > with_channels else None

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        filters = self.filter_count(shape, conventions)
        sizes = self.window(conventions).places(split(shape, conventions)[1])
        return sizes if filters is None else (filters, *sizes)

    def sliding(
        self, samples: int | None, shape: Shape, conventions: NetworkConventions
    ) -> Sliding:
        """How the filters slide over samples of this shape."""
        channels, _ = split(shape, conventions)
        leading = self.leading(conventions)
        filters = self.filter_count(shape, conventions)
        return Sliding(
            self.axes(shape, conventions),
            samples,
            channels[0] if channels else None,
            filters,
            deep=len(leading) > (filters is not None),
            groups=self.groups,
        )

    def parameter_count(self, shape: Shape, conventions: NetworkConventions) -> Term | None:
        channels, _ = split(shape, conventions)
        filters = self.filter_count(shape, conventions) or 1
        depth = (channels[0] if channels else 1) // self.groups
        return self.counted(filters, depth, filters, self.kernel(conventions))

    # ---- faults ---------------------------------------------------------------------------------

    def misfits(self, flow: Inflow) -> Iterator[Fault]:
        flow = flow.within(self.key)
        wrong = [
            *self.own_faults(flow.path),
            *self.softmax_fault(flow.path),
            *self.window_misfits(flow, "filter"),
        ]
        if self.has_weights and not any(fault.path == flow.path for fault in wrong):
            wrong = list(self.misplaced_channels(flow)) or wrong
        yield from wrong
        if not wrong:
            yield from self._channel_faults(flow)
            yield from self.bias_faults(
                self.filter_count(flow.shape, flow.conventions) or 1, flow.path
            )

    def _channel_faults(self, flow: Inflow) -> Iterator[Fault]:
        leads, _ = split(flow.shape, flow.conventions)
        channels = leads[0] if leads else 1
        filters = self.filter_count(flow.shape, flow.conventions)
        wrong = False
        for name, number in (("channels", channels), ("filters", filters or 1)):
            if number % self.groups:
                wrong = True
                yield Fault(
                    f"the groups don't divide the {name}",
                    flow.at("groups"),
                    expected=f"a divisor of {number}, the number of {name}"
                    + (f" of {flow.source}" if name == "channels" else ""),
                    found=str(self.groups),
                )
        leading = self.leading(flow.conventions)
        deep = len(leading) > (filters is not None)
        depth = leading[-1] if deep else 1
        if self.has_weights and not wrong and depth != channels // self.groups:
            yield self._wrong_depth(flow)

    def _wrong_depth(self, flow: Inflow) -> Fault:
        leads, _ = split(flow.shape, flow.conventions)
        channels = leads[0] if leads else 1
        filters = self.filter_count(flow.shape, flow.conventions)
        depth, kernel = channels // self.groups, self.kernel(flow.conventions)
        fitting = (depth, *kernel) if filters is None else (filters, depth, *kernel)
        each = " in each group" if self.groups > 1 else ""
        of_one = filters is None and len(leads) == 1
        return Fault(
            "the filters have another number of channels than what flows in",
            flow.at("weights"),
            expected=f"weights of {by(fitting)}: {flow.source} has {by((depth,))} "
            f"{'channel' if depth == 1 else 'channels'}{each}",
            found=f"weights of {by(shape_of(self.weights))}",
            hint="three axes are read as one filter of several channels; several filters have an "
            "axis more (filters × channels × window); for windows along one axis write "
            "conventions: {axes: 1}"
            if of_one
            else "",
        )

    # ---- the working ----------------------------------------------------------------------------

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        (a,) = inputs
        conventions = conventions_of(here.conventions)
        shape = a.shape[1:] if here.batch else a.shape
        sliding = self.sliding(a.shape[0] if here.batch else None, shape, conventions)
        self._tell(here, sliding)
        filters: Term = own["W"]
        if conventions.convolution == "flipped":
            filters = rotate(filters, axes=len(sliding.axes))
        z: Term = convolution(a, filters, sliding=sliding)
        z = with_bias(z, own.get("b"), sliding.filters, len(sliding.axes))
        if here.step == 1:
            draw_windows(here.tape, a, sliding, here.own("z"))
        return here.activated(
            z,
            self._why(own, conventions),
            activation_of(self.activation, here.conventions),
            words_for(self.activation),
            self._passes(conventions),
        )

    def _passes(self, conventions: NetworkConventions) -> Rules:
        """Why the gradient of z passes on as it does, to the filter and to what it slides over."""
        settings = self.moves_in_words()
        if settings:
            return {"weights": f"{TO_FILTER} ({settings})", "": f"{TO_INPUT} ({settings})"}
        flipped = conventions_of(conventions).convolution == "flipped"
        whole = FULL.format("as it is" if flipped else "turned by 180°")
        return {"weights": TO_FILTER, "": whole + TO_INPUT}

    def _why(self, own: Mapping[str, Term], conventions: NetworkConventions) -> str:
        words = "each entry is a patch of what flows in times the filter, entry by entry, added up"
        words += ", plus the bias" if "b" in own else ""
        settings = self.window(conventions).settings_in_words()
        if self.groups > 1:
            settings += f"{', ' if settings else ''}{self.groups} groups"
        return f"{words} ({settings})" if settings else words

    def _tell(self, here: LayerContext, sliding: Sliding) -> None:
        ledger = conventions_of(here.conventions)
        tell_convolution(here.tape, ledger)
        if self.padding == "same" and any(axis.before != axis.after for axis in sliding.axes):
            ledger.tell(
                here.tape,
                "same_padding",
                ledger.same_padding,
                "where `same` needs an odd number of zeros, the odd one stands "
                f"{ledger.same_padding} the map",
            )

    def explain(self, gradient: Name, tape: Tape) -> None:
        """Write dW of a single filter as a sum of patches, where that is short."""
        match tape.step(gradient.id).term:
            case Apply(operation, (Name() as g, Name() as x), parameters) if (
                operation is conv_weight_gradient
            ):
                sliding: Sliding = parameters["sliding"]
            case _:
                return
        if sliding.samples is not None or sliding.filters is not None:
            return
        all_places = list(np.ndindex(places(sliding.axes)))
        counting = [place for place in all_places if not is_zero(entry(g, place).value)]
        if 1 <= len(counting) <= MOST_PATCHES:
            patches = [
                entry(g, place) * patch_of(x, place=place, sliding=sliding) for place in counting
            ]
            tape.remark(gradient.id, sum_of(patches), _of_patches(len(counting), len(all_places)))


def _of_patches(counting: int, read: int) -> str:
    """The reason for a sum of patches: all that the filter read, or those where dz isn't 0."""
    if counting == read:
        return EACH_PATCH
    if counting == 1:
        return "dz is 0 but at one place, so only the patch that the filter read there counts"
    return f"{EACH_PATCH}; where dz is 0, the patch adds nothing and is left out"


EACH_PATCH = "each patch of the input that the filter read, times dz at that place"


def with_bias(z: Term, bias: Term | None, made: int | None, axes: int) -> Term:
    """z plus one bias for all, or one for each channel."""
    if bias is None:
        return z
    if not bias.shape:
        return z + bias
    return add_channel_bias(z, bias, axis=None if made is None else len(z.shape) - axes - 1)
