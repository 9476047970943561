"""What gives a wrong entry, and what gives several: one mistake, with words true of each entry."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from hwsolve.checking.explaining.candidate_mistakes import Mistake, Number, taken_at
from hwsolve.checking.explaining.mistake_wording import symbol
from hwsolve.checking.reading.answers import Index
from hwsolve.checking.verdicts import TOLD, Explanation

MOST_ENTRIES = 64
"""Wrong entries beyond which nothing is tried entry by entry."""


MOST_GROUPED = 16
"""Wrong entries beyond which they aren't told apart in groups."""

MOST_CLAUSES = 6
"""Clauses in a row that somebody still reads."""

Subject = tuple[str, tuple[str, ...]]
"""A mistake in a rule, and the ids of the quantities that it is about."""


@dataclass(frozen=True, slots=True)
class ErrorSource:
    """What gives one wrong entry.

    key    equal where it is the same mistake in another entry
    broad  words for it that fit every entry, where there are any: b⁽¹⁾ for b⁽¹⁾₂
    about  the numbers of the rule that the words are about; None if about what was written
    """

    name: str
    words: str
    key: Hashable
    broad: str = ""
    subject: Subject = ("", ())
    alike: str = ""
    """What makes it the same mistake in another line: see Explanation."""
    about: tuple[Number, ...] | None = None


def are_the_only_ones(about: Iterable[Number], taken: Iterable[Number]) -> bool:
    """Whether the rule of an entry takes no other numbers of the same quantities.

    Only then may words be about the whole quantity: "the factor dz is forgotten" says of a sum of
    several W·dz more than that one of them is.
    """
    ids, every = {id for id, _ in about}, set(taken)
    return {number for number in every if number[0] in ids} <= set(about)


CausesAt = Callable[[Index], Iterable[ErrorSource]]


def shared(mistake: Mistake, causes_at: CausesAt) -> dict[Hashable, list[ErrorSource]]:
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


def in_words(
    mistake: Mistake, common: dict[Hashable, list[ErrorSource]], causes_at: CausesAt
) -> list[Explanation]:
    """Shared causes in words that are true of all of the entries, and false of the right ones."""
    found = []
    for causes in common.values():
        words = _phrase(causes)
        if not words:
            words = clauses(
                (symbol(mistake.step.id, place), cause.words)
                for place, cause in zip(mistake.wrong, causes, strict=True)
            )
        elif _speaks_of_right_ones(mistake, causes[0], words, causes_at):
            words = only_there(mistake, words)
        found.append(Explanation(causes[0].name, words, _alike(causes)))
    return found


def _speaks_of_right_ones(
    mistake: Mistake, cause: ErrorSource, words: str, causes_at: CausesAt
) -> bool:
    """Whether words are about a number that a right entry takes, too, which they don't give."""
    if cause.about is None:
        return False
    is_broad = words != cause.words
    about = {id if is_broad else (id, index) for id, index in cause.about}
    for place in mistake.written:
        if place not in mistake.wrong:
            taken = taken_at(mistake.step, place)
            if about <= ({id for id, _ in taken} if is_broad else taken):
                same = _by_key(causes_at(place)).get(cause.key)
                if same is None or words not in (same.words, same.broad):
                    return True
    return False


def only_there(mistake: Mistake, words: str) -> str:
    """Words that hold of the wrong entries alone. e.g. the factor α is forgotten (in W⁽¹⁾₁₂)"""
    places = ", ".join(symbol(mistake.step.id, place) for place in mistake.wrong[:TOLD])
    more = ", …" if len(mistake.wrong) > TOLD else ""
    return f"{words} (in {places}{more})"


def _alike(causes: list[ErrorSource]) -> str:
    """What makes it the same mistake elsewhere, if it is one mistake in all of the entries."""
    found = {cause.alike for cause in causes}
    return found.pop() if len(found) == 1 else ""


def in_common(mistake: Mistake, causes_at: CausesAt) -> list[Explanation]:
    """The causes that give every wrong entry, in words that are true of all of them."""
    return in_words(mistake, shared(mistake, causes_at), causes_at)


def in_groups(mistake: Mistake, causes_at: CausesAt) -> list[Explanation]:
    """Clauses for each group of wrong entries that one cause gives, if few give all of them."""
    rest: dict[Index, dict[Hashable, ErrorSource]] = {}
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
        told += _of_group(mistake, places, [[rest[p][key] for p in places] for key in ties])
        names.append(rest[places[0]][ties[0]].name)
        rest = {place: causes for place, causes in rest.items() if place not in places}
    if len(names) > TOLD:
        return []
    return [Explanation("+".join(dict.fromkeys(names)), clauses(told))]


def _of_group(
    mistake: Mistake, places: Sequence[Index], ties: Sequence[list[ErrorSource]]
) -> Iterator[tuple[str, str]]:
    """Where, and what: for all entries at once if words fit them all, else for one by one."""
    where = [symbol(mistake.step.id, place) for place in places]
    phrases = [_phrase(causes) for causes in ties]
    if all(phrases):
        *most, last = where
        yield f"{', '.join(most)} and {last}" if most else last, _any_of(phrases)
    else:
        for number, entry in enumerate(where):
            yield entry, _any_of(causes[number].words for causes in ties)


def _any_of(words: Iterable[str]) -> str:
    return " or ".join(list(dict.fromkeys(words))[:TOLD])


def _phrase(causes: list[ErrorSource]) -> str:
    """One phrase that fits all entries; empty if there is none."""
    for phrases in ({c.words for c in causes}, {c.broad for c in causes}):
        if len(phrases) == 1:
            (phrase,) = phrases
            if phrase:
                return phrase
    return ""


def clauses(told: Iterable[tuple[str, str]]) -> str:
    """What holds where. e.g. at dW⁽¹⁾₁₁ x₁ is left out, at dW⁽¹⁾₂₂ x₂ is left out"""
    parts = [f"at {where} {words}" for where, words in told]
    return ", ".join(parts[:MOST_CLAUSES]) + (", and so on" if len(parts) > MOST_CLAUSES else "")
