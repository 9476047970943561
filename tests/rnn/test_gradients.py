"""Every cell against a network in floating point that was written apart, and its complex steps."""

import numpy as np
import pytest

from tests.rnn import networks
from tests.rnn.solved import answers_of, derivation_of, rounded, steps_of

TIMES, INPUTS, UNITS, OUTPUTS = 4, 2, 3, 2


def output(generator):
    return {
        "V": rounded(generator, OUTPUTS, UNITS),
        "c": rounded(generator, OUTPUTS),
    }


def gate_weights(generator, letters, scale=0.8):
    found = {}
    for letter in letters:
        found[f"U{letter}"] = rounded(generator, UNITS, INPUTS, scale=scale)
        found[f"W{letter}"] = rounded(generator, UNITS, UNITS, scale=scale)
        found[f"b{letter}"] = rounded(generator, UNITS, scale=scale)
    return found


def as_gates(p, letters):
    return {letter[1:]: {name: p[f"{name}{letter}"] for name in "UWb"} for letter in letters}


def agree(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-13)


def check(step, p, xs, ys, start, loss, keys, names=None, factor=1.0):
    """The total loss and every gradient of a problem file against the network `step`."""
    names = names or {}
    answers = answers_of(inputs=xs, **keys)

    def total(q):
        return factor * sum(networks.losses(step, q, xs, ys, start, loss))

    agree(answers["L"], total(p))
    for name, gradient in networks.derivative(total, p).items():
        agree(answers[f"d{names.get(name, name)}"], gradient)
    return answers


@pytest.mark.parametrize("activation", networks.ACTIVATIONS)
def test_vanilla_many_to_many(activation):
    generator = np.random.default_rng(1)
    p = {**gate_weights(generator, [""]), **output(generator)}
    xs, start = rounded(generator, TIMES, INPUTS), rounded(generator, UNITS)
    ys = [0, 1, 1, 0]
    check(
        networks.vanilla(activation),
        p,
        xs,
        ys,
        (start,),
        networks.softmax_loss,
        {**p, "cell": {"activation": activation}, "initial_state": start, "targets": ys,
         "output": "softmax", "loss": "cross_entropy"},
    )  # fmt: skip


def test_vanilla_many_to_one_by_the_chain_rule():
    generator = np.random.default_rng(2)
    p = {**gate_weights(generator, [""]), **output(generator)}
    xs, y = rounded(generator, TIMES, INPUTS), [0.25, -0.5]
    answers = check(
        networks.vanilla("tanh"),
        p,
        xs,
        [None] * (TIMES - 1) + [y],
        (np.zeros(UNITS),),
        networks.half_square_loss,
        {**p, "target": y, "loss": "half_squared_error"},
    )
    assert "L[3]" not in answers
    assert f"L[{TIMES}]" in answers


def test_losses_can_be_averaged_over_time():
    generator = np.random.default_rng(3)
    p = {**gate_weights(generator, [""]), **output(generator)}
    xs, ys = rounded(generator, TIMES, INPUTS), [1, 0, 0, 1]
    check(
        networks.vanilla("tanh"),
        p,
        xs,
        ys,
        (np.zeros(UNITS),),
        networks.softmax_loss,
        {**p, "targets": ys, "loss": "cross_entropy_with_logits",
         "conventions": {"loss_over_time": "mean"}},
        factor=1 / TIMES,
    )  # fmt: skip


def test_lstm():
    generator = np.random.default_rng(4)
    letters = ["_i", "_f", "_o", "_g"]
    p = {**gate_weights(generator, letters), **output(generator)}
    xs, ys = rounded(generator, TIMES, INPUTS), [1, 0, 0, 1]
    h, c = rounded(generator, UNITS), rounded(generator, UNITS)
    check(
        networks.lstm,
        p,
        xs,
        ys,
        (h, c),
        networks.softmax_loss,
        {"V": p["V"], "c": p["c"], "cell": "lstm", "gates": as_gates(p, letters),
         "initial_state": h, "initial_cell": c, "targets": ys, "output": "softmax",
         "loss": "cross_entropy"},
        names={"c": "b_y"},
    )  # fmt: skip


