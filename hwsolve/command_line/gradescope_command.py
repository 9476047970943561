"""`hwsolve gradescope`: its arguments, options and help."""

from __future__ import annotations

from typing import Annotated

import typer

from hwsolve.command_line.endings import OF_ARCHIVES, format_for
from hwsolve.command_line.options import FILE_HELP, ShowOption
from hwsolve.show import Show


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("gradescope")(_gradescope)


def _gradescope(
    file: Annotated[str, typer.Argument(metavar="FILE", help=FILE_HELP)],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="The zip to write.")
    ] = "autograder.zip",
    rules: Annotated[
        str | None,
        typer.Option(
            "--rules", metavar="KEY", help="Take tolerance, round, required and marks from here."
        ),
    ] = None,
    show: ShowOption = None,
) -> None:
    """Write the zip of a Gradescope autograder that marks answers to a problem."""
    format_for(output, None, OF_ARCHIVES)
    from hwsolve.command_line.gradescope import write_autograder

    write_autograder(file, output, rules, show or Show.VERDICTS)
