"""Marking: every written quantity against the truth, and against the writer's own earlier lines.

The derivation is walked in order through two more worlds beside the true one. In `own`, what was
written has the written value and everything else follows from it; in `intervals`, a written decimal
is the interval of all numbers that round to it. A line is right if it agrees with the truth, or with
what right earlier lines give, rounded as they were written; it follows if it agrees with what wrong
earlier lines give; else it is a first mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from flint import arb

from hwsolve.checking.answers import Answer, AnswerFile, Index, half_unit, nearest_ids
from hwsolve.checking.points import with_points
from hwsolve.checking.verdicts import Explanation, Mark, Marking, Verdict
from hwsolve.checking.written import Match, Written
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.readings import Readings
from hwsolve.derivation.step import Step, ids_of
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import (
    NeedsPrecision,
    Rational,
    Real,
    Value,
    as_array,
    as_ball,
    each,
    is_symbolic,
    shape_of,
)
from hwsolve.terms.term import evaluate

Numbers = Mapping[Index, Written]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A first mistake as an explainer sees it."""

    derivation: Derivation
    step: Step
    written: Numbers
    wrong: tuple[Index, ...]
    own: Mapping[str, Value]
    """The writer's values of all earlier quantities."""
    tolerance: Rational


Explainer = Callable[[Mistake], tuple[Explanation, ...]]


@dataclass
class Marker:
    """Marks answer files of one derivation; `explain` says what gives a wrong number."""

    derivation: Derivation
    problem: str
    explain: Explainer = lambda mistake: ()
    steps: dict[str, Step] = field(init=False)

    def __post_init__(self) -> None:
        self.steps = {id: step for step in self.derivation.steps for id in ids_of(step)}
        style = NumberStyle(self.derivation.digits, self.derivation.written_in_decimals)
        self._readings = Readings(style)

    def mark(self, file: AnswerFile) -> Marking:
        """The verdicts on a file, in the order of the derivation."""
        with self.derivation.precision.again():
            marks = tuple(_Walk(self, file).marks())
        return Marking(file.source, self.problem, file.header.name, with_points(marks, file.header))

    def find(self, id: str) -> tuple[Step, Index] | None:
        """The step that an id means, and the entry (from 0) if it names one."""
        if id in self.steps:
            return self.steps[id], ()
        head, _, places = id.partition("].") if "]." in id else id.partition(".")
        step = self.steps.get(head + "]" if "]." in id else head)
        if step is None or not places.replace(".", "").isdecimal():
            return None
        index = tuple(int(place) - 1 for place in places.split(".") if place)
        shape = shape_of(step.value)
        if len(index) != len(shape) or not all(0 <= i < n for i, n in zip(index, shape, strict=True)):
            return None
        return step, index

    def line(self, value: Value) -> str:
        """A value on one line."""
        return to_line(self._readings.value(value))