@pytest.mark.parametrize("reset", ["before", "after"])
@pytest.mark.parametrize("update", ["keep", "renew"])
def test_gru(reset, update):
    generator = np.random.default_rng(5)
    letters = ["_z", "_r", "_h"]
    p = {**gate_weights(generator, letters), **output(generator)}
    gates = as_gates(p, letters)
    if reset == "after":
        p["c_h"] = rounded(generator, UNITS)
        gates["h"]["recurrent_bias"] = p["c_h"]
    xs, ys = rounded(generator, TIMES, INPUTS), [1, 0, 0, 1]
    h = rounded(generator, UNITS)
    check(
        networks.gru(reset, update),
        p,
        xs,
        ys,
        (h,),
        networks.softmax_loss,
        {"V": p["V"], "c": p["c"], "cell": "gru", "gates": gates, "initial_state": h,
         "targets": ys, "output": "softmax", "loss": "cross_entropy",
         "conventions": {"gru_reset": reset, "gru_update": update}},
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["vanilla", "lstm", "gru"])
@pytest.mark.parametrize("order", ["state_input", "input_state"])
def test_one_matrix_for_state_and_input(kind, order):
    """[W U] [s; x] is W s + U x, and so are its gradients."""
    generator = np.random.default_rng(6)
    letters = {"vanilla": [""], "lstm": ["_i", "_f", "_o", "_g"], "gru": ["_z", "_r", "_h"]}[kind]
    p = {**gate_weights(generator, letters), **output(generator)}
    xs, ys = rounded(generator, TIMES, INPUTS), [1, 0, 0, 1]
    common = {"inputs": xs, "V": p["V"], "c": p["c"], "cell": {"type": kind}, "targets": ys,
              "output": "softmax", "loss": "cross_entropy"}  # fmt: skip

    def joined(W, U):
        return np.concatenate([W, U] if order == "state_input" else [U, W], axis=1)

    pairs = {x: {"W": joined(p[f"W{x}"], p[f"U{x}"]), "b": p[f"b{x}"]} for x in letters}
    apart = as_gates(p, letters) if kind != "vanilla" else None
    one = {"gates": {x[1:]: pair for x, pair in pairs.items()}} if apart else pairs[""]
    other = {"gates": apart} if apart else {name: p[name] for name in "UWb"}
    together = answers_of(**common, **one, conventions={"concatenation": order})
    separate = answers_of(**common, **other)
    agree(together["L"], separate["L"])
    for x in letters:
        agree(together[f"dW{x}"], joined(separate[f"dW{x}"], separate[f"dU{x}"]))
        agree(together[f"db{x}"], separate[f"db{x}"])


def test_gates_stacked_in_one_matrix():
    generator = np.random.default_rng(7)
    letters = ["_i", "_f", "_g", "_o"]
    p = gate_weights(generator, letters)
    xs = rounded(generator, TIMES, INPUTS)
    stacked = {name: np.concatenate([p[f"{name}{x}"] for x in letters]) for name in "UWb"}
    one = answers_of(inputs=xs, cell="lstm", stacked="ifgo", **stacked)
    other = answers_of(inputs=xs, cell="lstm", gates=as_gates(p, letters))
    agree(one[f"h[{TIMES}]"], other[f"h[{TIMES}]"])


