"""JUnit XML, the format of test results: a suite an answer file, a case a quantity.

What it holds is what every schema of it allows that Jenkins has published, from junit-4.xsd, known
as jenkins-junit.xsd, to junit-10.xsd of its xUnit plugin. None has an attribute for a line: the
place of an answer begins its text, as compilers write it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from hwsolve.checking.verdicts import Mark, Marking, Verdict
from hwsolve.errors import Fault
from hwsolve.output.reports.results import (
    OPEN,
    WRONG,
    Failure,
    Result,
    overall,
    reason,
    score_of,
    sentence,
)
from hwsolve.output.reports.text import clean

if TYPE_CHECKING:
    from hwsolve.output.reports.formats import Page

OUTCOMES = (
    dict.fromkeys(WRONG, "failure") | dict.fromkeys(OPEN, "skipped") | {Verdict.UNKNOWN: "error"}
)
"""The element that tells of a verdict; what is not here passed."""


def write(results: Iterable[Result], _page: Page) -> Iterator[str]:
    """The whole document at the end: its head has the totals."""
    root = Element("testsuites", name="hwsolve check")
    for result in results:
        root.append(_failed(result) if isinstance(result, Failure) else _suite(result))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    indent(root)
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(marking: Marking) -> Element:
    suite = Element("testsuite", name=clean(marking.source))
    for mark in marking.marks:
        _case(suite, marking, mark)
    _count(suite)
    output = SubElement(suite, "system-out")
    output.text = clean(f"{marking.name} {score_of(marking)}".strip())
    return suite


def _case(suite: Element, marking: Marking, mark: Mark) -> None:
    case = SubElement(
        suite,
        "testcase",
        name=clean(mark.id),
        classname=clean(f"{marking.problem}:{marking.source}"),
        time="0",
    )
    outcome = OUTCOMES.get(mark.verdict)
    if outcome is None:
        return
    element = SubElement(case, outcome)
    told = Fault(sentence(mark), source=marking.source, line=mark.line, column=mark.column)
    element.text = clean(str(told))
    if outcome != "skipped":
        element.set("message", clean(reason(mark) or mark.verdict))
        element.set("type", mark.verdict.value)


def _failed(failure: Failure) -> Element:
    source = clean(failure.source)
    suite = Element("testsuite", name=source)
    case = SubElement(suite, "testcase", name="can be marked", classname=source, time="0")
    error = SubElement(case, "error", message=clean(failure.message), type=overall(failure))
    error.text = "\n".join(clean(line) for line in failure.words.splitlines())
    _count(suite)
    return suite


def _count(suite: Element) -> None:
    suite.set("tests", str(len(suite.findall("testcase"))))
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("time", "0")
