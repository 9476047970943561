"""Why a number is wrong: the smallest mistake that gives exactly what was written.

Explanations come in tiers, the likelier first: mutants of the rule's operations (each operation's
row lists its own); the result with a wrong sign or factor; another quantity copied, or entries in
each other's place; another quantity put into the rule; slips of the pen; a single number of the
problem put in for another. The first tier that gives all of the wrong numbers explains them. What
ties in it is reported as a tie, and where nothing gives them, none is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator

import numpy as np

from hwsolve.checking.answers import Index
from hwsolve.checking.exchanges import exchanged, mistaken_alike, mistaken_any, row_exchanged
from hwsolve.checking.slips import slips
from hwsolve.checking.suspects import (
    Mistake,
    distinct,
    entry_mutants,
    is_nothing,
    leaves_of,
    part,
    whole_mutants,
)
from hwsolve.checking.told import MOST, MOST_PLACES, in_plain_words, symbol
from hwsolve.checking.verdicts import TOLD, Explanation
from hwsolve.numbers import Rational, Value, entries, shape_of
from hwsolve.terms.mutants import Mutant
from hwsolve.terms.term import names

Tier = Callable[[Mistake], list[Explanation]]


def explain(mistake: Mistake) -> tuple[Explanation, ...]:
    """The explanations of a first mistake, from the likeliest tier that has any."""
    if mistake.written_shape is not None:
        return tuple(_misshapen(mistake))
    if mistake.step.term is None:
        return tuple(_given(mistake))
    widened = mistake.in_intervals()
    for tier in TIERS:
        found = tier(mistake) or (tier(widened) if widened is not None else [])
        if found:
            also = row_exchanged(mistake) if tier is _rule else []
            return (*found, *also)
    return ()


# ---- the rule -----------------------------------------------------------------------------------


def _rule(mistake: Mistake) -> list[Explanation]:
    """Mutants of the rule: of the whole, if that gives every entry; else of the wrong entries."""
    whole: list[Mutant] = []
    partly: list[Mutant] = []
    for mutant in whole_mutants(mistake):
        value = mutant.term.value
        if shape_of(value) == mistake.shape and mistake.gives_wrong(value):
            (whole if mistake.gives_rest(value) else partly).append(mutant)
    if whole and mistake.is_whole and len(mistake.wrong) > 1:
        return _told(whole)
    single = list(_common_mutants(mistake))
    known = {_subject(mutant) for mutant in whole}
    found = whole + [mutant for mutant in single if _subject(mutant) not in known]
    return _told(found) or [_only_there(mistake, e) for e in _told(partly)]


def _common_mutants(mistake: Mistake) -> Iterator[Mutant]:
    """The mutants of single entries that give all of the wrong ones, as they are of the first."""
    common: dict[Hashable, Mutant] | None = None
    if mistake.shape == ():
        return
    for place in mistake.wrong[:MOST_PLACES]:
        here: dict[Hashable, Mutant] = {
            mutant.key: mutant
            for mutant in entry_mutants(mistake, place)
            if mistake.gives(mutant.term.value, place)
        }
        common = here if common is None else {k: v for k, v in common.items() if k in here}
        if not common:
            return
    yield from (common or {}).values()


def _subject(mutant: Mutant) -> Hashable:
    """A mistake and the quantities that it is about, whole or one entry of them."""
    about = mutant.mutation.about
    return mutant.name, () if about is None else tuple(name.id for name in names(about))


def _told(found: Iterable[Mutant]) -> list[Explanation]:
    told: dict[str, Explanation] = {}
    for mutant in found:
        words = in_plain_words(mutant.mutation)
        told.setdefault(words, Explanation(mutant.name, words))
    return list(told.values())


def _only_there(mistake: Mistake, explanation: Explanation) -> Explanation:
    places = ", ".join(symbol(mistake.step.id, place) for place in mistake.wrong[:TOLD])
    more = ", …" if len(mistake.wrong) > TOLD else ""
    return Explanation(explanation.name, f"{explanation.words} (in {places}{more})")


# ---- sign and factor ----------------------------------------------------------------------------

FACTORS = (
    (Rational(-1), "times:-1", "{} has the wrong sign"),
    (Rational(2), "times:2", "{} is twice what it should be"),
    (Rational(1, 2), "times:1/2", "{} is half of what it should be"),
)


def _factor(mistake: Mistake) -> list[Explanation]:
    """The result with a wrong sign or factor: all of it, or the wrong entries."""
    own = mistake.own_value()
    if own is None:
        return []
    found = []
    for factor, name, words in FACTORS:
        value = own * factor
        if mistake.gives_wrong(value):
            whole = not mistake.shape or mistake.gives_rest(value)
            about = symbol(mistake.step.id) if whole else _wrong_places(mistake)
            found.append(Explanation(name, words.replace("{}", about)))
    return found


def _wrong_places(mistake: Mistake) -> str:
    places = [symbol(mistake.step.id, place) for place in mistake.wrong]
    return (
        places[0]
        if len(places) == 1
        else f"each of {', '.join(places[:TOLD])}" + (" and others" if len(places) > TOLD else "")
    )


# ---- copies -------------------------------------------------------------------------------------


def _copied(mistake: Mistake) -> list[Explanation]:
    """Another quantity copied whole, or the right entries in the wrong places."""
    own = mistake.own_value()
    if own is None or len(mistake.written) < 2:
        return []
    return list(_misplaced(mistake, own)) or _copies(mistake)


def _misplaced(mistake: Mistake, own: Value) -> Iterator[Explanation]:
    shape, name = mistake.shape, symbol(mistake.step.id)
    if len(shape) == 2 and shape[0] == shape[1] and mistake.gives_all(own.T):
        yield Explanation("transposed", f"this is {name} transposed")
    elif len(mistake.wrong) == 2:
        one, other = mistake.wrong
        if mistake.gives(part(own, other), one) and mistake.gives(part(own, one), other):
            yield Explanation(
                "swapped", f"{symbol(mistake.step.id, one)} and "
                f"{symbol(mistake.step.id, other)} are swapped",
            )  # fmt: skip
    elif mistake.is_whole and len(shape) == 1 and mistake.gives_all(own[::-1]):
        yield Explanation("reversed", f"the entries of {name} are in reverse order")


def _copies(mistake: Mistake) -> list[Explanation]:
    found = [
        Explanation(f"copied:{id}", f"this is {symbol(id)}, copied")
        for id, value in distinct(mistake.own)
        if shape_of(value) == mistake.shape and not is_nothing(value) and mistake.gives_all(value)
    ]
    return found if len(found) <= MOST else []


# ---- slips --------------------------------------------------------------------------------------


def _slip(mistake: Mistake) -> list[Explanation]:
    """Slips of the pen: a digit, the point; a neighbour's value; an argument copied."""
    own = mistake.own_value()
    if own is None:
        return []
    common: dict[str, Explanation] | None = None
    for place in mistake.wrong[:MOST_PLACES]:
        here: dict[str, Explanation] = {}
        for explanation in _slips_at(mistake, place, own):
            here.setdefault(explanation.name, explanation)
        common = here if common is None else {k: v for k, v in common.items() if k in here}
        if not common:
            return []
    found = list((common or {}).values())
    of_the_pen = [e for e in found if e.name.startswith("slip:")]
    return of_the_pen[:1] or (found if len(found) <= MOST else [])


