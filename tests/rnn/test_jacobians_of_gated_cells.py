"""Jacobians of gated cells and of several layers against complex steps of other networks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwsolve.derivation.readings import Readings
from hwsolve.errors import InputError
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from tests.rnn import networks
from tests.rnn.solved import answers_of, derivation_of, rounded, steps_of
from tests.rnn.test_gradients import INPUTS, UNITS, as_gates, gate_weights

TIMES = 4
LETTERS = {"lstm": ["_i", "_f", "_o", "_g"], "gru": ["_z", "_r", "_h"]}
LAYOUTS = ["numerator", "denominator"]
GRU_FORMS = [(reset, update) for reset in ("before", "after") for update in ("keep", "renew")]


def gated(seed, kind, reset="before", update="keep"):
    """(keys of a file, its step in floating point, its weights, inputs and state before)."""
    generator = np.random.default_rng(seed)
    p = gate_weights(generator, LETTERS[kind])
    gates = as_gates(p, LETTERS[kind])
    xs, h = rounded(generator, TIMES, INPUTS), rounded(generator, UNITS)
    keys = {"cell": kind, "inputs": xs, "gates": gates, "initial_state": h}
    if kind == "lstm":
        c = rounded(generator, UNITS)
        return {**keys, "initial_cell": c}, networks.lstm, p, xs, (h, c)
    if reset == "after":
        p["c_h"] = gates["h"]["recurrent_bias"] = rounded(generator, UNITS)
    return keys, networks.gru(reset, update), p, xs, (h,)


def end_to_end(step, p, xs, states, t, k):
    """∂(the whole state at t)/∂(that at k), by complex steps through all time steps between."""

    def later(whole):
        start = tuple(np.split(whole, len(states[k])))
        return np.concatenate(networks.states(step, p, xs[k:t], start)[-1])

    return networks.jacobian(later, np.concatenate(states[k]))


def turned(J, layout):
    return J if layout == "numerator" else J.T


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_total_jacobian_of_an_lstm_is_that_of_both_states(layout):
    keys, step, p, xs, start = gated(1, "lstm")
    conventions = {"jacobian_of_gated_cell": "total", "jacobian_layout": layout}
    answers = answers_of(**keys, derive="jacobian", conventions=conventions)
    states = networks.states(step, p, xs, start)
    for k in range(TIMES):
        J = end_to_end(step, p, xs, states, TIMES, k)
        found = answers[f"J[{TIMES},{k}]"]
        np.testing.assert_allclose(turned(found, layout), J, rtol=1e-10, atol=1e-13)
        norm = np.linalg.norm(J, 2)
        np.testing.assert_allclose(answers[f"norm_J[{TIMES},{k}]"], norm, rtol=1e-10)
    for t in range(1, TIMES + 1):
        J = end_to_end(step, p, xs, states, t, t - 1)
        np.testing.assert_allclose(turned(answers[f"J[{t}]"], layout), J, rtol=1e-10, atol=1e-13)
        for name, rows in (("h", J[:UNITS]), ("c", J[UNITS:])):
            for by, block in (("h", rows[:, :UNITS]), ("c", rows[:, UNITS:])):
                found = turned(answers[f"J_{name}{by}[{t}]"], layout)
                np.testing.assert_allclose(found, block, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("reset", "update"), GRU_FORMS)
def test_the_total_jacobian_of_a_gru(reset, update, layout):
    keys, step, p, xs, start = gated(2, "gru", reset, update)
    conventions = {"jacobian_of_gated_cell": "total", "jacobian_layout": layout,
                   "gru_reset": reset, "gru_update": update}  # fmt: skip
    answers = answers_of(**keys, derive="jacobian", conventions=conventions)
    states = networks.states(step, p, xs, start)
    for k in range(TIMES):
        J = end_to_end(step, p, xs, states, TIMES, k)
        found = turned(answers[f"J[{TIMES},{k}]"], layout)
        np.testing.assert_allclose(found, J, rtol=1e-10, atol=1e-13)


@settings(max_examples=8)
@given(seed=st.integers(0, 2**32 - 1), kind=st.sampled_from(["lstm", "gru"]))
def test_a_product_of_total_jacobians_is_the_end_to_end_one(seed, kind):
    keys, step, p, xs, start = gated(seed, kind)
    conventions = {"jacobian_of_gated_cell": "total"}
    answers = answers_of(**keys, derive="jacobian", conventions=conventions)
    product = np.eye(len(start) * UNITS)
    for t in range(1, TIMES + 1):
        product = answers[f"J[{t}]"] @ product
    expected = end_to_end(step, p, xs, networks.states(step, p, xs, start), TIMES, 0)
    np.testing.assert_allclose(product, expected, rtol=1e-9, atol=1e-12)


def test_the_direct_path_of_an_lstm_is_its_forget_gate():
    keys, *_ = gated(3, "lstm")
    answers = answers_of(**keys, derive="jacobian")
    product = np.eye(UNITS)
    for t in range(1, TIMES + 1):
        np.testing.assert_allclose(answers[f"J[{t}]"], np.diag(answers[f"f[{t}]"]), rtol=1e-12)
        product = np.diag(answers[f"f[{t}]"]) @ product
    np.testing.assert_allclose(answers[f"J[{TIMES},0]"], product, rtol=1e-12)
    assert "gamma" not in answers


@pytest.mark.parametrize(("reset", "update"), GRU_FORMS)
def test_the_direct_path_of_a_gru_is_the_share_of_the_old_state(reset, update):
    keys, *_ = gated(4, "gru", reset, update)
    conventions = {"gru_reset": reset, "gru_update": update}
    answers = answers_of(**keys, derive="jacobian", conventions=conventions)
    share = answers["z[2]"] if update == "keep" else 1 - answers["z[2]"]
    np.testing.assert_allclose(answers["J[2]"], np.diag(share), rtol=1e-12)


@pytest.mark.parametrize("chosen", ["direct_path", "total"])
@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_the_ledger_says_which_jacobian_is_meant(kind, chosen):
    keys, *_ = gated(5, kind)
    derivation = derivation_of(
        **keys, derive="jacobian", conventions={"jacobian_of_gated_cell": chosen}
    )
    (line,) = [line for line in derivation.conventions if line.key == "jacobian_of_gated_cell"]
    assert line.choice == chosen
    expected = {"lstm": "∂c[t]/∂c[t−1]", "gru": "∂h[t]/∂h[t−1]"}[kind]
    assert (expected in line.meaning) == (chosen == "direct_path")


def test_a_block_is_of_the_total_jacobian():
    keys, *_ = gated(5, "lstm")
    with pytest.raises(InputError) as caught:
        derivation_of(**keys, derive=["J_cc[2]"])
    assert "jacobian_of_gated_cell: total" in caught.value.faults[0].hint
    conventions = {"jacobian_of_gated_cell": "total"}
    answers = answers_of(**keys, derive=["J_cc[2]"], conventions=conventions)
    np.testing.assert_allclose(answers["J_cc[2]"], np.diag(answers["f[2]"]), rtol=1e-12)


# ---- several layers -----------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_of_several_layers_has_its_own(layout):
    """A layer's states move nothing in those below, so each has a chain of its own."""
    generator = np.random.default_rng(6)
    below, above = (gate_weights(generator, [""]) for _ in range(2))
    above["U"] = rounded(generator, UNITS, UNITS)
    xs = rounded(generator, TIMES, INPUTS)
    starts = [rounded(generator, UNITS) for _ in range(2)]
    layers = [{**p, "initial_state": s} for p, s in zip((below, above), starts, strict=True)]
    conventions = {"jacobian_layout": layout}
    answers = answers_of(inputs=xs, layers=layers, derive="jacobian", conventions=conventions)
    step = networks.vanilla("tanh")
    first = networks.states(step, below, xs, (starts[0],))
    middle = [state[0] for state in first[1:]]
    second = networks.states(step, above, middle, (starts[1],))
    for layer, p, inputs, states in ((1, below, xs, first), (2, above, middle, second)):
        for k in range(TIMES):
            J = end_to_end(step, p, inputs, states, TIMES, k)
            id = f"J[{layer},{TIMES},{k}]" if k < TIMES - 1 else f"J[{layer},{TIMES}]"
            np.testing.assert_allclose(turned(answers[id], layout), J, rtol=1e-10, atol=1e-13)
            assert np.linalg.norm(J, 2) <= answers[f"bound[{layer},{TIMES - k}]"] * (1 + 1e-12)
    np.testing.assert_allclose(answers["J[2]"], answers["J[2,2]"])
    assert {"gamma[1]", "gamma[2]", "norm_W[1]", "rho_W[2]", "norm_J[1,3]"} <= answers.keys()


