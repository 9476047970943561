"""Worked examples of convolution and pooling from courses and books, with their printed numbers."""

import pytest

from hwsolve.numbers import shape_of
from tests.conv.networks import answers_of

EDGE = {
    "input": [
        [3, 0, 1, 2, 7, 4],
        [1, 5, 8, 9, 3, 1],
        [2, 7, 2, 5, 1, 3],
        [0, 1, 3, 1, 7, 8],
        [4, 2, 1, 6, 2, 8],
        [2, 4, 5, 2, 3, 9],
    ],
    "layers": [{"conv": {"weights": [[1, 0, -1]] * 3}}],
}
NINE = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
KERNEL = [[[0, 1], [2, 3]], [[1, 2], [3, 4]]]
SMALL = [[0, 1], [2, 3]]


def raised(nested, by):
    return [raised(part, by) for part in nested] if isinstance(nested, list) else nested + by


EXAMPLES = {
    "Ng, Convolutional Neural Networks, week 1: vertical edges": (
        EDGE,
        [[-5, -4, 0, 8], [-10, -2, 2, 3], [0, -2, -4, -7], [-3, -2, -3, -16]],
    ),
    "Ng, Convolutional Neural Networks, week 1: max pooling": (
        {
            "input": [[1, 3, 2, 1], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]],
            "layers": [{"max_pool": {"size": 2}}],
        },
        [[9, 2], [6, 3]],
    ),
    "Zhang et al., Dive into Deep Learning, 7.2: cross-correlation": (
        {"input": NINE, "layers": [{"conv": {"weights": SMALL}}]},
        [[19, 25], [37, 43]],
    ),
    "Zhang et al., Dive into Deep Learning, 7.4: several channels": (
        {
            "input": [NINE, raised(NINE, 1)],
            "layers": [{"conv": {"weights": [raised(KERNEL, k) for k in range(3)]}}],
        },
        [[[56, 72], [104, 120]], [[76, 100], [148, 172]], [[96, 128], [192, 224]]],
    ),
    "Zhang et al., Dive into Deep Learning, 7.5: average pooling": (
        {"input": NINE, "layers": [{"avg_pool": {"size": 2, "stride": 1}}]},
        [[2, 3], [5, 6]],
    ),
    "Zhang et al., Dive into Deep Learning, 14.10: transposed convolution": (
        {"input": SMALL, "layers": [{"transposed_conv": {"weights": SMALL, "stride": 2}}]},
        [[0, 0, 0, 1], [0, 0, 2, 3], [0, 2, 0, 3], [4, 6, 6, 9]],
    ),
}


def nested(value):
    return [nested(part) for part in value] if shape_of(value) else int(value)


@pytest.mark.parametrize("name", EXAMPLES)
def test_published(name):
    problem, printed = EXAMPLES[name]
    assert nested(answers_of({"kind": "conv", **problem})["y_hat"]) == printed
