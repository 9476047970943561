"""Rounding down and up, which output sizes are made of."""

from __future__ import annotations

from hwsolve.notation.tree import Fenced
from hwsolve.numbers import Rational, Scalar, Value, each
from hwsolve.terms.elementwise import entry_by_entry
from hwsolve.terms.term import Operation


def _rounded_down(x: Scalar) -> Scalar:
    if not isinstance(x, Rational):
        raise TypeError("only rationals are rounded")
    return Rational(x.p // x.q)


def _floor(x: Value) -> Value:
    return each(_rounded_down, x)


floor_of: Operation = Operation(
    name="floor",
    evaluate=_floor,
    spell=lambda term, x: Fenced(x, "⌊⌋"),
    entry=entry_by_entry,
    gradient=lambda g, term, result: (None,),
)
"""⌊x⌋, the largest whole number that isn't above x."""

ceiling_of: Operation = Operation(
    name="ceiling",
    evaluate=lambda x: -_floor(-x),
    spell=lambda term, x: Fenced(x, "⌈⌉"),
    entry=entry_by_entry,
    gradient=lambda g, term, result: (None,),
)
"""⌈x⌉, the smallest whole number that isn't below x."""
