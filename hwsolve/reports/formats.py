"""Formats: each is a module report_NAME with one function from results to pieces of text."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hwsolve.reports.results import Result


@dataclass(frozen=True, slots=True)
class Page:
    """What a report is written on, and whether it is of one answer file or of several."""

    width: int = 80
    color: bool = False
    several: bool = False


Writer = Callable[[Iterable[Result], Page], Iterator[str]]


def report(format: str, results: Iterable[Result], page: Page) -> Iterator[str]:
    """The report in pieces, which come as the results do where the format allows it."""
    module = importlib.import_module(f"hwsolve.reports.report_{format}")
    writer: Writer = module.write
    return writer(results, page)
