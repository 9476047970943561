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
        (
            "objective: {expression: 'x + z'}\nparameters: {x: 1}\n" + GD,
            "z stands in the formula, but is neither",
        ),
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


TWO_RATES = "{name: exponential, factor: 1/2, rate_of_decay: 1}"
SQUARE = "objective: {expression: 'x^2'}\nparameters: {x: 1}\n"


@pytest.mark.parametrize(
    ("text", "path", "limit"),
    [
        (
            SQUARE + "method: {name: adam, learning_rate: 0.1, t: 1000000000}\n",
            "method.t",
            "1000000",
        ),
        (
            SQUARE + "method: {name: line_search, rule: backtracking, most_trials: 1000000000}\n",
            "method.most_trials",
            "1000",
        ),
        (SQUARE + GD + "steps: 1000000000\n", "steps", "1000"),
        (SQUARE + GD + "epochs: 1000000000\n", "epochs", "1000"),
        (
            SQUARE + "compare: [newton, cg]\nsteps: 501\n",
            "steps",
            "1000 steps of all methods together",
        ),
        *(
            (
                SQUARE
                + f"method: {{name: gd, learning_rate: 0.1, schedule: {{name: {schedule}}}}}\n",
                f"method.schedule.{schedule.partition(', ')[2].partition(':')[0]}",
                "1000000",
            )
            for schedule in (
                "cosine, steps: 1000000000",
                "step, every: 1000000000",
                "constant, warm_up: 1000000000",
            )
        ),
        *(
            (
                f"objective: {{expression: '{formula}'}}\nparameters: {{x: 3}}\n" + GD,
                "objective.expression",
                "4096",
            )
            for formula in (
                "x^1000000000", "x^(10^9)", "x^2^30", "(x^100)^100", "((x^20)^20)^20",
                "3^1000000000*x", "x^-1000000000", "exp(x^1000000000)", "(x + 1)^1000000000",
            )
        ),
    ],
)  # fmt: skip
def test_a_size_beyond_its_limit_is_told_at_its_place(text, path, limit):
    with pytest.raises(InputError) as caught:
        answers(text)
    (fault,) = caught.value.faults
    assert fault.dotted_path == path
    assert limit in str(fault)
    assert fault.line is not None


@pytest.mark.parametrize("key", ["symbol", "expression", "function", "network", "model"])
@pytest.mark.parametrize("value", ["[]", "{}", "[a]", "{a: 1}", "null", "3", "''", "no_such_word"])
def test_a_value_that_is_no_name_is_told_at_its_place(key, value):
    if (key, value) == ("expression", "3"):  # a constant is a formula too
        value = "[3]"
    with pytest.raises(InputError) as caught:
        answers(f"objective: {{{key}: {value}}}\nparameters: {{x: 1}}\n" + GD)
    assert all(fault.dotted_path.startswith("objective") for fault in caught.value.faults)
    assert all(fault.line is not None for fault in caught.value.faults)


@pytest.mark.parametrize("compare", ["compare: [newton, line_search, cg]\n", GD])
@pytest.mark.parametrize("expression", ["w_", "''", "'x +'", "'1/0*x^2^99999999'"])
def test_a_formula_that_can_not_be_read_is_told_once(expression, compare):
    with pytest.raises(InputError) as caught:
        answers(f"objective: {{expression: {expression}}}\nparameters: {{x: 1}}\n{compare}")
    (fault,) = caught.value.faults
    assert fault.dotted_path == "objective.expression"


@pytest.mark.parametrize(
    ("method", "key"),
    [
        ("{name: gd, learning_rate: 0.1, t: 3}", "t"),
        ("{name: rmsprop, learning_rate: 0.1, t: 3}", "t"),
        ("{name: amsgrad, learning_rate: 0.1, t: 3}", "t"),
        ("{name: momentum, learning_rate: 0.1, dampening: 0.1}", "dampening"),
        ("{name: rmsprop, learning_rate: 0.1, first_moment: 1}", "first_moment"),
        ("{name: rmsprop, learning_rate: 0.1, buffer: 1}", "buffer"),
        ("{name: line_search, shrink: 1/3}", "shrink"),
        ("{name: line_search, rule: exact, most_trials: 9}", "most_trials"),
        (
            f"{{name: gd, learning_rate: 1, schedule: {TWO_RATES}}}",
            "schedule.rate_of_decay",
        ),
        ("{name: gd, learning_rate: 1, beta: 0.9}", "beta"),
        ("{name: newton, velocity: 1}", "velocity"),
    ],
)
def test_a_key_that_its_method_does_not_use_is_an_error(method, key):
    with pytest.raises(InputError) as caught:
        answers(SQUARE + f"method: {method}\n")
    assert [fault.dotted_path for fault in caught.value.faults] == [f"method.{key}"]


@pytest.mark.parametrize(
    ("method", "conventions"),
    [
        ("{name: heavy_ball, learning_rate: 0.1, dampening: 0.1}", ""),
        ("{name: adam, learning_rate: 0.1, t: 3}", ""),
        ("{name: amsgrad, learning_rate: 0.1, t: 3}", "bias_correction: true"),
        ("{name: momentum, learning_rate: 0.1, t: 3}", "first_velocity: gradient"),
        ("{name: rmsprop, learning_rate: 1, centred: true, first_moment: 1, second_moment: 9}", ""),
        ("{name: rmsprop, learning_rate: 0.1, momentum: 0.9, buffer: 1}", ""),
        ("{name: line_search, rule: backtracking, shrink: 1/3, slope: 0.1, start: 2}", ""),
    ],
)  # fmt: skip
def test_the_same_key_where_it_is_used(method, conventions):
    run = "{objective}method: {method}\nconventions: {{{conventions}}}\nsteps: 2\n"
    found = answers(run.format(objective=SQUARE, method=method, conventions=conventions))
    assert "x[2]" in found


def test_methods_can_be_compared_without_a_step():
    assert set(answers(SQUARE + "compare: [newton, cg]\nsteps: 0\n")) >= {"x[0]"}


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
