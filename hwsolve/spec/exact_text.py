"""Numbers as text that evaluates to the number itself, in the grammar of problem files."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from hwsolve.notation.ascii import to_ascii
from hwsolve.notation.values import LONGEST_FRACTION, NumberStyle, notate_expression
from hwsolve.numbers import Rational, Scalar
from hwsolve.numbers.precision import SHORT_CLOSED_FORM
from hwsolve.numbers.real import is_longer_than
from hwsolve.spec.expressions import ExpressionError, number_from

if TYPE_CHECKING:
    import sympy

IN_FRACTIONS = NumberStyle(fractions=1_000_000)
"""However long a number is, it is not rounded."""

MODERATE = 50
"""An exponent of e far from the limits of the grammar."""


def exact_text(x: Scalar) -> str | None:
    """A rational, a short closed form, or a formula in names; None where nothing short is exact.

    A closed form is written only if the grammar of problem files reads it: within its limits on
    exponents, roots and sizes.
    """
    if isinstance(x, Rational):
        return str(x)
    if x.closed is None or not (x.is_symbolic or _is_short(x.closed)):
        return None
    text = to_ascii(notate_expression(x.closed, IN_FRACTIONS))
    return text if x.is_symbolic or _is_moderate(x.closed) or _is_readable(text) else None


def _is_short(closed: sympy.Expr) -> bool:
    """Whether a closed form has few parts, and no number in it has many digits."""
    import sympy

    return not is_longer_than(closed, SHORT_CLOSED_FORM) and all(
        len(f"{abs(number.p)}{number.q}") <= LONGEST_FRACTION
        for number in closed.atoms(sympy.Rational)
    )


def _is_moderate(closed: sympy.Expr) -> bool:
    """Whether a short closed form is surely within the grammar's limits: no need to try."""
    import sympy

    for power in closed.atoms(sympy.exp, sympy.Pow):
        exponent = power.exp
        largest = MODERATE if power.base is sympy.E else 4
        if not (exponent.is_Rational and abs(exponent.p) <= largest * exponent.q):
            return False
        if power.base is not sympy.E and exponent.q > 2:
            return False
    return True


@lru_cache(maxsize=4096)
def _is_readable(text: str) -> bool:
    try:
        number_from(text)
    except ExpressionError:
        return False
    return True
