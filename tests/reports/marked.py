"""Markings to report: of real answer files, and made up with all verdicts and hostile text."""

from hwsolve.checking.explaining.diagnosis import explain
from hwsolve.checking.marking import Marker
from hwsolve.checking.reading.answers import read_answers
from hwsolve.checking.verdicts import Explanation, Mark, Marking, Verdict
from hwsolve.errors import ExitCode, Fault
from hwsolve.numbers import rational
from hwsolve.output.reports import Failure, Page, report
from hwsolve.problem_files import find
from hwsolve.solving import load_problem, solve

HOSTILE = "::error::\x1b[31m\r\n=cmd|'/c calc'!A0,%0A [bold]x[/] ]]>&<b>\u202e\x00\ud800\ufffe| `x`"

ANSWERS = """\
problem: p1a
name: Zoë ŷ
answers:
  z[1]: [3, -1, 1]
  dW[1]: [[-2, 1], [0, -1], [8, -4]]
  W_new[1]: [[3.6, 0.2], [-3, -4.2], [-3.4, 8.2]]
  L: one half
  dQ[1]: 1
"""


def marking(text=ANSWERS, source="answers/zoe.yaml", problem="p1a"):
    """An answer file, marked."""
    marker = Marker(solve(load_problem(find(problem))), problem, explain)
    return marker.mark(read_answers(text, source))


def made_up(source="made up.yaml", text="1"):
    """A marking with every verdict; `text` is everything that a writer could have chosen."""
    marks = tuple(
        Mark(
            f"q[{place}]{text if text != '1' else ''}",
            verdict,
            text,
            "2",
            "" if verdict is Verdict.RIGHT else f"because {text}",
            own="3" if verdict is Verdict.FOLLOWS else "",
            wrong=(f"q[{place}].1",) if verdict.is_wrong else (),
            explanations=(Explanation("copied:dz[2]", f"{text} is copied"),)
            if verdict is Verdict.FIRST_MISTAKE
            else (),
            line=None if verdict is Verdict.MISSING else place,
            column=None if verdict is Verdict.MISSING else 4,
            points=None if verdict is Verdict.UNKNOWN else rational(100, 7),
            earned=None if verdict is Verdict.UNKNOWN else rational(100, 7) * int(verdict.is_right),
        )
        for place, verdict in enumerate(Verdict, start=1)
    )
    return Marking(source, "p1a" if text == "1" else text, text, marks)


def failure(source="bad.yaml", text="a list is not closed", status=ExitCode.BAD_INPUT):
    """A file that could not be marked."""
    fault = Fault(text, found=text, source=source, line=2, column=7)
    return Failure(source, status, str(fault), (fault,))


def hostile():
    """The worst that a writer can do, in a file that could be marked and in one that couldn't."""
    return [made_up(HOSTILE, HOSTILE), failure(HOSTILE, HOSTILE)]


def written(format, results, **page):
    """The report as text; it must be writable."""
    text = "".join(report(format, iter(results), Page(**page)))
    text.encode("utf-8")
    return text