class World:
    """The values of all quantities as somebody holds them, where they differ from the true ones."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self.changed: set[str] = set()

    def follow(self, step: Step) -> Value | None:
        """What a step's rule gives in this world; None where that can't be decided."""
        if step.term is None or self.changed.isdisjoint(step.depends_on):
            return step.value
        try:
            return evaluate(step.term, self.values)
        except (NeedsPrecision, ArithmeticError):
            return None

    def hold(self, step: Step, value: Value, *, changed: bool) -> None:
        """Go on with this value."""
        self.values.update(dict.fromkeys(ids_of(step), value))
        if changed:
            self.changed.update(ids_of(step))


class _Walk:
    """One pass over a derivation with one answer file."""

    def __init__(self, marker: Marker, file: AnswerFile) -> None:
        self.marker, self.file = marker, file
        self.own, self.intervals = World(), World()
        self.tainted: set[str] = set()
        self.answers: dict[Step, list[tuple[Answer, Index]]] = {}
        self.unknown: list[Answer] = []
        for answer in file.answers:
            found = marker.find(answer.id)
            if found is None:
                self.unknown.append(answer)
            else:
                self.answers.setdefault(found[0], []).append((answer, found[1]))

    def marks(self) -> Iterator[Mark]:
        """All marks: in the derivation's order, then what it doesn't know, then what is missing."""
        for step in self.marker.derivation.steps:
            yield from self._step(step)
        known = list(self.marker.steps)
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
        written = {answer.id for answer in self.file.answers}
        for id in self.file.header.required:
            found = self.marker.find(id)
            if id not in written and found is not None:
                expected = self.marker.line(_part(found[0].value, found[1]))
                yield Mark(id, Verdict.MISSING, "", expected, "nothing was written for it")

    def _step(self, step: Step) -> Iterator[Mark]:
        tainted = not self.tainted.isdisjoint(step.depends_on)
        own, intervals = self.own.follow(step), self.intervals.follow(step)
        if self.file.rounded_to is not None and step.term is not None and intervals is not None:
            intervals = _widened(intervals, half_unit(self.file.rounded_to))
        judge = _Judge(self, step, own, intervals, tainted=tainted)
        for answer, place in self.answers.get(step, ()):
            yield judge.mark(answer, place)
        wrong = judge.is_tainted or (tainted and len(judge.numbers) < _size(step.value))
        if wrong:
            self.tainted.update(ids_of(step))
        for world, value, read in (
            (self.own, own, _center),
            (self.intervals, intervals, Written.as_interval),
        ):
            base = step.value if value is None else value
            differing = {i: w for i, w in judge.numbers.items() if i not in judge.exact}
            carried = _overwritten(base, differing, read)
            world.hold(step, carried, changed=bool(differing) or base is not step.value)


class _Judge:
    """Judges what was written for one step."""

    def __init__(
        self, walk: _Walk, step: Step, own: Value | None, intervals: Value | None, *, tainted: bool
    ) -> None:
        self.walk, self.step, self.tainted = walk, step, tainted
        self.own, self.intervals = own, intervals
        self.tolerance: Rational = walk.file.header.tolerance
        self.numbers: dict[Index, Written] = {}
        self.exact: set[Index] = set()
        """The entries that were written exactly as they are."""
        self.is_tainted = False

    def mark(self, answer: Answer, place: Index) -> Mark:
        """The verdict on one answer; `place` is the entry that it is about, if only one."""
        shape = () if place else shape_of(self.step.value)
        entries = _fitted(answer, shape)
        expected = self.walk.marker.line(_part(self.step.value, place))
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
        truth = written.compare(_part(self.step.value, index), self.tolerance)
        if truth is Match.EXACT:
            self.exact.add(index)
        own = self._against(written, self.own, index)
        near = own or self._against(written, self.intervals, index)
        if truth:
            healed = self.tainted and near is Match.NO
            return (Verdict.HEALED, "right, although an earlier line is wrong") if healed else (
                Verdict.RIGHT,
                "" if truth is Match.EXACT else "right to the digits written",
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
        return written.compare(_part(value, index), self.tolerance)

    def _sum_up(
        self, answer: Answer, verdicts: Mapping[Index, tuple[Verdict, str]], expected: str
    ) -> Mark:
        verdict = next(v for v in GRAVEST if v in {found for found, _ in verdicts.values()})
        self.is_tainted |= verdict.is_wrong or verdict is Verdict.UNDECIDED
        of_this = [index for index, (found, _) in verdicts.items() if found is verdict]
        why = verdicts[of_this[0]][1]
        explanations: tuple[Explanation, ...] = ()
        if verdict is Verdict.FIRST_MISTAKE:
            mistake = Mistake(
                self.walk.marker.derivation,
                self.step,
                self.numbers,
                tuple(of_this),
                self.walk.own.values,
                self.tolerance,
            )
            explanations = self.walk.marker.explain(mistake)
            why = " or ".join(e.words for e in explanations) or "no common mistake gives this"
        place = self.numbers.get(of_this[0]) if verdict is not Verdict.RIGHT else None
        own = self.own if self.tainted and verdict.is_wrong else None
        return Mark(
            answer.id,
            verdict,
            _as_written(answer),
            expected,
            why,
            "" if own is None else self.walk.marker.line(own),
            tuple(_entry_id(self.step.id, index) for index in of_this if verdict.is_wrong),
            explanations,
            place.line if place else answer.line,
            place.column if place else answer.column,
        )

    def _misshapen(self, answer: Answer, shape: Index, expected: str) -> Mark:
        if answer.irregular:
            verdict, why = Verdict.UNREADABLE, "this is neither a number nor a regular list of them"
        else:
            verdict = Verdict.FIRST_MISTAKE
            why = f"the shape is {_by(answer.shape)}, but should be {_by(shape)}"
            self.is_tainted = True
        return Mark(
            answer.id,
            verdict,
            _as_written(answer),
            expected,
            why,
            line=answer.line,
            column=answer.column,
        )


GRAVEST = (
    Verdict.FIRST_MISTAKE,
    Verdict.UNDECIDED,
    Verdict.UNREADABLE,
    Verdict.FOLLOWS,
    Verdict.HEALED,
    Verdict.RIGHT,
)


def _center(written: Written) -> Value:
    return written.value


def _part(value: Value, index: Index) -> Value:
    return value[index] if index else value


def _size(value: Value) -> int:
    return int(np.size(value)) if shape_of(value) else 1


def _fitted(answer: Answer, shape: Index) -> Mapping[Index, Written | None] | None:
    """The entries by the step's own indices. Axes of length 1 may be left out or added."""
    if answer.irregular:
        return None
    if answer.shape == shape:
        return answer.entries
    if [n for n in answer.shape if n != 1] != [n for n in shape if n != 1]:
        return None
    return dict(zip(np.ndindex(shape), answer.entries.values(), strict=True))


def _overwritten(value: Value, numbers: Numbers, read: Callable[[Written], Value]) -> Value:
    """A value with what was written in place of its entries."""
    if not numbers:
        return value
    if not shape_of(value):
        return read(numbers[()])
    changed = np.array(value, dtype=object)
    for index, written in numbers.items():
        changed[index] = read(written)
    return as_array(changed)


def _widened(value: Value, by: Rational) -> Value:
    """Numbers that may each have been rounded by so much."""
    return each(lambda x: x if is_symbolic(x) else Real(None, as_ball(x) + arb(0, arb(by))), value)


def _entry_id(id: str, index: Index) -> str:
    return ".".join([id, *(str(i + 1) for i in index)])


def _by(shape: Index) -> str:
    return " × ".join(map(str, shape)) or "a single number"


def _as_written(answer: Answer) -> str:
    """What was written, on one line."""
    if not answer.shape:
        return answer.text

    def nested(prefix: Index) -> str:
        if len(prefix) == len(answer.shape):
            written = answer.entries.get(prefix)
            return "?" if written is None else written.text
        size = answer.shape[len(prefix)]
        return "[" + ", ".join(nested((*prefix, i)) for i in range(size)) + "]"

    return nested(())