def test_layers_of_several_sorts():
    generator = np.random.default_rng(7)
    letters = LETTERS["lstm"]
    p, xs = gate_weights(generator, letters), rounded(generator, TIMES, INPUTS)
    weights = rounded(generator, UNITS, UNITS)
    top = gate_weights(generator, [""])
    top["U"] = rounded(generator, UNITS, UNITS)
    layers = [{"lstm": {"gates": as_gates(p, letters)}},
              {"dense": {"weights": weights, "activation": "relu"}},
              {"rnn": {**top, "cell": {"activation": "sigmoid"}}}]  # fmt: skip
    answers = answers_of(
        inputs=xs, layers=layers, derive="jacobian",
        conventions={"jacobian_of_gated_cell": "total"},
    )  # fmt: skip
    zeros = np.zeros(UNITS)
    lstm = networks.states(networks.lstm, p, xs, (zeros, zeros))
    middle = [np.maximum(weights @ state[0], 0) for state in lstm[1:]]
    step = networks.vanilla("sigmoid")
    upper = networks.states(step, top, middle, (zeros,))
    for k in range(TIMES - 1):
        J = end_to_end(networks.lstm, p, xs, lstm, TIMES, k)
        np.testing.assert_allclose(answers[f"J[1,{TIMES},{k}]"], J, rtol=1e-10, atol=1e-13)
        J = end_to_end(step, top, middle, upper, TIMES, k)
        np.testing.assert_allclose(answers[f"J[3,{TIMES},{k}]"], J, rtol=1e-10, atol=1e-13)


# ---- every activation in a cell -----------------------------------------------------------------


def test_a_leaky_cell_has_the_bound_of_its_slopes():
    keys = {"inputs": [1, -1, 0.5], "U": [[1], [-1]], "W": [[0.5, 0.25], [-0.75, 1]],
            "cell": {"activation": {"name": "leaky_relu", "slope": -2}}}  # fmt: skip
    derivation = derivation_of(**keys, derive="jacobian")
    answers = derivation.answers()
    assert answers["gamma"] == 2
    formula = to_line(Readings(NumberStyle()).formula(steps_of(derivation)["J[1]"].term))
    assert formula == "diag(LeakyReLU₋₂′(z⁽¹⁾)) W"
