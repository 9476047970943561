"""Rates on quadratics, against eigenvalues of the whole iteration and simulated runs in numpy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwsolve.derivation.step import Note
from hwsolve.errors import InputError
from tests.optim.solved import answers, derivation, exact, floats

H = np.array([[2.0, 1.0], [1.0, 5.0]])
Q = "[[2, 1], [1, 5]]"


def gd(x, V, H, alpha, beta):
    return x - alpha * H @ x, V


def heavy_ball(x, V, H, alpha, beta):
    V = beta * V + H @ x
    return x - alpha * V, V


def ema(x, V, H, alpha, beta):
    V = beta * V + (1 - beta) * (H @ x)
    return x - alpha * V, V


def look_ahead(x, V, H, alpha, beta):
    V = beta * V - alpha * H @ (x + beta * V)
    return x + V, V


def rewritten(x, V, H, alpha, beta):
    g = H @ x
    V = beta * V + g
    return x - alpha * (g + beta * V), V


STEPS = {
    "gd": (gd, "{{name: gd, learning_rate: {alpha}}}", ""),
    "heavy_ball": (heavy_ball, "{{name: heavy_ball, learning_rate: {alpha}, beta: {beta}}}", ""),
    "ema": (ema, "{{name: momentum, learning_rate: {alpha}, beta: {beta}}}", ""),
    "told": (
        heavy_ball,
        "{{name: momentum, learning_rate: {alpha}, beta: {beta}}}",
        "conventions: {momentum: heavy_ball}\n",
    ),
    "look_ahead": (look_ahead, "{{name: nesterov, learning_rate: {alpha}, beta: {beta}}}", ""),
    "rewritten": (
        rewritten,
        "{{name: nesterov, learning_rate: {alpha}, beta: {beta}}}",
        "conventions: {nesterov: rewritten}\n",
    ),
}


def text(method, conventions="", Q=Q, start="[1, 1]"):
    return (
        f"objective: {{function: quadratic, Q: {Q}}}\nparameters: {{x: {start}}}\n"
        f"method: {method}\nderive: convergence\n{conventions}"
    )


def iteration(step, H, alpha, beta):
    """The matrix of one step on (x, V): its columns are the images of the unit vectors."""
    n = len(H)
    columns = [np.concatenate(step(e[:n], e[n:], H, alpha, beta)) for e in np.eye(2 * n)]
    return np.array(columns).T


def radius(step, H, alpha, beta):
    return max(abs(np.linalg.eigvals(iteration(step, H, alpha, beta))))


def notes(found):
    return [item.text for item in found.items if isinstance(item, Note)]


@pytest.mark.parametrize("kind", STEPS)
@settings(max_examples=6, deadline=None)
@given(alpha=st.integers(1, 60), beta=st.integers(1, 19))
def test_the_rate_is_the_spectral_radius_of_the_whole_iteration(kind, alpha, beta):
    step, method, conventions = STEPS[kind]
    written = method.format(alpha=f"{alpha}/50", beta=f"{beta}/20")
    found = derivation(text(written, conventions))
    rate = float(floats(found.answers()["rho"]))
    # gd keeps no V: numpy's matrix leaves it as it is, with the eigenvalue 1
    matrix = iteration(step, H, alpha / 50, beta / 20)
    expected = max(abs(np.linalg.eigvals(matrix[:2, :2] if kind == "gd" else matrix)))
    assert rate == pytest.approx(expected, rel=1e-6)
    sign = "<" if rate < 1 else ">"
    assert any(note.startswith(f"ρ {sign} 1: ") for note in notes(found))


@pytest.mark.parametrize("kind", STEPS)
def test_up_to_the_largest_learning_rate_runs_converge_and_beyond_it_they_do_not(kind):
    step, method, conventions = STEPS[kind]
    found = answers(text(method.format(alpha="1/10", beta="4/5"), conventions))
    limit = float(floats(found["alpha_max"]))
    for factor, converges in ((0.98, True), (1.02, False)):
        x, V = np.array([1.0, 1.0]), np.zeros(2)
        for _ in range(4000):
            x, V = step(x, V, H, factor * limit, 0.8)
            if np.linalg.norm(x) > 1e6:
                break
        assert bool(np.linalg.norm(x) < 1e-6) == converges


@pytest.mark.parametrize(
    ("kind", "alpha", "beta"),
    [
        ("gd", "1/5", "0"),
        ("heavy_ball", "2/5*(1 + 1/2)/2", "1/2"),
        ("ema", "3/5", "1/2"),
        ("look_ahead", "3/20", "1/2"),
    ],
)
def test_at_the_largest_learning_rate_one_part_jumps_and_the_other_shrinks(kind, alpha, beta):
    """Curvatures 1 and 10: the part of 10 jumps for ever, that of 1 is gone."""
    step, method, conventions = STEPS[kind]
    found = derivation(
        text(method.format(alpha=alpha, beta=beta), conventions, "[[1, 0], [0, 10]]")
    )
    assert exact(found.answers()["rho"]) == "1"
    verdict = next(note for note in notes(found) if note.startswith("ρ = 1"))
    long_run = "" if kind == "gd" else "in the long run "
    assert f"along the eigenvector of λ₂ what is left {long_run}jumps from side to side" in verdict
    assert "in the other directions it shrinks" in verdict
    a, b = float(floats(found.answers()["alpha_max"])), eval_fraction(beta)
    x, V = np.array([1.0, 1.0]), np.zeros(2)
    trail = []
    for _ in range(2000):
        x, V = step(x, V, np.diag([1.0, 10.0]), a, b)
        trail.append(x)
    assert abs(trail[-1][0]) < 1e-9
    assert trail[-1][1] == pytest.approx(-trail[-2][1])
    assert abs(trail[-1][1]) > 0.1


def eval_fraction(text):
    above, _, below = text.partition("/")
    return float(above) / float(below or 1)


def test_what_each_direction_does():
    """The case of f = x² + 10y² with α = 0.1: x contracts, y jumps, ρ is 1."""
    found = derivation(
        "objective: {expression: 'x^2 + 10*y^2'}\nparameters: {x: 1, y: 1}\n"
        "method: {name: gd, learning_rate: 0.1}\nsteps: 2\nderive: convergence\n"
    )
    by_id = found.by_id
    assert (exact(by_id["r_1"].value), exact(by_id["r_2"].value)) == ("4/5", "-1")
    assert by_id["r_1"].why.endswith("it shrinks")
    assert by_id["r_2"].why.endswith("it jumps from side to side and stays as large as it is")


@pytest.mark.parametrize(
    ("alpha", "words"),
    [
        ("1/4", "it shrinks"),
        ("1/2", "it is 0 after one step"),
        ("3/4", "it jumps from side to side and shrinks"),
        ("5/4", "it jumps from side to side and grows"),
    ],
)
def test_the_words_follow_the_factor(alpha, words):
    found = derivation(
        "objective: {expression: 'x^2'}\nparameters: {x: 1}\n"
        f"method: {{name: gd, learning_rate: {alpha}}}\nderive: convergence\n"
    )
    assert found.by_id["r_1"].why.endswith(words)


@pytest.mark.parametrize(
    "method",
    ["adagrad", "rmsprop", "adam", "amsgrad", "nadam", "adamax", "adadelta", "newton",
     "cg", "line_search", "{name: line_search, rule: backtracking}",
     "{name: gd, learning_rate: 0.1, schedule: {name: step, every: 2}}"],
)  # fmt: skip
def test_no_other_method_is_given_the_rate_of_gradient_descent(method):
    if method.startswith(("ad", "rms", "ams", "na")):
        method = f"{{name: {method}, learning_rate: 0.1}}"
    found = derivation(text(method))
    words = " ".join([*notes(found), *(step.why for step in found.steps)])
    assert not {"rho", "rho_best", "alpha_max", "alpha_best"} & set(found.answers())
    assert "gradient descent at" not in words
    assert not any(note.startswith(("ρ <", "ρ =", "ρ >")) for note in notes(found))


def test_newton_needs_one_step_and_a_shorter_step_leaves_its_share():
    run = "method: {{name: newton, learning_rate: {}}}\nsteps: 2\nderive: convergence\n"
    start = f"objective: {{function: quadratic, Q: {Q}}}\nparameters: {{x: [1, 3]}}\n"
    whole = answers(start + run.format("1"))
    assert exact(whole["x[1]"]) == ["0", "0"]
    damped = answers(start + run.format("1/4"))
    assert exact(damped["rho"]) == "3/4"
    assert floats(damped["x[2]"]) == pytest.approx(np.array([1, 3]) * (3 / 4) ** 2)


def test_conjugate_gradients_end_after_as_many_steps_as_there_are_curvatures():
    found = derivation(
        "objective: {function: quadratic, Q: [[2, 0, 0], [0, 2, 0], [0, 0, 7]]}\n"
        "parameters: {x: [1, 2, 3]}\nmethod: cg\nsteps: 2\nderive: convergence\n"
    )
    assert exact(found.answers()["x[2]"]) == ["0", "0", "0"]
    assert any("after at most 2 steps" in note for note in notes(found))


def test_an_exact_line_search_keeps_the_bound_that_is_printed():
    found = answers(
        f"objective: {{function: quadratic, Q: {Q}}}\nparameters: {{x: [3, -1]}}\n"
        "method: line_search\nsteps: 4\nderive: convergence\n"
    )
    ratios = [floats(found[f"f[{k + 1}]"]) / floats(found[f"f[{k}]"]) for k in range(4)]
    assert all(ratio <= floats(found["rho_f"]) + 1e-9 for ratio in ratios)


def test_a_rate_is_asked_for_where_there_is_none():
    with pytest.raises(InputError) as caught:
        derivation("objective: beale\nparameters: {x: 1, y: 1}\nderive: [gradient, convergence]\n")
    assert [fault.dotted_path for fault in caught.value.faults] == ["derive[2]"]


@pytest.mark.parametrize("function", ["x^2 + 10*y^2", "x^2 + y^2"])
@pytest.mark.parametrize("rate", ["3/2", "2", "5/2"])
def test_newton_does_the_same_in_every_direction(function, rate):
    found = derivation(
        f"objective: {{expression: '{function}'}}\nparameters: {{x: 1, y: 1}}\n"
        f"method: {{name: newton, learning_rate: {rate}}}\nsteps: 2\nderive: convergence\n"
    )
    factor = 1 - eval_fraction(rate)
    assert floats(found.answers()["x[2]"]).item() == pytest.approx(factor**2)
    assert floats(found.answers()["y[2]"]).item() == pytest.approx(factor**2)
    (verdict,) = [note for note in notes(found) if note.startswith("ρ ")]
    assert "eigenvector" not in verdict
    assert "other directions" not in verdict
    assert {"3/2": "from every start.", "2": "in every direction what is left jumps",
            "5/2": "from every start but the minimum."}[rate] in verdict  # fmt: skip


ONE = "objective: {{expression: 'x^2/2'}}\nparameters: {{x: 1}}\nsteps: 3\n"
HEAVY = "method: {{name: heavy_ball, learning_rate: {}, beta: 1/2, velocity: {}}}\n"


@pytest.mark.parametrize(
    ("rate", "velocity", "root", "words"),
    [
        # roots −1 and −1/2, and −2 and −1/4: this velocity leaves only the second
        ("3", "-1", -1 / 2, "Only where start and velocity make the state"),
        ("15/4", "-4/3", -1 / 4, "unless start and velocity make the state"),
    ],
)
def test_a_velocity_may_lead_to_the_minimum_where_others_do_not(rate, velocity, root, words):
    run = (ONE + HEAVY).format(rate, velocity) + "derive: convergence\n"
    found = derivation(run)
    path = [floats(found.answers()[f"x[{k}]"]).item() for k in range(4)]
    assert path == pytest.approx([root**k for k in range(4)])
    (verdict,) = [note for note in notes(found) if note.startswith("ρ ")]
    assert words in verdict
    assert "every start" not in verdict


@pytest.mark.parametrize("kind", [kind for kind in STEPS if kind != "gd"])
@pytest.mark.parametrize("velocity", [-2.0, 0.0, 3.0])
def test_below_1_every_start_with_every_velocity_converges(kind, velocity):
    step, method, conventions = STEPS[kind]
    found = derivation(text(method.format(alpha="1/10", beta="4/5"), conventions))
    assert any("from every start, with every velocity" in note for note in notes(found))
    x, V = np.array([1.0, 1.0]), np.array([velocity, 1.0])
    for _ in range(2000):
        x, V = step(x, V, H, 0.1, 0.8)
    assert np.linalg.norm(x) < 1e-6


@pytest.mark.parametrize(
    ("settings", "proviso"),
    [
        ("name: heavy_ball, learning_rate: a, beta: b", ", provided that 0 ≤ β < 1"),
        ("name: nesterov, learning_rate: 1/10, beta: b", ", provided that 0 ≤ β < 1"),
        (
            "name: heavy_ball, learning_rate: a, beta: b, dampening: d",
            ", provided that 0 ≤ β < 1 and 0 ≤ δ < 1",
        ),
        (
            "name: heavy_ball, learning_rate: a, beta: 1/2, dampening: d",
            ", provided that 0 ≤ δ < 1",
        ),
        ("name: heavy_ball, learning_rate: a, beta: 1/2", ""),
    ],
)
def test_a_letter_is_bounded_where_a_number_would_be(settings, proviso):
    """With β = 2, D = 2 is a product of roots that no α makes smaller than 1."""
    found = derivation(text(f"{{{settings}}}"))
    (verdict,) = [note for note in notes(found) if "no other α" in note]
    assert verdict.endswith(f"converges{proviso}.")
    assert found.by_id["alpha_max"].why.endswith(f"less than 1 in magnitude{proviso}")


@pytest.mark.parametrize("kind", STEPS)
@settings(max_examples=8, deadline=None)
@given(alpha=st.integers(1, 120), beta=st.integers(0, 19))
def test_of_many_curvatures_the_slowest_is_at_an_end(kind, alpha, beta):
    step, method, conventions = STEPS[kind]
    Q = np.diag(np.arange(1.0, 9.0)) / 4
    rows = [[str(int(i == j) * (i + 1)) + "/4" for j in range(8)] for i in range(8)]
    written = "[" + ", ".join(f"[{', '.join(row)}]" for row in rows) + "]"
    found = derivation(
        text(method.format(alpha=f"{alpha}/50", beta=f"{beta}/20"), conventions, written,
             "[1, 1, 1, 1, 1, 1, 1, 1]")
    )  # fmt: skip
    matrix = iteration(step, Q, alpha / 50, beta / 20)
    rate = max(abs(np.linalg.eigvals(matrix[:8, :8] if kind == "gd" else matrix)))
    assert float(floats(found.answers()["rho"])) == pytest.approx(rate, rel=1e-6)
    (told,) = [note for note in notes(found) if note.startswith("The other 6 curvatures")]
    assert "falls or stays until it is least, and from there it rises or stays" in told
    along = np.array(
        [_rate(step, kind, c, alpha / 50, beta / 20) for c in np.linspace(0.25, 2, 99)]
    )
    least = int(along.argmin())
    assert (np.diff(along[: least + 1]) < 1e-6).all()
    assert (np.diff(along[least:]) > -1e-6).all()


def _rate(step, kind, curvature, alpha, beta):
    matrix = iteration(step, np.array([[curvature]]), alpha, beta)
    return max(abs(np.linalg.eigvals(matrix[:1, :1] if kind == "gd" else matrix)))


@pytest.mark.parametrize("kind", ["look_ahead", "rewritten"])
@pytest.mark.parametrize("velocity", ["0", "-3"])
def test_where_both_roots_are_0_the_minimum_is_reached(kind, velocity):
    _, method, conventions = STEPS[kind]
    method = method.format(alpha="1", beta=f"1/2, velocity: {velocity}")
    found = derivation(ONE.format() + f"method: {method}\nderive: convergence\n{conventions}")
    values = found.answers()
    assert exact(values["rho"]) == "0"
    assert exact(values["x[2]"]) == exact(values["x[3]"]) == "0"
    # the rewritten form moves x by its velocity in the first step: it needs the second
    assert (exact(values["x[1]"]) == "0") == (kind == "look_ahead")
    assert found.by_id["rho_1"].why.endswith("M² = 0: what is left is 0 after at most two steps")
