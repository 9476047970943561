"""Answer files: what is suggested for a name that the problem doesn't have."""

import pytest

from tests.checking.marked import marks_of


@pytest.mark.parametrize(
    ("problem", "written", "suggested"),
    [
        ("p1a", "dz⁽³⁾", "dz[3]"),
        ("p1a", "dz^(3)", "dz[3]"),
        ("p1a", "ŷ", "y_hat"),
        ("p1a", "y\u0302", "y_hat"),
        ("p1a", "∂L/∂W⁽¹⁾", "dW[1]"),
        ("p1a", "W_new⁽¹⁾", "W_new[1]"),
        ("p1a", "Loss", "L"),
        ("p1a", "cost", "L"),
        ("p1a", "output", "y_hat"),
        ("p1a", "dW1", "dW[1]"),
        ("p1b", "dW", "dW[1]"),
        ("p1b", "dW[2]", "dW[1]"),
        ("p3", "λ", "lambda"),
        ("p2e", "loss", "L[0] or L[1]"),
    ],
)
def test_the_spelling_on_paper_leads_to_the_id(problem, written, suggested):
    why = marks_of(problem, {written: "1"})[written].why
    assert why == f"this problem has no such quantity; did you mean {suggested}?"
