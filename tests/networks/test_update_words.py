"""`update: weights` and `update: biases` go by what a parameter is, whatever it is called."""

import json

import pytest

from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve

MLP = {
    "kind": "mlp",
    "input": [[1, 0], [0, 1]],
    "layers": [
        {"embedding": {"weights": [[1, 2], [0, 1]]}},
        {"layer_norm": {"gamma": [1, 2], "beta": [0, 1]}},
        {"weights": [[1, -1]], "bias": [2]},
    ],
    "target": [1, 0],
    "loss": "squared_error",
}
RNN = {
    "kind": "rnn",
    "cell": {"W": "W_hh"},
    "inputs": [1, 2],
    "U": [[1]],
    "W_hh": [[0.5]],
    "b": [0],
    "V": [[1]],
    "c": [1],
    "targets": [1, 0],
    "loss": "squared_error",
}


@pytest.mark.parametrize(
    ("problem", "word", "moved"),
    [
        (MLP, "weights", {"E_new[1]", "W_new[3]"}),
        (MLP, "biases", {"b_new[3]"}),
        (MLP, ["biases", "gamma*"], {"b_new[3]", "gamma_new[2]"}),
        (RNN, "weights", {"U_new", "W_hh_new", "V_new"}),
        (RNN, "biases", {"b_new", "c_new"}),
        (RNN, ["U", "biases"], {"U_new", "b_new", "c_new"}),
    ],
)
def test_what_is_updated(problem, word, moved):
    optimizer = {"name": "sgd", "learning_rate": 0.1, "update": word}
    text = json.dumps(problem | {"optimizer": optimizer})
    derivation = solve(load_problem(Source("p", text)))
    assert {id for id in derivation.by_id if "_new" in id} == moved


def test_a_penalty_is_on_weights_whatever_they_are_called():
    penalty = {"penalty": {"l2": 2}, "conventions": {"penalty": "half"}}
    derivation = solve(load_problem(Source("p", json.dumps(MLP | penalty))))
    # half of 2 times 1 + 4 + 0 + 1 of the table and 1 + 1 of the dense layer
    assert derivation.by_id["L_penalty"].value == 8
