"""Threshold units: functions that jump at 0 and are flat elsewhere, so that they can't be learnt.

Source: Rosenblatt 1958; McCulloch and Pitts 1943.
"""

from __future__ import annotations

from collections.abc import Callable

from hwsolve.notation.tree import Notation
from hwsolve.numbers import rational
from hwsolve.terms.cases import choose
from hwsolve.terms.elementwise import named, unary
from hwsolve.terms.function_mistakes import of_slope
from hwsolve.terms.parametrized_names import named_by_setting
from hwsolve.terms.term import Literal, Operation


def _threshold(name: str, written: str, low: int, usual: int) -> Operation:
    """The row of a function that is `low` below 0 and 1 above, and that of its slope, 0.

    Where its value at 0 isn't the usual one, its name says which it is: step₀.
    """

    def spell(ascii_name: str, name: str) -> Callable[..., Notation]:
        return named_by_setting(named(ascii_name, name), "at_zero", rational(usual))

    slope = unary(
        f"{name}_slope",
        named(f"{name}_slope", f"{written}′"),
        spell=spell(f"{name}_slope", f"{written}′"),
        define=lambda z, at_zero: Literal(rational(0)),
        derivative=lambda *_, **__: None,
        mistakes=of_slope,
        jumps=True,
    )
    return unary(
        name,
        named(name, written),
        spell=spell(name, written),
        define=lambda z, at_zero: choose(z, 1, low, at_zero),
        derivative=lambda z, a, at_zero: slope(z, at_zero=at_zero),
    )


step = _threshold("step", "step", 0, usual=1)
"""1 for z > 0, 0 for z < 0, and `at_zero` for z = 0."""

signum = _threshold("signum", "sign", -1, usual=0)
"""1 for z > 0, −1 for z < 0, and `at_zero` for z = 0; sign is the slope of |z| if that is 0."""
