"""The options and arguments that the commands share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from hwsolve.command_line.destination import STANDARD_OUTPUT
from hwsolve.show import Show


class Format(StrEnum):
    """How a solution is written."""

    TERMINAL = "terminal"
    JSON = "json"


class Detail(StrEnum):
    """How much of the working is shown."""

    BRIEF = "brief"
    STANDARD = "standard"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Request:
    """What the options of a solving command ask for."""

    format: Format
    output: str
    detail: Detail
    digits: int
    only: tuple[str, ...]


def _complete_problem(incomplete: str) -> list[str]:
    from hwsolve.problem_files import known_names

    return [name for name in known_names() if name.startswith(incomplete)]


FILE_HELP = "A path, the bare name of a problem (p1a), or - for standard input."

SpecOption = Annotated[
    str | None,
    typer.Option("--spec", metavar="FILE", help=FILE_HELP, autocompletion=_complete_problem),
]
FileArgument = Annotated[
    str | None,
    typer.Argument(metavar="FILE", help="The same as --spec.", autocompletion=_complete_problem),
]
FilesArgument = Annotated[
    list[str],
    typer.Argument(metavar="FILE", help=FILE_HELP, autocompletion=_complete_problem),
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        help="How to write the solution; else what the ending of --output says, else terminal.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
OutputOption = Annotated[
    str,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write here, whole or not at all, as the ending says; - is standard output.",
    ),
]
DetailOption = Annotated[Detail, typer.Option("--detail", help="How much working to show.")]
DigitsOption = Annotated[
    int, typer.Option("--digits", metavar="N", min=1, max=1000, help="Digits of decimal values.")
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="PATTERN",
        help="Show these quantities only; * and ? are wild: 'dW*', 'z[?]'. May be repeated.",
    ),
]

ShowOption = Annotated[
    Show | None,
    typer.Option(
        "--show",
        help="What of a marking is shown: the points of each line; verdicts and mistakes in words,"
        " too; the right values, too, on Gradescope once the grades are published, or at once (for"
        " gradescope verdicts, else expected).",
    ),
]

DEFAULT_OUTPUT = STANDARD_OUTPUT
DEFAULT_DIGITS = 6
