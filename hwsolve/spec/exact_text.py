"""Numbers as text that evaluates to the number itself, in the grammar of problem files."""

from __future__ import annotations

from functools import lru_cache

from hwsolve.notation.ascii import to_ascii
from hwsolve.notation.values import NumberStyle, is_named, notate_expression
from hwsolve.numbers import Rational, Scalar
from hwsolve.numbers.precision import SHORT_CLOSED_FORM
from hwsolve.spec.expressions import ExpressionError, number_from

SHORT = NumberStyle(closed_forms=SHORT_CLOSED_FORM)

IN_NAMES = NumberStyle(fractions=1_000_000)
"""No coefficient of a formula in names is rounded: the formula is all there is."""


def exact_text(x: Scalar) -> str | None:
    """A rational, a short closed form, or a formula in names; None where nothing short is exact.

    A closed form is written only if the grammar of problem files reads it: within its limits on
    exponents, roots and sizes.
    """
    if isinstance(x, Rational):
        return str(x)
    if x.is_symbolic:
        return to_ascii(notate_expression(x.closed, IN_NAMES))
    if not is_named(x, SHORT):
        return None
    text = to_ascii(notate_expression(x.closed, SHORT))
    return text if _is_readable(text) else None


@lru_cache(maxsize=4096)
def _is_readable(text: str) -> bool:
    try:
        number_from(text)
    except ExpressionError:
        return False
    return True
