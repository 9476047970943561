"""A vanilla recurrent network of two units: through time, the loss, and back through time."""

from fractions import Fraction

import numpy as np

from tests.students.drawing import matrix, vector
from tests.students.mlp import ACTIVATIONS, SLOPES
from tests.students.numbers import array

KIND = "rnn"
SLIPS = {
    "no bias in z": r"\bb\b|bias",
    "no recurrence": r"s⁽.*left out|W s⁽.*left out|W.*left out",
    "U and W exchanged": r"U|W|exchanged",
    "no activation": r"activation|forgotten|tanh|σ|ReLU|z⁽",
    "loss not squared": r"squar",
    "gradient of a square without 2": r"half|factor 2|2 ",
    "target minus output": r"sign|other way|exchanged",
    "nothing from the future": r"left out|forgotten|future|next",
    "back through W as it stands": r"transpos|ᵀ",
    "no slope of the activation": r"factor|slope|derivative|′",
    "dW from the same state": r"s⁽",
    "dU from the state": r"s⁽",
    "only the last step": r"left out|only|last|dW⁽|dU⁽",
    "mean over time": r"mean|averag|third|half|T\b|divided",
    "loss is the last one": r"left out|last|L⁽",
}


def draw(chance):
    """A random small problem."""
    steps = chance.choice([2, 3])
    return {
        "kind": KIND,
        "cell": {"activation": chance.choice(["tanh", "tanh", "sigmoid", "relu"])},
        "inputs": [vector(chance, 2) for _ in range(steps)],
        "U": matrix(chance, 2, 2),
        "W": matrix(chance, 2, 2),
        "V": matrix(chance, 1, 2),
        "b": vector(chance, 2),
        "c": vector(chance, 1),
        "targets": vector(chance, steps),
        "loss": chance.choice(["squared_error", "half_squared_error"]),
    }


def work(problem, write, slip=None):
    """Write all lines, perhaps with a misconception."""
    x = array(problem["inputs"])
    U, W, V, b, c = (array(problem[name]) for name in "UWVbc")
    activation, T = problem["cell"]["activation"], len(x)
    if slip == "U and W exchanged":
        U, W = W, U
    factor = Fraction(1, 2) if problem["loss"] == "half_squared_error" else Fraction(1)
    z, s, error, losses = {}, {0: array([0, 0])}, {}, {}
    for t in range(1, T + 1):
        through = U @ x[t - 1] + (0 if slip == "no recurrence" else W @ s[t - 1])
        z[t] = write(f"z[{t}]", through + (0 if slip == "no bias in z" else b))
        s[t] = write(f"s[{t}]", z[t] if slip == "no activation" else ACTIVATIONS[activation](z[t]))
        o = write(f"o[{t}]", (V @ s[t] + c)[0])
        error[t] = o - Fraction(problem["targets"][t - 1])
        squared = error[t] if slip == "loss not squared" else error[t] ** 2
        losses[t] = write(f"L[{t}]", factor * squared)
    total = sum(losses.values()) / (T if slip == "mean over time" else 1)
    write("L", losses[T] if slip == "loss is the last one" else total)
    _back(write, slip, problem["loss"], activation, T, x, z, s, error, W, V)


def _back(write, slip, loss, activation, T, x, z, s, error, W, V):
    two = Fraction(1 if loss == "half_squared_error" else 2)
    if slip == "gradient of a square without 2":
        two = two / 2
    sign = -1 if slip == "target minus output" else 1
    shares, dz = {name: [] for name in ("U", "W", "b", "V", "c")}, None
    for t in range(T, 0, -1):
        do = write(f"do[{t}]", sign * two * error[t])
        ds = V[0] * do
        if t < T and slip != "nothing from the future":
            ds = ds + (W if slip == "back through W as it stands" else W.T) @ dz
        ds = write(f"ds[{t}]", ds)
        slope = 1 if slip == "no slope of the activation" else SLOPES[activation](z[t], s[t])
        dz = write(f"dz[{t}]", ds * slope)
        source = s[t] if slip == "dU from the state" else x[t - 1]
        before = s[t] if slip == "dW from the same state" else s[t - 1]
        for name, share in {
            "U": np.outer(dz, source),
            "W": np.outer(dz, before),
            "b": dz,
            "V": np.outer([do], s[t]),
            "c": do,
        }.items():
            shares[name].append(write(f"d{name}[{t}]", share))
    for name, parts in shares.items():
        write(f"d{name}", parts[0] if slip == "only the last step" else sum(parts))
