"""Recurrent networks in floating point, written apart from hwsolve; derivatives by complex steps.

f'(x) = Im f(x + ih)/h has no cancellation, so h = 1e-30 gives derivatives to machine precision
(Squire and Trapp 1998). Everything here must therefore also work on complex numbers.
"""

import numpy as np

STEP = 1e-30


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def relu(z):
    return np.where(np.real(z) > 0, z, 0)


ACTIVATIONS = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": relu, "linear": lambda z: z}


def vanilla(activation):
    def step(p, x, state):
        (s,) = state
        return (ACTIVATIONS[activation](p["U"] @ x + p["W"] @ s + p["b"]),)

    return step


def lstm(p, x, state):
    h, c = state

    def pre(gate):
        return p[f"U_{gate}"] @ x + p[f"W_{gate}"] @ h + p[f"b_{gate}"]

    c = sigmoid(pre("f")) * c + sigmoid(pre("i")) * np.tanh(pre("g"))
    return sigmoid(pre("o")) * np.tanh(c), c


def gru(reset, update):
    def step(p, x, state):
        (h,) = state
        z = sigmoid(p["U_z"] @ x + p["W_z"] @ h + p["b_z"])
        r = sigmoid(p["U_r"] @ x + p["W_r"] @ h + p["b_r"])
        if reset == "before":
            new = np.tanh(p["U_h"] @ x + p["W_h"] @ (r * h) + p["b_h"])
        else:
            new = np.tanh(p["U_h"] @ x + p["b_h"] + r * (p["W_h"] @ h + p["c_h"]))
        return ((z * h + (1 - z) * new) if update == "keep" else ((1 - z) * h + z * new),)

    return step


def softmax_loss(o, y):
    return np.log(np.sum(np.exp(o))) - o[y]


def half_square_loss(o, y):
    return np.sum((o - np.asarray(y)) ** 2) / 2


def states(step, p, xs, start):
    """Every state, the one before the first step included."""
    found = [start]
    for x in xs:
        found.append(step(p, x, found[-1]))
    return found


def losses(step, p, xs, ys, start, loss):
    """The loss of each time step; a target of None has none."""
    shown = [state[0] for state in states(step, p, xs, start)[1:]]
    return [
        loss(p["V"] @ s + p["c"], y) if y is not None else 0.0
        for s, y in zip(shown, ys, strict=True)
    ]


def derivative(function, p):
    """The gradient of a scalar function of named arrays, by complex steps."""
    gradients = {}
    for name, value in p.items():
        gradient = np.zeros(value.shape)
        for index in np.ndindex(value.shape):
            moved = value.astype(complex)
            moved[index] += STEP * 1j
            gradient[index] = np.imag(function({**p, name: moved})) / STEP
        gradients[name] = gradient
    return gradients


def jacobian(function, x):
    """The Jacobian of a function of a vector, row i for its entry i, by complex steps."""
    columns = []
    for k in range(len(x)):
        moved = np.asarray(x).astype(complex)
        moved[k] += STEP * 1j
        columns.append(np.imag(function(moved)) / STEP)
    return np.array(columns).T
