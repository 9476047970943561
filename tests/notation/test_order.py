"""The order of factors and terms in symbolic values, and the names of norms and radii."""

import pytest
import sympy

from hwsolve.notation.identifiers import quantities_known, symbol_of
from hwsolve.notation.latex import to_latex
from hwsolve.notation.line import to_line
from hwsolve.notation.symbols import ascii_symbol
from hwsolve.notation.tree import Symbol
from hwsolve.notation.values import NumberStyle, notate_expression
from hwsolve.quantity import Quantity

a, v, w, x, y = sympy.symbols("a v w x y", real=True)
alpha, beta, beta_2, epsilon = sympy.symbols("alpha beta beta_2 epsilon", real=True)
GRADIENT = Quantity("x", iterate=0).nabla("f")
gradient = sympy.Symbol(GRADIENT, real=True)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ((1 - beta) * gradient, "(1 − β)·∇f(x⁽⁰⁾)"),
        (-2 * alpha * gradient * (1 - beta), "−2·α·(1 − β)·∇f(x⁽⁰⁾)"),
        (gradient**2 * (1 - beta_2), "(1 − β₂)·(∇f(x⁽⁰⁾))²"),
        ((1 - beta) * (1 + beta) * gradient, "(1 − β)·(1 + β)·∇f(x⁽⁰⁾)"),
        (1 + beta + beta**2, "1 + β + β²"),
        (sympy.sqrt(1 + gradient**2) + epsilon, "√((∇f(x⁽⁰⁾))² + 1) + ε"),
        (x**2 + 2 * x + 1, "x² + 2·x + 1"),
        (sympy.Mul(v, 2 * a - 2 * y, evaluate=False), "2·v·(a − y)"),
        (sympy.Mul(3, v, 2 * a - 2 * y, evaluate=False), "6·v·(a − y)"),
        (1 + sympy.exp(-3), "1 + e⁻³"),
    ],
)
def test_order(expression, expected):
    with quantities_known({GRADIENT: GRADIENT}):
        assert to_line(notate_expression(expression, NumberStyle())) == expected


@pytest.mark.parametrize(
    ("symbol", "line", "latex"),
    [
        (symbol_of(Quantity("W").norm), "‖W‖", r"\left\lVert W \right\rVert"),
        (symbol_of(Quantity("W_a").norm), "‖Wₐ‖", r"\left\lVert W_{a} \right\rVert"),
        (
            symbol_of(Quantity("J", time=3, since=1).norm),
            "‖J^(3,1)‖",
            r"\left\lVert J^{[3,1]} \right\rVert",
        ),
        (symbol_of(Quantity("g").length), "‖g‖", r"\left\lVert g \right\rVert"),
        (symbol_of(Quantity("J", time=2).radius), "ρ(J⁽²⁾)", r"\rho(J^{[2]})"),
        (symbol_of("rho_best"), "ρ_best", r"\rho_{\text{best}}"),
        (Symbol("rho"), "ρ", r"\rho"),
    ],
)
def test_measures(symbol, line, latex):
    assert to_line(symbol) == line
    assert to_latex(symbol) == latex
    assert ascii_symbol(symbol).startswith(symbol.name)
