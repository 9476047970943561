"""What a problem file may say, and what is told where it says something wrong."""

import numpy as np
import pytest

from hwsolve.errors import InputError
from hwsolve.problem_files import Source, find
from hwsolve.solving import load_problem, solve
from tests.rnn.solved import answers_of, derivation_of

SMALL = {"inputs": [[1, 0], [0, 1]], "U": [[1, 2]], "W": [[0.5]]}
GATE = {"U": [[1, 2]], "W": [[1]], "b": [0]}


def faults_of(**keys):
    with pytest.raises(InputError) as caught:
        derivation_of(**keys)
    return {fault.dotted_path: fault for fault in caught.value.faults}


@pytest.mark.parametrize("name", ["p1c.yaml", "rnn-hello.yaml", "lstm-one-unit.yaml"])
def test_problems_that_ship_are_solved(name):
    derivation = solve(load_problem(find(name)))
    assert derivation.kind == "rnn"
    assert derivation.title


def test_the_shape_of_a_matrix_is_told_with_what_it_multiplies():
    found = faults_of(**{**SMALL, "U": [[1, 2, 3]], "W": [[1, 2]]})
    assert found["U"].message == "U doesn't fit what it multiplies"
    assert "1 × 2: it multiplies the input x[t], which has 2 entries" in found["U"].expected
    assert found["U"].found == "a matrix of 1 × 3"
    assert "1 × 1" in found["W"].expected
    assert "the state before, which has 1 entry" in found["W"].expected
    assert found["W"].line == 4


def test_a_transposed_matrix_is_recognised():
    found = faults_of(**{**SMALL, "U": [[1], [2]], "W": [[1, 0, 0], [0, 1, 0]]})
    assert "2 × 2" in found["U"].expected
    found = faults_of(inputs=[[1, 2, 3]], U=[[1, 2], [3, 4], [5, 6]], W=[[1, 0], [0, 1]])
    assert found["U"].hint == "a row belongs to a unit: this looks transposed"


@pytest.mark.parametrize(
    ("keys", "path", "words"),
    [
        ({"V": [[1, 2]]}, "V", "it multiplies the state, which has 1 entry"),
        ({"V": [[1]], "c": [1, 2]}, "c", "1 number, one for each row of V"),
        ({"c": [1]}, "c", "without the matrix V"),
        ({"b": [1, 2]}, "b", "1 number, one for each row of W"),
        ({"initial_state": [0, 0]}, "initial_state", "1 number"),
        ({"initial_cell": [0]}, "initial_cell", "no second state"),
        ({"targets": [1, 2, 3], "loss": "squared_error"}, "targets", "2 targets"),
        ({"targets": [1, 2]}, "targets", "without a loss"),
        ({"loss": "squared_error"}, "loss", "without a target"),
        ({"targets": [1, 2], "target": 1, "loss": "squared_error"}, "target", "two ways"),
        ({"optimizer": {"name": "sgd", "learning_rate": 1}}, "optimizer", "without a loss"),
        ({"clip": {"norm": 1, "value": 1}}, "clip", "one of them"),
        ({"gates": {"i": {"W": [[1]]}}}, "gates.i", "no gate 'i'"),
        ({"cell": {"activation": "tahn"}}, "cell.activation", "tanh"),
        ({"cell": {"state": "L"}}, "cell.state", "taken"),
        ({"cell": {"W": "L"}}, "cell.W", "taken"),
        ({"cell": {"W": "U_new"}}, "cell.W", "taken"),
        ({"cell": {"W": "W[1]"}}, "cell.W", "not a name"),
        ({"derive": "dW"}, "derive", "without a loss"),
        ({"inputs": [[[[1]]]]}, "inputs", "too many axes"),
        ({"input_text": "ab", "vocabulary": "ab"}, "input_text", "two ways"),
        ({"truncate": 0, "conventions": {"truncation": "segments"}}, "truncate", "segment"),
    ],
)
def test_faults_are_placed(keys, path, words):
    fault = faults_of(**{**SMALL, **keys})[path]
    assert words in str(fault)
    assert fault.line is not None


def test_gates_of_an_lstm():
    found = faults_of(inputs=[[1, 2]], cell="lstm", gates={"i": GATE, "f": GATE})
    assert "2 gates are missing: o, g" in found["gates"].message
    wrong = {**GATE, "W": [[1, 2]]}
    gates = {"i": GATE, "f": wrong, "o": GATE, "g": GATE}
    assert "W_f" in faults_of(inputs=[[1, 2]], cell="lstm", gates=gates)["gates.f.W"].message


def test_a_second_layer_is_told_what_flows_in():
    layers = [{"U": [[1, 2]], "W": [[1]]}, {"U": [[1, 2]], "W": [[1]]}]
    fault = faults_of(inputs=[[1, 2]], layers=layers)["layers[2].U"]
    assert "it multiplies the state of layer 1, which has 1 entry" in fault.expected
    assert "with layers" in faults_of(inputs=[[1]], layers=layers, W=[[1]])["W"].message


