"""An activation is one row: mish is added here, and used wherever there are activations."""

from textwrap import dedent

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwsolve.derivation.readings import Readings
from hwsolve.errors import InputError
from hwsolve.layers.named_activations import plain
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import as_ball, rational, shape_of
from hwsolve.output.renderers.terminal import to_terminal
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve
from hwsolve.terms.activation_row import ACTIVATIONS, activation
from hwsolve.terms.activations import softplus, tanh_of
from hwsolve.terms.elementwise import named
from hwsolve.terms.term import OPERATIONS, Literal

STEP = 1e-6
X = [[0.3, -1.2], [0.8, 0.5]]


def mish(z):
    """Mish in floating point (Misra 2020), written apart from hwsolve."""
    return z * np.tanh(np.log1p(np.exp(z)))


@pytest.fixture(autouse=True)
def row():
    """The row of mish: this is all that there is to write."""
    activation(
        "mish", named("mish", "Mish"), words="Mish weighs z by tanh(softplus(z))",
        define=lambda z: z * tanh_of(softplus(z)),
    )  # fmt: skip
    yield ACTIVATIONS["mish"]
    del ACTIVATIONS["mish"], OPERATIONS["mish"]


def solved(text):
    return solve(load_problem(Source("test.yaml", text)), 15)


def floats(value):
    return np.vectorize(lambda x: float(as_ball(x)), otypes=[float])(
        np.array(value, dtype=object)
    ).reshape(shape_of(value))


def quotients(loss, weights):
    """The gradient of a loss by central difference quotients."""
    found = np.zeros_like(weights)
    for place in np.ndindex(weights.shape):
        ends = []
        for sign in (1, -1):
            moved = weights.copy()
            moved[place] += sign * STEP
            ends.append(loss(moved))
        found[place] = (ends[0] - ends[1]) / (2 * STEP)
    return found


def mlp(W):
    return np.sum((mish(W @ [0.3, -1.2]) - [1, 0]) ** 2)


def conv(W):
    image = np.array([[1, -1, 2], [0.5, 0, -2], [1, 1, -0.5]])
    maps = [[np.sum(W * image[i : i + 2, j : j + 2]) for j in range(2)] for i in range(2)]
    return np.sum((mish(np.array(maps)) - [[1, 0], [0, 1]]) ** 2)


def rnn(W):
    s = np.zeros(2)
    for x in X:
        s = mish(np.array([[0.5, -0.25], [1, 0.75]]) @ x + W @ s)
    return np.sum((s - [1, 0]) ** 2)


def graph(W):
    adjacency = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    features = np.array([[1, 0.5], [-1, 2], [0, -0.5]])
    return np.sum((mish(adjacency @ features @ W) - [[1], [0], [-1]]) ** 2)


TEXTS = {
    "mlp": """
        kind: mlp
        input: [0.3, -1.2]
        layers: [{weights: WEIGHTS, activation: mish}]
        target: [1, 0]
        """,
    "a layer of its own": """
        kind: mlp
        input: [0.3, -1.2]
        layers: [{weights: WEIGHTS}, mish]
        target: [1, 0]
        """,
    "conv": """
        kind: conv
        input: [[1, -1, 2], [0.5, 0, -2], [1, 1, -0.5]]
        layers: [{conv: {weights: WEIGHTS, activation: mish}}]
        target: [[1, 0], [0, 1]]
        """,
    "rnn": """
        kind: rnn
        cell: {activation: mish}
        inputs: [[0.3, -1.2], [0.8, 0.5]]
        U: [[0.5, -0.25], [1, 0.75]]
        W: WEIGHTS
        target: [1, 0]
        """,
    "laplacian": """
        kind: laplacian
        edges: [[1, 2], [2, 3]]
        features: [[1, 0.5], [-1, 2], [0, -0.5]]
        layers: [{message_passing: {weights: WEIGHTS, activation: mish}}]
        target: [[1], [0], [-1]]
        conventions: {batch: sum}
        """,
}
NETWORKS = {
    "mlp": (mlp, [[0.4, -0.7], [1.1, 0.6]], "dW[1]"),
    "a layer of its own": (mlp, [[0.4, -0.7], [1.1, 0.6]], "dW[1]"),
    "conv": (conv, [[0.4, -0.7], [1.1, 0.6]], "dW[1]"),
    "rnn": (rnn, [[0.3, -0.6], [0.9, 0.2]], "dW"),
    "laplacian": (graph, [[0.7], [-0.4]], "dW[1]"),
}


