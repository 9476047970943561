"""The measures: honest lines accused, cheats and slips accepted, misconceptions found and named."""

import random
import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from tests.students import conv, laplacian, mlp, optim, rnn
from tests.students.cases import Case
from tests.students.cheats import cheat_lines
from tests.students.judged import Desk, Refused
from tests.students.numbers import OpenChoice, as_range
from tests.students.writing import Everybody, Hand, Paper, Reached, Written, excludes, some_hand

KINDS = {program.KIND: program for program in (mlp, conv, rnn, optim, laplacian)}
HONEST, WRONG, SLIPPED = 6, 6, 3
"""Students of each sort for each problem that is drawn."""

UNITS = range(3, 10)
"""By how many units of the last digit a slip of the pen is off."""


@dataclass
class Tally:
    """Counts, and every case that fell short."""

    honest: int = 0
    accused: list = field(default_factory=list)
    unsure: list = field(default_factory=list)
    slips: int = 0
    accepted: list = field(default_factory=list)
    cheats: int = 0
    paid: list = field(default_factory=list)
    planted: Counter = field(default_factory=Counter)
    missed: list = field(default_factory=list)
    fair: Counter = field(default_factory=Counter)
    unfair: list = field(default_factory=list)
    refused: Counter = field(default_factory=Counter)

    @property
    def found(self):
        """How many misconceptions were found where they began."""
        return self.planted.total() - len(self.missed)


def measure(kinds, problems, seed=0):
    """The tally over so many random problems of each kind."""
    tally = Tally()
    for kind in kinds:
        program, chance = KINDS[kind], random.Random(f"{kind} {seed}")  # noqa: S311 - no secret
        for _ in range(problems):
            problem = program.draw(chance)
            try:
                desk = Desk(problem)
            except Refused as error:
                tally.refused[f"{kind}: {error}"] += 1
                continue
            for _ in range(HONEST):
                _honest(tally, program, problem, desk, chance)
            slips = iter(chance.sample(list(program.SLIPS), len(program.SLIPS)))
            wanted = tally.planted.total() + WRONG
            while tally.planted.total() < wanted and (slip := next(slips, None)):
                _misconception(tally, program, problem, desk, chance, slip)
            _cheats(tally, program, problem, desk, chance)
            for _ in range(SLIPPED):
                _slip_of_the_pen(tally, program, problem, desk, chance)
    return tally


def worked(program, problem, write, slip=None):
    """The lines of a student; None if the numbers don't allow it."""
    try:
        program.work(problem, write, slip)
    except (OpenChoice, ZeroDivisionError):
        return None
    except Reached:
        pass
    return write


def _honest(tally, program, problem, desk, chance):
    hand = some_hand(chance)
    paper = worked(program, problem, Paper(hand))
    if paper is None:
        return
    for line in desk.judge(paper.answers()):
        tally.honest += 1
        case = Case(problem, paper.answers(), line.id, line.verdict, line.words, hand.words)
        if line.is_accused:
            tally.accused.append(case)
        elif line.is_unsure:
            tally.unsure.append(case)


def _cheats(tally, program, problem, desk, chance):
    """Every line of a sheet is a cheat."""
    paper = worked(program, problem, Paper(Hand(chance)))
    if paper is None:
        return
    answers = dict(cheat_lines(paper, chance))
    for line in desk.judge(answers):
        tally.cheats += 1
        if line.is_right:
            texts = {line.id: answers[line.id]}
            tally.paid.append(Case(problem, texts, line.id, line.verdict, line.words))


def first_wrong(program, problem, paper):
    """The first line that no honest student could have written; None if there is none."""
    everybody = Everybody(paper.lines)
    worked(program, problem, everybody)
    for id, written in paper.lines.items():
        if id not in everybody.ranges:
            return None
        reachable = everybody.ranges[id]
        if written.shape != reachable.shape or any(
            excludes(written[place], reachable[place]) for place in np.ndindex(written.shape)
        ):
            return id
    return None


def _misconception(tally, program, problem, desk, chance, slip):
    hand = Hand(chance, chance.choice([None, 3, 4, 5]), chance.choice([0.0, 1.0]))
    paper = worked(program, problem, Paper(hand), slip)
    if paper is None:
        return
    wrong = first_wrong(program, problem, paper)
    if wrong is None:
        return
    name = f"{program.KIND}: {slip}"
    tally.planted[name] += 1
    judged = desk.judge(paper.answers())
    first = next((line for line in judged if line.is_first_mistake), None)
    verdict, words = (first.id, first.words) if first else ("nothing", "")
    case = Case(problem, paper.answers(), wrong, verdict, words, name)
    if first is None or first.quantity != wrong:
        tally.missed.append(case)
        return
    if re.search(program.SLIPS[slip], first.words):
        tally.fair[name] += 1
    else:
        tally.unfair.append(case)


def _slip_of_the_pen(tally, program, problem, desk, chance):
    """One number of one line is off by a few units of its last digit, beyond what could be had."""
    hand = Hand(chance, chance.choice([2, 3, 4]), chance.choice([0.0, 0.5, 1.0]))
    paper = worked(program, problem, Paper(hand))
    if paper is None:
        return
    rounded = [
        (id, place)
        for id, written in paper.lines.items()
        for place in np.ndindex(written.shape)
        if written[place].half_unit
    ]
    if not rounded:
        return
    id, place = chance.choice(rounded)
    right = paper.lines[id][place]
    units = chance.choice(UNITS) * chance.choice([-1, 1])
    value = right.value + units * 2 * right.half_unit
    places = len(right.text.partition(".")[2])
    wrong = Written(f"{float(value):.{places}f}", value, right.half_unit)
    everybody = worked(program, problem, Everybody(paper.lines, until=id))
    if everybody is None or id not in everybody.ranges:
        return
    if not excludes(wrong, as_range(everybody.ranges[id][place])):
        return
    paper.lines[id][place] = wrong
    tally.slips += 1
    for line in desk.judge(paper.answers()):
        if line.quantity == id and line.is_right:
            slip = f"{right.text} at {place} became {wrong.text}"
            case = Case(problem, paper.answers(), id, line.verdict, line.words, slip)
            tally.accepted.append(case)
