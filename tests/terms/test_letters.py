"""Formulas in letters grow fast: there is a limit to each and to all together, and it is told."""

import pytest

from hwsolve.errors import LimitError
from hwsolve.numbers import agree, array, power, rational, symbol, working_precision
from hwsolve.numbers.formulas import differs_somewhere, may_be_zero
from hwsolve.numbers.precision import SYMBOLIC_CLOSED_FORM, limits
from hwsolve.numbers.real import MOST_ALGEBRA
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve
from hwsolve.terms.term import Name


def test_a_formula_beyond_the_limit():
    words = "more than the limit of 50 operations"
    with working_precision(128, closed_form=50), pytest.raises(LimitError, match=words):
        _chain(symbol("x"), 100)


def _chain(x, length):
    """Longer and longer formulas."""
    for k in range(length):
        x = x * symbol(f"y{k}") + 1
    return x


def test_all_formulas_together_have_a_limit():
    with working_precision(128, closed_form=SYMBOLIC_CLOSED_FORM):
        long = _chain(symbol("x"), 200)
        with pytest.raises(LimitError, match=str(MOST_ALGEBRA)):
            array([long + k for k in range(MOST_ALGEBRA // 200)])


def test_what_was_spent_in_one_derivation_is_not_missed_in_the_next():
    with working_precision(128, closed_form=SYMBOLIC_CLOSED_FORM):
        assert limits.algebra == 0
        symbol("x") + symbol("y")
        assert limits.algebra > 0


@pytest.mark.parametrize("rows", [1, 5])
def test_a_limit_that_is_met_inside_a_matrix_product_is_told(rows):
    """NumPy's dot would go on and end in a SystemError."""
    W = array([[symbol(f"w{i}{j}") for j in range(30)] for i in range(rows)])
    x = array([symbol(f"x{j}") for j in range(30)])
    with working_precision(128, closed_form=20), pytest.raises(LimitError):
        Name("W", W) @ Name("x", x)


@pytest.mark.parametrize("units", [2, 4, 6])
@pytest.mark.parametrize("loss", ["", "target: 1\nloss: cross_entropy\n"])
def test_two_softmax_layers_with_a_layer_norm_between_them_come_to_an_end(units, loss):
    row = "[" + ", ".join(map(str, range(1, units + 1))) + "]"
    weights = "[" + ", ".join(row for _ in range(units)) + "]"
    layer = f"{{weights: {weights}, activation: softmax}}"
    text = (
        f"kind: mlp\ninput: [x{', 1' * (units - 1)}]\n"
        f"layers: [{layer}, layer_norm, {layer}]\n{loss}"
    )
    try:
        solve(load_problem(Source("p.yaml", text)))
    except LimitError as limit:
        assert f"the limit of {SYMBOLIC_CLOSED_FORM} operations" in limit.message  # noqa: PT017


def test_long_formulas_are_compared_at_points():
    with working_precision(128, closed_form=SYMBOLIC_CLOSED_FORM):
        squares = [power(_chain(symbol("x"), 90), rational(2)) for _ in range(2)]
        chain = _chain(symbol("x"), 90)
        assert agree(squares[0], chain * chain)
        other = squares[1] + symbol("x")
        assert agree(other - symbol("x"), chain * chain)
        assert not agree(other, squares[0])


def test_points_tell_formulas_apart_and_leave_equal_ones_alone():
    x, y = (symbol(name).closed for name in "xy")
    square = (x + y) ** 2 - x**2 - 2 * x * y - y**2
    assert not differs_somewhere(square)
    assert may_be_zero(square)
    assert differs_somewhere(square + x / 10**9)
