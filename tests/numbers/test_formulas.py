"""Formulas in names: told apart at points, and never expanded beyond what memory holds."""

import random

import pytest
import sympy
from flint import arb

from hwsolve.numbers.formulas import _terms as most_terms
from hwsolve.numbers.formulas import differs_somewhere, is_too_large_to_expand, may_be_zero
from hwsolve.numbers.vanishing import ball_at

a, b, c = sympy.symbols("a b c")

TOO_LARGE = [
    ((a + b) ** 60 + c) ** 60,
    (a + b + c) ** 200,
    (a + b) ** 100 * (b + c) ** 100,
    1 / ((a + b) ** 60 + c) ** 60,
    sympy.exp(((a + b) ** 60 + c) ** 60),
    sympy.prod(a + n for n in range(1, 40)),
    (sympy.sqrt(a) + sympy.sqrt(b) + sympy.log(c) + 1) ** 40,
    ((((a + 1) ** 9 + b) ** 9 + c) ** 9 + a) ** 9,
]
HARMLESS = [(a + b) ** 60, (a * b * c) ** 1000, a**4096, sympy.sqrt(a + b) ** 7, (a + b + c) ** 20]


def drawn(chance, depth):
    """A random formula in a, b and c."""
    if not depth:
        return chance.choice([a, b, c, sympy.Integer(chance.randint(1, 5))])
    parts = [drawn(chance, depth - 1) for _ in range(chance.randint(1, 3))]
    return chance.choice(
        [
            sympy.Add(*parts),
            sympy.Mul(*parts),
            sympy.Add(*parts) ** chance.randint(1, 4),
            sympy.tanh(parts[0]),
            1 / sympy.Add(*parts),
        ]
    )


@pytest.mark.parametrize("seed", range(60))
def test_no_formula_has_more_terms_than_were_counted(seed):
    formula = drawn(random.Random(seed), 3)  # noqa: S311 - the same every time
    if not is_too_large_to_expand(formula):
        numerator, denominator = sympy.fraction(sympy.expand(formula))
        for part in (sympy.expand(numerator), denominator, *formula.atoms(sympy.Function)):
            assert len(sympy.Add.make_args(sympy.expand(part))) <= most_terms(formula)


@pytest.mark.parametrize("formula", TOO_LARGE)
def test_what_is_too_large_is_told_and_compared_without_expanding(formula, monkeypatch):
    assert is_too_large_to_expand(formula)
    monkeypatch.setattr(sympy, "expand", lambda *_: pytest.fail("expanded"))
    monkeypatch.setattr(sympy, "simplify", lambda *_: pytest.fail("simplified"))
    assert differs_somewhere(formula - a)
    assert not may_be_zero(formula - a)


@pytest.mark.parametrize("formula", HARMLESS)
def test_what_is_not_too_large_is_expanded(formula):
    assert not is_too_large_to_expand(formula)
    assert may_be_zero(sympy.expand(formula) - formula)


@pytest.mark.parametrize("seed", range(40))
def test_a_ball_holds_the_value_at_its_point(seed):
    chance = random.Random(seed)  # noqa: S311 - the same every time
    formula = drawn(chance, 3)
    numbers = {name: sympy.Rational(chance.randint(1, 9), 7) for name in (a, b, c)}
    ball = ball_at(formula, {name: arb(int(n.p)) / int(n.q) for name, n in numbers.items()})
    exact = formula.subs(numbers)
    assert ball is not None
    assert ball.overlaps(arb(str(exact.evalf(40)))) or abs(exact) < 1e-20


def test_a_small_difference_is_seen():
    for size in (10**6, 10**12, 10**15):
        assert differs_somewhere((a + b) ** 2 - sympy.expand((a + b) ** 2) - a / size)
    assert not differs_somewhere((a + b) ** 2 - sympy.expand((a + b) ** 2))
