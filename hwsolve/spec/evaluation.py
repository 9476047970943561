"""The value of a formula, in exact numbers, under limits that keep every value within reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, assert_never

from flint import arb, fmpq

from hwsolve.errors import LimitError
from hwsolve.numbers import (
    NeedsPrecision,
    Real,
    Scalar,
    absolute,
    as_ball,
    cos,
    erf,
    euler,
    exp,
    is_symbolic,
    log,
    maximum,
    minimum,
    pi,
    power,
    sigmoid,
    sin,
    sqrt,
    symbol,
    tanh,
    working_precision,
)
from hwsolve.numbers.precision import HIGHEST_BITS, SHORT_CLOSED_FORM, SYMBOLIC_CLOSED_FORM
from hwsolve.numbers.real import LONGEST_RATIONAL, has_long_power, is_long
from hwsolve.spec.formula import (
    Binary,
    Expression,
    FunctionCall,
    NamedConstant,
    Negate,
    NoValue,
    Number,
    Variable,
    children,
    names,
)

MAX_BITS = LONGEST_RATIONAL
"""Bits of a numerator or denominator, and the exponent of two beyond which no real number goes."""

MAX_EXPONENT = 4096
MAX_ROOT = 64
MAX_ROOT_BITS = 128
MAX_SYMBOLIC_EXPONENT = 64
MAX_SYMBOLIC_COEFFICIENT = 4096

_TOO_LARGE = f"a number beyond the limit of {MAX_BITS} bits"

_FUNCTIONS: Final[dict[str, Callable[..., Scalar]]] = {
    "sqrt": sqrt,
    "exp": exp,
    "log": log,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "sin": sin,
    "cos": cos,
    "erf": erf,
    "abs": absolute,
    "relu": lambda x: maximum(fmpq(0), x),
    "max": maximum,
    "min": minimum,
}


def evaluate(tree: Expression, meaning: Callable[[str], Scalar] = symbol) -> Scalar:
    """The value of a formula: a rational, a closed form with its ball, or an expression in names.

    `meaning` is the value of each name; a name stands for itself unless it is given.

    Balls are computed to the highest precision there is, so that a number that is read once serves
    a derivation which later asks for more bits. Raises NoValue.
    """
    if isinstance(tree, Number):
        return tree.value
    values = {name: meaning(name) for name in names(tree)}
    in_names = any(map(is_symbolic, values.values()))
    longest = SYMBOLIC_CLOSED_FORM if in_names else SHORT_CLOSED_FORM
    with working_precision(HIGHEST_BITS, closed_form=longest):
        return _value(tree, values)


def _value(tree: Expression, values: Mapping[str, Scalar]) -> Scalar:
    match tree:
        case Number(value):
            return value
        case Variable(name):
            return values[name]
        case NamedConstant(name):
            return pi() if name == "pi" else euler()
        case Negate(operand):
            return -_value(operand, values)
        case Binary("^", NamedConstant("e"), power_of_e, column):
            exponent = _value(power_of_e, values)
            return _guarded(lambda: _call("exp", [exponent], column), column)
        case Binary(operator, left, right, column):
            one, other = _value(left, values), _value(right, values)
            return _guarded(lambda: _binary(operator, one, other, column), column)
        case FunctionCall(function, arguments, column):
            found = [_value(argument, values) for argument in arguments]
            return _guarded(lambda: _call(function, found, column), column)
        case _:
            assert_never(tree)


def _guarded(compute: Callable[[], Scalar], column: int) -> Scalar:
    """The result of one operation, if it exists, is real, and isn't out of all proportion."""
    try:
        return _checked(compute(), column)
    except ZeroDivisionError:
        raise NoValue("division by zero", column) from None
    except LimitError as error:
        raise NoValue(error.message, column, error.hint) from None
    except NeedsPrecision as error:
        raise NoValue(f"{error} could not be decided", column) from None
    except (ArithmeticError, ValueError, RecursionError) as error:
        raise NoValue(str(error) or "this has no value", column) from None