def test_two_layers():
    generator = np.random.default_rng(8)
    below, above = gate_weights(generator, [""]), gate_weights(generator, [""])
    above["U"] = rounded(generator, UNITS, UNITS)
    xs, y = rounded(generator, TIMES, INPUTS), [0.5, -0.25]
    last = output(generator)
    zeros = np.zeros(UNITS)

    def total(q):
        step = networks.vanilla("tanh")
        first = {name: q[f"{name}[1]"] for name in "UWb"}
        second = {name: q[f"{name}[2]"] for name in "UWb"}
        middle = [state[0] for state in networks.states(step, first, xs, (zeros,))[1:]]
        top = networks.states(step, second, middle, (zeros,))[-1][0]
        return networks.half_square_loss(q["V"] @ top + q["c"], y)

    p = {f"{k}[1]": v for k, v in below.items()} | {f"{k}[2]": v for k, v in above.items()} | last
    answers = answers_of(
        inputs=xs, layers=[below, above], **last, target=y, loss="half_squared_error"
    )
    agree(answers["L"], total(p))
    for name, gradient in networks.derivative(total, p).items():
        agree(answers[f"d{name}"], gradient)
    shares = sum(answers[f"dW[2,{t}]"] for t in range(1, TIMES + 1))
    agree(answers["dW[2]"], shares)


def test_both_directions_of_time():
    generator = np.random.default_rng(9)
    there, back = gate_weights(generator, [""]), gate_weights(generator, [""])
    xs, ys = rounded(generator, TIMES, INPUTS), rounded(generator, TIMES, OUTPUTS)
    last = {"V": rounded(generator, OUTPUTS, 2 * UNITS), "c": rounded(generator, OUTPUTS)}
    zeros = np.zeros(UNITS)

    def total(q):
        step = networks.vanilla("sigmoid")
        one, other = ({name: q[f"{name}{d}"] for name in "UWb"} for d in ("_fw", "_bw"))
        forwards = [state[0] for state in networks.states(step, one, xs, (zeros,))[1:]]
        backwards = [state[0] for state in networks.states(step, other, xs[::-1], (zeros,))[1:]]
        shown = zip(forwards, backwards[::-1], ys, strict=True)
        return sum(
            networks.half_square_loss(q["V"] @ np.concatenate([f, b]) + q["c"], y)
            for f, b, y in shown
        )

    p = {f"{k}_fw": v for k, v in there.items()} | {f"{k}_bw": v for k, v in back.items()} | last
    answers = answers_of(
        inputs=xs, cell={"activation": "sigmoid"}, **there, backward=back, **last, targets=ys,
        loss="half_squared_error",
    )  # fmt: skip
    agree(answers["L"], total(p))
    for name, gradient in networks.derivative(total, p).items():
        agree(answers[f"d{name}"], gradient)


def test_every_share_is_a_step_before_the_sum():
    generator = np.random.default_rng(10)
    p = {**gate_weights(generator, [""]), **output(generator)}
    xs, ys = rounded(generator, TIMES, INPUTS), [1, 0, 0, 1]
    derivation = derivation_of(inputs=xs, **p, targets=ys, output="softmax", loss="cross_entropy")
    steps = steps_of(derivation)
    order = list(steps)
    for name in ("U", "W", "V", "b", "c"):
        shares = [f"d{name}[{t}]" for t in range(1, TIMES + 1)]
        assert list(steps[f"d{name}"].depends_on) == shares
        assert all(order.index(share) < order.index(f"d{name}") for share in shares)
    answers = answers_of(inputs=xs, **p, targets=ys, output="softmax", loss="cross_entropy")
    for t in range(1, TIMES + 1):
        agree(answers[f"dW[{t}]"], np.outer(answers[f"dz[{t}]"], answers[f"s[{t - 1}]"]))
        agree(answers[f"dU[{t}]"], np.outer(answers[f"dz[{t}]"], xs[t - 1]))


def test_one_number_a_time_step_and_the_state_as_prediction():
    answers = answers_of(
        inputs=[1, 2], U=[[0.5]], W=[[0.25]], cell={"activation": "linear"}, targets=[1, 0],
        loss="squared_error",
    )  # fmt: skip
    s1, s2 = 0.5, 1.125
    agree(answers["L"], (s1 - 1) ** 2 + s2**2)
    agree(answers["dW"], [[2 * s2 * s1]])
    agree(answers["dU"], [[2 * s2 * (2 + 0.25) + 2 * (s1 - 1)]])
