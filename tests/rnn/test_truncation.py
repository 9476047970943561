"""Truncated backpropagation against its definition: states before the cut are constants."""

import numpy as np
import pytest

from tests.rnn import networks
from tests.rnn.solved import answers_of, rounded

TIMES, UNITS = 6, 2
LETTERS = ("U", "W", "b", "V", "c")


@pytest.fixture(scope="module")
def network():
    generator = np.random.default_rng(21)
    p = {
        "U": rounded(generator, UNITS, 2),
        "W": rounded(generator, UNITS, UNITS),
        "b": rounded(generator, UNITS),
        "V": rounded(generator, 2, UNITS),
        "c": rounded(generator, 2),
    }
    xs = rounded(generator, TIMES, 2)
    return p, xs, [0, 1, 0, 0, 1, 1]


def solved(network, **keys):
    p, xs, ys = network
    return answers_of(inputs=xs, **p, targets=ys, output="softmax", loss="cross_entropy", **keys)


def gradient_from(network, first, last, of):
    """The gradient of the losses at `of`, the state before time step `first` held constant."""
    p, xs, ys = network
    step = networks.vanilla("tanh")
    frozen = networks.states(step, p, xs, (np.zeros(UNITS),))[first - 1]

    def total(q):
        found = networks.losses(
            step, q, xs[first - 1 : last], ys[first - 1 : last], frozen, networks.softmax_loss
        )
        return sum(found[t - first] for t in of)

    return networks.derivative(total, p)


@pytest.mark.parametrize("k", [0, 1, 3, 10])
def test_each_loss_reaches_k_transitions_back(network, k):
    answers = solved(network, truncate=k)
    parts = [gradient_from(network, max(1, t - k), t, [t]) for t in range(1, TIMES + 1)]
    for name in LETTERS:
        expected = sum(part[name] for part in parts)
        np.testing.assert_allclose(answers[f"d{name}"], expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("k", [1, 2, 4])
def test_no_gradient_crosses_a_cut(network, k):
    answers = solved(network, truncate=k, conventions={"truncation": "segments"})
    parts = []
    for first in range(1, TIMES + 1, k):
        last = min(first + k - 1, TIMES)
        parts.append(gradient_from(network, first, last, range(first, last + 1)))
    for name in LETTERS:
        expected = sum(part[name] for part in parts)
        np.testing.assert_allclose(answers[f"d{name}"], expected, rtol=1e-11, atol=1e-13)


def test_beyond_the_sequence_nothing_is_cut(network):
    whole = solved(network)
    for keys in (
        {"truncate": TIMES},
        {"truncate": TIMES, "conventions": {"truncation": "segments"}},
    ):
        cut = solved(network, **keys)
        for name in LETTERS:
            np.testing.assert_allclose(cut[f"d{name}"], whole[f"d{name}"], rtol=1e-12)


def test_shares_of_single_losses_add_up(network):
    answers = solved(network, truncate=2)
    for t in range(1, TIMES + 1):
        shares = [answers[f"dW[{t},{of}]"] for of in range(t, min(t + 2, TIMES) + 1)]
        np.testing.assert_allclose(sum(shares), answers[f"dW[{t}]"], rtol=1e-12)
        assert f"dW[{t},{t + 3}]" not in answers


def test_clipping_by_norm(network):
    plain = solved(network)
    flat = np.concatenate([np.ravel(plain[f"d{name}"]) for name in LETTERS])
    for threshold in (0.5, 100):
        answers = solved(network, clip={"norm": threshold},
                         optimizer={"name": "sgd", "learning_rate": 0.1})  # fmt: skip
        np.testing.assert_allclose(answers["g_norm"], np.linalg.norm(flat), rtol=1e-12)
        factor = min(1, threshold / np.linalg.norm(flat))
        for name in LETTERS:
            clipped = factor * plain[f"d{name}"]
            np.testing.assert_allclose(answers[f"d{name}_clipped"], clipped, rtol=1e-12)
            expected = network[0][name] - 0.1 * clipped
            np.testing.assert_allclose(answers[f"{name}_new"], expected, rtol=1e-12)


def test_clipping_by_value(network):
    plain = solved(network)
    answers = solved(network, clip={"value": 0.05})
    for name in LETTERS:
        clipped = np.clip(plain[f"d{name}"], -0.05, 0.05)
        np.testing.assert_allclose(answers[f"d{name}_clipped"], clipped, rtol=1e-12)


def test_an_lstm_is_cut_in_both_of_its_states():
    generator = np.random.default_rng(22)
    p = {}
    for gate in "ifog":
        p[f"U_{gate}"] = rounded(generator, UNITS, 2)
        p[f"W_{gate}"] = rounded(generator, UNITS, UNITS)
        p[f"b_{gate}"] = rounded(generator, UNITS)
    p |= {"V": rounded(generator, 2, UNITS), "c": rounded(generator, 2)}
    xs, y = rounded(generator, TIMES, 2), [0.5, -0.5]
    gates = {gate: {name: p[f"{name}_{gate}"] for name in "UWb"} for gate in "ifog"}
    answers = answers_of(
        inputs=xs, cell="lstm", gates=gates, V=p["V"], c=p["c"], target=y,
        loss="half_squared_error", truncate=2,
    )  # fmt: skip
    zeros = (np.zeros(UNITS), np.zeros(UNITS))
    frozen = networks.states(networks.lstm, p, xs, zeros)[TIMES - 3]

    def total(q):
        ys = [None, None, y]
        return sum(
            networks.losses(networks.lstm, q, xs[-3:], ys, frozen, networks.half_square_loss)
        )

    for name, gradient in networks.derivative(total, p).items():
        found = answers["db_y" if name == "c" else f"d{name}"]
        np.testing.assert_allclose(found, gradient, rtol=1e-11, atol=1e-13)
    assert f"dW_i[{TIMES - 3},{TIMES}]" not in answers
