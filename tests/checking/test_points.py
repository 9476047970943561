"""Points of p1a, counted by hand; dW[1] = [[-2, 1], [0, 0], [8, -4]], a[3] is y_hat = 1/2."""

import pytest

from hwsolve.checking.verdicts import Verdict
from hwsolve.numbers import rational
from tests.checking.marked import marks_of

HALF = {"y_hat": "1/2"}
ROWS = {"dW[1].1": [-2, 1], "dW[1].2": [0, 0], "dW[1].3": [8, -4]}
ENTRIES = {
    f"dW[1].{i}.{j}": x
    for i, row in enumerate([[-2, 1], [0, 0], [8, -4]], start=1)
    for j, x in enumerate(row, start=1)
}
CHAIN = {"y_hat": "1/2", "L": 0.69, "dz[3]": -2, "dW[3]": [0, -2], "b_new[3]": -0.4}
"""Two right lines, a first mistake, and two lines that follow from it."""


def points_of(answers, header=""):
    """Points and what was earned, by id."""
    marks = marks_of("p1a", answers, header).values()
    return {mark.id: (mark.points, mark.earned) for mark in marks}


def earned(answers, header=""):
    return sum(earned for _, earned in points_of(answers, header).values())


@pytest.mark.parametrize("written", [{"dW[1]": [[-2, 1], [0, 0], [8, -4]]}, ROWS, ENTRIES])
def test_a_quantity_has_the_same_points_however_it_is_written(written):
    points = points_of(HALF | written)
    assert points.pop("y_hat") == (50, 50)
    assert sum(worth for worth, _ in points.values()) == 50
    assert sum(earned for _, earned in points.values()) == 50


def test_a_part_of_a_quantity_has_its_part_of_the_points():
    wrong_row = {**ROWS, "dW[1].3": [8, 4]}
    assert earned(HALF | wrong_row) == 50 + rational(100, 3)  # 2 of 3 rows of 50 points
    assert points_of(HALF | wrong_row)["dW[1].3"] == (rational(50, 3), 0)
    wrong_entry = {**ENTRIES, "dW[1].3.2": 4}
    assert earned(HALF | wrong_entry) == 50 + rational(125, 3)  # 5 of 6 entries


def test_rows_and_entries_share_by_their_size():
    answers = {"dW[1].1": [-2, 1], "dW[1].2": [0, 0], "dW[1].3.1": 8, "dW[1].3.2": -4}
    assert [worth for worth, _ in points_of(answers).values()] == [
        rational(100, 3), rational(100, 3), rational(50, 3), rational(50, 3),
    ]  # fmt: skip


def test_what_the_problem_gives_is_worth_nothing():
    assert points_of({"x": [2, -1], **HALF}) == {"x": (0, 0), "y_hat": (100, 100)}
    assert points_of({"x": [2, -1]}) == {"x": (0, 0)}


def test_unless_points_are_declared_for_it():
    marks = "marks: {quantities: {x: 20}}\n"
    assert points_of({"x": [2, -1], **HALF}, marks) == {"x": (20, 20), "y_hat": (80, 80)}


@pytest.mark.parametrize("declared", ["y_hat", "a[3]"])
@pytest.mark.parametrize("written", ["y_hat", "a[3]"])
def test_points_are_declared_by_any_name(declared, written):
    marks = f"marks: {{total: 10, quantities: {{'{declared}': 3}}}}\n"
    assert points_of({written: "1/2", "L": 7}, marks) == {written: (3, 3), "L": (7, 0)}


def test_declared_points_hold_for_all_the_rows_together():
    marks = "marks: {quantities: {'dW[1]': 30}}\n"
    points = points_of(HALF | ROWS, marks)
    assert points.pop("y_hat") == (70, 70)
    assert list(points.values()) == [(10, 10)] * 3


def test_lines_that_follow_earn_their_points():
    assert list(points_of(CHAIN).values()) == [(20, 20), (20, 20), (20, 0), (20, 20), (20, 20)]


def test_a_part_of_them_if_that_is_declared():
    assert earned(CHAIN, "marks: {follows: 1/2}\n") == 60  # 20 + 20 + 0 + 10 + 10
    assert earned(CHAIN, "marks: {follows: 0}\n") == 40


def test_what_follows_earns_at_most_a_part_of_all_points():
    """Of 25 points each: one right, a first mistake, and two that follow."""
    chain = {id: text for id, text in CHAIN.items() if id != "L"}
    marks = marks_of("p1a", chain)
    assert [mark.verdict for mark in marks.values()].count(Verdict.FOLLOWS) == 2
    assert [mark.earned for mark in marks.values()] == [25, 0, 25, 25]
    capped = marks_of("p1a", chain, "marks: {follows: 3/4, follows_at_most: 1/4}\n")
    assert [mark.earned for mark in capped.values()] == [25, 0, rational(75, 4), rational(25, 4)]


def test_a_page_that_follows_from_its_first_line_earns_three_quarters():
    """z[2] is wrong, and everything after it is worked out from that: 5 of 6 lines follow."""
    chain = {"z[2]": [-1, 2], "a[2]": [0, 2], "z[3]": 2, "y_hat": "sigmoid(2)"}
    chain |= {"L": "-log(sigmoid(2))", "dy_hat": "-1/sigmoid(2)"}
    marks = marks_of("p1a", chain)
    assert [mark.verdict for mark in marks.values()].count(Verdict.FOLLOWS) == 5
    assert earned(chain) == 75


def test_zeros_that_follow_from_zeros_earn_nothing():
    chain = {"dz[3]": 0, "dW[3]": [0, 0], "db[3]": 0, "da[2]": [0, 0]}
    verdicts = [mark.verdict for mark in marks_of("p1a", chain).values()]
    assert verdicts == [Verdict.FIRST_MISTAKE] + [Verdict.FOLLOWS] * 3
    assert earned(chain) == 0


def test_an_unknown_quantity_is_neither_worth_nor_costs_anything():
    assert points_of({"dQ": 1, **HALF}) == {"y_hat": (100, 100), "dQ": (None, None)}
