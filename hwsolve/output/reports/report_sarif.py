"""SARIF 2.1.0, the format of code scanning: a result a wrong quantity, at its line and column."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from hwsolve import __version__
from hwsolve.checking.verdicts import Mark
from hwsolve.errors import ExitCode
from hwsolve.output.reports.results import Failure, Finding, Result, findings
from hwsolve.output.reports.text import clean

if TYPE_CHECKING:
    from hwsolve.output.reports.formats import Page

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 25_000
"""What code scanning accepts of one run."""

RULES = {
    "first-mistake": "The rule, applied to right numbers, gives something else.",
    "unknown-quantity": "The problem has no such quantity.",
    "missing": "A quantity that is asked for was not written.",
    "follows": "The number follows from an earlier mistake.",
    "undecided": "Whether the answer is right could not be decided.",
    "unreadable": "The answer can't be read as a number or a formula.",
    "not-marked": "The answer file can't be marked.",
}

SORTS_WITH_DETAIL = ("slip", "times")
"""Sorts of mistakes whose names go on with a word of a closed list: slip:digit."""


def write(results: Iterable[Result], _page: Page) -> Iterator[str]:
    """One document with one run."""
    found: list[dict[str, Any]] = []
    left_out = 0
    crashed: list[Failure] = []
    for result in results:
        if isinstance(result, Failure) and result.status is ExitCode.INTERNAL:
            crashed.append(result)
        for finding in findings(result):
            if len(found) < MOST_RESULTS:
                found.append(_result(finding))
            else:
                left_out += 1
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(found, left_out, crashed)]}
    yield json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _run(found: list[dict[str, Any]], left_out: int, crashed: list[Failure]) -> dict[str, Any]:
    used = dict.fromkeys(item["ruleId"] for item in found)
    places = {rule: place for place, rule in enumerate(used)}
    for item in found:
        item["ruleIndex"] = places[item["ruleId"]]
    told = [_notification("error", f"{failure.source}: {failure.message}") for failure in crashed]
    if left_out:
        words = f"{left_out} results beyond the limit of {MOST_RESULTS} are left out"
        told.append(_notification("warning", words))
    invocation: dict[str, Any] = {"executionSuccessful": not crashed}
    if told:
        invocation["toolExecutionNotifications"] = told
    driver = {
        "name": "hwsolve",
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in used],
    }
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": found,
    }


def _notification(level: str, words: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": clean(words)}}


def _rule(rule: str) -> dict[str, Any]:
    general, _, mistake = rule.partition("/")
    text = RULES[general]
    if mistake:
        text += f" What was written comes of a known mistake: {mistake}."
    return {"id": rule, "shortDescription": {"text": text}}


def _result(finding: Finding) -> dict[str, Any]:
    mark = finding.mark
    rule = "not-marked" if mark is None else rule_of(mark)
    id, written = ("", "") if mark is None else (mark.id, mark.written)
    located: dict[str, Any] = {"artifactLocation": {"uri": uri(finding.source)}}
    if finding.line is not None:
        located["region"] = {"startLine": finding.line}
        if finding.column is not None:
            located["region"]["startColumn"] = finding.column
    location: dict[str, Any] = {"physicalLocation": located}
    if id:
        location["logicalLocations"] = [{"name": clean(id), "kind": "variable"}]
    same = f"{finding.source}\n{id}\n{rule}\n{written}".encode("utf-8", "backslashreplace")
    return {
        "ruleId": rule,
        "level": finding.level,
        "message": {"text": clean(finding.message)},
        "locations": [location],
        "partialFingerprints": {"hwsolveAnswer/v1": hashlib.sha256(same).hexdigest()},
    }


def rule_of(mark: Mark) -> str:
    """The stable name of what is wrong: the verdict, and the mistake if a single sort explains it.

    A mistake's name may go on with the ids it is about (copied:dz[2]); a rule is the sort alone.
    """
    verdict = mark.verdict.value.replace(" ", "-")
    sorts = {_sort(explanation.name) for explanation in mark.explanations}
    return f"{verdict}/{sorts.pop()}" if len(sorts) == 1 else verdict


def _sort(name: str) -> str:
    sort, _, detail = name.partition(":")
    parts = (sort, detail) if sort in SORTS_WITH_DETAIL and detail else (sort,)
    return "-".join(re.sub(r"[^A-Za-z0-9]+", "-", part).strip("-") for part in parts)


def uri(source: str) -> str:
    """A relative path as it is seen from here, percent-encoded; an absolute one made relative if
    it is below the current folder.
    """
    if os.path.isabs(source):
        here = os.path.relpath(source)
        if here.startswith(os.pardir):
            return Path(source).as_uri()
        source = here
    return quote(os.path.normpath(source).replace(os.sep, "/"), errors="surrogatepass")
