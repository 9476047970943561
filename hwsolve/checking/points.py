"""Points: an even split over the quantities, or as declared, with method marks for what follows."""

from __future__ import annotations

from dataclasses import replace

from hwsolve.checking.answers import Header
from hwsolve.checking.verdicts import Mark, Verdict
from hwsolve.numbers import Rational, rational


def with_points(marks: tuple[Mark, ...], header: Header) -> tuple[Mark, ...]:
    """The marks with what each is worth and what it earned.

    Undecided and unreadable lines are worth their points but earn none: a person must look at them.
    What follows from an earlier mistake can't earn more than right lines do, so that one good line
    and a page of junk that follows from nonsense isn't worth a page.
    """
    counted = [mark for mark in marks if mark.verdict is not Verdict.UNKNOWN]
    declared = header.marks.quantities
    rest = [mark for mark in counted if mark.id not in declared]
    share = (header.marks.total - sum(declared.values(), rational(0))) / max(len(rest), 1)
    share = max(share, rational(0))
    right = sum((_worth(m, declared, share) for m in counted if m.verdict.is_right), rational(0))
    following, room = [], right
    for mark in marks:
        if mark.verdict is Verdict.UNKNOWN:
            following.append(mark)
            continue
        worth = _worth(mark, declared, share)
        earned = rational(0)
        if mark.verdict.is_right:
            earned = worth
        elif mark.verdict is Verdict.FOLLOWS:
            earned = min(worth * header.marks.follows, room)
            room -= earned
        following.append(replace(mark, points=worth, earned=earned))
    return tuple(following)


def _worth(mark: Mark, declared: dict[str, Rational], share: Rational) -> Rational:
    return declared.get(mark.id, share)
