"""Patterns of --only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwsolve.command_line.selection import matches, select


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("dW*", "dW[1]", True),
        ("dW[1]", "dW[1]", True),
        ("dW[1]", "dW1", False),
        ("z[?]", "z[1]", True),
        ("z[?]", "z[10]", False),
        ("J[*,1]", "J[3,1]", True),
        ("dw*", "dW[1]", False),
        ("W", "dW", False),
        ("W", "W[1]", False),
        ("[!x]", "y", False),
        ("a.b", "axb", False),
        ("", "x", False),
    ],
)
def test_only_star_and_question_mark_are_wild(pattern, name, expected):
    assert matches(pattern, name) is expected


@given(st.text(st.characters(exclude_characters="*?")))
def test_a_name_matches_itself(name):
    assert matches(name, name)
    assert matches("*", name)


def test_order_is_that_of_the_derivation():
    names = ("x", "z[1]", "dW[1]")
    assert select(["d*", "x"], names) == ("x", "dW[1]")
