"""What is printed gives, on a calculator, the result that is printed beside it.

The calculator knows nothing of terms: it takes the notation as it is written, with mpmath's
decimals, and must come to every digit of the result.
"""

from importlib.resources import files
from math import prod

import mpmath
import pytest

from hwsolve.derivation.readings import Readings
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import (
    Call,
    Fenced,
    Matrix,
    Negation,
    Numeral,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
    is_rounded,
)
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import is_symbolic, scalars, shape_of
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve

FUNCTIONS = {
    "log": mpmath.log, "exp": mpmath.exp, "sin": mpmath.sin, "cos": mpmath.cos,
    "tanh": mpmath.tanh, "erf": mpmath.erf, "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "max": max,
}  # fmt: skip


class Unknown(Exception):
    """Something that isn't on a calculator."""


def calculated(node):
    """The number that a notation comes to."""
    match node:
        case Numeral(digits):
            return mpmath.mpf(digits)
        case Symbol("pi", (), ()):
            return mpmath.pi
        case Symbol("e", (), ()):
            return mpmath.e
        case Negation(body):
            return -calculated(body)
        case Sum(terms):
            return mpmath.fsum(map(calculated, terms))
        case Product(factors):
            return mpmath.fprod(map(calculated, factors))
        case Quotient(above, below):
            return calculated(above) / calculated(below)
        case Power(base, exponent):
            return calculated(base) ** calculated(exponent)
        case Root(body):
            return mpmath.sqrt(calculated(body))
        case Fenced(body, "||"):
            return abs(calculated(body))
        case Fenced(body, "()"):
            return calculated(body)
        case Call(function, arguments) if function.ascii in FUNCTIONS:
            return FUNCTIONS[function.ascii](*map(calculated, arguments))
    raise Unknown(node)


def entries_of(node):
    """The entries of a matrix, or the one number."""
    return [x for row in node.rows for x in row] if isinstance(node, Matrix) else [node]


def significant(node):
    """How many digits a decimal is written with; None for another notation."""
    match node:
        case Negation(body):
            return significant(body)
        case Product((Numeral(digits), Power())) | Numeral(digits):
            return len(digits.replace(".", "").lstrip("0"))
    return None


def faults(relation):
    """The parts of a chain that don't come to its end, which is a rounded decimal."""
    *parts, end = relation.parts
    for part in parts:
        if len(entries_of(part)) != len(entries_of(end)):
            continue
        for written, result in zip(entries_of(part), entries_of(end), strict=True):
            if not is_rounded(result):
                continue
            try:
                found, expected = calculated(written), calculated(result)
            except Unknown:
                continue
            digits = significant(result)
            unit = mpmath.mpf(10) ** (mpmath.floor(mpmath.log10(abs(expected))) - digits + 1)
            if abs(found - expected) > unit / 2 * (1 + mpmath.mpf(10) ** -30):
                yield to_line(written), to_line(result), mpmath.nstr(found, digits + 2)


def lines(derivation):
    """Every chain that a page may show."""
    readings = Readings(
        NumberStyle(digits=derivation.digits, decimals=derivation.written_in_decimals)
    )
    for step in derivation.steps:
        if any(is_symbolic(x) for x in scalars(step.value)):
            continue
        for worked in (False, True):
            yield readings.chain(step, worked=worked)
            if step.term is not None and 1 < prod(shape_of(step.value)) <= 16:
                for _, chain in readings.entry_chains(step, worked=worked):
                    yield chain
        for remark in derivation.remarks_about(step.id):
            yield readings.second_way(readings.names(step)[0], remark.term, step.value)


def quartic(method, steps=4):
    return (
        "{kind: optim, objective: {expression: 'x^4 - 3*x^2 + 2'}, parameters: {x: 1.002}, "
        f"method: {method}, steps: {steps}}}"
    )


