"""Windows that slide along an axis: where they lie, what they reach, how arrays are cut by them.

The arithmetic of strides, padding and dilation, for convolution and pooling alike (Dumoulin and
Visin, A guide to convolution arithmetic for deep learning, 2016).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np

from hwsolve.numbers import Array, Rational, Scalar, rational

Place = tuple[int, ...]
"""A position along each sliding axis, counted from 0."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis along which a window slides.

    `length` entries, `before` and `after` of padding; a window of `window` taps that are `dilation`
    apart stands at `places` places that are `stride` apart. Place o, tap k reads the entry
    o·stride + k·dilation − before.
    """

    length: int
    window: int
    places: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1

    def reached(self, place: int, tap: int) -> int | None:
        """The entry that a tap of the window at a place reads; None where it meets padding."""
        entry = place * self.stride + tap * self.dilation - self.before
        return entry if 0 <= entry < self.length else None

    def place_of(self, entry: int, tap: int) -> int | None:
        """The place from which a tap reads an entry; None where there is none."""
        place, rest = divmod(entry + self.before - tap * self.dilation, self.stride)
        return place if rest == 0 and 0 <= place < self.places else None

    @property
    def span(self) -> int:
        """How many entries a window stretches over, from its first tap to its last."""
        return (self.window - 1) * self.dilation + 1

    @property
    def padded(self) -> int:
        """The length of the array that every window lies inside of."""
        return max(
            self.before + self.length + self.after, (self.places - 1) * self.stride + self.span
        )

    @property
    def always_reads(self) -> bool:
        """Whether the window reads an entry at every place, not only padding.

        Told without a walk over all places: the first tap behind the leading padding lies at the
        place's start modulo the dilation, which repeats.
        """
        if -(-self.before // self.dilation) >= self.window:
            return False
        if (self.places - 1) * self.stride - self.before >= self.length:
            return False
        in_padding = min(self.places, -(-self.before // self.stride), self.dilation)
        starts = (place * self.stride - self.before for place in range(in_padding))
        return all(start % self.dilation < self.length for start in starts)

    @property
    def margins(self) -> tuple[int, int]:
        """How many zeros the way back puts before and after ∂L/∂z; entries are cut if negative."""
        after = self.length + self.before - (self.places - 1) * self.stride - 1
        return self.span - 1 - self.before, after

    def slice_of(self, tap: int) -> slice:
        """What one tap reads of the padded array, from the first place to the last."""
        first = tap * self.dilation
        return slice(first, first + (self.places - 1) * self.stride + 1, self.stride)


Axes = tuple[Axis, ...]


def lengths(axes: Axes) -> tuple[int, ...]:
    """The sizes of what the windows slide over."""
    return tuple(axis.length for axis in axes)


def windows(axes: Axes) -> tuple[int, ...]:
    """The sizes of the window."""
    return tuple(axis.window for axis in axes)


def places(axes: Axes) -> tuple[int, ...]:
    """The sizes of what comes out: an entry for each place of the window."""
    return tuple(axis.places for axis in axes)


def _joined(found: Iterator[int | None]) -> Place | None:
    position = tuple(found)
    return None if None in position else position  # type: ignore[return-value]  # in narrows no tuple


def reads(axes: Axes, place: Place) -> Iterator[tuple[Place, Place | None]]:
    """For each tap of the window at a place, the entry that it reads; None for padding."""
    for tap in product(*(range(axis.window) for axis in axes)):
        yield tap, _joined(a.reached(o, k) for a, o, k in zip(axes, place, tap, strict=True))


def covered(axes: Axes, place: Place) -> list[Place]:
    """The entries that the window at a place reads, padding left out, row by row."""
    return [entry for _, entry in reads(axes, place) if entry is not None]


def read_by(axes: Axes, entry: Place) -> Iterator[tuple[Place, Place]]:
    """(tap, place) for every way in which a window reads an entry."""
    for tap in product(*(range(axis.window) for axis in axes)):
        place = _joined(a.place_of(i, k) for a, i, k in zip(axes, entry, tap, strict=True))
        if place is not None:
            yield tap, place


def pad(x: Array, axes: Axes, filling: Scalar | None = None) -> Array:
    """x with padding around its last axes: zeros, or another filling."""
    lead = x.shape[: x.ndim - len(axes)]
    padded = np.empty((*lead, *(axis.padded for axis in axes)), dtype=object)
    padded.fill(rational(0) if filling is None else filling)
    padded[_inside(axes)] = x
    return padded


def _inside(axes: Axes) -> Any:
    """The index of what isn't padding."""
    return (..., *(slice(axis.before, axis.before + axis.length) for axis in axes))


def patches(x: Array, axes: Axes) -> Array:
    """What every window reads: lead × H × W to lead × taps × places, zeros for padding."""
    padded = pad(x, axes)
    lead = x.shape[: x.ndim - len(axes)]
    cut = np.empty((*lead, prod(windows(axes)), prod(places(axes))), dtype=object)
    for number, tap in enumerate(np.ndindex(windows(axes))):
        cut[..., number, :] = padded[_read_by_tap(axes, tap)].reshape((*lead, -1))
    return cut


def gather_back(cut: Array, axes: Axes) -> Array:
    """The adjoint of `patches`: every entry gets the sum of what stands where it was read."""
    lead = cut.shape[:-2]
    padded = np.empty((*lead, *(axis.padded for axis in axes)), dtype=object)
    padded.fill(rational(0))
    for number, tap in enumerate(np.ndindex(windows(axes))):
        padded[_read_by_tap(axes, tap)] += cut[..., number, :].reshape((*lead, *places(axes)))
    inside: Array = padded[_inside(axes)]
    return inside


def _read_by_tap(axes: Axes, tap: Place) -> Any:
    """The index of what one tap reads, from all places."""
    return (..., *(axis.slice_of(k) for axis, k in zip(axes, tap, strict=True)))


def is_zero(x: Scalar) -> bool:
    """Whether a scalar is the number 0: a product with it is left out where it is spelled."""
    return isinstance(x, Rational) and not x
