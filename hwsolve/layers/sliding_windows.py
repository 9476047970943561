"""Windows as a layer sets them: stride, padding and dilation, made into axes for a given input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hwsolve.errors import Fault, Path
from hwsolve.layers.layer import Inflow, Shape
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by, counted
from hwsolve.layers.window_fields import PaddingValue, Sizes
from hwsolve.terms.arithmetic import add
from hwsolve.terms.rounding import ceiling_of, floor_of
from hwsolve.terms.term import Term, as_term
from hwsolve.terms.windows import Axes, Axis, places


def along(values: tuple[int, ...], axes: int) -> tuple[int, ...]:
    """A number for each axis; one number counts for all."""
    return values * axes if len(values) == 1 else values


@dataclass(frozen=True, slots=True)
class Window:
    """A window and how it moves, as the file writes it."""

    size: Sizes
    stride: Sizes = (1,)
    padding: PaddingValue = ((0, 0),)
    dilation: Sizes = (1,)
    ceil_mode: bool = False
    odd_padding_after: bool = True

    def axes(self, sizes: Shape) -> Axes:
        """The axes for an input of these sizes; a window that fits nowhere has no place."""
        count = len(sizes)
        numbers = zip(
            sizes,
            along(self.size, count),
            along(self.stride, count),
            along(self.dilation, count),
            strict=True,
        )
        return tuple(self._axis(at, *four) for at, four in enumerate(numbers))

    def _axis(self, at: int, length: int, window: int, stride: int, dilation: int) -> Axis:
        span = (window - 1) * dilation + 1
        if self.padding == "same":
            spots = -(-length // stride)
            missing = max((spots - 1) * stride + span - length, 0)
            small, large = missing // 2, missing - missing // 2
            before, after = (small, large) if self.odd_padding_after else (large, small)
            return Axis(length, window, spots, stride, before, after, dilation)
        before, after = self._sides(at)
        room = length + before + after - span
        spots = (-(-room // stride) if self.ceil_mode else room // stride) + 1
        if self.ceil_mode and (spots - 1) * stride >= length + before:
            spots -= 1
        return Axis(length, window, spots if room >= 0 else 0, stride, before, after, dilation)

    def _sides(self, at: int) -> tuple[int, int]:
        if isinstance(self.padding, str):
            return 0, 0
        return self.padding[at] if len(self.padding) > 1 else self.padding[0]

    def places(self, sizes: Shape) -> Shape:
        """The sizes of what comes out, at least 1 along each axis."""
        return tuple(max(spots, 1) for spots in places(self.axes(sizes)))

    # ---- faults ---------------------------------------------------------------------------------

    def misfits(self, sizes: Shape, path: Path, what: str, source: str) -> Iterator[Fault]:
        """Why the window can't slide over an input of these sizes; `what` is filter or window."""
        settings = {
            "size": self.size,
            "stride": self.stride,
            "dilation": self.dilation,
            "padding": self.padding,
        }
        wrong = [
            Fault(
                f"{name} has a number for another count of axes",
                (*path, name),
                expected=f"one number, or {len(sizes)}: {source} has "
                f"{counted(len(sizes), 'axis', 'axes')} to slide along",
                found=f"{len(values)} numbers",
            )
            for name, values in settings.items()
            if not isinstance(values, str) and len(values) not in (1, len(sizes))
        ]
        yield from wrong
        if not wrong:
            yield from self._too_large(sizes, path, what, source)

    def _too_large(self, sizes: Shape, path: Path, what: str, source: str) -> Iterator[Fault]:
        axes = self.axes(sizes)
        where = (*path, "weights" if what == "filter" else "size")
        if any(axis.places < 1 for axis in axes):
            padded = tuple(axis.before + axis.length + axis.after for axis in axes)
            spans = tuple(axis.span for axis in axes)
            stretched = " (with its dilation)" if any(axis.dilation > 1 for axis in axes) else ""
            with_padding = " with its padding" if padded != sizes else ""
            yield Fault(
                f"the {what} is larger than its padded input",
                where,
                expected=f"at most {by(padded)}: the size of {source}{with_padding}",
                found=by(spans) + stretched,
            )
        elif what == "window" and not all(axis.always_reads for axis in axes):
            yield Fault(
                "a window lies in the padding entirely",
                (*path, "padding"),
                expected="padding smaller than the window, so that each window reads an entry",
                found=", ".join(f"{axis.before} before, {axis.after} after" for axis in axes),
            )

    # ---- sizes as terms -------------------------------------------------------------------------

    def size_term(self, length: Term, axis: Axis) -> Term:
        """How many places the window has. e.g. ⌊(32 + 2·1 − 3)/2⌋ + 1"""
        if self.padding == "same":
            return ceiling_of(length / as_term(axis.stride))
        room = [length]
        if axis.before and axis.before == axis.after:
            room.append(as_term(2) * axis.before)
        else:
            room += [as_term(side) for side in (axis.before, axis.after) if side]
        room.append(-span_term(axis))
        if axis.stride == 1:
            return add(*room, 1)
        rounded = ceiling_of if self.ceil_mode else floor_of
        spots = rounded(add(*room) / as_term(axis.stride)) + 1
        return spots if spots.value == axis.places else spots - 1

    def size_reason(self, axis: Axis) -> str:
        """The output-size formula in words."""
        if self.padding == "same":
            return "padding that keeps the size: input / stride, rounded up"
        pads = " + padding" if axis.before or axis.after else ""
        over = "" if axis.dilation == 1 else ", where a window stretches over d·(k − 1) + 1"
        if axis.stride == 1:
            return f"places of the window: input{pads} − window + 1{over}"
        up = "up (the last window may reach out)" if self.ceil_mode else "down"
        return f"places of the window: (input{pads} − window) / stride, rounded {up}, plus 1{over}"

    def settings_in_words(self) -> str:
        """What is out of the ordinary. e.g. stride 2, padding 1"""
        words = []
        if set(self.stride) != {1}:
            words.append(f"stride {by(self.stride)}")
        if self.padding == "same":
            words.append("padding that keeps the size")
        elif not isinstance(self.padding, str) and any(map(any, self.padding)):
            sides = [str(b) if b == a else f"{b} and {a}" for b, a in self.padding]
            words.append(f"padding {' × '.join(sides)}")
        if set(self.dilation) != {1}:
            words.append(f"dilation {by(self.dilation)}")
        return ", ".join(words)


def span_term(axis: Axis) -> Term:
    """How far a window stretches: k, or d·(k − 1) + 1."""
    if axis.dilation == 1:
        return as_term(axis.window)
    return as_term(axis.dilation) * (as_term(axis.window) - 1) + 1


def sliding_axes(conventions: NetworkConventions) -> int:
    """Along how many axes windows slide: 1 (length) or 2 (height and width)."""
    return 1 if getattr(conventions, "axes", None) == "1" else 2


def split(shape: Shape, conventions: NetworkConventions) -> tuple[Shape, Shape]:
    """(channels or nothing, sizes) of one sample."""
    count = sliding_axes(conventions)
    return shape[:-count], shape[-count:]


def not_a_map(flow: Inflow) -> Iterator[Fault]:
    """A fault where a sample isn't a map, with or without channels, that a window slides over."""
    shape, count = flow.shape, sliding_axes(flow.conventions)
    if len(shape) not in (count, count + 1):
        sizes = "height × width" if count == 2 else "length"
        yield Fault(
            "this layer takes a map",
            flow.path,
            expected=f"{sizes} or channels × {sizes}",
            found=f"{flow.source} with {counted(len(shape), 'axis', 'axes')} ({by(shape)})",
        )
