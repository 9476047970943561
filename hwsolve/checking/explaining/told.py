"""Words for mistakes, and what any number of coincidences is worth."""

from __future__ import annotations

import numpy as np

from hwsolve.checking.reading.answers import Index
from hwsolve.derivation.readings import Readings
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from hwsolve.terms.term import Mutation, Name

MOST = 4
"""Coincidences of numbers beyond which they explain nothing."""


def symbol(id: str, index: Index = ()) -> str:
    """The symbol of a quantity or of one entry, on a line."""
    return to_line(symbol_of(id, tuple(int(i) for i in np.atleast_1d(index)) if index else ()))


def in_plain_words(mutation: Mutation) -> str:
    """The words for a mistake, with what it is about put in."""
    if mutation.about is None:
        return mutation.words
    about = Readings(NumberStyle()).formula(mutation.about)
    return mutation.words.replace("{}", to_line(about))


def in_broad_words(mutation: Mutation) -> str:
    """The words for a mistake with one entry, as of the whole quantity; empty if there are none."""
    if not isinstance(mutation.about, Name):
        return ""
    return mutation.words.replace("{}", symbol(mutation.about.id))
