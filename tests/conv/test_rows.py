"""Every row of convolution and pooling: value, entries, gradient, each by another account."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hwsolve.layers.sliding_windows import Window
from hwsolve.numbers import array, rational, shape_of
from hwsolve.terms.convolution import (
    conv_input_gradient,
    conv_weight_gradient,
    convolution,
    patch_of,
    rotate,
    transposed_convolution,
)
from hwsolve.terms.pooling import (
    avg_pool,
    avg_pool_gradient,
    max_pool,
    max_pool_gradient,
    max_pool_take,
)
from hwsolve.terms.reshaping import add_channel_bias, channel_sums, reshape
from hwsolve.terms.sliding import Sliding
from hwsolve.terms.term import Name, Operation, entry
from hwsolve.terms.windows import Axis, places
from tests.conv import oracles

STEP = rational(1, 10**6)
"""Small enough that no maximum changes its place: entries differ by 1/100 at least."""


def exact(draw, shape):
    """An array of small rationals, no two of which are equal."""
    count = int(np.prod(shape))
    numbers = draw(st.permutations([rational(k, 100) for k in range(-count, count) if k]))
    made = np.empty(count, dtype=object)
    made[:] = numbers[:count]
    return made.reshape(shape)


@st.composite
def windows(draw, axes, *, size=4, ceil=False):
    """(sizes, window) that fit one another."""
    sizes = tuple(draw(st.integers(1, size)) for _ in range(axes))
    kernel = tuple(draw(st.integers(1, 3)) for _ in range(axes))
    stride = tuple(draw(st.integers(1, 3)) for _ in range(axes))
    dilation = (1,) * axes if ceil else tuple(draw(st.integers(1, 2)) for _ in range(axes))
    low = [k - 1 if ceil else 2 for k in kernel]
    pads = tuple((draw(st.integers(0, most)), draw(st.integers(0, most))) for most in low)
    window = Window(kernel, stride, pads, dilation, ceil_mode=ceil and draw(st.booleans()))
    assume(min(places(window.axes(sizes))) >= 1)
    return sizes, window


@st.composite
def slidings(draw):
    """A convolution of any sort, with its window: samples, channels, filters, groups or without."""
    sizes, window = draw(windows(draw(st.integers(1, 2))))
    groups = draw(st.integers(1, 2))
    channels = draw(st.sampled_from([None, 1, 2])) if groups == 1 else 2
    filters = draw(st.sampled_from([None, 1, 2])) if groups == 1 else draw(st.sampled_from([2, 4]))
    samples = draw(st.sampled_from([None, 2])) if channels else None
    deep = channels is not None or (filters is not None and draw(st.booleans()))
    return Sliding(window.axes(sizes), samples, channels, filters, deep, groups), window


def check_entries(term):
    """Every entry, spelled, has the value that the whole has there."""
    for index in np.ndindex(shape_of(term.value)):
        assert entry(term, index).value == term.value[index]


def check_gradient(operation, values, rule=None, **parameters):
    """The rule's gradients against exact difference quotients, for an upstream of odd inverses."""
    names = [Name(f"q{place}", value) for place, value in enumerate(values)]
    term = operation(*names, **parameters)
    count = int(np.prod(term.shape))
    flat = np.empty(count, dtype=object)
    flat[:] = [rational(1, 3 + 2 * k) for k in range(count)]
    upstream = flat.reshape(term.shape)
    found = (rule or operation.gradient)(Name("g", upstream), term, term)
    for place, (value, gradient) in enumerate(zip(values, found, strict=True)):
        if gradient is None:
            continue
        assert gradient.shape == value.shape
        check_entries(gradient)
        for index in np.ndindex(value.shape):
            moved = [other.copy() for other in values]
            moved[place][index] += STEP
            change = operation.evaluate(*moved, **parameters) - term.value
            assert gradient.value[index] == (upstream * change).sum() / STEP


@given(st.data())
def test_convolution_is_that_of_plain_loops(data):
    sliding, window = data.draw(slidings())
    x, w = exact(data.draw, sliding.input_shape), exact(data.draw, sliding.weights_shape)
    term = convolution(Name("x", x), Name("W", w), sliding=sliding)
    depth = (sliding.channels or 1) // sliding.groups
    expected = oracles.convolve(
        x.reshape(sliding.samples or 1, sliding.channels or 1, *x.shape[-len(sliding.axes) :]),
        w.reshape(sliding.filters or 1, depth, *window.size),
        window.stride,
        window.padding,
        window.dilation,
        sliding.groups,
    )
    assert term.shape == sliding.output_shape
    assert (term.value == expected.reshape(term.shape)).all()


