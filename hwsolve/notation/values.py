"""Numbers and arrays as notation: fractions or decimals, closed forms, proven roundings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from flint import arb

from hwsolve.notation.identifiers import symbol_named
from hwsolve.notation.textbook_order import factors_in_order, terms_in_order
from hwsolve.notation.tree import (
    ZERO,
    Call,
    Cases,
    Fenced,
    Function,
    Matrix,
    Negation,
    Notation,
    Numeral,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Stack,
    Sum,
    Symbol,
    Words,
    is_rounded,
)
from hwsolve.numbers import (
    Decimal,
    NeedsPrecision,
    Rational,
    Real,
    Scalar,
    Value,
    as_ball,
    decimal,
    scalars,
    shape_of,
)
from hwsolve.numbers.real import is_longer_than

if TYPE_CHECKING:
    import sympy

SHORT = 5
"""Parts of a closed form that is as short as a decimal: √2/2, log 2, −tanh(1/2)."""

LONGEST_FORMULA = 24
"""Parts of a formula in names that is still put in for a quantity, which else keeps its name."""

LONGEST_FRACTION = 20
"""Digits of numerator and denominator together beyond which a fraction is shown as a decimal."""

SHORT_FRACTION = 10
"""Digits up to which a fraction is put into formulas and needs no decimal beside it."""

TINY_FRACTION = 5
"""Digits up to which a fraction may stand among decimals: 1/3, 12/35."""

EXACT_DECIMAL = 10
"""Digits that a decimal may have to stand for a number where decimals are preferred."""


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How numbers are written: digits of a rounded number; 0.8 or 4/5; 0.69 or log 2."""

    digits: int = 6
    decimals: bool = False
    closed_forms: int = 1_000_000
    """The most parts that a closed form may have; a longer one is written in decimals."""
    fractions: int = LONGEST_FRACTION
    """The most digits that a fraction may have; a longer one is written in decimals."""
    letters: tuple[tuple[str, str], ...] = ()
    """Letters of the file that are written otherwise, since a quantity is written like them."""

    @property
    def where_put_in(self) -> NumberStyle:
        """The style where numbers are put into a formula: only what is as short as a decimal."""
        return replace(self, closed_forms=SHORT, fractions=SHORT_FRACTION)

    @property
    def in_decimals(self) -> NumberStyle:
        """The style without closed forms and long fractions."""
        return replace(self, closed_forms=0, fractions=TINY_FRACTION)


def notate(value: Value, style: NumberStyle) -> Notation:
    """A value as notation; a vector as a column, a single entry without brackets."""
    return arranged(value, lambda x, index: notate_scalar(x, style))


def arranged(value: Value, cell: Callable[[Scalar, tuple[int, ...]], Notation]) -> Notation:
    """The entries of a value in its shape, each written from the entry and its index."""
    shape = shape_of(value)
    if all(size == 1 for size in shape):
        return cell(scalars(value)[0], (0,) * len(shape))
    if len(shape) == 1:
        return Matrix(tuple((cell(x, (i,)),) for i, x in enumerate(value)))
    if len(shape) == 2:
        rows = enumerate(value)
        return Matrix(tuple(tuple(cell(x, (i, j)) for j, x in enumerate(row)) for i, row in rows))
    return Stack(
        tuple(
            arranged(part, lambda x, index, k=k: cell(x, (k, *index)))  # type: ignore[misc]
            for k, part in enumerate(value)
        )
    )


def notate_scalar(x: Scalar, style: NumberStyle) -> Notation:
    """One number as notation."""
    if isinstance(x, Rational):
        return _rational(x, style)
    if x.closed is not None and is_named(x, style):
        return notate_expression(x.closed, style)
    return _decimal(x, style)


@lru_cache(maxsize=8192)
def as_read(x: Scalar, style: NumberStyle) -> Scalar:
    """The number that a reader takes from the page where x is written in this style."""
    shown = _most_digits(x, style.digits)
    if shown.is_exact or not is_rounded(notate_scalar(x, style)):
        return x
    return shown.value


def reads_as(x: Scalar, wanted: Scalar, digits: int) -> bool:
    """Whether x is written like another number once it is rounded to so many digits."""
    if isinstance(wanted, Rational) and wanted == 0:
        return bool(abs(as_ball(x)) < arb(10) ** -digits)
    try:
        return decimal(x, digits).text == decimal(wanted, digits).text
    except NeedsPrecision:
        return False


def is_named(x: Scalar, style: NumberStyle) -> bool:
    """Whether a number is written by its closed form, or as a formula.

    A closed form in which a number would be rounded is the form of another number.
    """
    if not isinstance(x, Real) or x.closed is None:
        return False
    if x.is_symbolic:
        return True
    return not is_longer_than(x.closed, style.closed_forms) and (
        _has_short_numbers(x.closed, style) or not is_rounded(notate_expression(x.closed, style))
    )


def _has_short_numbers(closed: sympy.Expr, style: NumberStyle) -> bool:
    """Whether no number in a closed form needs rounding, which is quickly seen of nearly all."""
    import sympy

    return all(
        len(f"{abs(number.p)}{number.q}") <= style.fractions
        for number in closed.atoms(sympy.Rational)
    )


def is_long_formula(x: Scalar) -> bool:
    """Whether a number is a formula in names that is too long to be put in for its own name."""
    return isinstance(x, Real) and x.is_symbolic and is_longer_than(x.closed, LONGEST_FORMULA)


