"""Formulas as terms: the same tree, with a term in the place of every name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import add, mul, sub, truediv

from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.tree import Notation
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.numbers import Scalar, euler, pi, rational
from hwsolve.spec.formula import (
    Binary,
    Expression,
    FunctionCall,
    NamedConstant,
    Negate,
    Number,
    Variable,
)
from hwsolve.terms.activations import ACTIVATIONS
from hwsolve.terms.arithmetic import (
    error_function,
    exponential,
    logarithm,
    magnitude,
    square_root,
)
from hwsolve.terms.cases import larger, smaller
from hwsolve.terms.term import Literal, Name, Operation, Term, names, write
from hwsolve.terms.trigonometry import cosine, sine

FLAT = rational(0)


def _nested(operation: Operation) -> Callable[..., Term]:
    """An operation on two terms as one on any number of them, from the right."""
    return lambda *terms: reduce(lambda rest, term: operation(term, rest), terms[::-1])


FUNCTIONS: Mapping[str, Callable[..., Term]] = {
    "sqrt": square_root,
    "exp": exponential,
    "log": logarithm,
    "sin": sine,
    "cos": cosine,
    "erf": error_function,
    "abs": magnitude,
    "max": _nested(larger),
    "min": _nested(smaller),
}


def to_term(tree: Expression, leaves: Mapping[str, Term], relu_at_zero: Scalar = FLAT) -> Term:
    """The term of a formula, with a term for each of its names; `relu_at_zero` is ReLU′(0)."""

    def of(part: Expression) -> Term:
        match part:
            case Number(value):
                return Literal(value)
            case Variable(name):
                return leaves[name]
            case NamedConstant(name):
                return Literal(pi() if name == "pi" else euler())
            case Negate(operand):
                return -of(operand)
            case Binary("^", NamedConstant("e"), exponent):
                return exponential(of(exponent))
            case Binary(operator, left, right):
                return BINARY[operator](of(left), of(right))
            case FunctionCall(function, (argument,)) if function in ACTIVATIONS:
                return ACTIVATIONS[function](of(argument), {}, relu_at_zero)
            case FunctionCall(function, arguments):
                return FUNCTIONS[function](*map(of, arguments))
        raise TypeError(f"not a formula: {part!r}")

    return of(tree)


def _power(base: Term, exponent: Term) -> Term:
    """A power; an exponent without names in it is a number of the formula."""
    return base ** (exponent if any(names(exponent)) else Literal(exponent.value))


BINARY: Mapping[str, Callable[[Term, Term], Term]] = {
    "+": add, "-": sub, "*": mul, "/": truediv, "^": _power,
}  # fmt: skip


def written(term: Term) -> Notation:
    """A term in the names of its quantities."""

    def leaf(part: Name | Literal) -> Notation:
        if isinstance(part, Name):
            return symbol_of(part.id, part.index)
        return notate(part.value, NumberStyle())

    return write(term, leaf)
