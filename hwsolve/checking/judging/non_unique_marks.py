"""Whether a value that isn't ours is as good: the conditions of a free quantity, in balls."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace

from hwsolve.checking.evaluations import Numbers, overwritten
from hwsolve.checking.explaining.candidate_mistakes import part
from hwsolve.checking.judging.noise import without_noise
from hwsolve.checking.reading.answers import Index
from hwsolve.checking.reading.written import Match, Written
from hwsolve.derivation.non_unique import Condition
from hwsolve.derivation.step import Step, ids_of
from hwsolve.numbers import Rational, Real, Scalar, Value, rational, scalars
from hwsolve.terms.mistakes import FAILURES


@dataclass(frozen=True, slots=True)
class Choice:
    """How a written value stands to what a free quantity must satisfy."""

    match: Match
    failed: tuple[str, ...] = ()
    """What it fails to be."""
    wrong: frozenset[Index] = frozenset()
    """The entries to which that comes down; none if it concerns all of them."""
    slack: Rational | None = None
    """How far numbers are off at most, where fewer decimals were taken for more."""

    def interval(self, written: Written) -> Scalar:
        """What a number may stand for that belongs to the choice."""
        if self.slack is None:
            return written.as_interval()
        return replace(written, slack=min(written.slack, self.slack)).as_interval()


def judge_choice(
    step: Step,
    conditions: Sequence[Condition],
    numbers: Numbers,
    earlier: Mapping[str, Value],
    known: Container[str],
    tolerance: Rational,
) -> Choice:
    """Whether what was written for a whole quantity satisfies conditions.

    Where that is too coarse to tell, a number with few decimals is taken to have as many as its
    neighbours: the −0.5 beside 0.4914 is −0.5000; or to be exact: all four may be −0.5. `known` are
    the ids that were written down.
    """
    conditions = [c for c in conditions if all(id in known for id in c.if_written)]
    if tolerance:
        numbers = {i: replace(w, slack=w.slack + tolerance) for i, w in numbers.items()}
    numbers = without_noise(numbers)
    choice = _judged(step, conditions, numbers, earlier)
    if choice.match is Match.COARSE:
        _, *finer = sorted({w.slack for w in numbers.values()} | {rational(0)}, reverse=True)
        for slack in finer:
            fine = {i: replace(w, slack=min(w.slack, slack)) for i, w in numbers.items()}
            again = _judged(step, conditions, fine, earlier)
            if again.match.is_proven:
                return replace(again, slack=slack)
    return choice


def signs_of(value: Value, numbers: Numbers) -> Mapping[Index, int]:
    """1 or −1 for each entry of the columns that are ours, or ours with the other sign.

    An eigenvector of the other sign has a true value that we know, and not only its digits.
    """
    columns: dict[Index, list[Index]] = {}
    for index in numbers:
        columns.setdefault(index[1:], []).append(index)
    return {
        index: sign
        for column in columns.values()
        for sign in (1, -1)
        if all(numbers[i].compare(sign * part(value, i), rational(0)).is_proven for i in column)
        for index in column
    }


def _judged(
    step: Step, conditions: Sequence[Condition], numbers: Numbers, earlier: Mapping[str, Value]
) -> Choice:
    written = overwritten(step.value, {i: w.as_interval() for i, w in numbers.items()})
    own: dict[str, Value] = dict.fromkeys(ids_of(step), written)
    values = ChainMap(own, dict(earlier))
    matches, failed = [], []
    for condition in conditions:
        try:
            match = _holds(condition, condition.value(values))
        except FAILURES:
            match = Match.UNKNOWN
        matches.append(match)
        if match is Match.NO:
            failed.append(condition)
    worst = max(matches, key=ORDER.index, default=Match.EXACT)
    # What concerns all entries follows from what is wrong with some.
    local = [condition for condition in failed if condition.about]
    wrong = frozenset(index for condition in local for index in condition.about)
    told = tuple(dict.fromkeys(condition.otherwise for condition in local or failed))
    return Choice(worst, told, wrong)


TOO_WIDE = rational(1, 10)
"""The radius of a residual beyond which it may be that of anything."""

ORDER = (Match.EXACT, Match.ROUNDED, Match.COARSE, Match.UNKNOWN, Match.NO)


def _holds(condition: Condition, value: Value) -> Match:
    found = scalars(value)
    if condition.nonzero:
        return Match.NO if all(_is_zero(x) for x in found) else Match.EXACT
    return max((_zero(x) for x in found), key=ORDER.index, default=Match.EXACT)


def _is_zero(x: Scalar) -> bool:
    return not x if isinstance(x, Rational) else x.ball is not None and bool(x.ball.contains(0))


def _zero(x: Scalar) -> Match:
    """How a number stands to 0; a wide ball proves nothing about vectors of length 1."""
    if not _is_zero(x):
        return Match.NO
    if not isinstance(x, Real) or x.ball is None:
        return Match.EXACT
    return Match.COARSE if x.ball.rad() > TOO_WIDE else Match.ROUNDED
