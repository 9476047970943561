"""Misconceptions of courses, planted by plain arithmetic in small problems, and what is said."""

import numpy as np
import pytest

from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marks_of

LAYER = """\
kind: mlp
input: [2, 3]
layers:
  - {weights: [[0.5, -0.7], [0.4, 0.6]], bias: [0.3, -0.2], activation: ACTIVATION}
target: [1.5, 0.4]
loss: squared_error
optimizer: {name: sgd, learning_rate: 1/8}
"""
GRAPH = (
    "kind: laplacian\nedges: [[1, 2, 2], [2, 3, 5], [1, 3, 3], [3, 4, 7]]\nsignal: [1, 4, 2, 7]\n"
)
VALLEY = """\
kind: optim
objective: {expression: "3*x^2 - x*y + 2*y^2 + x"}
parameters: {x: 1.5, y: -2.5}
method: METHOD
steps: 2
"""
POOL = """\
kind: conv
input: [[1, 7, 3, 2], [5, 2, 9, 4], [8, 1, 2, 6], [3, 12, 11, 7]]
layers:
  - max_pool: {size: 2}
  - flatten
  - dense: {weights: [[1, 2, -3, 5]]}
target: 4
loss: squared_error
"""
X, W, B = np.array([2, 3]), np.array([[0.5, -0.7], [0.4, 0.6]]), np.array([0.3, -0.2])
Z = W @ X + B
E = Z - np.array([1.5, 0.4])
A = np.array([[0, 2, 3, 0], [2, 0, 5, 0], [3, 5, 0, 7], [0, 0, 7, 0]])
D, S = np.diag(A.sum(axis=0)), np.array([1, 4, 2, 7])
ROOTS = np.diag(1 / np.sqrt(A.sum(axis=0)))
IMAGE = np.array([[1, 7, 3, 2], [5, 2, 9, 4], [8, 1, 2, 6], [3, 12, 11, 7]])


def windows():
    return [IMAGE[i : i + 2, j : j + 2] for i in (0, 2) for j in (0, 2)]


def gd(x, y, rate=0.1):
    return x - rate * (6 * x - y + 1), y - rate * (4 * y - x)


FIRST_X, FIRST_Y = gd(1.5, -2.5)

CASES = {
    "|z| for ReLU": (
        LAYER.replace("ACTIVATION", "relu"), "a[1]", abs(Z), "|z| stands for max(0, z)",
    ),
    "not squared": (LAYER.replace("ACTIVATION", "linear"), "L", E.sum(), "is not squared"),
    "only the step": (
        LAYER.replace("ACTIVATION", "linear"), "W_new[1]", np.outer(2 * E, X) / 8,
        "the step α·dW⁽¹⁾ stands for what it is taken from",
    ),
    "rate times all": (
        LAYER.replace("ACTIVATION", "linear"), "W_new[1]", (W - np.outer(2 * E, X)) / 8,
        "α multiplies all of it, not the gradient alone",
    ),
    "slope at a": (
        LAYER.replace("ACTIVATION", "tanh"), "dz[1]",
        2 * (np.tanh(Z) - np.array([1.5, 0.4])) * (1 - np.tanh(np.tanh(Z)) ** 2),
        "the slope is taken at",
    ),
    "smallest of a window": (
        POOL, "a[1]", [[w.min() for w in windows()[i : i + 2]] for i in (0, 2)],
        "the smallest entry of each window",
    ),
    "sum of a window": (
        POOL, "a[1]", [[w.sum() for w in windows()[i : i + 2]] for i in (0, 2)],
        "the sum of each window",
    ),
    "eigenvalues of A": (GRAPH, "lambda", np.linalg.eigvalsh(A), "A is put in for L"),
    "energy by A": (GRAPH + "derive: [smoothness]\n", "smoothness", S @ A @ S, "A is put in for L"),
    "roots not taken": (
        GRAPH + "derive: [normalized]\n", "L_sym", ROOTS**2 @ (D - A) @ ROOTS**2,
        "the roots of D are not taken",
    ),
    "I forgotten": (
        GRAPH + "derive: [normalized]\n", "L_sym", -ROOTS @ A @ ROOTS, "I is forgotten",
    ),
    "gradient of the start": (
        VALLEY.replace("METHOD", "{name: gd, learning_rate: 0.1}"), "partial_f_x[1]",
        6 * 1.5 + 2.5 + 1, "the earlier x⁽⁰⁾ for x⁽¹⁾ and y⁽⁰⁾ for y⁽¹⁾",
    ),
    "the 2 of the square": (
        VALLEY.replace("METHOD", "{name: gd, learning_rate: 0.1}"), "partial_f_x[1]",
        3 * FIRST_X - FIRST_Y + 1, "a factor 2 of 6·x⁽¹⁾ is forgotten",
    ),
    "mixed derivatives": (
        VALLEY.replace("METHOD", "newton"), "H[0]", [[6, 0], [0, 4]],
        "the entries beside the diagonal",
    ),
    "1 − β with a heavy ball": (
        VALLEY.replace("METHOD", "{name: heavy_ball, learning_rate: 0.1, beta: 0.7}"), "V_x[2]",
        0.7 * (6 * 1.5 + 2.5 + 1) + 0.3 * (6 * FIRST_X - FIRST_Y + 1), "is multiplied by 1 − β",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_misconception_is_named(case):
    problem, id, wrong, words = CASES[case]
    written = np.vectorize(lambda x: f"{x:.7g}")(np.array(wrong, dtype=float)).tolist()
    mark = marks_of(problem, {id: written})[id]
    assert mark.verdict is Verdict.FIRST_MISTAKE
    assert words in mark.why
