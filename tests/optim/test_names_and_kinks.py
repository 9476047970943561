"""Ids as promised, kinks by the ledger, rules by stable names, like terms together."""

import re

import numpy as np
import pytest
import sympy

from hwsolve.derivation.readings import Readings
from hwsolve.derivation.step import Note, Statement
from hwsolve.errors import InputError
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from hwsolve.output.renderers.json_document import JsonDocument
from hwsolve.output.renderers.terminal import to_terminal
from tests.optim.solved import answers, derivation, exact, floats, formula

LINEAR = """
objective: {model: linear, input: [1, -2], target: 2}
parameters: {W: [0, 3], b: -1}
"""
GD = "method: {name: gd, learning_rate: 1/10}\n"


def steps(found):
    return {step.id: step for step in found.steps}


@pytest.mark.parametrize("method", ["{name: gd, learning_rate: 1/10}",
                                    "{name: nesterov, learning_rate: 1/10}"])  # fmt: skip
def test_the_gradient_of_a_loss_goes_by_its_parameter(method):
    found = derivation(f"{LINEAR}method: {method}\n")
    ids = list(steps(found))
    ahead = "_ahead" if "nesterov" in method else ""
    assert {f"grad_W{ahead}[0]", f"grad_b{ahead}[0]"} <= {*ids}
    values = found.answers()
    # y_hat = 0·1 + 3·(−2) − 1 = −7, so dL/dW = 2·(−7 − 2)·x
    assert exact(values["grad_W[0]"]) == exact(values["grad_L_W[0]"] if not ahead else
                                              values["grad_L_W_ahead[0]"])  # fmt: skip
    assert exact(values["grad_W[0]"]) == ["-18", "36"]
    written = to_line(Readings(NumberStyle()).names(steps(found)[f"grad_W{ahead}[0]"])[0])
    assert written.startswith("∇_W")
    assert written.endswith("L⁽⁰⁾")


def test_what_is_given_is_said_once():
    text = 'objective: {expression: "x^2"}\nparameters: {x: 3}\n'
    for method in ("adam", "momentum"):
        page = derivation(f"{text}method: {{name: {method}, learning_rate: 0.1}}")
        titles = [section.title for section in page.sections]
        assert titles.count("Given") == 1
        assert titles.index("Given") < titles.index("Gradient")


@pytest.mark.parametrize(
    ("formula", "slope", "key"),
    [("abs(x)", "0", "abs_at_zero"), ("relu(x)", "1/2", "relu_at_zero"),
     ("max(x, 2*x)", "2", "max_ties"), ("min(2*x, x)", "1", "max_ties")],
)  # fmt: skip
def test_the_slope_at_a_kink_is_in_the_ledger(formula, slope, key):
    found = derivation(
        f'objective: {{expression: "{formula}"}}\nparameters: {{x: 0}}\n{GD}'
        "conventions: {relu_at_zero: 1/2}"
    )
    assert exact(found.answers()["grad_x[0]"]) == slope
    assert key in [line.key for line in found.conventions]


def test_a_formula_with_cases_has_a_second_derivative():
    found = answers('objective: {expression: "relu(x)^3"}\nparameters: {x: 2}\nderive: hessian')
    assert floats(found["H[0]"]).item() == 12


def test_adamax_stays_where_no_gradient_has_come():
    found = derivation(
        "objective: {gradients: [[0, 1], [0, 2], [3, 0]]}\nparameters: {x: [1, 1]}\nsteps: 3\n"
        "method: {name: adamax, learning_rate: 1}"
    )
    assert exact(found.answers()["x[2]"])[0] == "1"
    # Kingma and Ba 2015, algorithm 2, for the first entry with its only gradient in step 3:
    # V = 3/10, U = 3, and 1 − 0.9³ = 0.271.
    assert floats(found.answers()["x[3]"])[0] == pytest.approx(1 - (0.3 / 0.271) / 3)
    assert any("0/0" in note.text for note in found.items if isinstance(note, Note))


def test_like_terms_are_put_together():
    # On ½x² every step of gradient descent multiplies by 1 − α.
    text = 'objective: {expression: "x^2/2"}\nparameters: {x: u}\nsteps: 3\n'
    found = answers(f"{text}method: {{name: gd, learning_rate: alpha}}")
    u, alpha = sympy.symbols("u alpha", real=True)
    assert formula(found["x[3]"]) == u * (1 - alpha) ** 3
    both = answers(
        'objective: {expression: "x^2/2 + x*y"}\nparameters: {x: u, y: v}\nsteps: 2\n'
        "method: {name: gd, learning_rate: alpha}"
    )
    v = sympy.Symbol("v", real=True)
    assert formula(both["grad_x[1]"]) == u * (1 - 2 * alpha) + v * (1 - alpha)


