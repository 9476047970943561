"""Markings for a terminal: a row a quantity; of many files a row a file, then what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from hwsolve.checking.verdicts import Mark, Marking, Verdict
from hwsolve.errors import ExitCode
from hwsolve.output.reports.results import (
    MARKS,
    Failure,
    Result,
    counts_of,
    lost,
    overall,
    reason,
    score_of,
    status_of,
)
from hwsolve.output.reports.text import clean

if TYPE_CHECKING:
    from hwsolve.output.reports.formats import Page

FIRST = "▶"
"""Stands before the first mistake of a file."""

NARROW = 100
"""Columns below which the reason stands under a verdict rather than beside it."""

STYLES = {
    Verdict.RIGHT: "green",
    Verdict.HEALED: "green",
    Verdict.FIRST_MISTAKE: "bold red",
    Verdict.FOLLOWS: "yellow",
    Verdict.MISSING: "red",
    Verdict.UNDECIDED: "cyan",
    Verdict.UNREADABLE: "cyan",
    Verdict.UNKNOWN: "bold red",
}
FILE_MARKS = {ExitCode.OK: "✓", ExitCode.LIMIT: "?", ExitCode.WRONG_ANSWER: "✗"}
FILE_STYLES = {ExitCode.OK: "green", ExitCode.LIMIT: "cyan", ExitCode.WRONG_ANSWER: "red"}


def write(results: Iterable[Result], page: Page) -> Iterator[str]:
    """The text of the page; of several files a table of all comes first."""
    every = list(results)
    printer = _Printer(page)
    if not page.several:
        for result in every:
            yield printer.text(_details(result, page, every_row=True))
        return
    yield printer.text(_files(every))
    for result in every:
        if status_of(result) and not isinstance(result, Failure):
            yield "\n" + printer.text(_details(result, page, every_row=False))
    yield "\n" + printer.text([_totals(every)])


class _Printer:
    """Sets blocks for one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def text(self, blocks: Iterable[RenderableType]) -> str:
        console = Console(
            file=StringIO(),
            width=self.page.width,
            force_terminal=self.page.color,
            color_system="standard" if self.page.color else None,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
        )
        for block in blocks:
            console.print(block)
        written = console.file
        assert isinstance(written, StringIO)
        return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


# ---- one file -----------------------------------------------------------------------------------


def _details(result: Result, page: Page, *, every_row: bool) -> Iterator[RenderableType]:
    yield Text(_title(result), style="bold", overflow="fold")
    if isinstance(result, Failure):
        yield Text("\n".join(f"  {clean(line)}" for line in result.words.splitlines()))
        return
    rows = [mark for mark in result.marks if every_row or mark.verdict is not Verdict.RIGHT]
    unknown = [mark for mark in rows if mark.verdict is Verdict.UNKNOWN]
    rows = [mark for mark in rows if mark.verdict is not Verdict.UNKNOWN]
    rows += unknown[:MOST_UNKNOWN]  # they come last in a marking as well
    if rows:
        yield _table(rows, result, narrow=page.width < NARROW)
    if len(unknown) > MOST_UNKNOWN:
        yield Text(f"… and {len(unknown) - MOST_UNKNOWN} more unknown quantities")
    yield _summary(result)
    if told := lost(result):
        yield Text(f"lost: {clean(told)}")
    if result.rules:
        yield Text(f"marked by {clean(result.rules, LONGEST_NAME)}")


def _title(result: Result) -> str:
    if isinstance(result, Failure):
        return f"{clean(result.source)}: {overall(result)}"
    name = f" ({clean(result.name, LONGEST_NAME)})" if result.name else ""
    problem = clean(result.problem, LONGEST_NAME)
    return f"{clean(result.source)}{name}, marked against {problem}"


