"""One hidden cause: a mistake in lines that weren't written, carried on by the right rules.

Where middle lines are left out, nobody sees where a wrong number comes from. Each mistake that can
be made with the rule of an unwritten line is tried, there alone and wherever the same mistake can
be made, and carried on to the line that is wrong.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from hwsolve.checking.explaining.candidate_mistakes import Mistake, distinct, mutants_of
from hwsolve.checking.explaining.evidence import beats_chance
from hwsolve.checking.explaining.mistake_wording import MOST, alike, explanation_of, symbol
from hwsolve.checking.verdicts import Explanation
from hwsolve.derivation.step import Step, ids_of
from hwsolve.numbers import Value, scalars, shape_of
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.mutants import Mutant
from hwsolve.terms.term import evaluate

MOST_TRIED = 400
"""Mistakes beyond which the right one among them would be found by chance."""

MOST_NUMBERS = 1_000
"""Numbers in all unwritten lines beyond which nothing is tried."""

MOST_WORK = 60_000
"""Numbers that are worked out anew, for all mistakes together."""


@dataclass(frozen=True, slots=True)
class HiddenCause:
    """What was done wrong out of sight, and what the lines that weren't written are by it."""

    explanation: Explanation
    values: Mapping[Step, Value]


def hidden_causes(mistake: Mistake) -> list[HiddenCause]:
    """The mistakes in unwritten lines that give all that was written, if that is no chance."""
    unwritten = _unwritten(mistake)
    if not unwritten or mistake.step.term is None or mistake.written_shape is not None:
        return []
    numbers = sum(len(scalars(step.value)) for step in unwritten)
    if numbers > MOST_NUMBERS:
        return []
    for tried in (_exchanges(mistake, unwritten), _mistakes(mistake, unwritten)):
        wrongs = list(islice(tried, MOST_TRIED + 1))
        if numbers * len(wrongs) > MOST_WORK:
            continue
        if len(wrongs) <= MOST_TRIED and beats_chance(mistake, len(wrongs)):
            found = [cause for wrong in wrongs if (cause := _carried_on(mistake, unwritten, wrong))]
            if 0 < len(found) <= MOST:
                return found
    return []


def _unwritten(mistake: Mistake) -> list[Step]:
    """The derived lines that lead to the wrong one, in order, back to those that were written."""
    steps, needed = mistake.derivation.by_id, {mistake.step}
    waiting = [mistake.step]
    while waiting:
        for id in waiting.pop().depends_on:
            step = steps[id]
            if (
                step not in needed
                and step.term is not None
                and mistake.lines.isdisjoint(ids_of(step))
            ):
                needed.add(step)
                waiting.append(step)
    return [
        step for step in mistake.derivation.steps if step in needed and step is not mistake.step
    ]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is tried: a mistake in some lines, or a quantity put in for another in all of them.

    made     which mistake is made in which lines, by what it is the same as elsewhere
    put_in   the id of what is put in, and of what stands there by right
    """

    made: Mapping[Step, str] = field(default_factory=dict)
    put_in: tuple[str, str] | None = None


def _mistakes(mistake: Mistake, unwritten: Sequence[Step]) -> Iterator[Wrong]:
    """Every mistake in one unwritten line, then each in all lines where it can be made."""
    everywhere: dict[str, dict[Step, str]] = {}
    for step in (*unwritten, mistake.step):
        for same in dict.fromkeys(map(alike, mutants_of(step, mistake.own))):
            everywhere.setdefault(same, {})[step] = same
            if step is not mistake.step:
                yield Wrong({step: same})
    yield from (Wrong(steps) for steps in everywhere.values() if len(steps) > 1)


def _exchanges(mistake: Mistake, unwritten: Sequence[Step]) -> Iterator[Wrong]:
    """Every quantity put in for another of its shape, in all of the unwritten lines."""
    inner = {id for step in unwritten for id in ids_of(step)}
    sources = {id for step in (*unwritten, mistake.step) for id in step.depends_on}
    for source in sorted(sources):
        shape = shape_of(mistake.own[source])
        for id, value in distinct(mistake.own) if shape else ():
            if id != source and id not in inner and shape_of(value) == shape:
                yield Wrong(put_in=(id, source))


def _carried_on(mistake: Mistake, unwritten: Sequence[Step], wrong: Wrong) -> HiddenCause | None:
    """The cause, if the right rules carry it on to all that was written."""
    values: dict[Step, Value] = {}
    changed: dict[str, Value] = {}
    if wrong.put_in is not None:
        id, source = wrong.put_in
        ids = ids_of(mistake.derivation.by_id[source])
        changed.update(dict.fromkeys(ids, mistake.own[id]))
    own = ChainMap(changed, dict(mistake.own))
    made: list[tuple[Step, Mutant]] = []
    for step in (*unwritten, mistake.step):
        assert step.term is not None
        if wrong.put_in is not None and wrong.put_in[1] in ids_of(step):
            continue
        if step in wrong.made:
            mutant = next((m for m in mutants_of(step, own) if alike(m) == wrong.made[step]), None)
            if mutant is None:
                return None
            made.append((step, mutant))
            value = mutant.term.value
        elif changed.keys().isdisjoint(step.depends_on):
            continue
        else:
            try:
                value = evaluate(step.term, own)
            except FAILURES:
                return None
        if shape_of(value) != shape_of(step.value):
            return None
        if step is mistake.step:
            return _cause(wrong, made, values) if mistake.gives_all(value) else None
        values[step] = value
        changed.update(dict.fromkeys(ids_of(step), value))
    return None


def _cause(
    wrong: Wrong, made: Sequence[tuple[Step, Mutant]], values: Mapping[Step, Value]
) -> HiddenCause:
    if wrong.put_in is not None:
        id, source = wrong.put_in
        words = f"{symbol(id)} is put in for {symbol(source)}"
        return HiddenCause(Explanation(f"mistaken:{id}:{source}", words), values)
    told = [(symbol(step.id), explanation_of(mutant)) for step, mutant in made]
    words = ", ".join(f"in {where} {explanation.words}" for where, explanation in told)
    return HiddenCause(Explanation(told[0][1].name, words, told[0][1].alike), values)
