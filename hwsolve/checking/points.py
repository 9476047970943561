"""Points: an even split over the quantities, or as declared, with method marks for what follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from hwsolve.checking.reading.answers import Header
from hwsolve.checking.verdicts import Mark, Verdict
from hwsolve.numbers import Rational, rational


@dataclass(frozen=True, slots=True)
class Quantities:
    """What points can be given for.

    whole    the id of the quantity that an id means as a whole, whatever its name; None if none
    size     how many entries a quantity has
    counted  the ids of the quantities that share the points, written or not; None for those that
             were written
    """

    whole: Callable[[str], str | None]
    size: Callable[[str], int]
    counted: tuple[str, ...] | None = None


def with_points(
    marks: tuple[Mark, ...], header: Header, quantities: Quantities
) -> tuple[Mark, ...]:
    """The marks with what each is worth and what it earned.

    A quantity has the same points whether it was written at once, in rows or in entries. What the
    problem states is worth nothing unless points are declared for it. Undecided and unreadable
    lines are worth their points but earn none: a person must look at them. What follows from an
    earlier mistake earns method marks; not so zeros, which follow from zeros without any work, and
    all of it together no more than a part of the points, so that a page that follows from nonsense
    isn't worth a page. Where it is said which quantities count, those that are not written keep
    their points, which nobody earns.
    """
    worth = _worth(marks, header, quantities)
    room = sum(worth.values(), rational(0)) * header.marks.follows_at_most
    graded = []
    for place, mark in enumerate(marks):
        if mark.verdict is Verdict.UNKNOWN:
            graded.append(mark)
            continue
        earned = rational(0)
        if mark.verdict.is_right:
            earned = worth[place]
        elif mark.verdict is Verdict.FOLLOWS and not mark.is_zero:
            earned = min(worth[place] * header.marks.follows, room)
            room -= earned
        graded.append(replace(mark, points=worth[place], earned=earned))
    return tuple(graded)


def _worth(
    marks: tuple[Mark, ...], header: Header, quantities: Quantities
) -> Mapping[int, Rational]:
    """What each mark is worth, by its place: of one id a part may be there, and a part missing."""
    declared = header.marks.quantities
    by_quantity = _declared(header, quantities)
    lines: defaultdict[str, list[int]] = defaultdict(list)
    worth: dict[int, Rational] = {}
    for place, mark in enumerate(marks):
        if mark.verdict is Verdict.UNKNOWN:
            continue
        if mark.id in declared and mark.id not in by_quantity:  # one entry, or one row
            worth[place] = declared[mark.id]
        else:
            lines[mark.quantity].append(place)
    counted = quantities.counted
    if counted is None:
        counted = tuple(id for id, some in lines.items() if not marks[some[0]].is_given)
    shares = _shares(header, quantities, counted)
    for id, some in lines.items():
        points = shares.get(id, rational(0))
        entries = sum(marks[place].entries for place in some)
        if quantities.counted is not None:
            entries = max(entries, quantities.size(id))
        for place in some:
            worth[place] = points * marks[place].entries / entries
    return worth


def unwritten(marks: tuple[Mark, ...], header: Header, quantities: Quantities) -> int:
    """How many of the quantities that share the points were not written, those for none aside."""
    written = {mark.quantity for mark in marks if mark.verdict is not Verdict.MISSING}
    counted = quantities.counted or ()
    shares = _shares(header, quantities, counted)
    return sum(id not in written and shares[id] > 0 for id in counted)


def _shares(
    header: Header, quantities: Quantities, counted: Iterable[str]
) -> Mapping[str, Rational]:
    """The points of each quantity: those declared for it, or an even part of what is left."""
    declared = _declared(header, quantities)
    shared = {id for id in counted if id not in declared}
    rest = header.marks.total - sum(declared.values(), rational(0))
    share = max(rest, rational(0)) / max(len(shared), 1)
    return dict.fromkeys(shared, share) | declared


def _declared(header: Header, quantities: Quantities) -> dict[str, Rational]:
    return {quantities.whole(id) or id: n for id, n in header.marks.quantities.items()}