def has_closed_form(value: Value, style: NumberStyle) -> bool:
    """Whether closed forms are shown in a value, so that its decimals are worth adding."""
    return any(
        is_long_fraction(x, style)
        if isinstance(x, Rational)
        else is_named(x, style) and not x.is_symbolic
        for x in scalars(value)
    )


def is_long_fraction(x: Rational, style: NumberStyle) -> bool:
    """Whether a number is written by a fraction so long that it says little by itself."""
    if style.fractions <= SHORT_FRACTION or not SHORT_FRACTION < _digits_of(x) <= style.fractions:
        return False
    return isinstance(_rational(abs(x), style), Quotient)


def _digits_of(fraction: Rational) -> int:
    return len(str(abs(fraction.p))) + len(str(fraction.q))


def _rational(x: Rational, style: NumberStyle) -> Notation:
    if not x:  # most entries of a large matrix
        return ZERO
    numerator, denominator = str(abs(x.p)), str(x.q)
    size: Notation
    if denominator == "1" and len(numerator) <= max(LONGEST_FRACTION, style.fractions):
        size = Numeral(numerator)
    else:
        shown = decimal(abs(x), max(style.digits, EXACT_DECIMAL))
        if style.decimals and shown.is_exact:
            size = _digits(shown.text, rounded=False)
        elif _digits_of(x) <= style.fractions:
            size = Quotient(Numeral(numerator), Numeral(denominator))
        else:
            shown = decimal(abs(x), style.digits)
            size = _digits(shown.text, rounded=not shown.is_exact)
    return Negation(size) if x < 0 else size


def _decimal(x: Scalar, style: NumberStyle) -> Notation:
    shown = _most_digits(x, style.digits)
    size = _digits(shown.text.lstrip("-"), rounded=not shown.is_exact)
    return Negation(size) if shown.text.startswith("-") else size


def _most_digits(x: Scalar, digits: int) -> Decimal:
    """As many digits as are proven: on the way to a result a number may have lost some."""
    for fewer in range(digits, 0, -1):
        try:
            return decimal(x, fewer)
        except NeedsPrecision:
            continue
    return decimal(x, 1)


def _digits(text: str, *, rounded: bool) -> Notation:
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return Numeral(mantissa, rounded)
    size: Notation = Numeral(exponent.lstrip("-"))
    power = Power(Numeral("10"), Negation(size) if exponent.startswith("-") else size)
    if mantissa == "1" and not rounded:
        return power
    return Product((Numeral(mantissa, rounded), power))


FUNCTIONS = {
    "log": Function("log", "log", r"\log"),
    "exp": Function("exp", "exp", r"\exp"),
    "sin": Function("sin", "sin", r"\sin"),
    "cos": Function("cos", "cos", r"\cos"),
    "tanh": Function("tanh", "tanh", r"\tanh"),
    "erf": Function("erf", "erf", r"\operatorname{erf}"),
    "sigmoid": Function("sigmoid", "σ", r"\sigma"),
    "sign": Function("sign", "sign", r"\operatorname{sign}"),
    "Max": Function("max", "max", r"\max"),
    "Min": Function("min", "min", r"\min"),
}


def notate_expression(expression: sympy.Expr, style: NumberStyle) -> Notation:
    """A SymPy expression as notation, its terms and factors in the order of a textbook."""
    import sympy

    def inner(child: sympy.Expr) -> Notation:
        return notate_expression(child, style)

    if expression.is_Rational:
        return _rational(Rational(int(expression.p), int(expression.q)), style)
    if expression is sympy.pi:
        return Symbol("pi")
    if expression is sympy.E:
        return Symbol("e")
    if isinstance(expression, sympy.Symbol):
        return symbol_named(dict(style.letters).get(expression.name, expression.name))
    if isinstance(expression, sympy.Add):
        content, rest = expression.primitive()
        if content != 1 and expression.free_symbols:  # 2·(a − y) rather than 2·a − 2·y
            return Product((inner(content), inner(rest)))
        return Sum(tuple(inner(term) for term in terms_in_order(expression)))
    if isinstance(expression, sympy.Mul):
        if expression.could_extract_minus_sign():
            return Negation(inner(-expression))
        numerator, denominator = sympy.fraction(expression)
        if denominator != 1:
            return Quotient(inner(numerator), inner(denominator))
        return Product(tuple(inner(factor) for factor in factors_in_order(expression)))
    if isinstance(expression, sympy.exp):
        return Power(Symbol("e"), inner(expression.args[0]))
    if isinstance(expression, sympy.Pow):
        base, exponent = expression.args
        if exponent == sympy.Rational(1, 2):
            return Root(inner(base))
        if exponent.could_extract_minus_sign():
            return Quotient(Numeral("1"), inner(base ** (-exponent)))
        return Power(inner(base), inner(exponent))
    if isinstance(expression, sympy.Abs):
        return Fenced(inner(expression.args[0]), "||")
    if isinstance(expression, sympy.Piecewise) and [v for v, _ in expression.args] == [1, 0]:
        return Fenced(inner(expression.args[0][1]), "[]")
    if isinstance(expression, sympy.Piecewise):
        return Cases(
            tuple((inner(value), inner(condition)) for value, condition in expression.args)
        )
    if expression is sympy.true:
        return Words("otherwise")
    if isinstance(expression, sympy.core.relational.Relational):
        sign = {">": ">", "<": "<", ">=": "≥", "<=": "≤", "==": "="}[expression.rel_op]
        return Relation((inner(expression.lhs), inner(expression.rhs)), (sign,))
    function = FUNCTIONS[type(expression).__name__]
    return Call(function, tuple(inner(argument) for argument in expression.args))