def test_rules_have_stable_names():
    page = derivation(
        'objective: {expression: "abs(x) + x^2*exp(y)"}\nparameters: {x: 1, y: 1}\n'
        "method: {name: gd, learning_rate: 0.1}\nderive: learning_rate"
    )
    for step in JsonDocument(page).document()["steps"]:
        assert re.fullmatch(r"[a-z_0-9]+", step["rule"]), step["rule"]
    symbolic = derivation("objective: {symbol: f}\nmethod: {name: gd}\nsteps: 2")
    assert steps(symbolic)["x[2]"].rule == "add"
    for item in symbolic.items:
        assert not isinstance(item, Statement) or re.fullmatch(r"[a-z_0-9]+", item.rule)


def test_a_long_fraction_has_its_decimal_beside_it():
    found = derivation(f"{LINEAR}method: {{name: adam, learning_rate: 1/10}}\nsteps: 2", 6)
    page = to_terminal(found, detail="standard", only=(), width=100, color=False)
    assert np.isclose(-1 + 0.1 * 18 / (18 + 1e-8), -0.9)  # b after a step against −18
    assert re.search(r"= −\d{8,}/\d{8,}\n? *≈ −0\.900000", page)
    assert not re.search(r"\d{8,}/", page[page.index("Overview") :])


def test_constants_stay_the_same():
    # f = λ(x − c)²/2: each step of gradient descent takes x − c times 1 − αλ.
    text = 'objective: {expression: "lambda*(x - c)^2/2", constants: {lambda: lambda, c: c}}\n'
    found = answers(
        f"{text}parameters: {{x: u}}\nmethod: {{name: gd, learning_rate: alpha}}\nsteps: 2"
    )
    u, c, rate, curvature = sympy.symbols("u c alpha lambda", real=True)
    expected = c + (1 - rate * curvature) ** 2 * (u - c)
    assert sympy.expand(formula(found["x[2]"]) - expected) == 0
    numbers = text.replace("lambda: lambda, c: c", "lambda: 3, c: 1/2")
    assert exact(answers(f"{numbers}parameters: {{x: 2}}\nmethod: newton")["x[1]"]) == "1/2"


@pytest.mark.parametrize(
    ("name", "method"),
    [("L", "gd"), ("f", "gd"), ("H", "newton"), ("p", "line_search"), ("r", "cg"), ("beta", "cg"),
     ("V_x", "nesterov"), ("x_ahead", "nesterov"), ("grad_x", "gd")],
)  # fmt: skip
def test_a_parameter_has_a_name_of_its_own(name, method):
    rate = ", learning_rate: 1/2" if method in ("gd", "nesterov") else ""
    text = f"parameters: {{{name}: 1, x: 2}}\nmethod: {{name: {method}{rate}}}\nsteps: 2\n"
    with pytest.raises(InputError) as caught:
        derivation(f'objective: {{expression: "{name}^2 + x^2"}}\n{text}')
    assert caught.value.faults[0].dotted_path == f"parameters.{name}"


def test_one_variable_may_be_called_theta():
    found = answers('objective: {expression: "theta^4"}\nparameters: {theta: 3}\nmethod: newton')
    assert exact(found["theta[1]"]) == "2"


def test_a_name_of_a_constant_is_free():
    with pytest.raises(InputError) as caught:
        derivation(
            'objective: {expression: "alpha*x^2 + c", constants: {alpha: 2, c: 1, d: 1}}\n'
            f"parameters: {{x: 1}}\n{GD}"
        )
    assert [fault.dotted_path for fault in caught.value.faults] == [
        "objective.constants.alpha", "objective.constants.d",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["e", "pi", "π"])
@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('objective: {{expression: "{0}^2"}}\nparameters: {{{0}: 1}}\n', "parameters.{0}"),
        ("objective: rosenbrock\nparameters: {{{0}: 1, y: 1}}\n", "parameters.{0}"),
        ("objective: {{symbol: f}}\nparameters: {{{0}: 1}}\n", "parameters.{0}"),
        (
            'objective: {{expression: "{0}*x^2", constants: {{{0}: 5}}}}\nparameters: {{x: 1}}\n',
            "objective.constants.{0}",
        ),
    ],
)
def test_no_number_of_a_file_goes_by_the_name_of_a_constant(text, path, name):
    """A formula would read the constant: e² would have the gradient 0."""
    with pytest.raises(InputError) as caught:
        derivation(text.format(name) + GD)
    (fault,) = caught.value.faults
    assert fault.dotted_path == path.format(name)
    assert fault.line == (2 if path.startswith("objective") else 3)
    assert "in every formula" in fault.message


def test_the_constants_themselves_still_stand_in_a_formula():
    found = answers('objective: {expression: "e*x + pi*e_1"}\nparameters: {x: 1, e_1: 2}\n' + GD)
    assert floats(found["grad_x[0]"]).item() == pytest.approx(np.e)
    assert floats(found["grad_e_1[0]"]).item() == pytest.approx(np.pi)
