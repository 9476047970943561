"""What a run says in words and symbols: nothing twice, nothing that another method would say."""

import pytest

from hwsolve.derivation.readings import Readings
from hwsolve.derivation.step import Note, Statement, Step
from hwsolve.errors import LimitError
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from tests.optim.solved import derivation

READINGS = Readings(NumberStyle())


def lines(text):
    """Every step and statement on one line, by id."""
    found = {}
    result = derivation(text)
    with result.again():
        for item in result.items:
            if isinstance(item, Statement):
                found[item.id] = to_line(item.claim)
            elif isinstance(item, Step):
                found[item.id] = to_line(READINGS.chain(item))
    return found


def test_momentum_as_on_the_page():
    found = lines("objective: {symbol: f}\nmethod: momentum\nsteps: 2")
    assert found["x[1]"] == "x⁽¹⁾ = x⁽⁰⁾ − α·Vₓ⁽¹⁾ = x⁽⁰⁾ − α·(1 − β)·∇f(x⁽⁰⁾)"
    assert found["V_x_constant[2]"] == (
        "Vₓ⁽²⁾ = β·Vₓ⁽¹⁾ + (1 − β)·∇f(x⁽¹⁾) = β·(1 − β)·∇f(x⁽⁰⁾) + (1 − β)·∇f(x⁽⁰⁾) "
        "= (1 − β)·(1 + β)·∇f(x⁽⁰⁾)"
    )
    assert found["x_constant[2]"].endswith(
        "= x⁽⁰⁾ − α·(1 − β)·∇f(x⁽⁰⁾) − α·(1 − β)·(1 + β)·∇f(x⁽⁰⁾) "
        "= x⁽⁰⁾ − α·(1 − β)·(2 + β)·∇f(x⁽⁰⁾)"
    )
    assert found["x_difference[2]"].startswith("Δ x⁽²⁾ = ")


@pytest.mark.parametrize("method", ["gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"])
def test_every_method_has_closed_forms_for_a_constant_gradient(method):
    found = lines(f"objective: {{symbol: f}}\nmethod: {method}\nsteps: 2")
    assert "x_constant[2]" in found
    assert "ahead⁽¹⁾" not in found["x_constant[2]"].split(" = ")[-1]


def test_the_learning_rate_is_told_of_gradient_descent():
    def notes(method):
        items = derivation(f"objective: {{symbol: f}}\nmethod: {method}\nsteps: 1").items
        return " ".join(item.text for item in items if isinstance(item, Note))

    assert "worked out for gradient descent" not in notes("gd")
    assert "With Adam the bounds are others" in notes("adam")


def test_the_slope_of_a_score_is_that_of_the_prediction():
    run = derivation(
        "objective: {model: logistic, input: [1, 2], target: 1}\nparameters: {W: [0, 0], b: 0}\n"
        "method: {name: gd, learning_rate: 0.1}"
    )
    why = next(step.why for step in run.items if getattr(step, "id", "") == "dz[0]")
    assert why == "chain rule: dŷ⁽⁰⁾ times the slope of the activation at z⁽⁰⁾"


def test_the_gradient_of_a_linear_output_is_the_derivative_of_the_loss():
    run = derivation(
        "objective: {network: mlp, input: [1, 2], target: [1],\n"
        "  layers: [{weights: [[1, 1]], activation: relu}, {weights: [[2]]}]}\n"
        "method: {name: gd, learning_rate: 0.1}"
    )
    why = {step.id: step.why for step in run.items if isinstance(step, Step)}
    assert why["dz2[0]"] == "the derivative of the loss with respect to the prediction"
    assert why["dz1[0]"].startswith("chain rule: da₁⁽⁰⁾ times the slope")


def test_an_undecidable_problem_names_its_file_and_how_far_it_came():
    with pytest.raises(LimitError) as raised:
        derivation(
            'objective: {expression: "log(x)"}\nparameters: {x: -1}\n'
            "method: {name: gd, learning_rate: 0.1}"
        )
    assert str(raised.value) == (
        "test.yaml: log is defined for positive numbers only, not for -1, in what is made of x[0]\n"
        "  hint:     the working got as far as alpha"
    )


