"""A line is right, too, by the second way to it that the derivation remarks on."""

import pytest

from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marks_of

X_HAT = [0.5, 0, 0.71, 3.5]
"""The coefficients of P3's signal, the third, √2/2, to two decimals."""


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"energy": 13.0041}, Verdict.RIGHT),  # 0.25 + 0.71² + 12.25
        ({"smoothness": 51.0164}, Verdict.RIGHT),  # 4·(0.71² + 3.5²)
        ({"energy": 13.1}, Verdict.FIRST_MISTAKE),
        ({"x_hat": [0.5, 0, 3.5, 3.5], "energy": 24.75}, Verdict.FOLLOWS),
    ],
)
def test_energy_and_smoothness_of_the_written_coefficients(answers, verdict):
    marks = marks_of("p3", {"x_hat": X_HAT, **answers})
    assert marks[list(answers)[-1]].verdict is verdict
