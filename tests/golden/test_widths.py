"""No line is wider than the page, and nothing is lost by that."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwsolve.notation.layout import cells
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle, notate_scalar
from hwsolve.numbers import Rational, scalars
from hwsolve.output.renderers import render
from hwsolve.problem_files import find, shipped
from hwsolve.solving import load_problem, solve
from tests.golden.outputs import DETAILS
from tests.mlp.nets import RATIONAL, problems
from tests.mlp.solved import derivation_of


def lines_of(derivation, detail, width):
    return render(derivation, format="terminal", detail=detail, width=width).splitlines()


def too_wide(lines, width):
    return [line for line in lines if cells(line) > width]


@pytest.mark.parametrize("width", [60, 80, 119])
@pytest.mark.parametrize("name", shipped())
def test_shipped_problems_fit(name, width):
    derivation = solve(load_problem(find(name)))
    for detail in DETAILS:
        assert too_wide(lines_of(derivation, detail, width), width) == []


@settings(max_examples=25)
@given(problems(steps=2), st.integers(60, 120), st.sampled_from(DETAILS))
def test_random_nets_fit(problem, width, detail):
    lines = lines_of(derivation_of(problem), detail, width)
    assert too_wide(lines, width) == []
    assert not any("…" in line for line in lines) or detail != "full"


@settings(max_examples=25)
@given(problems(activations=RATIONAL, steps=2), st.integers(60, 120))
def test_every_number_is_there_at_brief_detail(problem, width):
    """Each rational of the answers, in the style of the page; a fraction may stand on two lines."""
    derivation = derivation_of(problem)
    lines = lines_of(derivation, "brief", width)
    style = NumberStyle(derivation.digits, derivation.written_in_decimals)
    printed = set(re.findall(r"[0-9][0-9./]*", "\n".join(lines)))
    for id, value in derivation.answers().items():
        for scalar in scalars(value):
            if isinstance(scalar, Rational):
                text = to_line(notate_scalar(scalar, style)).lstrip("−")
                assert set(re.findall(r"[0-9][0-9.]*", text)) <= numerals(printed), (id, text)


def numerals(printed):
    return {part for text in printed for part in (text, *text.split("/"))}
