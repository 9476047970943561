"""Numbers that allocate or loop are limited before they are used; sizes alone only count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwsolve.errors import LimitError
from hwsolve.layers.window_fields import LARGEST_COUNT, LARGEST_SETTING
from hwsolve.networks.work_limits import MOST_NUMBERS, MOST_PRODUCTS
from hwsolve.terms.windows import Axis, covered
from tests.conv.networks import answers_of, faults_of

SQUARE = [[1, 2], [3, 4]]
SETTINGS = [
    *(("conv", key, {"weights": [[1]]}) for key in ("stride", "padding", "dilation")),
    *(
        ("transposed_conv", key, {"weights": [[1]]})
        for key in ("stride", "padding", "dilation", "output_padding")
    ),
    *(("max_pool", key, {"size": 1}) for key in ("size", "stride", "padding", "dilation")),
    *(("avg_pool", key, {"size": 1}) for key in ("size", "stride", "padding", "dilation")),
]


@pytest.mark.parametrize(("layer", "key", "rest"), SETTINGS)
@pytest.mark.parametrize("number", [LARGEST_SETTING + 1, 10**9, 10**17])
@pytest.mark.parametrize("written", [lambda n: n, lambda n: [1, n]])
def test_a_setting_has_a_limit_that_is_told_at_its_place(layer, key, rest, number, written):
    settings = rest | {key: written(number)}
    (fault,) = faults_of({"kind": "conv", "input": SQUARE, "layers": [{layer: settings}]})
    assert fault.path[:4] == ("layers", 0, layer, key)
    assert f"at most {LARGEST_SETTING}" in fault.expected
    assert fault.found == str(number)
    assert fault.line == 1


@pytest.mark.parametrize(
    ("path", "layer", "shape"),
    [
        (("shape", 1), {"conv": {"filters": 1, "size": 1}}, [1, LARGEST_COUNT + 1, 1]),
        (("layers", 0, "conv", "filters"), {"conv": {"filters": 10**10, "size": 1}}, [1, 1, 1]),
        (
            ("layers", 0, "conv", "groups"),
            {"conv": {"filters": 1, "size": 1, "groups": 10**10}},
            [1, 1, 1],
        ),
        (("layers", 0, "dense", "units"), {"dense": {"units": 10**10}}, [1, 1, 1]),
    ],
)
def test_what_is_only_counted_has_a_limit_too(path, layer, shape):
    (fault,) = faults_of({"kind": "conv", "shape": shape, "layers": [layer]})
    assert fault.path == path
    assert f"at most {LARGEST_COUNT}" in fault.expected


@pytest.mark.parametrize(
    ("layer", "most"),
    [
        ({"conv": {"weights": [[1]], "padding": 5000}}, MOST_NUMBERS),
        (
            {"conv": {"weights": [[1, 1], [1, 1]], "padding": "same", "dilation": 9000}},
            MOST_NUMBERS,
        ),
        ({"conv": {"weights": [[1] * 40] * 40, "padding": 99}}, MOST_PRODUCTS),
        ({"transposed_conv": {"weights": [[1]], "stride": 10**4}}, MOST_NUMBERS),
        (
            {"transposed_conv": {"weights": [[1]], "stride": 300, "output_padding": 299}},
            MOST_NUMBERS,
        ),
        ({"max_pool": {"size": 10**4, "padding": "same"}}, MOST_NUMBERS),
        ({"avg_pool": {"size": [1, 3000], "padding": [0, 2999], "stride": 1}}, MOST_PRODUCTS),
    ],
)
def test_settings_that_are_too_much_together_end_with_their_limit(layer, most):
    with pytest.raises(LimitError) as caught:
        answers_of({"kind": "conv", "input": SQUARE, "layers": ["relu", layer]})
    assert f"the limit is {most:,}" in caught.value.message
    assert "layer 2" in caught.value.message


TOO_LARGE = {"conv": {"weights": [[1]], "padding": 5000}}


@pytest.mark.parametrize(
    ("rest", "path"),
    [
        ({"target": [[1]], "loss": "squared_error"}, ("target",)),
        ({"upstream": [[1]]}, ("upstream",)),
        ({"target": 1}, ("target",)),
        ({"derive": "loss"}, ("derive",)),
        ({"optimizer": {"name": "sgd", "learning_rate": 1}}, ("optimizer",)),
    ],
)
def test_what_is_at_fault_is_told_before_what_is_too_large(rest, path):
    problem = {"kind": "conv", "input": SQUARE, "layers": [TOO_LARGE]}
    assert [fault.path for fault in faults_of(problem | rest)] == [path]


@pytest.mark.parametrize("derive", [(), "shapes"])
def test_a_class_among_too_many_is_never_written_as_a_row(derive, monkeypatch):
    monkeypatch.setattr("hwsolve.networks.targets.rational", None)  # of which rows would be made
    problem = {"kind": "conv", "input": SQUARE, "layers": [TOO_LARGE, "flatten"]}
    problem |= {"target": 1, "loss": "cross_entropy", "derive": derive}
    if derive:
        assert answers_of(problem)["units[2]"] == 10002**2
    else:
        with pytest.raises(LimitError):
            answers_of(problem)


def test_the_limit_holds_where_a_network_is_minimized():
    network = {"network": "conv", "input": SQUARE, "layers": [TOO_LARGE], "target": 1}
    method = {"name": "gd", "learning_rate": 1}
    problem = {"kind": "optim", "objective": network, "method": method, "steps": 1}
    (fault,) = faults_of(problem)
    assert fault.path == ("objective", "target")
    network["layers"] = [TOO_LARGE, "global_avg_pool"]
    with pytest.raises(LimitError) as caught:
        answers_of(problem)
    assert "the maps of layer 1" in caught.value.message


def test_sizes_alone_are_counted_however_large():
    """⌊(n + 2p − d(k − 1) − 1)/s⌋ + 1 for windows, (n − 1)s + d(k − 1) + 1 the other way."""
    side = 10**9
    answers = answers_of(
        {
            "kind": "conv",
            "shape": [3, side, side],
            "layers": [
                {"max_pool": {"size": 9999, "padding": "same", "stride": 7}},
                {
                    "conv": {
                        "filters": 10**9,
                        "size": 10**4,
                        "stride": 3,
                        "dilation": 7,
                        "padding": 10**4,
                        "bias": True,
                    }
                },
                {"transposed_conv": {"filters": 2, "size": 5, "stride": 10**4, "bias": False}},
                "flatten",
                {"dense": {"units": 10**9, "bias": True}},
            ],
        }
    )
    pooled = -(-side // 7)
    made = (pooled + 2 * 10**4 - 7 * (10**4 - 1) - 1) // 3 + 1
    spread = (made - 1) * 10**4 + 5
    assert answers["height[1]"] == pooled
    assert answers["width[2]"] == made
    assert answers["height[3]"] == spread
    assert answers["units[4]"] == 2 * spread**2
    assert answers["parameters[2]"] == 10**9 * 3 * 10**8 + 10**9
    assert answers["parameters[5]"] == 10**9 * (2 * spread**2 + 1)


@given(
    st.integers(1, 6),
    st.integers(1, 5),
    st.integers(1, 7),
    st.integers(1, 4),
    st.integers(0, 9),
    st.integers(1, 5),
)
def test_whether_each_window_reads_an_entry_is_told_without_a_walk(
    length, window, places, stride, before, dilation
):
    axis = Axis(length, window, places, stride, before, 0, dilation)
    assert axis.always_reads == all(covered((axis,), (place,)) for place in range(places))
