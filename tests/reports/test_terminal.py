"""The report for a terminal: complete at every width, and readable without colour."""

import json
import re

import pytest

from hwsolve.checking.marking import Marker
from hwsolve.checking.reading.answers import read_answers
from hwsolve.checking.verdicts import Verdict
from hwsolve.output.reports.report_terminal import MOST_UNKNOWN
from hwsolve.output.reports.results import MARKS
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve
from tests.reports.marked import failure, hostile, made_up, marking, written


def squeezed(text):
    """What is left of a text whose lines were broken anywhere."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("width", [60, 80, 99, 100, 160])
def test_nothing_is_cut_off(width):
    marked = marking()
    text = written("terminal", [marked], width=width)
    assert all(len(line) <= width for line in text.splitlines())
    assert "…" not in text
    for mark in marked.marks:
        assert mark.id in text
    for entry in ("-3.4", "8.2", "log(2)", "one half"):
        assert entry in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_long_value_goes_on_below(width):
    long = "12345678901234567890" * 8
    text = written("terminal", [made_up(text=long)], width=width)
    assert text.count("0") >= 8 * len(Verdict) * 2
    assert all(len(line) <= width for line in text.splitlines())


def test_the_first_mistake_has_a_mark():
    lines = written("terminal", [marking()]).splitlines()
    (first,) = [line for line in lines if "▶" in line]
    assert "dW[1]" in first


def test_verdicts_are_told_without_colour():
    text = written("terminal", [made_up()], width=120)
    assert "\x1b" not in text
    for verdict, sign in MARKS.items():
        assert re.search(rf"{re.escape(sign)} .*{verdict}", text)


def test_colour_is_there_when_it_is_asked_for():
    assert "\x1b[" in written("terminal", [made_up()], color=True)


def test_the_summary_has_the_points():
    *_, summary, last = written("terminal", [marking()], width=120).splitlines()
    assert summary.startswith(
        "1 right, 1 first mistake, 1 follows, 1 unreadable, 1 unknown quantity"
    )
    assert summary.endswith("of 100 points")
    assert last == "lost: 25 in L, 25 in dW[1]"


def test_several_files_have_a_line_each_and_then_the_wrong_ones():
    right = marking("answers: {L: 0.69}", source="right.yaml")
    text = written("terminal", [right, marking(), failure()], several=True, width=100)
    assert text.count("right.yaml") == 1
    assert text.count("answers/zoe.yaml") == 2
    assert text.count("bad.yaml") == 1
    assert "a list is not closed" in text
    assert text.splitlines()[-1] == "3 files: 2 bad input, 1 right"


def test_markup_is_text():
    text = written("terminal", hostile(), several=True, width=120)
    assert "[bold]x[/]" in squeezed(text)


def test_of_a_large_matrix_the_wrong_entries_are_shown():
    """40 × 10 gradients of zeros would fill the page."""
    net = {"kind": "mlp", "input": [0] * 10, "layers": [{"weights": [[0] * 10] * 40}]}
    source = Source("p.yaml", json.dumps(net | {"target": [0] * 40, "loss": "squared_error"}))
    marker = Marker(solve(load_problem(source)), "p")
    gradient = [[0] * 10 for _ in range(40)]
    for entry, shown in ((0, ["dW[1]"]), (5, ["dW[1].7.3: 5", "dW[1].7.3: 0"])):
        gradient[6][2] = entry
        file = read_answers(f"problem: p\nanswers: {{'dW[1]': {gradient}}}\n", "a.yaml")
        text = written("terminal", [marker.mark(file)], width=100)
        assert all(part in text for part in shown)
        assert len(text.splitlines()) < 12


@pytest.mark.parametrize(
    "answers",
    [
        "  dW[1]: [" + ", ".join(["[1, 2]"] * 60_000) + "]\n",
        "".join(f"  dW[1].{row}: [1, 2]\n" for row in range(4, 3000)),
        f"  {'q' * 1000}: 1\n",
        "  L: '" + "x+" * 1900 + "x'\n",
    ],
)
def test_much_text_makes_a_short_page(answers):
    text = f"problem: p1a\nname: {'n' * 3900}\nanswers:\n  y_hat: 1/2\n{answers}"
    for several in (False, True):
        assert len(written("terminal", [marking(text)], several=several).splitlines()) < 120


def test_unknown_quantities_that_are_not_shown_are_counted():
    answers = "".join(f"  q[{n}]: 1\n" for n in range(300))
    page = written("terminal", [marking(f"problem: p1a\nanswers:\n{answers}")])
    assert page.count("!") == MOST_UNKNOWN
    assert "… and 280 more unknown quantities" in page
