"""The marks of one step: what its judge finds, put together for each answer, and explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from hwsolve.checking.explaining.candidate_mistakes import Mistake, is_nothing, part, portion
from hwsolve.checking.explaining.hidden import hidden_causes
from hwsolve.checking.judging.digits import digits_to_tell
from hwsolve.checking.judging.judge import Judge, Judged, Verdicts
from hwsolve.checking.judging.non_unique_marks import Choice
from hwsolve.checking.judging.written_steps import WrittenStep, resolved_in
from hwsolve.checking.reading.answers import Index, by, entry_id
from hwsolve.checking.reading.written import Contradiction, Entry, Unreadable, Written
from hwsolve.checking.verdicts import Explanation, Mark, Sample, Verdict, in_words
from hwsolve.numbers import scalars, shape_of

SAMPLES = 3
"""Wrong entries that are shown one by one where a quantity is too large to be shown."""

GRAVEST = (
    Verdict.FIRST_MISTAKE,
    Verdict.UNDECIDED,
    Verdict.UNREADABLE,
    Verdict.FOLLOWS,
    Verdict.HEALED,
    Verdict.RIGHT,
)


def marks_of(judge: Judge) -> Iterator[Mark]:
    """The verdict on each answer about a step."""
    verdicts = judge.verdicts()
    for written_step in judge.written_steps:
        yield (
            _misshapen(judge, written_step)
            if written_step.entries is None
            else _mark(judge, written_step, verdicts)
        )


def _mark(judge: Judge, written_step: WrittenStep, judged: Verdicts) -> Mark:
    answer, step = written_step.answer, judge.step
    assert written_step.entries is not None
    verdicts = {
        index: _unread(found) if isinstance(found, Unreadable) else judged[index]
        for index, found in written_step.entries.items()
    }
    every = {found.verdict for found in verdicts.values()}
    judge.found |= every
    verdict = next(v for v in GRAVEST if v in every)
    places = [index for index, found in verdicts.items() if found.verdict is verdict]
    why = next((verdicts[i].why for i in places if verdicts[i].why), "")
    if verdict is Verdict.RIGHT and answer.is_renumbered:
        why = why or "right, with the units numbered otherwise"
    explanations: tuple[Explanation, ...] = ()
    if verdict is Verdict.FIRST_MISTAKE and not why:
        explanations = _explained(judge, _mistake(judge, tuple(places)))
        why = in_words(explanations)
    line, column = answer.line, answer.column
    if verdict is not Verdict.RIGHT:
        line, column = written_step.position(places[0])
    own = judge.own if judge.tainted and verdict.is_wrong else None
    wrong = places if verdict.is_wrong else []
    pairs = [(judge.numbers[i], part(step.value, i)) for i in wrong if i in judge.numbers]
    digits = digits_to_tell(pairs)
    return Mark(
        answer.id,
        verdict,
        answer.text,
        judge.context.expected(step, written_step.place, digits),
        why,
        "" if own is None else judge.context.line(portion(own, written_step.place), digits),
        tuple(entry_id(judge.step.id, index) for index in wrong),
        tuple(_sample(judge, written_step, index, digits) for index in wrong[:SAMPLES]),
        explanations,
        line,
        column,
        quantity=judge.step.id,
        entries=len(verdicts),
        is_given=judge.step.term is None,
        is_zero=all(is_nothing(written.value) for written in written_step.numbers.values()),
    )


def _explained(judge: Judge, mistake: Mistake) -> tuple[Explanation, ...]:
    """What gives the numbers: a mistake with the rule, or in lines not written, or of the pen.

    The first hidden cause is what the lines behind this one are held against.
    """
    found = judge.context.explain(mistake)
    if all(explanation.is_slip for explanation in found):
        hidden = hidden_causes(mistake)
        if hidden:
            judge.hidden = hidden[0]
            return tuple(cause.explanation for cause in hidden)
    return found or _failures(judge.choice)


def _unread(found: Unreadable) -> Judged:
    is_wrong = isinstance(found, Contradiction)
    return Judged(Verdict.FIRST_MISTAKE if is_wrong else Verdict.UNREADABLE, found.why)


def _sample(judge: Judge, written_step: WrittenStep, index: Index, digits: int) -> Sample:
    assert written_step.entries is not None
    expected = judge.context.expected(judge.step, index, digits)
    return Sample(entry_id(judge.step.id, index), written_step.entries[index].text, expected)


def _failures(choice: Choice | None) -> tuple[Explanation, ...]:
    """What a freely chosen quantity fails to be."""
    failed = () if choice is None else choice.failed
    return (Explanation("condition", ", and ".join(failed)),) if failed else ()


def _misshapen(judge: Judge, written_step: WrittenStep) -> Mark:
    answer, step = written_step.answer, judge.step
    shape = shape_of(step.value)[len(written_step.place) :]
    resolved = {i: resolved_in(x, judge.step, judge.context, ()) for i, x in answer.entries.items()}
    illegible = [x for x in resolved.values() if isinstance(x, Unreadable)]
    explanations: tuple[Explanation, ...] = ()
    verdict = Verdict.UNREADABLE
    if answer.irregular:
        why = "this is neither a number nor a regular list of them"
    elif illegible:
        why = illegible[0].why
    elif not answer.shape and _is_said_of_all(judge, resolved[()], written_step.place):
        verdict = Verdict.UNDECIDED
        why = f"all of the {by(shape)} entries are that; write each, or ask for one_for_all: true"
    else:
        verdict = Verdict.FIRST_MISTAKE
        why = f"the shape is {by(answer.shape)}, but should be {by(shape)}"
        numbers = {i: found for i, found in resolved.items() if isinstance(found, Written)}
        mistake = _mistake(judge, tuple(numbers))
        explanations = judge.context.explain(
            replace(mistake, written=numbers, written_shape=answer.shape)
        )
        why += f": {in_words(explanations)}" if explanations else ""
    judge.found.add(verdict)
    return Mark(
        answer.id,
        verdict,
        answer.text,
        judge.context.expected(step, written_step.place, 0),
        why,
        explanations=explanations,
        line=answer.line,
        column=answer.column,
        quantity=judge.step.id,
        entries=int(np.prod(shape)),
        is_given=judge.step.term is None,
    )


def _is_said_of_all(judge: Judge, single: Entry, place: Index) -> bool:
    """Whether the one number that was written is right for every entry."""
    right = scalars(portion(judge.step.value, place))
    return isinstance(single, Written) and all(
        single.compare(x, judge.tolerance).is_proven for x in right
    )


def _mistake(judge: Judge, wrong: tuple[Index, ...]) -> Mistake:
    return Mistake(
        judge.context.derivation,
        judge.step,
        judge.numbers,
        wrong,
        judge.context.own.values,
        judge.context.reachable.values,
        judge.tolerance,
        lines=frozenset(judge.context.written),
    )
