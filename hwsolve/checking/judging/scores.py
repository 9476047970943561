"""Scores that only softmax reads: shifted alike they give the same probabilities.

Against overflow they are often written less the largest one, which then stands as 0 (Goodfellow,
Bengio, Courville: Deep Learning, section 4.1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from hwsolve.checking.evaluations import Numbers
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import ids_of
from hwsolve.numbers import Rational, Value, is_symbolic, maximum, scalars, shape_of
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.softmax import softmax
from hwsolve.terms.term import Apply, Name, Term, names


def scores_of_softmax(derivation: Derivation) -> frozenset[str]:
    """The ids of the quantities that nothing but softmax reads."""
    read: Counter[str] = Counter()
    by_softmax: Counter[str] = Counter()
    for step in derivation.steps:
        if step.term is not None:
            read.update(name.id for name in names(step.term))
            by_softmax.update(_scores_in(step.term))
    return frozenset(
        id
        for step in derivation.steps
        if any(by_softmax[i] for i in ids_of(step))
        and sum(read[i] for i in ids_of(step)) == sum(by_softmax[i] for i in ids_of(step))
        for id in ids_of(step)
    )


def _scores_in(term: Term) -> Iterator[str]:
    if isinstance(term, Apply):
        for argument in term.arguments:
            if term.operation is softmax and isinstance(argument, Name) and not argument.index:
                yield argument.id
            else:
                yield from _scores_in(argument)


def is_shifted(numbers: Numbers, value: Value | None, tolerance: Rational) -> bool:
    """Whether what was written is a value less the largest entry of each of its rows."""
    if value is None or len(shape_of(value)) == 0 or len(numbers) < len(scalars(value)):
        return False
    if any(is_symbolic(x) for x in scalars(value)):
        return False
    try:
        shifted = np.array(value, dtype=object)
        for row in np.ndindex(shifted.shape[:-1]):
            shifted[row] = shifted[row] - maximum(*shifted[row])
    except FAILURES:  # which of them is the largest can't be told
        return False
    return all(w.compare(shifted[i], tolerance).is_proven for i, w in numbers.items())