def test_each_method_has_its_own_line_in_the_ledger():
    found = derivation(
        "objective: {expression: 'x^2'}\nparameters: {x: 1}\ncompare:\n"
        "  - {name: adadelta}\n  - {name: adam, learning_rate: 0.1}\n"
        "  - {name: heavy_ball, learning_rate: 0.1, weight_decay: 0.1}\n"
        "  - {name: momentum, learning_rate: 0.1}\n  - {name: adamw, learning_rate: 0.1}\n"
    )
    ledger = {line.key: line.choice for line in found.conventions}
    assert ledger["epsilon[adadelta]"] == "inside"
    assert ledger["epsilon[adam]"] == "outside"
    assert ledger["momentum[heavy_ball]"] == "heavy_ball"
    assert ledger["momentum[momentum]"] == "ema"
    assert ledger["weight_decay[heavy_ball]"] == "l2"
    assert ledger["weight_decay[adamw]"] == "decoupled"
    assert "epsilon" not in ledger


@pytest.mark.parametrize(
    ("schedule", "formula", "counted"),
    [
        ("cosine, steps: 4, warm_up: 2", "½·α·(1 + cos(π·j/4))", "j = 0"),
        ("cosine, steps: 4, lowest: 0.01", "0.01 + ½·(α − 0.01)·(1 + cos(π·k/4))", "k = 2"),
        ("step, every: 2, factor: 1/2", "α·0.5^⌊k/2⌋", "k = 2"),
        ("exponential", "α·e^(−0.1·k)", "k = 2"),
        ("exponential, factor: 0.9, warm_up: 1", "α·0.9^j", "j = 1"),
        ("inverse_time", "α/(1 + 1·k)", "k = 2"),
        ("linear, steps: 5, lowest: 0.02", "α·(1 − k/5)", "k = 2"),
        ("constant, warm_up: 2", "α", "j = 0"),
    ],
)
def test_a_schedule_shows_its_formula_and_what_it_counts(schedule, formula, counted):
    found = derivation(
        "objective: {expression: 'x^2'}\nparameters: {x: 1}\nsteps: 3\n"
        f"method: {{name: gd, learning_rate: 0.1, schedule: {{name: {schedule}}}}}"
    )
    why = {item.id: item.why for item in found.items if isinstance(item, Step)}
    assert formula in why["alpha[2]"]
    assert counted in why["alpha[2]"]
    if "warm_up" in schedule:
        assert why["alpha[0]"].startswith("warming up in step k = 0: (k + 1)/")
        (told,) = [line.meaning for line in found.conventions if line.key == "schedule"]
        assert "counting from the end of the warm-up" in told


@pytest.mark.parametrize(("decay", "letter"), [("", "λ"), (", weight_decay: 0.1", "h")])
def test_the_curvature_has_a_letter_of_its_own_beside_the_weight_decay(decay, letter):
    text = f"objective: {{symbol: f}}\nmethod: {{name: gd{decay}}}\nsteps: 1"
    found = lines(text)
    assert found["stability_bound"] == f"0 < α < 2/{letter}"
    assert found["gradient_model"] == f"∇f(x⁽ᵏ⁾) = {letter}·x⁽ᵏ⁾"
    notes = " ".join(item.text for item in derivation(text).items if isinstance(item, Note))
    assert f"for 1/{letter} < α < 2/{letter}" in notes
    assert ("Weight decay is left out" in notes) == bool(decay)


def test_eigenvalues_of_the_hessian_are_the_curvatures():
    found = lines(
        "objective: {expression: 'x^2 + 3*y^2'}\nparameters: {x: 3, y: 1}\n"
        "derive: [convergence, learning_rate]\nmethod: {name: gd, learning_rate: 0.1}\n"
    )
    assert found["stability_bound"] == "0 < α < 2/λ"


def test_adamax_has_no_case_that_can_not_come():
    found = lines(
        "objective: {expression: 'x^2 + y^2'}\nparameters: {x: 3, y: 0}\n"
        "method: {name: adamax, learning_rate: 0.1}"
    )
    assert "{U_y⁽¹⁾ if U_y⁽¹⁾ > 0; 1 otherwise}" in found["y[1]"]


@pytest.mark.parametrize(("method", "point"), [("gd", "x"), ("nesterov", "x_ahead")])
def test_the_assumption_is_about_the_gradients_that_are_taken(method, point):
    items = derivation(f"objective: {{symbol: f}}\nmethod: {method}\nsteps: 2").items
    notes = " ".join(item.text for item in items if isinstance(item, Note))
    assert f"∇f({point}(k)) = ∇f({point}(0)) at every step" in notes


