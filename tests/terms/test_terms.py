"""Terms built from terms: entries, evaluation, and the tidying of the chain rule's products."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwsolve.numbers import array, rational, scalars, symbol, values_agree, working_precision
from hwsolve.terms.activations import sigmoid_of
from hwsolve.terms.arithmetic import add, multiply
from hwsolve.terms.elementwise import reduced_to, times
from hwsolve.terms.linear import outer, repeat, sum_rows, total, turned
from hwsolve.terms.losses import binary_cross_entropy, cross_entropy
from hwsolve.terms.softmax import softmax
from hwsolve.terms.term import (
    OPERATIONS,
    Apply,
    Literal,
    Name,
    Operation,
    as_term,
    by_cases,
    entry,
    evaluate,
    names,
    spelled_out,
    write,
)
from tests.terms.gradients import primes

SIZE = 2
small = st.fractions(-3, 3, max_denominator=4).map(lambda x: rational(x.numerator, x.denominator))


def some_value(draw, shape):
    """An array of small rationals."""
    numbers = np.empty(shape, dtype=object)
    for index in np.ndindex(shape):
        numbers[index] = draw(small)
    return numbers if shape else numbers.item()


@st.composite
def polynomials(draw):
    """(a polynomial term in c, x, Y of shapes (), (2,), (2, 2), and their values)."""
    values = {
        "c": some_value(draw, ()),
        "x": some_value(draw, (SIZE,)),
        "Y": some_value(draw, (SIZE, SIZE)),
    }
    terms = [Name(id, value) for id, value in values.items()]
    for _ in range(draw(st.integers(1, 4))):
        one, other = (draw(st.sampled_from(terms)) for _ in range(2))
        ways = ["+", "-", "*", "neg", "total"]
        if one.shape and other.shape:
            ways.append("@")
        if len(one.shape) == len(other.shape) == 1:
            ways.append("outer")
        if len(one.shape) == 2:
            ways += ["T", "rows"]
        terms.append(COMBINED[draw(st.sampled_from(ways))](one, other))
    return terms[-1], values


COMBINED = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "@": lambda x, y: x @ y,
    "neg": lambda x, y: -x,
    "T": lambda x, y: x.T,
    "rows": lambda x, y: sum_rows(x),
    "total": lambda x, y: total(x),
    "outer": outer,
}


@settings(max_examples=50)
@given(polynomials())
def test_entries_of_any_term_are_those_of_its_value(drawn):
    term, values = drawn
    for index in np.ndindex(term.shape):
        one = entry(term, index)
        expected = term.value[index] if index else term.value
        assert one.value == expected
        assert evaluate(one, values) == expected
        assert spelled_out(one).value == by_cases(one).value == expected


@settings(max_examples=50)
@given(polynomials(), small)
def test_any_term_can_be_evaluated_again(drawn, factor):
    term, values = drawn
    assert values_agree(evaluate(term, values), term.value)
    other = {id: value * factor + 1 for id, value in values.items()}
    assert values_agree(evaluate(term, other), rebuilt(term, other).value)


def rebuilt(term, values):
    """The same term on names with other values."""
    if isinstance(term, Name):
        return Name(term.id, values[term.id], term.index)
    if isinstance(term, Apply):
        return term.operation(*(rebuilt(a, values) for a in term.arguments), **term.parameters)
    return term


def test_a_vector_that_is_worked_out_is_broadcast_along_rows():
    x, A = Name("x", array([1, 2])), Name("A", array([[1, 2], [3, 4]]))
    for worked_out in (A @ x, sum_rows(A), x + 1, x * x):
        for term in (worked_out + A, A * worked_out):
            for index in np.ndindex(term.shape):
                assert entry(term, index).value == term.value[index]


def test_names_are_read_from_left_to_right():
    a, b = Name("a", rational(2)), Name("b", rational(3))
    assert [name.id for name in names(b * a + 2 * b)] == ["b", "a", "b"]
    assert list(names(as_term(3))) == []


def test_numbers_beside_terms_are_literals():
    a = Name("a", rational(4))
    assert [(1 + a).value, (1 - a).value, (2 * a).value, (2 / a).value, (a**2).value] == [
        5, -3, 8, rational(1, 2), 16,
    ]  # fmt: skip
    assert (a - 1).value == 3
    assert (a / 2).value == 2


def test_what_is_not_a_term_is_refused():
    for function in (lambda x: entry(x, ()), lambda x: evaluate(x, {}), lambda x: write(x, str)):
        with pytest.raises(TypeError, match="not a term"):
            function("x")


def test_two_rows_can_not_share_a_name():
    row = OPERATIONS["add"]
    with pytest.raises(ValueError, match="two operations are called add"):
        Operation("add", row.evaluate, row.spell, row.entry, row.gradient)


def test_a_choice_by_the_sign_of_a_name_stays_a_choice():
    z = Name("z", symbol("z"))
    slope = spelled_out(OPERATIONS["relu_slope"](z, at_zero=rational(0)))
    assert slope.operation.name == "choose"
    assert by_cases(slope).operation.name == "choose"
    decided = spelled_out(OPERATIONS["relu_slope"](Name("z", rational(3)), at_zero=rational(0)))
    assert decided.value == 1
    assert isinstance(decided, Literal)


# ---- products of the chain rule -----------------------------------------------------------------

G, X = Name("g", array([2, 3])), Name("x", array([5, 7]))


@pytest.mark.parametrize(
    "upstream",
    [as_term(1), as_term(rational(1, 2)), as_term(-3), Name("c", rational(4)), G,
     repeat(as_term(1), shape=(2,)), repeat(Name("c", rational(4)), shape=(2,))],
)  # fmt: skip
@pytest.mark.parametrize(
    "factor",
    [X, as_term(1), as_term(2), 2 * X, -X, -(2 * X), 2 * (3 * X), 1 - X, as_term(X.value),
     Name("c", rational(4)), X * X],
)  # fmt: skip
def test_tidying_a_product_keeps_its_value(upstream, factor):
    plain = multiply(upstream, factor).value
    tidied = times(upstream, factor).value
    assert values_agree(plain + array([0, 0]), tidied + array([0, 0]))


def test_numbers_in_front_are_drawn_into_one():
    error = X - 1
    assert times(as_term(rational(1, 2)), 2 * error) is error
    assert times(as_term(1), error) is error
    assert times(error, as_term(1)) is error


@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_what_was_broadcast_gets_the_sum(shape):
    gradient = Name("g", primes((2, 3)))
    value = reduced_to(gradient, shape).value
    numbers = np.asarray(gradient.value, dtype=object)
    expected = {(): numbers.sum(), (3,): numbers.sum(axis=0), (2, 3): numbers}[shape]
    assert values_agree(value, expected)


@pytest.mark.parametrize("shape", [(2, 1), (1, 3), (2,)])
def test_a_gradient_is_not_bent_into_a_shape_that_it_does_not_fit(shape):
    with pytest.raises(TypeError, match="reduced"):
        reduced_to(Name("g", primes((2, 3))), shape)


def test_a_transpose_is_drawn_inward():
    A, B = Name("A", primes((2, 3))), Name("B", primes((3, 2)))
    for term in (outer(G, X), A @ B, A.T, A, add(A, A), outer(X, X)):
        assert values_agree(turned(term).value, term.value.T)
    assert turned(A.T) is A
    assert turned(outer(G, X)).arguments == (X, G)


# ---- shortcuts ----------------------------------------------------------------------------------

SHORTCUTS = [
    (binary_cross_entropy, sigmoid_of, rational(2, 3), rational(1)),
    (binary_cross_entropy, sigmoid_of, array([-1, 2]), array([rational(1, 4), 0])),
    (cross_entropy, softmax, array([1, -2, 0]), array([0, 1, 0])),
    (cross_entropy, softmax, array([1, -2]), array([rational(1, 4), rational(3, 4)])),
    (cross_entropy, softmax, array([[1, -2], [3, 0]]), array([[1, 0], [0, 1]])),
    (cross_entropy, softmax, array([1, 2]), array([symbol("y1"), symbol("y2")])),
    (cross_entropy, softmax, array([[1, 0], [2, 3]]), array([[symbol("y"), 1], [0, symbol("u")]])),
]


@pytest.mark.parametrize(("loss", "activation", "scores", "target"), SHORTCUTS)
def test_a_shortcut_gives_what_the_chain_rule_gives(loss, activation, scores, target):
    with working_precision(300, closed_form=4000):
        z, y = Name("z", scores), Name("y", target)
        a = Name("a", activation(z).value)
        term = loss(a, y)
        g = Name("g", primes(term.shape)) if loss is binary_cross_entropy else as_term(3)
        short = loss.fused[activation.name](g, term)
        upstream = loss.gradient(g, term, term)[0]
        activated = activation(z)
        long = activation.gradient(upstream, activated, a)[0]
        assert values_agree(short.value, long.value)
        assert all(scalar is not None for scalar in scalars(short.value))
