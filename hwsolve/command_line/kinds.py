"""The kinds of problem: one per module of hwsolve.solvers, found without importing any."""

from __future__ import annotations

import ast
from importlib.resources import files


def kinds() -> dict[str, str]:
    """Each kind's name with the docstring of its solver, which is the help of its command.

    The files are read, not imported, because a solver brings numpy and SymPy along.
    """
    solvers = files("hwsolve") / "solvers"
    return {
        file.name.removesuffix(".py"): ast.get_docstring(ast.parse(file.read_bytes())) or ""
        for file in sorted(solvers.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".py") and not file.name.startswith("_")
    }