@pytest.mark.parametrize(
    ("formula", "start", "indefinite"),
    [
        ("x^2 - y^2", "{x: 1, y: 1}", True),
        ("x*y + x^2", "{x: 1, y: 1}", True),  # the Hessian [[2, 1], [1, 0]] has determinant −1
        ("x^2 + x*y + y^2", "{x: 1, y: 1}", False),
        ("x^4 - 2*x^2 + y^2", "{x: 1/4, y: 1}", True),  # f_xx = 12/16 − 4 < 0
        ("exp(x) + y^2", "{x: 1, y: 1}", False),
        ("y^2 - exp(x)", "{x: 1, y: 1}", True),
    ],
)
def test_newton_is_told_to_leave_minima_where_the_hessian_is_indefinite(formula, start, indefinite):
    items = derivation(
        f"objective: {{expression: '{formula}'}}\nparameters: {start}\nmethod: newton\n"
    ).items
    notes = " ".join(item.text for item in items if isinstance(item, Note))
    assert ("isn't positive definite" in notes) == indefinite


def told(text):
    """All notes of a run, as one text."""
    return " ".join(item.text for item in derivation(text).items if isinstance(item, Note))


SQUARE = "objective: {expression: 'x^2'}\n"
AT_ONE = SQUARE + "parameters: {x: 1}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SQUARE + "parameters: {x: 2000000}\nmethod: {name: gd, learning_rate: 0.1}\n", False),
        (SQUARE + "parameters: {x: -2000000}\nmethod: {name: gd, learning_rate: 0.1}\n", False),
        (
            SQUARE.replace("x^2", "x^2 + y^2")
            + "parameters: {x: 2000000, y: 1}\nmethod: {name: gd, learning_rate: 0.1}\n",
            False,
        ),
        (SQUARE + "parameters: {x: sqrt(2)*10^7}\nmethod: {name: gd, learning_rate: 1}\n", False),
        (SQUARE + "parameters: {x: 2000000}\nmethod: {name: gd, learning_rate: 2}\n", True),
        (AT_ONE + "method: {name: gd, learning_rate: 10000000}\n", True),
        (AT_ONE + "bound: 1/2\nmethod: newton\n", False),
    ],
)
def test_only_what_grows_beyond_the_bound_diverges(text, expected):
    assert ("diverges" in told(text + "steps: 3")) is expected


TOO_FAR = "larger: it went too far. A shorter step in the same direction goes downhill."
UPHILL = "larger: its direction leads uphill."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (AT_ONE + "method: {name: gd, learning_rate: 2}", TOO_FAR),
        (AT_ONE + "method: {name: adam, learning_rate: 3}", TOO_FAR),
        (AT_ONE + "method: {name: newton, learning_rate: 3}", TOO_FAR),
        (AT_ONE + "method: {name: momentum, learning_rate: 1/1000, velocity: -10}", UPHILL),
        (AT_ONE + "method: {name: heavy_ball, learning_rate: 1/1000, velocity: -10}", UPHILL),
        (
            "objective: {expression: 'x^4 - 3*x^2'}\nparameters: {x: 1/10}\nmethod: newton",
            UPHILL,
        ),
        # the slope that stands for one at the kink tells nothing of the function beside it
        (
            SQUARE.replace("x^2", "relu(x) - x/2")
            + "parameters: {x: 0}\nmethod: {name: gd, learning_rate: 1/2}",
            "made f larger.",
        ),
        # a gradient that was taken elsewhere tells nothing of the slope here
        (AT_ONE + "method: {name: nesterov, learning_rate: 2}", "made f larger."),
    ],
)
def test_why_a_step_went_uphill_is_told_by_the_slope_along_it(text, expected):
    notes = told(text)
    assert f"The last step {'' if expected.startswith('made') else 'made f '}{expected}" in notes
    assert "gradient descent" not in notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("objective: {expression: 'x^4 - 3*x^2'}\nparameters: {x: 1/10}\n", "that is a maximum,"),
        ("objective: {expression: 'x^2 - y^2'}\nparameters: {x: 1, y: 1}\n", "that is a saddle"),
    ],
)
def test_a_stationary_point_in_one_variable_is_no_saddle(text, expected):
    assert expected in told(text + "method: newton")
