"""The autograder's zip, run as Gradescope runs it, in a folder laid out as its image."""

import json
import os
import subprocess
import sys
import zipfile

import pytest

from hwsolve.command_line.entry import run

KEY = "answers: {y_hat: 1/2, L: log(2), 'dz[3]': -1/2}\n"
RULES = "marks: {total: 12, quantities: {y_hat: 2, L: 4, 'dz[3]': 6}}\nanswers: {}\n"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the scripts are for a shell")


@pytest.fixture
def autograder(tmp_path, monkeypatch):
    """Hand files in to an autograder of P1(a) and return its results."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")

    def results(files, *options, python=sys.executable, spoil=None):
        assert run(["gradescope", "p1a", "--rules", "rules.yaml", *options]) == 0
        root = tmp_path / "autograder"
        with zipfile.ZipFile("autograder.zip") as archive:
            archive.extractall(root / "source")
        (root / "submission").mkdir()
        for name, content in files.items():
            (root / "submission" / name).write_bytes(content.encode())
        if spoil:
            spoil(root / "source")
        environment = {**os.environ, "AUTOGRADER": str(root), "PYTHON": python}
        script = root / "source" / "run_autograder"
        done = subprocess.run(["bash", str(script)], env=environment, check=False)
        assert done.returncode == 0
        return json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))

    return results


def test_what_is_right_earns_its_points(autograder):
    results = autograder({"bob.yaml": KEY})
    assert results["score"] == 12
    assert [test["name"] for test in results["tests"]] == ["y_hat", "L", "dz[3]"]
    assert {test["status"] for test in results["tests"]} == {"passed"}


def test_students_see_no_right_values_unless_they_may(autograder):
    wrong = KEY.replace("log(2)", "0.8").replace("-1/2", "-2")
    results = autograder({"bob.yaml": wrong})
    assert results["score"] == 2
    shown = json.dumps(results)
    assert "log(2)" not in shown
    assert "0.69" not in shown
    assert "is forgotten" in shown


def test_the_right_values_can_be_shown(autograder):
    results = autograder({"bob.yaml": KEY.replace("log(2)", "0.8")}, "--show", "expected")
    assert "expected: log(2)" in json.dumps(results)


def test_the_right_values_can_be_kept_until_the_grades_are_published(autograder):
    wrong = KEY.replace("log(2)", "0.8").replace("-1/2", "-2")
    results = autograder({"bob.yaml": wrong}, "--show", "after_published")
    *tests, later = results["tests"]
    assert "log(2)" not in json.dumps([results["output"], tests])
    assert {test["visibility"] for test in tests} == {"visible"}
    assert later["visibility"] == "after_published"
    assert "L: first mistake, wrote 0.8, expected log(2)" in later["output"]
    assert "dz[3]" in later["output"]
    assert "y_hat" not in later["output"]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"hw.pdf": "%PDF-1.7\x00"},
        {"notes.txt": KEY},
        {"bob.yaml": "problem: p1a\n"},
        {"bob.yaml": "answers: [1"},
        {"bob.yaml": "answers: {}\n"},
        {"bob.yaml": "\x00"},
        {"bob.yaml": "answers: {L: 1}\n" * 2},
    ],
)
def test_what_can_not_be_marked_has_a_score_of_0_and_a_word(autograder, files):
    results = autograder(files)
    assert results["score"] == 0
    assert results["output"]


def test_two_files_for_one_problem_earn_nothing(autograder):
    results = autograder({"a.yaml": KEY, "b.yaml": KEY})
    assert results["score"] == 0
    assert results["output"] == "2 files answer the same problem: a.yaml, b.yaml. Hand in one."


@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/false"])
def test_results_are_there_whatever_fails(autograder, python):
    results = autograder({"bob.yaml": KEY}, python=python)
    assert results["score"] == 0
    assert "Nothing could be marked" in results["output"]


def test_results_are_there_when_hwsolve_itself_is_broken(autograder):
    def spoil(source):
        (source / "hwsolve" / "command_line" / "checking.py").write_text("raise SystemExit(9)\n")

    assert autograder({"bob.yaml": KEY}, spoil=spoil)["score"] == 0


def test_the_same_autograder_is_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = []
    for name in ("a.zip", "b.zip"):
        assert run(["gradescope", "p1a", "-o", name]) == 0
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


def test_it_asks_for_the_versions_that_run_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(["gradescope", "p1a"])
    with zipfile.ZipFile("autograder.zip") as archive:
        lines = archive.read("requirements.txt").decode().splitlines()
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    from importlib.metadata import version

    assert {f"{name}=={version(name)}" for name in ("sympy", "numpy", "rich", "typer")} <= {*lines}
    assert not any(line.startswith(("pytest", "ruff")) for line in lines)
    assert modes["run_autograder"] & 0o111
    assert not any("__pycache__" in name for name in modes)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "no problem file nowhere"),
        (["p1a", "--rules", "nowhere.yaml"], "nowhere"),
        (["p1a", "-o", "auto.tar"], ".zip"),
        (["p1a", "-o", "nowhere/auto.zip"], "can't be written"),
        (["-"], "made of files"),
    ],
)
def test_what_no_autograder_can_be_made_of(tmp_path, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(tmp_path)
    assert run(["gradescope", *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
