"""Help comes at once: what is slow to import is imported by those who use it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROBE = """
import sys
from hwsolve.command_line.entry import run
sys.stdout = sys.stderr
status = run(sys.argv[1:])
sys.__stdout__.write(__import__("json").dumps([status, sorted(sys.modules)]))
"""


def modules_after(*arguments):
    """The modules that are loaded once a command line has run."""
    result = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    status, modules = json.loads(result.stdout)
    assert status == 0, result.stderr
    return set(modules)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["mlp", "--help"], ["--version"], ["list"], ["schema", "solution"]]
)
def test_neither_sympy_nor_numpy(arguments):
    assert not {"sympy", "numpy", "flint"} & modules_after(*arguments)


def test_a_problem_needs_them():
    """So that the test above can fail."""
    assert {"sympy", "numpy"} <= modules_after("mlp", "p1a", "--detail", "brief")


def test_p1a_needs_no_more_of_sympy_than_its_import():
    """sympy.tensor.tensor comes with the first sum that SymPy makes, and costs 0.1 s."""
    assert "sympy.tensor.tensor" not in modules_after("mlp", "p1a")
