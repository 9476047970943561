"""What hwsolve says of what a student hands in: the one module here that knows it."""

import json
from dataclasses import dataclass

from hwsolve.checking.explaining.diagnosis import explain
from hwsolve.checking.marking import Marker
from hwsolve.checking.reading.answers import read_answers
from hwsolve.checking.verdicts import Verdict
from hwsolve.errors import HwsolveError
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve

ACCUSED = (Verdict.FIRST_MISTAKE, Verdict.FOLLOWS, Verdict.HEALED, Verdict.UNKNOWN)
UNSURE = (Verdict.UNDECIDED, Verdict.UNREADABLE)


class Refused(Exception):
    """hwsolve can't solve the problem that was drawn."""


@dataclass(frozen=True)
class Judgement:
    """The verdict on one line: the quantity's id, the verdict, and what was said."""

    id: str
    quantity: str
    verdict: str
    written: str
    expected: str
    words: str

    @property
    def is_accused(self):
        return self.verdict in ACCUSED

    @property
    def is_unsure(self):
        return self.verdict in UNSURE

    @property
    def is_right(self):
        return self.verdict == Verdict.RIGHT

    @property
    def is_first_mistake(self):
        return self.verdict == Verdict.FIRST_MISTAKE


class Desk:
    """Marks what is handed in on one problem."""

    def __init__(self, problem):
        try:
            derivation = solve(load_problem(Source("drawn.yaml", json.dumps(problem))))
        except HwsolveError as error:
            raise Refused(str(error)) from error
        self.marker = Marker(derivation, "drawn", explain)

    def judge(self, answers):
        """The judgements on answers by id, in the derivation's order; none on an empty sheet."""
        if not answers:
            return []
        lines = [f"  {id}: {json.dumps(text, ensure_ascii=False)}" for id, text in answers.items()]
        file = "\n".join(["problem: drawn", "answers:", *lines, ""])
        return [
            Judgement(m.id, m.quantity, m.verdict, m.written, m.expected, m.why)
            for m in self.marker.mark(read_answers(file, "student")).marks
        ]
