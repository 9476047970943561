"""How much a layer of windows has to hold and to multiply, told before any of it is done."""

from __future__ import annotations

from math import prod

from hwsolve.layers.filter_layer import FilterLayer
from hwsolve.layers.layer import Layer, Shape
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.sliding_layer import SlidingLayer
from hwsolve.layers.sliding_windows import split
from hwsolve.numbers import shape_of
from hwsolve.terms.windows import places, windows

MOST_NUMBERS = 100_000
"""Numbers in one map with its padding, over all channels and samples."""

MOST_PRODUCTS = 2_000_000
"""Products in one layer, or numbers that its windows read."""


SMALLER = "smaller padding, strides or windows; or derive: shapes for the sizes alone"
"""What helps against an excess."""


def excess(
    layer: Layer, number: int, samples: int, shape: Shape, conventions: NetworkConventions
) -> str:
    """What of layer `number` is too large for samples of that shape, in words; "" if nothing."""
    if not isinstance(layer, SlidingLayer):
        return ""
    axes = layer.axes(shape, conventions)
    channels = prod(split(shape, conventions)[0])
    made = prod(split(layer.output_shape(shape, conventions), conventions)[0])
    sides = (
        channels * prod(axis.padded for axis in axes),
        made * prod(axis.padded for axis in axes) if layer.reach(shape, conventions) is None else 0,
        made * prod(places(axes)),
    )
    each = channels * prod(windows(axes))
    if isinstance(layer, FilterLayer) and layer.has_weights:
        each = prod(shape_of(layer.weights))
    return _beyond(
        f"the maps of layer {number}, with padding,", samples * max(sides), MOST_NUMBERS
    ) or _beyond(
        f"the windows of layer {number}", samples * each * prod(places(axes)), MOST_PRODUCTS
    )


def _beyond(what: str, found: int, most: int) -> str:
    if found <= most:
        return ""
    return f"{what} have {found:,} numbers to work on; the limit is {most:,}"
