"""Eigenvectors that a writer chose otherwise, and of which only some were written down."""

from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marks_of


def test_coefficients_in_a_basis_of_which_one_vector_is_written():
    """u[3] and u[4] of P3 turned by the angle with cosine 3/5: x_hat is 3.2243 and 1.5343."""
    turned = ["2/5", "sqrt(2)*3/10 - 2/5", "-sqrt(2)*3/10 - 2/5", "2/5"]
    marks = marks_of("p3", {"u[3]": turned, "x_hat": [0.5, 0, 3.2243, 1.5343]})
    assert {mark.verdict for mark in marks.values()} == {Verdict.RIGHT}


def test_coefficients_with_another_energy_are_still_wrong():
    marks = marks_of("p3", {"x_hat": [0.5, 0, 3.2243, 1.6]})
    assert marks["x_hat"].verdict is Verdict.FIRST_MISTAKE
