"""`check -o FILE`: nothing that was marked is lost, or marked twice, whatever ends a run."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from hwsolve import __version__
from hwsolve.command_line import checking, submission_marker
from hwsolve.command_line.endings import OF_REPORTS
from hwsolve.command_line.journal import Journal
from hwsolve.command_line.submission_marker import SubmissionMarker
from hwsolve.output.reports import Failure
from tests.checking.conftest import ROOT
from tests.checking.test_command import FOLLOWS, NO_YAML, RIGHT, UNKNOWN, UNREAD, WRONG

TEXTS = (RIGHT, WRONG, FOLLOWS, UNREAD, UNKNOWN, NO_YAML)


@pytest.fixture
def course(folder):
    """A folder of answer files of every sort."""
    for n in range(60):
        folder(f"all/{n:02}.yaml", TEXTS[n % len(TEXTS)].replace("1/2", f"0.5{'0' * n}"))


@pytest.fixture
def marked(monkeypatch, tmp_path):
    """Where the names of the files stand that were really marked, in whatever process."""
    original, path = SubmissionMarker.result, tmp_path / "marked.txt"

    def result(marker, submission):
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"{submission.name}\n")
        return original(marker, submission)

    monkeypatch.setattr(SubmissionMarker, "result", result)

    def names():
        found = path.read_text(encoding="utf-8").split() if path.exists() else []
        path.unlink(missing_ok=True)
        return found

    return names


def journal_of(lines):
    """A journal of an earlier run that got so far."""
    with open("out.json.journal", "wb") as file:
        file.write(b"".join(lines))


@pytest.fixture
def journal(course, hwsolve, monkeypatch):
    """The lines of the journal of a whole run, and the report."""
    kept = []
    remove = Journal.remove

    def keep(self):
        self.close()
        with open(self.path, "rb") as file:
            kept.extend(file.readlines())
        remove(self)

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "remove", keep)
        hwsolve("check", "all", "-o", "out.json")
    with open("out.json", "rb") as file:
        return kept, file.read()


@pytest.mark.parametrize("format", ["terminal", "json", "csv"])
def test_a_report_is_the_same_after_an_end_anywhere(folder, hwsolve, course, format):
    ending = OF_REPORTS[format][0] or ".txt"
    hwsolve("check", "all", "-f", format, "-o", f"whole{ending}")
    with open(f"whole{ending}", "rb") as file:
        whole = file.read()
    command = [sys.executable, "-m", "hwsolve", "check", "all", "-f", format, "--resume"]
    command += ["-o", f"out{ending}", "--jobs", "2"]
    chance = random.Random(format)  # noqa: S311 - the same every time
    while not os.path.exists(f"out{ending}"):
        with subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL
        ) as child:
            wanted = size(f"out{ending}.journal") + chance.randint(1, 100_000)
            while child.poll() is None and size(f"out{ending}.journal") < wanted:
                time.sleep(0.005)
            child.send_signal(signal.SIGKILL)
    with open(f"out{ending}", "rb") as file:
        assert file.read() == whole
    assert not os.path.exists(f"out{ending}.journal")


def size(name):
    return os.path.getsize(name) if os.path.exists(name) else 0


@pytest.mark.parametrize(
    ("cut", "torn"),
    [
        (0, b""),
        (1, b'["half a li'),
        (17, b"\x00\xff\n"),
        (59, b"[" * 100_000),
        (60, b"[1, 2]\n"),
    ],
)
def test_nothing_is_marked_twice(journal, marked, hwsolve, cut, torn):
    lines, whole = journal
    journal_of([*lines[:cut], torn])
    _, _, error = hwsolve("check", "all", "-o", "out.json", "--resume")
    assert len(marked()) == 60 - cut
    with open("out.json", "rb") as file:
        assert file.read() == whole
    assert "--resume" not in error


def test_without_resume_all_is_marked_anew_and_the_old_results_are_kept_meanwhile(
    journal, marked, hwsolve, monkeypatch
):
    journal_of(journal[0])
    _, _, error = hwsolve("check", "all", "-o", "out.json")
    assert len(marked()) == 60
    assert "out.json.journal holds 60 results of a run that didn't end" in error
    assert not os.path.exists("out.json.journal")


def test_what_changed_is_marked_again(journal, marked, folder, hwsolve):
    journal_of(journal[0])
    folder("all/03.yaml", WRONG + "  dW[3]: [0, 1]\n")
    os.rename("all/04.yaml", "all/x4.yaml")
    hwsolve("check", "all", "-o", "out.json", "--resume")
    assert sorted(marked()) == ["all/03.yaml", "all/x4.yaml"]


@pytest.mark.parametrize(
    "options",
    [
        ["--spec", "p1a"],
        ["--complete"],
        ["--tolerance", "0.1"],
        ["--rules", "rules.yaml"],
    ],
)
def test_other_rules_are_another_marking(journal, marked, folder, hwsolve, options):
    folder("rules.yaml", "tolerance: 0\nanswers: {}\n")
    journal_of(journal[0])
    hwsolve("check", "all", "-o", "out.json", "--resume", *options)
    assert len(marked()) == 60


def test_another_version_is_another_marking(journal, marked, hwsolve, monkeypatch):
    journal_of(journal[0])
    monkeypatch.setattr(submission_marker, "__version__", __version__ + ".1")
    hwsolve("check", "all", "-o", "out.json", "--resume")
    assert len(marked()) == 60


def test_a_problem_that_changed_is_another_one(marked, folder, hwsolve):
    problem = "kind: mlp\ninput: [1]\nlayers:\n  - {weights: [[3]], activation: relu}\n"
    for n in range(3):
        folder(f"all/{n}.yaml", f"problem: ../problem.yaml\nanswers: {{'z[1]': {n + 2}}}\n")
    for weight in (2, 3, 4):
        folder("problem.yaml", problem.replace("3", str(weight)))
        with open("out.csv.journal", "ab"):
            hwsolve("check", "all", "-o", "out.csv", "--resume")
        assert len(marked()) == 3


def test_what_could_not_be_marked_is_tried_again(course, marked, hwsolve, monkeypatch):
    original = SubmissionMarker.result

    def failing(self, submission):
        result = original(self, submission)
        if submission.name == "all/08.yaml":
            return Failure(submission.name, 3, "no time")
        return result

    def ends(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SubmissionMarker, "result", failing)
        patch.setattr(checking, "report", lambda _, results, __: (ends() for _ in [*results]))
        assert hwsolve("check", "all", "-o", "out.json")[0] == 130
    assert len(marked()) == 60
    assert not os.path.exists("out.json")
    hwsolve("check", "all", "-o", "out.json", "--resume")
    assert marked() == ["all/08.yaml"]


def test_a_journal_that_can_not_be_written_is_told_before_anything_is_marked(course, hwsolve):
    status, _, error = hwsolve("check", "all", "-o", "nowhere/out.json")
    assert status == 2
    assert "nowhere/out.json.journal can't be written" in error


@pytest.mark.parametrize("output", [[], ["-o", "-"], ["-o", "/dev/null"]])
def test_what_leaves_no_file_can_not_be_resumed(course, hwsolve, output):
    status, _, error = hwsolve("check", "all", "--resume", *output)
    assert status == 2
    assert "--output FILE" in error


def test_a_journal_makes_nothing_but_results(journal, folder, marked, hwsolve):
    """Only a few types are made from it, and from nothing but numbers and texts."""
    folder("out.json.journal", json.dumps(["x" * 64, {"type": "eval", "of": ["1"]}]) + "\n")
    assert hwsolve("check", "all", "-o", "out.json", "--resume")[0] == 2
    assert len(marked()) == 60
