"""`hwsolve check`, `hwsolve key` and `hwsolve sheet`: their arguments, options and help."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from hwsolve.command_line.endings import OF_KEYS, OF_REPORTS, format_for
from hwsolve.command_line.kind_commands import report_formats
from hwsolve.command_line.options import (
    DEFAULT_OUTPUT,
    FILE_HELP,
    DigitsOption,
    JsonOption,
    OutputOption,
    ShowOption,
    SpecOption,
)
from hwsolve.errors import ExitCode, InputError
from hwsolve.show import Show

KEY_DIGITS = 10


class ReportFormat(StrEnum):
    """How a marking is reported: a new format is its module and nothing else."""

    _ignore_ = "each"
    for each in report_formats():
        vars()[each.upper()] = each


STATUSES = (
    f"Exit status: {ExitCode.OK} every answer is right; {ExitCode.WRONG_ANSWER} an answer is wrong,"
    f" follows from a wrong one or is missing; {ExitCode.BAD_INPUT} a file can't be read as answers"
    f" to its problem, or names a quantity that the problem hasn't; {ExitCode.LIMIT} nothing is"
    f" wrong, but an answer could not be decided or read; {ExitCode.INTERNAL} a fault of hwsolve."
    " Of several files the gravest counts: 4, then 2, 1, 3, 0."
)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("check", epilog=STATUSES)(_check)
    app.command("key")(_key)
    app.command("sheet")(_sheet)


def _jobs(text: str) -> int | None:
    if text in ("auto", "0"):
        return None
    if not text.isdecimal() or len(text) > 4:
        raise InputError.of(f"--jobs {text}", expected="a number of processes, or auto")
    return int(text)


def _check(
    keys: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY",
            help="Answer files, folders of them (*.yaml and *.yml, also below), or - for standard"
            " input.",
        ),
    ] = None,
    spec: SpecOption = None,
    format: Annotated[
        ReportFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="How to report; else what the ending of --output says, else terminal.",
        ),
    ] = None,
    as_json: JsonOption = False,
    output: OutputOption = DEFAULT_OUTPUT,
    jobs: Annotated[
        str,
        typer.Option(
            "--jobs", metavar="N", help="Processes; auto or 0: as many as cores if it is worth it."
        ),
    ] = "auto",
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="ADDRESS",
            help="Mark on the Dask cluster whose scheduler has this address, as tcp://host:8786.",
        ),
    ] = None,
    complete: Annotated[
        bool,
        typer.Option("--complete", help="Report every derived quantity that was not written."),
    ] = False,
    tolerance: Annotated[
        str | None,
        typer.Option(
            "--tolerance", metavar="NUMBER", help="Accept this distance from the right value."
        ),
    ] = None,
    rules: Annotated[
        str | None,
        typer.Option(
            "--rules",
            metavar="KEY",
            help="Take tolerance, round, required and marks from this answer file for all files.",
        ),
    ] = None,
    trust_rules: Annotated[
        bool,
        typer.Option(
            "--trust-rules", help="With --spec: let the rules hold that the files themselves state."
        ),
    ] = False,
    lists: Annotated[
        list[str] | None,
        typer.Option(
            "--files-from",
            metavar="LIST",
            help="Mark the files that this file names, one a line or between NULs; - reads the list"
            " from standard input.",
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude",
            metavar="PATTERN",
            help="Leave files or folders out that lie in folders: 'old', 'drafts/*.yaml'. May be"
            " repeated.",
        ),
    ] = None,
    shard: Annotated[
        str,
        typer.Option(
            "--shard", metavar="K/N", help="Mark the K-th of N parts of the files, all N alike."
        ),
    ] = "1/1",
    exit_zero: Annotated[
        bool,
        typer.Option("--exit-zero", help="End with status 0 once all that was asked is reported."),
    ] = False,
    timeout: Annotated[
        float,
        typer.Option(
            "--timeout",
            metavar="SECONDS",
            min=0,
            help="The longest that marking one file may take; 0 for no limit.",
        ),
    ] = 30,
    memory: Annotated[
        int,
        typer.Option(
            "--memory",
            metavar="MB",
            min=0,
            help="The memory that marking one file may take (on Linux); 0 for no limit.",
        ),
    ] = 2000,
    show: ShowOption = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on with an --output that didn't end: mark only what is left."
        ),
    ] = False,
) -> None:
    """Mark answer keys or submissions against the derivation.

    The problem is the one that --spec names, else the one that the answer file names: a path from
    where the file lies, or the name of a problem. With --spec the files themselves have no say in
    what they are marked against and how, and the points are those of the problem's whole key, or of
    what the rules require.
    """
    asked = "json" if as_json else None if format is None else format.value
    chosen = format_for(output, asked, OF_REPORTS)
    from hwsolve.command_line.checking import CheckRequest, check
    from hwsolve.command_line.parallel_marking import Budget
    from hwsolve.command_line.submissions import Selection, Shard

    if not keys and not lists:
        raise InputError.of("there is nothing to mark", expected="a KEY, or --files-from LIST")
    processes = _jobs(jobs)
    if dask is not None and processes is not None:
        raise InputError.of(
            "--jobs is about processes of this computer, and --dask marks on a cluster",
            expected="one of the two",
        )
    selection = Selection(keys or (), lists or (), exclude or (), shard=Shard.named(shard))
    request = CheckRequest(
        selection,
        spec,
        chosen,
        output,
        processes,
        dask,
        complete,
        tolerance,
        rules,
        trust_rules,
        exit_zero,
        Budget(timeout, memory),
        resume,
        show or Show.usual(chosen),
    )
    raise typer.Exit(check(request))


def _key(
    file: Annotated[str, typer.Argument(metavar="FILE", help=FILE_HELP)],
    output: OutputOption = DEFAULT_OUTPUT,
    digits: DigitsOption = KEY_DIGITS,
    givens: Annotated[
        bool, typer.Option("--givens", help="Write what the problem gives as well.")
    ] = False,
) -> None:
    """Write the complete answer file of a problem: every quantity, exact where it can be."""
    format_for(output, None, OF_KEYS)
    from hwsolve.command_line.checking import write_key

    write_key(file, output, digits, givens=givens)


def _sheet(
    file: Annotated[str, typer.Argument(metavar="FILE", help=FILE_HELP)],
    output: OutputOption = DEFAULT_OUTPUT,
) -> None:
    """Write a blank answer file of a problem, for students to fill."""
    format_for(output, None, OF_KEYS)
    from hwsolve.command_line.checking import write_sheet

    write_sheet(file, output)
