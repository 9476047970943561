"""Cells with every activation of the table, against networks in floating point."""

from math import erf

import numpy as np
import pytest

from hwsolve.errors import InputError
from hwsolve.output.renderers.terminal import to_terminal
from hwsolve.terms.activations import ACTIVATIONS
from tests.rnn.solved import answers_of, derivation_of, rounded

STEP = 1e-6
PHI = np.vectorize(lambda z: (1 + erf(z / 2**0.5)) / 2)
FUNCTIONS = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "softplus": lambda z: np.log1p(np.exp(z)),
    "silu": lambda z: z / (1 + np.exp(-z)),
    "gelu": lambda z: z * PHI(z),
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, z / 100),
    "elu": lambda z: np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1),
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(),
    "step": lambda z: np.where(z > 0, 1.0, 0.0),
    "sign": lambda z: np.where(z > 0, 1.0, -1.0),
}


def network(name):
    generator = np.random.default_rng(11)
    p = {"U": rounded(generator, 3, 2), "W": rounded(generator, 3, 3), "b": rounded(generator, 3)}
    return p, rounded(generator, 3, 2), [0.5, -1, 0.25]


def states(name, p, xs, start):
    found = [np.asarray(start, dtype=float)]
    for x in xs:
        found.append(FUNCTIONS[name](p["U"] @ x + p["W"] @ found[-1] + p["b"]))
    return found


def quotients(function, x):
    """Derivatives by the entries of x, which come last."""
    columns = np.zeros((*np.shape(function(x)), *x.shape))
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place], down[place] = x[place] + STEP, x[place] - STEP
        columns[(..., *place)] = (function(up) - function(down)) / (2 * STEP)
    return columns


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_cell_takes_every_activation(name):
    p, xs, y = network(name)
    keys = {**p, "cell": {"activation": name}, "inputs": xs}
    answers = answers_of(**keys, target=y, loss="squared_error")

    def loss(W):
        return np.sum((states(name, {**p, "W": W}, xs, np.zeros(3))[-1] - y) ** 2)

    np.testing.assert_allclose(answers["L"], loss(p["W"]), rtol=1e-9)
    np.testing.assert_allclose(answers["dW"], quotients(loss, p["W"]), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_its_jacobians_are_those_of_difference_quotients(name):
    p, xs, _ = network(name)
    keys = {**p, "cell": {"activation": name}, "inputs": xs}
    derivation = derivation_of(**keys, derive="jacobian")
    answers = answers_of(**keys, derive="jacobian")
    start = np.zeros(3)
    J = quotients(lambda s: states(name, p, xs, s)[-1], start)
    np.testing.assert_allclose(answers["J[3,0]"], J, rtol=1e-5, atol=1e-8)
    page = " ".join(to_terminal(derivation, detail="full", only=(), width=100, color=False).split())
    if ACTIVATIONS[name].greatest_slope is None:
        assert "No short form of the greatest" in page
    else:
        assert answers["norm_J[3,0]"] <= answers["bound[3]"] * (1 + 1e-12)


def test_softmax_of_a_cell_is_for_numbers():
    with pytest.raises(InputError) as caught:
        derivation_of(cell={"activation": "softmax"})
    assert "all units together" in caught.value.faults[0].message


@pytest.mark.parametrize("name", [n for n, row in ACTIVATIONS.items() if not row.of_all_units])
def test_its_slope_is_derived_in_letters(name):
    derivation = derivation_of(cell={"activation": name})
    page = " ".join(to_terminal(derivation, detail="full", only=(), width=100, color=False).split())
    assert ("No short form of the greatest" in page) == (ACTIVATIONS[name].greatest_slope is None)