def _table(rows: Iterable[Mark], marking: Marking, *, narrow: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False)
    table.add_column("", width=3, no_wrap=True)
    rows = list(rows)
    has_expected = any(mark.expected for mark in rows)
    for heading in ("quantity", "written", *(["expected"] if has_expected else [])):
        table.add_column(heading, overflow="fold")
    table.add_column("verdict", overflow="fold", ratio=2 if narrow else None)
    if not narrow:
        table.add_column("why", overflow="fold", ratio=1)
    for mark in rows:
        first = FIRST if mark is marking.first_mistake else " "
        style = STYLES[mark.verdict]
        verdict, why = Text(mark.verdict, style=style), clean(reason(mark))
        if narrow and why.startswith(mark.verdict):
            verdict = Text(why, style=style)
        elif narrow and why:
            verdict.append(f": {why}", style="not bold")
        cells = [
            Text(f"{first} {MARKS[mark.verdict]}", style=style),
            Text(clean(mark.id, LONGEST_NAME), style=style),
            Text(_shown(mark, mark.written, [s.written for s in mark.samples])),
        ]
        if has_expected:
            cells.append(Text(_shown(mark, mark.expected, [s.expected for s in mark.samples])))
        cells.append(verdict)
        table.add_row(*cells, *([] if narrow else [Text(why)]))
    return table


LONGEST = 600
"""Characters of a value beyond which only its wrong entries are shown, or its beginning."""

BEGINNING = 80

LONGEST_NAME = 200
"""Characters of the name of a writer, a problem or a quantity."""

MOST_UNKNOWN = 20
"""Unknown quantities that are shown; whoever writes more has another problem in mind."""


def _shown(mark: Mark, value: str, samples: list[str]) -> str:
    """A matrix with a row a line; of a very large one what is wrong."""
    if max(len(mark.written), len(mark.expected)) <= LONGEST:
        return clean(value).replace("], [", "],\n [")
    if not samples:
        return clean(value if len(value) <= BEGINNING else f"{value[:BEGINNING]} …")
    lines = [f"{s.id}: {clean(text)}" for s, text in zip(mark.samples, samples, strict=True)]
    return "\n".join(lines + ["…"] * (len(mark.wrong) > len(samples)))


def _summary(marking: Marking) -> Text:
    counts = counts_of(marking)
    counted = [_counted(counts[verdict], verdict) for verdict in Verdict if counts[verdict]]
    if marking.unwritten and not counts[Verdict.MISSING]:
        counted.append(f"{marking.unwritten} that count are not written")
    return Text(f"{', '.join(counted) or 'nothing to mark'}: {score_of(marking)}", style="bold")


def _counted(count: int, verdict: Verdict) -> str:
    """e.g. 2 first mistakes"""
    several = count > 1 and verdict is Verdict.FIRST_MISTAKE
    return f"{count} {verdict}{'s' if several else ''}"


# ---- several files ------------------------------------------------------------------------------


def _files(results: list[Result]) -> Iterator[RenderableType]:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False)
    table.add_column("", width=1, no_wrap=True)
    table.add_column("file", overflow="fold")
    table.add_column("result", overflow="fold")
    table.add_column("points", justify="right", overflow="fold")
    table.add_column("first mistake", overflow="fold", ratio=1)
    for result in results:
        status = status_of(result)
        style = FILE_STYLES.get(status, "bold red")
        points = ""
        if isinstance(result, Marking):
            points = str(score_of(result)).removesuffix(" points")
            told = result.first_mistake.id if result.first_mistake else ""
        else:
            told = result.message
        table.add_row(
            Text(FILE_MARKS.get(status, "!"), style=style),
            Text(clean(result.source)),
            Text(overall(result), style=style),
            Text(points),
            Text(clean(told, LONGEST)),
        )
    yield table


def _totals(results: list[Result]) -> Text:
    counts = Counter(overall(result) for result in results)
    told = ", ".join(f"{count} {word}" for word, count in counts.most_common())
    files = "1 file" if len(results) == 1 else f"{len(results)} files"
    return Text(f"{files}: {told}" if told else files, style="bold")
