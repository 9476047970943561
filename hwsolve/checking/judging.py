"""The verdict on what was written for one step of a derivation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from hwsolve.checking.answers import Answer, Index, entry_id
from hwsolve.checking.bench import Bench
from hwsolve.checking.choices import Choice, judge_choice
from hwsolve.checking.references import BadReference
from hwsolve.checking.scores import is_shifted
from hwsolve.checking.suspects import Mistake, part, portion
from hwsolve.checking.verdicts import Explanation, Mark, Sample, Verdict, in_words
from hwsolve.checking.written import Entry, Match, Unreadable, Written, told, valued
from hwsolve.derivation.freedom import Condition, Freedom
from hwsolve.derivation.step import Step, ids_of
from hwsolve.numbers import Value, rational, scalars, shape_of
from hwsolve.spec.expressions import ExpressionError

Verdicts = Mapping[Index, tuple[Verdict, str]]
"""The verdict on each entry, and why."""

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
        own: Value | None,
        intervals: Value | None,
    ) -> None:
        self.bench, self.step = bench, step
        self.tainted = _rests_on(step, bench.tainted)
        self.doubtful = _rests_on(step, bench.doubtful)
        self.own, self.intervals = own, intervals
        self.tolerance = bench.tolerance
        self.numbers: dict[Index, Written] = {}
        self.exact: set[Index] = set()
        """The entries that were written exactly as they are."""
        self.is_wrong = self.is_undecided = False
        self.by_choice = _rests_on(step, bench.chosen)
        self.rests_on_open = _rests_on(step, bench.open)
        self.choice: Choice | None = None

    def read(self, answer: Answer, place: Index) -> None:
        """Take note of what is written, before any of it is judged."""
        entries = answer.fitted(self._shape(place)) or {}
        for index, found in entries.items():
            written = self._resolved(found)
            if isinstance(written, Written):
                self.numbers[*place, *index] = written

    def mark(self, answer: Answer, place: Index) -> Mark:
        """The verdict on one answer; `place` is the entry or row that it is about, if only one."""
        shape = self._shape(place)
        entries = answer.fitted(shape)
        expected = self.bench.expected(self.step, place)
        if entries is None:
            return self._misshapen(answer, shape, expected)
        verdicts: dict[Index, tuple[Verdict, str]] = {}
        for index, found in entries.items():
            where = (*place, *index)
            written = self._resolved(found)
            if isinstance(written, Unreadable):
                verdicts[where] = Verdict.UNREADABLE, written.why
                continue
            self.numbers[where] = written
            verdicts[where] = self._entry(written, where)
        judged: Verdicts = verdicts
        if self.step.freedom is not None:
            judged = self._by_conditions(self.step.freedom(), verdicts)
        elif self.step.id in self.bench.scores:
            judged = self._as_scores(verdicts)
        return self._sum_up(answer, place, judged, expected)

    def _shape(self, place: Index) -> Index:
        return shape_of(self.step.value)[len(place) :]

    def _resolved(self, found: Entry) -> Entry:
        """What was written, with the writer's own values in place of the ids that stand in it."""
        if isinstance(found, Unreadable) or found.formula is None:
            return found
        own = self.bench.own.values
        try:
            value, slack = valued(
                found.formula, lambda name: self.bench.references.meaning(name, self.step, own)
            )
        except BadReference as error:
            return Unreadable(found.text, str(error), found.line, found.column)
        except ExpressionError as error:
            why = f"this has no value with the numbers written before: {told(error)}"
            return Unreadable(found.text, why, found.line, found.column)
        return replace(found, value=value, slack=slack)

    def _as_scores(self, verdicts: Verdicts) -> Verdicts:
        """The verdicts on scores of softmax, which may be shifted alike."""
        if all(verdict.is_right for verdict, _ in verdicts.values()):
            return verdicts
        verdict = Verdict.FOLLOWS if self.tainted else Verdict.RIGHT
        if is_shifted(self.numbers, self.step.value, self.tolerance):
            verdict = Verdict.RIGHT
        elif not is_shifted(self.numbers, self.intervals, self.tolerance):
            return verdicts
        why = "less the largest score: softmax is the same"
        return {i: _instead(found, verdict, why) for i, found in verdicts.items()}

    def _by_conditions(self, freedom: Freedom, verdicts: Verdicts) -> Verdicts:
        """The verdicts on a quantity that may be chosen, by what it has to satisfy.

        What is right as it is must still go with what the writer chose before.
        """
        if any(all(id in self.bench.written for id in group) for group in freedom.unless):
            return verdicts
        conditions, all_right = freedom.conditions, all(v.is_right for v, _ in verdicts.values())
        if all_right:
            conditions = tuple(
                c for c in conditions if not self.bench.chosen.isdisjoint(c.if_written)
            )
            if not conditions:
                return verdicts
        if len(self.numbers) < len(scalars(self.step.value)):
            why = f"{freedom.words}, which can't be told without the other entries"
            return {i: _undecided(verdict, why) for i, verdict in verdicts.items()}
        self.choice, verdict = self._choice(conditions, rests_on_choice=bool(freedom.unless))
        if self.choice.match is Match.NO:
            wrong = self.choice.wrong
            fine = Verdict.RIGHT, f"as good as ours: {freedom.words}"
            judge = _refuted if all_right else _decided
            return {i: judge(v) if not wrong or i in wrong else fine for i, v in verdicts.items()}
        if self.choice.match in (Match.UNKNOWN, Match.COARSE):
            few = "these are too few digits to tell"
            why = few if self.choice.match is Match.COARSE else "this could not be decided"
            why = f"{freedom.words}; {why}"
            return {i: _undecided(verdict, why) for i, verdict in verdicts.items()}
        self.bench.chosen.update(ids_of(self.step))
        why = f"as good as ours: {freedom.words}"
        return {i: _instead(found, verdict, why) for i, found in verdicts.items()}

    def _choice(
        self, conditions: Sequence[Condition], *, rests_on_choice: bool
    ) -> tuple[Choice, Verdict]:
        """Whether what was written satisfies conditions, and the verdict on it if it does.

        Where the choice that it rests on wasn't written down, nobody knows how that was rounded:
        what is off by little is then as good as written with too few digits.
        """
        bench, numbers = self.bench, self.numbers
        known = bench.written - bench.tainted - bench.doubtful
        choice = judge_choice(self.step, conditions, numbers, bench.sound(), known)
        if choice.match is Match.NO and rests_on_choice and self.rests_on_open:
            finest = min((w.slack for w in numbers.values() if w.slack), default=rational(0))
            more = finest * ROUNDED_ON_THE_WAY
            wider = {i: replace(w, slack=w.slack + more) for i, w in numbers.items()}
            if judge_choice(self.step, conditions, wider, bench.sound(), known).match:
                return replace(choice, match=Match.COARSE), Verdict.UNDECIDED
        if not self.tainted:
            return choice, Verdict.RIGHT
        own = judge_choice(self.step, conditions, numbers, bench.intervals.values, bench.written)
        if choice.match:
            return choice, Verdict.RIGHT if own.match else Verdict.HEALED
        return (own, Verdict.FOLLOWS) if own.match else (choice, Verdict.FOLLOWS)

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
            if self.doubtful:
                return Verdict.UNDECIDED, "follows from an earlier line that could not be decided"
            if self.by_choice:
                return Verdict.RIGHT, f"right for the choice made before{coarse}"
            return Verdict.RIGHT, f"right, given the rounding of earlier lines{coarse}"
        if Match.UNKNOWN in (truth, near):
            return Verdict.UNDECIDED, "this could not be decided"
        if self.by_choice and self.rests_on_open:
            return Verdict.UNDECIDED, "it depends on a choice that was not written down"
        return Verdict.FIRST_MISTAKE, ""

    def _against(self, written: Written, value: Value | None, index: Index) -> Match:
        if value is None:
            return Match.UNKNOWN
        return written.compare(part(value, index), self.tolerance)

    def _sum_up(self, answer: Answer, within: Index, verdicts: Verdicts, expected: str) -> Mark:
        every = {found for found, _ in verdicts.values()}
        verdict = next(v for v in GRAVEST if v in every)
        self.is_wrong |= verdict.is_wrong
        self.is_undecided |= verdict is Verdict.UNDECIDED
        of_this = [index for index, (found, _) in verdicts.items() if found is verdict]
        why = verdicts[of_this[0]][1]
        if verdict is Verdict.RIGHT and answer.is_renumbered:
            why = why or "right, with the units numbered otherwise"
        explanations: tuple[Explanation, ...] = ()
        if verdict is Verdict.FIRST_MISTAKE:
            explanations = self.bench.explain(self._mistake(tuple(of_this))) or self._failures()
            why = in_words(explanations)
        place = self.numbers.get(of_this[0]) if verdict is not Verdict.RIGHT else None
        own = self.own if self.tainted and verdict.is_wrong else None
        return Mark(
            answer.id,
            verdict,
            answer.text,
            expected,
            why,
            "" if own is None else self.bench.line(portion(own, within)),
            tuple(entry_id(self.step.id, index) for index in of_this if verdict.is_wrong),
            tuple(self._sample(index) for index in of_this[:SAMPLES] if verdict.is_wrong),
            explanations,
            place.line if place else answer.line,
            place.column if place else answer.column,
        )

    def _sample(self, index: Index) -> Sample:
        expected = self.bench.expected(self.step, index)
        return Sample(entry_id(self.step.id, index), self.numbers[index].text, expected)

    def _failures(self) -> tuple[Explanation, ...]:
        """What a freely chosen quantity fails to be."""
        failed = () if self.choice is None else self.choice.failed
        return (Explanation("condition", ", and ".join(failed)),) if failed else ()

    def _misshapen(self, answer: Answer, shape: Index, expected: str) -> Mark:
        explanations: tuple[Explanation, ...] = ()
        resolved = {index: self._resolved(found) for index, found in answer.entries.items()}
        illegible = [x for x in resolved.values() if isinstance(x, Unreadable)]
        if illegible and not answer.irregular:
            verdict, why = Verdict.UNREADABLE, illegible[0].why
        elif answer.irregular:
            verdict, why = Verdict.UNREADABLE, "this is neither a number nor a regular list of them"
        else:
            verdict = Verdict.FIRST_MISTAKE
            why = f"the shape is {by(answer.shape)}, but should be {by(shape)}"
            self.is_wrong = True
            explanations = self.bench.explain(self._misshapen_mistake(answer, resolved))
            why += f": {in_words(explanations)}" if explanations else ""
        return Mark(
            answer.id,
            verdict,
            answer.text,
            expected,
            why,
            explanations=explanations,
            line=answer.line,
            column=answer.column,
        )

    def _misshapen_mistake(self, answer: Answer, entries: Mapping[Index, Entry]) -> Mistake:
        numbers = {i: found for i, found in entries.items() if isinstance(found, Written)}
        return replace(self._mistake(tuple(numbers)), written=numbers, written_shape=answer.shape)

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


def _decided(found: tuple[Verdict, str]) -> tuple[Verdict, str]:
    """What the conditions refute is wrong even where the rule can't be followed."""
    return (Verdict.FIRST_MISTAKE, "") if found[0] is Verdict.UNDECIDED else found


def _refuted(found: tuple[Verdict, str]) -> tuple[Verdict, str]:
    """A vector of ours that doesn't go with those of the writer is wrong."""
    return Verdict.FIRST_MISTAKE, ""


def _undecided(found: tuple[Verdict, str], why: str) -> tuple[Verdict, str]:
    return found if found[0].is_right else (Verdict.UNDECIDED, why)


def _instead(found: tuple[Verdict, str], verdict: Verdict, why: str) -> tuple[Verdict, str]:
    return found if found[0] is Verdict.UNREADABLE else (verdict, why)


def by(shape: Index) -> str:
    return " × ".join(map(str, shape)) or "a single number"
