"""A course's own names for the weights: W_xh, W_hh, W_hy of CS231n, or W_ax, W_aa, W_ya."""

import numpy as np
import pytest

from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve
from tests.rnn import networks
from tests.rnn.solved import answers_of, derivation_of, floats, rounded, statements_of, steps_of
from tests.rnn.test_files import faults_of

CS231N = {"U": "W_xh", "W": "W_hh", "b": "b_h", "V": "W_hy", "c": "b_y"}
INPUTS, TARGETS = [[1, 0.5], [-0.5, 1], [0.25, -1]], [0, 1, 1]


def weights(units=2, inputs=2, outputs=2):
    chance = np.random.default_rng(7)
    shapes = {"U": (units, inputs), "W": (units, units), "b": (units,),
              "V": (outputs, units), "c": (outputs,)}  # fmt: skip
    return {role: rounded(chance, *shape) for role, shape in shapes.items()}


def expected_gradients(p):
    """Complex steps through a network that knows no names."""

    def loss(p):
        step, start = networks.vanilla("tanh"), (np.zeros(2),)
        xs = [np.array(x) for x in INPUTS]
        return sum(networks.losses(step, p, xs, TARGETS, start, networks.softmax_loss))

    return networks.derivative(loss, p)


@pytest.mark.parametrize(
    "names",
    [
        CS231N,
        {"U": "Wxh", "W": "Whh", "b": "bh", "V": "Why", "c": "by"},
        {"U": "W_ax", "W": "W_aa", "b": "b_a", "V": "W_ya", "c": "b_y", "state": "a"},
        {"U": "W", "W": "U"},  # exchanged: h = tanh(W x + U h)
    ],
)
def test_weights_go_by_the_names_of_the_course(names):
    p = weights()
    cell = {"activation": "tanh", "state": "h", **names}
    own = {names.get(role, role): value for role, value in p.items()}
    answers = answers_of(
        cell=cell, inputs=INPUTS, targets=TARGETS, output="softmax", loss="cross_entropy",
        optimizer={"name": "sgd", "learning_rate": 0.5}, **own,
    )  # fmt: skip
    for role, gradient in expected_gradients(p).items():
        name = names.get(role, role)
        np.testing.assert_allclose(answers[f"d{name}"], gradient, atol=1e-12)
        np.testing.assert_allclose(answers[f"{name}_new"], p[role] - 0.5 * gradient, atol=1e-12)
    assert f"{cell['state']}[3]" in answers


def test_gates_and_both_directions_have_names_too():
    gate = {"W_x": [[0.5]], "W_h": [[0.1]], "b": [0.2]}
    plain = {"U": [[0.5]], "W": [[0.1]], "b": [0.2]}
    keys = {"inputs": [1, -1], "target": 0.5, "loss": "half_squared_error"}
    named = {"type": "lstm", "U": "W_x", "W": "W_h"}
    found = answers_of(**keys, cell=named, gates=dict.fromkeys("ifog", gate))
    usual = answers_of(**keys, cell="lstm", gates=dict.fromkeys("ifog", plain))
    for letter in "ifog":
        assert found[f"dW_h_{letter}"] == pytest.approx(usual[f"dW_{letter}"])
    both = answers_of(inputs=[1, -1], cell={"W": "R"}, U=[[1]], R=[[0.5]],
                      backward={"U": [[1]], "R": [[0.25]]})  # fmt: skip
    assert both["s_bw[1]"] == pytest.approx(np.tanh(1 + 0.25 * np.tanh(-1)))
    assert both["R_bw"] == 0.25


def test_the_working_speaks_of_the_weights_by_their_names():
    derivation = derivation_of(cell={"state": "h", **CS231N}, inputs=[1, 2], W_xh=[[1]],
                               W_hh=[[0.5]], targets=[1, 1], loss="squared_error")  # fmt: skip
    steps = steps_of(derivation)
    assert "each weight of W_hh multiplies one entry of h⁽¹⁾" in steps["dW_hh[2]"].why
    assert steps["dz[2]"].why == "chain rule: dh⁽²⁾ times the slope of the activation at z⁽²⁾"
    assert "W_xh weighs the input, W_hh the state" in derivation.conventions[0].meaning


