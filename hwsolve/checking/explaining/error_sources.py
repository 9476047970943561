"""What gives a wrong entry, and what gives several: one mistake, with words true of each entry."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from hwsolve.checking.explaining.candidate_mistakes import Mistake
from hwsolve.checking.explaining.mistake_wording import symbol
from hwsolve.checking.reading.answers import Index
from hwsolve.checking.verdicts import TOLD, Explanation

MOST_ENTRIES = 64
"""Wrong entries beyond which nothing is tried entry by entry."""


MOST_GROUPED = 16
"""Wrong entries beyond which they aren't told apart in groups."""

Subject = tuple[str, tuple[str, ...]]
"""A mistake in a rule, and the ids of the quantities that it is about."""


@dataclass(frozen=True, slots=True)
class ErrorSource:
    """What gives one wrong entry.

    key    equal where it is the same mistake in another entry
    broad  words for it that fit every entry, where there are any: b⁽¹⁾ for b⁽¹⁾₂
    """

    name: str
    words: str
    key: Hashable
    broad: str = ""
    subject: Subject = ("", ())
    alike: str = ""
    """What makes it the same mistake in another line: see Explanation."""


def shared(
    mistake: Mistake, causes_at: Callable[[Index], Iterable[ErrorSource]]
) -> dict[Hashable, list[ErrorSource]]:
    """The causes that give every wrong entry, by key: as they are in each of the entries."""
    if len(mistake.wrong) > MOST_ENTRIES:
        return {}
    common: dict[Hashable, list[ErrorSource]] = {}
    for number, place in enumerate(mistake.wrong):
        common = {
            key: [*common.get(key, ()), cause]
            for key, cause in _by_key(causes_at(place)).items()
            if not number or key in common
        }
        if not common:
            break
    return common


def _by_key(causes: Iterable[ErrorSource]) -> dict[Hashable, ErrorSource]:
    found: dict[Hashable, ErrorSource] = {}
    for cause in causes:
        found.setdefault(cause.key, cause)
    return found


def in_words(mistake: Mistake, common: dict[Hashable, list[ErrorSource]]) -> list[Explanation]:
    """Shared causes in words that are true of all of the entries."""
    return [
        Explanation(causes[0].name, _words(mistake.step.id, mistake.wrong, causes), _alike(causes))
        for causes in common.values()
    ]


def _alike(causes: list[ErrorSource]) -> str:
    """What makes it the same mistake elsewhere, if it is one mistake in all of the entries."""
    found = {cause.alike for cause in causes}
    return found.pop() if len(found) == 1 else ""


def in_common(
    mistake: Mistake, causes_at: Callable[[Index], Iterable[ErrorSource]]
) -> list[Explanation]:
    """The causes that give every wrong entry, in words that are true of all of them."""
    return in_words(mistake, shared(mistake, causes_at))


def in_groups(
    mistake: Mistake, causes_at: Callable[[Index], Iterable[ErrorSource]]
) -> list[Explanation]:
    """A clause for each group of wrong entries that one cause gives, if few give all of them."""
    id, rest = mistake.step.id, {}
    if not 1 < len(mistake.wrong) <= MOST_GROUPED:
        return []
    for place in mistake.wrong:
        rest[place] = _by_key(causes_at(place))
        if not rest[place]:
            return []
    told: list[tuple[str, str]] = []
    names: list[str] = []
    while rest:
        keys = dict.fromkeys(key for causes in rest.values() for key in causes)
        sizes = {key: sum(key in causes for causes in rest.values()) for key in keys}
        largest = [key for key in sizes if sizes[key] == max(sizes.values())]
        places = [place for place, causes in rest.items() if largest[0] in causes]
        ties = [key for key in largest if all(key in rest[place] for place in places)]
        groups = [[rest[place][key] for place in places] for key in ties]
        words = dict.fromkeys(_words(id, places, causes) for causes in groups)
        told.append((", ".join(symbol(id, place) for place in places), " or ".join(words)))
        names.append(groups[0][0].name)
        rest = {place: causes for place, causes in rest.items() if place not in places}
    if len(told) > TOLD:
        return []
    return [Explanation("+".join(dict.fromkeys(names)), clauses(told))]


def _words(id: str, places: Iterable[Index], causes: list[ErrorSource]) -> str:
    """One phrase that fits all entries; else a clause for each of the first of them."""
    for phrases in ({c.words for c in causes}, {c.broad for c in causes}):
        if len(phrases) == 1 and "" not in phrases:
            return phrases.pop()
    return clauses(
        (symbol(id, place), cause.words) for place, cause in zip(places, causes, strict=True)
    )


def clauses(told: Iterable[tuple[str, str]]) -> str:
    """What holds where. e.g. at dW⁽¹⁾₁₁ x₁ is left out, at dW⁽¹⁾₂₂ x₂ is left out"""
    parts = [f"at {where} {words}" for where, words in told]
    return ", ".join(parts[:TOLD]) + (", and so on" if len(parts) > TOLD else "")
