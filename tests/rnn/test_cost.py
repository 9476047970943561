"""Long sequences stay cheap: closed forms give way to balls, long rationals too."""

import numpy as np
import pytest

from hwsolve.numbers import Rational, decimal, scalars
from tests.rnn import networks
from tests.rnn.solved import derivation_of, floats, rounded


def problem(activation, times, units, inputs=4):
    generator = np.random.default_rng(51)
    p = {
        "U": rounded(generator, units, inputs, scale=0.5),
        "W": rounded(generator, units, units, scale=0.4),
        "b": rounded(generator, units),
        "V": rounded(generator, 2, units),
        "c": rounded(generator, 2),
    }
    xs, ys = rounded(generator, times, inputs), [0, 1] * (times // 2)
    keys = {"cell": {"activation": activation}, "inputs": xs, "targets": ys, "output": "softmax",
            "loss": "cross_entropy"}  # fmt: skip
    return p, xs, ys, keys


@pytest.mark.timeout(120)
@pytest.mark.parametrize("activation", networks.ACTIVATIONS)
def test_fifty_steps_of_eight_units(activation):
    p, xs, ys, keys = problem(activation, 50, 8)
    derivation = derivation_of(**p, **keys)  # closed forms that are carried on never end here
    answers = derivation.answers()
    for x in scalars(answers["dW"]):
        assert decimal(x, 15).digits in (15, None)

    def total(q):
        step = networks.vanilla(activation)
        return sum(networks.losses(step, q, xs, ys, (np.zeros(8),), networks.softmax_loss))

    np.testing.assert_allclose(
        floats(answers["dW"]), networks.derivative(total, p)["W"], rtol=1e-9, atol=1e-12
    )


def test_rationals_stay_exact_while_they_are_short():
    generator = np.random.default_rng(52)
    derivation = derivation_of(
        cell={"activation": "relu"}, inputs=rounded(generator, 6, 2), U=rounded(generator, 3, 2),
        W=rounded(generator, 3, 3), target=[0, 0, 1], loss="squared_error",
    )  # fmt: skip
    assert all(isinstance(x, Rational) for x in scalars(derivation.answers()["dW"]))
