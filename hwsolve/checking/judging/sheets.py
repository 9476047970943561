"""What was written for one step: every answer with its entries, read in the writer's own world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hwsolve.checking.judging.bench import Bench
from hwsolve.checking.reading.answers import Answer, Index
from hwsolve.checking.reading.precision import valued
from hwsolve.checking.reading.references import BadReference
from hwsolve.checking.reading.written import Entry, Unreadable, Written, as_declared, told
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
    """What was written, by the rules that hold and in the writer's own world.

    The writer's own values stand for the ids in it, decimals that are numbers of the problem are
    exact, and where a number of decimals is declared, whole numbers have been rounded, too.
    """
    if isinstance(found, Unreadable):
        return found
    if found.formula is None:
        return found if bench.decimals is None else as_declared(found, bench.decimals)
    own = bench.own.values
    try:
        value, precision = valued(
            found.formula,
            lambda name: bench.references.meaning(name, step, own),
            bench.exact_numbers(),
        )
    except BadReference as error:
        return Unreadable(found.text, str(error), found.line, found.column)
    except ExpressionError as error:
        why = f"this has no value with the numbers written before: {told(error)}"
        return Unreadable(found.text, why, found.line, found.column)
    return replace(found, value=value, slack=precision.slack, doubt=precision.doubt)
