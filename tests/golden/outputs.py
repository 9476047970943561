"""Printed solutions that are kept as files: what they are of, and how they are printed."""

from pathlib import Path

from hwsolve.output.renderers import render
from hwsolve.problem_files import find
from hwsolve.solving import load_problem, solve

FOLDER = Path(__file__).parent
DETAILS = ("brief", "standard", "full")
WIDTHS = (60, 80, 100)
PROBLEMS = ("p1a",)

CASES = {
    f"{problem}-{detail}-{width}.txt": (problem, detail, width)
    for problem in PROBLEMS
    for detail in DETAILS
    for width in WIDTHS
}


def printed(problem, detail, width):
    """A shipped problem as a terminal of that width shows it, without colour."""
    derivation = solve(load_problem(find(problem)))
    return render(derivation, format="terminal", detail=detail, width=width)
