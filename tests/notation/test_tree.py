"""Facts of the notation itself."""

import doctest
import importlib

import pytest

from hwsolve.notation.tree import POWER, PRODUCT, SUM, Negation, Power, Sum, needs_parentheses
from tests.notation.short import n, s

x = s("x")


@pytest.mark.parametrize(
    ("child", "strength", "first", "fenced"),
    [
        (n(-1), SUM, True, False),
        (n(-1), SUM, False, True),
        (Sum((n(-1), x)), SUM, False, True),
        (Sum((Sum((n(-1), x)), x)), SUM, False, True),
        (Sum((x, n(-1))), SUM, False, False),
        (Sum((x, x)), PRODUCT, True, True),
        (Negation(x), PRODUCT, True, True),
        (Power(x, x), POWER, True, True),
        (x, POWER, True, False),
    ],
)
def test_parentheses(child, strength, first, fenced):
    assert needs_parentheses(child, strength, first=first) is fenced


@pytest.mark.parametrize(
    "module",
    ["ascii", "box", "chain", "latex", "layout", "line", "shorten", "structure", "symbols"],
)
def test_worked_examples(module):
    result = doctest.testmod(importlib.import_module(f"hwsolve.notation.{module}"))
    assert result.failed == 0
    assert result.attempted > 0
