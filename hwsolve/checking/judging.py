"""The verdict on what was written for one step of a derivation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hwsolve.checking.answers import Answer, Index
from hwsolve.checking.suspects import Mistake, part
from hwsolve.checking.verdicts import Explanation, Mark, Verdict, in_words
from hwsolve.checking.worlds import World
from hwsolve.checking.written import Match, Written
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Step
from hwsolve.numbers import Rational, Value, shape_of

Explainer = Callable[[Mistake], tuple[Explanation, ...]]


@dataclass(frozen=True, slots=True)
class Bench:
    """What every judgement on one file shares."""

    derivation: Derivation
    explain: Explainer
    own: World
    intervals: World
    tolerance: Rational
    expected: Callable[[Step, Index], str]
    """The true value of a quantity, or of one entry, on one line."""
    line: Callable[[Value], str]
    """A value on one line."""


GRAVEST = (
    Verdict.FIRST_MISTAKE,
    Verdict.UNDECIDED,
    Verdict.UNREADABLE,
    Verdict.FOLLOWS,
    Verdict.HEALED,
    Verdict.RIGHT,
)


class Judge:
    """Judges what was written for one step."""

    def __init__(
        self,
        bench: Bench,
        step: Step,
        own: Value | None,
        intervals: Value | None,
        *,
        tainted: bool,
    ) -> None:
        self.bench, self.step, self.tainted = bench, step, tainted
        self.own, self.intervals = own, intervals
        self.tolerance = bench.tolerance
        self.numbers: dict[Index, Written] = {}
        self.exact: set[Index] = set()
        """The entries that were written exactly as they are."""
        self.is_tainted = False

    def mark(self, answer: Answer, place: Index) -> Mark:
        """The verdict on one answer; `place` is the entry that it is about, if only one."""
        shape = () if place else shape_of(self.step.value)
        entries = answer.fitted(shape)
        expected = self.bench.expected(self.step, place)
        if entries is None:
            return self._misshapen(answer, shape, expected)
        verdicts: dict[Index, tuple[Verdict, str]] = {}
        for index, written in entries.items():
            where = place or index
            if written is None:
                verdicts[where] = Verdict.UNREADABLE, "this can't be read as a number"
                continue
            self.numbers[where] = written
            verdicts[where] = self._entry(written, where)
        return self._sum_up(answer, verdicts, expected)

    def _entry(self, written: Written, index: Index) -> tuple[Verdict, str]:
        truth = written.compare(part(self.step.value, index), self.tolerance)
        if truth is Match.EXACT:
            self.exact.add(index)
        own = self._against(written, self.own, index)
        near = own or self._against(written, self.intervals, index)
        if truth:
            healed = self.tainted and near is Match.NO
            return (
                (Verdict.HEALED, "right, although an earlier line is wrong")
                if healed
                else (
                    Verdict.RIGHT,
                    "" if truth is Match.EXACT else "right to the digits written",
                )
            )
        if near:
            coarse = ", as far as so few digits can tell" if near is Match.COARSE else ""
            if self.tainted:
                return Verdict.FOLLOWS, f"follows from an earlier mistake{coarse}"
            return Verdict.RIGHT, f"right, given the rounding of earlier lines{coarse}"
        if Match.UNKNOWN in (truth, near):
            return Verdict.UNDECIDED, "this could not be decided"
        return Verdict.FIRST_MISTAKE, ""

    def _against(self, written: Written, value: Value | None, index: Index) -> Match:
        if value is None:
            return Match.UNKNOWN
        return written.compare(part(value, index), self.tolerance)

    def _sum_up(
        self, answer: Answer, verdicts: Mapping[Index, tuple[Verdict, str]], expected: str
    ) -> Mark:
        every = {found for found, _ in verdicts.values()}
        verdict = next(v for v in GRAVEST if v in every)
        self.is_tainted |= verdict.is_wrong or verdict is Verdict.UNDECIDED
        of_this = [index for index, (found, _) in verdicts.items() if found is verdict]
        why = verdicts[of_this[0]][1]
        explanations: tuple[Explanation, ...] = ()
        if verdict is Verdict.FIRST_MISTAKE:
            mistake = Mistake(
                self.bench.derivation,
                self.step,
                self.numbers,
                tuple(of_this),
                self.bench.own.values,
                self.bench.intervals.values,
                self.tolerance,
            )
            explanations = self.bench.explain(mistake)
            why = in_words(explanations)
        place = self.numbers.get(of_this[0]) if verdict is not Verdict.RIGHT else None
        own = self.own if self.tainted and verdict.is_wrong else None
        return Mark(
            answer.id,
            verdict,
            answer.as_written,
            expected,
            why,
            "" if own is None else self.bench.line(own),
            tuple(entry_id(self.step.id, index) for index in of_this if verdict.is_wrong),
            explanations,
            place.line if place else answer.line,
            place.column if place else answer.column,
        )

    def _misshapen(self, answer: Answer, shape: Index, expected: str) -> Mark:
        if answer.irregular:
            verdict, why = Verdict.UNREADABLE, "this is neither a number nor a regular list of them"
        else:
            verdict = Verdict.FIRST_MISTAKE
            why = f"the shape is {by(answer.shape)}, but should be {by(shape)}"
            self.is_tainted = True
        return Mark(
            answer.id,
            verdict,
            answer.as_written,
            expected,
            why,
            line=answer.line,
            column=answer.column,
        )


def entry_id(id: str, index: Index) -> str:
    return ".".join([id, *(str(i + 1) for i in index)])


def by(shape: Index) -> str:
    return " × ".join(map(str, shape)) or "a single number"
