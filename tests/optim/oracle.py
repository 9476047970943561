"""Optimization methods in floats, each written from its paper and from nothing else."""

import numpy as np


def gd(x, g, state, t, *, alpha):
    return x - alpha * g


def momentum_ema(x, g, state, t, *, alpha, beta):
    state["v"] = beta * state.get("v", 0) + (1 - beta) * g
    return x - alpha * state["v"]


def heavy_ball(x, g, state, t, *, alpha, beta):
    """Polyak 1964, equation 9: x' = x − α g + β (x − x before)."""
    before = state.get("x", x)
    state["x"] = x
    return x - alpha * g + beta * (x - before)


def dampened(x, g, state, t, *, alpha, beta, delta):
    state["v"] = beta * state.get("v", 0) + (1 - delta) * g
    return x - alpha * state["v"]


def nesterov_rewritten(x, g, state, t, *, alpha, beta):
    """As PyTorch's documentation of SGD has it, with nesterov=True."""
    state["b"] = beta * state["b"] + g if "b" in state else g
    return x - alpha * (g + beta * state["b"])


def adagrad(x, g, state, t, *, alpha, epsilon):
    state["s"] = state.get("s", 0) + g * g
    return x - alpha * g / (np.sqrt(state["s"]) + epsilon)


def rmsprop(x, g, state, t, *, alpha, beta, epsilon):
    state["s"] = beta * state.get("s", 0) + (1 - beta) * g * g
    return x - alpha * g / (np.sqrt(state["s"]) + epsilon)


def rmsprop_centred(x, g, state, t, *, alpha, beta, epsilon, mu):
    """Graves 2013, equations 38 to 41, with ε outside of the root as PyTorch has it."""
    state["n"] = beta * state.get("n", 0) + (1 - beta) * g * g
    state["g"] = beta * state.get("g", 0) + (1 - beta) * g
    scaled = g / (np.sqrt(state["n"] - state["g"] ** 2) + epsilon)
    state["d"] = mu * state.get("d", 0) + scaled
    return x - alpha * state["d"]


def adadelta(x, g, state, t, *, rho, epsilon):
    """Zeiler 2012, algorithm 1."""
    state["g2"] = rho * state.get("g2", 0) + (1 - rho) * g**2
    step = -np.sqrt(state.get("x2", 0) + epsilon) / np.sqrt(state["g2"] + epsilon) * g
    state["x2"] = rho * state.get("x2", 0) + (1 - rho) * step**2
    return x + step


def adam(x, g, state, t, *, alpha, beta1, beta2, epsilon, corrected=True, inside=False):
    """Kingma and Ba 2015, algorithm 1."""
    state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * g
    state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * g * g
    m, v = state["m"], state["v"]
    if corrected:
        m, v = m / (1 - beta1**t), v / (1 - beta2**t)
    return x - alpha * m / (np.sqrt(v + epsilon) if inside else np.sqrt(v) + epsilon)


def adamax(x, g, state, t, *, alpha, beta1, beta2):
    """Kingma and Ba 2015, algorithm 2."""
    state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * g
    state["u"] = np.maximum(beta2 * state.get("u", 0), np.abs(g))
    return x - alpha / (1 - beta1**t) * state["m"] / state["u"]


def nadam(x, g, state, t, *, alpha, beta1, beta2, epsilon):
    """Dozat 2016, algorithm 2, with μ_t = β₁ at every step."""
    g_hat = g / (1 - beta1**t)
    state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * g
    m_hat = state["m"] / (1 - beta1 ** (t + 1))
    state["n"] = beta2 * state.get("n", 0) + (1 - beta2) * g * g
    n_hat = state["n"] / (1 - beta2**t)
    m_bar = (1 - beta1) * g_hat + beta1 * m_hat
    return x - alpha * m_bar / (np.sqrt(n_hat) + epsilon)


def amsgrad(x, g, state, t, *, alpha, beta1, beta2, epsilon):
    """Reddi, Kale and Kumar 2018, algorithm 2; ε as in Adam."""
    state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * g
    state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * g * g
    state["v_hat"] = np.maximum(state.get("v_hat", 0), state["v"])
    return x - alpha * state["m"] / (np.sqrt(state["v_hat"]) + epsilon)


def adamw(x, g, state, t, *, alpha, beta1, beta2, epsilon, decay):
    """Loshchilov and Hutter 2019, algorithm 2, the decay scaled by α as in PyTorch."""
    shrunk = x - alpha * decay * x
    return shrunk + adam(x, g, state, t, alpha=alpha, beta1=beta1, beta2=beta2, epsilon=epsilon) - x


def run(rule, gradient, start, steps, **settings):
    """The iterates of a rule."""
    x, state, found = np.array(start, dtype=float), {}, []
    for t in range(1, steps + 1):
        x = rule(x, gradient(x), state, t, **settings)
        found.append(x)
    return found


def nesterov_look_ahead(gradient, start, steps, *, alpha, beta):
    """Sutskever et al. 2013, equations 3 and 4."""
    x, v, found = np.array(start, dtype=float), np.zeros(len(start)), []
    for _ in range(steps):
        v = beta * v - alpha * gradient(x + beta * v)
        x = x + v
        found.append(x)
    return found
