"""GitHub workflow commands: annotations at the lines of the answer files.

GitHub shows ten errors and ten warnings of a step. What is beyond that is counted in a notice; the
summary of the step has all files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from hwsolve.checking.verdicts import Mark, Verdict
from hwsolve.reports.results import (
    MARKS,
    Failure,
    Result,
    overall,
    reason,
    score_of,
    sentence,
    status_of,
)
from hwsolve.reports.text import clean

if TYPE_CHECKING:
    from hwsolve.reports.formats import Page

MOST_PER_LEVEL = 10
LONGEST_MESSAGE = 1000
LARGEST_SUMMARY = 900_000
"""Bytes; GitHub refuses a summary beyond 1 MiB."""

LEVELS = {
    Verdict.FIRST_MISTAKE: "error",
    Verdict.UNKNOWN: "error",
    Verdict.MISSING: "error",
    Verdict.FOLLOWS: "warning",
    Verdict.UNDECIDED: "warning",
    Verdict.UNREADABLE: "warning",
}


class Annotation(NamedTuple):
    """One workflow command."""

    level: str
    source: str
    line: int | None
    column: int | None
    title: str
    message: str

    def __str__(self) -> str:
        properties = {
            "file": self.source,
            "line": self.line,
            "col": self.column,
            "title": self.title,
        }
        written = ",".join(
            f"{key}={_property(str(value))}" for key, value in properties.items() if value
        )
        return f"::{self.level} {written}::{_data(self.message)}\n"


def write(results: Iterable[Result], _page: Page) -> Iterator[str]:
    """Annotations as they come, then a notice of what was left out, then the counts."""
    shown: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for result in results:
        outcomes[overall(result)] += 1
        for annotation in _annotations(result):
            shown[annotation.level] += 1
            if shown[annotation.level] <= MOST_PER_LEVEL:
                yield str(annotation)
    hidden = sum(max(0, count - MOST_PER_LEVEL) for count in shown.values())
    if hidden:
        yield f"::notice title=hwsolve check::{hidden} more are not annotated\n"
    files = ", ".join(f"{count} {word}" for word, count in outcomes.items())
    yield f"hwsolve check: {files or 'no answer files'}\n"


def _annotations(result: Result) -> Iterator[Annotation]:
    if isinstance(result, Failure):
        title = "this answer file can't be marked"
        yield Annotation("error", result.source, result.line, result.column, title, result.message)
        return
    for mark in result.marks:
        if level := LEVELS.get(mark.verdict):
            title = f"{mark.id}: {mark.verdict}"
            yield Annotation(level, result.source, mark.line, mark.column, title, sentence(mark))


def _data(text: str) -> str:
    text = clean(text, LONGEST_MESSAGE)
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summary(results: Iterable[Result]) -> str:
    """A Markdown table for the summary of a step, cut where GitHub would refuse it."""
    lines = ["### hwsolve check", "", "| | file | result | points | first mistake |", "|-|-|-|-|-|"]
    size = 0
    for result in results:
        row = _row(result)
        size += len(row.encode()) + 1
        if size > LARGEST_SUMMARY:
            lines.append("| | and more | | | |")
            break
        lines.append(row)
    return "\n".join(lines) + "\n"


def _row(result: Result) -> str:
    sign = "✓" if not status_of(result) else "✗"
    if isinstance(result, Failure):
        cells = [sign, result.source, overall(result), "", result.message]
    else:
        first = result.first_mistake
        told = f"{first.id}: {reason(first)}" if first else _others(result.marks)
        cells = [sign, result.source, overall(result), str(score_of(result)), told]
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _others(marks: Iterable[Mark]) -> str:
    wrong = (f"{MARKS[mark.verdict]} {mark.id}" for mark in marks if mark.verdict in LEVELS)
    return ", ".join(wrong)


def _cell(text: str) -> str:
    """Text in which nothing is markup or a link, HTML included."""
    text = clean(text, LONGEST_MESSAGE)
    return "".join(f"&#{ord(c)};" if c in "\\`*_{}[]()<>#+!|~&@:$" else c for c in text)
