"""What is called exact is the number itself: read by another reader, worked out in mpmath."""

import ast
import json
import operator
import re
from fractions import Fraction

import mpmath
import pytest
from flint import arb
from hypothesis import HealthCheck, given, settings

from hwsolve.numbers import as_ball, exp, power, rational, scalars, shape_of, sqrt, symbol
from hwsolve.numbers.real import LONGEST_RATIONAL
from hwsolve.output.renderers import render
from hwsolve.problem_files import Source, find, shipped
from hwsolve.solving import load_problem, solve
from hwsolve.spec.exact_text import exact_text
from hwsolve.spec.expressions import number_from
from tests.mlp.nets import problems

DIGITS = 60
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
FUNCTIONS = "sqrt exp log tanh sin cos erf".split()


def in_mpmath(text):
    """The value of a text with the signs of Python, to three times the digits under test."""
    with mpmath.workdps(3 * DIGITS):
        return worked_out(ast.parse(text.replace("^", "**"), mode="eval").body)


def worked_out(node):
    match node:
        case ast.Constant(value=int(whole)):
            return mpmath.mpf(whole)
        case ast.Name(id="pi" | "e" as name):
            return +getattr(mpmath, name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -worked_out(operand)
        case ast.BinOp(left=left, op=sign, right=right):
            return OPERATORS[type(sign)](worked_out(left), worked_out(right))
        case ast.Call(func=ast.Name(id=name), args=[argument]) if name in FUNCTIONS:
            return getattr(mpmath, name)(worked_out(argument))
    raise AssertionError(f"neither a whole number nor made of some: {ast.dump(node)}")


def leaves(value):
    return [leaf for part in value for leaf in leaves(part)] if isinstance(value, list) else [value]


def assert_exact(text):
    """Every number of the problem's document that is called exact is the number enclosed."""
    derivation = solve(load_problem(Source("problem.yaml", text)), DIGITS)
    document = json.loads(render(derivation, format="json"))
    values = derivation.answers()
    named = 0
    for id, value in values.items():
        for leaf, scalar in zip(leaves(document["answers"][id]), scalars(value), strict=True):
            if isinstance(leaf, str) or leaf["exact"] is None:
                continue
            if re.fullmatch(r"-?\d+(/\d+)?", leaf["exact"]):
                fraction = Fraction(leaf["exact"])
                assert (fraction.numerator, fraction.denominator) == (scalar.p, scalar.q)
                assert scalar.height_bits() <= LONGEST_RATIONAL
                continue
            named += 1
            assert "." not in leaf["exact"]
            assert max(map(len, re.findall(r"[0-9]+", leaf["exact"]))) < 20
            number_from(leaf["exact"])
            expected = in_mpmath(leaf["exact"])
            with derivation.precision.again(), mpmath.workdps(3 * DIGITS):
                near = arb(mpmath.nstr(expected, 2 * DIGITS)) * arb(1, "1e-100")
                assert as_ball(scalar).overlaps(near), (id, leaf["exact"])
            with mpmath.workdps(3 * DIGITS):
                off = abs(mpmath.mpf(leaf["decimal"]) - expected)
                assert off < abs(expected) * mpmath.mpf(10) ** (1 - DIGITS), (id, leaf["exact"])
    return named


@pytest.mark.parametrize("name", shipped())
def test_shipped_problems(name):
    assert_exact(find(name).text)


LONG = "0.4162625951435882"
TEXTS = {
    "a long input": f"kind: mlp\ninput: [{LONG}]\n"
    "layers: [{weights: [[1]], activation: sigmoid}]",
    "adam": "kind: optim\nobjective: {gradients: [1]}\nparameters: {b: 0}\n"
    "method: {name: adam, learning_rate: 0.01, t: 1}",
    "roots": "kind: optim\nobjective: {expression: 'sqrt(x)*log(x)'}\n"
    f"parameters: {{x: {LONG}}}\n"
    "method: {name: gd, learning_rate: 0.1}\nsteps: 3",
    "a graph": f"kind: laplacian\nedges: [[1, 2, 3], [2, 3, {LONG}], [1, 3, 7]]\nderive: spectrum",
    "tanh in time": f"kind: rnn\ncell: {{activation: tanh}}\ninputs: [1, {LONG}]\n"
    f"U: [[{LONG}]]\nW: [[1/3]]\ntarget: 1\nloss: squared_error",
    "a large exponent": "kind: mlp\ninput: [-3000, 2]\nlayers: [{weights: [[1, 1/3]], "
    "activation: sigmoid}]",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_numbers_of_many_digits(text):
    assert_exact(text)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(problems(steps=1))
def test_random_nets_of_long_decimals(problem):
    text = re.sub(r'"(-?0\.[0-9]+)"', r'"\g<1>162625951435882"', json.dumps(problem))
    assert_exact(text)


def test_short_closed_forms_are_kept():
    assert assert_exact(find("p1a").text) > 0
    assert exact_text(sqrt(rational(2)) / 2) == "sqrt(2)/2"
    assert exact_text(1 / (1 + exp(rational(-7, 5)))) == "1/(1 + e^(-7/5))"


@pytest.mark.parametrize(
    "x",
    [
        exp(rational(4162625951435882, 10**16)),  # a number that would have to be rounded
        exp(rational(1, 10**30)),  # a number of many digits, though its decimal ends
        exp(rational(5000)),  # a number beyond what the grammar reads
        power(1 + exp(rational(1)), rational(1, 100)),
    ],
)
def test_what_is_not_short_or_not_readable_is_not_called_exact(x):
    assert shape_of(x) == ()
    assert exact_text(x) is None


def test_formulas_in_names_are_not_rounded():
    tail = rational(1234567890123456789, 10**18)
    assert exact_text(symbol("w") * tail) == "1234567890123456789*w/1000000000000000000"
