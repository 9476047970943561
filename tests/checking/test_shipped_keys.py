"""The keys that ship are right and complete; the handwritten page is right but for its mistakes."""

from pathlib import Path

import pytest

from hwsolve.checking.explaining.diagnosis import explain
from hwsolve.checking.key_file import write_key
from hwsolve.checking.marking import Marker
from hwsolve.checking.reading.answers import read_answers
from hwsolve.checking.verdicts import Verdict
from hwsolve.command_line.submission_marker import problem_of
from hwsolve.problem_files import find, shipped
from hwsolve.solving import load_problem, solve

PROBLEMS = Path(__file__).parents[2] / "problems"
HANDWRITTEN = sorted(path.stem for path in (PROBLEMS / "handwritten").glob("p??*.yaml"))

FINDINGS = {
    # file of the page: {id: (entries that are wrong, an explanation)}
    "p1a": {
        "W[1].1": (("W[1].1.2",), "slip:sign"),
        "W[2].2": (("W[2].2.2",), "slip:sign"),
        "dW[1].2": (("dW[1].2.2",), "factor_forgotten"),
    },
    "p1b": {
        "dW[1]": (
            tuple(f"dW[1].{i}.{j}" for i in (1, 2, 3) for j in (1, 2, 3)),
            "filter_for_patch",
        )
    },
    "p1c": {
        "slope_is": (("slope_is",), "claim:slope_times_one_minus_slope"),
        "vanishes_if": (("vanishes_if",), "claim:eigenvalues_below_one"),
    },
    "p2a": {
        "learning_rate_too_high": (("learning_rate_too_high",), "claim:overfits"),
        "learning_rate_too_low": (("learning_rate_too_low",), "claim:underfits"),
    },
}
"""Every mistake of the page, and nothing else."""

CARRIED = {"p1a": {"W_new[1].1"}}
"""What is wrong on the page because of an earlier mistake."""


@pytest.mark.parametrize("name", list(shipped()))
def test_the_shipped_key_is_what_hwsolve_writes(name):
    """`hwsolve key NAME -o problems/keys/NAME.yaml`, with a heading of its own."""
    derivation = solve(load_problem(find(name)), 10)
    fresh = write_key(derivation, name, heading="")
    stored = (PROBLEMS / "keys" / f"{name}.yaml").read_text(encoding="utf-8")
    assert stored.partition("\n")[2] == fresh.partition("\n")[2]


@pytest.mark.parametrize("name", [name for name in HANDWRITTEN if "-" not in name])
def test_the_page_has_these_mistakes_and_no_others(name):
    path = PROBLEMS / "handwritten" / f"{name}.yaml"
    file = read_answers(path.read_text(encoding="utf-8"), str(path))
    source, _ = problem_of(file)
    marks = Marker(solve(load_problem(source)), name, explain).mark(file).marks
    found = {mark.id: mark for mark in marks if mark.verdict is not Verdict.RIGHT}
    expected = FINDINGS.get(name, {})
    wrong = {id: mark.verdict for id, mark in found.items() if mark.verdict.is_wrong}
    assert wrong == {
        **dict.fromkeys(expected, Verdict.FIRST_MISTAKE),
        **dict.fromkeys(CARRIED.get(name, ()), Verdict.FOLLOWS),
    }
    assert {found[id].verdict for id in found.keys() - wrong.keys()} <= {Verdict.HEALED}
    for id, (entries, explanation) in expected.items():
        assert found[id].wrong == entries
        assert explanation in [e.name for e in found[id].explanations]
