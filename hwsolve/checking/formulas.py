"""Whether two formulas in names are the same, proven or left open."""

from __future__ import annotations

import random
from collections.abc import Mapping

from hwsolve.numbers import Real, Scalar, Value, as_sympy, scalars, shape_of
from hwsolve.numbers.real import settle


def with_values(formula: Scalar, values: Mapping[str, Value]) -> Scalar:
    """The formula with values in place of those of its names that stand for quantities known.

    e.g. beta*V_x[1] + (1 - beta)*grad_f_x[1], with what was written for V_x[1] put in
    """
    if not isinstance(formula, Real) or formula.closed is None:
        return formula
    known = {}
    for name in formula.closed.free_symbols:
        value = _value_of(str(name), values)
        if value is not None and value is not formula:
            known[name] = as_sympy(value)
    return settle(formula.closed.xreplace(known), None) if known else formula


def _value_of(id: str, values: Mapping[str, Value]) -> Scalar | None:
    """The value of a quantity, or of one entry of it; None if it is no quantity known."""
    if id in values:
        found = scalars(values[id])
        return found[0] if len(found) == 1 else None
    head, dot, places = id.rpartition("].") if "]." in id else id.partition(".")
    value = values.get(head + "]" if "]." in id else head)
    index = tuple(int(place) - 1 for place in places.split(".")) if dot else ()
    shape = shape_of(value)
    inside = len(index) == len(shape) and all(0 <= i < n for i, n in zip(index, shape, strict=True))
    scalar: Scalar | None = value[index] if value is not None and index and inside else None
    return scalar


POINTS = 3
DIGITS = 30


def formulas_agree(one: Scalar, other: Scalar) -> bool | None:
    """True where the formulas are proven equal, False where they differ somewhere, else None.

    Formulas that differ at a random point are different; those that agree at several are equal only
    once their difference is simplified to 0.
    """
    import sympy

    difference = as_sympy(one) - as_sympy(other)
    if sympy.expand(difference) == 0:
        return True
    plain = difference.replace(
        lambda part: getattr(part.func, "__name__", "") == "sigmoid",
        lambda part: 1 / (1 + sympy.exp(-part.args[0])),
    )
    names = sorted(plain.free_symbols, key=str)
    chance = random.Random(0)  # noqa: S311 - the same points every time, on purpose
    for _ in range(POINTS):
        point = {
            name: sympy.Rational(chance.randint(1, 99), chance.randint(50, 99)) for name in names
        }
        value = plain.subs(point).evalf(DIGITS)
        if value.is_number and value.is_finite and abs(value) > sympy.Rational(1, 10**15):
            return False
    return True if sympy.simplify(plain) == 0 else None
