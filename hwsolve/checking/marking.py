"""Marking: every written quantity against the truth, and against the writer's own earlier lines.

The derivation is walked in order with two more evaluations beside the true. In `own`, what was
written has the written value and everything else follows from it; in `reachable`, everything that
somebody could have had who went on with the exact number, with the one that was written, or with
what the rule had given, kept in the calculator. A line is right if it agrees with the truth, or
with what right earlier lines give, rounded as it is written; it follows if it agrees with what
wrong earlier lines give; else it is a first mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

import numpy as np

from hwsolve.checking.evaluations import Evaluation, overwritten, widened
from hwsolve.checking.explaining.candidate_mistakes import Explainer, part, portion
from hwsolve.checking.explaining.hidden import HiddenCause
from hwsolve.checking.explaining.repeated import told_once
from hwsolve.checking.judging.claim_marks import mark_claim
from hwsolve.checking.judging.judge import Judge
from hwsolve.checking.judging.marking_context import MarkingContext
from hwsolve.checking.judging.scores import scores_of_softmax
from hwsolve.checking.judging.statements import mark_statement
from hwsolve.checking.judging.written_step_marks import marks_of
from hwsolve.checking.missing import Line, missing
from hwsolve.checking.points import Quantities, unwritten, with_points
from hwsolve.checking.reading import time_limit
from hwsolve.checking.reading.answers import Answer, AnswerFile, Index
from hwsolve.checking.reading.references import References
from hwsolve.checking.reading.written_precision import half_unit
from hwsolve.checking.unit_permutations import renumbered
from hwsolve.checking.verdicts import Mark, Marking, Verdict
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.questions import Question
from hwsolve.derivation.readings import Readings
from hwsolve.derivation.step import Statement, Step, ids_of, parts_of
from hwsolve.notation.line import to_line
from hwsolve.notation.nearest_ids import nearest_ids
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import Rational, Scalar, Value, entries, scalars, shape_of
from hwsolve.quantity import whole_and_entry
from hwsolve.terms.term import Name, entry, literals

LONGEST_FRACTION = 8
"""Digits of a fraction beyond which a decimal says more to whoever reads a mark."""


@dataclass
class Marker:
    """Marks answer files of one derivation; `explain` says what gives a wrong number."""

    derivation: Derivation
    problem: str
    explain: Explainer = lambda mistake: ()
    lines: dict[str, Line] = field(init=False)
    """All that can be asked for, by id."""
    scores: frozenset[str] = field(init=False)
    references: References = field(init=False)
    _expected: dict[tuple[Step, Index, int], str] = field(init=False, default_factory=dict)
    _exact: frozenset[Rational] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        stated = (item for item in self.derivation.items if isinstance(item, Statement))
        self.lines = {
            **{statement.id: statement for statement in stated},
            **{question.id: question for question in self.derivation.questions},
            **self.derivation.by_id,
            **{part.id: part for step in self.derivation.steps for part in parts_of(step)},
        }
        self.references = References(self.derivation, self.find)
        self.scores = scores_of_softmax(self.derivation)

    def mark(
        self, file: AnswerFile, counted: tuple[str, ...] | None = None, rules: str = ""
    ) -> Marking:
        """The verdicts on a file, in the order of the derivation.

        counted  the ids that share the points, written or not; None for what was written
        rules    whose rules hold, in words
        """
        with self.derivation.again(), time_limit.a_file():
            if file.header.permute_units:
                file = renumbered(file, self.derivation.symmetries, self.find)
            marks = told_once(_Walk(self, file).marks())
        if counted is not None:
            counted = tuple(dict.fromkeys(self.whole(id) or id for id in counted))
        quantities = Quantities(self.whole, self.size, counted)
        graded = with_points(marks, file.header, quantities)
        marking = Marking(file.source, self.problem, file.header.name, graded, rules)
        if counted is None:
            return marking
        left = unwritten(marks, file.header, quantities)
        return replace(marking, total=file.header.marks.total, unwritten=left)

    def size(self, id: str) -> int:
        """How many entries a quantity has; 1 for a line in words or letters."""
        line = self.lines.get(id)
        return len(scalars(line.value)) if isinstance(line, Step) else 1

    def locate(self, id: str) -> tuple[Line, Index] | None:
        """The line that an id means, and the entry or the row (from 0) if it names one."""
        if id in self.lines:
            return self.lines[id], ()
        whole, places = whole_and_entry(id)
        line = self.lines.get(whole)
        if not isinstance(line, Step):
            return None
        index = tuple(place - 1 for place in places)
        shape = shape_of(line.value)
        is_within = all(0 <= i < n for i, n in zip(index, shape, strict=False))
        return (line, index) if len(index) <= len(shape) and is_within else None

    def find(self, id: str) -> tuple[Step, Index] | None:
        """The step that an id means, and the entry or the row (from 0) if it names one."""
        found = self.locate(id)
        return (found[0], found[1]) if found and isinstance(found[0], Step) else None

    def whole(self, id: str) -> str | None:
        """The id of the quantity that an id means as a whole, whatever its name; None if none."""
        found = self.locate(id)
        return found[0].id if found and not found[1] else None

    def expected(self, step: Step, place: Index, digits: int = 0) -> str:
        """The true value of a quantity, or of one entry, on one line; written only once.

        digits  those that tell it from what was written, so that decimals are shown, too; 0 where
                nothing need be told
        """
        known = self._expected.get((step, place, digits))
        if known is None:
            value = portion(step.value, place)
            known = self.line(value, digits)
            if digits and (decimals := self.line(value, digits, decimals=True)) != known:
                known = f"{known} ≈ {decimals}"
            self._expected[step, place, digits] = known
        return known

    def exact_numbers(self) -> frozenset[Rational]:
        """The rational numbers of the problem and of its solution."""
        if self._exact is None:
            steps = self.derivation.steps
            values = [step.value for step in steps]
            values += [x for s in steps if s.term is not None for x in literals(s.term)]
            self._exact = frozenset(
                x for value in values for x in scalars(value) if isinstance(x, Rational)
            )
        return self._exact

    def line(self, value: Value, digits: int = 0, *, decimals: bool = False) -> str:
        """A value on one line, with so many digits if those of the derivation are fewer."""
        derivation = self.derivation
        style = NumberStyle(
            max(digits, derivation.digits),
            derivation.written_in_decimals,
            fractions=LONGEST_FRACTION,
        )
        return to_line(Readings(style.in_decimals if decimals else style).value(value))


class _Walk:
    """One pass over a derivation with one answer file."""

    def __init__(self, marker: Marker, file: AnswerFile) -> None:
        self.marker, self.file = marker, file
        self.own, self.reachable = Evaluation(), Evaluation()
        self.context = MarkingContext(
            marker.derivation,
            marker.explain,
            marker.references,
            self.own,
            self.reachable,
            file.header.tolerance,
            marker.expected,
            marker.line,
            marker.scores,
            exact_numbers=marker.exact_numbers,
            decimals=file.rounded_to,
            one_for_all=file.header.one_for_all,
        )
        self.answers: dict[Line, list[tuple[Answer, Index]]] = {}
        self.unknown: list[Answer] = []
        for answer in file.answers:
            found = marker.locate(answer.meant)
            if found is None:
                self.unknown.append(answer)
            else:
                self.answers.setdefault(found[0], []).append((answer, found[1]))
        steps = (line for line in self.answers if isinstance(line, Step))
        self.context.written.update(id for step in steps for id in ids_of(step))

    def marks(self) -> Iterator[Mark]:
        """All marks: in the derivation's order, then what it doesn't know."""
        header = self.file.header
        asked = (*header.required, *header.marks.quantities)
        absent, not_there = missing(asked, self.marker.locate, self.answers, self.marker.expected)
        for line in (*self.marker.derivation.items, *self.marker.derivation.questions):
            match line:
                case Step():
                    if any(part in self.answers for part in parts_of(line)):
                        for part in parts_of(line):
                            yield from self._step(part)
                    yield from self._step(line)
                case Statement():
                    yield from (mark_statement(answer, line) for answer, _ in self._answers(line))
                case Question():
                    yield from (mark_claim(answer, line) for answer, _ in self._answers(line))
                case _:
                    continue
            yield from absent.get(line, ())
        for answer in self.unknown:
            why = "this problem has no such quantity"
            hint = nearest_ids(answer.id, list(self.marker.lines))
            yield Mark(
                answer.id,
                Verdict.UNKNOWN,
                answer.text,
                "",
                f"{why}; {hint}" if hint else why,
                line=answer.line,
                column=answer.column,
            )
        yield from not_there

    def _answers(self, line: Line) -> Sequence[tuple[Answer, Index]]:
        return self.answers.get(line, ())

    def _step(self, step: Step) -> Iterator[Mark]:
        own, reachable = self.own.follow(step), self.reachable.follow(step)
        if self.file.rounded_to is not None and step.term is not None and reachable is not None:
            reachable = widened(reachable, half_unit(self.file.rounded_to))
        judge = Judge(self.context, step, self._answers(step), own, reachable)
        yield from marks_of(judge)
        if judge.hidden is not None:
            self._adopt(judge.hidden, step)
        self._note(judge)
        exact = judge.exact
        self._hold(judge, self.own, own, lambda base, index: judge.numbers[index].value, exact)
        self._hold(judge, self.reachable, reachable, judge.reach, exact - judge.decimal)

    def _hold(
        self,
        judge: Judge,
        evaluation: Evaluation,
        value: Value | None,
        read: Callable[[Value, Index], Scalar],
        exact: AbstractSet[Index],
    ) -> None:
        """Go on with what was written there, and with its value where nothing was.

        exact  the entries which stand for the true value and for no other that rounds to it
        """
        step = judge.step
        base = step.value if value is None else value
        numbers = {}
        for i in judge.numbers:
            right = part(step.value, i)
            if i not in judge.exact:
                numbers[i] = read(base, i)
            elif base is not step.value:
                same = i in exact or part(base, i) == right
                numbers[i] = right if same else read(base, i)
        carried = overwritten(base, numbers)
        evaluation.hold(step, carried)
        if judge.choice is not None and judge.choice.match.is_proven:
            self._write_back(step, evaluation, carried)

    def _adopt(self, hidden: HiddenCause, seen_in: Step) -> None:
        """Go on with what somebody had who made a mistake in lines that weren't written."""
        context = self.context
        for step in context.derivation.steps:
            if step is seen_in:
                return
            value = hidden.values.get(step)
            unwritten = context.written.isdisjoint(ids_of(step))
            if value is None and unwritten and not context.tainted.isdisjoint(step.depends_on):
                value = self.own.follow(step)
            if value is not None:
                self.own.hold(step, value)
                self.reachable.hold(step, value)
                context.tainted.update(ids_of(step))

    def _note(self, judge: Judge) -> None:
        """What later lines must know of a step: chosen, open, wrong, undecided or illegible."""
        context, ids = self.context, ids_of(judge.step)
        written = bool(self._answers(judge.step))
        incomplete = len(judge.numbers) < len(scalars(judge.step.value))
        if judge.by_choice:
            context.chosen.update(ids)
        if not written and (judge.step.non_unique is not None or judge.rests_on_open):
            context.open.update(ids)
        if any(verdict.is_wrong for verdict in judge.found) or (judge.tainted and incomplete):
            context.tainted.update(ids)
        if Verdict.UNDECIDED in judge.found or (judge.doubtful and incomplete):
            context.doubtful.update(ids)
        if Verdict.UNREADABLE in judge.found or (judge.in_the_dark and not written):
            context.illegible.update(ids)

    def _write_back(self, step: Step, evaluation: Evaluation, carried: Value) -> None:
        """What was chosen is held for the quantities, too, that it consists of.

        e.g. with U written down, its columns are the writer's eigenvectors
        """
        assert step.term is not None
        for index, x in entries(carried):
            single = entry(step.term, index)
            if isinstance(single, Name) and single.id not in self.context.written:
                source = self.marker.derivation.by_id[single.id]
                changed = np.array(evaluation.values[source.id], dtype=object)
                changed[single.index] = x
                evaluation.hold(source, changed)
                self.context.chosen.update(ids_of(source))
                self.context.open.difference_update(ids_of(source))
