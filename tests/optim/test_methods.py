"""Every method against floats that follow its paper, over random quadratics and starts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.optim import oracle
from tests.optim.solved import answers, floats

SMALL = 1e-3

METHODS = {
    # what the problem file says: (rule of the oracle, its settings besides α)
    "name: gd": (oracle.gd, {}),
    "name: momentum, beta: 0.7": (oracle.momentum_ema, {"beta": 0.7}),
    "name: heavy_ball, beta: 0.7": (oracle.heavy_ball, {"beta": 0.7}),
    "name: heavy_ball, beta: 0.7, dampening: 0.2": (oracle.dampened, {"beta": 0.7, "delta": 0.2}),
    "name: adagrad, epsilon: 1e-3": (oracle.adagrad, {"epsilon": SMALL}),
    "name: rmsprop, beta: 0.8, epsilon: 1e-3": (oracle.rmsprop, {"beta": 0.8, "epsilon": SMALL}),
    "name: rmsprop, beta: 0.8, epsilon: 1e-3, centred: true, momentum: 0.3": (
        oracle.rmsprop_centred,
        {"beta": 0.8, "epsilon": SMALL, "mu": 0.3},
    ),
    "name: adam, beta1: 0.8, beta2: 0.9, epsilon: 1e-3": (
        oracle.adam,
        {"beta1": 0.8, "beta2": 0.9, "epsilon": SMALL},
    ),
    "name: adamax, beta1: 0.8, beta2: 0.9": (oracle.adamax, {"beta1": 0.8, "beta2": 0.9}),
    "name: nadam, beta1: 0.8, beta2: 0.9, epsilon: 1e-3": (
        oracle.nadam,
        {"beta1": 0.8, "beta2": 0.9, "epsilon": SMALL},
    ),
    "name: amsgrad, beta1: 0.8, beta2: 0.9, epsilon: 1e-3": (
        oracle.amsgrad,
        {"beta1": 0.8, "beta2": 0.9, "epsilon": SMALL},
    ),
    "name: adamw, beta1: 0.8, beta2: 0.9, epsilon: 1e-3, weight_decay: 0.1": (
        oracle.adamw,
        {"beta1": 0.8, "beta2": 0.9, "epsilon": SMALL, "decay": 0.1},
    ),
}
WHOLE = st.integers(-3, 3)
NOT_ZERO = WHOLE.filter(bool)


@st.composite
def quadratics(draw):
    """(Q, b, start) with a positive definite Q and a gradient that isn't 0 at the start."""
    a, c, d = draw(st.integers(1, 4)), draw(st.integers(-1, 1)), draw(st.integers(2, 5))
    b, start = draw(st.tuples(WHOLE, WHOLE)), draw(st.tuples(WHOLE, WHOLE))
    Q = np.array([[a, c], [c, d]])
    if 0 in Q @ start - b:
        start = (start[0] + 7, start[1] + 11)
    return Q, np.array(b), np.array(start)


def problem(quadratic, method, rest=""):
    """The text of a run of four steps with α = 1/10."""
    Q, b, start = (x.tolist() for x in quadratic)
    return f"""objective: {{function: quadratic, Q: {Q}, b: {b}}}
parameters: {{x: {start}}}
method: {{{method}}}
steps: 4
{rest}"""


def gradient(quadratic):
    Q, b, _ = quadratic
    return lambda x: Q @ x - b


def same_iterates(found, expected):
    for k, x in enumerate(expected, start=1):
        assert floats(found[f"x[{k}]"]) == pytest.approx(x, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=12)
@given(quadratic=quadratics())
def test_a_method_follows_its_paper(method, quadratic):
    rule, rest = METHODS[method]
    expected = oracle.run(rule, gradient(quadratic), quadratic[2], 4, alpha=0.1, **rest)
    same_iterates(answers(problem(quadratic, method + ", learning_rate: 0.1")), expected)


@settings(max_examples=12)
@given(quadratic=quadratics())
def test_adadelta_follows_its_paper(quadratic):
    expected = oracle.run(
        oracle.adadelta, gradient(quadratic), quadratic[2], 4, rho=0.8, epsilon=0.01
    )
    same_iterates(answers(problem(quadratic, "name: adadelta, beta: 0.8, epsilon: 0.01")), expected)


