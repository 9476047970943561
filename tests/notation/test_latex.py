"""LaTeX: one expected string per sort of node, and no way in for commands from a name."""

import re

import pytest
from hypothesis import given

from hwsolve.notation.latex import to_latex
from hwsolve.notation.tree import (
    Call,
    Cases,
    Elided,
    Fenced,
    Large,
    Negation,
    Notation,
    Numeral,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Stack,
    Sum,
    Symbol,
    Transpose,
    Words,
)
from tests.notation.short import big, column, d, m, n, s
from tests.notation.trees import SIGMOID, trees

A, B, x = (s(name) for name in "ABx")


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (s("W", "1", "23"), "W^{[1]}_{2,3}"),
        (s("y_hat"), r"\hat{y}"),
        (s("W_new", "1", "23"), r"W^{[1]}_{\text{new},2,3}"),
        (d("W"), r"\frac{\partial L}{\partial W}"),
        (d("W", "1", "23"), r"\frac{\partial L}{\partial W^{[1]}_{2,3}}"),
        (d("y_hat"), r"\frac{\partial L}{\partial \hat{y}}"),
        (s("delta"), r"\delta"),
        (s("V_hat_P", "k"), r"\hat{V}^{[k]}_{P}"),
        (s("learning_rate"), r"\text{learning}\_\text{rate}"),
        (Symbol("s", ("t-1",)), "s^{[t-1]}"),
        (Numeral("0.5"), "0.5"),
        (Numeral("1.2e-5"), r"1.2\mathrm{e}{-5}"),
        (Words("50% of\n{x}"), r"\text{50}\%\text{ of }\{\text{x}\}"),
        (n(-2), "-2"),
        (Sum((A, n(-2), B)), "A - 2 + B"),
        (Sum((A, Negation(Sum((B, x))))), r"A - \left( B + x \right)"),
        (Product((n(2), n(-1))), r"2 \cdot \left( -1 \right)"),
        (Product((A, B), ""), "A B"),
        (Product((n(2), n(3)), ""), r"2 \cdot 3"),
        (Product((A, B), "⊙"), r"A \odot B"),
        (Product((A, B), "∗"), "A * B"),
        (Product((Product((A, B), ""), x), "⊙"), r"\left( A B \right) \odot x"),
        (Product((Large("Σ", A), B)), r"\left( \sum A \right) \cdot B"),
        (Quotient(Sum((A, B)), n(2)), r"\frac{A + B}{2}"),
        (Power(n(-1), n(2)), r"\left( -1 \right)^{2}"),
        (Power(s("z", "1"), n(2)), r"\left( z^{[1]} \right)^{2}"),
        (Power(d("b"), n(2)), r"\left( \frac{\partial L}{\partial b} \right)^{2}"),
        (Transpose(s("W", "2")), r"W^{[2]\top}"),
        (Transpose(d("z", "2")), r"\left( \frac{\partial L}{\partial z^{[2]}} \right)^{\top}"),
        (Transpose(m([1, 2])), r"\begin{bmatrix} 1 & 2 \end{bmatrix}^{\top}"),
        (Root(Sum((x, n(1)))), r"\sqrt{x + 1}"),
        (Call(SIGMOID, (x, n(1))), r"\sigma\left( x, 1 \right)"),
        (Fenced(x, "||"), r"\left| x \right|"),
        (Fenced(x, "‖‖"), r"\left\| x \right\|"),
        (Fenced(x, "[]", ("f", "c")), r"\left[ x \right]_{f,c}"),
        (m([2, 1], [-3, -5]), r"\begin{bmatrix} 2 & 1 \\ -3 & -5 \end{bmatrix}"),
        (column(2, -1), r"\begin{bmatrix} 2 \\ -1 \end{bmatrix}"),
        (m([7]), "7"),
        (
            Stack((m([1, 2]), A)),
            r"\left[ \begin{array}{c} \begin{bmatrix} 1 & 2 \end{bmatrix} \\ A \end{array} \right]",
        ),
        (
            Large("Σ", x, Relation((s("i"), n(1)), ("=",)), s("n")),
            r"\sum_{i = 1}^{n} x",
        ),
        (
            Cases(((x, Relation((x, n(0)), ("≥",))), (n(0), Words("otherwise")))),
            r"\begin{cases} x & \text{if }x \geq 0 \\ 0 & \text{otherwise} \end{cases}",
        ),
        (
            Product((Cases(((x, Words("here")),)), n(2))),
            r"\left( \begin{cases} x & \text{here} \end{cases} \right) \cdot 2",
        ),
        (Relation((x, A, B), ("=", "≈")), r"x = A \approx B"),
        (Elided(), r"\cdots"),
    ],
)
def test_latex(node, expected):
    assert to_latex(node) == expected


def test_other_notation_is_refused():
    with pytest.raises(TypeError, match="no such notation"):
        to_latex(Notation())


def test_more_columns_than_bmatrix_takes():
    assert to_latex(big(2, 10)).startswith(r"\begin{bmatrix}")
    assert to_latex(big(2, 11)).startswith(rf"\left[ \begin{{array}}{{{'c' * 11}}}")


COMMANDS = set(
    "frac partial cdot odot left right begin end sqrt top hat tilde bar dot text sum prod mathop "
    "limits cdots vdots ddots approx leq geq neq log sigma nabla alpha beta backslash sim times "
    "equiv leftarrow to mapsto Rightarrow Leftrightarrow in infty ldots pm ll gg propto ell surd "
    "mathrm lfloor rfloor lceil rceil min max lim sup inf bigcup mathbf".split()
)


@given(trees)
def test_names_bring_no_commands_and_braces_balance(tree):
    text = to_latex(tree)
    found = set(re.findall(r"\\([A-Za-z]+)", text))
    greek = {name for name in found if len(name) <= 7 and name.lower() in GREEK}
    assert found <= COMMANDS | greek
    bare = re.sub(r"\\[^A-Za-z]", "", text)  # without escaped characters, and \\ between rows
    assert not re.search(r"[$#%~]", bare)
    depth = 0
    for character in bare:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0


GREEK = set(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega".split()
)


def test_a_name_that_is_a_command():
    assert to_latex(s(r"\input{/etc/passwd}")) == (r"\backslash \text{input}\{\text{/etc/passwd}\}")
