"""The measurement: how many planted mistakes are found and named, and how many lines accused."""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from time import process_time

from hwsolve.checking.explaining.diagnosis import explain
from hwsolve.checking.marking import Marker
from hwsolve.checking.reading.answers import read_answers
from hwsolve.checking.reading.written import read_written
from hwsolve.checking.verdicts import Verdict
from hwsolve.errors import HwsolveError
from hwsolve.numbers import Rational, as_ball, rational, scalars
from hwsolve.terms.mistakes import FAILURES
from tests.mutants.bases import depends_on_ours, other_basis
from tests.mutants.faults import derived, faults_in
from tests.mutants.students import Exactly, InIds, Rewritten, Rounded, Student, Unwritable

ALONE, TIED, LIKELIER, NONE, MISSED = "alone", "in a tie", "another", "none", "missed"
BEYOND = 25
"""How many times the effect of honest rounding a mistake must have to be told from it."""

ACCUSATIONS = (Verdict.FIRST_MISTAKE, Verdict.FOLLOWS, Verdict.HEALED, Verdict.UNREADABLE)


@dataclass
class Tally:
    """What became of planted mistakes and of honest lines."""

    named: dict = field(default_factory=lambda: defaultdict(Counter))
    instead: dict = field(default_factory=lambda: defaultdict(Counter))
    missed: list = field(default_factory=list)
    unnamed: list = field(default_factory=list)
    honest: Counter = field(default_factory=Counter)
    accused: list = field(default_factory=list)
    marked: int = 0
    seconds: float = 0.0

    @property
    def planted(self):
        return sum(sum(counts.values()) for counts in self.named.values())

    @property
    def found(self):
        """The part of the planted mistakes whose quantity was named as the first wrong one."""
        missed = sum(counts[MISSED] for counts in self.named.values())
        return 1 - missed / max(self.planted, 1)

    def part_named(self, sort):
        """The part of the planted mistakes of a sort that were named, alone or in a tie."""
        rows = [counts for (kind, _), counts in self.named.items() if kind == sort]
        whole = sum(sum(c.values()) - c[MISSED] for c in rows)
        return sum(c[ALONE] + c[TIED] for c in rows) / max(whole, 1)


def plant(derivation, tally, chance, per_problem=None, styles=(Exactly,), label=""):
    """Plant mistakes one after another, and mark what follows."""
    marker = Marker(derivation, "p", explain)
    values = {step.id: step.value for step in derivation.steps}
    with derivation.again():
        steps = derived(derivation)
        found = [f for step in steps for f in _safely(faults_in, step, values, chance)]
        if per_problem is not None and len(found) > per_problem:
            found = chance.sample(found, per_problem)
    for fault in found:
        for style in styles:
            with derivation.again():
                try:
                    student = Student(derivation, style(), chance, fault)
                    honest = Student(derivation, style(), chance)
                except (*FAILURES, Unwritable, HwsolveError):
                    continue
                if not tells(student, honest, derivation, fault):
                    continue
            _record(marker, student, fault, tally, label)


def _safely(function, *arguments):
    try:
        return list(function(*arguments))
    except (*FAILURES, HwsolveError):
        return []


def tells(student, honest, derivation, fault):
    """Whether rounded numbers still tell the mistake: it is far beyond what rounding has done."""
    right = next(step.value for step in derivation.steps if step.id == fault.id)
    rounding = max(_distances(honest.values[fault.id], right))
    if any(not isinstance(x, Rational) for x in scalars(student.values[fault.id])):
        rounding += max(_distances(right, right * 0)) * 1e-5
    if honest.values[fault.id] is not right:
        rounding += 1e-4
    if student.is_coarse(fault.id):
        return False
    beyond = max(_distances(student.values[fault.id], honest.values[fault.id]))
    return beyond > BEYOND * rounding and _contradicts(student.texts[fault.id], right)


def _contradicts(texts, right):
    """Whether what was written can't stand for the right value."""
    if isinstance(texts, list):
        return any(_contradicts(one, other) for one, other in zip(texts, right, strict=True))
    return not read_written(texts).compare(right, rational(0)).agrees


def _distances(one, other):
    pairs = zip(scalars(one), scalars(other), strict=True)
    return [abs(float(as_ball(a).mid()) - float(as_ball(b).mid())) for a, b in pairs]


def _record(marker, student, fault, tally, label):
    start = process_time()
    marking = marker.mark(read_answers(student.file(), "student"))
    tally.seconds += process_time() - start
    tally.marked += 1
    row = tally.named[fault.sort, fault.name.partition(":")[0]]
    first = marking.first_mistake
    if first is None or first.id != fault.id:
        row[MISSED] += 1
        tally.missed.append((label, fault, first, student))
        return
    names = [explanation.name for explanation in first.explanations]
    if fault.name in names:
        row[ALONE if len(names) == 1 else TIED] += 1
    elif names:
        row[LIKELIER] += 1
        tally.instead[fault.sort, fault.name.partition(":")[0]][names[0].partition(":")[0]] += 1
        tally.unnamed.append((label, fault, first))
    else:
        row[NONE] += 1
        tally.unnamed.append((label, fault, first))


def honest_styles(chance):
    """Ways in which a right key may be written."""
    places = chance.randint(3, 6)
    return [
        Exactly(),
        Rewritten(),
        InIds(),
        Rounded(places),
        Rounded(places, forgetful=0.0),
        Rounded(places, forgetful=0.5),
    ]


def accuse(derivation, tally, chance, label=""):
    """Mark honest keys in every form, whole and with lines left out."""
    marker = Marker(derivation, "p", explain)
    with derivation.again():
        ids = [step.id for step in derived(derivation)]
    for style in honest_styles(chance):
        for some in (ids, [id for id in ids if chance.random() < 0.6]):
            with derivation.again():
                basis = other_basis(derivation, chance) if chance.random() < 0.5 else {}
                wanted = [id for id in some if not (basis and depends_on_ours(id))]
                try:
                    student = Student(derivation, style, chance, wanted=set(wanted), chosen=basis)
                except (*FAILURES, Unwritable, HwsolveError):
                    continue
            if not student.texts:
                continue
            for mark in marker.mark(read_answers(student.file(), "honest")).marks:
                tally.honest[mark.verdict] += 1
                if mark.verdict in ACCUSATIONS:
                    tally.accused.append((label, style, mark, student))


def measure(problems, seed=0, per_problem=None):
    """The tally over some problems."""
    tally, chance = Tally(), random.Random(seed)  # noqa: S311 - no secret
    for label, derivation in problems:
        plant(derivation, tally, chance, per_problem, (Exactly, _four_places), label)
        accuse(derivation, tally, chance, label)
    return tally


def _four_places():
    return Rounded(4)
