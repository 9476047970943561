"""Two steps of a method on a quadratic of two parameters."""

from fractions import Fraction

import numpy as np

from tests.students import numbers
from tests.students.numbers import array

KIND = "optim"
STARTS = ("1", "3", "-2", "0.5", "-1", "1.5")
METHODS = ("gd", "momentum", "heavy_ball", "adam", "newton")
SLIPS = {
    "ascent": r"added|sign|ascent|direction",
    "no learning rate": r"α|learning rate",
    "gradient without 2": r"half|factor|2",
    "no gradient of the product": r"left out|forgotten",
    "f without its last term": r"left out|forgotten",
    "β for 1 − β": r"β",
    "1 − β left out": r"1 − β|factor|β",
    "1 − β with heavy ball": r"1 − β|β",
    "velocity not updated": r"left out|V_|velocity|forgotten|0",
    "step along the gradient": r"∂f|∇f|V|velocity|gradient",
    "gradient of the start": r"⁰|⁽⁰⁾|old|earlier|start",
    "β₁ for β₂": r"β₁|β₂|β",
    "no square": r"squar|²",
    "no root": r"root|√",
    "no bias correction": r"correct|1 − β|hat|V̂|Ŝ|V_|S_|in place|put in",
    "correction by the first step": r"exponent|power|t|β",
    "Newton with the other sign": r"sign|added|−",
    "off-diagonal left out": r"left out|0|∂²|H",
    "H itself for its inverse": r"H|inverse",
}


def draw(chance):
    """A random small problem."""
    a, b = (chance.choice(["1", "2", "3", "0.5", "1.5"]) for _ in range(2))
    c, d = (
        chance.choice(["", "+ x*y", "- x*y", "+ 0.5*x*y"]),
        chance.choice(["- x", "+ 2*y", "- 3*x"]),
    )
    name = chance.choice(METHODS)
    method = {"name": name}
    if name != "newton":
        method["learning_rate"] = chance.choice(["0.1", "0.05", "0.2", "0.01"])
    if name in ("momentum", "heavy_ball"):
        method["beta"] = chance.choice(["0.9", "0.8", "0.5"])
    return {
        "kind": KIND,
        "objective": {"expression": f"{a}*x^2 + {b}*y^2 {c} {d}"},
        "parameters": {
            "x": chance.choice(["1", "3", "-2", "0.5"]),
            "y": chance.choice(["1", "-1", "2", "1.5"]),
        },
        "method": method,
        "steps": 2,
    }


def _coefficients(problem):
    """Of x², y², xy, x and y."""
    found = dict.fromkeys(("x^2", "y^2", "x*y", "x", "y"), Fraction(0))
    for term in problem["objective"]["expression"].replace("- ", "+ -").split("+"):
        number, _, letters = term.strip().partition("*")
        if number in ("x", "-x"):
            number, letters = number.replace("x", "1"), f"x*{letters}".strip("*")
        found[letters] += Fraction(number)
    return found.values()


def work(problem, write, slip=None):
    """Write all lines, perhaps with a misconception."""
    a, b, c, d, e = _coefficients(problem)
    method = problem["method"]
    two = 1 if slip == "gradient without 2" else 2
    product = 0 if slip == "no gradient of the product" else c
    theta = [Fraction(problem["parameters"][name]) for name in "xy"]
    start = None
    state = {}
    for k in range(3):
        x, y = theta
        last = 0 if slip == "f without its last term" else d * x + e * y
        write(f"f[{k}]", a * x**2 + b * y**2 + c * x * y + last)
        if k == 2:
            return
        if slip == "gradient of the start" and start:
            x, y = start
        start = start or (x, y)
        gradient = [
            write(f"partial_f_x[{k}]", two * a * x + product * y + d),
            write(f"partial_f_y[{k}]", two * b * y + product * x + e),
        ]
        if method["name"] == "newton":
            steps = _newton(write, k, gradient, (2 * a, c, 2 * b), slip)
        else:
            rule = {"gd": _plain, "adam": _adam}.get(method["name"], _momentum)
            steps = rule(write, method, k, gradient, state, slip)
        theta = [
            write(f"{name}[{k + 1}]", value + step)
            for name, value, step in zip("xy", theta, steps, strict=True)
        ]


def _rate(method, slip):
    rate = 1 if slip == "no learning rate" else Fraction(method["learning_rate"])
    return rate if slip == "ascent" else -rate


def _plain(write, method, k, gradient, state, slip):
    return [_rate(method, slip) * g for g in gradient]


def _momentum(write, method, k, gradient, state, slip):
    beta = Fraction(method["beta"])
    share = 1 if method["name"] == "heavy_ball" else 1 - beta
    if slip == "1 − β with heavy ball":
        share = 1 - beta
    if method["name"] == "momentum":
        share = {"β for 1 − β": beta, "1 − β left out": Fraction(1)}.get(slip, share)
    velocities = []
    for name, g in zip("xy", gradient, strict=True):
        old = 0 if slip == "velocity not updated" else state.get(name, 0)
        state[name] = write(f"V_{name}[{k + 1}]", beta * old + share * g)
        velocities.append(state[name])
    along = gradient if slip == "step along the gradient" else velocities
    return [_rate(method, slip) * v for v in along]


def _adam(write, method, k, gradient, state, slip):
    first, second, t = Fraction(9, 10), Fraction(999, 1000), k + 1
    if slip == "β₁ for β₂":
        second = first
    steps = []
    for name, g in zip("xy", gradient, strict=True):
        share = {"β for 1 − β": first, "1 − β left out": Fraction(1)}.get(slip, 1 - first)
        V = write(f"V_{name}[{t}]", first * state.get("V" + name, 0) + share * g)
        square = g if slip == "no square" else g**2
        S = write(f"S_{name}[{t}]", second * state.get("S" + name, 0) + (1 - second) * square)
        state["V" + name], state["S" + name] = V, S
        power = 1 if slip == "correction by the first step" else t
        corrections = (1 - first**power, 1 - second**power)
        if slip == "no bias correction":
            corrections = (Fraction(1), Fraction(1))
        V_hat = write(f"V_hat_{name}[{t}]", V / corrections[0])
        S_hat = write(f"S_hat_{name}[{t}]", S / corrections[1])
        root = S_hat if slip == "no root" else numbers.square_root(S_hat)[()]
        steps.append(_rate(method, slip) * V_hat / (root + Fraction(1, 10**8)))
    return steps


def _newton(write, k, gradient, hessian, slip):
    (a, c, b), (g, h) = hessian, write(f"grad_f_theta[{k}]", np.array(gradient, dtype=object))
    c = 0 if slip == "off-diagonal left out" else c
    H = write(f"H[{k}]", array([[a, c], [c, b]]))
    a, c, b = H[0, 0], H[0, 1], H[1, 1]
    if slip == "H itself for its inverse":
        p = [-(a * g + c * h), -(c * g + b * h)]
    else:
        p = [-(b * g - c * h) / (a * b - c * c), -(a * h - c * g) / (a * b - c * c)]
    p = write(f"p[{k}]", np.array(p, dtype=object))
    return -p if slip == "Newton with the other sign" else p
