"""What was written for one step: every answer with its entries, read in the writer's own world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hwsolve.checking.judging.bench import Bench
from hwsolve.checking.reading.answers import Answer, Index
from hwsolve.checking.reading.references import BadReference
from hwsolve.checking.reading.written import Entry, Unreadable, Written, told, valued
from hwsolve.derivation.step import Step
from hwsolve.numbers import shape_of
from hwsolve.spec.expressions import ExpressionError


@dataclass(frozen=True, slots=True)
class Sheet:
    """One answer about a step; `entries` by their places in the whole, None where none fit."""

    answer: Answer
    place: Index
    """The entry or the row that it is about; empty if it is about all."""
    entries: Mapping[Index, Entry] | None

    @property
    def numbers(self) -> dict[Index, Written]:
        """The entries that could be read."""
        entries = self.entries or {}
        return {index: found for index, found in entries.items() if isinstance(found, Written)}


def sheets_of(answers: Sequence[tuple[Answer, Index]], step: Step, bench: Bench) -> list[Sheet]:
    """The answers about a step, read. Of an entry that is written twice the first one counts."""
    seen: set[Index] = set()
    sheets = []
    for answer, place in answers:
        fitted = answer.fitted(shape_of(step.value)[len(place) :])
        if fitted is None:
            sheets.append(Sheet(answer, place, None))
            continue
        entries: dict[Index, Entry] = {}
        for index, found in fitted.items():
            where = (*place, *index)
            entries[where] = _again(found) if where in seen else resolved_in(found, step, bench)
        seen.update(entries)
        sheets.append(Sheet(answer, place, entries))
    return sheets


def _again(found: Entry) -> Unreadable:
    why = "this was written before, under another id"
    return Unreadable(found.text, why, found.line, found.column)


def resolved_in(found: Entry, step: Step, bench: Bench) -> Entry:
    """What was written, with the writer's own values in place of the ids that stand in it."""
    if isinstance(found, Unreadable) or found.formula is None:
        return found
    own = bench.own.values
    try:
        value, slack = valued(found.formula, lambda name: bench.references.meaning(name, step, own))
    except BadReference as error:
        return Unreadable(found.text, str(error), found.line, found.column)
    except ExpressionError as error:
        why = f"this has no value with the numbers written before: {told(error)}"
        return Unreadable(found.text, why, found.line, found.column)
    return replace(found, value=value, slack=slack)
