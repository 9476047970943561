"""Worked examples from textbooks and courses, with the numbers that were published."""

import numpy as np
import pytest

from tests.mlp.solved import answers_of, as_floats, texts

MAZUR = """
kind: mlp
title: A step by step backpropagation example (Matt Mazur, 2015)
input: [0.05, 0.10]
layers:
  - {weights: [[0.15, 0.20], [0.25, 0.30]], bias: 0.35, activation: sigmoid}
  - {weights: [[0.40, 0.45], [0.50, 0.55]], bias: 0.60, activation: sigmoid}
target: [0.01, 0.99]
loss: half_squared_error
optimizer: {name: sgd, learning_rate: 0.5, update: weights}
"""

MAZUR_PUBLISHED = {
    "z[1]": [0.3775, 0.3925],
    "a[1]": [0.593269992, 0.596884378],
    "z[2]": [1.105905967, 1.224921404],
    "y_hat": [0.75136507, 0.772928465],
    "L": 0.298371109,
    "dy_hat": [0.74136507, -0.217071535],
    "dz[2]": [0.138498562, -0.038098236],
    "dW[2]": [[0.082167041, 0.082667628], [-0.022602540, -0.022740242]],
    "W_new[2]": [[0.35891648, 0.408666186], [0.511301270, 0.561370121]],
    "da[1]": [0.036350306, 0.041370323],
    "dW[1]": [[0.000438568, 0.000877135], [0.000497713, 0.000995425]],
    "W_new[1]": [[0.149780716, 0.19956143], [0.24975114, 0.29950229]],
}


@pytest.fixture(scope="module")
def mazur():
    return answers_of(MAZUR, digits=12)


@pytest.mark.parametrize("id", MAZUR_PUBLISHED)
def test_mazur(mazur, id):
    assert as_floats(mazur[id]) == pytest.approx(np.array(MAZUR_PUBLISHED[id]), abs=6e-9)


def test_mazur_leaves_the_biases_alone(mazur):
    assert not any(id.startswith("b_new") for id in mazur)


def test_mazur_after_the_first_round():
    """The page says 0.291027924 and may have rounded on the way; exactly it is 0.2910277737."""
    text = MAZUR.replace("update: weights", "update: weights, steps: 2")
    assert as_floats(answers_of(text)["L[2]"]) == pytest.approx(0.2910277737, abs=1e-10)


XOR = """
kind: mlp
title: Learning XOR (Goodfellow, Bengio and Courville 2016, section 6.1)
input: [[0, 0], [0, 1], [1, 0], [1, 1]]
layers:
  - {weights: [[1, 1], [1, 1]], bias: [0, -1], activation: relu}
  - {weights: [[1], [-2]], bias: 0}
target: [0, 1, 1, 0]
loss: mean_squared_error
conventions: {weights: rows_are_inputs}
"""


def test_goodfellow_xor():
    answers = answers_of(XOR)
    assert texts(answers["z[1]"]) == [["0", "-1"], ["1", "0"], ["1", "0"], ["2", "1"]]
    assert texts(answers["a[1]"]) == [["0", "0"], ["1", "0"], ["1", "0"], ["2", "1"]]
    assert texts(answers["y_hat"]) == [["0"], ["1"], ["1"], ["0"]]
    assert texts(answers["L"]) == "0"
    assert texts(answers["dW[1]"]) == [["0", "0"], ["0", "0"]]


HINGE = """
kind: mlp
title: Multiclass SVM loss (Stanford CS231n, notes on linear classification)
input: [1]
layers:
  - {weights: [[13], [-7], [11]]}
target: 0
loss: {name: hinge, margin: 10}
"""


def test_cs231n_hinge():
    """max(0, −7 − 13 + 10) + max(0, 11 − 13 + 10) = 0 + 8"""
    answers = answers_of(HINGE)
    assert texts(answers["L"]) == "8"
    assert texts(answers["dz[1]"]) == ["-1", "0", "1"]


def test_ng_propagate():
    """Neural Networks and Deep Learning, week 2: w, b, X, Y and the cost and gradients printed."""
    answers = answers_of("""
        kind: mlp
        input: [[1, -2, -1], [3, 0.5, -3.2]]
        layers: [{weights: [[1, 2]], bias: 1.5, activation: sigmoid}]
        target: [1, 1, 0]
        loss: binary_cross_entropy
        conventions: {samples: columns, mean_at: parameters}
    """)
    assert as_floats(answers["L"]) == pytest.approx(0.15900537707692405)
    assert as_floats(answers["dW[1]"]) == pytest.approx(np.array([[0.25071532, -0.06604096]]))
    assert as_floats(answers["db[1]"]) == pytest.approx(-0.1250040450043965)