@given(st.data())
def test_the_three_products_are_differentiated_by_one_another(data):
    sliding, _ = data.draw(slidings())
    x, w = exact(data.draw, sliding.input_shape), exact(data.draw, sliding.weights_shape)
    y = exact(data.draw, sliding.output_shape)
    for operation, values in (
        (convolution, (x, w)),
        (conv_input_gradient, (y, w)),
        (conv_weight_gradient, (y, x)),
        (transposed_convolution, (y, w)),
    ):
        check_entries(operation(*(Name("q", v) for v in values), sliding=sliding))
        check_gradient(operation, values, sliding=sliding)


@given(st.data())
def test_a_transposed_convolution_lays_copies_of_the_filter(data):
    axes, groups = data.draw(st.integers(1, 2)), data.draw(st.integers(1, 2))
    draw = st.integers(1, 3)
    sizes, kernel, stride = (tuple(data.draw(draw) for _ in range(axes)) for _ in range(3))
    dilation = tuple(data.draw(st.integers(1, 2)) for _ in range(axes))
    extra = tuple(
        data.draw(st.integers(0, max(s, d) - 1)) for s, d in zip(stride, dilation, strict=True)
    )
    pads = tuple((data.draw(st.integers(0, 1)), data.draw(st.integers(0, 1))) for _ in range(axes))
    samples, channels, each = 2, 2 * groups, data.draw(st.integers(1, 2))
    x = exact(data.draw, (samples, channels, *sizes))
    w = exact(data.draw, (channels, each, *kernel))
    expected = oracles.transposed(x, w, stride, pads, dilation, groups, extra)
    assume(min(expected.shape) >= 1)
    sliding = Sliding(
        tuple(
            Axis(length, k, n, s, before, after, d)
            for length, k, n, s, (before, after), d in zip(
                expected.shape[2:], kernel, sizes, stride, pads, dilation, strict=True
            )
        ),
        samples,
        each * groups,
        channels,
        deep=True,
        groups=groups,
    )
    term = transposed_convolution(Name("x", x), Name("W", w), sliding=sliding)
    assert (term.value == expected).all()


@given(st.data())
def test_a_filter_is_turned_by_180_degrees(data):
    w = exact(data.draw, (2, 3, 2))
    term = rotate(Name("W", w), axes=2)
    assert (term.value == w[:, ::-1, ::-1]).all()
    check_entries(term)
    check_gradient(rotate, (w,), axes=2)


@given(st.data())
def test_a_patch_is_what_the_window_reads(data):
    sizes, window = data.draw(windows(2))
    sliding = Sliding(window.axes(sizes), channels=2, deep=True)
    x = exact(data.draw, sliding.input_shape)
    place = tuple(data.draw(st.integers(0, n - 1)) for n in places(sliding.axes))
    term = patch_of(Name("x", x), place=place, sliding=sliding)
    chosen = oracles.zeros(sliding.output_shape)
    chosen[place] = rational(1)
    assert (term.value == sliding.weigh_patches(chosen, x)).all()
    check_entries(term)
    check_gradient(patch_of, (x,), place=place, sliding=sliding)


# ---- pooling ------------------------------------------------------------------------------------


@given(st.data())
def test_pooling_is_that_of_plain_loops(data):
    sizes, window = data.draw(windows(data.draw(st.integers(1, 2)), size=5, ceil=True))
    axes, count_padding = window.axes(sizes), data.draw(st.booleans())
    x = exact(data.draw, (2, *sizes))

    def mean(entries, met):
        return sum(entries) / (len(entries) + met * count_padding)

    shape = window.size, window.stride, window.padding, window.ceil_mode
    largest = oracles.pool(x, *shape, lambda entries, _: max(entries))
    assert (max_pool(Name("x", x), axes=axes, ties="first").value == largest).all()
    found = avg_pool(Name("x", x), axes=axes, count_padding=count_padding)
    assert (found.value == oracles.pool(x, *shape, mean)).all()


