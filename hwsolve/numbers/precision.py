"""The working precision of one run, and the request for more of it.

A derivation is computed from start to end at one precision. Whoever meets something that this
precision can't decide (a sign, a digit that was asked for) raises `NeedsPrecision`, and the whole
derivation is computed again with twice as many bits: one idea instead of refinement everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from flint import ctx

from hwsolve.errors import LimitError

Result = TypeVar("Result")

HIGHEST_BITS = 8192
"""Beyond this a sign counts as undecidable: one that needs 2,400 digits is a zero in disguise."""


ZERO_BITS = 1024
"""Bits to try before a number is taken to be nearly 0: what a double could tell from 0 is told."""


class NeedsPrecision(Exception):
    """Something could not be decided with the bits at hand; a note says in which quantity."""


SHORT_CLOSED_FORM = 20
"""The limit where a ball can stand in for what is longer."""


@dataclass(slots=True)
class Limits:
    """How long a closed form may grow, in operations, before it gives way to a ball.

    `algebra` counts the operations of formulas in letters so far.
    """

    closed_form: int = SHORT_CLOSED_FORM
    algebra: int = 0


limits = Limits()

SYMBOLIC_CLOSED_FORM = 4000
"""The limit where names stand for numbers: a ball can't stand in for a formula."""


def keep_closed_forms() -> None:
    """From here on, until the working precision ends, keep closed forms however long they grow.

    Needed where names stand for numbers: a formula in names can't go on from a ball.
    """
    limits.closed_form = SYMBOLIC_CLOSED_FORM


def bits_for(digits: int) -> int:
    """Bits to start with: the digits asked for (log2 10 = 3.32…), and a guard for losses."""
    return 128 + (digits * 10 + 2) // 3 + 1


@dataclass(frozen=True, slots=True)
class Precision:
    """The precision that something was computed at, to go on with later."""

    bits: int
    closed_form: int

    @classmethod
    def now(cls) -> Precision:
        """The precision in force."""
        return cls(ctx.prec, limits.closed_form)

    def again(self) -> AbstractContextManager[None]:
        """Compute at this precision once more."""
        return working_precision(self.bits, closed_form=self.closed_form)


@contextmanager
def working_precision(bits: int, *, closed_form: int = SHORT_CLOSED_FORM) -> Iterator[None]:
    """Compute with balls of `bits` bits and closed forms of up to `closed_form` operations."""
    before = ctx.prec, limits.closed_form, limits.algebra
    ctx.prec, limits.closed_form, limits.algebra = bits, closed_form, 0
    try:
        yield
    finally:
        ctx.prec, limits.closed_form, limits.algebra = before


def with_enough_precision(
    compute: Callable[[], Result], *, digits: int, closed_form: int = SHORT_CLOSED_FORM
) -> Result:
    """`compute()` at the lowest of 1, 2, 4, … times `bits_for(digits)` at which it decides.

    Raises LimitError where `HIGHEST_BITS` don't decide it.
    """
    bits = bits_for(digits)
    while True:
        try:
            with working_precision(bits, closed_form=closed_form):
                return compute()
        except NeedsPrecision as undecided:
            bits *= 2
            if bits > max(HIGHEST_BITS, 4 * bits_for(digits)):
                limit = LimitError(
                    f"{undecided} could not be decided with {bits // 2} bits",
                    "two quantities that are equal but not provably so look like this",
                )
                for where in getattr(undecided, "__notes__", ()):
                    limit.add_note(where)
                raise limit from None
