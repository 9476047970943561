"""How answers are read: formulas that name quantities, rows of matrices, what can't be read."""

import json

import pytest

from hwsolve.checking.reading import time_limit
from hwsolve.checking.reading.written import read_written
from hwsolve.checking.reading.written_formulas import formulas_agree
from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marks_of


def value_of(text):
    return read_written(text).value


RIGHT, FIRST, FOLLOWS = Verdict.RIGHT, Verdict.FIRST_MISTAKE, Verdict.FOLLOWS


@pytest.mark.parametrize(
    ("id", "formula", "verdict"),
    [
        ("L", "-log(y_hat)", RIGHT),
        ("L", "log(y_hat)", FIRST),
        ("dz[3]", "y_hat - y", RIGHT),
        ("z[2].1", "a[1].1*W[2].1.1 + a[1].2*W[2].1.2 + a[1].3*W[2].1.3 + b[2].1", RIGHT),
        ("b_new[3]", "-2 - alpha*db[3]", RIGHT),
        ("b_new[3]", "-2 + alpha*db[3]", FIRST),
        ("z[3]", "2*x.1 - 4", RIGHT),
    ],
)
def test_formulas_name_quantities(id, formula, verdict):
    assert marks_of("p1a", {id: formula})[id].verdict is verdict


def test_a_formula_takes_the_writers_own_numbers():
    marks = marks_of("p1a", {"y_hat": "1/4", "L": "-log(y_hat)", "dz[3]": "y_hat - y"})
    assert [marks[id].verdict for id in ("y_hat", "L", "dz[3]")] == [FIRST, FOLLOWS, FOLLOWS]


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("L", "L stands in the formula for L, and rests on it"),
        ("L + W_new[1].1.1*0", "rests on it"),
        ("-log(y_hut)", "y_hut is no quantity or symbol of this problem; did you mean y_hat"),
        ("z[1]", "z[1] is no single number but 3 of them"),
        ("-log(1, 2)", "log takes 1 argument"),
        ("1,234", "1,234 could be 1.234 or 1234"),
        ("half of it", "missing operator"),
    ],
)
def test_what_names_nothing_known_is_unreadable_and_never_wrong(formula, words):
    mark = marks_of("p1a", {"L": formula})["L"]
    assert mark.verdict is Verdict.UNREADABLE
    assert words in mark.why


@pytest.mark.parametrize("written", ["see above", ["a", "b"], [["x1", 0, 0], [-3, 0, "?"]]])
def test_words_in_place_of_a_matrix_are_unreadable(written):
    mark = marks_of("p1a", {"dW[2]": written})["dW[2]"]
    assert mark.verdict is Verdict.UNREADABLE
    assert mark.written == json.dumps(written).replace('"', "")


def test_a_formula_without_a_value_is_unreadable():
    marks = marks_of("p1a", {"y_hat": 0, "L": "-log(y_hat)"})
    assert marks["L"].verdict is Verdict.UNREADABLE
    assert "this has no value with the numbers written before" in marks["L"].why


def test_long_decimals_beside_names_are_rounded_numbers():
    """dz[3]·W is −1/2·2; with 0.33333 for 1/3 it may be off by 1.5e-5; with 0.3 by a sixth."""
    verdicts = {
        text: marks_of("p1a", {"da[2].1": text})["da[2].1"].verdict
        for text in ("3*0.33333*W[3].1.1*dz[3]", "3*0.3*W[3].1.1*dz[3]")
    }
    assert list(verdicts.values()) == [RIGHT, Verdict.UNDECIDED]


