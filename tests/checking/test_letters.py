"""Letters of a problem keep their meaning in answers, whatever quantities are called alike."""

import pytest

from hwsolve.checking.key_file import write_key
from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marker_of, marks_of

PROBLEMS = {
    "input": "input: [x, y]\nlayers:\n  - {weights: [[w_1, w_2]], bias: [b], activation: tanh}\n",
    "learning rate": "input: [y]\nlayers:\n  - {weights: [[x]], bias: [alpha]}\n"
    "optimizer: {name: sgd, learning_rate: 0.1}\n",
    "loss": "input: [1]\nlayers:\n  - {weights: [[W]], bias: [L]}\n",
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_key_of_a_problem_in_letters_is_right(name):
    problem = f"kind: mlp\n{PROBLEMS[name]}target: t\nloss: squared_error\n"
    key = write_key(marker_of(problem).derivation, None, heading="key")
    marks = marks_of(problem, "\n" + key.partition("answers:")[2])
    assert len(marks) > 5
    assert {mark.verdict for mark in marks.values()} == {Verdict.RIGHT}


def test_a_student_writes_the_letters_of_the_sheet():
    problem = f"kind: mlp\n{PROBLEMS['input']}target: t\nloss: squared_error\n"
    assert marks_of(problem, {"z[1]": "w_1*x + w_2*y + b"})["z[1]"].verdict is Verdict.RIGHT
    assert marks_of(problem, {"z[1]": "w_1*x - w_2*y + b"})["z[1]"].verdict is not Verdict.RIGHT


@pytest.mark.timeout(120)
def test_powers_of_powers_are_not_written_out():
    """Substituted into each other they have 10^80 terms: expanded, they took all of the memory."""
    written = {"V_x[1]": "(grad_f_x[0] + beta)^60", "x[1]": "(V_x[1] + alpha)^60"}
    marks = marks_of("p2b", written)
    assert [mark.verdict for mark in marks.values()] == [Verdict.FIRST_MISTAKE] * 2
