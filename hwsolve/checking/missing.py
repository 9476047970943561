"""What is asked for and was not written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from hwsolve.checking.answers import Answer, Index
from hwsolve.checking.suspects import portion
from hwsolve.checking.verdicts import Mark, Verdict
from hwsolve.derivation.step import Step
from hwsolve.numbers import scalars

Answers = Mapping[Step, Sequence[tuple[Answer, Index]]]
"""What was written for each step, and the entry it is about if it is about only one."""


def missing(
    required: Iterable[str],
    find: Callable[[str], tuple[Step, Index] | None],
    answers: Answers,
    expected: Callable[[Step, Index], str],
) -> tuple[dict[Step, list[Mark]], list[Mark]]:
    """A mark for each id that is asked for and not written, by its step; then what isn't an id.

    A quantity is written if it is so under any of its names, or entry by entry.
    """
    absent: dict[Step, list[Mark]] = {}
    unknown: list[Mark] = []
    for id in dict.fromkeys(required):
        found = find(id)
        if found is None:
            why = "this is required, but the problem has no such quantity"
            unknown.append(Mark(id, Verdict.UNKNOWN, "", "", why))
        elif not _is_written(found[1], found[0], answers.get(found[0], ())):
            why = "nothing was written for it"
            mark = Mark(id, Verdict.MISSING, "", expected(*found), why)
            absent.setdefault(found[0], []).append(mark)
    return absent, unknown


def _is_written(place: Index, step: Step, answers: Sequence[tuple[Answer, Index]]) -> bool:
    places = {written for _, written in answers}
    if any(place[: len(written)] == written for written in places):
        return True
    within = [written for written in places if written[: len(place)] == place]
    return sum(_size(step, written) for written in within) == _size(step, place)


def _size(step: Step, place: Index) -> int:
    return len(scalars(portion(step.value, place)))
