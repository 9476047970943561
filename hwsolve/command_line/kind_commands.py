"""What is there because its file is: kinds of problem and formats of reports, none imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

REPORT = "report_"


def kinds() -> dict[str, str]:
    """Each kind's name with the docstring of its solver, which is the help of its command.

    The files are read, not imported, because a solver brings numpy and SymPy along.
    """
    return {
        name: ast.get_docstring(ast.parse(file.read_bytes())) or ""
        for name, file in _modules("kinds")
    }


def report_formats() -> tuple[str, ...]:
    """The formats of `hwsolve check`: one per module hwsolve.output.reports.report_NAME."""
    names = (name for name, _ in _modules("output/reports") if name.startswith(REPORT))
    return tuple(name.removeprefix(REPORT) for name in names)


def _modules(package: str) -> Iterator[tuple[str, Traversable]]:
    """The public modules of a package with their files, by name."""
    for file in sorted((files("hwsolve") / package).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".py") and not file.name.startswith("_"):
            yield file.name.removesuffix(".py"), file
