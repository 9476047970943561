"""The symbolic derivation with numbers put in is the numeric one."""

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.optim.solved import answers, derivation, floats, formula

METHODS = [
    "gd", "momentum", "heavy_ball", "nesterov", "adagrad", "rmsprop", "adadelta", "adam",
    "amsgrad", "adamax", "nadam",
]  # fmt: skip
SETTINGS = {
    "gd": {"learning_rate": "alpha"},
    "momentum": {"learning_rate": "alpha", "beta": "beta"},
    "heavy_ball": {"learning_rate": "alpha", "beta": "beta"},
    "nesterov": {"learning_rate": "alpha", "beta": "beta"},
    "adagrad": {"learning_rate": "alpha", "epsilon": "epsilon"},
    "rmsprop": {"learning_rate": "alpha", "beta": "beta", "epsilon": "epsilon"},
    "adadelta": {"learning_rate": "alpha", "beta": "beta", "epsilon": "epsilon"},
    "adam": {
        "learning_rate": "alpha",
        "beta1": "beta_1",
        "beta2": "beta_2",
        "epsilon": "epsilon",
    },
}
SETTINGS |= dict.fromkeys(("amsgrad", "nadam"), SETTINGS["adam"])
SETTINGS["adamax"] = {k: v for k, v in SETTINGS["adam"].items() if k != "epsilon"}
VALUES = {"alpha": "1/10", "beta": "3/5", "beta_1": "3/5", "beta_2": "4/5", "epsilon": "1/100"}


def symbolic(method):
    return answers(f"objective: {{symbol: f}}\nmethod: {method}\nsteps: 2\n")


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=3)
@given(g=st.tuples(st.integers(1, 5), st.integers(-5, -1)), start=st.integers(-3, 3))
def test_numbers_put_in(method, g, start):
    letters = symbolic(method)
    numbers = ", ".join(f"{key}: {VALUES[id]}" for key, id in SETTINGS[method].items())
    numeric = answers(
        f"objective: {{gradients: [{g[0]}, {g[1]}]}}\nparameters: {{x: {start}}}\n"
        f"method: {{name: {method}, {numbers}}}\nsteps: 2\n"
    )
    put_in = {sympy.Symbol(id, real=True): sympy.Rational(v) for id, v in VALUES.items()}
    put_in[sympy.Symbol("x[0]", real=True)] = sympy.Integer(start)
    for k in (0, 1):
        for id in (f"grad_f_x[{k}]", f"grad_f_x_ahead[{k}]"):
            put_in[sympy.Symbol(id, real=True)] = sympy.Integer(g[k])
    for id in ("x[1]", "x[2]"):
        value = float(formula(letters[id]).subs(put_in).evalf(20))
        assert value == pytest.approx(float(floats(numeric[id])), rel=1e-10)


@pytest.mark.parametrize("method", [*METHODS, "adamw", "{name: rmsprop, centred: true}"])
def test_formulas_in_letters_do_not_grow_with_the_steps(method):
    """Ten steps and more: what is long goes on by its name, so that no formula grows for ever."""
    found = derivation(f"objective: {{symbol: f}}\nmethod: {method}\nsteps: 16\n")
    sizes = [len(str(formula(found.by_id[f"x[{k}]"].value))) for k in range(1, 17)]
    assert max(sizes) < 20_000
    if method != "gd":  # one more term a step is no growth to speak of
        assert max(sizes[12:]) <= 2 * max(sizes[:12])


@pytest.mark.parametrize("method", ["momentum", "rmsprop", "adam"])
def test_formulas_that_go_on_by_names_are_those_of_the_method(method):
    """With numbers put in for every name, one after another, the run in numbers comes out."""
    letters = derivation(f"objective: {{symbol: f}}\nmethod: {method}\nsteps: 12\n")
    assert letters.letters
    gradients = [(7 * k) % 5 - 2 for k in range(12)]
    numbers = ", ".join(f"{key}: {VALUES[id]}" for key, id in SETTINGS[method].items())
    numeric = answers(
        f"objective: {{gradients: {gradients}}}\nparameters: {{x: 3}}\n"
        f"method: {{name: {method}, {numbers}}}\nsteps: 12\n"
    )
    known = {id: sympy.Rational(value) for id, value in VALUES.items()} | {"x[0]": 3}
    known |= {f"grad_f_x[{k}]": g for k, g in enumerate(gradients)}
    for step in letters.steps:
        if step.term is not None:
            whole = formula(step.value)
            known[step.id] = whole.subs({s: known[s.name] for s in whole.free_symbols}).evalf(30)
    assert float(known["x[12]"]) == pytest.approx(float(floats(numeric["x[12]"])), rel=1e-10)


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_the_weights_of_a_moment_add_up_to_less_than_one(steps):
    """They add up to 1 − βᵗ, so that no page may call a moment an average."""
    found = derivation(f"objective: {{symbol: f}}\nmethod: adam\nsteps: {steps}\n")
    V = sympy.expand(formula(found.by_id[f"V_x[{steps}]"].value))
    weights = sum(V.coeff(s) for s in V.free_symbols if s.name.startswith("grad_"))
    beta = sympy.Symbol("beta_1", real=True)
    assert sympy.expand(weights - (1 - beta**steps)) == 0
    assert found.by_id[f"V_hat_x[{steps}]"].why.endswith("add up to 1 − β₁ᵗ only")


@pytest.mark.parametrize("method", METHODS)
def test_no_moment_is_called_an_average(method):
    found = derivation(f"objective: {{symbol: f}}\nmethod: {method}\nsteps: 2\n")
    said = [step.why for step in found.steps] + [line.meaning for line in found.conventions]
    assert not [words for words in said if "average" in words]


def test_nadam_looks_one_step_ahead():
    """V̂ is Adam's next V̂, had it the gradient of this step once more, each part corrected."""
    found = derivation("objective: {symbol: f}\nmethod: nadam\nsteps: 2\n")
    beta = sympy.Symbol("beta_1", real=True)
    V, g = (formula(found.by_id[id].value) for id in ("V_x[2]", "grad_f_x[1]"))
    expected = beta * V / (1 - beta**3) + (1 - beta) * g / (1 - beta**2)
    assert sympy.simplify(formula(found.by_id["V_hat_x[2]"].value) - expected) == 0
    why = found.by_id["V_hat_x[2]"].why
    assert why.startswith("the next first moment, if the next gradient were this one")
    assert why.endswith("corrected for t + 1 and for t")
