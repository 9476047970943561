"""A small run of the measure: every planted mistake found, every mutant named, nobody accused."""

import random

import pytest

from hwsolve.checking.verdicts import Verdict
from tests.mutants.formulas import formula_mistakes, marked, other_forms
from tests.mutants.measure import Tally, accuse, plant
from tests.mutants.problems import MAKERS, drawn, shipped
from tests.mutants.report import report
from tests.mutants.students import Exactly, Rounded

BEST = 0.995
"""One entry may be unnamed, however few there are: 0.707107² − 0.5 is not quite the 0 written."""

SHIPPED = ("p1a", "p1b", "p2d3", "p3")


def four_places():
    return Rounded(4)


@pytest.fixture
def tally():
    return Tally()


def measured(problems, tally, per_problem=60):
    chance = random.Random(7)  # noqa: S311 - no secret
    for label, derivation in problems:
        plant(derivation, tally, chance, per_problem, (Exactly, four_places), label)
        accuse(derivation, tally, chance, label)


def assert_good(tally):
    text = report(tally)
    assert tally.found >= BEST, text
    assert tally.part_named("rule") == 1, text
    of_entries = [found for found in tally.unnamed if found[1].sort == "rule of an entry"]
    assert len(of_entries) <= 1 or tally.part_named("rule of an entry") >= BEST, text
    assert not tally.accused, text


def test_shipped_problems(tally):
    measured([p for p in shipped() if p[0] in SHIPPED], tally)
    assert tally.planted > 300
    assert_good(tally)


@pytest.mark.parametrize("kind", MAKERS)
def test_random_problems(kind, tally):
    measured(drawn(2, seed=11, kinds=[kind]), tally, per_problem=40)
    assert tally.planted > 80
    assert_good(tally)


@pytest.mark.parametrize("name", ["p2a", "p2b", "p2c"])
def test_formulas(name):
    """Every mutant of a formula in names is named; no other form of the right one is accused."""
    derivation = next(d for label, d in shipped() if label == name)
    with derivation.again():
        mistakes, forms = list(formula_mistakes(derivation)), list(other_forms(derivation))
    assert mistakes
    assert forms
    for id, mutant, formula in mistakes:
        mark = marked(derivation, id, formula)
        assert mark.verdict is Verdict.FIRST_MISTAKE, (id, formula)
        assert mutant in [e.name for e in mark.explanations], (id, formula, mark.why)
    for id, formula in forms:
        mark = marked(derivation, id, formula)
        assert mark.verdict in (Verdict.RIGHT, Verdict.UNDECIDED), (id, formula, mark.why)


def test_the_measure_can_fail(monkeypatch, tally):
    """A checker that explains nothing names nothing."""
    monkeypatch.setattr("tests.mutants.measure.explain", lambda mistake: ())
    measured([p for p in shipped() if p[0] == "p1a"], tally, per_problem=20)
    assert tally.found == 1
    assert tally.part_named("rule") == 0
