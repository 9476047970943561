"""Why a number is wrong: the smallest mistake that gives exactly what was written.

Explanations come in tiers, the likelier first: mutants of the rule's operations (each operation's
row lists its own); the result with a wrong sign or factor; another quantity copied, or entries in
each other's place; another quantity put into the rule; slips of the pen; a single number of the
problem put in for another. The first tier that gives all of the wrong numbers explains them. What
ties in it is reported as a tie, and where nothing gives them, none is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator
from dataclasses import replace

import numpy as np

from hwsolve.checking.explaining.candidate_mistakes import (
    Mistake,
    distinct,
    entry_mutants,
    is_nothing,
    leaves_of,
    part,
    taken_at,
    whole_mutants,
)
from hwsolve.checking.explaining.error_sources import (
    MOST_ENTRIES,
    ErrorSource,
    Subject,
    are_the_only_ones,
    clauses,
    in_common,
    in_groups,
    in_words,
    only_there,
    shared,
)
from hwsolve.checking.explaining.evidence import digits_of, is_commonplace
from hwsolve.checking.explaining.mistake_wording import (
    MOST,
    alike,
    explanation_of,
    in_broad_words,
    in_plain_words,
    symbol,
)
from hwsolve.checking.explaining.substituted_quantities import (
    ENOUGH,
    earlier,
    exchanged,
    mistaken_alike,
    mistaken_any,
    row_exchanged,
)
from hwsolve.checking.explaining.typing_errors import WRONG_DIGIT, typing_errors
from hwsolve.checking.reading.answers import Index
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
    if digits_of(mistake) < len(mistake.wrong) * ENOUGH:
        return ()
    return tuple(in_groups(mistake, lambda place: _alone(mistake, place)))


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
    known = {_subject(mutant) for mutant in whole}
    of_whole = frozenset(known)

    def at(place: Index) -> Iterator[ErrorSource]:
        return _mutants_at(mistake, place, of_whole)

    single = shared(mistake, at)
    found = list(dict.fromkeys((*_told(whole), *in_words(mistake, single, at))))
    if not found:
        found = [replace(e, words=only_there(mistake, e.words)) for e in _told(partly)]
        known = {_subject(mutant) for mutant in partly}
    subjects = (*known, *(causes[0].subject for causes in single.values()))
    by_chance = found and not any(name in OF_FACTORS or not about for name, about in subjects)
    return [*found, *_factor(mistake)] if by_chance else found


def _mutants_at(
    mistake: Mistake, place: Index, known: Container[Hashable] = ()
) -> Iterator[ErrorSource]:
    """The mutants of the rule of one entry that give it, but for those known of the whole."""
    for mutant in entry_mutants(mistake, place) if mistake.shape else ():
        subject = _subject(mutant)
        if subject not in known and mistake.gives(mutant.term.value, place):
            words, broad = in_plain_words(mutant.mutation), in_broad_words(mutant.mutation)
            key = (*subject, mutant.mutation.words)
            about = () if mutant.mutation.about is None else tuple(
                (name.id, name.index) for name in names(mutant.mutation.about)
            )  # fmt: skip
            if not are_the_only_ones(about, taken_at(mistake.step, place)):
                broad = ""
            yield ErrorSource(mutant.name, words, key, broad, subject, alike(mutant), about)


def _subject(mutant: Mutant) -> Subject:
    """A mistake and the quantities that it is about, whole or one entry of them."""
    about = mutant.mutation.about
    return mutant.name, () if about is None else tuple(name.id for name in names(about))


def _told(found: Iterable[Mutant]) -> list[Explanation]:
    told: dict[str, Explanation] = {}
    for mutant in found:
        explanation = explanation_of(mutant)
        told.setdefault(explanation.words, explanation)
    return list(told.values())


OF_FACTORS = frozenset(("turned_round", "sign_forgotten", "wrong_sign", "mean_for_sum"))
"""Mistakes by which a result has a wrong sign or factor whatever the numbers are.

