"""What there is to report of each answer file: its marking, or why it could not be marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hwsolve.checking.verdicts import Mark, Marking, Verdict
from hwsolve.errors import ExitCode, Fault
from hwsolve.numbers import Rational, rational


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer file that could not be marked, with the faults found in it."""

    source: str
    status: ExitCode
    words: str
    """What standard error says of it."""
    faults: tuple[Fault, ...] = ()
    name: str = ""
    """Who handed it in, where that is known."""

    @property
    def message(self) -> str:
        """The first fault, or the words for it, without its place."""
        if not self.faults:
            return self.words
        fault = self.faults[0]
        found = f"; found {fault.found}" if fault.found else ""
        path = f"{fault.dotted_path}: " if fault.path else ""
        return f"{path}{fault.message}{found}"

    @property
    def line(self) -> int | None:
        """The line of the first fault, if it is one of this file."""
        return self._here.line if self._here else None

    @property
    def column(self) -> int | None:
        """The column of the first fault, if it is one of this file."""
        return self._here.column if self._here else None

    @property
    def _here(self) -> Fault | None:
        fault = self.faults[0] if self.faults else None
        return fault if fault is not None and fault.source == self.source else None


Result = Marking | Failure


@dataclass(frozen=True, slots=True)
class Score:
    """Points earned, and points that there were to earn."""

    earned: Rational
    total: Rational

    def __str__(self) -> str:
        return f"{points(self.earned)} of {points(self.total)} points"


WRONG = (Verdict.FIRST_MISTAKE, Verdict.FOLLOWS, Verdict.MISSING)
OPEN = (Verdict.UNDECIDED, Verdict.UNREADABLE)

MARKS = {
    Verdict.RIGHT: "✓",
    Verdict.FIRST_MISTAKE: "✗",
    Verdict.FOLLOWS: "→",
    Verdict.HEALED: "~",
    Verdict.MISSING: "∅",
    Verdict.UNDECIDED: "?",
    Verdict.UNREADABLE: "?",
    Verdict.UNKNOWN: "!",
}
"""A sign for each verdict, for readers and terminals without colour."""


def score_of(marking: Marking) -> Score:
    """The points of a file."""
    none = rational(0)
    earned = sum((m.earned for m in marking.marks if m.earned is not None), none)
    worth = sum((m.points for m in marking.marks if m.points is not None), none)
    return Score(earned, worth if marking.total is None else marking.total)


MOST_LOST = 6
"""Lines whose lost points are told one by one."""


def lost(marking: Marking) -> str:
    """Where points were lost, in words. e.g. 20 in dz[3], 10 in dW[3], 12 in what isn't written"""
    losses = [
        (mark.points - mark.earned, f"in {mark.id}")
        for mark in marking.marks
        if mark.points is not None and mark.earned is not None and mark.points > mark.earned
    ]
    rest = sum((loss for loss, _ in losses[MOST_LOST:]), rational(0))
    losses = losses[:MOST_LOST] + ([(rest, "in other lines")] if rest else [])
    if marking.total is not None:
        worth = sum((m.points for m in marking.marks if m.points is not None), rational(0))
        if marking.total > worth and marking.unwritten:
            losses.append((marking.total - worth, "in what isn't written"))
    return ", ".join(f"{points(loss)} {where}" for loss, where in losses)


def counts_of(marking: Marking) -> Counter[Verdict]:
    """How many quantities got each verdict."""
    return Counter(mark.verdict for mark in marking.marks)


def status_of(result: Result) -> ExitCode:
    """The exit status that one answer file asks for."""
    if isinstance(result, Failure):
        return result.status
    verdicts = {mark.verdict for mark in result.marks}
    if Verdict.UNKNOWN in verdicts:
        return ExitCode.BAD_INPUT
    if verdicts.intersection(WRONG):
        return ExitCode.WRONG_ANSWER
    return ExitCode.LIMIT if verdicts.intersection(OPEN) else ExitCode.OK


def worst_status(results: Iterable[Result]) -> ExitCode:
    """The exit status of a run."""
    return ExitCode.worst(map(status_of, results))


LEVELS = {
    Verdict.FIRST_MISTAKE: "error",
    Verdict.UNKNOWN: "error",
    Verdict.MISSING: "error",
    Verdict.FOLLOWS: "warning",
    Verdict.UNDECIDED: "note",
    Verdict.UNREADABLE: "note",
}
"""How grave a verdict is for code scanning and annotations; what is not here is in order."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in an answer file, at its place; without a mark it is the file itself."""

    level: str
    source: str
    line: int | None
    column: int | None
    message: str
    mark: Mark | None = None


def findings(result: Result) -> Iterator[Finding]:
    """All that is to be mended in an answer file, in order."""
    if isinstance(result, Failure):
        yield Finding("error", result.source, result.line, result.column, result.message)
        return
    for mark in result.marks:
        if level := LEVELS.get(mark.verdict):
            yield Finding(level, result.source, mark.line, mark.column, sentence(mark), mark)


WORDS = {
    ExitCode.OK: "right",
    ExitCode.WRONG_ANSWER: "wrong",
    ExitCode.BAD_INPUT: "bad input",
    ExitCode.LIMIT: "undecided",
    ExitCode.INTERNAL: "failed",
}


def overall(result: Result) -> str:
    """One word or two for a whole file: right, wrong, undecided, bad input, failed."""
    return WORDS[status_of(result)]


def where(mark: Mark) -> str:
    """The entries that a verdict is about, if they are single ones of several. e.g. 2.2, 2.3"""
    places = [id.removeprefix(f"{mark.id}.") for id in mark.wrong if id != mark.id]
    more = len(places) - MOST_PLACES
    return ", ".join(places[:MOST_PLACES]) + (f" and {more} more" if more > 0 else "")


MOST_PLACES = 12
"""Wrong entries that are named; a 3 × 3 filter may be wrong altogether."""

LONGEST_OWN = 300
"""Characters of a value beyond which a line says nothing more."""


def reason(mark: Mark) -> str:
    """Why the verdict is what it is, on one line, with the place of the wrong entries."""
    entries = where(mark)
    parts = [f"at {entries}: {mark.why}" if entries and mark.why else mark.why]
    if mark.own and len(mark.own) <= LONGEST_OWN:
        parts.append(f"your own earlier lines give {mark.own}")
    return "; ".join(part for part in parts if part)


def sentence(mark: Mark) -> str:
    """A mark as one sentence for a log or an annotation."""
    parts = [f"{mark.id}: {mark.verdict}"]
    if mark.written:
        parts.append(f"wrote {mark.written}")
    if mark.expected:
        parts.append(f"expected {mark.expected}")
    why = reason(mark)
    return ", ".join(parts) + (f" ({why})" if why else "")


def points(number: Rational) -> str:
    """Points to two places, without zeros behind. e.g. 94.74"""
    hundredths = (200 * int(number.p) + int(number.q)) // (2 * int(number.q))
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")
