"""Sums of any number of terms, none and one included."""

from __future__ import annotations

from collections.abc import Sequence

from hwsolve.numbers import rational
from hwsolve.terms.arithmetic import add
from hwsolve.terms.term import Literal, Term


def sum_of(terms: Sequence[Term]) -> Term:
    """The sum; 0 for no terms, the term itself for one."""
    if not terms:
        return Literal(rational(0))
    return add(*terms) if len(terms) > 1 else terms[0]