@settings(max_examples=12)
@given(quadratic=quadratics())
def test_both_forms_of_nesterov(quadratic):
    method = "name: nesterov, learning_rate: 0.1, beta: 0.6"
    ahead = oracle.nesterov_look_ahead(gradient(quadratic), quadratic[2], 4, alpha=0.1, beta=0.6)
    same_iterates(answers(problem(quadratic, method)), ahead)
    rewritten = oracle.run(
        oracle.nesterov_rewritten, gradient(quadratic), quadratic[2], 4, alpha=0.1, beta=0.6
    )
    rest = "conventions: {nesterov: rewritten}"
    same_iterates(answers(problem(quadratic, method, rest)), rewritten)


@settings(max_examples=12)
@given(quadratic=quadratics(), corrected=st.booleans(), inside=st.booleans())
def test_the_conventions_of_adam(quadratic, corrected, inside):
    method = "name: adam, learning_rate: 0.1, beta1: 0.8, beta2: 0.9, epsilon: 1e-3"
    place, correction = "inside" if inside else "outside", str(corrected).lower()
    rest = f"conventions: {{epsilon: {place}, bias_correction: {correction}}}"
    expected = oracle.run(
        oracle.adam, gradient(quadratic), quadratic[2], 4,
        alpha=0.1, beta1=0.8, beta2=0.9, epsilon=SMALL, corrected=corrected, inside=inside,
    )  # fmt: skip
    same_iterates(answers(problem(quadratic, method, rest)), expected)


@settings(max_examples=12)
@given(quadratic=quadratics())
def test_l2_and_decoupled_decay(quadratic):
    Q, b, start = quadratic
    method = "name: momentum, learning_rate: 0.1, beta: 0.5, weight_decay: 0.2"
    coupled = oracle.run(
        oracle.momentum_ema, lambda x: Q @ x - b + 0.2 * x, start, 4, alpha=0.1, beta=0.5
    )
    same_iterates(answers(problem(quadratic, method)), coupled)

    def decoupled(x, g, state, t, **rest):
        return oracle.momentum_ema(x, g, state, t, **rest) - 0.1 * 0.2 * x

    expected = oracle.run(decoupled, gradient(quadratic), start, 4, alpha=0.1, beta=0.5)
    rest = "conventions: {weight_decay: decoupled}"
    same_iterates(answers(problem(quadratic, method, rest)), expected)


def test_a_wrong_rule_would_be_noticed():
    quadratic = np.array([[2, 0], [0, 4]]), np.array([0, 0]), np.array([1, 1])
    wrong = oracle.run(oracle.momentum_ema, gradient(quadratic), (1, 1), 4, alpha=0.1, beta=0.70001)
    with pytest.raises(AssertionError):
        same_iterates(
            answers(problem(quadratic, "name: momentum, beta: 0.7, learning_rate: 0.1")), wrong
        )


def test_a_run_can_be_taken_up_again():
    """Two steps, and then two more from the state that they left, are four."""
    text = """objective: {gradients: [[1, 2], [3, -1], [1, 1], [2, 5]]}
parameters: {x: [0, 1]}
method: {name: momentum, learning_rate: 1/10, beta: 1/2}
steps: 4
"""
    whole = answers(text)
    first = answers(text.replace("steps: 4", "steps: 2"))
    x, v = ([str(entry) for entry in first[id]] for id in ("x[2]", "V_x[2]"))
    rest = answers(
        f"""objective: {{gradients: [[1, 1], [2, 5]]}}
parameters: {{x: [{", ".join(x)}]}}
method: {{name: momentum, learning_rate: 1/10, beta: 1/2, velocity: [{", ".join(v)}]}}
steps: 2
"""
    )
    assert rest["x[2]"].tolist() == whole["x[4]"].tolist()


def test_the_step_number_of_adam_can_be_set():
    text = """objective: {gradients: [4]}
parameters: {x: 1}
method: {name: adam, learning_rate: 1, beta1: 1/2, beta2: 1/2, epsilon: 0, t: 2}
"""
    found = answers(text)
    assert str(found["V_hat_x[1]"]) == str(2 / (1 - found["beta_1"] ** 3))
