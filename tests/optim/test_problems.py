"""Models, schedules, methods that take a whole step, comparisons, and facts about quadratics."""

import math

import numpy as np
import pytest

from hwsolve.derivation.figures import Chart, Table
from tests.optim.solved import answers, derivation, exact, floats

BOWL = "objective: {expression: 'x^2 + 3*y^2 - x*y'}\nparameters: {x: 1, y: -2}\n"


def test_one_step_of_newton_ends_in_the_minimum_of_a_quadratic():
    found = answers(BOWL + "method: newton\n")
    assert (exact(found["x[1]"]), exact(found["y[1]"])) == ("0", "0")


def test_conjugate_gradients_end_after_as_many_steps_as_variables():
    text = "objective: {function: quadratic, Q: [[4, 1, 0], [1, 3, 1], [0, 1, 5]], b: [1, 2, 3]}\n"
    found = answers(text + "parameters: [0, 0, 0]\nmethod: conjugate_gradient\nsteps: 4\n")
    assert exact(found["r[3]"]) == ["0"] * 3
    Q = np.array([[4, 1, 0], [1, 3, 1], [0, 1, 5]])
    assert floats(found["x[3]"]) == pytest.approx(np.linalg.solve(Q, [1, 2, 3]))
    assert exact(found["x[4]"]) == exact(found["x[3]"])


def test_exact_line_search_stops_where_the_next_gradient_is_orthogonal():
    found = answers(BOWL + "method: line_search\nsteps: 2\n")
    one, other = (
        np.array([floats(found[f"grad_x[{k}]"]), floats(found[f"grad_y[{k}]"])]) for k in (0, 1)
    )
    assert one @ other == pytest.approx(0, abs=1e-12)


def test_backtracking_fulfils_armijos_condition_and_not_before():
    found = answers(BOWL + "method: {name: line_search, rule: backtracking, slope: 0.3}\n")
    trials = [id for id in found if id.startswith("f_limit[0,")]
    reached = [floats(found[f"f[0,{n}]"]) <= floats(found[f"f_limit[0,{n}]"])
               for n in range(1, len(trials) + 1)]  # fmt: skip
    assert reached == [False] * (len(trials) - 1) + [True]


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        ("{name: step, factor: 1/2, every: 2}", [1, 1, 0.5, 0.5]),
        ("{name: exponential, factor: 0.5}", [1, 0.5, 0.25, 0.125]),
        ("{name: exponential, rate_of_decay: 1}", [math.exp(-k) for k in range(4)]),
        ("{name: inverse_time, decay: 2}", [1, 1 / 3, 1 / 5, 1 / 7]),
        ("{name: cosine, steps: 3}", [1, 0.75, 0.25, 0]),
        ("{name: linear, steps: 2, lowest: 0.1}", [1, 0.5, 0.1, 0.1]),
        ("{name: constant, warm_up: 2}", [0.5, 1, 1, 1]),
        ("{name: exponential, factor: 0.5, warm_up: 2}", [0.5, 1, 1, 0.5]),
    ],
)
def test_schedules(schedule, rates):
    found = answers(
        "objective: {gradients: [1, 1, 1, 1]}\nparameters: {x: 0}\nsteps: 4\n"
        f"method: {{name: gd, learning_rate: 1, schedule: {schedule}}}\n"
    )
    assert [float(floats(found[f"alpha[{k}]"])) for k in range(4)] == pytest.approx(rates)


def test_samples_one_at_a_time():
    found = answers(
        "objective: {model: linear, input: [[1, 0], [0, 2]], target: [1, 2], batch_size: 1}\n"
        "parameters: {W: [0, 0]}\nmethod: {name: sgd, learning_rate: 1/4}\nepochs: 1\n"
    )
    # first sample: ∇ = −2·1·(1, 0); second: −2·2·(0, 2)
    assert exact(found["W[1]"]) == ["1/2", "0"]
    assert exact(found["W[2]"]) == ["1/2", "2"]


def test_a_batch_is_averaged_or_added_up():
    text = (
        "objective: {model: linear, input: [[1, 0], [0, 2]], target: [1, 2]}\n"
        "parameters: {W: [0, 0]}\nmethod: {name: gd, learning_rate: 1}\n"
    )
    assert exact(answers(text)["grad_W[0]"]) == ["-1", "-4"]
    assert exact(answers(text + "conventions: {batch: sum}\n")["grad_W[0]"]) == ["-2", "-8"]


