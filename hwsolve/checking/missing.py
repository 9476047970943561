"""What is asked for and was not written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from hwsolve.checking.judging.statements import statement_text
from hwsolve.checking.reading.answers import Answer, Index
from hwsolve.checking.verdicts import Mark, Verdict
from hwsolve.derivation.questions import Question
from hwsolve.derivation.step import Statement, Step
from hwsolve.numbers import shape_of

Line = Step | Statement | Question
"""What can be asked for: a number, a line in letters, a question that takes a word."""

Places = Sequence[tuple[Answer, Index]]
"""What was written for a line, and the entry or row that it is about, if not about all of it."""


def missing(
    required: Iterable[str],
    locate: Callable[[str], tuple[Line, Index] | None],
    answers: Mapping[Line, Places],
    expected: Callable[[Step, Index], str],
) -> tuple[dict[Line, list[Mark]], list[Mark]]:
    """A mark for each id that is asked for and not written, by its line; then what isn't an id.

    A quantity is written if it is so under any of its names, or row by row, or entry by entry.
    """
    absent: dict[Line, list[Mark]] = {}
    unknown: list[Mark] = []
    for id in dict.fromkeys(required):
        found = locate(id)
        if found is None:
            why = "it is required, or has marks, but the problem has no such quantity"
            unknown.append(Mark(id, Verdict.UNKNOWN, "", "", why))
            continue
        line, place = found
        left = _unwritten(line, place, answers.get(line, ()))
        if left:
            why = "nothing was written for it" if line not in answers else "not all of it is there"
            mark = Mark(
                id,
                Verdict.MISSING,
                "",
                _expected(line, place, expected),
                why,
                quantity=line.id,
                entries=left,
            )
            absent.setdefault(line, []).append(mark)
    return absent, unknown


def _unwritten(line: Line, place: Index, answers: Places) -> int:
    """How many entries of a line, or of a row of it, nobody wrote."""
    if not isinstance(line, Step):
        return 0 if answers else 1
    written = [place for answer, where in answers for place in _places(answer, where, line)]
    wanted = ((*place, *i) for i in np.ndindex(shape_of(line.value)[len(place) :]))
    return sum(not any(index[: len(w)] == w for w in written) for index in wanted)


def _places(answer: Answer, where: Index, step: Step) -> list[Index]:
    """What an answer is about: all of a quantity, a row or an entry, or what isn't blank of it."""
    fitted = answer.fitted(shape_of(step.value)[len(where) :])
    return [where] if fitted is None else [(*where, *index) for index in fitted]


def _expected(line: Line, place: Index, expected: Callable[[Step, Index], str]) -> str:
    match line:
        case Step():
            return expected(line, place)
        case Statement():
            return statement_text(line)
        case Question():
            return " or ".join(line.true_words)
