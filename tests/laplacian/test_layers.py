"""Graph layers forward and backward, against numpy and exact difference quotients."""

import numpy as np
import pytest

from hwsolve.derivation.figures import Network
from hwsolve.errors import InputError
from hwsolve.graphs.topics import ALL, TOPICS
from hwsolve.networks.stages_and_penalty import STAGES
from hwsolve.numbers import rational
from tests.laplacian.graphs import floats, solved

EDGES = "edges: [[1, 2], [1, 3], [2, 3], [2, 4], [3, 4]]\n"
A = np.array([[0, 1, 1, 0], [1, 0, 1, 1], [1, 1, 0, 1], [0, 1, 1, 0]])
X = np.array([[1, 0], [0, 1], [1, 1], [2, -1]])
W = np.array([[1, -1], [2, 1]])
V = np.array([[2, 0], [1, 1]])


def scaled(matrix):
    root = 1 / np.sqrt(matrix.sum(axis=1))
    return matrix * np.outer(root, root)


MEAN = A / A.sum(axis=1, keepdims=True)
LAYERS = {
    "gcn: {weights: WEIGHTS}": lambda w: scaled(A + np.eye(4)) @ X @ w,
    "gcn: {weights: WEIGHTS, self_loops: false}": lambda w: scaled(A) @ X @ w,
    "message_passing: {weights: WEIGHTS}": lambda w: A @ X @ w,
    "message_passing: {weights: WEIGHTS, aggregate: mean}": lambda w: MEAN @ X @ w,
    "message_passing: {weights: WEIGHTS, self_weights: [[2, 0], [1, 1]], bias: [1, -1]}": (
        lambda w: A @ X @ w + X @ V + [1, -1]
    ),
}


def network(layer, weights, target="[[1, 0], [0, 1], [1, 1], [0, 0]]"):
    text = layer.replace("WEIGHTS", str(weights).replace("'", ""))
    return solved(
        f"{EDGES}features: {X.tolist()}\nlayers:\n  - {text}\n"
        f"target: {target}\nloss: squared_error\n"
    ).answers()


@pytest.mark.parametrize(("layer", "oracle"), LAYERS.items())
def test_forward(layer, oracle):
    np.testing.assert_allclose(floats(network(layer, W.tolist())["z[1]"]), oracle(W), atol=1e-12)


@pytest.mark.parametrize("layer", LAYERS)
def test_gradient_is_the_exact_difference_quotient(layer):
    """The loss is quadratic in each weight, so the central quotient is the derivative."""
    gradient = network(layer, W.tolist())["dW[1]"]
    for i, j in np.ndindex(2, 2):
        losses = []
        for step in (1, -1):
            moved = W.copy()
            moved[i, j] += step
            losses.append(network(layer, moved.tolist())["L"])
        assert (losses[0] - losses[1]) / rational(2) - gradient[i, j] == 0


def test_layers_and_losses_of_mlp_follow():
    answers = solved(
        f"{EDGES}features: {X.tolist()}\nlayers:\n"
        f"  - gcn: {{weights: {W.tolist()}, activation: relu}}\n"
        "  - {weights: [[1, 2], [0, 1]]}\ntarget: [0, 1, 1, 0]\nloss: cross_entropy\n"
        "optimizer: {name: sgd, learning_rate: 0.1}\n"
    ).answers()
    hidden = np.maximum(scaled(A + np.eye(4)) @ X @ W, 0)
    scores = hidden @ np.array([[1, 2], [0, 1]])
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    expected = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(floats(answers["y_hat"]), expected, atol=1e-9)
    difference = (expected - np.eye(2)[[0, 1, 1, 0]]) / 4
    np.testing.assert_allclose(floats(answers["dW[2]"]), hidden.T @ difference, atol=1e-9)


def test_weights_by_units():
    text = f"{EDGES}features: {X.tolist()}\nlayers: [{{gcn: {{weights: {W.T.tolist()}}}}}]\n"
    answers = solved(text + "conventions: {weights: rows_are_units}").answers()
    np.testing.assert_allclose(floats(answers["z[1]"]), scaled(A + np.eye(4)) @ X @ W, atol=1e-12)


@pytest.mark.parametrize("layer", LAYERS)
def test_the_drawing_is_what_is_computed(layer):
    """Adding up each unit's edges and its bias gives z: m⁽¹⁾, not x, flows into W."""
    text = layer.replace("WEIGHTS", str(W.tolist()))
    found = solved(
        f"{EDGES}features: {X.tolist()}\nlayers:\n  - {text}\n"
        "target: [[1, 0], [0, 1], [1, 1], [0, 0]]\nloss: squared_error\n"
        "optimizer: {name: sgd, learning_rate: 0.1}\n"
    )
    answers = {id: floats(value) for id, value in found.answers().items()}
    drawn = next(item for item in found.items if isinstance(item, Network))
    values = [
        sum(answers[edge.source][:, edge.entry] * floats(edge.weight) for edge in unit.edges)
        + (0 if unit.bias is None else floats(unit.bias))
        for unit in drawn.layers[0].units
    ]
    expected = answers["m[1]"] @ answers["W_new[1]"] + answers.get("b_new[1]", 0)
    if "W_self_new[1]" in answers:
        expected = expected + X @ answers["W_self_new[1]"]
    np.testing.assert_allclose(np.transpose(values), expected, atol=1e-12)


@pytest.mark.parametrize("word", [*TOPICS, ALL])
def test_a_topic_of_graphs_is_none_of_a_graph_network(word):
    with pytest.raises(InputError) as caught:
        solved(f"edges: [[1, 2]]\nfeatures: [[1], [2]]\nlayers: [{{gcn: {{weights: [[1]]}}}}]\n"
               f"derive: [forward, {word}]")  # fmt: skip
    (fault,) = caught.value.faults
    assert fault.message == f"{word} is a topic of graphs without layers"
    assert fault.path == ("derive", 1)


@pytest.mark.parametrize("word", ["Clusters", "smothness", "Gradientz"])
def test_a_hint_names_only_what_a_graph_network_has(word):
    with pytest.raises(InputError) as caught:
        solved(f"edges: [[1, 2]]\nfeatures: [[1], [2]]\nlayers: [{{gcn: {{weights: [[1]]}}}}]\n"
               f"derive: [{word}]")  # fmt: skip
    (fault,) = caught.value.faults
    assert not any(topic in fault.hint for topic in TOPICS)


@pytest.mark.parametrize("word", STAGES)
def test_a_stage_of_networks_is_none_of_a_graph_without_layers(word):
    with pytest.raises(InputError) as caught:
        solved(f"edges: [[1, 2]]\nderive: [{word}]")
    (fault,) = caught.value.faults
    assert fault.message.startswith(f"{word} is a stage of a network")
