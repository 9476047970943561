"""Formulas as terms: the same tree, with a term in the place of every name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.tree import Notation
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.numbers import euler, pi, rational
from hwsolve.spec.formula import (
    Binary,
    Expression,
    FunctionCall,
    NamedConstant,
    Negate,
    Number,
    Variable,
)
from hwsolve.terms.activations import relu, sigmoid_of, tanh_of
from hwsolve.terms.arithmetic import (
    error_function,
    exponential,
    logarithm,
    magnitude,
    sign_of,
    square_root,
)
from hwsolve.terms.cases import choose, larger
from hwsolve.terms.term import Literal, Name, Term, write
from hwsolve.terms.trigonometry import cosine, sine


def _larger(*terms: Term) -> Term:
    first, *others = terms
    return first if not others else larger(first, _larger(*others))


def _smaller(*terms: Term) -> Term:
    return -_larger(*(-term for term in terms))


FUNCTIONS: Mapping[str, Callable[..., Term]] = {
    "sqrt": square_root,
    "exp": exponential,
    "log": logarithm,
    "sigmoid": sigmoid_of,
    "tanh": tanh_of,
    "sin": sine,
    "cos": cosine,
    "erf": error_function,
    "abs": magnitude,
    "relu": lambda x: relu(x, at_zero=rational(0)),
    "max": _larger,
    "min": _smaller,
    "sign": sign_of,
    "choose": lambda x, positive, otherwise, zero=None: choose(
        x, positive, otherwise, otherwise if zero is None else zero
    ),
}


def to_term(tree: Expression, leaves: Mapping[str, Term]) -> Term:
    """The term of a formula."""
    match tree:
        case Number(value):
            return Literal(value)
        case Variable(name):
            return leaves[name]
        case NamedConstant(name):
            return Literal(pi() if name == "pi" else euler())
        case Negate(operand):
            return -to_term(operand, leaves)
        case Binary("^", NamedConstant("e"), exponent):
            return exponential(to_term(exponent, leaves))
        case Binary(operator, left, right):
            one, other = to_term(left, leaves), to_term(right, leaves)
            return _binary(operator, one, other)
        case FunctionCall(function, arguments):
            return FUNCTIONS[function](*(to_term(argument, leaves) for argument in arguments))
    raise TypeError(f"not a formula: {tree!r}")


def _binary(operator: str, left: Term, right: Term) -> Term:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
    return left ** (Literal(right.value) if not isinstance(right, Name) else right)


def written(tree: Expression, leaves: Mapping[str, Term]) -> Notation:
    """A formula as notation, in the names of the leaves."""

    def leaf(part: Name | Literal) -> Notation:
        if isinstance(part, Name):
            return symbol_of(part.id, part.index)
        return notate(part.value, NumberStyle())

    return write(to_term(tree, leaves), leaf)
