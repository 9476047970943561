"""What somebody gets who rounded the lines that nobody wrote down."""

from __future__ import annotations

from hwsolve.checking.evaluations import Evaluation, widened
from hwsolve.checking.judging.marking_context import MarkingContext
from hwsolve.checking.judging.switching import upstream
from hwsolve.checking.reading.written_precision import half_unit
from hwsolve.derivation.step import Step
from hwsolve.numbers import Rational, Scalar, Value, scalars


def rounded_on_the_way(step: Step, places: int, context: MarkingContext) -> Value | None:
    """What a step can be where each unwritten line before it was rounded to so many places.

    e.g. where 1/3 was taken for 0.333; what was written counts as it is. None where no line needed
    rounding, or nothing can be told.
    """
    if step.term is None:
        return None
    between, sources = upstream(context, step)
    evaluation = Evaluation(context.truth)
    for line in sources:
        evaluation.hold(line, context.reachable.values.get(line.id, line.value))
    is_rounded = False
    for line in between:
        value = evaluation.follow(line)
        if value is None:
            return None
        if not all(_ends_within(x, places) for x in scalars(value)):
            value, is_rounded = widened(value, half_unit(places)), True
        evaluation.hold(line, value)
    return evaluation.value_of(step.term) if is_rounded else None


def _ends_within(x: Scalar, places: int) -> bool:
    return isinstance(x, Rational) and (x * 10**places).q == 1
