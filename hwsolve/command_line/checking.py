"""`hwsolve check`: marks answer files, reports, and says by its exit status how they are."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from hwsolve.command_line import failures
from hwsolve.command_line.destination import STANDARD_OUTPUT, canvas, destination, spare
from hwsolve.command_line.journal import Journal
from hwsolve.command_line.options import DEFAULT_DIGITS
from hwsolve.command_line.parallel_marking import Budget, mark_all
from hwsolve.command_line.submission_marker import MarkingJob, marker_for
from hwsolve.command_line.submissions import Selection, Submission, no_answer_files
from hwsolve.derivation.derivation import Derivation
from hwsolve.errors import ExitCode, InputError
from hwsolve.numbers import Rational
from hwsolve.output.reports import Failure, Page, Result, report, status_of
from hwsolve.output.reports.hiding import shown
from hwsolve.problem_files import STANDARD_INPUT, Source, find, shipped
from hwsolve.show import Show
from hwsolve.spec.expressions import ExpressionError, number_from

MANY = 20
"""Files beyond which a terminal shows progress."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What the options of `hwsolve check` ask for."""

    selection: Selection
    spec: str | None
    format: str
    output: str
    jobs: int | None
    dask: str | None
    complete: bool
    tolerance: str | None
    rules: str | None
    trust_rules: bool
    exit_zero: bool
    budget: Budget
    resume: bool
    show: Show


def check(request: CheckRequest) -> ExitCode:
    """Mark all files and write the report; the status is that of the gravest of them."""
    selection = request.selection
    named = [*selection.names, *selection.lists, request.spec, request.rules]
    if named.count(STANDARD_INPUT) > 1:
        raise InputError.of("standard input can only be read once")
    problem = None if request.spec is None else find(request.spec)
    rules = None if request.rules is None else find(request.rules)
    found = replace(selection, but="" if problem is None else problem.name).submissions()
    for source, what in ((problem, "the problem"), (rules, "the rules")):
        if source is not None:
            spare(source.name, request.output, what)
    for file in found.files:
        spare(file.name, request.output, "an answer file")
    job = _job(request, problem, rules)
    if found.others:
        _say(no_answer_files(found.others))
    status = _report(request, job, found.files, several=found.several)
    return ExitCode.OK if request.exit_zero and status is not ExitCode.INTERNAL else status


def _job(request: CheckRequest, problem: Source | None, rules: Source | None) -> MarkingJob:
    job = MarkingJob(
        problem,
        request.spec or "",
        rules,
        request.complete,
        request.trust_rules,
        _tolerance(request.tolerance),
        failures.show_tracebacks,
    )
    marker_for(job).prepare()  # what is wrong with rules or problem is said once for all files
    return job


def _tolerance(text: str | None) -> Rational | None:
    if text is None:
        return None
    expected = "a number that is not negative, such as 0.01 or 1/100"
    try:
        number = number_from(text)
    except ExpressionError as error:
        raise InputError.of(f"--tolerance {text}: {error}", expected=expected) from None
    if not isinstance(number, Rational) or number < 0:
        raise InputError.of(f"--tolerance {text} can't be used", expected=expected)
    return number


def _report(
    request: CheckRequest, job: MarkingJob, files: Sequence[Submission], *, several: bool
) -> ExitCode:
    place = canvas(request.output)
    page = Page(place.width, place.color, several)
    kept: list[Result] = []
    statuses: list[ExitCode] = []
    with ExitStack() as stack:
        elsewhere = None
        if request.dask is not None:
            from hwsolve.command_line.cluster_marking import connected

            elsewhere = stack.enter_context(connected(request.dask))
        journal = stack.enter_context(_journal(request, job, files))
        write = stack.enter_context(destination(request.output))
        marking = mark_all(job, files, request.jobs, request.budget, journal, elsewhere)
        marked = stack.enter_context(closing(marking))
        advance = stack.enter_context(_progress(len(files)))

        def told() -> Iterator[Result]:
            for result in marked:
                advance()
                statuses.append(status_of(result))
                if isinstance(result, Failure):
                    _say(result.words)
                seen = shown(result, request.show)
                if _is_for_the_page(result, request, several=several):
                    yield seen
                if _summary_file(request):
                    kept.append(seen)

        for piece in report(request.format, told(), page):
            write(piece)
    _write_summary(request, kept)
    return ExitCode.worst(statuses)


