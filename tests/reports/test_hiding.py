"""What students mustn't see is in no report: `--show verdicts` and `--show marks`."""

import json
import random
import re

import pytest

from hwsolve.checking.key_file import write_key
from hwsolve.checking.reading.answers import read_answers
from hwsolve.checking.verdicts import Explanation, Mark, Marking, Verdict
from hwsolve.command_line.endings import OF_REPORTS
from hwsolve.output.reports.hiding import shown
from hwsolve.show import Show
from tests.checking.marked import marker_of
from tests.reports.marked import failure, made_up, written

NUMBER = re.compile(r"(?<![\w.\[])-?[0-9]+(?:\.[0-9]+)?(?![\w.\]:])")
TELLING = 4
"""Characters of a number that isn't there by chance."""


def numbers_in(text):
    """All numbers in a text, whatever their signs."""
    return set(re.findall(r"[0-9]+(?:\.[0-9]+)?", text))


def visible(report):
    """A report without what Gradescope keeps to itself until the grades are published."""
    if "after_published" not in report:
        return report
    document = json.loads(report)
    tests = [test for test in document["tests"] if test["visibility"] == "visible"]
    return json.dumps({**document, "tests": tests})


def spoiled(key, chance):
    """A key with some of its numbers changed: signs, factors, other numbers, swapped entries."""

    def change(match):
        if chance.random() < 0.7:
            return match[0]
        number = float(match[0])
        return f"{chance.choice([-number, 2 * number, number + 1, number * 10, 3.25]):.6g}"

    head, _, answers = key.partition("answers:")
    return head + "answers:" + NUMBER.sub(change, answers)


LESS = [Show.MARKS, Show.VERDICTS, Show.AFTER_PUBLISHED]


@pytest.mark.parametrize("show", LESS)
@pytest.mark.parametrize("problem", ["p1a", "p1b", "p1c", "p2d3", "p3", "conv-sizes"])
def test_no_right_value_of_a_wrong_line_is_shown(problem, show):
    chance = random.Random(problem)  # noqa: S311 - the same every time
    marker = marker_of(problem)
    key = write_key(marker.derivation, problem, heading="key")
    for _ in range(2):
        text = spoiled(key, chance)
        marking = marker.mark(read_answers(text, "a.yaml"))
        wrong = [mark for mark in marking.marks if not mark.verdict.is_right]
        known = numbers_in(text) | numbers_in(str(marker.derivation.problem))
        hidden = {
            number
            for mark in wrong
            for number in numbers_in(f"{mark.expected} {mark.own}")
            if len(number) >= TELLING and number not in known
        }
        for format in OF_REPORTS:
            report = visible(written(format, [shown(marking, show)], several=False))
            assert not hidden & numbers_in(report)


@pytest.mark.parametrize("format", OF_REPORTS)
@pytest.mark.parametrize("show", LESS)
def test_every_format_shows_less(format, show):
    marking = made_up(text="1")
    full, less = (written(format, [shown(marking, level)]) for level in (Show.EXPECTED, show))
    assert less != full or format == "junit"
    assert "is copied" not in visible(less)


def line(verdict, *explanations, **more):
    return Mark(
        "z", verdict, "3", "4.25", "z is 4.25", own="5.5", explanations=explanations, **more
    )


RULE = Explanation("term_left_out", "the bias is left out", "term_left_out: the bias")
COPY = Explanation("copied:a", "this is a, copied")


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        (line(Verdict.FIRST_MISTAKE, RULE), "the bias is left out"),
        (line(Verdict.FIRST_MISTAKE, COPY), ""),
        (line(Verdict.FIRST_MISTAKE, RULE, COPY), ""),
        (line(Verdict.FIRST_MISTAKE), ""),
        (line(Verdict.FOLLOWS), "follows from an earlier mistake"),
        (line(Verdict.FOLLOWS, RULE, same_as="y"), "the same mistake as in y"),
        (line(Verdict.UNDECIDED), ""),
        (Mark("z", Verdict.UNREADABLE, "x", "4.25", "not a number"), "not a number"),
        (line(Verdict.MISSING), ""),
    ],
)
def test_what_is_said_of_a_line(mark, why):
    (seen,) = shown(Marking("a.yaml", "p", "", (mark,)), Show.VERDICTS).marks
    assert (seen.why, seen.expected, seen.own, seen.verdict) == (why, "", "", mark.verdict)
    assert "4.25" not in repr(seen)


def test_points_alone_tell_right_from_wrong_and_no_more():
    marks = shown(made_up(), Show.MARKS).marks
    assert {mark.verdict for mark in marks} == set(Verdict) - {Verdict.FOLLOWS, Verdict.HEALED}
    assert not any(m.why or m.explanations or m.expected or m.own or m.wrong for m in marks)


def test_what_can_not_be_marked_is_shown_in_any_case():
    assert shown(failure(), Show.MARKS) == failure()
