"""What was written for one step: every answer with its entries, read with the writer's values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hwsolve.checking.judging.marking_context import MarkingContext
from hwsolve.checking.reading.answers import Answer, Index, Position
from hwsolve.checking.reading.references import BadReference
from hwsolve.checking.reading.written import (
    Contradiction,
    Entry,
    Unreadable,
    Written,
    as_declared,
    told,
)
from hwsolve.checking.reading.written_precision import valued
from hwsolve.derivation.step import Step
from hwsolve.numbers import shape_of
from hwsolve.spec.expressions import ExpressionError, names


@dataclass(frozen=True, slots=True)
class WrittenStep:
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

    def position(self, index: Index) -> Position:
        """Where an entry stands in the file."""
        order = list(self.entries or ())
        if len(order) == len(self.answer.positions):
            return self.answer.positions[order.index(index)]
        return self.answer.line, self.answer.column


def written_steps_of(
    answers: Sequence[tuple[Answer, Index]], step: Step, context: MarkingContext
) -> list[WrittenStep]:
    """The answers about a step, read. What is written twice must say the same both times."""
    seen: dict[Index, Written] = {}
    written_steps = []
    for answer, place in answers:
        shape = shape_of(step.value)[len(place) :]
        fitted = answer.fitted(shape) or _spread(answer, shape, context)
        if fitted is None:
            written_steps.append(WrittenStep(answer, place, None))
            continue
        entries: dict[Index, Entry] = {}
        for index, found in fitted.items():
            where = (*place, *index)
            read = resolved_in(found, step, context, where)
            entries[where] = read = _without_contradiction(read, seen.get(where))
            if isinstance(read, Written):
                seen.setdefault(where, read)
        written_steps.append(WrittenStep(answer, place, entries))
    return written_steps


def _spread(answer: Answer, shape: Index, context: MarkingContext) -> Mapping[Index, Entry] | None:
    """One thing that was written for all entries: 0, a formula in whole quantities; else None."""
    if answer.shape or answer.irregular:
        return None
    single = answer.entries[()]
    if isinstance(single, Unreadable):
        return None
    is_zero = single.formula is None and single.value == 0 and not single.doubt
    is_rule = single.formula is not None and bool(names(single.formula))
    if not (is_zero or is_rule or context.one_for_all):
        return None
    return dict.fromkeys(np.ndindex(shape), single)


def _without_contradiction(found: Entry, before: Written | None) -> Entry:
    """What was written, unless it or a member of its chain contradicts what stands before."""
    if isinstance(found, Unreadable):
        return found
    first, others = (found, found.others) if before is None else (before, (found, *found.others))
    for other in others:
        if not first.says_the_same(other):
            why = f"this contradicts what is written for it before: {first.text}"
            return Contradiction(found.text, why)
    return found


def resolved_in(found: Entry, step: Step, context: MarkingContext, where: Index) -> Entry:
    """What was written, by the rules that hold and with the writer's own values.

    The writer's own values stand for the ids in it (of a quantity of the same shape the entry at
    the same place), decimals that are numbers of the problem are exact, and where a number of
    decimals is declared, whole numbers have been rounded, too.
    """
    if isinstance(found, Unreadable):
        return found
    if found.others:
        others = [resolved_in(other, step, context, where) for other in found.others]
        for other in others:
            if isinstance(other, Unreadable):
                return replace(other, text=found.text)
        found = replace(found, others=tuple(x for x in others if isinstance(x, Written)))
    if found.formula is None:
        return found if context.decimals is None else as_declared(found, context.decimals)
    own = context.own.values
    try:
        value, precision = valued(
            found.formula,
            lambda name: context.references.meaning(name, step, own, where),
            context.exact_numbers(),
        )
    except BadReference as error:
        return Unreadable(found.text, str(error))
    except ExpressionError as error:
        why = f"this has no value with the numbers written before: {told(error)}"
        return Unreadable(found.text, why)
    return replace(found, value=value, slack=precision.slack, doubt=precision.doubt)
