"""Derivatives of random formulas, against SymPy's and against exact difference quotients."""

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

from hwsolve.notation.line import to_line
from hwsolve.numbers import Rational, rational, values_agree
from hwsolve.optimization.objective_formulas import to_term, written
from hwsolve.spec.expressions import parse
from hwsolve.terms.derivative import Differentiation, derivative
from hwsolve.terms.term import UNKNOWN, Literal, Name, evaluate, literals, replaced
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


def term_of(text):
    """The formula as a term in x and y, which stand for any number."""
    tree = parse(text, lambda name: name in "xy")
    return to_term(tree, {name: Name(name, UNKNOWN) for name in "xy"})


SYMPY = {
    "add": lambda *parts: sum(parts[1:], start=parts[0]),
    "negate": lambda x: -x,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "power": lambda x, y: x**y,
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    **{name: getattr(sympy, name) for name in "exp log sqrt sin cos tanh erf".split()},
}


def sympy_of(term):
    """The term in SymPy, by a translation of the tests' own."""
    match term:
        case Name(name):
            return {"x": X, "y": Y}[name]
        case Literal(Rational() as value):
            return sympy.Rational(int(value.p), int(value.q))
        case Literal(value):
            return value.closed
    return SYMPY[term.operation.name](*map(sympy_of, term.arguments))


@given(text=FORMULAS, by=st.sampled_from("xy"))
def test_against_sympy(text, by):
    term = term_of(text)
    expected = sympy.diff(sympy_of(term), {"x": X, "y": Y}[by])
    found = sympy_of(derivative(term, by))
    point = {X: sympy.Rational(1, 3), Y: sympy.Rational(3, 7)}
    one, other = (complex(e.subs(point).evalf(30)) for e in (found, expected))
    assume(abs(other) < 1e8)
    assert one == pytest.approx(other, rel=1e-9, abs=1e-12)


@given(text=FORMULAS, first=st.sampled_from("xy"), second=st.sampled_from("xy"))
def test_second_derivatives_against_sympy(text, first, second):
    term = term_of(text)
    symbols = {"x": X, "y": Y}
    expected = sympy.diff(sympy_of(term), symbols[first], symbols[second])
    found = sympy_of(derivative(derivative(term, first), second))
    point = {X: sympy.Rational(1, 3), Y: sympy.Rational(3, 7)}
    one, other = (complex(e.subs(point).evalf(30)) for e in (found, expected))
    assume(abs(other) < 1e8)
    assert one == pytest.approx(other, rel=1e-9, abs=1e-10)


def value(term, x, y):
    return evaluate(term, {"x": x, "y": y})


@given(text=POLYNOMIALS, x=st.integers(-3, 3), y=st.integers(-3, 3))
def test_against_exact_difference_quotients(text, x, y):
    """The error of a central quotient of a polynomial has h² as its lowest power."""
    term, x, y = term_of(text), rational(x), rational(y)
    found = value(derivative(term, "x"), x, y)
    errors = []
    for h in (rational(1, 10**6), rational(1, 10**7)):
        quotient = (value(term, x + h, y) - value(term, x - h, y)) / (2 * h)
        errors.append(abs(quotient - found))
    assert isinstance(found, Rational)
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
        ("2/x", ["reciprocal rule"]),
        ("2^x", ["exponential and chain rule"]),
        ("x^x", ["rule for f^g"]),
        ("max(x, y)", ["max, by cases"]),
        ("y", []),
    ],
)
def test_rules_have_names(text, rules):
    differentiation = Differentiation("x")
    differentiation.of(term_of(text))
    assert [applied.rule for applied in differentiation.applied] == rules


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("3*x^2/4", "3·x/2"),
        ("exp(y)*x^2", "2·x·eʸ"),
        ("y*sigmoid(x)", "y·σ(x)·(1 − σ(x))"),
        ("relu(x)", "ReLU′(x)"),
        ("exp(-x^2)", "−2·x·e^(−x²)"),
        ("sqrt(1 + x^2)", "x/√(1 + x²)"),
        ("log(1 + x^2)", "2·x/(1 + x²)"),
        ("erf(x/2)", "e^(−(x/2)²)/√π"),
        ("y/x^2", "−2·y·x/x⁴"),
        ("x^y", "y·xʸ⁻¹"),
        ("min(x, 1 - x)", "{1 if 1 − x − x > 0; −1 otherwise}"),
        ("(x - 1)*(x + 1)", "x + 1 + x − 1"),
        ("5", "0"),
        ("-x/3", "−1/3"),
    ],
)
def test_a_derivative_is_written_as_in_a_textbook(text, printed):
    assert to_line(written(derivative(term_of(text), "x"))) == printed


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
    found = derivative(term_of(f"{c}*x^{n}/({d})"), "x")
    assert all(type(number) is Rational for number in literals(found))
    expected = sympy.Rational(c * n, d) * 2 ** (n - 1)
    assert str(value(found, rational(2), rational(1))) == str(expected)


@given(text=FORMULAS)
def test_a_name_that_stands_for_any_number_is_replaced_by_one_that_has_a_value(text):
    numbers = {"x": rational(1, 3), "y": rational(3, 7)}
    names = {name: Name(name, number) for name, number in numbers.items()}
    term = derivative(term_of(text), "x")
    assert values_agree(replaced(term, names).value, evaluate(term, numbers))