PROBLEMS = {
    "a quartic near its root": quartic("{name: gd, learning_rate: 0.0137}"),
    "adam": quartic("{name: adam, learning_rate: 0.01}"),
    "nadam": quartic("{name: nadam, learning_rate: 0.01}"),
    "rmsprop": quartic("{name: rmsprop, learning_rate: 0.01, centred: true}"),
    "newton": quartic("newton"),
    "rosenbrock": "{kind: optim, objective: rosenbrock, parameters: {x: -1, y: 1.0007}, "
    "method: {name: momentum, learning_rate: 0.001}, steps: 4}",
    "rates": "{kind: optim, objective: {expression: 'x^2 + x*y + 7*y^2'}, parameters: {x: 1, "
    "y: 1}, method: {name: nesterov, learning_rate: 0.1}, derive: convergence}",
    "softmax": "{kind: mlp, input: [0.3, -1.7], layers: [{weights: [[0.11, 0.7], [1.3, -0.4]], "
    "activation: tanh}, {weights: [[0.9, 1.1], [0.2, 0.31]], activation: softmax}], "
    "target: [1, 0], loss: cross_entropy, optimizer: {name: adam, learning_rate: 0.1}}",
    "normalised": "{kind: mlp, input: [[0.3, -1.7], [1, 0.2], [2, 0.9]], layers: [{weights: "
    "[[0.11, 0.7], [1.3, -0.4]], activation: sigmoid}, batch_norm, {weights: [[0.9, 1.1]]}], "
    "target: [[1], [0], [1]], loss: squared_error}",
    "conv": "{kind: conv, input: [[0.1, 0.2, 0.7], [1, -1, 0.4], [0.3, 0.3, 0.8]], layers: "
    "[{conv: {weights: [[0.5, -0.7], [0.2, 0.9]], activation: tanh}}, flatten, {weights: "
    "[[0.1, 0.2, 0.3, 0.4]]}], target: 0.3, loss: squared_error}",
    "lstm": "lstm-one-unit",
    "rnn": "{kind: rnn, cell: {activation: tanh}, inputs: [0.5, -1, 0.3], U: [[0.7]], W: "
    "[[1.1]], V: [[0.9]], targets: [0.1, 0.2, 0.3], loss: squared_error}",
    "laplacian": "{kind: laplacian, edges: [[1, 2, 0.3], [2, 3, 1.7], [1, 3, 1], [3, 4, 2]], "
    "signal: [0.1, 0.7, -0.2, 1]}",
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_is_put_in_gives_the_printed_result(name):
    text = PROBLEMS[name]
    if not text.startswith("{"):
        text = (files("hwsolve").parent / "problems" / f"{text}.yaml").read_text()
    derivation = solve(load_problem(Source("p.yaml", text)))
    with derivation.precision.again(), mpmath.workdps(60):
        found = [fault for chain in lines(derivation) for fault in faults(chain)]
    assert not found


def test_no_more_digits_than_are_needed():
    """With one digit fewer than it has, what was given more digits misses the result."""
    derivation = solve(load_problem(Source("p.yaml", quartic("{name: gd, learning_rate: 0.0137}"))))
    with derivation.precision.again(), mpmath.workdps(60):
        for step in derivation.steps:
            if step.id in ("f[1]", "f[2]", "f[3]"):
                *_, put_in, _ = Readings(NumberStyle(decimals=True)).chain(step).parts
                most = max(len(d) for d in digits_in(put_in))
                coarser = shortened(put_in, most - 1)
                result = calculated(Readings(NumberStyle(decimals=True)).value(step.value))
                same = mpmath.nstr(calculated(coarser), 6) == mpmath.nstr(result, 6)
                assert most <= 7 or not same


def digits_in(node):
    match node:
        case Numeral(digits):
            return [digits]
        case Sum(parts) | Product(parts):
            return [d for part in parts for d in digits_in(part)]
        case Power(base, _) | Negation(base):
            return digits_in(base)
    return []


def shortened(node, characters):
    """The same with every decimal rounded to so many characters."""
    match node:
        case Numeral(digits) if "." in digits and len(digits) > characters:
            return Numeral(mpmath.nstr(mpmath.mpf(digits), characters - 1))
        case Sum(parts):
            return Sum(tuple(shortened(part, characters) for part in parts))
        case Product(parts, sign):
            return Product(tuple(shortened(part, characters) for part in parts), sign)
        case Power(base, exponent):
            return Power(shortened(base, characters), exponent)
        case Negation(body):
            return Negation(shortened(body, characters))
    return node
