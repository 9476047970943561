"""What too few digits prove: nothing. In p1a y_hat is 1/2, L is log 2, b_new[3] is −1.6."""

import pytest

from hwsolve.checking.reading.written_precision import half_last_digit
from hwsolve.checking.verdicts import Verdict
from hwsolve.numbers import rational
from tests.checking.marked import marks_of

OPEN = Verdict.UNDECIDED
RIGHT, FIRST = Verdict.RIGHT, Verdict.FIRST_MISTAKE
DECLARED = "round: each_step({})\n"


def verdict(id, text, header=""):
    return marks_of("p1a", {id: text}, header)[id].verdict


@pytest.mark.parametrize(
    "text",
    [
        "1e9*0.0000", "69315*0.0000", "tanh(1e9*0.0000)", "1e5*(0.00001-0.00001)", "1.", "1e0",
        "1.e0", "0.7*(0.5+0.5001)*1e3/1e3 + 1e4*0.000", "2^(1e6*0.00000)", "0.0*3 + 1",
        "(0.1 + 0.0)*7", "0.", "sqrt(1e9*0.0000)",
    ],
)  # fmt: skip
def test_what_could_stand_for_anything_earns_nothing(text):
    mark = marks_of("p1a", {"L": text})["L"]
    assert mark.verdict in (OPEN, FIRST)
    assert mark.earned == 0


@pytest.mark.parametrize("text", ["-2.", "-2e0"])
def test_a_whole_number_with_a_point_behind_it_is_no_rounded_number(text):
    assert verdict("b_new[3]", text) is OPEN


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("L", "0.7"), ("L", "0.69"), ("L", "6.9e-1"), ("L", "6.931*10^-1"), ("L", "69.31/100"),
        ("L", "-log(0.50)"), ("L", "2*0.3466"), ("b_new[3]", "-1.6"), ("b_new[3]", "-2 + 0.4"),
        ("dz[3]", "-0.5"), ("z[1].1", "3."), ("z[1].1", "3.0"), ("z[1].1", "3e0"),
        ("dz[1].2", "0."), ("dz[1].2", "0.000"), ("dz[1].2", "-0.0"), ("dz[1].2", "1e9*0.0000"),
        ("y_hat", "50.00/100"), ("W_new[1].1.1", "2 - 0.8*(-2)"), ("W_new[1].3.2", "5 + 0.8*4"),
    ],
)  # fmt: skip
def test_what_is_rightly_rounded_or_exactly_the_truth_is_right(id, text):
    assert verdict(id, text) is RIGHT


@pytest.mark.parametrize("text", ["0.68", "0.70", "6.9e-2", "2 - 0.8*2", "-log(0.51)", "6.9*10^-2"])
def test_what_is_not_rightly_rounded_is_wrong(text):
    assert verdict("L", text) is FIRST


def test_a_number_of_the_problem_is_no_rounded_operand():
    """α is 0.8: 2 − 0.8·(−2) is 3.6 and nothing near it, though 0.85 rounds to 0.8."""
    assert verdict("W_new[1].1.1", "2 - 0.8*(-2.1)") is FIRST
    assert verdict("W_new[1].1.1", "2 + 0.8*2.05") is FIRST


@pytest.mark.parametrize(
    ("text", "decimals", "expected"),
    [("1.", 0, RIGHT), ("1", 0, RIGHT), ("1", 3, FIRST), ("1.", 3, OPEN), ("0.7", 3, RIGHT)],
)
def test_unless_the_rules_declare_that_rounding(text, decimals, expected):
    assert verdict("L", text, DECLARED.format(decimals)) is expected


SMALL = """kind: mlp
input: [1]
layers: [{weights: [[1.334]], activation: tanh}, {weights: [[5.7431]]}]
"""


def test_a_whole_number_may_have_been_rounded_to_the_declared_decimals():
    """tanh 1.334 = 0.8703, times 5.7431 is 4.9982: to two decimals 5.00, which is written 5."""
    answers = {"z[2]": 5}
    assert marks_of(SMALL, answers)["z[2]"].verdict is FIRST
    assert marks_of(SMALL, answers, DECLARED.format(2))["z[2]"].verdict is RIGHT
    assert marks_of(SMALL, answers, DECLARED.format(4))["z[2]"].verdict is FIRST


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("0.69", rational(1, 200)), ("6.9e3", rational(50)), ("6.9e-1", rational(1, 200)),
        ("17", rational(0)), ("1.", rational(1, 2)), ("1e-3", rational(1, 2000)),
        ("1E+2", rational(50)),
    ],
)  # fmt: skip
def test_half_of_the_last_digit(text, half):
    assert half_last_digit(text) == half


@pytest.mark.parametrize(
    ("id", "text", "expected"),
    [
        ("L", "0.69312", "log(2) ≈ 0.6931472"),
        ("L", "0.693148", "log(2) ≈ 0.69314718"),
        ("L", "0.6931471807", "log(2) ≈ 0.693147180560"),
        ("L", "2", "log(2) ≈ 0.693147"),
        ("y_hat", "0.50001", "0.5"),
    ],
)
def test_the_right_value_has_the_digits_that_tell_it_from_what_is_wrong(id, text, expected):
    mark = marks_of("p1a", {id: text})[id]
    assert (mark.verdict, mark.expected) == (FIRST, expected)
