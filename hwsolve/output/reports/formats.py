"""Formats: each is a module report_NAME with one function from results to pieces of text.

All but the terminal's are read by machines, and get their minus signs as ASCII has them.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from hwsolve.checking.verdicts import Mark
from hwsolve.output.reports.results import Failure, Result


@dataclass(frozen=True, slots=True)
class Page:
    """What a report is written on, and whether it is of one answer file or of several."""

    width: int = 80
    color: bool = False
    several: bool = False


Writer = Callable[[Iterable[Result], Page], Iterator[str]]


def report(format: str, results: Iterable[Result], page: Page) -> Iterator[str]:
    """The report in pieces, which come as the results do where the format allows it."""
    module = importlib.import_module(f"hwsolve.output.reports.report_{format}")
    writer: Writer = module.write
    return writer(results if format == "terminal" else map(_for_machines, results), page)


def _for_machines(result: Result) -> Result:
    """A result whose numbers a program can read: what hwsolve says, and what was written for it."""
    if isinstance(result, Failure):
        return result
    return replace(
        result,
        marks=tuple(map(_mark_for_machines, result.marks)),
        after_published=tuple(map(_mark_for_machines, result.after_published)),
    )


def _mark_for_machines(mark: Mark) -> Mark:
    told = (mark.written, mark.expected, mark.own, mark.why, *(e.words for e in mark.explanations))
    if not any("−" in text for text in told):
        return mark
    return replace(
        mark,
        written=_ascii_minus(mark.written),
        expected=_ascii_minus(mark.expected),
        own=_ascii_minus(mark.own),
        why=_ascii_minus(mark.why),
        explanations=tuple(
            replace(known, words=_ascii_minus(known.words)) for known in mark.explanations
        ),
    )


def _ascii_minus(text: str) -> str:
    return text.replace("−", "-")
