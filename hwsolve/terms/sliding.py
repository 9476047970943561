"""The three products of convolution: of input and filter, and the two that make its gradients.

With y[o] = Σ x[i]·w[k] over all i = o·stride + k·dilation − padding, each of x, w and y is a sum of
products of the other two. Every product is formed once, so the cost is linear in their number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from hwsolve.numbers import Array, Value, as_array
from hwsolve.numbers.products import product
from hwsolve.terms.term import Index
from hwsolve.terms.windows import (
    Axes,
    gather_back,
    lengths,
    patches,
    places,
    read_by,
    reads,
    windows,
)

Triple = tuple[Index, Index, Index]
"""The indices of one product: in the input x, in the filters w, in the output y."""


@dataclass(frozen=True, slots=True)
class Sliding:
    """How filters slide over an input, and which axes the three arrays have.

    x is N × C × sizes, w is F × C/groups × window, y is N × F × places; axes that the problem
    doesn't write are None: samples (N), channels (C), filters (F). `deep` tells whether a filter
    has an axis for its channels; `axes` are those along which it slides, one or two. `letters` are
    the indices of a channel and of a filter on the page; a transposed convolution, which is this
    one backwards, exchanges them.
    """

    axes: Axes
    samples: int | None = None
    channels: int | None = None
    filters: int | None = None
    deep: bool = False
    groups: int = 1
    letters: tuple[str, str] = ("c", "f")

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of x as it is written."""
        return (*_present(self.samples, self.channels), *lengths(self.axes))

    @property
    def weights_shape(self) -> tuple[int, ...]:
        """The shape of w as it is written."""
        depth = self._depth if self.deep else None
        return (*_present(self.filters, depth), *windows(self.axes))

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of y as it is written."""
        return (*_present(self.samples, self.filters), *places(self.axes))

    @property
    def input_letters(self) -> tuple[str, ...]:
        """The indices of one plane of x. e.g. n, c; with g for its group where there are groups"""
        channel = () if self.channels is None else (*self._group, self.letters[0])
        return (*self._sample, *channel)

    @property
    def weights_letters(self) -> tuple[str, ...]:
        """The indices of one plane of w. e.g. f, c"""
        which = () if self.filters is None else (*self._group, self.letters[1])
        depth = self.letters[0] if self.channels is not None else "1"
        return (*which, *((depth,) if self.deep else ()))

    @property
    def output_letters(self) -> tuple[str, ...]:
        """The indices of one plane of y. e.g. n, f"""
        which = () if self.filters is None else (*self._group, self.letters[1])
        return (*self._sample, *which)

    @property
    def _group(self) -> tuple[str, ...]:
        return ("g",) if self.groups > 1 else ()

    @property
    def _sample(self) -> tuple[str, ...]:
        return () if self.samples is None else ("n",)

    @property
    def _depth(self) -> int:
        return (self.channels or 1) // self.groups

    @property
    def _width(self) -> int:
        return (self.filters or 1) // self.groups

    def with_axes(self, **changes: int) -> Sliding | None:
        """The same with something changed along every axis; None if the window doesn't fit."""
        axes = tuple(replace(axis, **changes) for axis in self.axes)
        room = [axis.before + axis.length + axis.after - axis.span for axis in axes]
        if min(room) < 0:
            return None
        steps = zip(axes, room, strict=True)
        return replace(
            self, axes=tuple(replace(axis, places=r // axis.stride + 1) for axis, r in steps)
        )

    # ---- values ---------------------------------------------------------------------------------

    def correlate(self, x: Value, w: Value) -> Value:
        """y from x and w."""
        columns = self._columns(x)
        made = [product(rows, columns[g]) for g, rows in enumerate(self._rows(w))]
        return self._from_groups(np.stack(made))

    def spread_back(self, y: Value, w: Value) -> Value:
        """x from y and w: the sum, over all windows that read an entry, of filter times y."""
        grouped = self._to_groups(y)
        made = np.stack([product(rows.T, grouped[g]) for g, rows in enumerate(self._rows(w))])
        taps = prod(windows(self.axes))
        cut = made.reshape(self.groups * self._depth, taps, self.samples or 1, -1)
        x = gather_back(cut.transpose(2, 0, 1, 3), self.axes)
        return as_array(x.reshape(self.input_shape))

    def weigh_patches(self, y: Value, x: Value) -> Value:
        """w from y and x: the sum of all patches of x, each times the y of its place."""
        columns, grouped = self._columns(x), self._to_groups(y)
        made = np.stack([product(grouped[g], columns[g].T) for g in range(self.groups)])
        return as_array(made.reshape(self.weights_shape))

    def _columns(self, x: Value) -> Array:
        """groups × (C/groups · taps) × (N · places): what the filters are multiplied with."""
        whole = np.asarray(x, dtype=object).reshape(
            (self.samples or 1, self.channels or 1, *lengths(self.axes))
        )
        cut = patches(whole, self.axes).transpose(1, 2, 0, 3)
        return cut.reshape(self.groups, self._depth * prod(windows(self.axes)), -1)

    def _rows(self, w: Value) -> Array:
        """groups × F/groups × (C/groups · taps)"""
        return np.asarray(w, dtype=object).reshape(self.groups, self._width, -1)

    def _to_groups(self, y: Value) -> Array:
        """groups × F/groups × (N · places)"""
        whole = np.asarray(y, dtype=object).reshape(self.samples or 1, self.filters or 1, -1)
        return whole.transpose(1, 0, 2).reshape(self.groups, self._width, -1)

    def _from_groups(self, grouped: Array) -> Value:
        whole = grouped.reshape(self.filters or 1, self.samples or 1, -1).transpose(1, 0, 2)
        return as_array(whole.reshape(self.output_shape))

    # ---- the products of one entry --------------------------------------------------------------

    def products_of_output(self, index: Index) -> Iterator[Triple]:
        """The products that make up an entry of y, in the order of the filter's entries."""
        n, f, *place = self._whole(index, self.samples, self.filters)
        group = f // self._width
        for c in range(self._depth):
            for tap, entry in reads(self.axes, tuple(place)):
                if entry is not None:
                    yield self._triple(n, f, c, group, tap, entry, tuple(place))

    def products_of_input(self, index: Index) -> Iterator[Triple]:
        """The products in which an entry of x takes part."""
        n, channel, *entry = self._whole(index, self.samples, self.channels)
        group, c = divmod(channel, self._depth)
        for f in range(group * self._width, (group + 1) * self._width):
            for tap, place in read_by(self.axes, tuple(entry)):
                yield self._triple(n, f, c, group, tap, tuple(entry), place)

    def products_of_weights(self, index: Index) -> Iterator[Triple]:
        """The products in which an entry of w takes part."""
        f, c, *tap = self._whole(index, self.filters, 1 if self.deep else None)
        group = f // self._width
        for n in range(self.samples or 1):
            for place in np.ndindex(places(self.axes)):
                reached = [a.reached(o, k) for a, o, k in zip(self.axes, place, tap, strict=True)]
                entry = tuple(i for i in reached if i is not None)
                if len(entry) == len(reached):
                    yield self._triple(n, f, c, group, tuple(tap), entry, place)

    def _triple(
        self, n: int, f: int, c: int, group: int, tap: Index, entry: Index, place: Index
    ) -> Triple:
        sample = () if self.samples is None else (n,)
        channel = () if self.channels is None else (group * self._depth + c,)
        which = () if self.filters is None else (f,)
        depth = (c,) if self.deep else ()
        return (*sample, *channel, *entry), (*which, *depth, *tap), (*sample, *which, *place)

    def _whole(self, index: Index, first: int | None, second: int | None) -> Index:
        """An index with 0 for the axes that aren't written."""
        rest = list(index)
        lead = [0 if axis is None else rest.pop(0) for axis in (first, second)]
        return (*lead, *rest)


def _present(*sizes: int | None) -> tuple[int, ...]:
    return tuple(size for size in sizes if size is not None)
