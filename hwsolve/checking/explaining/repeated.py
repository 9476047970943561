"""The same mistake made again in other lines: charged and told once, with all its places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hwsolve.checking.explaining.mistake_wording import symbol
from hwsolve.checking.verdicts import Mark, Verdict, in_words


def told_once(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks, those which repeat a mistake of an earlier line following from it.

    What may be one of several mistakes in one line, and is only one of them in another, is that one
    in both.
    """
    told = list(marks)
    firsts: list[int] = []
    for place, mark in enumerate(told):
        if mark.verdict is not Verdict.FIRST_MISTAKE:
            continue
        for first in firsts:
            common = _alike(told[first]) & _alike(mark)
            if common:
                told[first] = _narrowed(told[first], common)
                same = _narrowed(mark, common)
                why = f"the same mistake as in {symbol(told[first].id)}: {same.why}"
                told[place] = replace(
                    same, verdict=Verdict.FOLLOWS, why=why, same_as=told[first].id
                )
                break
        else:
            firsts.append(place)
    return tuple(told)


def _alike(mark: Mark) -> set[str]:
    return {explanation.alike for explanation in mark.explanations if explanation.alike}


def _narrowed(mark: Mark, common: set[str]) -> Mark:
    explanations = tuple(e for e in mark.explanations if e.alike in common)
    if explanations == mark.explanations:
        return mark
    return replace(mark, explanations=explanations, why=in_words(explanations))