def _slips_at(mistake: Mistake, place: Index, own: Value) -> Iterator[Explanation]:
    for slip in slips(mistake.written[place], part(own, place)):
        yield Explanation(slip.name, slip.words)
    for index, other in entries(own):
        if index != place and mistake.gives(other, place):
            yield Explanation(
                "wrong_entry", f"this is the value of {symbol(mistake.step.id, index)}"
            )
            break
    assert mistake.step.term is not None
    for name in leaves_of(mistake.step.term):
        value = mistake.own[name.id]
        if shape_of(value) == mistake.shape and mistake.gives(part(value, place), place):
            yield Explanation(f"copied:{name.id}", f"{symbol(name.id, place)} is copied")


def _given(mistake: Mistake) -> list[Explanation]:
    """A number of the problem, miscopied."""
    return [
        Explanation(slip.name, slip.words)
        for place in mistake.wrong[:1]
        for slip in slips(mistake.written[place], part(mistake.step.value, place))
    ][:1]


# ---- another shape ------------------------------------------------------------------------------


def _misshapen(mistake: Mistake) -> list[Explanation]:
    """The quantity transposed, a mutant of the rule that has this shape, another quantity."""
    own = mistake.own_value()
    if own is not None and _has_all(mistake, np.transpose(own)):
        return [Explanation("transposed", f"this is {symbol(mistake.step.id)} transposed")]
    if mistake.step.term is None:
        return []
    found = [m for m in whole_mutants(mistake) if _has_all(mistake, m.term.value)]
    copies = [
        Explanation(f"copied:{id}", f"this is {symbol(id)}, copied")
        for id, value in distinct(mistake.own)
        if _has_all(mistake, value) and not is_nothing(value)
    ]
    return _told(found) or (copies if len(copies) <= MOST else [])


def _has_all(mistake: Mistake, value: Value) -> bool:
    return shape_of(value) == mistake.written_shape and all(
        index in mistake.written and mistake.gives(x, index) for index, x in entries(value)
    )


TIERS: tuple[Tier, ...] = (
    _rule,
    _factor,
    _copied,
    row_exchanged,
    exchanged,
    _slip,
    mistaken_alike,
    mistaken_any,
)
