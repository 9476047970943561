"""A network of two layers: forward, backward, one step of gradient descent."""

from fractions import Fraction

import numpy as np

from tests.students import numbers
from tests.students.drawing import matrix, vector
from tests.students.numbers import array

KIND = "mlp"
OUTPUTS = {
    "squared_error": "linear",
    "half_squared_error": "linear",
    "mean_squared_error": "linear",
    "binary_cross_entropy": "sigmoid",
    "cross_entropy": "softmax",
}
SLOPES = {
    "tanh": lambda z, a: 1 - a**2,
    "sigmoid": lambda z, a: a * (1 - a),
    "relu": lambda z, a: numbers.step(z),
}
ACTIVATIONS = {"tanh": numbers.tanh, "sigmoid": numbers.sigmoid, "relu": numbers.relu}

SLIPS = {
    "no bias in z": r"bias|b⁽",
    "weights transposed in z": r"transpos|ᵀ|rows|columns|inputs",
    "no activation": r"activation|not applied|forgotten|tanh|σ|ReLU",
    "loss with the other sign": r"sign",
    "loss not squared": r"squar",
    "loss without its factor": r"half|mean|averag|½|1/2|sum",
    "gradient of a square without 2": r"2|half|factor",
    "target minus output": r"sign|order|exchanged|swapped|other way",
    "no slope of the output": r"slope|factor|derivative|σ′",
    "no slope of the activation": r"slope|factor|derivative|′",
    "slope at a": r"slope|′|a⁽",
    "dW from z": r"z⁽",
    "dW transposed": r"transpos|ᵀ",
    "da with W as it stands": r"transpos|ᵀ",
    "da through the new weights": r"new|updat",
    "ascent": r"added|sign|ascent",
    "no learning rate": r"α|learning rate",
    "only the step": r"left out|forgotten|α·d",
    "rate times all": r"α|rate",
    "bias not updated": r"same as|updat|left out|forgotten|copied",
}
"""Each misconception, and what an explanation that is fair says."""


def draw(chance):
    """A random small problem."""
    n, h = chance.choice([(2, 2), (2, 3), (3, 2), (2, 2)])
    loss = chance.choice(list(OUTPUTS))
    k = 1 if loss == "binary_cross_entropy" else chance.choice([1, 2])
    k = 2 if loss == "cross_entropy" else k
    target = vector(chance, k)
    if loss in ("binary_cross_entropy", "cross_entropy"):
        target = [1, 0][:k] if chance.random() < 0.5 else [0, 1][:k]
    return {
        "kind": KIND,
        "input": vector(chance, n),
        "layers": [
            {
                "weights": matrix(chance, h, n),
                "bias": vector(chance, h),
                "activation": chance.choice(list(ACTIVATIONS)),
            },
            {
                "weights": matrix(chance, k, h),
                "bias": vector(chance, k),
                "activation": OUTPUTS[loss],
            },
        ],
        "target": target if k > 1 else target[0],
        "loss": loss,
        "optimizer": {"name": "sgd", "learning_rate": chance.choice(["0.1", "0.5", "0.01", "1/4"])},
    }


def work(problem, write, slip=None):  # noqa: PLR0915 - a page in the order of the lines
    """Write all lines, perhaps with a misconception."""
    first, second = problem["layers"]
    x, y = array(problem["input"]), np.atleast_1d(array(problem["target"]))
    W1, b1 = array(first["weights"]), array(first["bias"])
    W2, b2 = array(second["weights"]), array(second["bias"])
    activation, loss = first["activation"], problem["loss"]
    k = len(b2)
    is_single = k == 1

    def unit(id, value):
        """A line of the output layer: of one unit a number."""
        value = np.asarray(value, dtype=object)
        return np.atleast_1d(write(id, value[0] if is_single and value.shape == (1,) else value))

    turned = is_square(W1) and slip == "weights transposed in z"
    z1 = write("z[1]", (W1.T if turned else W1) @ x + (0 if slip == "no bias in z" else b1))
    a1 = write("a[1]", z1 if slip == "no activation" else ACTIVATIONS[activation](z1))
    z2 = unit("z[2]", W2 @ a1 + b2)
    output = z2
    if loss == "binary_cross_entropy":
        output = unit("y_hat", numbers.sigmoid(z2))
    elif loss == "cross_entropy":
        powers = numbers.exp(z2)
        output = unit("y_hat", powers / sum(powers))
    error = (y - output) if slip == "target minus output" else (output - y)
    if loss == "binary_cross_entropy":
        value = -numbers.log(output if y[0] else 1 - output)[0]
    elif loss == "cross_entropy":
        value = -numbers.log(sum(output * y))[()]
    else:
        factor = _factor(loss, k)
        factor = 1 if slip == "loss without its factor" else factor
        value = factor * sum(error if slip == "loss not squared" else error**2)
    write("L", -value if slip == "loss with the other sign" else value)
    if loss == "binary_cross_entropy":
        dy = unit("dy_hat", -1 / output if y[0] else 1 / (1 - output))
        slope = 1 if slip == "no slope of the output" else output * (1 - output)
        dz2 = unit("dz[2]", dy * slope)
    elif loss == "cross_entropy":
        dz2 = unit("dz[2]", error)
    else:
        two = 1 if slip == "gradient of a square without 2" else 2
        dz2 = unit("dz[2]", two * _factor(loss, k) * error)
    dW2 = write("dW[2]", np.outer(dz2, z1 if slip == "dW from z" else a1))
    db2 = unit("db[2]", dz2)
    new_W2 = _update(problem, write, unit, "2", W2, b2, dW2, db2, slip)
    through = new_W2 if slip == "da through the new weights" else W2
    as_it_stands = is_square(W2) and slip == "da with W as it stands"
    da1 = write("da[1]", (through if as_it_stands else through.T) @ dz2)
    at = (a1, ACTIVATIONS[activation](a1)) if slip == "slope at a" else (z1, a1)
    slope = 1 if slip == "no slope of the activation" else SLOPES[activation](*at)
    dz1 = write("dz[1]", da1 * slope)
    product = np.outer(dz1, x)
    can_turn = slip == "dW transposed" and is_square(product)
    dW1 = write("dW[1]", product.T if can_turn else product)
    db1 = write("db[1]", dz1)
    write("dx", W1.T @ dz1)
    _update(problem, write, write, "1", W1, b1, dW1, db1, slip)


def is_square(matrix):
    """Whether a matrix can be taken for its transpose."""
    return matrix.shape[0] == matrix.shape[1]


def _factor(loss, k):
    return {"squared_error": Fraction(1), "half_squared_error": Fraction(1, 2)}.get(
        loss, Fraction(1, k)
    )


def _update(problem, write, unit, layer, W, b, dW, db, slip):
    rate = Fraction(problem["optimizer"]["learning_rate"])

    def moved(value, gradient):
        if slip == "ascent":
            return value + rate * gradient
        if slip == "no learning rate":
            return value - gradient
        if slip == "only the step":
            return rate * gradient
        if slip == "rate times all":
            return rate * (value - gradient)
        return value - rate * gradient

    new_W = write(f"W_new[{layer}]", moved(W, dW))
    unit(f"b_new[{layer}]", b if slip == "bias not updated" else moved(b, db))
    return new_W
