"""What is wrong with a file is said with its place, what was expected and what was found."""

import pytest

from tests.conv.networks import faults_of

IMAGE = "[[1, 2], [3, 4]]"
TWO_CHANNELS = f"[{IMAGE}, {IMAGE}]"

CASES = {
    "a filter larger than its input": (
        f"input: {IMAGE}",
        "conv: {weights: [[1, 2, 3], [1, 2, 3], [1, 2, 3]]}",
        ("layers[1].conv.weights", "at most 2 × 2: the size of the input", "3 × 3"),
    ),
    "a filter larger than its padded input": (
        f"input: {IMAGE}",
        "conv: {weights: [[1, 2, 3]], padding: [0, 1], dilation: 2}",
        (
            "layers[1].conv.weights",
            "at most 2 × 4: the size of the input with its padding",
            "1 × 5",
        ),
    ),
    "another number of channels": (
        f"input: {TWO_CHANNELS}",
        "conv: {weights: [[[[1]], [[1]], [[1]]]]}",
        ("layers[1].conv.weights", "1 × 2 × 1 × 1: the input has 2 channels", "1 × 3 × 1 × 1"),
    ),
    "one filter with another number of channels": (
        f"input: {TWO_CHANNELS}",
        "conv: {weights: [[[1]], [[1]], [[1]]]}",
        ("layers[1].conv.weights", "weights of 2 × 1 × 1", "weights of 3 × 1 × 1"),
    ),
    "a filter without channels on a map with some": (
        f"input: {TWO_CHANNELS}",
        "conv: {weights: [[1, 2], [1, 2]]}",
        ("layers[1].conv.weights", "channels × height × width", "weights of 2 × 2"),
    ),
    "groups that don't divide the channels": (
        f"input: {TWO_CHANNELS}",
        "conv: {weights: [[[[1]]], [[[1]]], [[[1]]]], groups: 3}",
        ("layers[1].conv.groups", "a divisor of 2", "3"),
    ),
    "groups that don't divide the filters": (
        f"input: {TWO_CHANNELS}",
        "conv: {weights: [[[[1]]], [[[1]]], [[[1]]]], groups: 2}",
        ("layers[1].conv.groups", "a divisor of 3", "2"),
    ),
    "a stride of 0": (
        f"input: {IMAGE}",
        "conv: {weights: [[1]], stride: 0}",
        ("layers[1].conv.stride", "a whole number of at least 1", "0"),
    ),
    "a bias that doesn't fit": (
        f"input: {IMAGE}",
        "conv: {weights: [[[1]], [[2]]], bias: [1, 2, 3]}",
        ("layers[1].conv.bias", "2 numbers, one for each filter", "3 numbers"),
    ),
    "a window larger than its input": (
        f"input: {IMAGE}",
        "max_pool: {size: 3}",
        ("layers[1].max_pool.size", "at most 2 × 2", "3 × 3"),
    ),
    "a window in the padding": (
        f"input: {IMAGE}",
        "avg_pool: {size: 2, padding: 2}",
        ("layers[1].avg_pool.padding", "padding smaller than the window", "2 before, 2 after"),
    ),
    "padding of three": (
        f"input: {IMAGE}",
        "conv: {weights: [[1]], padding: [1, 2, 3]}",
        ("layers[1].conv.padding", "same or valid", "a list of 3 values"),
    ),
    "a negative padding": (
        f"input: {IMAGE}",
        "conv: {weights: [[1]], padding: [[0, -1], [0, 0]]}",
        ("layers[1].conv.padding[1][2]", "a whole number of at least 0", "-1"),
    ),
    "two strides along one axis": (
        "input: [1, 2, 3]",
        "conv: {weights: [1], stride: [1, 2]}",
        ("layers[1].conv.stride", "one number, or 1", "2 numbers"),
    ),
    "a dense layer on a map": (
        f"input: {IMAGE}",
        "dense: {weights: [[1, 2]]}",
        ("layers[1].dense", "a sample with one axis", "2 axes (2 × 2)"),
    ),
    "softmax on a map": (
        f"input: {IMAGE}",
        "activation: softmax",
        ("layers[1].activation", "", ""),
    ),
    "a filter without numbers": (
        f"input: {IMAGE}",
        "conv: {filters: 2, size: 2}",
        ("layers[1].conv", "weights in numbers", ""),
    ),
    "sizes beside weights": (
        f"input: {IMAGE}",
        "conv: {weights: [[1]], size: 1}",
        ("layers[1].conv.size", "", ""),
    ),
    "same for a transposed convolution": (
        f"input: {IMAGE}",
        "transposed_conv: {weights: [[1]], padding: same}",
        ("layers[1].transposed_conv.padding", "a whole number, or pairs", ""),
    ),
    "output padding as large as the stride": (
        f"input: {IMAGE}",
        "transposed_conv: {weights: [[1]], stride: 2, output_padding: 2}",
        ("layers[1].transposed_conv.output_padding", "at most 2", "2"),
    ),
    "padding that leaves nothing": (
        f"input: {IMAGE}",
        "transposed_conv: {weights: [[1]], padding: 1}",
        ("layers[1].transposed_conv.padding", "padding that cuts off less", "0 × 0"),
    ),
    "an unknown layer": (
        f"input: {IMAGE}",
        "max_pol: {size: 2}",
        ("layers[1].max_pol", "conv, transposed_conv, max_pool", ""),
    ),
    "no input": (
        "title: nothing",
        "flatten: {}",
        ("input", "input in numbers, or its shape alone", ""),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fault_says_where_what_and_how(name):
    head, layer, (path, expected, found) = CASES[name]
    fault = faults_of(f"kind: conv\n{head}\nlayers:\n  - {layer}\n")[0]
    assert fault.dotted_path == path
    assert expected in fault.expected
    assert found in fault.found
    assert fault.line is not None


def test_a_target_is_told_the_shape_of_the_output():
    text = (
        f"kind: conv\ninput: {IMAGE}\nlayers:\n  - relu\ntarget: [1, 2, 3]\nloss: squared_error\n"
    )
    (fault,) = faults_of(text)
    assert (fault.dotted_path, fault.expected) == (
        "target",
        "2 × 2 numbers, the shape of the output",
    )


def test_the_second_layer_is_named_by_the_first():
    text = f"kind: conv\ninput: {IMAGE}\nlayers:\n  - conv: {{weights: [[1, 1], [1, 1]]}}\n"
    (fault,) = faults_of(text + "  - max_pool: {size: 2}\n")
    assert fault.expected == "at most 1 × 1: the size of layer 1"
