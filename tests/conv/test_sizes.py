"""Output sizes, parameter counts and receptive fields, against what the network itself shows."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hwsolve.network.windows import Window
from hwsolve.terms.windows import reads
from tests.conv.networks import answers_of, flat

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
        "parameters[3]": 16 * 2 * 9,
        "parameters[5]": 7850,
        "parameters": 224 + 288 + 7850,
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
