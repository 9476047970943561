"""What is wrong with a problem is told with its place, and what would be right."""

import pytest

from hwsolve.errors import InputError, LimitError
from tests.optim.solved import answers, derivation

X = "objective: {expression: 'x'}\nparameters: {x: 1}\n"
KINK = "objective: {expression: 'x^2 + abs(x)'}\nparameters: {x: 1}\n"
GD = "method: {name: gd, learning_rate: 0.1}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("objective: {expression: 'x + z'}\nparameters: {x: 1}\n" + GD, "z is no parameter"),
        ("objective: {expression: 'sine(x)'}\nparameters: {x: 1}\n" + GD, "unknown function"),
        ("objective: {expression: 'x'}\nparameters: {x: 1}\nmethod: gd\n", "learning rate"),
        (
            X + "method: {name: momentum, learning_rate: 1, beta: 1}\n",
            "out of range",
        ),
        (
            "objective: {expression: 'x'}\nparameters: {x: 1}\nsteps: 20000\n" + GD,
            "more steps than the limit",
        ),
        ("objective: {gradients: {W: [[1, 2]]}}\nparameters: {W: [0, 0], b: 0}\n" + GD, "b has no"),
        ("objective: {gradients: [1]}\nparameters: {x: 0}\nsteps: 2\n" + GD, "as many gradients"),
        ("objective: {expresion: 'x'}\nparameters: {x: 1}\n" + GD, "did you mean expression"),
        ("objective: rosenbrok\nparameters: {x: 1, y: 1}\n" + GD, "rosenbrock"),
        ("objective: rosenbrock\nparameters: {x: 1}\n" + GD, "two variables"),
        (
            X + "method: {name: momentum, learning_rate: 1, velocity: {y: 1}}\n",
            "there is no parameter y",
        ),
        (
            "objective: {model: linear, input: [1, 2], target: 1}\nparameters: {W: [1]}\n" + GD,
            "weights don't fit",
        ),
        ("objective: {symbol: f}\nmethod: newton\n", "needs a function"),
        ("objective: rosenbrock\nparameters: {x: 0, y: 0}\nmethod: line_search\n", "backtracking"),
        (KINK + "method: {name: line_search, rule: exact}\n", "that of a quadratic function"),
        (
            X + "derive: convergence\nmethod: {name: gd, learning_rate: 0.1, weight_decay: 0.5}\n",
            "without weight_decay",
        ),
        (KINK + "compare: [cg, newton]\n", "are for a quadratic function"),
        (
            "objective: {expression: 'x^4'}\nparameters: {x: 1}\nmethod: conjugate_gradient\n",
            "quadratic",
        ),
        ("objective: {expression: 'x'}\nsteps: 1\n" + GD, "the start is missing"),
    ],
)
def test_faults(text, expected):
    with pytest.raises(InputError) as caught:
        answers(text)
    assert expected in str(caught.value)


def test_a_singular_hessian():
    with pytest.raises(LimitError, match="singular"):
        answers("objective: {expression: '(x + y)^2'}\nparameters: {x: 1, y: 2}\nmethod: newton\n")


def test_divergence_names_the_step_and_ends_the_run():
    found = derivation(
        "objective: {expression: 'x^2'}\nparameters: {x: 1}\n"
        "method: {name: gd, learning_rate: 2}\nsteps: 100\nbound: 100\n"
    )
    # x is multiplied by −3: 1, −3, 9, −27, 81, −243
    notes = [item.text for item in found.items if hasattr(item, "text")]
    assert any("at iterate 5" in note for note in notes)
    assert "x[6]" not in found.answers()
