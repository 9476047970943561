"""The commands and their options.

Command bodies import what they need themselves, so that help and usage errors come at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from hwsolve import __version__
from hwsolve.command_line import check_commands, gradescope_command, lint_command
from hwsolve.command_line.endings import OF_SCHEMAS, OF_SOLUTIONS, format_for
from hwsolve.command_line.kind_commands import kinds
from hwsolve.command_line.options import (
    DEFAULT_DIGITS,
    DEFAULT_OUTPUT,
    Detail,
    DetailOption,
    DigitsOption,
    FileArgument,
    FilesArgument,
    Format,
    FormatOption,
    JsonOption,
    OnlyOption,
    OutputOption,
    Request,
    SpecOption,
)
from hwsolve.errors import InputError


def build() -> typer.Typer:
    """The application: one command per kind of problem, and those that serve all kinds."""
    app = typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # markup would swallow the brackets of dW[1]
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for kind, help_text in kinds().items():
        _add_kind(app, kind, help_text)
    app.command("solve")(_solve)
    check_commands.add_to(app)
    lint_command.add_to(app)
    gradescope_command.add_to(app)
    app.command("list")(_list)
    app.command("schema")(_schema)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hwsolve {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
    debug: Annotated[  # taken out of the arguments beforehand; declared for the help
        bool, typer.Option("--debug", help="Show the traceback of an error; works anywhere.")
    ] = False,
) -> None:
    """Solve deep-learning homework step by step, in exact arithmetic."""


def _add_kind(app: typer.Typer, kind: str, help_text: str) -> None:
    @app.command(kind, help=help_text)
    def solve_kind(
        file: FileArgument = None,
        spec: SpecOption = None,
        format: FormatOption = None,
        as_json: JsonOption = False,
        output: OutputOption = DEFAULT_OUTPUT,
        detail: DetailOption = Detail.STANDARD,
        digits: DigitsOption = DEFAULT_DIGITS,
        only: OnlyOption = None,
    ) -> None:
        if (file is None) == (spec is None):
            raise InputError.of(
                f"hwsolve {kind} wants one problem file",
                hint=f"hwsolve {kind} --spec FILE; for several: hwsolve solve FILE...",
            )
        _run([spec or file or ""], kind, format, as_json, output, detail, digits, only)


def _solve(
    files: FilesArgument,
    format: FormatOption = None,
    as_json: JsonOption = False,
    output: OutputOption = DEFAULT_OUTPUT,
    detail: DetailOption = Detail.STANDARD,
    digits: DigitsOption = DEFAULT_DIGITS,
    only: OnlyOption = None,
) -> None:
    """Solve problems of any kind; the kind is read from each file."""
    _run(files, None, format, as_json, output, detail, digits, only)


def _run(
    files: list[str],
    kind: str | None,
    format: Format | None,
    as_json: bool,
    output: str,
    detail: Detail,
    digits: int,
    only: list[str] | None,
) -> None:
    from hwsolve.command_line.running import solve_files

    chosen = Format(format_for(output, Format.JSON if as_json else format, OF_SOLUTIONS))
    request = Request(chosen, output, detail, digits, tuple(only or ()))
    raise typer.Exit(solve_files(files, kind, request))


def _list(as_json: JsonOption = False) -> None:
    """List the problems that ship with hwsolve."""
    from hwsolve.command_line.listing import write_list

    write_list(as_json=as_json)


def _schema(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND",
            help="One kind, all when left out; answers for answer files; solution or marking for"
            " what --json writes.",
        ),
    ] = None,
    spec: Annotated[
        str | None,
        typer.Option(
            "--spec", metavar="FILE", help="With answers: the problem, whose ids are then known."
        ),
    ] = None,
    output: OutputOption = DEFAULT_OUTPUT,
) -> None:
    """Print the JSON Schema of problem or answer files, for editors, or of a JSON report."""
    from hwsolve.command_line.listing import write_schema

    format_for(output, None, OF_SCHEMAS)
    write_schema(kind, output, spec)
