"""The sentence beside a loss, taken at its word, gives the value of the loss."""

import json
from itertools import product

import numpy as np
import pytest

from hwsolve.numbers import as_ball
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve


def squares(p, y):
    return (p - y) ** 2


def huber(p, y):
    e = np.abs(p - y)
    return np.where(e <= 1, e**2 / 2, e - 1 / 2)


def both(p, y):
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


def right(p, y):
    assert set(y) <= {0, 1}
    return -np.log(np.where(y == 1, p, 1 - p))


def margins(p, y):
    (c,) = np.flatnonzero(y == 1)
    return np.sum(np.maximum(0, p - p[c] + 1)) - 1


def right_class(p, y):
    (c,) = np.flatnonzero(y == 1)
    return -np.log(p[c])


OF_EACH = {
    "the distance of prediction and target": lambda p, y: np.abs(p - y),
    "half the square of a small error, and linear in a large one": huber,
    "the cross-entropy of target and prediction: minus log ŷ and minus log(1 − ŷ), weighted by y "
    "and 1 − y": both,
    "minus the logarithm of the probability given to the right answer": right,
    "what is missing to a margin of 1": lambda p, y: np.maximum(0, 1 - p * y),
}
"""What a sentence says of each output."""

OF_ALL = {
    "the squared distance of prediction and target": lambda p, y: np.sum(squares(p, y)),
    "the mean of the squared differences of prediction and target": lambda p, y: np.mean(
        squares(p, y)
    ),
    "minus the logarithm of the probability given to the right class": right_class,
    "the cross-entropy of target and prediction: minus the logarithm of each class's probability, "
    "weighted by the target": lambda p, y: -np.sum(y * np.log(p)),
    "what is missing to a margin of 1 between the right class and each other one, added "
    "up": margins,
}
"""What a sentence says of all outputs at once."""

ENDINGS = {"": lambda x: x.item(), ", added up over the outputs": np.sum,
           ", averaged over the outputs": np.mean}  # fmt: skip


def taken_at_its_word(words, p, y):
    half = 0.5 if words.startswith(("half the squared", "half the mean")) else 1
    words = words if half == 1 else words.removeprefix("half ")
    for sentence, size in OF_ALL.items():
        if words == sentence:
            return half * size(p, y)
        if words == f"{sentence}, divided by the number of classes":
            return size(p, y) / len(p)
    for (sentence, size), (ending, over) in product(OF_EACH.items(), ENDINGS.items()):
        if words == sentence + ending:
            return over(size(p, y))
    raise AssertionError(f"an unknown sentence: {words}")


SCORES = ["squared_error", "half_squared_error", "mean_squared_error", "absolute_error",
          "mean_absolute_error", "huber"]  # fmt: skip
CASES = [
    *(("linear", loss, target) for loss in SCORES for target in ([3], [0.5], [1, -2], [0.3, 4, 1])),
    *(("sigmoid", "binary_cross_entropy", y) for y in ([1], [0.3], [0, 1], [0.3, 1], [1, 1, 0.5])),
    *(("softmax", "cross_entropy", y) for y in ([0, 1], [0.3, 0.7], [0, 0, 1], [0.5, 0.5, 0])),
    *(("linear", "hinge", y) for y in ([1], [-1], [0, 1], [0, 1, 0])),
]


@pytest.mark.parametrize(("activation", "name", "target"), CASES)
@pytest.mark.parametrize("reduction", [None, "sum", "mean"])
@pytest.mark.parametrize("kind", ["mlp", "rnn"])
def test_a_loss_is_what_its_sentence_says(kind, activation, name, target, reduction):
    loss = name if reduction is None else {"name": name, "reduction": reduction}
    weights = [[0.5 * (k + 1)] for k in range(len(target))]
    network = {
        "mlp": {"input": [0.75], "layers": [{"weights": weights, "activation": activation}]},
        "rnn": {"inputs": [0.75], "cell": {"activation": "linear"}, "U": [[1]], "W": [[1]],
                "V": weights, "output": activation},
    }[kind]  # fmt: skip
    text = json.dumps({"kind": kind, **network, "target": target, "loss": loss, "derive": "loss"})
    derivation = solve(load_problem(Source("test.yaml", text)))
    answers = derivation.answers()
    step = derivation.by_id["L" if kind == "mlp" else "L[1]"]
    p = np.array([float(as_ball(x)) for x in answers["y_hat" if kind == "mlp" else "y_hat[1]"]])
    value = float(as_ball(step.value))
    assert taken_at_its_word(step.why, p, np.array(target, dtype=float)) == pytest.approx(value)
