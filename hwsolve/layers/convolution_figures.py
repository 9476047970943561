"""Pictures and sentences of a convolutional network: windows on the input, maxima of a pooling."""

from __future__ import annotations

import numpy as np

from hwsolve.derivation.figures import Grid
from hwsolve.derivation.tape import Tape
from hwsolve.layers.convolution_conventions import ConvConventions
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.numbers import Array, is_symbolic, scalars
from hwsolve.terms.pooling import winning_entries
from hwsolve.terms.sliding import Sliding
from hwsolve.terms.term import Name
from hwsolve.terms.windows import Axes, Place, pad, places, reads

MOST_ROWS, MOST_COLUMNS = 10, 12
"""A larger grid is no picture that helps."""

MOST_WINDOWS = 9
MOST_CHANNELS = 3
MOST_TOLD = 9


def _fits(plane: Array) -> bool:
    rows, columns = plane.shape if plane.ndim == 2 else (1, plane.shape[0])
    return rows <= MOST_ROWS and columns <= MOST_COLUMNS


def _planes(a: Name, axes: Axes, *, samples: bool) -> Array:
    """The channels of the first sample, each a plane."""
    value = np.asarray(a.value, dtype=object)
    first = value[0] if samples else value
    return first.reshape((-1, *first.shape[first.ndim - len(axes) :]))


def _grid(title: str, plane: Array, marked: frozenset[Place]) -> Grid:
    """A plane as a grid; a single row for one axis."""
    if plane.ndim == 1:
        plane, marked = plane.reshape(1, -1), frozenset((0, *at) for at in marked)
    cells = tuple(tuple(row) for row in plane)
    return Grid(title, cells, frozenset((at[0], at[1]) for at in marked))


def draw_windows(tape: Tape, a: Name, sliding: Sliding, made: str) -> None:
    """The window on the input for each entry of z, if they are few; else for the first.

    They are entries of the first filter, which reads the channels of the first group alone.
    """
    axes = sliding.axes
    channels = sliding.channels or 1
    read = _planes(a, axes, samples=sliding.samples is not None)[: channels // sliding.groups]
    planes = pad(read, axes)
    if len(planes) > MOST_CHANNELS or not _fits(planes[0]):
        return
    spots = list(np.ndindex(places(axes)))
    lead = tuple(0 for axis in (sliding.samples, sliding.filters) if axis is not None)
    for place in spots if len(spots) * len(planes) <= MOST_WINDOWS else spots[:1]:
        reached = frozenset(
            tuple(
                o * axis.stride + k * axis.dilation
                for o, k, axis in zip(place, tap, axes, strict=True)
            )
            for tap, _ in reads(axes, place)
        )
        entry = to_line(symbol_of(made, (*lead, *place)))
        for number, plane in enumerate(planes, start=1):
            which = f", channel {number}" if channels > 1 else ""
            title = f"{entry}: the window on {to_line(symbol_of(a.id))}{which}"
            tape.figure(_grid(title, plane, reached))


def draw_maxima(tape: Tape, a: Name, axes: Axes, conventions: ConvConventions) -> None:
    """The entries that are the maxima of their windows, marked; a word on ties."""
    if any(is_symbolic(x) for x in scalars(a.value)):
        conventions.tell(tape, "max_pool_ties", conventions.max_pool_ties, _of_ties(conventions))
        return
    value = np.asarray(a.value, dtype=object)
    sample_rank = value.ndim - len(axes)
    planes = value.reshape((-1, *value.shape[sample_rank:]))
    leads = list(np.ndindex(value.shape[:sample_rank]))
    ties: list[tuple[Place, list[Place]]] = []
    shown = len(planes) <= MOST_CHANNELS and _fits(planes[0])
    for lead, plane in zip(leads, planes, strict=True):
        won = {place: winning_entries(plane, axes, place) for place in np.ndindex(places(axes))}
        ties += [((*lead, *place), at) for place, at in won.items() if len(at) > 1]
        if shown:
            marked = frozenset(
                at
                for found in won.values()
                for at in (found[:1] if conventions.max_pool_ties == "first" else found)
            )
            which = f", channel {lead[-1] + 1}" if len(planes) > 1 else ""
            title = f"{to_line(symbol_of(a.id))}{which}: the maximum of every window is marked"
            tape.figure(_grid(title, plane, marked))
    _tell_ties(tape, ties, conventions)


def _tell_ties(
    tape: Tape, ties: list[tuple[Place, list[Place]]], conventions: ConvConventions
) -> None:
    meaning = _of_ties(conventions)
    conventions.tell(tape, "max_pool_ties", conventions.max_pool_ties, meaning, usual=not ties)
    if not ties:
        return
    told = ", ".join(_counted(place) for place, _ in ties[:MOST_TOLD])
    more = f" and {len(ties) - MOST_TOLD} more" if len(ties) > MOST_TOLD else ""
    many = "windows" if len(ties) > 1 else "window"
    tape.note(f"The maximum stands more than once in {many} {told}{more}: {meaning}.")


def _counted(place: Place) -> str:
    return ".".join(str(i + 1) for i in place)


def _of_ties(conventions: ConvConventions) -> str:
    return {
        "first": "the gradient goes to the first of several equal maxima of a window",
        "shared": "several equal maxima of a window share its gradient",
    }[conventions.max_pool_ties]
