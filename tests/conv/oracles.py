"""Convolution and pooling once more, by plain loops: the independent account."""

from itertools import product

import numpy as np

from hwsolve.numbers import rational


def zeros(shape):
    """An array of exact zeros."""
    made = np.empty(shape, dtype=object)
    made.fill(rational(0))
    return made


def padded(x, pads):
    """x (… × sizes) with (before, after) zeros along each of its last axes."""
    lead = x.ndim - len(pads)
    return np.pad(x, [(0, 0)] * lead + list(pads), constant_values=rational(0))


def convolve(x, w, stride, pads, dilation, groups):
    """x: N×C×sizes, w: F×C/groups×window, to N×F×places; the window walks over the padded input."""
    x = padded(x, pads)
    axes = len(stride)
    spans = [(k - 1) * d + 1 for k, d in zip(w.shape[2:], dilation, strict=True)]
    starts = [
        range(0, n - span + 1, s) for n, span, s in zip(x.shape[2:], spans, stride, strict=True)
    ]
    made = zeros((x.shape[0], w.shape[0], *map(len, starts)))
    depth, width = w.shape[1], w.shape[0] // groups
    for n, f in product(range(x.shape[0]), range(w.shape[0])):
        channels = slice((f // width) * depth, (f // width) * depth + depth)
        for place, corner in zip(np.ndindex(made.shape[2:]), product(*starts), strict=True):
            cut = tuple(slice(corner[i], corner[i] + spans[i], dilation[i]) for i in range(axes))
            made[(n, f, *place)] = (x[(n, channels, *cut)] * w[f]).sum()
    return made


def transposed(x, w, stride, pads, dilation, groups, extra):
    """x: N×C×sizes, w: C×F/groups×window: copies of the filter laid onto the output."""
    axes = len(stride)
    sizes = [
        (n - 1) * s + (k - 1) * d + 1 + more
        for n, s, k, d, more in zip(x.shape[2:], stride, w.shape[2:], dilation, extra, strict=True)
    ]
    each = w.shape[1]
    made = zeros((x.shape[0], each * groups, *sizes))
    for n, c in product(range(x.shape[0]), range(x.shape[1])):
        group = c // (x.shape[1] // groups)
        for place in np.ndindex(x.shape[2:]):
            for tap in np.ndindex(w.shape[2:]):
                at = tuple(place[i] * stride[i] + tap[i] * dilation[i] for i in range(axes))
                for f in range(each):
                    made[(n, group * each + f, *at)] += x[(n, c, *place)] * w[(c, f, *tap)]
    cut = tuple(slice(b, size - a) for (b, a), size in zip(pads, sizes, strict=True))
    return made[(..., *cut)]


def pool(x, size, stride, pads, ceil_mode, take):
    """x: lead×sizes; `take` gets (entries of the window, how many places of padding it meets).

    The places are found by walking, not by a formula: while the window fits, or, in ceil mode,
    while it starts before the end of the input and its leading padding.
    """
    axes = len(size)
    starts = []
    for n, k, s, (before, after) in zip(x.shape[-axes:], size, stride, pads, strict=True):
        found, at = [], 0
        while at + k <= before + n + after or (ceil_mode and found and at < before + n):
            if at + k <= before + n + after or at - s + k < before + n + after:
                found.append(at - before)
            at += s
        starts.append(found)
    lead = x.shape[:-axes]
    made = zeros((*lead, *map(len, starts)))
    for place, corner in zip(np.ndindex(made.shape[len(lead) :]), product(*starts), strict=True):
        offsets = list(product(*(range(k) for k in size)))
        at = [tuple(c + o for c, o in zip(corner, off, strict=True)) for off in offsets]
        inside = [i for i in at if all(0 <= j < n for j, n in zip(i, x.shape[-axes:], strict=True))]
        on_padding = [
            i
            for i in at
            if all(-b <= j < n + a for j, n, (b, a) in zip(i, x.shape[-axes:], pads, strict=True))
        ]
        for row in np.ndindex(lead):
            made[(*row, *place)] = take(
                [x[(*row, *i)] for i in inside], len(on_padding) - len(inside)
            )
    return made
