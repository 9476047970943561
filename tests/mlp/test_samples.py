"""Batches: samples as rows or as columns, where their mean is taken, and how they are written."""

import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hwsolve.derivation.readings import Readings
from hwsolve.errors import HwsolveError
from hwsolve.notation.ascii import to_ascii
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from tests.mlp.nets import problems
from tests.mlp.oracle import Oracle
from tests.mlp.solved import answers_of, as_floats, derivation_of

OF_SAMPLES = re.compile(r"d?(x|y|y_hat|z\[|a\[)")
"""Quantities with an entry for each sample, in contrast to parameters and losses."""


def turned(nested):
    """Rows as columns; a list of numbers as it is."""
    if not isinstance(nested[0], list):
        return nested
    return [list(row) for row in zip(*nested, strict=True)]


def in_columns(problem):
    """The same problem with its samples as columns."""
    conventions = problem["conventions"] | {"samples": "columns"}
    changed = {"input": turned(problem["input"]), "conventions": conventions}
    return problem | changed | {"target": turned(problem["target"])}


@settings(max_examples=60)
@given(problems(steps=2), st.booleans())
def test_columns_and_the_place_of_the_mean(problem, at_parameters):
    """Against the oracle, which knows rows and ∂L/∂Q only: turned, and m times ∂L/∂z."""
    assume(isinstance(problem["input"][0], list))
    oracle = Oracle(problem)
    expected = oracle.answers()
    assume(oracle.nearest_kink > 1e-6)
    assume(all(np.isfinite(value).all() for value in expected.values()))
    samples = 1
    given_problem = in_columns(problem)
    if at_parameters:
        given_problem["conventions"]["mean_at"] = "parameters"
        if problem["conventions"].get("batch", "mean") == "mean":
            samples = len(problem["input"])
    for id, value in answers_of(given_problem).items():
        known = expected.get(id)
        if known is None or id.startswith("dL"):
            continue
        if OF_SAMPLES.match(id):
            known = known.T * (samples if id.startswith("d") else 1)
        assert as_floats(value) == pytest.approx(known, rel=1e-9, abs=1e-11), id


PLANAR = """
kind: mlp
input: [[1, 0, 3], [2, -1, 1]]
layers:
  - {weights: [[1, -1], [2, 0]], bias: [1, -1], activation: tanh}
  - {weights: [[1, 1/2]], bias: [1], activation: sigmoid}
target: [[1, 0, 1]]
loss: binary_cross_entropy
conventions: {samples: columns, mean_at: parameters, output_gradient: shortcut}
"""


def test_the_six_equations_of_the_course():
    """dZ2 = A2 − Y, dW2 = 1/m dZ2 A1ᵀ, db2 = 1/m Σ dZ2, dZ1 = W2ᵀ dZ2 ∗ (1 − A1²), … as in
    Andrew Ng's course (Neural Networks and Deep Learning, week 3), line by line in numpy."""
    X, Y, m = np.array([[1.0, 0, 3], [2, -1, 1]]), np.array([[1.0, 0, 1]]), 3
    W1, b1 = np.array([[1.0, -1], [2, 0]]), np.array([[1.0], [-1]])
    W2, b2 = np.array([[1.0, 0.5]]), np.array([[1.0]])
    Z1 = W1 @ X + b1
    A1 = np.tanh(Z1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    dZ2 = A2 - Y
    dZ1 = (W2.T @ dZ2) * (1 - A1**2)
    expected = {
        "z[1]": Z1,
        "y_hat": A2,
        "L": -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)),
        "dz[2]": dZ2,
        "dW[2]": dZ2 @ A1.T / m,
        "db[2]": dZ2.sum(axis=1) / m,
        "dz[1]": dZ1,
        "dW[1]": dZ1 @ X.T / m,
        "db[1]": dZ1.sum(axis=1) / m,
    }
    answers = answers_of(PLANAR)
    for id, value in expected.items():
        assert as_floats(answers[id]) == pytest.approx(value, rel=1e-12), id


def formulas(text):
    derivation, readings = derivation_of(text), Readings(NumberStyle())
    steps = {step.id: step for step in derivation.steps if step.term is not None}
    return {id: to_ascii(readings.formula(step.term)) for id, step in steps.items()}, steps


def test_columns_are_written_as_in_the_course():
    written, _ = formulas(PLANAR)
    assert written["z[1]"] == "W[1] @ x + b[1] @ ones.T"
    assert written["z[2]"] == "W[2] @ a[1] + b[2]"
    assert written["dz[2]"] == "y_hat - y"
    assert written["dW[1]"] == "1/3*dz[1] @ x.T"
    assert written["db[1]"] == "1/3*dz[1] @ ones"


ROWS = PLANAR.replace("[[1, 0, 3], [2, -1, 1]]", "[[1, 2], [0, -1], [3, 1]]")
ROWS = ROWS.replace("[[1, 0, 1]]", "[1, 0, 1]").replace("samples: columns, mean_at: param", "")
ROWS = ROWS.replace("{eters, ", "{")


def test_a_bias_that_is_added_to_rows_fits():
    written, steps = formulas(ROWS)
    assert written["z[1]"] == "x @ W[1].T + ones @ b[1].T"
    assert written["db[1]"] == "dz[1].T @ ones"
    put_in = to_line(Readings(NumberStyle()).substitution(steps["z[1]"].term))
    assert put_in.endswith("+ [1, 1, 1] [[1, −1]]")  # 3 × 1 times 1 × 2, like the product


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("[[1], [0], [1]]", "1 row (one for each unit of the last layer) of 3 numbers"),
        ("[1, 0]", "one for each sample"),
    ],
)
def test_a_target_that_lies_the_other_way_is_refused(target, expected):
    with pytest.raises(HwsolveError) as caught:
        answers_of(PLANAR.replace("[[1, 0, 1]]", target))
    assert expected in caught.value.faults[0].expected


def test_classes_of_samples_in_columns():
    """Softmax over each column: equal scores give ŷ = ½ everywhere, and dz = ŷ − y."""
    answers = answers_of("""
        {kind: mlp, input: [[1, 2, 3]], layers: [{weights: [[0], [0]]}], target: [0, 1, 1],
         loss: cross_entropy, conventions: {samples: columns, mean_at: parameters}}""")
    assert as_floats(answers["y_hat"]).tolist() == [[0.5] * 3] * 2
    assert as_floats(answers["dz[1]"]).tolist() == [[-0.5, 0.5, 0.5], [0.5, -0.5, -0.5]]


def test_one_sample_is_a_list_either_way():
    text = "{kind: mlp, input: [1, 2], layers: [{weights: [[3, 4]]}], target: 0, "
    text += "loss: squared_error, conventions: {samples: columns, mean_at: parameters}}"
    assert as_floats(answers_of(text)["dW[1]"]).tolist() == [[22, 44]]
