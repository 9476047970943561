"""Quantities that may be chosen: eigenvectors, bases, whatever only has to satisfy equations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hwsolve.numbers import Value
from hwsolve.terms.term import Index, Term, evaluate


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A term that must be 0 (or must not, if `nonzero`), and words for where that fails.

    `about` are the entries of the quantity that it is about, all of them unless it says. It applies
    only where all of `if_written` were written down: two eigenvectors of which one is nobody's
    choice yet need not be orthogonal.
    """

    term: Term
    otherwise: str
    nonzero: bool = False
    about: tuple[Index, ...] = ()
    if_written: tuple[str, ...] = ()

    def value(self, values: Mapping[str, Value]) -> Value:
        """The value of the term, with these values of the quantities in it."""
        return evaluate(self.term, values)


@dataclass(frozen=True, slots=True, eq=False)
class NonUnique:
    """What a quantity must satisfy where another choice does as well as the one in the derivation.

    The conditions are terms in the quantity itself and in earlier ones. The freedom ends where all
    of one group of `unless` were written down: with a basis chosen, the coefficients in it are
    determined.
    """

    conditions: tuple[Condition, ...]
    words: str
    unless: tuple[tuple[str, ...], ...] = ()
