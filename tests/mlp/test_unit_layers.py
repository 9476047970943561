"""Dropout, batch and layer normalization, against slopes by the complex step."""

import copy
import json

import numpy as np
import pytest

from hwsolve.errors import InputError
from tests.mlp.oracle import STEP
from tests.mlp.solved import answers_of, as_floats

X = [["1", "2"], ["3", "-1"], ["2", "1/2"]]
W1 = [["1", "-1"], ["1/2", "2"], ["0", "1"]]
W2 = [["1", "-2", "1/2"]]
GAMMA, BETA, Y = ["1", "2", "-1"], ["0", "1", "1/2"], ["0", "1", "-1"]
MASKS = {"one": [1, 0, 1], "each": [[1, 0, 1], [0, 1, 1], [1, 1, 0]]}
GIVEN = {"x": X, "W[1]": W1, "gamma[2]": GAMMA, "beta[2]": BETA, "W[3]": W2}


def numbers(nested):
    if isinstance(nested, list):
        return np.array([numbers(part) for part in nested], dtype=complex)
    above, _, below = str(nested).partition("/")
    return complex(float(above) / float(below or 1))


def normalized(z, axis):
    c = z - z.mean(axis=axis, keepdims=True)
    return c / np.sqrt((c**2).mean(axis=axis, keepdims=True) + 1e-5)


LAYERS = {
    "batch_norm": lambda z, given: normalized(z, 0) * given["gamma[2]"] + given["beta[2]"],
    "layer_norm": lambda z, given: normalized(z, 1) * given["gamma[2]"] + given["beta[2]"],
    "one": lambda z, given: z * MASKS["one"] / 0.8,
    "each": lambda z, given: z * MASKS["each"] / 0.8,
}


def loss(given, name):
    """The loss of a network in plain numpy; for complex numbers too."""
    a = np.tanh(given["x"] @ given["W[1]"].T)
    output = LAYERS[name](a, given) @ given["W[3]"].T
    return ((output[:, 0] - numbers(Y)) ** 2).mean()


def slope(id, name):
    """∂L/∂Q, an entry at a time."""
    value = numbers(GIVEN[id])
    slopes = np.zeros(value.shape)
    for index in np.ndindex(value.shape):
        given = {other: numbers(nested) for other, nested in GIVEN.items()}
        given[id][index] += 1j * STEP
        slopes[index] = loss(given, name).imag / STEP
    return slopes


def turned(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def problem(name, samples="rows"):
    between = {name: {"gamma": GAMMA, "beta": BETA}}
    if name in MASKS:
        mask = MASKS[name]
        mask = turned(mask) if name == "each" and samples == "columns" else mask
        between = {"dropout": {"mask": mask, "keep": "0.8"}}
    first, last = {"weights": W1, "activation": "tanh"}, {"weights": W2}
    return {
        "kind": "mlp",
        "input": X if samples == "rows" else turned(X),
        "layers": [first, between, last],
        "target": Y,
        "loss": "squared_error",
        "conventions": {"samples": samples},
    }


@pytest.mark.parametrize("samples", ["rows", "columns"])
@pytest.mark.parametrize("name", LAYERS)
def test_gradients(name, samples):
    answers = answers_of(problem(name, samples))
    right = loss({id: numbers(nested) for id, nested in GIVEN.items()}, name)
    assert as_floats(answers["L"]) == pytest.approx(right.real)
    for id in GIVEN:
        if id in answers:
            found = as_floats(answers[f"d{id}"])
            found = found.T if id == "x" and samples == "columns" else found
            assert found == pytest.approx(slope(id, name), rel=1e-9, abs=1e-12), id


def test_layer_normalization_of_one_sample_by_hand():
    """(1, 3): mean 2, variance 1, so (−1, 1) without ε; a shift of all inputs changes nothing."""
    answers = answers_of("""
        {kind: mlp, input: [1, 3], upstream: [1, 0],
         layers: [{weights: [[1, 0], [0, 1]]}, {layer_norm: {epsilon: 0}}]}""")
    assert as_floats(answers["y_hat"]).tolist() == [-1, 1]
    assert as_floats(answers["dx"]).tolist() == [0, 0]


def test_batch_normalization_of_two_samples_by_hand():
    """x̂ = ∓1 for 1 and 3, so a = β ∓ γ = 1, 5; ŷ = a, y = 0: dβ = 1 + 5, dγ = −1 + 5."""
    answers = answers_of("""
        {kind: mlp, input: [[1], [3]], target: [0, 0], loss: squared_error,
         layers: [{weights: [[1]]}, {batch_norm: {gamma: [2], beta: [3], epsilon: 0}}],
         optimizer: {name: sgd, learning_rate: 1}, penalty: {l2: 1}}""")
    assert as_floats(answers["y_hat"]).tolist() == [[1], [5]]
    assert as_floats(answers["dbeta[2]"]).tolist() == [6]
    assert as_floats(answers["dgamma[2]"]).tolist() == [4]  # no penalty on γ
    assert as_floats(answers["gamma_new[2]"]).tolist() == [-2]


@pytest.mark.parametrize(
    ("layer", "one_sample", "told"),
    [
        ({"batch_norm": {}}, True, "at least two samples"),
        ({"layer_norm": {"gamma": [1]}}, False, "3 numbers, one for each of layer 1"),
        ({"dropout": {"mask": [1, 0]}}, False, "3 numbers, 0 or 1 for each of layer 1"),
        ({"dropout": {"mask": [[1, 0, 1]]}}, False, "3 samples, like the input"),
    ],
)
def test_what_does_not_fit(layer, one_sample, told):
    text = problem("one") | {"input": X[0] if one_sample else X}
    text["layers"][1] = layer
    text["target"] = Y[:1] if one_sample else Y
    with pytest.raises(InputError) as caught:
        answers_of(json.dumps(text))
    assert told in caught.value.faults[0].expected


NORMALIZED = {
    "kind": "mlp",
    "input": X,
    "layers": [
        {"weights": W1, "bias": ["1", "0", "2"]},
        {"batch_norm": {"gamma": GAMMA, "beta": BETA}},
        {"weights": W2},
    ],
    "target": Y,
    "loss": "squared_error",
}
PARAMETERS = ["W[1]", "b[1]", "gamma[2]", "beta[2]", "W[3]"]


@pytest.mark.parametrize("moving", PARAMETERS)
def test_a_parameter_that_stays_has_a_gradient_in_every_step(moving):
    """Whatever its letter: the second step is the first one of the network that was updated."""
    method = {"name": "sgd", "learning_rate": "1/10", "update": [moving]}
    found = answers_of({**NORMALIZED, "optimizer": {**method, "steps": 2}})
    following = updated(moving, found[f"{moving.replace('[', '_new[')}"])
    again = answers_of({**following, "optimizer": method})
    for id in PARAMETERS:
        second = f"d{id[:-1]},2]"
        np.testing.assert_allclose(as_floats(found[second]), as_floats(again[f"d{id}"]), rtol=1e-5)


def updated(id, value):
    """The network with another value of a parameter, to 15 digits."""
    letter, _, layer = id.rstrip("]").partition("[")
    written = np.vectorize(lambda x: f"{x:.15f}")(as_floats(value)).tolist()
    layers = copy.deepcopy(NORMALIZED["layers"])
    own = layers[int(layer) - 1]
    own.get("batch_norm", own)[{"W": "weights", "b": "bias"}.get(letter, letter)] = written
    return {**NORMALIZED, "layers": layers}
