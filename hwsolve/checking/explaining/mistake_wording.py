"""Words for mistakes, and what any number of coincidences is worth."""

from __future__ import annotations

import numpy as np

from hwsolve.checking.reading.answers import Index
from hwsolve.checking.verdicts import Explanation
from hwsolve.derivation.readings import Readings
from hwsolve.notation.identifiers import symbol_named
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from hwsolve.terms.mutants import Mutant
from hwsolve.terms.term import Apply, Mutation, Name, Term

MOST = 4
"""Coincidences of numbers beyond which they explain nothing."""


def symbol(id: str, index: Index = ()) -> str:
    """The symbol of a quantity or of one entry, on a line."""
    return to_line(symbol_named(id, tuple(int(i) for i in np.atleast_1d(index)) if index else ()))


def in_plain_words(mutation: Mutation) -> str:
    """The words for a mistake, with what it is about put in."""
    if mutation.about is None:
        return mutation.words
    about = Readings(NumberStyle()).formula(mutation.about)
    return mutation.words.replace("{}", to_line(about))


def explanation_of(mutant: Mutant) -> Explanation:
    """A mistake in a rule: its name, its words, and what makes it the same in other lines."""
    return Explanation(mutant.name, in_plain_words(mutant.mutation), alike(mutant))


def alike(mutant: Mutant) -> str:
    """What makes a mistake the same in another layer, at another time or in another entry."""
    mutation = mutant.mutation
    about = mutation.about
    what = about.id.called if isinstance(about, Name) else _operations(about)
    return f"{mutation.name}: {mutation.words}: {what}"


def _operations(term: Term | None) -> str:
    """The operations of a term, whatever they are applied to: ReLU′ is forgotten in any layer."""
    if not isinstance(term, Apply):
        return ""
    return f"{term.operation.name}({', '.join(map(_operations, term.arguments))})"


def in_broad_words(mutation: Mutation) -> str:
    """The words for a mistake with one entry, as of the whole quantity; empty if there are none."""
    if not isinstance(mutation.about, Name):
        return ""
    return mutation.words.replace("{}", symbol(mutation.about.id))