def test_jacobians_in_numbers_and_in_letters():
    cell = {"state": "h", **CS231N}
    steps = steps_of(derivation_of(cell=cell, inputs=[1, 2], W_xh=[[1]], W_hh=[[0.5]],
                                   derive="jacobian"))  # fmt: skip
    assert floats(steps["norm_W_hh"].value) == 0.5
    lines = statements_of(derivation_of(cell=cell))
    assert "γ‖W_hh‖ < 1" in lines["vanishing"].why


def test_faults_are_told_by_the_names_and_at_their_places():
    cell = {"state": "h", **CS231N}
    found = faults_of(cell=cell, inputs=[[1, 0]], W_xh=[[1]], W_hh=[[2]], b_h=[1, 2])
    assert found["W_xh"].message == "W_xh doesn't fit what it multiplies"
    assert found["W_xh"].line == 4
    assert found["b_h"].message == "the bias b_h doesn't fit the units"
    assert "did you mean W_" in str(
        faults_of(cell=cell, inputs=[1], W_xh=[[1]], W_ih=[[2]])["W_ih"]
    )
    twice = faults_of(cell=cell, inputs=[1], W_xh=[[1]], W_hh=[["bad"]], W=[[1]])
    assert twice["W"].message == "W_hh and W are two ways to say one thing"
    assert "bad" in twice["W_hh[1][1]"].message


@pytest.mark.parametrize(
    ("cell", "path"),
    [
        ({"state": "b"}, "cell.state"),
        ({"state": "J"}, "cell.state"),
        ({"W": "s"}, "cell.W"),
        ({"V": "epsilon"}, "cell.V"),
        ({"b": "V_W"}, "cell.b"),
        ({"type": "lstm", "c": "c"}, "cell.c"),
        ({"type": "gru", "U": "a"}, "cell.U"),
    ],
)
def test_a_name_is_free(cell, path):
    plain = {"U": [[1]], "W": [[1]], "b": [0]}
    names = {key: cell.get(key, key) for key in plain}
    weights = {names[key]: value for key, value in plain.items()}
    gates = {"lstm": "ifog", "gru": "zrh"}.get(cell.get("type"), "")
    keys = {"gates": dict.fromkeys(gates, weights)} if gates else weights
    assert path in faults_of(cell=cell, inputs=[1], **keys)


@pytest.mark.parametrize("names", [CS231N, {"U": "W", "W": "U"}])
def test_the_problem_as_it_was_understood_can_be_read_again(names):
    import json

    own = {names.get(role, role): value for role, value in weights().items()}
    first = derivation_of(cell={"state": "h", **names}, inputs=INPUTS, **own)
    text = json.dumps(first.problem)
    again = solve(load_problem(Source("again.yaml", text)), 15)
    assert again.answers().keys() == first.answers().keys()
    for id, value in first.answers().items():
        np.testing.assert_array_equal(floats(again.answers()[id]), floats(value))


def test_one_cell_for_all_layers():
    layers = [{"U": [[1]], "W": [[0.5]]}, {"U": [[2]], "W": [[1]], "cell": "vanilla"}]
    answers = answers_of(cell={"activation": "relu"}, inputs=[1, 2], layers=layers)
    assert answers["s[1,2]"] == 2.5
    assert answers["s[2,1]"] == pytest.approx(np.tanh(2))


@pytest.mark.parametrize("name", ["e", "pi"])
@pytest.mark.parametrize("key", ["U", "W", "b", "c", "state", "input"])
def test_nothing_goes_by_the_name_of_a_constant(key, name):
    """A formula in an answer would read e as Euler's number."""
    own = {name if role == key else role: value for role, value in weights().items()}
    found = faults_of(
        cell={"activation": "tanh", key: name}, inputs=INPUTS, targets=TARGETS,
        output="softmax", loss="cross_entropy", **own,
    )  # fmt: skip
    assert "in every formula" in found[f"cell.{key}"].message
