"""What a rule gives at the ends of its operands: tighter than balls where one stands in it twice.

In da·(1 − a²) a ball takes each of the three for itself, as if a were larger in one place than in
the other; somebody who calculates puts in one number for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np

from hwsolve.checking.explaining.suspects import part
from hwsolve.checking.worlds import hull
from hwsolve.numbers import Real, Scalar, Value, as_array, is_symbolic, shape_of
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.term import Index, Term, evaluate, names

MOST = 6
"""Operands that are tried at both ends; with more of them a ball must do."""


def between_corners(term: Term, values: Mapping[str, Value]) -> Scalar | None:
    """The hull of a scalar term's values with each operand at either end; None if too many vary."""
    operands = {(name.id, name.index): part(values[name.id], name.index) for name in names(term)}
    if any(shape_of(value) for value in operands.values()):
        return None
    ends = {place: _ends(x) for place, x in operands.items()}
    varying = [place for place, found in ends.items() if len(found) > 1]
    if not varying or len(varying) > MOST:
        return None
    found = []
    for corner in product(*(ends[place] for place in varying)):
        try:
            found.append(evaluate(term, _with(values, dict(zip(varying, corner, strict=True)))))
        except FAILURES:
            return None
    return hull(found)


def _ends(x: Scalar) -> tuple[Scalar, ...]:
    if is_symbolic(x) or not isinstance(x, Real) or x.closed is not None or x.ball is None:
        return (x,)
    return (Real(None, x.ball.lower()), Real(None, x.ball.upper())) if x.ball.rad() else (x,)


def _with(
    values: Mapping[str, Value], changed: Mapping[tuple[str, Index], Scalar]
) -> Mapping[str, Value]:
    """The values with some of their entries exchanged."""
    found = dict(values)
    for (id, index), x in changed.items():
        if index:
            array = np.array(found[id], dtype=object)
            array[index] = x
            found[id] = as_array(array)
        else:
            found[id] = x
    return found
