"""results.json of a Gradescope autograder: a test a quantity, of all the files handed in.

A problem counts once: several files that answer it earn nothing, since one may be a guess.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from hwsolve.checking.verdicts import Mark, Marking, Verdict
from hwsolve.numbers import Rational, rational
from hwsolve.output.reports.results import Failure, Result, reason, score_of, sentence
from hwsolve.output.reports.text import clean

if TYPE_CHECKING:
    from hwsolve.output.reports.formats import Page


def write(results: Iterable[Result], _page: Page) -> Iterator[str]:
    """One document; its score is exact before it is rounded, whatever the tests add up to."""
    results = list(results)
    several = len(results) > 1
    tests: list[dict[str, Any]] = []
    earned, unmarked = rational(0), 0
    sources: dict[str, list[str]] = {}
    for number, result in enumerate(results, start=1):
        name = os.path.basename(result.source)
        if isinstance(result, Failure):
            unmarked += 1
            tests.append(_failed(result, name, str(number)))
            continue
        sources.setdefault(result.problem, []).append(name)
        earned += score_of(result).earned
        tests += [
            _test(mark, f" ({name})" if several else "", f"{number}.{place}")
            for place, mark in enumerate(result.marks, start=1)
        ]
        if result.after_published:
            tests.append(_later(result, f" ({name})" if several else ""))
    twice = [names for names in sources.values() if len(names) > 1]
    document = {
        "score": 0.0 if twice else _float(earned),
        "output": _output(unmarked, twice),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }
    yield json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _output(unmarked: int, twice: list[list[str]]) -> str:
    lines = [f"{unmarked} of the files can't be marked"] if unmarked else []
    lines += [
        clean(f"{len(names)} files answer the same problem: {', '.join(names)}. Hand in one.")
        for names in twice
    ]
    return "\n".join(lines)


def _test(mark: Mark, where: str, number: str) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": clean(f"{mark.id}{where}"),
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


def _later(marking: Marking, where: str) -> dict[str, Any]:
    """What students see of the lines that aren't right once everybody's points are published."""
    told = [clean(sentence(mark)) for mark in marking.after_published if not mark.verdict.is_right]
    return {
        "name": clean(f"right values{where}"),
        "output": "\n".join(told) or "All lines are right.",
        "output_format": "text",
        "visibility": "after_published",
    }


def _told(mark: Mark) -> Iterator[str]:
    yield mark.verdict.value
    for label, text in (
        ("you wrote", mark.written),
        ("expected", mark.expected if not mark.verdict.is_right else ""),
        ("why", reason(mark)),
    ):
        if text:
            yield f"{label}: {clean(text)}"


def _failed(failure: Failure, name: str, number: str) -> dict[str, Any]:
    return {
        "name": clean(f"{name} can be marked"),
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
