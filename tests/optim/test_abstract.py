"""The symbolic derivation with numbers put in is the numeric one."""

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.optim.solved import answers, floats, formula

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
