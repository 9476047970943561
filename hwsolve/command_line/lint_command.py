"""`hwsolve lint`: how well the numbers of a problem tell mistakes apart."""

from __future__ import annotations

from typing import Annotated

import typer

from hwsolve.command_line.endings import OF_SOLUTIONS, format_for
from hwsolve.command_line.options import DEFAULT_OUTPUT, FILE_HELP, JsonOption, OutputOption


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("lint")(_lint)


def _lint(
    file: Annotated[str, typer.Argument(metavar="FILE", help=FILE_HELP)],
    as_json: JsonOption = False,
    output: OutputOption = DEFAULT_OUTPUT,
) -> None:
    """Say how well a problem's numbers tell mistakes apart: which are hidden, which are confused.

    A mistake is hidden where it gives the right number by accident, as zeros and ones let it, and
    two are confused where they give the same wrong number.
    """
    chosen = format_for(output, "json" if as_json else None, OF_SOLUTIONS)
    import json

    from hwsolve.checking.lint import as_text, lint
    from hwsolve.command_line.destination import destination, spare
    from hwsolve.command_line.failures import about, warn
    from hwsolve.problem_files import find
    from hwsolve.solving import load_problem, solve

    source = find(file)
    spare(source.name, output)
    with about(source.name):
        derivation = solve(load_problem(source))
        warn(derivation.warnings)
        found = lint(derivation)
    with destination(output) as write:
        if chosen == "json":
            write(json.dumps(found.as_data(), ensure_ascii=False, indent=2) + "\n")
        else:
            write(as_text(found))
