"""The verdict on what was written for one step of a derivation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from hwsolve.checking.evaluations import Numbers, hull, overlap
from hwsolve.checking.explaining.candidate_mistakes import part
from hwsolve.checking.explaining.hidden import HiddenCause
from hwsolve.checking.judging.marking_context import MarkingContext
from hwsolve.checking.judging.noise import is_noise
from hwsolve.checking.judging.non_unique_marks import Choice, judge_choice, signs_of
from hwsolve.checking.judging.scores import is_shifted
from hwsolve.checking.judging.switching import switched
from hwsolve.checking.judging.unwritten_rounding import rounded_on_the_way
from hwsolve.checking.judging.written_steps import written_steps_of
from hwsolve.checking.reading.answers import Answer, Index
from hwsolve.checking.reading.written import Match, Written
from hwsolve.checking.reading.written_precision import half_unit
from hwsolve.checking.verdicts import Verdict
from hwsolve.derivation.non_unique import Condition, NonUnique
from hwsolve.derivation.step import Step, ids_of
from hwsolve.numbers import Rational, Scalar, Value, rational, scalars, shape_of
from hwsolve.terms.term import names


class Judged(NamedTuple):
    """The verdict on one entry, and why."""

    verdict: Verdict
    why: str = ""


Verdicts = Mapping[Index, Judged]


TOO_FEW = "these are too few digits to tell"
FEWEST_DECIMALS = 3
"""Decimals from which somebody may have rounded on the way; with fewer all would be off."""

FROM_UNDECIDED = "follows from an earlier line that could not be decided"

ROUNDED_ON_THE_WAY = 32
"""Half units of its last digit by which a number may be off after rounding that nobody sees."""

MOST_UNSEEN = rational(1, 50)
"""What no such rounding exceeds, where anything is meant by it."""


class Judge:
    """Judges what was written for one step."""

    def __init__(
        self,
        context: MarkingContext,
        step: Step,
        answers: Sequence[tuple[Answer, Index]],
        own: Value | None,
        reachable: Value | None,
    ) -> None:
        self.context, self.step = context, step
        self.own, self.reachable = own, reachable
        self.shape = shape_of(step.value)
        self.tolerance = context.tolerance
        self.tainted = _rests_on(step, context.tainted)
        self.doubtful = _rests_on(step, context.doubtful)
        self.in_the_dark = _rests_on(step, context.illegible)
        self.by_choice = _rests_on(step, context.chosen)
        self.rests_on_open = _rests_on(step, context.open)
        self.numbers: dict[Index, Written] = {}
        self.exact: set[Index] = set()
        """The entries that were written exactly as they are, and not as rounded numbers."""
        self.decimal: set[Index] = set()
        """Those among them for which another number may have been rounded, too."""
        self.verdict_of: dict[Index, Verdict] = {}
        self.found: set[Verdict] = set()
        """The verdicts on all entries."""
        self.choice: Choice | None = None
        self.hidden: HiddenCause | None = None
        """What was done wrong in lines that weren't written, if that explains this one."""
        self.signs: Mapping[Index, int] = {}
        self.written_steps = written_steps_of(answers, step, context)
        for written_step in self.written_steps:
            self.numbers.update(written_step.numbers)

    def verdicts(self) -> Verdicts:
        """The verdict on every number: first each by itself, then all together."""
        single = {index: self._entry(written, index) for index, written in self.numbers.items()}
        verdicts = self._together(single) if single else single
        self.verdict_of = {i: found.verdict for i, found in verdicts.items()}
        return verdicts

    def reach(self, base: Value, index: Index) -> Scalar:
        """What somebody could go on with who wrote this: `base` is what could be had before.

        What is wrong, or was chosen, has no exact value that we know, only what was written; but
        for our choice with other signs.
        """
        written, verdict = self.numbers[index], self.verdict_of.get(index)
        if self.choice is not None:
            if index in self.signs:
                return hull([self.signs[index] * part(self.step.value, index), *written.values])
            return self.choice.interval(written)
        interval = written.as_interval()
        could_have: list[Scalar] = []
        if verdict in (Verdict.RIGHT, Verdict.FOLLOWS) and shape_of(base) == self.shape:
            could_have.append(overlap(part(base, index), interval))
        if verdict in (Verdict.RIGHT, Verdict.HEALED) and not self.by_choice:
            could_have.append(part(self.step.value, index))
        return hull([*could_have, *written.values]) if could_have else interval

    # ---- each entry by itself -------------------------------------------------------------------

    def _entry(self, written: Written, index: Index) -> Judged:
        right = part(self.step.value, index)
        truth = self._against(written, self.step.value, index)
        if is_noise(written, right, self.step, index):
            self.exact.add(index)
            return Judged(Verdict.RIGHT, "0, but for what floating-point numbers leave of it")
        if truth is Match.EXACT and written.is_final:
            self.exact.add(index)
            if written.slack:
                self.decimal.add(index)
        near = self._against(written, self.own, index)
        if not near.is_proven:
            near = self._against(written, self.reachable, index)
            if near.is_proven and not truth.is_proven and self._is_out_of_reach(written, index):
                near = Match.NO
        if near is Match.UNKNOWN and truth is Match.NO and self._is_far(written, index):
            near = Match.NO
        judged = self._judged(truth, near)
        if judged.verdict is Verdict.FIRST_MISTAKE:
            return self._by_another_way(written, index) or self._unseen(written, index) or judged
        return judged

    def _is_out_of_reach(self, written: Written, index: Index) -> bool:
        """Whether nothing that somebody could have put into the rule gives what was written."""
        if self.tainted or self.by_choice or self.context.decimals is not None:
            return False
        nearer = switched(self.context, self.step, index)
        return nearer is not None and written.compare(nearer, self.tolerance) is Match.NO

    def _is_far(self, written: Written, index: Index) -> bool:
        """Whether what was written is far from what the rule gives, rounded or not.

        Where nobody can follow all that could be had, e.g. to the roots of a rounded polynomial,
        the numbers as they are written and the true ones tell how much rounding did.
        """
        if self.own is None or not isinstance(written.value, Rational):
            return False
        off = written.slack + MOST_UNSEEN * (1 + abs(written.value))
        wide = replace(written, slack=off)
        right, own = part(self.step.value, index), part(self.own, index)
        is_steady = replace(wide, value=own).compare(right, self.tolerance).agrees
        far = (wide.compare(x, self.tolerance) is Match.NO for x in (right, own))
        return is_steady and all(far)

    def _unseen(self, written: Written, index: Index) -> Judged | None:
        """The verdict on what is off by little, after lines that may have been rounded unseen."""
        places = written.places
        if places is None or places < FEWEST_DECIMALS or self.context.decimals is not None:
            return None
        off = self.tolerance + half_unit(places) * ROUNDED_ON_THE_WAY
        if not self._against(replace(written, slack=off), self.own, index).is_proven:
            return None
        rounded = rounded_on_the_way(self.step, places, self.context)
        if not self._against(written, rounded, index).agrees:
            return None
        why = (
            f"right if lines before it, which are not written down, were rounded to {places} places"
        )
        return Judged(Verdict.UNDECIDED, f"{why}; round: each_step({places}) allows that")

    def _by_another_way(self, written: Written, index: Index) -> Judged | None:
        """The verdict on what a second way to the quantity gives from the writer's own lines.

        e.g. the energy as that of the coefficients which were written, and rounded, before
        """
        ways = [remark.term for remark in self.context.derivation.remarks_about(self.step.id)]
        for way in ways if self.step.parts is None else (*ways, self.step.parts().whole):
            ids = {name.id for name in names(way)}
            if not all(id in self.context.own.values for id in ids):
                continue
            for evaluation in (self.context.own, self.context.reachable):
                if self._against(written, evaluation.value_of(way), index).is_proven:
                    if not self.context.tainted.isdisjoint(ids):
                        return Judged(Verdict.FOLLOWS, "follows from an earlier mistake")
                    if not self.context.doubtful.isdisjoint(ids):
                        return Judged(Verdict.UNDECIDED, FROM_UNDECIDED)
                    return Judged(Verdict.RIGHT, "right, given the rounding of earlier lines")
        return None

    def _against(self, written: Written, value: Value | None, index: Index) -> Match:
        if value is None:
            return Match.UNKNOWN
        right = part(value, index)
        match = written.compare(right, self.tolerance)
        if match is Match.NO and self.context.goes_on_from_letters(right):
            return Match.UNKNOWN  # who writes them out has another formula for the same
        return match

    def _judged(self, truth: Match, near: Match) -> Judged:
        """The verdict on what stands so to the truth, and so to the writer's own earlier lines."""
        if truth.is_proven:
            if self.tainted and near is Match.NO:
                return Judged(Verdict.HEALED, "right, although an earlier line is wrong")
            exact = truth is Match.EXACT
            return Judged(Verdict.RIGHT, "" if exact else "right to the digits written")
        if near.agrees:
            return self._from_own_lines(near)
        if self.in_the_dark:
            return Judged(Verdict.UNDECIDED, "it rests on a line that can't be read")
        if truth is Match.COARSE:
            return Judged(Verdict.UNDECIDED, TOO_FEW)
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
            return Judged(Verdict.UNDECIDED, FROM_UNDECIDED)
        if not near.is_proven:
            return Judged(Verdict.UNDECIDED, TOO_FEW)
        if self.by_choice:
            return Judged(Verdict.RIGHT, "right for the choice made before")
        return Judged(Verdict.RIGHT, "right, given the rounding of earlier lines")

    # ---- all of them together -------------------------------------------------------------------

    def _together(self, verdicts: Verdicts) -> Verdicts:
        """The verdicts on entries, seen together where only together they mean something."""
        if self.step.non_unique is not None:
            return self._by_conditions(self.step.non_unique(), verdicts)
        if self.step.id in self.context.scores and not _all_right(verdicts):
            return self._as_scores(verdicts)
        return verdicts

    def _as_scores(self, verdicts: Verdicts) -> Verdicts:
        """The verdicts on scores of softmax, which may be shifted alike."""
        truth, near = (
            Match.ROUNDED if is_shifted(self.numbers, value, self.tolerance) else Match.NO
            for value in (self.step.value, self.reachable)
        )
        if Match.ROUNDED not in (truth, near):
            return verdicts
        verdict = self._judged(truth, near).verdict
        return dict.fromkeys(
            verdicts, Judged(verdict, "less the largest score: softmax is the same")
        )

    def _by_conditions(self, non_unique: NonUnique, verdicts: Verdicts) -> Verdicts:
        """The verdicts on a quantity that may be chosen, by what it has to satisfy.

        What is right as it is must still go with what the writer chose before.
        """
        if any(all(id in self.context.written for id in group) for group in non_unique.unless):
            return verdicts
        conditions, all_right = non_unique.conditions, _all_right(verdicts)
        if all_right:
            chosen = self.context.chosen
            conditions = tuple(c for c in conditions if not chosen.isdisjoint(c.if_written))
            if not conditions:
                return verdicts
        if len(self.numbers) < len(scalars(self.step.value)):
            why = f"{non_unique.words}, which can't be told without the other entries"
            return _unless_right(verdicts, Judged(Verdict.UNDECIDED, why))
        self.choice, verdict = self._choice(conditions, rests_on_choice=bool(non_unique.unless))
        match self.choice.match:
            case Match.NO:
                fine = Judged(Verdict.RIGHT, f"as good as ours: {non_unique.words}")
                places = self.choice.wrong or verdicts.keys()
                refuted = _refuted(verdicts)
                return {i: refuted[i] if i in places else fine for i in verdicts}
            case Match.COARSE:
                why = f"{non_unique.words}; {TOO_FEW}"
                return _unless_right(verdicts, Judged(Verdict.UNDECIDED, why))
            case Match.UNKNOWN:
                why = f"{non_unique.words}; this could not be decided"
                return _unless_right(verdicts, Judged(Verdict.UNDECIDED, why))
        self.context.chosen.update(ids_of(self.step))
        self.signs = signs_of(self.step.value, self.numbers)
        return dict.fromkeys(verdicts, Judged(verdict, f"as good as ours: {non_unique.words}"))

    def _choice(
        self, conditions: Sequence[Condition], *, rests_on_choice: bool
    ) -> tuple[Choice, Verdict]:
        """Whether what was written satisfies conditions, and the verdict on it if it does.

        Where the choice that it rests on wasn't written down, nobody knows how that was rounded:
        what is off by little is then as good as written with too few digits.
        """
        context, numbers = self.context, self.numbers
        known = context.written - context.tainted - context.doubtful

        def judged(
            numbers: Numbers, earlier: Mapping[str, Value], known: AbstractSet[str]
        ) -> Choice:
            return judge_choice(self.step, conditions, numbers, earlier, known, self.tolerance)

        choice = judged(numbers, context.sound(), known)
        if choice.match is Match.NO and rests_on_choice and self.rests_on_open:
            finest = min((w.slack for w in numbers.values() if w.slack), default=rational(0))
            more = min(finest * ROUNDED_ON_THE_WAY, MOST_UNSEEN)
            wider = {i: replace(w, slack=w.slack + more) for i, w in numbers.items()}
            if judged(wider, context.sound(), known).match.agrees:
                return replace(choice, match=Match.COARSE), Verdict.UNDECIDED
        if not self.tainted:
            return choice, Verdict.RIGHT
        own = judged(numbers, context.reachable.values, context.written)
        if choice.match.is_proven:
            return choice, Verdict.RIGHT if own.match.agrees else Verdict.HEALED
        return (own if own.match.agrees else choice), Verdict.FOLLOWS


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
