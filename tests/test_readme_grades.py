"""The README's way from a course's folder to its grades."""

import csv
import subprocess
import sys

import pytest

from hwsolve.command_line.entry import run
from tests.test_readme import write_files

CANVAS = """\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Homework 1 (4711)
    Points Possible,,,,,20
"Lovelace, Ada",1,101,ada,A,
"Babbage, Bob",2,102,bob,A,
"Turing, Cy",3,103,cy,B,
"Hopper, Di",4,104,di,B,3
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """The README's files, a gradebook, and files of students that are unlike its own."""
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gradebook.csv").write_text(CANVAS, encoding="utf-8")
    for login, text in {"cy": "answers: [", "eve": "answers: {y_hat: 1/2}"}.items():
        (tmp_path / "submissions" / login).mkdir()
        (tmp_path / "submissions" / login / "hw1.yaml").write_text(text, encoding="utf-8")


def table(name):
    """The rows of a CSV file as mappings."""
    with open(name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.usefixtures("course")
def test_points_go_to_their_students():
    run(["check", "submissions", "--spec", "p1a", "--rules", "rules.yaml", "-o", "marks.csv"])
    told = subprocess.run([sys.executable, "grades.py"], capture_output=True, text=True, check=True)
    grades = {row["Student"].strip(): row["Homework 1 (4711)"] for row in table("canvas.csv")}
    assert grades == {
        "Points Possible": "20",
        "Lovelace, Ada": "20",
        "Babbage, Bob": "11",
        "Turing, Cy": "",
        "Hopper, Di": "3",
    }
    assert [tuple(row.values()) for row in table("moodle.csv")] == [
        ("ada", "20"),
        ("bob", "11"),
        ("cy", ""),
        ("di", "3"),
    ]
    assert told.stdout.splitlines() == [
        "look at cy - bad input",
        "look at di - no file",
        "not in the gradebook: eve",
    ]