def test_text_needs_its_vocabulary():
    keys = {"U": [[1, 2]], "W": [[1]], "input_text": "abc"}
    assert "needs a vocabulary" in faults_of(**keys)["input_text"].message
    fault = faults_of(**keys, vocabulary="ab")["input_text"]
    assert fault.found == "c"


def test_letters_alone_derive_no_numbers():
    assert "without numbers" in faults_of(derive="dW")["derive"].message
    assert "vanilla cell only" in faults_of(cell="lstm")["cell.type"].message
    assert "sizes" in faults_of(derive="parameter_count")["derive"].hint


def test_text_is_read_as_one_hot_codes():
    weights = {"U": [[1, 2, 3]], "W": [[0.5]], "V": [[1], [2], [3]], "output": "softmax",
               "loss": "cross_entropy"}  # fmt: skip
    text = answers_of(vocabulary="abc", input_text="ab", target_text="ca", **weights)
    codes = answers_of(inputs=[[1, 0, 0], [0, 1, 0]], targets=[2, 0], **weights)
    for id in ("x[1]", "x[2]", "y[1]", "L", "dU", "dV"):
        np.testing.assert_allclose(text[id], codes[id])


@pytest.mark.parametrize(
    ("cell", "keys", "count"),
    [
        # Keras counts so, with a dense layer on top: SimpleRNN(16), LSTM(16), GRU(16) on 8 inputs.
        ("vanilla", {}, 16 * 8 + 16 * 16 + 16),
        ("lstm", {}, 4 * (16 * 8 + 16 * 16 + 16)),
        ("gru", {}, 3 * (16 * 8 + 16 * 16 + 16)),
        ("gru", {"conventions": {"gru_reset": "after"}}, 1248),
        (
            "gru",
            {"conventions": {"gru_reset": "after", "gate_biases": "one"}},
            3 * (16 * 8 + 16 * 16 + 16),
        ),
        # PyTorch keeps bias_ih and bias_hh in every cell: nn.RNN, nn.LSTM, nn.GRU(8, 16).
        ("vanilla", {"conventions": {"gate_biases": "two"}}, 416),
        ("lstm", {"conventions": {"gate_biases": "two"}}, 1664),
        ("gru", {"conventions": {"gate_biases": "two"}}, 1248),
    ],
)
def test_parameters_are_counted_from_sizes(cell, keys, count):
    sizes = {"input": 8, "hidden": 16, "output": 10}
    answers = answers_of(cell=cell, sizes=sizes, derive="parameter_count", **keys)
    assert answers["n_cell"] == count
    assert answers["n_parameters"] == count + 10 * 16 + 10


@pytest.mark.parametrize(
    ("conventions", "choice", "words"),
    [
        ({}, "one", "PyTorch keeps two"),
        ({"gru_reset": "after"}, "two", "where the reset comes after W"),
        ({"gru_reset": "after", "gate_biases": "one"}, "one", "a bias for each unit"),
    ],
)
def test_the_ledger_says_how_many_biases_a_gate_has(conventions, choice, words):
    derivation = derivation_of(
        cell="gru",
        sizes={"input": 2, "hidden": 3},
        derive="parameter_count",
        conventions=conventions,
    )
    (line,) = (line for line in derivation.conventions if line.key == "gate_biases")
    assert (line.choice, line.declared) == (choice, "gate_biases" in conventions)
    assert words in line.meaning
    (step,) = (step for step in derivation.steps if step.id == "n_cell")
    assert ("two biases" in step.why) == (choice == "two")


def test_without_biases_none_are_counted_or_told():
    sizes = {"input": 2, "hidden": 3, "output": 1, "biases": "false"}
    derivation = derivation_of(cell="lstm", sizes=sizes, derive="parameter_count")
    assert derivation.answers()["n_parameters"] == 4 * (3 * 2 + 3 * 3) + 3
    assert "gate_biases" not in [line.key for line in derivation.conventions]
    assert not any(word == "b" for step in derivation.steps for word in step.why.split())


def test_parameters_that_are_given_are_counted():
    assert answers_of(**SMALL)["n_parameters"] == 3


def test_the_schema_has_what_a_file_may_say():
    from hwsolve.solving import schema

    assert {"inputs", "cell", "truncate", "clip"} <= set(schema("rnn")["properties"])


def test_names_may_stand_for_numbers():
    text = "kind: rnn\ninputs: [u, v]\nU: [[a]]\nW: [[w]]\ncell: {activation: linear}\ntarget: y\n"
    text += "loss: half_squared_error\n"
    answers = solve(load_problem(Source("test", text))).answers()
    import sympy

    a, u, v, w, y = sympy.symbols("a u v w y", real=True)
    found = answers["dW"][0, 0].closed
    assert sympy.expand(found - (w * a * u + a * v - y) * a * u) == 0
