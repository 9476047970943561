"""Quantities as symbols: W_new[1].2.3 is the symbol W_new with 1 above and 2,3 below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from hwsolve.notation.letters import spell
from hwsolve.notation.tree import LOSS, Meaning, Symbol
from hwsolve.quantity import Quantity, whole_and_entry


def symbol_of(id: str, index: tuple[int, ...] = ()) -> Symbol:
    """The symbol of a quantity, or of one entry of it; `index` counts from 0, an id from 1.

    A plain text is a quantity's own name. e.g. dW[1].2.1 is dW[1] with the index (1, 0)
    """
    quantity = Quantity.named(id)
    entry = (*map(str, quantity.entry), *(str(place + 1) for place in index))
    return Symbol(quantity.called, quantity.marks, entry, _meaning(quantity))


def _meaning(quantity: Quantity) -> Meaning | None:
    """What the quantity is of another one."""
    match quantity.aspect:
        case "value":
            return None
        case "nabla" | "partial" as aspect:
            return Meaning(aspect, quantity.whole_name, quantity.function or LOSS)
        case "length":
            return Meaning("norm", quantity.whole_name)
        case "state" if not spell(
            quantity.whole_name
        ).accents:  # V_W is written as a V with W below
            return None
        case aspect:
            return Meaning(aspect, quantity.whole_name, quantity.function)


_known: ContextVar[Mapping[str, Quantity]] = ContextVar("quantities_that_are_letters")


@contextmanager
def quantities_known(quantities: Mapping[str, Quantity]) -> Iterator[None]:
    """Within this, a letter in a formula that is the id of one of these stands for it."""
    before = _known.set(quantities)
    try:
        yield
    finally:
        _known.reset(before)


def symbol_named(text: str, index: tuple[int, ...] = ()) -> Symbol:
    """The symbol of a known quantity or of an entry of one; else a letter of the file."""
    whole, entry = whole_and_entry(text)
    quantity = _known.get({}).get(whole)
    if quantity is None:
        return Symbol(text)
    return symbol_of(quantity.one(*entry) if entry else quantity, index)
