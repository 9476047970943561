"""Quantities that may be chosen: eigenvectors, bases, whatever only has to satisfy equations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hwsolve.numbers import Value
from hwsolve.terms.term import Index, Term, evaluate


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A term that must be 0 (or must not, if `nonzero`), and words for where that fails.

    `about` are the entries of the quantity that it is about, all of them unless it says.
    """

    term: Term
    otherwise: str
    nonzero: bool = False
    about: tuple[Index, ...] = ()

    def value(self, values: Mapping[str, Value]) -> Value:
        """The value of the term, with these values of the quantities in it."""
        return evaluate(self.term, values)


@dataclass(frozen=True, slots=True, eq=False)
class Freedom:
    """What a quantity must satisfy where another choice does as well as the one in the derivation.

    The conditions are terms in the quantity itself and in earlier ones. The freedom ends where one
    of `unless` was written down: with a basis chosen, the coefficients in it are determined.
    """

    conditions: tuple[Condition, ...]
    words: str
    unless: tuple[str, ...] = ()
