"""Worked examples with numbers that others have published."""

import numpy as np
import pytest

from tests.optim.solved import answers, exact, floats

SLOPED = (
    'objective: {expression: "0.1*x_1^2 + 2*x_2^2"}\nparameters: {x_1: -5, x_2: -2}\nsteps: 20\n'
)
WAVE = 'objective: {expression: "x*cos(0.15*pi*x)"}\nparameters: {x: 10}\nsteps: 10\n'
INSIDE = "conventions: {epsilon: inside}\n"


@pytest.mark.parametrize(
    ("method", "x_1", "x_2"),
    [
        # Zhang, Lipton, Li and Smola, Dive into Deep Learning, sections 12.6 to 12.8: what their
        # train_2d prints after 20 epochs.
        ("{name: heavy_ball, learning_rate: 0.6, beta: 0.5}", 0.007188, 0.002553),
        ("{name: adagrad, learning_rate: 0.4, epsilon: 1e-6}", -2.382563, -0.158591),
        ("{name: rmsprop, learning_rate: 0.4, beta: 0.9, epsilon: 1e-6}", -0.010599, 0.0),
    ],
)
def test_dive_into_deep_learning_in_two_dimensions(method, x_1, x_2):
    found = answers(f"{SLOPED}method: {method}\n{INSIDE}")
    assert float(floats(found["x_1[20]"])) == pytest.approx(x_1, abs=6e-7)
    assert float(floats(found["x_2[20]"])) == pytest.approx(x_2, abs=6e-7)


@pytest.mark.parametrize(
    ("method", "x"),
    [("newton", 26.83413291324767), ("{name: newton, learning_rate: 0.5}", 7.269860168684531)],
)
def test_newtons_method_far_from_convex(method, x):
    """The same book, section 12.3: the full step goes the wrong way, half of it doesn't."""
    assert float(floats(answers(f"{WAVE}method: {method}")["x[10]"])) == pytest.approx(x, rel=1e-9)


def test_newtons_method_on_rosenbrock():
    """From (−1.2, 1) the second step makes f 1411.8: the classic of the textbooks."""
    found = answers("objective: rosenbrock\nparameters: {x: -1.2, y: 1}\nmethod: newton\nsteps: 3")
    values = [float(floats(found[f"f[{k}]"])) for k in range(4)]
    np.testing.assert_allclose(values, [24.2, 4.731884, 1411.845, 0.0559655], rtol=1e-6)


def test_exact_line_search_zigzags():
    """Boyd and Vandenberghe 2004, section 9.3.2, with γ = 10: x = γ r^k and (−r)^k, r = 9/11."""
    found = answers(
        'objective: {expression: "(x_1^2 + 10*x_2^2)/2"}\nparameters: {x_1: 10, x_2: 1}\n'
        "method: {name: line_search, rule: exact}\nsteps: 4"
    )
    assert exact(found["x_1[4]"]) == str(10 * 9**4) + "/" + str(11**4)
    assert exact(found["x_2[3]"]) == f"-{9**3}/{11**3}"
