"""Every row of the table of operations, on the examples of it."""

import numpy as np
import pytest

from hwsolve.notation.ascii import to_ascii
from hwsolve.notation.box import to_box
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.latex import to_latex
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.numbers import Rational, agree, rational, scalars, shape_of, values_agree
from hwsolve.terms.term import (
    OPERATIONS,
    Name,
    by_cases,
    entry,
    evaluate,
    spelled_out,
    write,
)
from tests.terms.examples import CASES, CORE_ROWS, EXAMPLES, IDS
from tests.terms.gradients import quotient_mistakes, symbolic_mistakes, wrong_rules

NOT_IN_LETTERS = {
    "choose",
    "max",
    "min",
    "abs",
    "sign",
    "multiclass_hinge",
    "multiclass_hinge_slope",
}
"""Rows that ask for the sign of a number, or that SymPy differentiates into a Heaviside."""

every_example = pytest.mark.parametrize(("name", "example"), CASES, ids=IDS)


@pytest.mark.parametrize("name", CORE_ROWS)
def test_every_row_has_an_example(name):
    assert EXAMPLES.get(name), f"add an example of {name} to tests/terms/examples.py"


def test_no_example_is_of_a_row_that_is_gone():
    assert EXAMPLES.keys() <= OPERATIONS.keys()


# ---- entries ------------------------------------------------------------------------------------


@every_example
@pytest.mark.parametrize("rewritten", [lambda term: term, by_cases, spelled_out])
def test_the_entries_are_those_of_the_whole(name, example, rewritten):
    term = example.applied(name)
    for index in np.ndindex(term.shape):
        one = rewritten(entry(term, index))
        expected = term.value[index] if index else term.value
        assert shape_of(one.value) == ()
        if isinstance(one.value, Rational) and isinstance(expected, Rational):
            assert one.value == expected
        assert agree(one.value, expected)


@every_example
def test_an_entry_worked_out_anew_is_what_it_says(name, example):
    term = example.applied(name)
    values = {f"q{place}": value for place, value in enumerate(example.values())}
    for index in np.ndindex(term.shape):
        for rewritten in (entry(term, index), spelled_out(entry(term, index))):
            assert agree(evaluate(rewritten, values), rewritten.value)


@every_example
def test_an_entry_is_made_of_the_entries_of_the_arguments(name, example):
    term = example.applied(name)
    shapes = [shape_of(value) for value in example.values()]
    for index in np.ndindex(term.shape):
        for leaf in leaves(entry(term, index)):
            shape = shapes[int(leaf.id[1:])]
            assert len(leaf.index) == len(shape)
            assert all(0 <= i < size for i, size in zip(leaf.index, shape, strict=True))


def leaves(term):
    """The names in a term."""
    if isinstance(term, Name):
        return [term]
    return [leaf for part in getattr(term, "arguments", ()) for leaf in leaves(part)]


# ---- evaluation with other values ---------------------------------------------------------------


@every_example
def test_evaluated_with_other_values_it_is_as_if_rebuilt(name, example):
    values = [
        value
        if place in example.literal or (place and place in example.fixed)
        else value * rational(9, 10)
        for place, value in enumerate(example.values())
    ]
    other = {f"q{place}": value for place, value in enumerate(values)}
    assert values_agree(evaluate(example.applied(name), other), example.applied(name, values).value)


# ---- gradients ----------------------------------------------------------------------------------


@every_example
def test_the_gradient_rule_agrees_with_difference_quotients(name, example):
    assert list(quotient_mistakes(name, example)) == []


@pytest.mark.parametrize(
    ("name", "example"),
    [case for case in CASES if case[0] not in NOT_IN_LETTERS],
    ids=[id for id, case in zip(IDS, CASES, strict=True) if case[0] not in NOT_IN_LETTERS],
)
def test_the_gradient_rule_agrees_with_sympy_in_letters(name, example):
    assert list(symbolic_mistakes(name, example)) == []


FLAT = {"step", "signum"}
"""Functions whose slope is 0, which no factor makes wrong."""


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - FLAT))
def test_a_wrong_rule_is_caught(name):
    carrying = [e for e in EXAMPLES[name] if len(e.fixed) < len(e.arguments)]
    for mistake, rule in wrong_rules(name).items():
        caught = [list(quotient_mistakes(name, example, rule)) for example in carrying]
        assert any(caught) or not carrying, mistake


@pytest.mark.parametrize("name", ["divide", "matmul", "sigmoid", "softmax", "squared_error"])
def test_a_wrong_rule_is_caught_in_letters_too(name):
    rules = wrong_rules(name)
    del rules["nothing passed on"]
    for mistake, rule in rules.items():
        caught = [list(symbolic_mistakes(name, example, rule)) for example in EXAMPLES[name]]
        assert any(caught), mistake


@pytest.mark.parametrize(("name", "example"), CASES, ids=IDS)
def test_an_argument_without_a_gradient_is_one_by_design(name, example):
    term = example.applied(name)
    upstream = Name("g", term.value * 0 + 1)
    gradients = term.operation.gradient(upstream, term, Name("f", term.value))
    passed = {place for place, gradient in enumerate(gradients) if gradient is not None}
    assert passed == set(range(len(term.arguments))) - example.fixed


# ---- notation -----------------------------------------------------------------------------------


@every_example
def test_all_printers_can_write_it(name, example):
    term = example.applied(name)

    def symbol(leaf):
        if isinstance(leaf, Name):
            return symbol_of(leaf.id, leaf.index)
        return notate(leaf.value, NumberStyle())

    def number(leaf):
        return notate(leaf.value, NumberStyle(digits=4, decimals=True))

    whole = [write(term, symbol), write(term, number)]
    parts = [
        write(rewritten(entry(term, index)), leaf)
        for index in np.ndindex(term.shape)
        for rewritten in (entry_itself, by_cases, spelled_out)
        for leaf in (symbol, number)
    ]
    for notation in whole + parts:
        assert to_ascii(notation).strip()
        assert to_latex(notation).strip()
        assert any(line.strip() for line in to_box(notation).lines)
        assert to_latex(notation).count("{") == to_latex(notation).count("}")
    assert all(scalar is not None for scalar in scalars(term.value))


def entry_itself(term):
    """The entry as it is."""
    return term