def text_of(network):
    """The problem file of a network."""
    text = dedent(TEXTS[network]).replace("WEIGHTS", str(NETWORKS[network][1]))
    return f"{text}loss: squared_error\n"


@pytest.mark.parametrize("network", NETWORKS)
def test_a_new_activation_stands_in_every_kind(network):
    loss, weights, id = NETWORKS[network]
    derivation = solved(text_of(network))
    answers = derivation.answers()
    W = np.array(weights)
    assert float(floats(answers["L"])) == pytest.approx(loss(W), rel=1e-12)
    np.testing.assert_allclose(floats(answers[id]).reshape(W.shape), quotients(loss, W), rtol=1e-7)
    page = to_terminal(derivation, detail="full", only=(), width=100, color=False)
    assert "Mish weighs z by tanh(softplus(z))" in page
    assert "Mish(" in page
    assert "slope of the activation" in page


def test_a_new_activation_stands_in_a_formula():
    text = (
        'kind: optim\nobjective: {expression: "mish(x*y) + y^2"}\nparameters: {x: 1.5, y: -1}\n'
        "derive: [gradient, hessian]\n"
    )
    derivation = solved(text)
    answers = derivation.answers()

    def f(p):
        return mish(p[0] * p[1]) + p[1] ** 2

    point = np.array([1.5, -1.0])
    assert float(floats(answers["f[0]"])) == pytest.approx(f(point))
    gradient = [float(floats(answers[f"partial_f_{name}[0]"])) for name in "xy"]
    np.testing.assert_allclose(gradient, quotients(f, point), rtol=1e-7)
    rows = [quotients(lambda p, k=k: quotients(f, p)[k], point) for k in range(2)]
    np.testing.assert_allclose(floats(answers["H[0]"]), rows, atol=2e-3)
    (step,) = [step for step in derivation.steps if step.id == "f[0]"]
    assert to_line(Readings(NumberStyle()).formula(step.term)) == "Mish(x⁽⁰⁾·y⁽⁰⁾) + (y⁽⁰⁾)²"


@settings(max_examples=40)
@given(z=st.fractions(-6, 6, max_denominator=50))
def test_the_slope_that_is_found_from_a_definition_is_right(z):
    point = Literal(rational(z.numerator, z.denominator))
    slope = ACTIVATIONS["mish"].slope(point, {}, rational(0), None)
    expected = (mish(float(z) + STEP) - mish(float(z) - STEP)) / (2 * STEP)
    assert float(floats(slope.value)) == pytest.approx(expected, rel=1e-6, abs=1e-8)


def test_where_no_greatest_slope_is_known_that_is_said():
    derivation = solved(text_of("rnn") + "derive: jacobian\n")
    page = to_terminal(derivation, detail="full", only=(), width=100, color=False)
    assert "No short form of the greatest |Mish′(z)| is known" in " ".join(page.split())
    assert "norm_J[2]" in derivation.answers()
    assert "gamma" not in derivation.answers()
    letters = solved("kind: rnn\ncell: {activation: mish}\n")
    page = to_terminal(letters, detail="full", only=(), width=100, color=False)
    assert "No short form of the greatest |Mish′(z)| is known" in " ".join(page.split())


def test_a_name_that_is_in_no_row_is_told_with_the_nearest(row):
    with pytest.raises(InputError) as caught:
        solved(text_of("mlp").replace("mish", "mist"))
    (fault,) = caught.value.faults
    assert "mish" in f"{fault}"
    assert plain("mish").row is row
