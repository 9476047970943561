"""Whether a text that is called exact is the number whose decimals stand beside it.

Read with Python's own parser and mpmath: nothing of hwsolve takes part.
"""

import ast
import re
from fractions import Fraction

import mpmath

WORKING_DIGITS = (80, 3000)
"""The latter for what cancels in the former, such as 1/(1 + e^(-1000)) - 1."""

NEARLY_0 = Fraction(1, 10**12)
"""What a 0 may stand for of which no digit is proven."""

FUNCTIONS = {
    "sqrt": mpmath.sqrt, "log": mpmath.log, "exp": mpmath.exp, "erf": mpmath.erf,
    "tanh": mpmath.tanh, "sin": mpmath.sin, "cos": mpmath.cos, "abs": abs,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
}  # fmt: skip
SHORT = 1300
"""Digits of a numerator with the 4096 bits that the README allows, and some more."""
WHOLE = re.compile(r"-?[0-9]+(/[0-9]+)?")


def faults_of_numbers(value):
    """What is wrong with the numbers of a JSON document, in words."""
    if isinstance(value, dict) and set(value) == {"exact", "decimal", "digits"}:
        if value["exact"] is not None:
            yield from _faults(**value)
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from faults_of_numbers(part)


def _faults(exact, decimal, digits):
    if re.search(r"[0-9]\.[0-9]", exact):
        yield f"exact text with a rounded decimal in it: {exact[:80]}"
    elif re.search(rf"[0-9]{{{SHORT}}}", exact):
        yield f"exact text that is endless: {exact[:40]}"
    elif not _agree(exact, decimal, digits):
        yield f"exact text {exact[:80]} isn't {decimal}"


def _agree(exact, decimal, digits):
    """Whether a decimal is its exact text, rounded to so many digits; exactly, for None."""
    mantissa, _, power = decimal.partition("e")
    shown = Fraction(mantissa) * Fraction(10) ** int(power or 0)
    half = _half_a_unit(shown, digits)
    if WHOLE.fullmatch(exact):
        return abs(Fraction(exact) - shown) <= half
    return any(_agree_within(exact, shown, half, working) for working in WORKING_DIGITS)


def _half_a_unit(shown, digits):
    """Half a unit of the last of the digits of a number."""
    if not shown:
        return NEARLY_0 if digits == 0 else Fraction(0)
    if digits is None:
        return Fraction(0)
    first = len(str(abs(shown.numerator))) - len(str(shown.denominator))
    first -= abs(shown) < Fraction(10) ** first
    return Fraction(10) ** (first - digits + 1) / 2


def _agree_within(exact, shown, half, working):
    with mpmath.workdps(working):
        try:
            number = _value(ast.parse(exact.replace("^", "**"), mode="eval").body)
        except ZeroDivisionError:  # what cancels to 0 with so few digits
            return False
        distance = abs(number - mpmath.mpf(shown.numerator) / shown.denominator)
        return bool(distance <= mpmath.mpf(half.numerator) / half.denominator)


def _value(node):
    match node:
        case ast.Constant(value=int(number)):
            return mpmath.mpf(number)
        case ast.Name(id="pi"):
            return mpmath.pi + 0
        case ast.Name(id="e"):
            return mpmath.e + 0
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=operator, right=right):
            one, other = _value(left), _value(right)
            match operator:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
                case ast.Div():
                    return one / other
                case ast.Pow():
                    return one**other
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in FUNCTIONS:
            return FUNCTIONS[name](*map(_value, arguments))
    raise ValueError(ast.dump(node)[:100])
