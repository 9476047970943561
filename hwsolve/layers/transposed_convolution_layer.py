"""A transposed convolution: from the shape of a convolution's output back to that of its input.

Dumoulin and Visin 2016, chapter 4. Weights are channels × filters/groups × window, as in most
libraries: channels of what flows in first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from hwsolve.errors import Fault, Path
from hwsolve.layers.convolution_conventions import conventions_of, tell_convolution
from hwsolve.layers.convolution_layer import with_bias
from hwsolve.layers.filter_layer import FilterLayer
from hwsolve.layers.layer import Inflow, LayerContext, Shape, SizeStep
from hwsolve.layers.named_activations import activation_of, words_for
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by
from hwsolve.layers.sliding_windows import Window, along, span_term, split
from hwsolve.layers.window_fields import WholeSize
from hwsolve.numbers import shape_of
from hwsolve.terms.arithmetic import add
from hwsolve.terms.convolution import rotate, transposed_convolution
from hwsolve.terms.sliding import Sliding
from hwsolve.terms.term import Name, Rules, Term, as_term
from hwsolve.terms.windows import Axes, Axis

TO_FILTER = (
    "every entry of {other} put a copy of the filter onto {into}, so each weight collects {g} "
    "where its copies lie"
)
TO_INPUT = (
    "each entry reached {into} through its copy of the filter: {g} there times the filter, added up"
)


class TransposedConv(FilterLayer):
    """Every entry puts a copy of the filter, times that entry, onto the output; copies add up."""

    key: ClassVar[str] = "transposed_conv"
    output_padding: WholeSize = (0,)

    def window(self, conventions: NetworkConventions) -> Window:
        return Window(self.kernel(conventions), self.stride, self.padding, self.dilation)

    def axes(self, shape: Shape, conventions: NetworkConventions) -> Axes:
        """The axes of the convolution that leads from this layer's output back to its input."""
        sizes = split(shape, conventions)[1]
        extra = along(self.output_padding, len(sizes))
        back = self.window(conventions).axes(sizes)
        return tuple(
            Axis(
                length=(n - 1) * a.stride + a.span - a.before - a.after + more,
                window=a.window,
                places=n,
                stride=a.stride,
                before=a.before,
                after=a.after,
                dilation=a.dilation,
            )
            for n, a, more in zip(sizes, back, extra, strict=True)
        )

    def made(self, shape: Shape, conventions: NetworkConventions) -> int | None:
        """How many channels come out; None for one without an axis."""
        if not self.has_weights:
            return self.filters
        leading = self.leading(conventions)
        without = leading[bool(split(shape, conventions)[0]) :]
        return without[0] * self.groups if without else None

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        made = self.made(shape, conventions)
        sizes = tuple(max(axis.length, 1) for axis in self.axes(shape, conventions))
        return sizes if made is None else (made, *sizes)

    def size_steps(
        self, sizes: tuple[Term, ...], shape: Shape, conventions: NetworkConventions
    ) -> list[SizeStep]:
        axes = self.axes(shape, conventions)
        extra = along(self.output_padding, len(axes))
        triples = zip(sizes, axes, extra, strict=True)
        return [SizeStep(_size_term(*each), SIZE_REASON) for each in triples]

    def reach(self, shape: Shape, conventions: NetworkConventions) -> Axes | None:
        return None

    def parameter_count(self, shape: Shape, conventions: NetworkConventions) -> Term | None:
        channels, _ = split(shape, conventions)
        made = self.made(shape, conventions) or 1
        each = made // self.groups
        return self.counted(channels[0] if channels else 1, each, made, self.kernel(conventions))

    # ---- faults ---------------------------------------------------------------------------------

    def misfits(self, flow: Inflow) -> Iterator[Fault]:
        flow = flow.within(self.key)
        wrong = [
            *self.own_faults(flow.path),
            *self.softmax_fault(flow.path),
            *self._window_faults(flow.path),
        ]
        if not wrong:
            wrong += self.lengths_of_lists(flow)
        if not wrong and self.has_weights:
            wrong += self.misplaced_channels(flow)
        if not wrong:
            wrong += self._channel_faults(flow)
        if not wrong:
            wrong += self.bias_faults(self.made(flow.shape, flow.conventions) or 1, flow.path)
            wrong += self._vanishing(flow)
        yield from wrong

    def lengths_of_lists(self, flow: Inflow) -> Iterator[Fault]:
        """Faults of settings with a number for another count of axes; the window always fits."""
        for fault in self.window_misfits(flow, "filter"):
            if "larger" not in fault.message:
                yield fault
        if len(self.output_padding) not in (1, len(split(flow.shape, flow.conventions)[1])):
            yield Fault("output_padding has a number for another count of axes", flow.path)

    def _window_faults(self, path: Path) -> Iterator[Fault]:
        if self.padding == "same":
            yield Fault(
                "same is not defined for a transposed convolution",
                (*path, "padding"),
                expected="a whole number, or pairs",
            )
        limit = max(*self.stride, *self.dilation)
        if max(self.output_padding) and max(self.output_padding) >= limit:
            yield Fault(
                "output padding is too large",
                (*path, "output_padding"),
                expected=f"less than the stride or the dilation, which are at most {limit}",
                found=by(self.output_padding),
            )

    def _channel_faults(self, flow: Inflow) -> Iterator[Fault]:
        leads, _ = split(flow.shape, flow.conventions)
        channels, leading = leads[0] if leads else 1, self.leading(flow.conventions)
        made = self.made(flow.shape, flow.conventions) or 1
        for name, number in (("channels", channels), ("filters", made)):
            if number % self.groups:
                yield Fault(
                    f"the groups don't divide the {name}",
                    flow.at("groups"),
                    expected=f"a divisor of {number}",
                    found=str(self.groups),
                )
        if self.has_weights and (len(leading) == 2 or leads) and leading[0] != channels:
            fitting = (channels, *leading[1:], *self.kernel(flow.conventions))
            yield Fault(
                "the filters have another number of channels than what flows in",
                flow.at("weights"),
                expected=f"weights of {by(fitting)}, channels first: {flow.source} has {channels}",
                found=f"weights of {by(shape_of(self.weights))}",
            )
        elif len(leading) == 2 and not leads:
            yield Fault(
                "the weights have an axis for channels, what flows in has none",
                flow.at("weights"),
                expected="filters × window",
                found=f"weights of {by(shape_of(self.weights))}",
            )

    def _vanishing(self, flow: Inflow) -> Iterator[Fault]:
        made = tuple(axis.length for axis in self.axes(flow.shape, flow.conventions))
        if min(made) < 1:
            yield Fault(
                "the padding leaves nothing of the output",
                flow.at("padding"),
                expected="padding that cuts off less than there is",
                found=f"an output of {' × '.join(map(str, made))}",
            )

    # ---- the working ----------------------------------------------------------------------------

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        (a,) = inputs
        ledger = conventions_of(here.conventions)
        shape = a.shape[1:] if here.batch else a.shape
        leads, made = split(shape, ledger)[0], self.made(shape, ledger)
        sliding = Sliding(
            self.axes(shape, ledger),
            samples=a.shape[0] if here.batch else None,
            channels=made,
            filters=leads[0] if leads else None,
            deep=made is not None,
            groups=self.groups,
            letters=("f", "c"),
        )
        filters: Term = own["W"]
        flipped = ledger.convolution == "flipped"
        if flipped:
            filters = rotate(filters, axes=len(sliding.axes))
        tell_convolution(here.tape, ledger, usual=not flipped)
        z = transposed_convolution(a, filters, sliding=sliding)
        return here.activated(
            with_bias(z, own.get("b"), made, len(sliding.axes)),
            self._why(own, ledger),
            activation_of(self.activation, here.conventions),
            words_for(self.activation),
            self._passes(),
        )

    def _passes(self) -> Rules:
        """Why the gradient of z passes on as it does, to the filter and to what it is put onto."""
        settings = self.moves_in_words()
        beside = f" ({settings})" if settings else ""
        return {"weights": TO_FILTER + beside, "": TO_INPUT + beside}

    def _why(self, own: Mapping[str, Term], conventions: NetworkConventions) -> str:
        words = "each entry puts a copy of the filter, times itself, onto z, where copies add up"
        words += "; plus the bias" if "b" in own else ""
        settings = self.window(conventions).settings_in_words()
        return f"{words} ({settings})" if settings else words


SIZE_REASON = "(input − 1)·stride + window − padding (+ output padding)"


def _size_term(length: Term, axis: Axis, extra: int) -> Term:
    parts = [(length - 1) * axis.stride, span_term(axis)]
    parts += [-as_term(side) for side in (axis.before, axis.after) if side]
    return add(*parts, *([as_term(extra)] if extra else []))
