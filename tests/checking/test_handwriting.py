"""Numbers as people write them; in p1a y_hat is 1/2, L is log 2, z[1] is (3, −1, 1)."""

import math

import pytest

from hwsolve.checking.reading.written import Unreadable, Written, read_written
from hwsolve.checking.verdicts import Verdict
from hwsolve.numbers import as_ball, rational
from tests.checking.marked import marks_of

RIGHT, FIRST, UNREADABLE = Verdict.RIGHT, Verdict.FIRST_MISTAKE, Verdict.UNREADABLE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("√2/2", math.sqrt(2) / 2), ("-√2/2", -math.sqrt(2) / 2), ("√(2)/2", math.sqrt(2) / 2),
        ("3√2", 3 * math.sqrt(2)), ("√0.5", math.sqrt(0.5)), ("√(1 + 3²)", math.sqrt(10)),
        ("½", 0.5), ("1½", 1.5), ("-¾", -0.75), ("⅓", 1 / 3), ("3²", 9), ("10⁻³", 1e-3),
        ("2×3", 6), ("6÷4", 1.5), ("2·3", 6), ("−4", -4), ("σ(0)", 0.5), ("sigma(0)", 0.5),
        ("1 - σ(2)", 1 - 1 / (1 + math.exp(-2))), ("ln 2", math.log(2)), ("log 2", math.log(2)),
        ("-ln 2", -math.log(2)), ("exp -1", None), ("e^-1", math.exp(-1)), ("0,5", 0.5),
        ("-0,25", -0.25), ("12,5", 12.5), ("0,125", 0.125), ("50%", 0.5), ("92.07%", 0.9207),
        ("12.5 %", 0.125), ("max(1,2)", 2), ("5·10⁻¹", 0.5),
        ("tanh 1", math.tanh(1)), ("sqrt 2", math.sqrt(2)), ("1,234", None), ("12,345", None),
        ("0,512", 0.512), ("2,5*2", 5.0),
        ("≈ 0.5", 0.5), ("= 1/2", 0.5), ("≈ −0.25", -0.25), ("≈", None), ("= = 1", None),
    ],
)  # fmt: skip
def test_what_people_write(text, value):
    read = read_written(text)
    if value is None:
        assert isinstance(read, Unreadable)
    else:
        assert isinstance(read, Written)
        assert float(as_ball(read.value).mid()) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    ["2.50e-3", "2.50e−3", "2.50*10^-3", "2.50×10⁻³", "2.50 · 10^(-3)", "2,50×10^−3", "0.250%"],
)
def test_a_rounded_number_is_off_by_half_its_last_digit_however_it_is_spelled(text):
    """Also where the digits are those of a number of the problem, as 1.000*10^0 often is."""
    read = read_written(text)
    assert read.value == rational(1, 400)
    assert read.slack == rational(1, 200000)
    assert read.formula is None
    assert read.is_padded


def test_a_comma_that_could_be_either_says_so():
    assert "1.234 or 1234" in read_written("1,234").why


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("log(2) = 0.69", RIGHT), ("log(2) = 0.6931 ≈ 0.693 ≈ 0.69", RIGHT), ("0.69 = ln 2", RIGHT),
        ("-log(1/2) = 0.70", FIRST), ("log(2) = 0.6931 = 0.7931", FIRST),
        ("log(3) = 1.0986", FIRST), ("log(2) = ten", UNREADABLE), ("1 = 1", FIRST),
    ],
)  # fmt: skip
def test_every_member_of_a_chain_is_judged(text, verdict):
    assert marks_of("p1a", {"L": text})["L"].verdict is verdict


ONE_UNIT = """\
kind: mlp
input: [1]
layers: [{weights: [[1.345]]}]
target: 0
loss: squared_error
"""


@pytest.mark.parametrize(
    ("loss", "verdict"),
    [("1.809025", RIGHT), ("1.8225", RIGHT), ("1.82", RIGHT), ("1.85", FIRST), ("1.79", FIRST)],
)
def test_who_writes_a_chain_may_go_on_with_any_of_its_numbers(loss, verdict):
    """1.345² is 1.809025 and 1.35² is 1.8225."""
    marks = marks_of(ONE_UNIT, {"z[1]": "1.345 ≈ 1.35", "L": loss})
    assert marks["z[1]"].verdict is RIGHT
    assert marks["L"].verdict is verdict


def test_what_is_said_twice_is_free_and_what_contradicts_is_flagged_at_its_line():
    entries = {"z[1].1": 3, "z[1].2": -1, "z[1].3": 1}
    marks = marks_of("p1a", {**entries, "z[1]": [3, -1, 1], "a[3]": "1/2", "y_hat": 0.5})
    assert {mark.verdict for mark in marks.values()} == {RIGHT}
    marks = marks_of("p1a", {**entries, "z[1]": [3, 1, 1], "dz[3]": -2})
    assert marks["z[1]"].verdict is FIRST
    assert "contradicts" in marks["z[1]"].why
    assert all(marks[id].verdict is RIGHT for id in entries)
    assert marks["dz[3]"].verdict is FIRST  # and what comes later is judged all the same


def test_a_repeat_earns_no_points_of_its_own():
    marks = marks_of("p1a", {"a[3]": "1/2", "y_hat": "1/2", "L": 5}).values()
    assert [mark.earned for mark in marks if mark.verdict is RIGHT] == [25, 25]


def test_zero_for_a_quantity_of_zeros():
    assert marks_of("p1a", {"dW[1].2": 0})["dW[1].2"].verdict is RIGHT
    assert marks_of("p1a", {"dW[1]": 0})["dW[1]"].verdict is FIRST


ALIKE = "kind: mlp\ninput: [1]\nlayers: [{weights: [[2], [2]]}]\n"


def test_one_number_for_all_entries_only_where_the_rules_allow_it():
    mark = marks_of(ALIKE, {"y_hat": 2})["y_hat"]
    assert mark.verdict is Verdict.UNDECIDED
    assert "one_for_all" in mark.why
    assert marks_of(ALIKE, {"y_hat": 2}, "one_for_all: true\n")["y_hat"].verdict is RIGHT
    assert marks_of(ALIKE, {"y_hat": 3})["y_hat"].verdict is FIRST


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("da[1]*(z[1] > 0)", UNREADABLE), ("da[1]*a[1]/z[1]", FIRST), ("-a[1]", FIRST)],
)
def test_a_formula_in_whole_quantities_is_read_entry_by_entry(text, verdict):
    """dz = da ⊙ ReLU′(z), and a/z is 1 where z > 0 and 0 elsewhere: right in all three entries."""
    expected = RIGHT if "/" in text else verdict
    assert marks_of("p1a", {"dz[1]": text})["dz[1]"].verdict is expected