CATS = """
kind: mlp
title: Softmax and SVM side by side (Stanford CS231n, notes on linear classification)
input: [-15, 22, -44, 56]
layers:
  - weights: [[0.01, -0.05, 0.1, 0.05], [0.7, 0.2, 0.05, 0.16], [0.0, -0.45, -0.2, 0.03]]
    bias: [0.0, 0.2, -0.3]
target: 2
loss: LOSS
"""


def test_cs231n_scores():
    """The figure says hinge 1.58, cross-entropy 1.04, of the scores −2.85, 0.86, 0.28."""
    hinge = answers_of(CATS.replace("LOSS", "hinge"))
    entropy = answers_of(CATS.replace("LOSS", "cross_entropy"))
    assert texts(hinge["y_hat"]) == ["-57/20", "43/50", "7/25"]
    assert texts(hinge["L"]) == "79/50"
    assert as_floats(entropy["L"]) == pytest.approx(1.04, abs=0.005)
    assert as_floats(entropy["y_hat"]) == pytest.approx([0.016, 0.631, 0.353], abs=0.0006)


NEURON = """
kind: mlp
title: A sigmoid neuron (Stanford CS231n, notes on backpropagation)
input: [-1, -2]
layers:
  - {weights: [[2, -3]], bias: -3, activation: sigmoid}
target: 0
loss: absolute_error
"""


def test_cs231n_neuron():
    """f = σ(1) = 0.73; its gradients are 0.2 for z, −0.2 and −0.4 for w, 0.4 and −0.6 for x."""
    answers = answers_of(NEURON)
    assert texts(answers["z[1]"]) == ["1"]
    for id, published in {
        "y_hat": [0.73],
        "dz[1]": [0.20],
        "dW[1]": [[-0.20, -0.39]],
        "dx": [0.39, -0.59],
    }.items():
        assert as_floats(answers[id]) == pytest.approx(np.array(published), abs=0.005)


@pytest.mark.parametrize(
    ("activation", "outputs"),
    [
        ("step", [0, 1, 1, 0]),
        ("{name: step, at_zero: 0}", [0, 1, 1, 0]),
        ("sign", [-1, 1, 1, -1]),
    ],
)
def test_xor_of_threshold_units(activation, outputs):
    """XOR is "at least one, but not both": two units and a third (Minsky and Papert 1969)."""
    answers = answers_of(f"""
        kind: mlp
        input: [[0, 0], [0, 1], [1, 0], [1, 1]]
        layers:
          - {{weights: [[1, 1], [1, 1]], bias: [-1/2, -3/2], activation: step}}
          - {{weights: [[1, -1]], bias: [-1/2], activation: {activation}}}
        target: [0, 1, 1, 0]
        loss: squared_error
    """)
    assert as_floats(answers["y_hat"]).ravel().tolist() == outputs
    assert not as_floats(answers["dW[1]"]).any()  # flat everywhere: nothing is learnt


@pytest.mark.parametrize(("at_zero", "fired"), [(1, "1"), (0, "0"), ("1/2", "1/2")])
def test_a_threshold_that_is_just_reached(at_zero, fired):
    text = "{kind: mlp, input: [1], layers: [{weights: [[1]], bias: -1, activation: {name: step, "
    assert texts(answers_of(text + f"at_zero: {at_zero}}}}}]}}")["y_hat"]) == [fired]


def test_rosenblatt_and_gate():
    """A threshold at 1.5 separates (1, 1) from the rest; the perceptron loss is a hinge."""
    answers = answers_of(
        "kind: mlp\ninput: [[0, 0], [0, 1], [1, 0], [1, 1]]\n"
        "layers: [{weights: [[1, 1]], bias: [-1.5]}]\n"
        "target: [-1, -1, -1, 1]\nloss: hinge\nconventions: {batch: sum}\n"
    )
    assert texts(answers["y_hat"]) == [["-3/2"], ["-1/2"], ["-1/2"], ["1/2"]]
    assert texts(answers["L"]) == "3/2"  # 0 + ½ + ½ + ½
    assert texts(answers["dz[1]"]) == [["0"], ["1"], ["1"], ["-1"]]
    assert texts(answers["dW[1]"]) == [["0", "0"]]  # (0,1) + (1,0) − (1,1)
    assert texts(answers["db[1]"]) == ["1"]