@given(st.data(), st.sampled_from(["first", "shared"]))
def test_pooling_is_differentiated_exactly(data, ties):
    sizes, window = data.draw(windows(data.draw(st.integers(1, 2)), ceil=True))
    axes = window.axes(sizes)
    x, h = exact(data.draw, (2, *sizes)), exact(data.draw, (2, *sizes))
    y = exact(data.draw, (2, *places(axes)))
    maximum = {"axes": axes, "ties": ties}
    mean = {"axes": axes, "count_padding": data.draw(st.booleans())}
    for operation, values, parameters in (
        (max_pool, (x,), maximum),
        (max_pool_gradient, (y, x), maximum),
        (max_pool_take, (h, x), maximum),
        (avg_pool, (x,), mean),
        (avg_pool_gradient, (y,), mean),
    ):
        check_entries(operation(*(Name("q", v) for v in values), **parameters))
        check_gradient(operation, values, **parameters)


def test_a_tie_goes_to_the_first_or_is_shared():
    x = Name("x", array([[1, 3], [3, 3]]))
    g = Name("g", array([[6]]))
    axes = (Axis(2, 2, 1), Axis(2, 2, 1))
    first = max_pool_gradient(g, x, axes=axes, ties="first")
    shared = max_pool_gradient(g, x, axes=axes, ties="shared")
    assert first.value.tolist() == [[0, 6], [0, 0]]
    assert shared.value.tolist() == [[0, 2], [2, 2]]
    check_entries(first)
    check_entries(shared)


def test_padding_never_wins_a_maximum():
    x = Name("x", array([-2, -1]))
    axes = Window((2,), (2,), ((1, 1),)).axes((2,))
    assert max_pool(x, axes=axes, ties="first").value.tolist() == [-2, -1]


# ---- shapes and biases --------------------------------------------------------------------------


@given(st.data())
def test_reshaping_keeps_the_order(data):
    x = exact(data.draw, (2, 3, 2))
    term = reshape(Name("x", x), shape=(2, 6))
    assert term.value.tolist() == [[*x[0].ravel()], [*x[1].ravel()]]
    check_entries(term)
    check_gradient(reshape, (x,), shape=(2, 6))


@given(st.data(), st.sampled_from([((2, 3, 2), 0), ((2, 3, 2), 1), ((3, 2), None)]))
def test_biases_are_added_to_their_channels(data, case):
    shape, axis = case
    z = exact(data.draw, shape)
    b = exact(data.draw, (1 if axis is None else shape[axis],))
    term = add_channel_bias(Name("z", z), Name("b", b), axis=axis)
    for index in np.ndindex(shape):
        assert term.value[index] == z[index] + b[0 if axis is None else index[axis]]
    check_entries(term)
    check_gradient(add_channel_bias, (z, b), axis=axis)
    check_entries(channel_sums(Name("z", z), axis=axis))
    check_gradient(channel_sums, (z,), axis=axis)


def test_the_check_of_gradients_can_fail():
    """A rule that is off by a factor is found."""
    sliding = Sliding((Axis(3, 2, 2),))

    def wrong(g, term, result):
        x, w = convolution.gradient(g, term, result)
        return x, w * rational(1001, 1000)

    assert isinstance(convolution, Operation)
    with pytest.raises(AssertionError):
        check_gradient(convolution, (array([1, 2, 3]), array([1, -1])), wrong, sliding=sliding)


@given(st.data())
def test_mutants_have_the_shape_of_what_they_stand_for(data):
    sliding, window = data.draw(slidings())
    x, w = exact(data.draw, sliding.input_shape), exact(data.draw, sliding.weights_shape)
    g = exact(data.draw, sliding.output_shape)
    plane = exact(data.draw, (2, *(axis.length for axis in sliding.axes)))
    axes = Window(window.size, window.stride).axes(plane.shape[1:])
    terms = [
        convolution(Name("x", x), Name("W", w), sliding=sliding),
        conv_input_gradient(Name("g", g), Name("W", w), sliding=sliding),
        conv_weight_gradient(Name("g", g), Name("x", x), sliding=sliding, filters=Name("W", w)),
    ]
    if min(places(axes)) >= 1:
        h = Name("h", exact(data.draw, (2, *places(axes))))
        terms.append(max_pool_gradient(h, Name("x", plane), axes=axes, ties="first"))
        terms.append(avg_pool_gradient(h, axes=axes, count_padding=True))
    for term in terms:
        # What is ignored (padding, stride, dilation) changes the shape.
        mutants = [m for m in term.operation.mistakes(term) if not m.name.endswith("_ignored")]
        assert mutants
        assert all(mutant.term.shape == term.shape for mutant in mutants)
