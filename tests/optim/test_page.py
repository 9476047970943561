"""P2 of the homework, worked out by hand; where its author slipped, by the rules."""

import sympy

from hwsolve.derivation.step import Note, Statement
from hwsolve.problem_files import find
from hwsolve.solving import load_problem, solve
from tests.optim.solved import exact, formula

ALPHA, BETA = sympy.symbols("alpha beta", real=True)
X0, G0, G1 = sympy.symbols("x[0] grad_f_x[0] grad_f_x[1]", real=True)


def shipped(name):
    return solve(load_problem(find(name)))


def equal(value, expected):
    return sympy.expand(formula(value) - expected) == 0


def test_p2a_two_steps_of_gradient_descent():
    found = shipped("p2a").answers()
    assert equal(found["x[1]"], X0 - ALPHA * G0)
    assert equal(found["x[2]"], X0 - ALPHA * G0 - ALPHA * G1)


def test_p2a_tells_what_the_learning_rate_does():
    items = list(shipped("p2a").items)
    ids = [item.id for item in items if isinstance(item, Statement)]
    assert "learning_rate_bound" in ids
    notes = " ".join(item.text for item in items if isinstance(item, Note))
    assert "oscillates" in notes
    assert "diverges" in notes
    assert "slow" in notes


def test_p2b_each_gradient_at_its_own_iterate():
    found = shipped("p2b").answers()
    assert equal(found["V_x[1]"], (1 - BETA) * G0)
    assert equal(found["V_x[2]"], BETA * (1 - BETA) * G0 + (1 - BETA) * G1)
    assert equal(found["x[2]"], X0 - ALPHA * (1 - BETA) * (1 + BETA) * G0 - ALPHA * (1 - BETA) * G1)


def test_p2b_closed_forms_only_under_the_assumption():
    text = (
        "kind: optim\nobjective: {symbol: f}\nmethod: momentum\nsteps: 2\nassume: constant_gradient"
    )
    from hwsolve.problem_files import Source

    result = solve(load_problem(Source("t", text)))
    found = result.answers()
    assert equal(found["V_x[2]"], (1 - BETA) * (1 + BETA) * G0)
    assert equal(found["x[2]"], X0 - ALPHA * (1 - BETA) * (2 + BETA) * G0)
    assert [c.key for c in result.conventions] == ["assume", "momentum"]
    assert "x_difference[2]" in {i.id for i in result.items if isinstance(i, Statement)}


def test_p2c_two_steps_of_adam():
    found = shipped("p2c").answers()
    b1, b2, e = sympy.symbols("beta_1 beta_2 epsilon", real=True)
    v1, s1 = (1 - b1) * G0, (1 - b2) * G0**2
    v2, s2 = b1 * v1 + (1 - b1) * G1, b2 * s1 + (1 - b2) * G1**2
    for id, expected in {"V_x[1]": v1, "S_x[1]": s1, "V_x[2]": v2, "S_x[2]": s2}.items():
        assert equal(found[id], expected)
    x1 = X0 - ALPHA * v1 / (sympy.sqrt(s1) + e)
    numbers = {X0: 1, G0: 2, G1: -3, ALPHA: 0.1, b1: 0.9, b2: 0.99, e: 0.001}
    x2 = x1 - ALPHA * v2 / (sympy.sqrt(s2) + e)
    assert abs(float((formula(found["x[1]"]) - x1).subs(numbers))) < 1e-12
    assert abs(float((formula(found["x[2]"]) - x2).subs(numbers))) < 1e-12


def test_p2d_forward_and_loss():
    found = shipped("p2d1").answers()
    assert (exact(found["y_hat[0]"]), exact(found["L[0]"])) == ("0", "4")


def test_p2d_gradient_descent():
    found = shipped("p2d2").answers()
    assert exact(found["grad_W[0]"]) == ["-4", "8", "-12", "-8", "-16"]
    assert exact(found["grad_b[0]"]) == "-4"
    assert exact(found["W[1]"]) == ["2/5", "11/5", "11/5", "24/5", "3/5"]
    assert exact(found["b[1]"]) == "-3/5"


def test_p2d_momentum():
    found = shipped("p2d3").answers()
    assert exact(found["V_W[1]"]) == ["1/20", "4/5", "-33/20", "-4/5", "-8/5"]
    assert exact(found["V_b[1]"]) == "-11/50"
    assert exact(found["W[1]"]) == ["-1/200", "73/25", "233/200", "102/25", "-21/25"]
    assert exact(found["b[1]"]) == "-489/500"


def test_p2e_logistic_regression():
    found = shipped("p2e").answers()
    assert (exact(found["z[0]"]), exact(found["y_hat[0]"])) == ("0", "1/2")
    assert str(found["L[0]"].closed) == "log(2)"
    assert exact(found["grad_W[0]"]) == ["-1/2", "1", "-3/2", "-1", "-2"]
    assert exact(found["W[1]"]) == ["1/20", "29/10", "23/20", "41/10", "-4/5"]
    assert exact(found["b[1]"]) == "-19/20"
