"""Names of functions that have a setting, such as the slope of a leaky ReLU."""

from __future__ import annotations

from collections.abc import Callable

from hwsolve.notation.ascii import to_ascii
from hwsolve.notation.latex import to_latex
from hwsolve.notation.line import to_line
from hwsolve.notation.symbols import subscript
from hwsolve.notation.tree import Call, Function, Notation
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.numbers import Scalar
from hwsolve.terms.term import Apply


def named_by_setting(function: Function, setting: str, usual: Scalar) -> Callable[..., Notation]:
    """f(z), and where the setting isn't the usual one f with that below. e.g. LeakyReLU₀.₁(z)

    So functions that differ have different names, also where they are on one page.
    """

    def spell(term: Apply, z: Notation) -> Notation:
        value = term.parameters[setting]
        return Call(function if value == usual else _lowered(function, value), (z,))

    return spell


def _lowered(function: Function, value: Scalar) -> Function:
    """The function's name with a number below. e.g. ELU′ and 2 make ELU₂′"""
    number = notate(value, NumberStyle(decimals=True))
    name, prime, _ = function.unicode.partition("′")
    return Function(
        f"{function.ascii}_{to_ascii(number)}",
        name + "".join(subscript(mark) or mark for mark in to_line(number)) + prime,
        f"{function.latex}_{{{to_latex(number)}}}",
    )
