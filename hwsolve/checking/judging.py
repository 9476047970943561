"""The verdict on what was written for one step of a derivation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from hwsolve.checking.answers import Answer, Index, entry_id
from hwsolve.checking.bench import Bench
from hwsolve.checking.choices import Choice, judge_choice
from hwsolve.checking.scores import is_shifted
from hwsolve.checking.sheets import Sheet, resolved_in, sheets_of
from hwsolve.checking.suspects import Mistake, part, portion
from hwsolve.checking.verdicts import Explanation, Mark, Sample, Verdict, in_words
from hwsolve.checking.worlds import Numbers
from hwsolve.checking.written import Match, Unreadable, Written
from hwsolve.derivation.freedom import Condition, Freedom
from hwsolve.derivation.step import Step, ids_of
from hwsolve.numbers import Value, rational, scalars, shape_of


class Judged(NamedTuple):
    """The verdict on one entry, and why."""

    verdict: Verdict
    why: str = ""


Verdicts = Mapping[Index, Judged]


TOO_FEW = "these are too few digits to tell"

ROUNDED_ON_THE_WAY = 32
"""Half units of its last digit by which a number may be off after rounding that nobody sees."""

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


class Judge:
    """Judges what was written for one step."""

    def __init__(
        self,
        bench: Bench,
        step: Step,
        answers: Sequence[tuple[Answer, Index]],
        own: Value | None,
        intervals: Value | None,
    ) -> None:
        self.bench, self.step = bench, step
        self.own, self.intervals = own, intervals
        self.tolerance = bench.tolerance
        self.tainted = _rests_on(step, bench.tainted)
        self.doubtful = _rests_on(step, bench.doubtful)
        self.in_the_dark = _rests_on(step, bench.illegible)
        self.by_choice = _rests_on(step, bench.chosen)
        self.rests_on_open = _rests_on(step, bench.open)
        self.numbers: dict[Index, Written] = {}
        self.exact: set[Index] = set()
        """The entries that were written exactly as they are."""
        self.found: set[Verdict] = set()
        """The verdicts on all entries."""
        self.choice: Choice | None = None
        self.sheets = sheets_of(answers, step, bench)
        for sheet in self.sheets:
            self.numbers.update(sheet.numbers)

    def marks(self) -> Iterator[Mark]:
        """The verdict on each answer: first every entry by itself, then all together."""
        verdicts = {index: self._entry(written, index) for index, written in self.numbers.items()}
        judged = self._together(verdicts) if verdicts else verdicts
        for sheet in self.sheets:
            yield self._mark(sheet, judged)

    # ---- each entry by itself -------------------------------------------------------------------

    def _entry(self, written: Written, index: Index) -> Judged:
        truth = written.compare(part(self.step.value, index), self.tolerance)
        if truth is Match.EXACT:
            self.exact.add(index)
        near = self._against(written, self.own, index)
        if not near.is_proven:
            near = self._against(written, self.intervals, index)
        return self._judged(truth, near)

    def _against(self, written: Written, value: Value | None, index: Index) -> Match:
        if value is None:
            return Match.UNKNOWN
        return written.compare(part(value, index), self.tolerance)

    def _judged(self, truth: Match, near: Match) -> Judged:
        """The verdict on what stands so to the truth, and so to the writer's own earlier lines."""
        if truth.agrees:
            if self.tainted and near is Match.NO:
                return Judged(Verdict.HEALED, "right, although an earlier line is wrong")
            exact = truth is Match.EXACT
            return Judged(Verdict.RIGHT, "" if exact else "right to the digits written")
        if near.agrees:
            return self._from_own_lines(near)
        if self.in_the_dark:
            return Judged(Verdict.UNDECIDED, "it rests on a line that can't be read")
        if Match.UNKNOWN in (truth, near):
            return Judged(Verdict.UNDECIDED, "this could not be decided")
        if self.by_choice and self.rests_on_open:
            return Judged(Verdict.UNDECIDED, "it depends on a choice that was not written down")
        return Judged(Verdict.FIRST_MISTAKE)

    def _from_own_lines(self, near: Match) -> Judged:
        """The verdict on what isn't the truth, but agrees with the writer's own earlier lines."""
        if self.tainted:
            coarse = "" if near.is_proven else ", as far as so few digits can tell"
            return Judged(Verdict.FOLLOWS, f"follows from an earlier mistake{coarse}")
        if self.doubtful:
            why = "follows from an earlier line that could not be decided"
            return Judged(Verdict.UNDECIDED, why)
        if not near.is_proven:
            return Judged(Verdict.UNDECIDED, TOO_FEW)
        if self.by_choice:
            return Judged(Verdict.RIGHT, "right for the choice made before")
        return Judged(Verdict.RIGHT, "right, given the rounding of earlier lines")

    # ---- all of them together -------------------------------------------------------------------

    def _together(self, verdicts: Verdicts) -> Verdicts:
        """The verdicts on entries, seen together where only together they mean something."""
        if self.step.freedom is not None:
            return self._by_conditions(self.step.freedom(), verdicts)
        if self.step.id in self.bench.scores and not _all_right(verdicts):
            return self._as_scores(verdicts)
        return verdicts

    def _as_scores(self, verdicts: Verdicts) -> Verdicts:
        """The verdicts on scores of softmax, which may be shifted alike."""
        truth, near = (
            Match.ROUNDED if is_shifted(self.numbers, value, self.tolerance) else Match.NO
            for value in (self.step.value, self.intervals)
        )
        if Match.ROUNDED not in (truth, near):
            return verdicts
        verdict = self._judged(truth, near).verdict
        return dict.fromkeys(
            verdicts, Judged(verdict, "less the largest score: softmax is the same")
        )

    def _by_conditions(self, freedom: Freedom, verdicts: Verdicts) -> Verdicts:
        """The verdicts on a quantity that may be chosen, by what it has to satisfy.

        What is right as it is must still go with what the writer chose before.
        """
        if any(all(id in self.bench.written for id in group) for group in freedom.unless):
            return verdicts
        conditions, all_right = freedom.conditions, _all_right(verdicts)
        if all_right:
            chosen = self.bench.chosen
            conditions = tuple(c for c in conditions if not chosen.isdisjoint(c.if_written))
            if not conditions:
                return verdicts
        if len(self.numbers) < len(scalars(self.step.value)):
            why = f"{freedom.words}, which can't be told without the other entries"
            return _unless_right(verdicts, Judged(Verdict.UNDECIDED, why))
        self.choice, verdict = self._choice(conditions, rests_on_choice=bool(freedom.unless))
        match self.choice.match:
            case Match.NO:
                fine = Judged(Verdict.RIGHT, f"as good as ours: {freedom.words}")
                places = self.choice.wrong or verdicts.keys()
                refuted = _refuted(verdicts)
                return {i: refuted[i] if i in places else fine for i in verdicts}
            case Match.COARSE:
                why = f"{freedom.words}; {TOO_FEW}"
                return _unless_right(verdicts, Judged(Verdict.UNDECIDED, why))
            case Match.UNKNOWN:
                why = f"{freedom.words}; this could not be decided"
                return _unless_right(verdicts, Judged(Verdict.UNDECIDED, why))
        self.bench.chosen.update(ids_of(self.step))
        return dict.fromkeys(verdicts, Judged(verdict, f"as good as ours: {freedom.words}"))

    def _choice(
        self, conditions: Sequence[Condition], *, rests_on_choice: bool
    ) -> tuple[Choice, Verdict]:
        """Whether what was written satisfies conditions, and the verdict on it if it does.

        Where the choice that it rests on wasn't written down, nobody knows how that was rounded:
        what is off by little is then as good as written with too few digits.
        """
        bench, numbers = self.bench, self.numbers
        known = bench.written - bench.tainted - bench.doubtful

        def judged(
            numbers: Numbers, earlier: Mapping[str, Value], known: AbstractSet[str]
        ) -> Choice:
            return judge_choice(self.step, conditions, numbers, earlier, known, self.tolerance)

        choice = judged(numbers, bench.sound(), known)
        if choice.match is Match.NO and rests_on_choice and self.rests_on_open:
            finest = min((w.slack for w in numbers.values() if w.slack), default=rational(0))
            more = finest * ROUNDED_ON_THE_WAY
            wider = {i: replace(w, slack=w.slack + more) for i, w in numbers.items()}
            if judged(wider, bench.sound(), known).match.agrees:
                return replace(choice, match=Match.COARSE), Verdict.UNDECIDED
        if not self.tainted:
            return choice, Verdict.RIGHT
        own = judged(numbers, bench.intervals.values, bench.written)
        if choice.match.is_proven:
            return choice, Verdict.RIGHT if own.match.agrees else Verdict.HEALED
        return (own if own.match.agrees else choice), Verdict.FOLLOWS

    # ---- marks ----------------------------------------------------------------------------------

    def _mark(self, sheet: Sheet, judged: Verdicts) -> Mark:
        answer, expected = sheet.answer, self.bench.expected(self.step, sheet.place)
        if sheet.entries is None:
            return self._misshapen(sheet, expected)
        verdicts = {
            index: Judged(Verdict.UNREADABLE, found.why)
            if isinstance(found, Unreadable)
            else judged[index]
            for index, found in sheet.entries.items()
        }
        every = {found.verdict for found in verdicts.values()}
        self.found |= every
        verdict = next(v for v in GRAVEST if v in every)
        places = [index for index, found in verdicts.items() if found.verdict is verdict]
        why = verdicts[places[0]].why
        if verdict is Verdict.RIGHT and answer.is_renumbered:
            why = why or "right, with the units numbered otherwise"
        explanations: tuple[Explanation, ...] = ()
        if verdict is Verdict.FIRST_MISTAKE:
            explanations = self.bench.explain(self._mistake(tuple(places))) or self._failures()
            why = in_words(explanations)
        first = None if verdict is Verdict.RIGHT else sheet.entries[places[0]]
        own = self.own if self.tainted and verdict.is_wrong else None
        wrong = places if verdict.is_wrong else []
        return Mark(
            answer.id,
            verdict,
            answer.text,
            expected,
            why,
            "" if own is None else self.bench.line(portion(own, sheet.place)),
            tuple(entry_id(self.step.id, index) for index in wrong),
            tuple(self._sample(index) for index in wrong[:SAMPLES]),
            explanations,
            first.line if first and first.line else answer.line,
            first.column if first and first.column else answer.column,
            quantity=self.step.id,
            entries=len(verdicts),
            is_given=self.step.term is None,
        )

    def _sample(self, index: Index) -> Sample:
        expected = self.bench.expected(self.step, index)
        return Sample(entry_id(self.step.id, index), self.numbers[index].text, expected)

    def _failures(self) -> tuple[Explanation, ...]:
        """What a freely chosen quantity fails to be."""
        failed = () if self.choice is None else self.choice.failed
        return (Explanation("condition", ", and ".join(failed)),) if failed else ()

    def _misshapen(self, sheet: Sheet, expected: str) -> Mark:
        answer, shape = sheet.answer, shape_of(self.step.value)[len(sheet.place) :]
        resolved = {i: resolved_in(x, self.step, self.bench) for i, x in answer.entries.items()}
        illegible = [x for x in resolved.values() if isinstance(x, Unreadable)]
        explanations: tuple[Explanation, ...] = ()
        verdict = Verdict.UNREADABLE
        if answer.irregular:
            why = "this is neither a number nor a regular list of them"
        elif illegible:
            why = illegible[0].why
        else:
            verdict = Verdict.FIRST_MISTAKE
            why = f"the shape is {by(answer.shape)}, but should be {by(shape)}"
            numbers = {i: found for i, found in resolved.items() if isinstance(found, Written)}
            mistake = self._mistake(tuple(numbers))
            explanations = self.bench.explain(
                replace(mistake, written=numbers, written_shape=answer.shape)
            )
            why += f": {in_words(explanations)}" if explanations else ""
        self.found.add(verdict)
        return Mark(
            answer.id,
            verdict,
            answer.text,
            expected,
            why,
            explanations=explanations,
            line=answer.line,
            column=answer.column,
            quantity=self.step.id,
            entries=int(np.prod(shape)),
            is_given=self.step.term is None,
        )

    def _mistake(self, wrong: tuple[Index, ...]) -> Mistake:
        return Mistake(
            self.bench.derivation,
            self.step,
            self.numbers,
            wrong,
            self.bench.own.values,
            self.bench.intervals.values,
            self.tolerance,
        )


def _rests_on(step: Step, ids: AbstractSet[str]) -> bool:
    return bool(ids) and not ids.isdisjoint(step.depends_on)


def _all_right(verdicts: Verdicts) -> bool:
    return all(found.verdict.is_right for found in verdicts.values())


def _unless_right(verdicts: Verdicts, otherwise: Judged) -> Verdicts:
    return {i: found if found.verdict.is_right else otherwise for i, found in verdicts.items()}


def _refuted(verdicts: Verdicts) -> Verdicts:
    """The verdicts on what is no choice: what is wrong, or all where each by itself is right."""
    if _all_right(verdicts):
        return dict.fromkeys(verdicts, Judged(Verdict.FIRST_MISTAKE))
    undecided = Verdict.UNDECIDED
    return {
        i: Judged(Verdict.FIRST_MISTAKE) if found.verdict is undecided else found
        for i, found in verdicts.items()
    }


def by(shape: Index) -> str:
    """A shape in words."""
    return " × ".join(map(str, shape)) or "a single number"
