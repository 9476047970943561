"""Layers of every sort at every time step, beside recurrent ones: plain numbers and differences."""

import json
import random

import pytest

from hwsolve.errors import InputError
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve
from tests.networks.plain_sequences import GATES, loss_of, slopes_of
from tests.networks.random_graphs import drawn
from tests.networks.test_every_layer import IN_LISTS, OVER_POSITIONS, RATE, floats


def gate(chance, units, inputs):
    weights = {"U": drawn(chance, units, inputs), "W": drawn(chance, units, units)}
    return weights | {"b": drawn(chance, units)}


def cell(chance, sort, units=2, inputs=3):
    if sort == "rnn":
        return {"rnn": gate(chance, units, inputs)}
    return {sort: {"gates": {letter: gate(chance, units, inputs) for letter in GATES[sort]}}}


def compare(problem):
    settings = {"kind": "rnn", "loss": "squared_error",
                "optimizer": {"name": "sgd", "learning_rate": RATE}}  # fmt: skip
    derivation = solve(load_problem(Source("p", json.dumps(problem | settings))))
    assert floats(derivation.by_id["L"].value) == pytest.approx(loss_of(problem), rel=1e-9)
    slopes = slopes_of(problem)
    for id, slope in slopes.items():
        found = floats(derivation.by_id[f"d{id}"].value)
        assert found == pytest.approx(slope, rel=1e-5, abs=1e-6), id
        name, bracket, number = id.partition("[")
        step = floats(derivation.by_id[f"{name}_new{bracket}{number}"].value)
        assert step == pytest.approx(floats(derivation.by_id[id].value) - RATE * found, rel=1e-9)
    for step in derivation.steps:
        assert step.why or step.term is None


def around(chance, layer, sort="lstm", **more):
    """A layer over three entries between a dense layer and a recurrent one."""
    width = 6 if "concatenate" in str(layer) else 3
    dense = {"weights": drawn(chance, 3, 3), "activation": "tanh"}
    return {
        "inputs": drawn(chance, 3, 3),
        "layers": [dense, layer, cell(chance, sort, 2, width) | more],
        "targets": drawn(chance, 3, 2),
    }


PLAIN = {key: make for key, make in IN_LISTS.items() if key != "flatten"} | {
    "embedding": OVER_POSITIONS["embedding"]
}


@pytest.mark.parametrize("key", PLAIN)
def test_a_layer_under_an_lstm(key):
    chance = random.Random(key)  # noqa: S311 - the same every time
    compare(around(chance, PLAIN[key](chance)))


@pytest.mark.parametrize("sort", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("above", ["relu", "dense", "add"])
def test_a_cell_under_other_layers(sort, above):
    chance = random.Random(f"{sort} {above}")  # noqa: S311
    problem = around(chance, "tanh", sort, name="cell")
    layer = {
        "relu": "relu",
        "dense": {"dense": {"weights": drawn(chance, 2, 2), "bias": drawn(chance, 2)}},
        "add": {"add": ["cell", "skip"]},
    }[above]
    if above == "add":
        problem["layers"].append({"name": "skip", "weights": drawn(chance, 2, 3), "from": "x"})
    problem["layers"].append(layer)
    compare(problem)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "linear"])
def test_a_stack_of_different_cells(activation):
    chance = random.Random(activation)  # noqa: S311
    vanilla = gate(chance, 2, 3) | {"cell": {"activation": activation}}
    compare({
        "inputs": drawn(chance, 2, 3),
        "layers": [vanilla, cell(chance, "gru", 2, 2), cell(chance, "lstm", 1, 2)],
        "targets": drawn(chance, 2, 1),
    })  # fmt: skip


def refusal(layers):
    problem = {"kind": "rnn", "inputs": [[1, 0], [0, 1]], "layers": layers}
    with pytest.raises(InputError) as refused:
        solve(load_problem(Source("p", json.dumps(problem))))
    return str(refused.value)


def test_what_needs_all_positions_is_refused():
    told = refusal([{"attention": {}}, {"U": [[1, 1]], "W": [[1]]}])
    assert "one time step at a time" in told


def test_a_network_without_a_recurrent_layer_is_refused():
    told = refusal(["relu"])
    assert "needs a recurrent layer" in told
    assert all(word in told for word in ("rnn", "lstm", "gru"))