Others, such as a forgotten factor that happens to be −1, tie with a lost sign.
"""


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
            whole = not mistake.shape or (mistake.is_whole and mistake.gives_rest(value))
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


def _alone(mistake: Mistake, place: Index) -> Iterator[ErrorSource]:
    """The mistakes in the rule of one entry, and in its sign, that give it."""
    own = mistake.own_value()
    if own is None:
        return
    yield from _mutants_at(mistake, place)
    if mistake.gives(-part(own, place), place):
        sign = "times:-1"
        yield ErrorSource(sign, f"{symbol(mistake.step.id, place)} has the wrong sign", sign)


# ---- copies -------------------------------------------------------------------------------------


def _copied(mistake: Mistake) -> list[Explanation]:
    """Another quantity copied whole, or the right entries in the wrong places."""
    own = mistake.own_value()
    if own is None or len(mistake.written) < 2:
        return []
    found = list(_misplaced(mistake, own))
    return found or ([] if is_commonplace(mistake) else _copies(mistake))


def _misplaced(mistake: Mistake, own: Value) -> Iterator[Explanation]:
    shape, name = mistake.shape, symbol(mistake.step.id)
    if len(shape) == 2 and shape[0] == shape[1] and mistake.gives_all(own.T):
        yield Explanation("transposed", f"this is {name} transposed")
    elif len(mistake.wrong) == 2:
        one, other = mistake.wrong
        crossed = mistake.gives(part(own, other), one) and mistake.gives(part(own, one), other)
        if crossed and mistake.gives_rest(own):
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


# ---- typing errors ------------------------------------------------------------------------------


def _slip(mistake: Mistake) -> list[Explanation]:
    """Slips of the pen: the point, two digits; a neighbour's value; an argument copied."""
    own = mistake.own_value()
    if own is None:
        return []
    of_the_pen = in_common(mistake, lambda place: _slips_at(mistake, place, own))
    if of_the_pen:
        return of_the_pen[:1]
    if is_commonplace(mistake):
        return []
    found = in_common(mistake, lambda place: _misread_at(mistake, place, own))
    return found if len(found) <= MOST else []


def _digit(mistake: Mistake) -> list[Explanation]:
    """One digit wrong, which is said only where no operation gives the number."""
    own = mistake.own_value()
    if own is None:
        return []
    return in_common(mistake, lambda place: _slips_at(mistake, place, own, digit=True))[:1]


def _slips_at(
    mistake: Mistake, place: Index, own: Value, *, digit: bool = False
) -> Iterator[ErrorSource]:
    for typing_error in typing_errors(mistake.written[place], part(own, place)):
        if digit is (typing_error.name == WRONG_DIGIT):
            yield ErrorSource(typing_error.name, typing_error.words, typing_error.name)


def _misread_at(mistake: Mistake, place: Index, own: Value) -> Iterator[ErrorSource]:
    for index, other in entries(own):
        if index != place and mistake.gives(other, place):
            words = f"this is the value of {symbol(mistake.step.id, index)}"
            yield ErrorSource("wrong_entry", words, index)
            break
    assert mistake.step.term is not None
    for name in leaves_of(mistake.step.term):
        value = mistake.own[name.id]
        if shape_of(value) == mistake.shape and mistake.gives(part(value, place), place):
            words, broad = (f"{symbol(name.id, at)} is copied" for at in (place, ()))
            about = ((name.id, place),)
            yield ErrorSource(f"copied:{name.id}", words, name.id, broad, about=about)


def _given(mistake: Mistake) -> list[Explanation]:
    """Numbers of the problem, miscopied: those of the wrong ones that are seen to be."""
    slips = {
        place: next(typing_errors(mistake.written[place], part(mistake.step.value, place)), None)
        for place in mistake.wrong[:MOST_ENTRIES]
    }
    found = {place: slip for place, slip in slips.items() if slip is not None}
    if not found:
        return []
    told = [(symbol(mistake.step.id, place), slip.words) for place, slip in found.items()]
    names = dict.fromkeys(slip.name for slip in found.values())
    words = clauses(told) if len(mistake.wrong) > 1 else told[0][1]
    return [Explanation("+".join(names), words)]


# ---- another shape ------------------------------------------------------------------------------


def _misshapen(mistake: Mistake) -> list[Explanation]:
    """The quantity transposed, a mutant of the rule that has this shape, another quantity."""
    own = mistake.own_value()
    if own is not None and mistake.is_given_by(np.transpose(own)):
        return [Explanation("transposed", f"this is {symbol(mistake.step.id)} transposed")]
    if mistake.step.term is None:
        return []
    found = [m for m in whole_mutants(mistake) if mistake.is_given_by(m.term.value)]
    copies = [
        Explanation(f"copied:{id}", f"this is {symbol(id)}, copied")
        for id, value in distinct(mistake.own)
        if mistake.is_given_by(value) and not is_nothing(value)
    ]
    return _told(found) or (copies if len(copies) <= MOST else [])


TIERS: tuple[Tier, ...] = (
    _rule,
    _factor,
    _copied,
    row_exchanged,
    earlier,
    exchanged,
    _slip,
    mistaken_alike,
    _digit,
    mistaken_any,
)
