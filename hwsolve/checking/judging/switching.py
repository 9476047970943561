"""What somebody could have got, with each number on the way either exact or as it was written.

The balls of the reachable evaluation take every operand for itself, as if in da·(1 − a²) or behind
several unwritten lines one number could be large here and small there. Switching one written number
after the other, with everything between following from it, tells how far a result can really go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flint import arb

from hwsolve.checking.evaluations import Evaluation, overwritten
from hwsolve.checking.judging.marking_context import MarkingContext
from hwsolve.checking.reading.answers import Index
from hwsolve.derivation.step import Step, ids_of
from hwsolve.numbers import Real, Scalar, Value, as_ball, entries, is_symbolic
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.term import Term, entry

MOST_SWITCHED = 64
"""Written numbers that are switched; a result that rests on more of them keeps its ball."""

MARGIN = arb("1.25")
"""For several numbers moving at once: each alone moves a result in proportion, all but."""


def switched(context: MarkingContext, step: Step, index: Index) -> Scalar | None:
    """The ball of what an entry can be by what was written; None where that can't be told."""
    if step.term is None:
        return None
    between, sources = upstream(context, step)
    moving = [(source, i, x) for source in sources for i, x in _moving(context, source)]
    if not moving or len(moving) > MOST_SWITCHED:
        return None
    truth = context.truth
    try:
        term = entry(step.term, index) if index else step.term
        exact = as_ball(term.value)
        low = high = arb(0)
        for source, i, x in moving:
            ball = as_ball(x)
            moves = [arb(0)]
            for end in (ball.lower(), ball.upper()):
                evaluation = Evaluation(truth)
                evaluation.hold(source, overwritten(source.value, {i: Real(None, end)}))
                value = _carried_on(evaluation, between, term)
                if value is None:
                    return None
                moves.append(as_ball(value) - exact)
            low += min(move.lower() for move in moves)
            high += max(move.upper() for move in moves)
    except FAILURES:
        return None
    return Real(None, (exact + low * MARGIN).union(exact + high * MARGIN))


def _carried_on(evaluation: Evaluation, between: Sequence[Step], term: Term) -> Value | None:
    """The value of a term, the lines before it worked out with it; None if they can't be."""
    for line in between:
        value = evaluation.follow(line)
        if value is None:
            return None
        evaluation.hold(line, value)
    return evaluation.value_of(term)


def upstream(context: MarkingContext, step: Step) -> tuple[list[Step], list[Step]]:
    """The lines between what was written and a step, in order; and what was written before them."""
    between: set[Step] = set()
    sources: set[Step] = set()
    waiting = [step]
    while waiting:
        for id in waiting.pop().depends_on:
            line = context.derivation.by_id[id]
            if line in between or line in sources:
                continue
            if context.written.isdisjoint(ids_of(line)):
                between.add(line)
                waiting.append(line)
            else:
                sources.add(line)
    steps = context.derivation.steps
    return [s for s in steps if s in between], [s for s in steps if s in sources]


def _moving(context: MarkingContext, source: Step) -> Iterator[tuple[Index, Scalar]]:
    """The entries of what was written that somebody may have had otherwise than exactly."""
    held: Value = context.reachable.values.get(source.id, source.value)
    for (index, x), (_, right) in zip(entries(held), entries(source.value), strict=True):
        if x is not right and not is_symbolic(x):
            yield index, x
