"""A second opinion on networks: float64, forward only, slopes by the complex step.

Nothing is differentiated here. To get ∂L/∂q for an entry of any quantity, that entry is nudged by
i·h on the way forward, and the imaginary part of the loss over h is the slope: with h = 1e-30 there
is no difference of nearby numbers, so it is as good as float64 (Squire and Trapp 1998).
Only valid away from kinks; `nearest_kink` says how far away a run was.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

STEP = 1e-30


def number(text):
    """A number of a problem as a float; it may be text such as 3/4."""
    return float(Fraction(str(text)))


def numbers(nested):
    if isinstance(nested, list):
        return np.array([numbers(item) for item in nested], dtype=complex)
    return np.complex128(number(nested))


def along_real(function, slope):
    """A function of a real number, continued to x + i·h by its Taylor polynomial."""

    def continued(x):
        return function(x.real) + 1j * x.imag * slope(x.real)

    return np.vectorize(continued, otypes=[complex])


def _erf(x):
    from math import erf

    return erf(x)


erf = along_real(_erf, lambda x: 2 / np.sqrt(np.pi) * np.exp(-x * x))


def magnitude(x):
    return np.where(x.real < 0, -x, x)


def positive_part(x):
    return np.where(x.real > 0, x, 0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    powers = np.exp(z - z.real.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def activate(activation, z, conventions):
    settings = activation if isinstance(activation, dict) else {"name": activation}
    match settings["name"]:
        case "linear":
            return z
        case "relu":
            return positive_part(z)
        case "leaky_relu":
            return np.where(z.real > 0, z, number(settings.get("slope", "1/100")) * z)
        case "elu":
            return np.where(z.real > 0, z, number(settings.get("alpha", 1)) * (np.exp(z) - 1))
        case "sigmoid":
            return sigmoid(z)
        case "tanh":
            return np.tanh(z)
        case "softmax":
            return softmax(z)
        case "softplus":
            return np.log(1 + np.exp(z))
        case "silu":
            return z * sigmoid(z)
        case "gelu" if conventions.get("gelu") == "tanh":
            return z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
        case "gelu":
            return z / 2 * (1 + erf(z / np.sqrt(2)))


def named(choice):
    """The name of a choice, written as a word or as a mapping."""
    return choice["name"] if isinstance(choice, dict) else choice


class Oracle:
    """The answers to a problem, given as the mapping that its file holds."""

    def __init__(self, problem):
        self.problem = problem
        self.conventions = problem.get("conventions", {})
        self.x = numbers(problem["input"])
        self.batch = self.x.ndim == 2
        self.parameters = {}
        for layer, fields in enumerate(problem["layers"], start=1):
            self.parameters[f"W[{layer}]"] = numbers(fields["weights"])
            if "bias" in fields:
                self.parameters[f"b[{layer}]"] = numbers(fields["bias"])
        self.loss = problem.get("loss")
        self.loss_name = named(self.loss) if self.loss else ""
        self.nearest_kink = np.inf

    # ---- forward --------------------------------------------------------------------------------

    def forward(self, nudged="", index=(), *, kinks=False):
        """Every quantity up to the loss, with one entry of one of them nudged."""
        found = {}

        def note(id, value):
            value = np.array(value, dtype=complex)
            if id == nudged:
                value[index] += 1j * STEP
            found[id] = value
            return value

        a = note("x", self.x)
        rows = self.conventions.get("weights", "rows_are_units") == "rows_are_units"
        layers = self.problem["layers"]
        for layer, fields in enumerate(layers, start=1):
            weights = note(f"W[{layer}]", self.parameters[f"W[{layer}]"])
            z = a @ (weights.T if rows else weights)
            if f"b[{layer}]" in self.parameters:
                z = z + note(f"b[{layer}]", self.parameters[f"b[{layer}]"])
            z = note(f"z[{layer}]", z)
            activation = fields.get("activation", "linear")
            if kinks and named(activation) in ("relu", "leaky_relu", "elu"):
                self.kink(z)
            a = note(f"a[{layer}]", activate(activation, z, self.conventions))
        if self.takes_logits():
            binary = self.loss_name.startswith("binary")
            a = sigmoid(a) if binary else softmax(a)
        prediction = note("y_hat", a)
        if self.loss:
            y = self.target(prediction.shape)
            loss = note("L_data", self.compare(prediction, y, kinks=kinks))
            loss = loss + note("L_penalty", self.penalty(found, kinks=kinks))
            note("L", loss)
        return found

    def kink(self, distances):
        self.nearest_kink = min(self.nearest_kink, np.abs(np.real(distances)).min())

    def takes_logits(self):
        last = named(self.problem["layers"][-1].get("activation", "linear"))
        return self.loss_name.endswith("_with_logits") or (
            self.loss_name == "cross_entropy" and last == "linear"
        )

    def target(self, shape):
        target = numbers(self.problem["target"])
        by_class = self.loss_name.startswith("cross") or (
            self.loss_name == "hinge" and shape[-1] > 1
        )
        if by_class and target.shape == shape[:-1]:
            first = int(self.conventions.get("classes_from", 0))
            return np.eye(shape[-1])[target.real.astype(int) - first]
        return target.reshape(shape)

    def compare(self, prediction, y, *, kinks):
        error = prediction - y
        settings = self.loss if isinstance(self.loss, dict) else {}
        factor = 1.0
        match self.loss_name.removesuffix("_with_logits"):
            case "squared_error" | "mean_squared_error":
                each = error**2
            case "half_squared_error":
                each = error**2 / 2
            case "absolute_error" | "mean_absolute_error":
                each = magnitude(error)
                if kinks:
                    self.kink(error)
            case "huber":
                delta = number(settings.get("delta", 1))
                size = magnitude(error)
                each = np.where(size.real > delta, delta * (size - delta / 2), error**2 / 2)
            case "binary_cross_entropy":
                if kinks:  # none, but 1 − p has few digits there
                    self.kink(1 - prediction)
                each = -(_xlogy(y, prediction) + _xlogy(1 - y, 1 - prediction))
            case "cross_entropy":
                each = -_xlogy(y, prediction)
            case "hinge" if prediction.shape[-1] == 1:
                lack = number(settings.get("margin", 1)) - y * prediction
                each = positive_part(lack)
                if kinks:
                    self.kink(lack)
            case "hinge":
                right = (prediction * y).sum(axis=-1, keepdims=True)
                lack = prediction - right + number(settings.get("margin", 1))
                each = positive_part(lack) * (1 - y)
                if kinks:
                    self.kink(lack[y == 0])
        mean = settings.get("reduction") or (self.loss_name.startswith("mean") and "mean")
        if mean == "mean":
            factor /= prediction.shape[-1]
        if self.batch and self.conventions.get("batch", "mean") == "mean":
            factor /= prediction.shape[0]
        return factor * each.sum()

    def penalty(self, found, *, kinks):
        penalty = self.problem.get("penalty", {})
        kept = [
            value
            for id, value in found.items()
            if id[:2] == "W[" or (id[:2] == "b[" and penalty.get("biases") == "true")
        ]
        if kinks and number(penalty.get("l1", 0)):
            for value in kept:
                self.kink(value)
        half = 2 if self.conventions.get("penalty", "half") == "half" else 1
        squares = sum(((value**2).sum() for value in kept), 0)
        sizes = sum((magnitude(value).sum() for value in kept), 0)
        return number(penalty.get("l2", 0)) / half * squares + number(penalty.get("l1", 0)) * sizes

    # ---- backward -------------------------------------------------------------------------------

    def slope(self, id, shape):
        """∂L/∂Q, an entry at a time."""
        slopes = np.zeros(shape)
        for index in np.ndindex(*shape):
            slopes[index] = self.forward(id, index)["L"].imag / STEP
        return slopes

    @np.errstate(all="ignore")  # a log 0 is seen by what comes of it
    def answers(self):
        """Every quantity by the id that it is published under."""
        answers = {}
        optimizer = self.problem.get("optimizer", {})
        steps = int(optimizer.get("steps", 1))
        rate = number(optimizer.get("learning_rate", 0))
        for step in range(1, steps + 1):
            found = self.forward(kinks=True)
            here = {id: value.real for id, value in found.items()}
            if self.loss:
                for id, value in found.items():
                    if id[0] != "L":
                        here[f"d{id}"] = self.slope(id, value.shape)
            for id in list(self.parameters) if optimizer else ():
                if moves(id, optimizer.get("update", "all")):
                    new = self.parameters[id] - rate * here[f"d{id}"]
                    self.parameters[id] = new
                    here[f"{id[0]}_new{id[1:]}"] = new.real
            if self.conventions.get("gradient_layout") == "transposed":
                here |= {id: value.T for id, value in here.items() if id[:2] == "dW"}
            answers |= {in_step(id, step): value for id, value in here.items()}
        return answers


def moves(id, update):
    """Whether a parameter is updated."""
    wanted = update if isinstance(update, list) else [update]
    return any(
        word in ("all", id)
        or (word == "weights" and id[0] == "W")
        or (word == "biases" and id[0] == "b")
        for word in wanted
    )


def in_step(id, step):
    """The id in a later step. e.g. z[1,2] for z[1], L[2] for L"""
    if step == 1:
        return id
    return f"{id[:-1]},{step}]" if id.endswith("]") else f"{id}[{step}]"


def _xlogy(y, p):
    """y·log p, 0 where y is 0."""
    return np.where(y == 0, 0, y * np.log(np.where(y == 0, 1, p)))