def _checked(value: Scalar, column: int) -> Scalar:
    if isinstance(value, fmpq):
        if is_long(value):
            raise NoValue(_TOO_LARGE, column)
    elif value.ball is not None:
        if not abs(value.ball) < arb(2) ** MAX_BITS:
            raise NoValue(_TOO_LARGE, column)
    elif value.closed is not None:
        import sympy

        if value.closed.has(sympy.I, sympy.zoo, sympy.nan, sympy.oo, -sympy.oo):
            raise NoValue("this is not a real number", column)
    return value


def _binary(operator: str, left: Scalar, right: Scalar, column: int) -> Scalar:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case _:
            _check_power(left, right, column)
            return power(left, right)


def _check_power(base: Scalar, exponent: Scalar, column: int) -> None:
    """Refuse a power before it is computed if it would be enormous, or slow to simplify."""
    if isinstance(exponent, fmpq):
        _check_exponent(exponent, column)
        if isinstance(base, fmpq):
            if has_long_power(base, int(exponent.p)):
                raise NoValue(_TOO_LARGE, column)
            if exponent.q != 1 and base.height_bits() > MAX_ROOT_BITS:
                message = f"a root of a number with more than {MAX_ROOT_BITS} bits"
                raise NoValue(message, column)
            return
        if abs(exponent) > MAX_SYMBOLIC_EXPONENT:
            message = f"an exponent beyond the limit of {MAX_SYMBOLIC_EXPONENT} for such a base"
            raise NoValue(message, column)
    if is_symbolic(base) or is_symbolic(exponent):
        _check_coefficients(base, column)
        _check_coefficients(exponent, column, in_exponent=True)
    elif as_ball(base) > 0:
        _check_magnitude(as_ball(base).log() * as_ball(exponent), column)


def _check_exponent(exponent: fmpq, column: int) -> None:
    if abs(exponent.p) > MAX_EXPONENT or exponent.q > MAX_ROOT:
        message = f"an exponent beyond the limit of {MAX_EXPONENT}, or a root beyond {MAX_ROOT}"
        raise NoValue(message, column)


def check_exponents(tree: Expression) -> None:
    """Refuse a formula, before numbers are put in, in which some power would be enormous.

    An exponent that is a number has the limits that it has in a number; where powers stand inside
    of powers, as in (x^2)^3, the product of their exponents has. Raises NoValue.
    """
    waiting = [(tree, fmpq(1))]
    while waiting:
        node, factor = waiting.pop()
        if isinstance(node, Binary) and node.operator == "^" and not names(node.right):
            exponent = evaluate(node.right)
            if isinstance(exponent, fmpq):
                _check_exponent(exponent, node.column)
                factor *= max(abs(exponent), fmpq(1))
                _check_exponent(fmpq(factor.ceil()), node.column)
            waiting.append((node.left, factor))
        else:
            waiting += [(part, factor) for part in children(node)]


def _call(function: str, arguments: list[Scalar], column: int) -> Scalar:
    if function in ("exp", "sigmoid"):
        (argument,) = arguments
        if is_symbolic(argument):
            _check_coefficients(argument, column)
        else:
            _check_magnitude(as_ball(argument), column)
    if function not in _FUNCTIONS:
        raise NoValue(f"{function} can't stand in an exponent", column)
    return _FUNCTIONS[function](*arguments)


def _check_magnitude(logarithm: arb, column: int) -> None:
    """Refuse e^logarithm if it is too large, or so near to 0 that its reciprocal is."""
    if not abs(logarithm) < MAX_BITS * arb(2).log():
        raise NoValue(f"{_TOO_LARGE}, or too close to 0", column)


def _check_coefficients(value: Scalar, column: int, *, in_exponent: bool = False) -> None:
    """Refuse what SymPy turns into an enormous power: exp(10^60*log(9) + x), or 2^(10^60 - x)."""
    if isinstance(value, Real) and value.closed is not None:
        import sympy

        numbers = value.closed.atoms(sympy.Rational)
        if (in_exponent or value.closed.has(sympy.log)) and any(
            abs(number.p) > MAX_SYMBOLIC_COEFFICIENT * number.q for number in numbers
        ):
            message = f"numbers beyond {MAX_SYMBOLIC_COEFFICIENT} in an exponent with names"
            raise NoValue(message, column)