def test_softmax_regression():
    found = answers(
        "objective: {model: softmax, input: [1, 2], target: 1}\n"
        "parameters: {W: [[0, 0], [0, 0], [0, 0]], b: [0, 0, 0]}\n"
        "method: {name: gd, learning_rate: 3}\n"
    )
    assert exact(found["grad_b[0]"]) == ["1/3", "-2/3", "1/3"]
    assert exact(found["W[1]"]) == ["-1", "-2", "2", "4", "-1", "-2"]


def test_a_network_is_an_objective():
    """One step on a network is what the network's own kind of problem derives."""
    from hwsolve.problem_files import Source
    from hwsolve.solving import load_problem, solve

    layers = (
        "layers: [{weights: [[1, -1], [1, 1]], bias: [0, 1], activation: sigmoid}, "
        "{weights: [[1, 2]]}]"
    )
    own = solve(
        load_problem(
            Source(
                "t",
                f"kind: mlp\ninput: [1, 2]\n{layers}\ntarget: 1\nloss: squared_error\n"
                "optimizer: {name: sgd, learning_rate: 1/2}\n",
            )
        )
    ).answers()
    found = answers(
        f"objective: {{network: mlp, input: [1, 2], {layers}, target: 1, loss: squared_error}}\n"
        "method: {name: gd, learning_rate: 1/2}\n"
    )
    for letter, layer in (("W", 1), ("b", 1), ("W", 2)):
        assert floats(found[f"{letter}{layer}[1]"]) == pytest.approx(
            floats(own[f"{letter}_new[{layer}]"])
        )


def test_a_convolutional_network_is_an_objective():
    found = answers(
        "objective:\n  network: conv\n  input: [[1,2,3,0],[0,2,2,1],[0,3,0,0],[0,1,2,1]]\n"
        "  layers:\n    - conv: {weights: [[1,0,-1],[0,1,0],[0,-1,1]]}\n    - max_pool: {size: 2}\n"
        "  target: 2\n  loss: squared_error\nmethod: {name: gd, learning_rate: 1/10}\n"
    )
    W = floats(found["grad_W1[0]"])
    assert W.ravel() == pytest.approx([8, 12, 0, 8, 8, 4, 12, 0, 0])


def test_methods_side_by_side():
    found = derivation(
        BOWL
        + "compare: [{name: gd, learning_rate: 0.1}, {name: adam, learning_rate: 0.1}, newton]\n"
        "steps: 3\n"
    )
    ids = found.answers()
    assert {"x[gd,3]", "x[adam,3]", "x[newton,3]", "V_x[adam,1]"} <= ids.keys()
    points, values = (item for item in found.items if isinstance(item, Table))
    assert points.header == values.header == ("k", "gd", "adam", "newton")
    assert points.rows[0] == ("0", *["(1, −2)"] * 3)
    assert [row[3] for row in values.rows] == ["15", "0", "0", "0"]
    picture = next(item for item in found.items if isinstance(item, Chart))
    assert [name for name, _ in picture.curves] == ["gd", "adam", "newton"]
    assert [len(points) for _, points in picture.curves] == [4, 4, 4]


def test_what_is_known_about_a_quadratic():
    found = answers(
        "objective: {function: quadratic, Q: [[2, 0], [0, 8]]}\nparameters: [1, 1]\n"
        "method: {name: gd, learning_rate: 1/10}\nderive: convergence\n"
    )
    expected = {
        "mu": "2", "L_max": "8", "kappa": "4", "alpha_max": "1/4", "alpha_best": "1/5",
        "rho_best": "3/5", "rho_momentum": "1/3", "rho": "4/5",
    }  # fmt: skip
    assert {id: exact(found[id]) for id in expected} == expected


def test_many_steps_of_adam_keep_their_digits():
    """200 steps of Adam, whose every digit counts, against Python's floats."""
    from tests.optim import oracle

    found = answers(
        "objective: {expression: 'x^2 + 3*y^2'}\nparameters: {x: 1, y: -2}\n"
        "method: {name: adam, learning_rate: 0.1}\nsteps: 200\n",
        digits=15,
    )
    expected = oracle.run(
        oracle.adam, lambda p: np.array([2 * p[0], 6 * p[1]]), (1, -2), 200,
        alpha=0.1, beta1=0.9, beta2=0.999, epsilon=1e-8,
    )[-1]  # fmt: skip
    assert [float(floats(found[id])) for id in ("x[200]", "y[200]")] == pytest.approx(
        expected, rel=1e-6
    )
