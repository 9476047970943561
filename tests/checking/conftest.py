"""Ways to run the program: inside the test, or as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hwsolve.command_line.entry import run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty current folder with files to fill: folder("ann/p1a.yaml", "answers: ...")."""
    monkeypatch.chdir(tmp_path)

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return name

    return write


@pytest.fixture
def hwsolve(capsys):
    """Run a command line: status, standard output, standard error."""

    def call(*arguments):
        status = run(list(arguments))
        return status, *capsys.readouterr()

    return call


@pytest.fixture
def process():
    """Run the program as a process: status, standard output, standard error."""

    def call(*arguments, stdin="", **environment):
        done = subprocess.run(
            [sys.executable, "-m", "hwsolve", *arguments],
            input=stdin.encode(),
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            check=False,
            timeout=240,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return call
