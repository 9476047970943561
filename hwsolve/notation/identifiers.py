"""Ids as symbols: W_new[1].2.3 is the symbol W_new with 1 above and 2,3 below."""

from __future__ import annotations

from hwsolve.notation.meaning import meaning_of
from hwsolve.notation.tree import Symbol


def symbol_of(id: str, index: tuple[int, ...] = ()) -> Symbol:
    """The symbol of a quantity, or of one entry of it; `index` counts from 0, the id from 1.

    e.g. dW[1].2.1 is the same as dW[1] with the index (1, 0)
    """
    name, bracket, rest = id.partition("[")
    if bracket:
        inside, _, entry = rest.partition("]")
        superscript = tuple(inside.split(","))
    else:
        name, _, entry = id.partition(".")
        superscript = ()
    places = [place for place in entry.split(".") if place]
    entry_of = (*places, *(str(i + 1) for i in index))
    return Symbol(name, superscript, entry_of, meaning_of(name))
