"""Ways to run the program: inside the test, or as a process of its own."""

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from hwsolve.command_line import app, listing
from hwsolve.command_line.entry import run
from tests.command_line import stubbed_hwsolve

STUBBED = Path(stubbed_hwsolve.__file__)
ROOT = STUBBED.parents[2]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty current folder with problem files to fill: folder("p1.yaml", "fine")."""
    monkeypatch.chdir(tmp_path)

    def write(name, text="fine"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def hwsolve(monkeypatch, capsys):
    """Run a command line over the stand-in solver: status, standard output, standard error."""
    for name, module in stubbed_hwsolve.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(app, "kinds", lambda: stubbed_hwsolve.KINDS)
    monkeypatch.setattr(listing, "kinds", lambda: stubbed_hwsolve.KINDS)

    def call(*arguments):
        status = run(list(arguments))
        return status, *capsys.readouterr()

    return call


@pytest.fixture
def process():
    """Start the program as a process: over the stand-in solver, or with real=True as installed."""
    children = ExitStack()

    def start(*arguments, real=False, **options):
        program = ["-m", "hwsolve"] if real else [str(STUBBED)]
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
        child = children.enter_context(
            subprocess.Popen(
                [sys.executable, *program, *arguments],
                stdin=subprocess.DEVNULL,
                env=environment,
                encoding="utf-8",
                **options,
            )
        )
        children.callback(child.kill)  # before the wait that closing the process is
        return child

    with children:
        yield start
