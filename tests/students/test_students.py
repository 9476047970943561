"""A small run of the measures by students of plain arithmetic, and what holds of the students."""

import ast
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.students.judged import Desk
from tests.students.measure import KINDS, Tally, measure, worked
from tests.students.numbers import Range, sigmoid, tanh
from tests.students.report import fell_short, report
from tests.students.writing import Everybody, Hand, Paper, excludes, rounded

HERE = Path(__file__).parent


def modules_of_hwsolve(path):
    """The names of hwsolve that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        yield from (n for n in names if n.split(".")[0] == "hwsolve" or "mutants" in n)


@pytest.mark.parametrize("path", sorted(HERE.glob("*.py")), ids=lambda path: path.stem)
def test_students_know_nothing_of_hwsolve(path):
    assert bool(list(modules_of_hwsolve(path))) == (path.stem == "judged")


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_run(kind):
    tally = measure([kind], problems=3, seed=1)
    assert tally.honest > 100
    assert tally.planted.total() > 8
    short = (tally.accused, tally.unsure, tally.paid, tally.accepted, tally.missed)
    assert not any(short), report(tally)


def test_an_empty_sheet_gets_no_judgement():
    chance = random.Random(0)  # noqa: S311 - no secret
    assert Desk(KINDS["mlp"].draw(chance)).judge({}) == []


def test_a_measure_that_misses_its_target_is_told():
    tally = Tally(honest=10_000, unsure=[None, None], slips=1000, accepted=[None])
    assert [line.partition(":")[0] for line in fell_short(tally)] == [
        "slips of 3 to 9 units of the last digit accepted"
    ]


def test_functions_are_those_of_floating_point():
    for x in (Fraction(-3, 2), Fraction(0), Fraction(7, 5)):
        assert float(sigmoid(x)) == pytest.approx(1 / (1 + np.exp(-float(x))), rel=1e-14)
        assert float(tanh(x)) == pytest.approx(np.tanh(float(x)), rel=1e-14)


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_could_have_had_what_each_student_writes(kind):
    chance = random.Random(5)  # noqa: S311 - no secret
    for _ in range(5):
        problem = KINDS[kind].draw(chance)
        paper = worked(KINDS[kind], problem, Paper(Hand(chance, 3, 0.5)))
        everybody = worked(KINDS[kind], problem, Everybody(paper.lines)) if paper else None
        if everybody is None:
            continue
        for id, written in paper.lines.items():
            for place in np.ndindex(written.shape):
                assert not excludes(written[place], everybody.ranges[id][place]), id


def test_a_slip_lies_outside_of_what_could_be_had():
    written = rounded(Fraction(2462, 1000), 2)
    assert not excludes(written, Range(Fraction("2.4622"), Fraction("2.4622")))
    assert excludes(rounded(Fraction("2.55"), 2), Range(Fraction("2.44"), Fraction("2.4622")))
