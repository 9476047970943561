"""JSON, described by marking.schema.json: an object a file, a line each if there are several."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from hwsolve import __version__
from hwsolve.characters import HARMFUL, spelled
from hwsolve.checking.verdicts import Mark, Marking, Verdict
from hwsolve.errors import Fault
from hwsolve.numbers import Rational
from hwsolve.output.reports.results import (
    Failure,
    Result,
    counts_of,
    overall,
    points,
    score_of,
    status_of,
)

if TYPE_CHECKING:
    from hwsolve.output.reports.formats import Page

SCHEMA_VERSION = "1.1"


def write(results: Iterable[Result], page: Page) -> Iterator[str]:
    """A document of one file, or JSON Lines of several."""
    for result in results:
        if page.several:
            text = json.dumps(document(result), ensure_ascii=False, separators=(",", ":"))
        else:
            text = json.dumps(document(result), ensure_ascii=False, indent=2)
        yield _visible(text) + "\n"


def document(result: Result) -> dict[str, Any]:
    """One answer file as an object: `faults` say why there are no `marks`."""
    head = {
        "schema_version": SCHEMA_VERSION,
        "hwsolve": __version__,
        "source": result.source,
        "result": overall(result),
        "exit_status": int(status_of(result)),
    }
    return head | (_failed(result) if isinstance(result, Failure) else _marked(result))


def _failed(failure: Failure) -> dict[str, Any]:
    return {
        "problem": None,
        "name": failure.name,
        "rules": "",
        "score": None,
        "unwritten": None,
        "counts": None,
        "first_mistake": None,
        "marks": [],
        "faults": _faults(failure),
    }


def _marked(marking: Marking) -> dict[str, Any]:
    first = marking.first_mistake
    return {
        "problem": marking.problem,
        "name": marking.name,
        "rules": marking.rules,
        "score": _score(marking),
        "unwritten": marking.unwritten,
        "counts": _counts(marking),
        "first_mistake": first.id if first else None,
        "marks": [_mark(mark) for mark in marking.marks],
        "faults": [],
    }


def _score(marking: Marking) -> dict[str, Any]:
    score = score_of(marking)
    return {"earned": _number(score.earned), "points": _number(score.total)}


def _counts(marking: Marking) -> dict[str, int]:
    counts = counts_of(marking)
    return {verdict.value: counts[verdict] for verdict in Verdict}


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "id": mark.id,
        "verdict": mark.verdict.value,
        "written": mark.written,
        "expected": mark.expected,
        "own": mark.own or None,
        "why": mark.why,
        "wrong": list(mark.wrong),
        "explanations": [{"name": e.name, "words": e.words} for e in mark.explanations],
        "same_as": mark.same_as or None,
        "line": mark.line,
        "column": mark.column,
        "points": None if mark.points is None else _number(mark.points),
        "earned": None if mark.earned is None else _number(mark.earned),
    }


def _faults(failure: Failure) -> list[dict[str, Any]]:
    faults = failure.faults or (Fault(failure.words),)
    return [
        {
            "message": fault.message,
            "path": fault.dotted_path or None,
            "expected": fault.expected or None,
            "found": fault.found or None,
            "hint": fault.hint or None,
            "source": fault.source or None,
            "line": fault.line,
            "column": fault.column,
        }
        for fault in faults
    ]


def _number(number: Rational) -> dict[str, str]:
    return {"exact": str(number), "decimal": points(number)}


def _visible(text: str) -> str:
    r"""What a terminal or an encoder would stumble over, spelled as JSON spells it: \u202e."""
    return HARMFUL.sub(lambda match: spelled(match[0]), text)