def test_rows_of_a_matrix():
    """The handwritten page writes the gradient of each row of weights by itself."""
    answers = {"dW[1].1": [-2, 1], "dW[1].2": [0, -1], "dW[1].3": [8, -4], "W_new[1].2": [-3, -4.2]}
    marks = marks_of("p1a", answers, "required: ['dW[1]', 'W_new[1]', 'W_new[1].2.1']\n")
    wanted = [RIGHT, FIRST, RIGHT, FOLLOWS, Verdict.MISSING]
    assert [mark.verdict for mark in marks.values()] == wanted
    assert marks["dW[1].2"].wrong == ("dW[1].2.2",)
    assert marks["dW[1].2"].expected == "[0, 0]"
    assert marks["W_new[1].2"].own == "[−3, −4.2]"


def test_a_row_has_the_length_of_a_row():
    mark = marks_of("p1a", {"dW[1].2": [0, 0, 0]})["dW[1].2"]
    assert "the shape is 3, but should be 2" in mark.why


def test_the_own_value_of_one_entry_is_one_number():
    mark = marks_of("p1a", {"z[1].1": 4, "a[1].1": 4})["a[1].1"]
    assert (mark.verdict, mark.own) == (FOLLOWS, "4")


@pytest.mark.timeout(60)
def test_formulas_that_keep_the_algebra_busy_are_undecided():
    """A power of a sum of roots is expanded for minutes; arithmetic alone would never stop."""
    one = value_of("(sqrt(x) + sqrt(y) + sqrt(z) + sqrt(w) + sqrt(v))^60")
    other = value_of("(sqrt(x) + sqrt(y) + sqrt(z) + sqrt(w) + sqrt(v))^60 + 0*u + 1 - sin(1)^2")
    assert formulas_agree(one, other) in (None, False)


def test_a_file_has_a_limit_as_well(monkeypatch):
    monkeypatch.setattr(time_limit, "FOR_A_FILE", 0.0)
    with time_limit.a_file():
        assert formulas_agree(value_of("x + y"), value_of("y + x")) is None
    assert formulas_agree(value_of("x + y"), value_of("y + x")) is True


ROUNDED = """\
kind: mlp
input: [[1/3], [3]]
layers:
  - {weights: [[2]], bias: [-2/3]}
target: [[3/4], [1/3]]
loss: squared_error
"""


def test_zeros_behind_a_number_say_that_it_was_rounded():
    """z = 16/3 is written 5.3333; dz = z − y is then 4.99997, written 5.0000 although it is 5.

    Three times that is 14.9999; with dz₁ = −3/4 times x₁ = 1/3 added, 14.7499.
    """
    answers = {
        "x": ["1/3", "3"],
        "z[1]": ["0", "5.3333"],
        "dz[1]": ["-0.7500", "5.0000"],
        "dW[1]": "14.7499",
    }
    assert {mark.verdict for mark in marks_of(ROUNDED, answers).values()} == {RIGHT}
    exact = {**answers, "dz[1]": ["-3/4", "5"]}
    assert marks_of(ROUNDED, exact)["dW[1]"].verdict is FIRST


UNSEEN = """\
kind: mlp
input: [1/3]
layers:
  - {weights: [[7]]}
target: 0
loss: squared_error
"""


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"L": "5.444"}, RIGHT),  # 49/9 = 5.4444…
        ({"L": "5.434"}, Verdict.UNDECIDED),  # (7·0.333)² = 5.4336
        ({"y_hat": "2.333", "L": "5.434"}, FIRST),  # 2.333² = 5.4429: nothing is hidden here
        ({"L": "5.399"}, FIRST),
        ({"L": "5.43"}, FIRST),  # off by a hundredth with two decimals
    ],
)
def test_rounding_that_nobody_sees_is_no_mistake(answers, verdict):
    mark = marks_of(UNSEEN, answers)["L"]
    assert mark.verdict is verdict
    if verdict is Verdict.UNDECIDED:
        assert "each_step(3)" in mark.why


def test_a_number_that_ends_leaves_no_rounding():
    """P1(a): ŷ = 1/2 exactly, so −log ŷ is 0.693 whoever works it out."""
    assert marks_of("p1a", {"L": "0.694"})["L"].verdict is FIRST
