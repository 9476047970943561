"""Derivatives of random formulas, against SymPy's and against exact difference quotients."""

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

from hwsolve.numbers import Rational, rational
from hwsolve.optimization.calculus import Differentiation, derivative_of
from hwsolve.optimization.objective_formulas import to_term
from hwsolve.spec.expressions import parse
from hwsolve.spec.formula import (
    Binary,
    FunctionCall,
    NamedConstant,
    Negate,
    Number,
    Variable,
    children,
)
from hwsolve.terms.term import Literal
from tests.optim.solved import answers, exact

X, Y = sympy.symbols("x y", positive=True)
LEAVES = st.sampled_from(["x", "y", "2", "3", "1/2", "x", "y"])
ONE_ARGUMENT = ["exp", "sin", "cos", "tanh", "sigmoid", "erf"]
DIVISORS = st.sampled_from(["4", "6", "(-3)", "(2/5)"])


def _deeper(inner):
    return st.one_of(
        st.builds(lambda a, b, o: f"({a} {o} {b})", inner, inner, st.sampled_from("+-*")),
        st.builds(lambda a, b: f"({a})/(1 + ({b})^2)", inner, inner),
        st.builds(lambda a, n: f"({a})^{n}", inner, st.integers(2, 3)),
        st.builds(lambda c, a, n: f"{c}*({a})^2/{n}", st.integers(-6, 6), inner, DIVISORS),
        st.builds(lambda a, f: f"{f}({a})", inner, st.sampled_from(ONE_ARGUMENT)),
        st.builds(lambda a: f"log(1 + ({a})^2)", inner),
        st.builds(lambda a: f"sqrt(2 + ({a})^2)", inner),
        st.builds(lambda a: f"-({a})", inner),
    )


FORMULAS = st.recursive(LEAVES, _deeper, max_leaves=6)
POLYNOMIALS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda a, b, o: f"({a} {o} {b})", inner, inner, st.sampled_from("+-*")),
        st.builds(lambda a, n: f"({a})^{n}", inner, st.integers(2, 3)),
    ),
    max_leaves=6,
)


def read(text):
    return parse(text, lambda name: name in "xy")


def sympy_of(tree):
    """The formula in SymPy, by a translation of the tests' own."""
    match tree:
        case Number(value):
            return sympy.Rational(int(value.p), int(value.q))
        case Variable(name):
            return {"x": X, "y": Y}[name]
        case NamedConstant(name):
            return {"pi": sympy.pi, "e": sympy.E}[name]
        case Negate(operand):
            return -sympy_of(operand)
        case Binary(operator, left, right):
            a, b = sympy_of(left), sympy_of(right)
            return (
                {"+": a + b, "-": a - b, "*": a * b, "^": a**b}[operator]
                if operator != "/"
                else a / b
            )
        case FunctionCall("sigmoid", (argument,)):
            return 1 / (1 + sympy.exp(-sympy_of(argument)))
        case FunctionCall(function, arguments):
            return getattr(sympy, function)(*(sympy_of(a) for a in arguments))


@given(text=FORMULAS, by=st.sampled_from("xy"))
def test_against_sympy(text, by):
    tree = read(text)
    expected = sympy.diff(sympy_of(tree), {"x": X, "y": Y}[by])
    found = sympy_of(derivative_of(tree, by))
    point = {X: sympy.Rational(1, 3), Y: sympy.Rational(3, 7)}
    one, other = (complex(e.subs(point).evalf(30)) for e in (found, expected))
    assume(abs(other) < 1e8)
    assert one == pytest.approx(other, rel=1e-9, abs=1e-12)


def value(tree, x, y):
    return to_term(tree, {"x": Literal(x), "y": Literal(y)}).value


@given(text=POLYNOMIALS, x=st.integers(-3, 3), y=st.integers(-3, 3))
def test_against_exact_difference_quotients(text, x, y):
    """The error of a central quotient of a polynomial has h² as its lowest power."""
    tree, x, y = read(text), rational(x), rational(y)
    derivative = value(derivative_of(tree, "x"), x, y)
    errors = []
    for h in (rational(1, 10**6), rational(1, 10**7)):
        quotient = (value(tree, x + h, y) - value(tree, x - h, y)) / (2 * h)
        errors.append(abs(quotient - derivative))
    assert isinstance(derivative, Rational)
    # What is left over falls by 100 with a tenth of h: nothing of order 1 is missing.
    assert errors[1] * 50 <= errors[0] or errors == [0, 0]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("x^2", ["power rule"]),
        ("3*x", ["constant factor"]),
        ("x*exp(x)", ["derivative of exp", "product rule"]),
        ("(1 + x)^3", ["sum rule", "power rule and chain rule"]),
        ("x/(1 + x)", ["sum rule", "quotient rule"]),
    ],
)
def test_rules_have_names(text, rules):
    differentiation = Differentiation("x")
    differentiation.of(read(text))
    assert [applied.rule for applied in differentiation.applied] == rules


def test_gradient_and_hessian():
    found = answers(
        "objective: {expression: 'x**2*y + y^3'}\nparameters: {x: 2, y: 1}\n"
        "derive: [gradient, hessian]\n"
    )
    assert (exact(found["grad_x[0]"]), exact(found["grad_y[0]"])) == ("4", "7")
    assert exact(found["H[0]"]) == ["2", "4", "4", "6"]


@pytest.mark.parametrize(
    ("name", "minimum"),
    [("rosenbrock", "{x: 1, y: 1}"), ("beale", "{x: 3, y: 1/2}"), ("himmelblau", "{x: 3, y: 2}")],
)
def test_named_functions_are_flat_at_their_minimum(name, minimum):
    found = answers(f"objective: {name}\nparameters: {minimum}\nderive: gradient\n")
    assert [exact(found[id]) for id in ("f[0]", "grad_x[0]", "grad_y[0]")] == ["0"] * 3


def test_least_squares():
    text = "objective: {function: least_squares, A: [[1, 2], [3, 4], [0, 1]], b: [1, 0, 2]}\n"
    found = answers(text + "parameters: [1, -1]\nderive: [gradient, hessian]\n")
    # r = (−2, −1, −3): f = 14, 2 Aᵀr = 2 (−5, −11), 2 AᵀA = 2 [[10, 14], [14, 21]]
    assert exact(found["f[0]"]) == "14"
    assert exact(found["grad_x[0]"]) == ["-10", "-22"]
    assert exact(found["H[0]"]) == ["20", "28", "28", "42"]


@given(c=st.integers(-12, 12), n=st.integers(1, 4), d=st.integers(-12, 12).filter(bool))
def test_a_quotient_by_a_number_has_rational_numbers_throughout(c, n, d):
    """c·xⁿ/d: whatever cancels, what stands in the derivative are the rationals of hwsolve."""
    tree = derivative_of(parse(f"{c}*x^{n}/({d})", lambda name: name == "x"), "x")
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        assert not isinstance(node, Number) or type(node.value) is Rational
        waiting += children(node)
    expected = sympy.Rational(c * n, d) * 2 ** (n - 1)
    found = to_term(tree, {"x": Literal(rational(2))}).value
    assert str(found) == str(expected)