def _is_for_the_page(result: Result, request: CheckRequest, *, several: bool) -> bool:
    """People need only once what standard error says of a single file that can't be marked."""
    return several or request.format != "terminal" or not isinstance(result, Failure)


def _say(words: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(failures.printable(words) + "\n")
        sys.stderr.flush()


@contextmanager
def _journal(
    request: CheckRequest, job: MarkingJob, files: Sequence[Submission]
) -> Iterator[Journal | None]:
    """The journal of a report on several files, which is removed once the report is whole."""
    is_device = os.path.exists(request.output) and not os.path.isfile(request.output)
    if request.output == STANDARD_OUTPUT or is_device:
        if request.resume:
            raise InputError.of("--resume goes with the --output FILE that it is to complete")
        yield None
        return
    if len(files) < 2:
        yield None
        return
    journal = Journal(request.output, marker_for(job).fingerprint, resume=request.resume)
    if journal.left:
        _say(
            f"{journal.path} holds {journal.left} results of a run that didn't end: they are kept,"
            " and --resume goes on with them"
        )
    try:
        yield journal
    except BaseException:
        journal.close()
        raise
    journal.remove()


@contextmanager
def _progress(count: int) -> Iterator[Callable[[], None]]:
    """Yield what is to be called after every file: it moves a bar, if somebody can see it."""
    if count <= MANY or sys.stderr is None or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    rate, left = TextColumn("{task.fields[rate]}"), TimeRemainingColumn(compact=True)
    columns = (TextColumn("marking"), BarColumn(), MofNCompleteColumn(), rate, left)
    # Without a thread of its own, so that processes can be forked; drawn a hundred times at most.
    with Progress(
        *columns, console=Console(stderr=True), auto_refresh=False, transient=True
    ) as progress:
        task = progress.add_task("marking", total=count, rate="")
        done, start = 0, monotonic()

        def advance() -> None:
            nonlocal done
            done += 1
            progress.update(task, advance=1)
            if done % max(1, count // 100) == 0:
                a_second = done / max(monotonic() - start, 1e-3)
                progress.update(task, rate=f"{a_second:.0f} a second,")
                progress.refresh()

        yield advance


def _summary_file(request: CheckRequest) -> str | None:
    return os.environ.get("GITHUB_STEP_SUMMARY") if request.format == "github" else None


def _write_summary(request: CheckRequest, results: Sequence[Result]) -> None:
    """Add to the summary of the step, where GitHub runs this."""
    path = _summary_file(request)
    if not path:
        return
    from hwsolve.output.reports.report_github import summary

    try:
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(summary(results))
    except OSError as error:
        raise InputError.of(f"{path} can't be written: {error.strerror}") from error


def write_key(name: str, output: str, digits: int, *, givens: bool) -> None:
    """`hwsolve key`: the answer file of a problem, every answer right."""
    from hwsolve import __version__
    from hwsolve.checking import key_file

    def text(derivation: Derivation, problem: str | None) -> str:
        heading = f"{derivation.title}: the answers of hwsolve {__version__}"
        return key_file.write_key(derivation, problem, heading=heading, givens=givens)

    _write_answers(name, output, digits, text)


def write_sheet(name: str, output: str) -> None:
    """`hwsolve sheet`: the answer file of a problem, every answer left blank."""
    from hwsolve.checking import key_file

    def text(derivation: Derivation, problem: str | None) -> str:
        return key_file.write_sheet(derivation, problem, heading=f"{derivation.title}: answers")

    _write_answers(name, output, DEFAULT_DIGITS, text)


def _write_answers(
    name: str, output: str, digits: int, text: Callable[[Derivation, str | None], str]
) -> None:
    """Write an answer file that names its problem as seen from where it lies."""
    from hwsolve.solving import load_problem, solve

    source = find(name)
    spare(source.name, output)
    with failures.about(source.name), destination(output) as write:
        derivation = solve(load_problem(source), digits)
        failures.warn(derivation.warnings)
        write(text(derivation, None if name == STANDARD_INPUT else _named_from(output, source)))


def _named_from(output: str, source: Source) -> str:
    """How an answer file at `output` names the problem: by its path, a shipped one by its name."""
    path = source.name
    for name, file in shipped().items():
        if file.name == path and not os.path.exists(path):
            return name
        if isinstance(file, Path) and os.path.exists(path) and file.samefile(path):
            return name
    return os.path.relpath(path, os.path.dirname(output) or os.curdir)
