"""What a report shows of a marking: students who may still hand in don't see the right answers."""

from __future__ import annotations

from dataclasses import replace

from hwsolve.checking.verdicts import Mark, Verdict, in_words
from hwsolve.output.reports.results import Failure, Result
from hwsolve.show import Show

FOLLOWS = "follows from an earlier mistake"


def shown(result: Result, show: Show) -> Result:
    """A result without what mustn't be seen."""
    if isinstance(result, Failure) or show is Show.EXPECTED:
        return result
    hide = _points_only if show is Show.MARKS else _without_values
    later = result.marks if show is Show.AFTER_PUBLISHED else ()
    return replace(result, marks=tuple(map(hide, result.marks)), after_published=later)


def _points_only(mark: Mark) -> Mark:
    """The line with its points, and whether it is right."""
    verdict = Verdict.FIRST_MISTAKE if mark.verdict.is_wrong else mark.verdict
    verdict = Verdict.RIGHT if mark.verdict.is_right else verdict
    return replace(
        _without_values(mark), verdict=verdict, why="", explanations=(), wrong=(), same_as=""
    )


def _without_values(mark: Mark) -> Mark:
    """The line with its verdict, the wrong entries, and mistakes in words.

    Only mistakes with a rule are told: that a number was copied, swapped or is twice too large
    gives the right one away, and so does what refutes a claim.
    """
    known = tuple(explanation for explanation in mark.explanations if explanation.alike)
    return replace(
        mark,
        expected="",
        own="",
        samples=(),
        explanations=known if len(known) == len(mark.explanations) else (),
        why=_why(mark, in_words(known) if known and known == mark.explanations else ""),
    )


def _why(mark: Mark, mistake: str) -> str:
    if mark.verdict is Verdict.FIRST_MISTAKE:
        return mistake
    if mark.verdict is Verdict.FOLLOWS:
        return f"the same mistake as in {mark.same_as}" if mark.same_as else FOLLOWS
    return "" if mark.expected and mark.expected in mark.why else mark.why
