"""CSV, a line an answer file: what a spreadsheet of grades is made of."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import TYPE_CHECKING

from hwsolve.checking.verdicts import Verdict
from hwsolve.output.reports.results import (
    Failure,
    Result,
    counts_of,
    overall,
    points,
    reason,
    score_of,
)
from hwsolve.output.reports.text import clean

if TYPE_CHECKING:
    from hwsolve.output.reports.formats import Page

COUNTED = tuple(Verdict)
COLUMNS = (
    "source", "name", "problem", "result", "earned", "points",
    *(verdict.value.replace(" ", "_") for verdict in COUNTED),
    "first_mistake_id", "written", "expected", "why",
)  # fmt: skip

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+|/[0-9]+)?")
_FORMULA = re.compile("[\\s\xad\u200c\u200d]*[=+\\-−@|%＝＋－＠｜％﹦﹢﹣﹫﹪]")
"""How a cell begins that a spreadsheet runs, in widths and behind blanks of every sort."""

_NEXT_CELL = re.compile(f";(?={_FORMULA.pattern})")
"""Where a spreadsheet that separates cells by semicolons would see another one begin so."""


def write(results: Iterable[Result], _page: Page) -> Iterator[str]:
    """The heading, then a line a file."""
    yield _line(COLUMNS)
    for result in results:
        yield _line(_row(result))


def _row(result: Result) -> list[str]:
    if isinstance(result, Failure):
        blanks = [""] * (len(COLUMNS) - 5)
        return [result.source, result.name, "", overall(result), *blanks, result.message]
    score, counts, first = score_of(result), counts_of(result), result.first_mistake
    details = [first.id, first.written, first.expected, reason(first)] if first else [""] * 4
    return [
        result.source,
        result.name,
        result.problem,
        overall(result),
        points(score.earned),
        points(score.total),
        *(str(counts[verdict]) for verdict in COUNTED),
        *details,
    ]


def _line(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow([safe_cell(cell) for cell in cells])
    return line.getvalue()


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: one that could be begins with an apostrophe."""
    text = clean(text)
    if _NUMBER.fullmatch(text):
        return text
    return ("'" if _FORMULA.match(text) else "") + _NEXT_CELL.sub(";'", text)
