"""results.json of a Gradescope autograder: a test a quantity, of all the files handed in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from hwsolve.checking.verdicts import Mark, Verdict
from hwsolve.numbers import Rational, rational
from hwsolve.reports.results import Failure, Result, reason, score_of
from hwsolve.reports.text import clean

if TYPE_CHECKING:
    from hwsolve.reports.formats import Page


def write(results: Iterable[Result], _page: Page) -> Iterator[str]:
    """One document; its score is exact before it is rounded, whatever the tests add up to."""
    tests: list[dict[str, Any]] = []
    earned, unmarked = rational(0), 0
    for number, result in enumerate(results, start=1):
        if isinstance(result, Failure):
            unmarked += 1
            tests.append(_failed(result, str(number)))
            continue
        earned += score_of(result).earned
        tests += [
            _test(mark, result.source, f"{number}.{place}")
            for place, mark in enumerate(result.marks, start=1)
        ]
    document = {
        "score": _float(earned),
        "output": _output(unmarked),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }
    yield json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _output(unmarked: int) -> str:
    return f"{unmarked} of the files can't be marked" if unmarked else ""


def _test(mark: Mark, source: str, number: str) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": clean(f"{mark.id} ({source})"),
        "number": number,
        "output": "\n".join(_told(mark)),
        "output_format": "text",
        "visibility": "visible",
    }
    if mark.points is not None and mark.earned is not None:
        test |= {"score": _float(mark.earned), "max_score": _float(mark.points)}
    if mark.verdict not in (Verdict.UNDECIDED, Verdict.UNREADABLE):
        right = mark.verdict.is_right
        test["status"] = "passed" if right else "failed"
    return test


def _told(mark: Mark) -> Iterator[str]:
    yield mark.verdict.value
    for label, text in (
        ("you wrote", mark.written),
        ("expected", mark.expected if not mark.verdict.is_right else ""),
        ("why", reason(mark)),
    ):
        if text:
            yield f"{label}: {clean(text)}"


def _failed(failure: Failure, number: str) -> dict[str, Any]:
    return {
        "name": clean(f"{failure.source} can be marked"),
        "number": number,
        "status": "failed",
        "score": 0,
        "max_score": 0,
        "output": "\n".join(clean(line) for line in failure.words.splitlines()),
        "output_format": "text",
        "visibility": "visible",
    }


def _float(number: Rational) -> float:
    return round(int(number.p) / int(number.q), 4)
