"""Output sizes, parameter counts and receptive fields, against what the network itself shows."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hwsolve.layers.sliding_windows import Window
from hwsolve.terms.windows import reads
from tests.conv.networks import answers_of, derivation_of, flat

STACK = """
kind: conv
shape: [3, 32, 32]
layers:
  - conv: {filters: 8, size: 3, padding: 1, bias: true, activation: relu}
  - max_pool: {size: 2}
  - conv: {filters: 16, size: 3, stride: 2, groups: 4}
  - flatten
  - dense: {units: 10, bias: true}
"""


def test_a_stack_without_weights():
    answers = answers_of(STACK)
    expected = {
        "channels[1]": 8,
        "height[1]": 32,
        "width[2]": 16,
        "channels[3]": 16,
        "height[3]": 7,
        "units[4]": 784,
        "units[5]": 10,
        "parameters[1]": 8 * 27 + 8,
        "parameters[3]": 16 * 2 * 9 + 16,
        "parameters[5]": 7850,
        "parameters": 224 + 304 + 7850,
        "receptive_field[1]": 3,
        "receptive_field[2]": 4,
        "receptive_field[3]": 8,
        "jump[3]": 4,
    }
    assert {id: answers[id] for id in expected} == expected


def test_weights_tell_the_same_sizes():
    sized = "{kind: conv, shape: [1, 4, 4], layers: [{conv: {filters: 2, size: 2, bias: true}}]}"
    weights = [[[[1, 2], [3, 4]]]] * 2
    given_weights = {
        "kind": "conv",
        "input": [[[0] * 4] * 4],
        "layers": [{"conv": {"weights": weights, "bias": [0, 1]}}],
        "derive": "shapes",
    }
    assert answers_of(sized) == answers_of(given_weights)


@pytest.mark.parametrize("derive", [["shapes", "gradients"], ["shapes", "dW[1]"]])
def test_sizes_and_gradients_at_once(derive):
    problem = {
        "kind": "conv",
        "input": [[1, 2], [3, 4]],
        "layers": [{"conv": {"weights": [[1, 1]]}}],
        "target": [[1], [2]],
        "loss": "squared_error",
        "derive": derive,
    }
    answers = answers_of(problem)
    assert answers["parameters[1]"] == 2
    assert answers["dW[1]"].size == 2


WINDOWS = st.fixed_dictionaries(
    {
        "size": st.integers(1, 3),
        "stride": st.integers(1, 3),
        "padding": st.one_of(st.integers(0, 1), st.just("same")),
        "dilation": st.integers(1, 2),
    }
)


@given(st.integers(1, 30), st.lists(WINDOWS, min_size=1, max_size=4))
def test_sizes_are_those_of_the_windows(length, windows):
    """Each size against a count of places, each receptive field against a set of what is seen."""
    layers, sizes, now, seen = [], [], length, None
    for window in windows:
        pads = window["padding"]
        pads = pads if isinstance(pads, str) else ((pads, pads),)
        (axis,) = Window((window["size"],), (window["stride"],), pads, (window["dilation"],)).axes(
            (now,)
        )
        assume(axis.places >= 1)
        layers.append({"conv": {"filters": 1, **window}})
        now = axis.places
        sizes.append(now)
        seen = axis if seen is None else seen
    answers = answers_of({"kind": "conv", "shape": [length], "layers": layers})
    assert [answers[f"length[{k}]"] for k in range(1, len(layers) + 1)] == sizes
    span = {entry[0] for _, entry in reads((seen,), (seen.places // 2,)) if entry is not None}
    assert max(span, default=0) - min(span, default=0) < answers["receptive_field[1]"]


def test_a_receptive_field_is_what_moves_the_output():
    """Two layers: the entries of the input whose gradient is not 0 for one output."""
    weights = [[1, 1, 1], [1, 1, 1], [1, 1, 1]]
    layers = [{"conv": {"weights": weights, "stride": 2}}, {"conv": {"weights": [[1, 1], [1, 1]]}}]
    problem = {
        "kind": "conv",
        "input": [[1] * 7] * 7,
        "layers": layers,
        "derive": ["shapes", "gradients"],
    }
    problem |= {"target": [[1, 36], [36, 36]], "loss": "squared_error"}
    answers = answers_of(problem)
    touched = np.argwhere(answers["dx"] != 0)
    assert set(flat((touched.max(axis=0) + 1).tolist())) == {answers["receptive_field[2]"]}


LENET = [(6, 5, 2), "avg", (16, 5, 0), "avg", 120, 84, 10]
KERAS_EXAMPLE = [(32, 3, 0), "max", (64, 3, 0), "max", 10]
FIVE_AND_THREE = [(32, 5, 0), "max", (64, 3, 0), "max", 128, 10]
VGG_16 = [
    *[(64, 3, 1)] * 2, "max", *[(128, 3, 1)] * 2, "max", *[(256, 3, 1)] * 3, "max",
    *[(512, 3, 1)] * 3, "max", *[(512, 3, 1)] * 3, "max", 4096, 4096, 1000,
]  # fmt: skip


def stack(shape, parts, **bias):
    """A network of convolutions (filters, size, padding), poolings and dense layers (units)."""
    layers = []
    for part in parts:
        if isinstance(part, str):
            layers.append({f"{part}_pool": {"size": 2}})
        elif isinstance(part, tuple):
            filters, size, padding = part
            layers.append({"conv": {"filters": filters, "size": size, "padding": padding, **bias}})
        else:
            layers += [] if "flatten" in layers else ["flatten"]
            layers.append({"dense": {"units": part, **bias}})
    return {"kind": "conv", "shape": shape, "layers": layers}


@pytest.mark.parametrize(
    ("shape", "parts", "published"),
    [
        ([1, 28, 28], LENET, 61_706),  # LeNet-5 in Keras and in PyTorch's tutorials
        ([1, 28, 28], KERAS_EXAMPLE, 34_826),  # "Simple MNIST convnet" of Keras
        ([1, 28, 28], FIVE_AND_THREE, 225_546),
        ([3, 224, 224], VGG_16, 138_357_544),  # VGG-16 (Simonyan and Zisserman 2015), in both
    ],
)
def test_networks_told_by_their_sizes_have_the_published_number_of_parameters(
    shape, parts, published
):
    without = answers_of(stack(shape, parts, bias=False))["parameters"]
    biases = sum(p[0] if isinstance(p, tuple) else p for p in parts if not isinstance(p, str))
    assert answers_of(stack(shape, parts))["parameters"] == published
    assert answers_of(stack(shape, parts, bias=True))["parameters"] == published
    assert without == published - biases


@pytest.mark.parametrize(
    ("bias", "told", "words"),
    [({}, True, "biases"), ({"bias": True}, False, "biases"), ({"bias": False}, False, "weights")],
)
def test_the_ledger_says_that_biases_count_where_the_file_is_silent(bias, told, words):
    derivation = derivation_of(stack([1, 4, 4], [(2, 3, 0), 3], **bias))
    ledger = {line.key: line.meaning for line in derivation.conventions}
    assert ("bias: false" in ledger.get("biases", "")) == told
    reasons = [step.why for step in derivation.steps if step.id.startswith("parameters[")]
    assert [why.endswith(words) for why in reasons] == [True, True]


def test_weights_that_are_written_out_have_the_biases_that_are_written():
    layers = [{"conv": {"weights": [[1, 2], [3, 4]]}}, "flatten", {"dense": {"weights": [[1]]}}]
    derivation = derivation_of(
        {"kind": "conv", "input": [[1, 0], [0, 1]], "layers": layers, "derive": "shapes"}
    )
    assert derivation.answers()["parameters"] == 4 + 1
    assert "biases" not in [line.key for line in derivation.conventions]
    layers[0]["conv"]["bias"] = layers[2]["dense"]["bias"] = 1
    assert (
        answers_of(
            {"kind": "conv", "input": [[1, 0], [0, 1]], "layers": layers, "derive": "shapes"}
        )["parameters"]
        == 4 + 1 + 1 + 1
    )
