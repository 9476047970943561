"""Marking: every written quantity against the truth, and against the writer's own earlier lines.

The derivation is walked in order through two more worlds beside the true one. In `own`, what was
written has the written value and everything else follows from it; in `intervals`, a written decimal
is the interval of all numbers that round to it. A line is right if it agrees with the truth, or
with what right earlier lines give, rounded as they were written; it follows if it agrees with what
wrong earlier lines give; else it is a first mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from hwsolve.checking import time_limit
from hwsolve.checking.answers import Answer, AnswerFile, Index, half_unit, nearest_ids
from hwsolve.checking.bench import Bench, Explainer
from hwsolve.checking.claims import mark_claim
from hwsolve.checking.judging import Judge
from hwsolve.checking.missing import missing
from hwsolve.checking.points import with_points
from hwsolve.checking.references import References
from hwsolve.checking.renumbering import renumbered
from hwsolve.checking.scores import scores_of_softmax
from hwsolve.checking.statements import mark_statement
from hwsolve.checking.suspects import part, portion
from hwsolve.checking.verdicts import Mark, Marking, Verdict
from hwsolve.checking.worlds import World, overwritten, widened
from hwsolve.checking.written import Written
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.questions import Question
from hwsolve.derivation.readings import Readings
from hwsolve.derivation.step import Statement, Step, ids_of
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import Value, entries, scalars, shape_of
from hwsolve.terms.term import Name, entry


@dataclass
class Marker:
    """Marks answer files of one derivation; `explain` says what gives a wrong number."""

    derivation: Derivation
    problem: str
    explain: Explainer = lambda mistake: ()
    steps: dict[str, Step] = field(init=False)
    questions: dict[str, Question] = field(init=False)
    statements: dict[str, Statement] = field(init=False)
    scores: frozenset[str] = field(init=False)
    references: References = field(init=False)
    _expected: dict[tuple[Step, Index], str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.steps = {id: step for step in self.derivation.steps for id in ids_of(step)}
        self.questions = {question.id: question for question in self.derivation.questions}
        self.references = References(self.derivation, self.find)
        found = (item for item in self.derivation.items if isinstance(item, Statement))
        self.statements = {statement.id: statement for statement in found}
        self.scores = scores_of_softmax(self.derivation)
        style = NumberStyle(self.derivation.digits, self.derivation.written_in_decimals)
        self._readings = Readings(style)

    def mark(self, file: AnswerFile) -> Marking:
        """The verdicts on a file, in the order of the derivation."""
        with self.derivation.precision.again(), time_limit.a_file():
            if file.header.permute_units:
                file = renumbered(file, self.derivation.interchanges, self.find)
            marks = tuple(_Walk(self, file).marks())
        return Marking(file.source, self.problem, file.header.name, with_points(marks, file.header))

    def find(self, id: str) -> tuple[Step, Index] | None:
        """The step that an id means, and the entry or the row (from 0) if it names one."""
        if id in self.steps:
            return self.steps[id], ()
        head, _, places = id.partition("].") if "]." in id else id.partition(".")
        step = self.steps.get(head + "]" if "]." in id else head)
        if step is None or not places.replace(".", "").isdecimal():
            return None
        index = tuple(int(place) - 1 for place in places.split(".") if place)
        shape = shape_of(step.value)
        if len(index) > len(shape) or not all(
            0 <= i < n for i, n in zip(index, shape, strict=False)
        ):
            return None
        return step, index

    def expected(self, step: Step, place: Index) -> str:
        """The true value of a quantity, or of one entry, on one line; written only once."""
        known = self._expected.get((step, place))
        if known is None:
            known = self._expected[step, place] = self.line(portion(step.value, place))
        return known

    def line(self, value: Value) -> str:
        """A value on one line."""
        return to_line(self._readings.value(value))


class _Walk:
    """One pass over a derivation with one answer file."""

    def __init__(self, marker: Marker, file: AnswerFile) -> None:
        self.marker, self.file = marker, file
        self.own, self.intervals = World(), World()
        self.bench = Bench(
            marker.derivation,
            marker.explain,
            marker.references,
            self.own,
            self.intervals,
            file.header.tolerance,
            marker.expected,
            marker.line,
            marker.scores,
        )
        self.answers: dict[Step, list[tuple[Answer, Index]]] = {}
        self.unknown: list[Answer] = []
        self.claims: list[Mark] = []
        for answer in file.answers:
            found = marker.find(answer.meant)
            question = marker.questions.get(answer.id)
            statement = marker.statements.get(answer.id)
            if question is not None:
                self.claims.append(mark_claim(answer, question))
            elif statement is not None:
                self.claims.append(mark_statement(answer, statement))
            elif found is None:
                self.unknown.append(answer)
            else:
                self.answers.setdefault(found[0], []).append((answer, found[1]))
        self.bench.written.update(id for step in self.answers for id in ids_of(step))

    def marks(self) -> Iterator[Mark]:
        """All marks: in the derivation's order, then what it doesn't know."""
        absent, not_there = missing(
            self.file.header.required, self.marker.find, self.answers, self.marker.expected
        )
        for step in self.marker.derivation.steps:
            yield from self._step(step)
            yield from absent.get(step, ())
        yield from self.claims
        known = [*self.marker.steps, *self.marker.statements, *self.marker.questions]
        for answer in self.unknown:
            why = "this problem has no such quantity"
            hint = nearest_ids(answer.id, known)
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

    def _step(self, step: Step) -> Iterator[Mark]:
        own, intervals = self.own.follow(step), self.intervals.follow(step)
        if self.file.rounded_to is not None and step.term is not None and intervals is not None:
            intervals = widened(intervals, half_unit(self.file.rounded_to))
        judge = Judge(self.bench, step, own, intervals)
        written = self.answers.get(step, ())
        if step.freedom is not None:
            for answer, place in written:
                judge.read(answer, place)
        for answer, place in written:
            yield judge.mark(answer, place)
        if judge.by_choice:
            self.bench.chosen.update(ids_of(step))
        if not written and (step.freedom is not None or judge.rests_on_open):
            self.bench.open.update(ids_of(step))
        incomplete = len(judge.numbers) < _size(step.value)
        if judge.is_wrong or (judge.tainted and incomplete):
            self.bench.tainted.update(ids_of(step))
        if judge.is_undecided or (judge.doubtful and incomplete):
            self.bench.doubtful.update(ids_of(step))
        for world, value, read in (
            (self.own, own, _center),
            (self.intervals, intervals, Written.as_interval),
        ):
            base = step.value if value is None else value
            own_numbers = {
                i: part(step.value, i) if i in judge.exact else read(w)
                for i, w in judge.numbers.items()
                if i not in judge.exact or base is not step.value
            }
            carried = overwritten(base, own_numbers)
            world.hold(step, carried, changed=bool(own_numbers) or base is not step.value)
            if judge.choice is not None and judge.choice.match:
                self._write_back(step, world, carried)

    def _write_back(self, step: Step, world: World, carried: Value) -> None:
        """What was chosen is held for the quantities, too, that it consists of.

        e.g. with U written down, its columns are the writer's eigenvectors
        """
        assert step.term is not None
        for index, x in entries(carried):
            single = entry(step.term, index)
            if isinstance(single, Name) and single.id not in self.bench.written:
                source = self.marker.steps[single.id]
                changed = np.array(world.values[source.id], dtype=object)
                changed[single.index] = x
                world.hold(source, changed, changed=True)
                self.bench.chosen.update(ids_of(source))
                self.bench.open.difference_update(ids_of(source))


def _center(written: Written) -> Value:
    return written.value


def _size(value: Value) -> int:
    return len(scalars(value))
