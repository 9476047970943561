"""GitHub workflow commands: annotations at the lines of the answer files.

GitHub shows ten errors and ten warnings of a step. What is beyond that is counted in a notice; the
summary of the step has all files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from hwsolve.checking.verdicts import Mark
from hwsolve.output.reports.results import (
    LEVELS,
    MARKS,
    Failure,
    Finding,
    Result,
    findings,
    overall,
    reason,
    score_of,
    status_of,
)
from hwsolve.output.reports.text import clean

if TYPE_CHECKING:
    from hwsolve.output.reports.formats import Page

MOST_PER_LEVEL = 10
LONGEST_MESSAGE = 1000
LARGEST_SUMMARY = 900_000
"""Bytes; GitHub refuses a summary beyond 1 MiB."""

COMMANDS = {"error": "error", "warning": "warning", "note": "warning"}
"""The workflow command for a level."""


def write(results: Iterable[Result], _page: Page) -> Iterator[str]:
    """Annotations, the first of each file before the others, and what is left out; the counts."""
    found: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    others: list[Finding] = []
    outcomes: Counter[str] = Counter()
    for result in results:
        outcomes[overall(result)] += 1
        seen: set[str] = set()
        for finding in findings(result):
            level = COMMANDS[finding.level]
            found[level] += 1
            if level not in seen and shown[level] < MOST_PER_LEVEL:
                shown[level] += 1
                yield _annotation(finding)
            elif found[level] <= MOST_PER_LEVEL:  # more could not be shown anyway
                others.append(finding)
            seen.add(level)
    for finding in others:
        level = COMMANDS[finding.level]
        if shown[level] < MOST_PER_LEVEL:
            shown[level] += 1
            yield _annotation(finding)
    hidden = found.total() - shown.total()
    if hidden:
        yield f"::notice title=hwsolve check::{hidden} more are not annotated\n"
    files = ", ".join(f"{count} {word}" for word, count in outcomes.items())
    yield f"hwsolve check: {files or 'no answer files'}\n"


def _annotation(finding: Finding) -> str:
    """One workflow command."""
    mark = finding.mark
    properties = {
        "file": finding.source,
        "line": finding.line,
        "col": finding.column,
        "title": f"{mark.id}: {mark.verdict}" if mark else "this answer file can't be marked",
    }
    written = ",".join(
        f"{key}={_property(str(value))}" for key, value in properties.items() if value
    )
    return f"::{COMMANDS[finding.level]} {written}::{_data(finding.message)}\n"


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
