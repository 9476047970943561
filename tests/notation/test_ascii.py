"""Plain ASCII: one expected line per sort of node, and arithmetic that reads back as itself."""

import ast
import operator
from fractions import Fraction

import pytest
from hypothesis import given

from hwsolve.notation.ascii import to_ascii
from hwsolve.notation.tree import (
    Call,
    Cases,
    Elided,
    Fenced,
    Large,
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
    Transpose,
    Words,
)
from tests.notation.short import big, column, m, n, s
from tests.notation.trees import SIGMOID, arithmetic, trees

A, B, C, x = (s(name) for name in "ABCx")
AB = Product((A, B), "")


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (s("W", "1", "23"), "W[1].2.3"),
        (s("y_hat"), "y_hat"),
        (Symbol("J", ("t", "k")), "J[t,k]"),
        (Numeral("0.6931", rounded=True), "0.6931"),
        (Words("x ≤ σ"), "x <= sigma"),
        (n(-2), "-2"),
        (Negation(n(-2)), "-(-2)"),
        (Sum((n(1), n(-2), n(3))), "1 - 2 + 3"),
        (Sum((n(-1), n(2))), "-1 + 2"),
        (Sum((A, Sum((n(-1), B)))), "A + (-1 + B)"),
        (Sum((A, Negation(Sum((B, Negation(C)))))), "A - (B - C)"),
        (Sum((A, Negation(n(-2)))), "A - (-2)"),
        (Product((n(2), n(-1))), "2*(-1)"),
        (AB, "A @ B"),
        (Product((n(2), A), ""), "2*A"),
        (Product((s("W", "1", "2"), A), ""), "W[1].2*A"),
        (Product((A, B), "⊙"), "A * B"),
        (Product((A, B), "∗"), "A (*) B"),
        (Product((AB, C), "⊙"), "(A @ B) * C"),
        (Product((A, Product((B, C), "⊙")), ""), "A @ (B * C)"),
        (Product((x, Sum((x, n(1))), Power(Sum((x, n(2))), n(2))), ""), "x*(x + 1)*(x + 2)^2"),
        (Product((A, Sum((B, C))), ""), "A @ (B + C)"),
        (Product((A, Product((B, C), "∗")), "∗"), "A (*) (B (*) C)"),
        (Quotient(n(2), Product((n(3), n(4)))), "2/(3*4)"),
        (Quotient(n(1), Power(x, n(2))), "1/x^2"),
        (Power(Quotient(n(1), n(3)), n(2)), "(1/3)^2"),
        (Power(n(-1), n(2)), "(-1)^2"),
        (Power(s("e"), n(-3)), "e^(-3)"),
        (Power(Power(x, n(2)), n(3)), "(x^2)^3"),
        (Transpose(s("W", "2")), "W[2].T"),
        (Transpose(AB), "(A @ B).T"),
        (Root(Sum((x, n(1)))), "sqrt(x + 1)"),
        (Call(SIGMOID, (x, n(-1))), "sigmoid(x, -1)"),
        (Fenced(n(-1), "||"), "abs(-1)"),
        (Fenced(x, "‖‖"), "norm(x)"),
        (Fenced(x), "(x)"),
        (Fenced(x, "[]", ("f", "c")), "[x]_(f,c)"),
        (Fenced(x, "()", ("c",)), "(x)_c"),
        (m([2, 1], [-3, -5]), "[[2, 1], [-3, -5]]"),
        (m([2, 1]), "[[2, 1]]"),
        (column(2, -1), "[2, -1]"),
        (Stack((m([1, 2]), m([3, 4]))), "[[[1, 2]], [[3, 4]]]"),
        (
            Large("Σ", Sum((x, n(1))), Relation((s("i"), n(1)), ("=",)), s("n")),
            "sum(i=1..n, x + 1)",
        ),
        (Product((Large("∏", x), n(2))), "prod(x)*2"),
        (
            Cases(((x, Relation((x, n(0)), (">",))), (n(0), Words("otherwise")))),
            "{x if x > 0; 0 otherwise}",
        ),
        (Relation((x, n(1), A, B), ("=", "≈", "≤")), "x = 1 ~= A <= B"),
        (Elided(), "..."),
        (Elided("3 slices"), "... (3 slices)"),
    ],
)
def test_line(node, expected):
    assert to_ascii(node) == expected


def test_other_notation_is_refused():
    with pytest.raises(TypeError, match="no such notation"):
        to_ascii(Notation())


@given(trees)
def test_nothing_but_printable_ascii(tree):
    text = to_ascii(tree)
    assert text.isascii()
    assert text.isprintable()


OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.USub: operator.neg,
}  # fmt: skip
VALUES = {"x": Fraction(5, 7), "y": Fraction(-11, 3)}


def read(node):
    """The value of a parsed expression, in fractions."""
    match node:
        case ast.Expression(body):
            return read(body)
        case ast.Constant(value):
            return Fraction(str(value))
        case ast.Name(name):
            return VALUES[name]
        case ast.UnaryOp(op, operand):
            return OPERATORS[type(op)](read(operand))
        case ast.BinOp(left, op, right):
            left, right = read(left), read(right)
            power = isinstance(op, ast.Pow)
            return OPERATORS[type(op)](left, int(right) if power else right)
        case ast.Call(ast.Name("abs"), [argument]):
            return abs(read(argument))
    raise AssertionError(ast.dump(node))


def value(node):
    """The value of a tree, in fractions, without looking at how it is printed."""
    match node:
        case Numeral(digits):
            return Fraction(digits)
        case Symbol(name):
            return VALUES[name]
        case Negation(body):
            return -value(body)
        case Sum(terms):
            return sum(map(value, terms))
        case Product(factors):
            total = Fraction(1)
            for factor in factors:
                total *= value(factor)
            return total
        case Quotient(above, below):
            return value(above) / value(below)
        case Power(base, exponent):
            return value(base) ** int(value(exponent))
        case Fenced(body, fences):
            return abs(value(body)) if fences == "||" else value(body)
    raise AssertionError(node)


def outcome(function, argument):
    try:
        return function(argument)
    except ZeroDivisionError:
        return "division by zero"


@given(arithmetic)
def test_arithmetic_reads_back_as_itself(tree):
    parsed = ast.parse(to_ascii(tree).replace("^", "**"), mode="eval")
    assert outcome(read, parsed) == outcome(value, tree)


@pytest.mark.timeout(30)
def test_large_matrix():
    assert to_ascii(big(64, 64)).count("[") == 65
