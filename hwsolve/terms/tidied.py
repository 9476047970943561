"""Scalar terms put together as a textbook writes them: no factors 1, no terms 0, numbers in front.

Only the writing depends on it, never the value.
"""

from __future__ import annotations

from hwsolve.numbers import Rational, rational
from hwsolve.terms.term import OPERATIONS, Apply, Literal, Name, Operation, Term

ZERO, ONE = Literal(rational(0)), Literal(rational(1))


def number_in(term: Term) -> Rational | None:
    """The number that a term is, if it is just one."""
    match term:
        case Literal(Rational() as value):
            return value
        case Apply(Operation(name="negate"), (inner,)):
            value = number_in(inner)
            return None if value is None else -value
        case Apply(Operation(name="divide"), (Literal(Rational() as above), below)):
            divisor = number_in(below)
            return above / divisor if divisor else None
    return None


def _is(term: Term, number: int) -> bool:
    value = number_in(term)
    return value is not None and bool(value == number)


def literal(number: Rational) -> Term:
    """A number of a formula; a negative one is written with its sign in front."""
    return -Literal(-number) if number < 0 else Literal(number)


def sum_of_two(left: Term, right: Term) -> Term:
    """left + right, numbers at the end drawn into one. e.g. n − 1 and −1 make n − 2"""
    one, other = number_in(left), number_in(right)
    if one is not None and other is not None:
        return literal(one + other)
    match left:
        case Apply(Operation(name="add"), (first, last)) if other is not None:
            if number_in(last) is not None:
                return sum_of_two(first, sum_of_two(last, right))
    if _is(left, 0):
        return right
    return left if _is(right, 0) else left + right


def opposite(term: Term) -> Term:
    """−term"""
    value = number_in(term)
    if value is not None:
        return literal(-value)
    match term:
        case Apply(Operation(name="negate"), (inner,)):
            return inner
    return -term


def product(left: Term, right: Term) -> Term:
    """left · right: numbers first, then powers of names. e.g. eˣ times 2·x is 2·x·eˣ

    A fraction draws its neighbour in. e.g. 1/(1 + x²) times 2·x is 2·x/(1 + x²)
    """
    for one, other in ((left, right), (right, left)):
        match one:
            case Apply(Operation(name="divide"), (above, below)) if number_in(one) is None:
                ordered = (above, other) if one is left else (other, above)
                return quotient(product(*ordered), below)
    front, first = parted(left)
    other_front, second = parted(right)
    if _is_monomial(second) and not _is_monomial(first):
        first, second = second, first
    body = second if _is(first, 1) else first if _is(second, 1) else first * second
    return scaled(front * other_front, body)


def _is_monomial(term: Term) -> bool:
    """Whether a term is made of powers of names and of constants, such as π·x²."""
    match term:
        case Name() | Literal():
            return True
        case Apply(Operation(name="power"), (base, exponent)):
            return isinstance(base, Name) and number_in(exponent) is not None
        case Apply(Operation(name="multiply"), (left, right)):
            return _is_monomial(left) and _is_monomial(right)
    return False


def parted(term: Term) -> tuple[Rational, Term]:
    """A term as (number in front, the rest)."""
    value = number_in(term)
    if value is not None:
        return value, ONE
    match term:
        case Apply(Operation(name="negate"), (inner,)):
            front, rest = parted(inner)
            return -front, rest
        case Apply(Operation(name="multiply"), (left, right)):
            front, rest = parted(left)
            if front != 1:
                return front, right if _is(rest, 1) else rest * right
    return rational(1), term


def scaled(factor: Rational, body: Term) -> Term:
    """factor · body for a number."""
    if factor == 0:
        return ZERO
    if factor < 0:
        return -scaled(-factor, body)
    if _is(body, 1) or factor == 1:
        return literal(factor) if _is(body, 1) else body
    match body:
        case Apply(Operation(name="multiply"), (left, right)):
            return scaled(factor, left) * right
    return Literal(factor) * body


def quotient(above: Term, below: Term) -> Term:
    """above/below, the numbers of both reduced. e.g. 2·x over 2·√x is x/√x"""
    match above:
        case Apply(Operation(name="negate"), (inner,)):
            return opposite(quotient(inner, below))
        case Apply(Operation(name="divide"), (numerator, divisor)) if number_in(above) is None:
            return quotient(numerator, product(divisor, below))
    front, rest = parted(above)
    divisor_front, divisor = parted(below)
    if divisor_front == 0:
        return above / below
    ratio = front / divisor_front
    if _is(divisor, 1) and _is(rest, 1):
        return literal(ratio)
    size = abs(ratio)
    numerator, divisor = scaled(rational(size.p), rest), scaled(rational(size.q), divisor)
    found = numerator if _is(divisor, 1) else numerator / divisor
    return opposite(found) if ratio < 0 else found


def power_of(base: Term, exponent: Term) -> Term:
    """base^exponent. e.g. (x²)² is x⁴"""
    if _is(exponent, 0) or _is(exponent, 1):
        return ONE if _is(exponent, 0) else base
    outer = number_in(exponent)
    match base:
        case Apply(Operation(name="power"), (inner, Literal(Rational() as n))):
            if outer is not None and n > 0 and outer > 0 and n.q == outer.q == 1:
                return inner ** Literal(n * outer)
    return base ** (exponent if outer is None else Literal(outer))


def cases(gap: Term, *branches: Term) -> Term:
    """A choice by the sign of the gap (above, below, at 0); just 0 where every branch is."""
    if all(_is(branch, 0) for branch in branches):
        return ZERO
    return OPERATIONS["choose"](gap, *branches)
