"""Several sequences at once: the mean or the sum of what each gives by itself."""

import numpy as np
import pytest

from tests.rnn import networks
from tests.rnn.solved import answers_of, rounded
from tests.rnn.test_files import faults_of

COUNT, LENGTH, INPUTS, UNITS, OUTPUTS = 3, 4, 2, 2, 3
CHANCE = np.random.default_rng(5)
SEQUENCES = rounded(CHANCE, COUNT, LENGTH, INPUTS)
CLASSES = CHANCE.integers(0, OUTPUTS, (COUNT, LENGTH))
START = rounded(CHANCE, UNITS)


def gate(suffix=""):
    shapes = {"U": (UNITS, INPUTS), "W": (UNITS, UNITS), "b": (UNITS,)}
    return {f"{name}{suffix}": rounded(CHANCE, *shape) for name, shape in shapes.items()}


OUTPUT = {"V": rounded(CHANCE, OUTPUTS, UNITS), "c": rounded(CHANCE, OUTPUTS)}
CELLS = {
    "vanilla": (networks.vanilla("tanh"), gate(), {}),
    "lstm": (networks.lstm, gate("_i") | gate("_f") | gate("_o") | gate("_g"), {}),
    "gru": (networks.gru("before", "keep"), gate("_z") | gate("_r") | gate("_h"), {}),
    "gru, reset after": (
        networks.gru("after", "renew"),
        gate("_z") | gate("_r") | gate("_h") | {"c_h": rounded(CHANCE, UNITS)},
        {"gru_reset": "after", "gru_update": "renew"},
    ),
}


def in_file(cell, weights):
    """The weights as the keys of a file."""
    if cell == "vanilla":
        return {"cell": cell, **weights}
    gates = {}
    for id, value in weights.items():
        letter, key = id.split("_")
        gates.setdefault(key, {})[letter if letter != "c" else "recurrent_bias"] = value
    return {"cell": cell.partition(",")[0], "gates": gates}


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("batch", ["mean", "sum"])
def test_a_batch_is_its_sequences_together(cell, batch):
    step, weights, conventions = CELLS[cell]
    p = {**weights, **OUTPUT}
    states = 2 if cell == "lstm" else 1

    def loss(p):
        start = (START, np.zeros(UNITS))[:states]
        of_each = [
            sum(networks.losses(step, p, xs, ys, start, networks.softmax_loss))
            for xs, ys in zip(SEQUENCES, CLASSES, strict=True)
        ]
        return sum(of_each) / (COUNT if batch == "mean" else 1)

    answers = answers_of(
        **in_file(cell, weights), **OUTPUT, inputs=SEQUENCES, targets=CLASSES,
        initial_state=START, output="softmax", loss="cross_entropy",
        conventions={**conventions, "batch": batch},
    )  # fmt: skip
    assert answers["L"] == pytest.approx(loss(p))
    for name, gradient in networks.derivative(loss, p).items():
        id = "b_y" if cell == "lstm" and name == "c" else name
        np.testing.assert_allclose(answers[f"d{id}"], gradient, atol=1e-12, err_msg=id)


@pytest.mark.parametrize("truncation", ["per_loss", "segments"])
def test_truncation_acts_on_each_sequence(truncation):
    weights = CELLS["vanilla"][1]
    keys = {**weights, **OUTPUT, "output": "softmax", "loss": "cross_entropy", "truncate": 2}
    conventions = {"truncation": truncation, "batch": "sum"}
    both = answers_of(inputs=SEQUENCES, targets=CLASSES, conventions=conventions, **keys)
    each = [
        answers_of(inputs=xs, targets=ys, conventions=conventions, **keys)
        for xs, ys in zip(SEQUENCES.tolist(), CLASSES.tolist(), strict=True)
    ]
    for id in ("L", "dU", "dW", "db", "dV", "dc"):
        np.testing.assert_allclose(both[id], sum(one[id] for one in each), atol=1e-12)


def test_stacked_layers_and_one_target_for_each_sequence():
    layers = [gate(), gate()]
    keys = {"layers": layers, "V": rounded(CHANCE, 1, UNITS), "output": "sigmoid",
            "loss": "binary_cross_entropy"}  # fmt: skip
    together = answers_of(inputs=SEQUENCES, target=[1, 0, 1], **keys)
    each = [
        answers_of(inputs=xs, target=y, **keys)
        for xs, y in zip(SEQUENCES.tolist(), [1, 0, 1], strict=True)
    ]
    for id in ("L", "dU[1]", "dW[2]", "db[1]", "dV"):
        np.testing.assert_allclose(together[id], sum(one[id] for one in each) / 3, atol=1e-12)
    for id in ("s[2,4]", "y_hat[4]"):
        np.testing.assert_allclose(together[id], [one[id] for one in each], atol=1e-12)


def test_what_a_batch_cannot_do_is_told():
    keys = {"inputs": SEQUENCES, **CELLS["vanilla"][1]}
    assert "one sequence" in faults_of(**keys, derive="jacobian")["derive"].message
    assert (
        "each sequence"
        in faults_of(**keys, targets=[1, 2], loss="squared_error")["targets"].message
    )
    flat = faults_of(**keys, targets=[1, 2, 3], loss="squared_error")["targets"]
    assert flat.found == "3 numbers"
    text = {"vocabulary": "ab", "target_text": "ab", "loss": "squared_error"}
    assert "one sequence" in faults_of(**keys, **text)["target_text"].message
    joint = faults_of(inputs=SEQUENCES, W=[[1, 2, 3]])
    assert "given apart" in joint["W"].message
    short = faults_of(**keys, targets=[[1], [1], [1]], loss="squared_error")["targets"]
    assert "each time step" in short.message
