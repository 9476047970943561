"""The terminal: boxes in two dimensions, expected line by line."""

import pytest
from hypothesis import given

from hwsolve.notation.box import to_box
from hwsolve.notation.layout import Box, beside, cells, fence, fraction, stacked, text_box
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import (
    Call,
    Cases,
    Elided,
    Fenced,
    Large,
    Matrix,
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
from hwsolve.quantity import Quantity
from tests.notation.short import column, d, m, n, s
from tests.notation.trees import SIGMOID, trees

A, B, x = (s(name) for name in "ABx")
STACKED = Quotient(A, B)


def drawn(node):
    return "\n".join(line.rstrip() for line in to_box(node).lines)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (s("z", "1", "2"), "z⁽¹⁾₂"),
        (s("W", "1", "23"), "W⁽¹⁾₂₃"),
        (Symbol("W", ("1",), ("12", "3")), "W⁽¹⁾₁₂,₃"),
        (s("z", "t"), "z⁽ᵗ⁾"),
        (Symbol("s", ("t-1",)), "s⁽ᵗ⁻¹⁾"),
        (Symbol("J", ("t", "k")), "J^(t,k)"),
        (s("z", "q"), "z^(q)"),
        (s("x", "", "N"), "x_N"),
        (s("y_hat"), "ŷ"),
        (s("V_hat_P", "2"), "V\u0302_P⁽²⁾"),
        (s("alpha"), "α"),
        (d("W", "1"), "dW⁽¹⁾"),
        (d("y_hat"), "dŷ"),
        (d("alpha"), "dα"),
        (s(Quantity("W").nabla(), "2"), "∇_W L⁽²⁾"),
        (s("W_new", "1"), "W_new⁽¹⁾"),
        (s("x1", "", "2"), "x₁,₂"),
        (s("learning_rate"), "learning_rate"),
        (s("delta"), "δ"),
        (n(-2), "−2"),
        (Sum((n(-1), n(-2), A)), "−1 − 2 + A"),
        (Sum((A, Negation(n(-2)))), "A − (−2)"),
        (Product((n(2), n(-1))), "2·(−1)"),
        (Product((A, B), ""), "A B"),
        (Product((A, n(3)), ""), "A·3"),
        (Product((A, B), "⊙"), "A ⊙ B"),
        (Product((A, B), "∗"), "A ∗ B"),
        (Quotient(n(1), n(2)), "1/2"),
        (Power(x, n(2)), "x²"),
        (Power(s("e"), n(-3)), "e⁻³"),
        (Power(x, Sum((s("t"), n(-1)))), "xᵗ⁻¹"),
        (Power(n(-1), n(2)), "(−1)²"),
        (Power(s("z", "1"), n(2)), "(z⁽¹⁾)²"),
        (Power(Root(x), n(3)), "(√x)³"),
        (Transpose(s("W", "2")), "W⁽²⁾ᵀ"),
        (Root(n(2)), "√2"),
        (Root(Sum((x, n(1)))), "√(x + 1)"),
        (Call(SIGMOID, (x, n(1))), "σ(x, 1)"),
        (Fenced(n(-1), "||"), "|−1|"),
        (m([7]), "7"),
        (m([1, -2]), "[1  −2]"),
        (Relation((x, A, B), ("=", "≈")), "x = A ≈ B"),
        (Elided(), "⋯"),
        (Elided("two terms"), "⋯ (two terms)"),
        (Words("or a\x1b[31m line\nbreak"), "or a [31m line break"),
        (Large("Σ", x), "Σ x"),
        (Numeral("1.2e-5"), "1.2e−5"),
    ],
)
def test_one_line(node, expected):
    assert drawn(node) == expected
    assert to_line(node) == expected.replace("[1  −2]", "[[1, −2]]")


@pytest.mark.parametrize(
    ("node", "expected", "line"),
    [
        (m([2, 1], [-3, -5]), "⎡ 2   1⎤\n⎣−3  −5⎦", "[[2, 1], [−3, −5]]"),
        (column(2, -1, 10), "⎡ 2⎤\n⎢−1⎥\n⎣10⎦", "[2, −1, 10]"),
        (
            Quotient(n(1), Sum((n(1), Power(s("e"), n(-3))))),
            "   1\n───────\n1 + e⁻³",
            "1/(1 + e⁻³)",
        ),
        (Quotient(Quotient(A, B), x), "A/B\n───\n x", "A/B/x"),
        (Matrix(((STACKED,), (n(1),))), "⎡A/B⎤\n⎣  1⎦", "[A/B, 1]"),
        (Fenced(STACKED), "⎛A⎞\n⎜─⎟\n⎝B⎠", "(A/B)"),
        (Fenced(STACKED, "[]", ("f", "c")), "⎡A⎤\n⎢─⎥_(f,c)\n⎣B⎦", "[A/B]_(f,c)"),
        (Fenced(STACKED, "||"), "│A│\n│─│\n│B│", "|A/B|"),
        (Fenced(column(1, 2), "{}"), "⎰⎡1⎤⎱\n⎱⎣2⎦⎰", "{[1, 2]}"),
        (Power(STACKED, n(2)), "⎛A⎞²\n⎜─⎟\n⎝B⎠", "(A/B)²"),
        (Power(x, STACKED), " A/B\nx", "x^(A/B)"),
        (Power(x, s("T")), " T\nx", "x^T"),
        (Transpose(column(1, 2)), "⎡1⎤ᵀ\n⎣2⎦", "[1, 2]ᵀ"),
        (Root(STACKED), " ⎛A⎞\n√⎜─⎟\n ⎝B⎠", "√(A/B)"),
        (Call(SIGMOID, (column(1, 2),)), "σ⎛⎡1⎤⎞\n ⎝⎣2⎦⎠", "σ([1, 2])"),
        (Product((n(2), column(1, 2))), "2 · ⎡1⎤\n    ⎣2⎦", "2·[1, 2]"),
        (
            Large("Σ", x, Relation((s("i"), n(1)), ("=",)), s("n")),
            " n\n Σ  x\ni=1",
            "Σ[i=1..n] x",
        ),
        (Large("Σ", x, s("i")), "Σ x\ni", "Σ[i] x"),
        (
            Cases(((x, Relation((x, n(0)), (">",))), (n(0), Words("otherwise")))),
            "⎰ x   if x > 0\n⎱ 0   otherwise",
            "{x if x > 0; 0 otherwise}",
        ),
        (
            Sum((n(1), Cases(((x, Relation((x, n(0)), (">",))), (n(0), Words("otherwise")))))),
            "1 + ⎛⎰ x   if x > 0 ⎞\n    ⎝⎱ 0   otherwise⎠",
            "1 + {x if x > 0; 0 otherwise}",
        ),
        (
            Cases(((A, x), (B, A), (x, B))),
            "⎧ A   if x\n⎨ B   if A\n⎩ x   if B",
            "{A if x; B if A; x if B}",
        ),
        (
            Stack((m([1, 2], [3, 4]), m([5, 6], [7, 8]))),
            "⎡⎡1  2⎤⎤\n⎢⎣3  4⎦⎥\n⎢      ⎥\n⎢⎡5  6⎤⎥\n⎣⎣7  8⎦⎦",
            "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]",
        ),
    ],
)
def test_drawing(node, expected, line):
    assert drawn(node) == expected
    assert to_line(node) == line
    assert to_box(node, inline=True).lines == (line,)


def test_a_whole_step():
    chain = Relation(
        (
            s("z", "1"),
            Product((s("W", "1"), x), ""),
            Product((m([2, 1], [-3, -5], [3, 5]), column(2, -1)), ""),
            column(3, -1, 1),
        ),
        ("=", "=", "="),
    )
    assert drawn(chain).splitlines() == [
        "                ⎡ 2   1⎤        ⎡ 3⎤",
        "z⁽¹⁾ = W⁽¹⁾ x = ⎢−3  −5⎥ ⎡ 2⎤ = ⎢−1⎥",
        "                ⎣ 3   5⎦ ⎣−1⎦   ⎣ 1⎦",
    ]


def test_one_entry_takes_the_fences_of_its_surroundings():
    assert drawn(Product((n(2), m([-1])))) == "2·(−1)"
    assert drawn(Power(Matrix(((Sum((A, B)),),)), n(2))) == "(A + B)²"


def test_cases_before_a_sign_are_fenced():
    cases = Cases(((n(1), Relation((s("y"), n(0)), (">",))), (n(0), Words("otherwise"))))
    assert drawn(Relation((s("u"), cases, n(0)), ("=", "="))) == (
        "u = ⎛⎰ 1   if y > 0 ⎞ = 0\n    ⎝⎱ 0   otherwise⎠"
    )
    assert "(" not in drawn(Relation((s("u"), cases), ("=",)))


def test_other_notation_is_refused():
    with pytest.raises(TypeError, match="no such notation"):
        to_box(Notation())


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("V\u0302", 1), ("字", 2), ("⎡−₂⎤", 4)])
def test_cells(text, width):
    assert cells(text) == width


def test_boxes_join_on_their_baselines():
    half = fraction(text_box("1"), text_box("22"))
    assert half == Box(("1 ", "──", "22"), 1)
    assert beside([text_box("x"), half]) == Box((" 1 ", "x──", " 22"), 1)
    assert stacked([text_box("a"), half], baseline=1, gap=1) == Box(
        ("a ", "  ", "1 ", "──", "22"), 3
    )
    assert fence("{", Box(("",) * 5)).lines == ("⎧", "⎪", "⎨", "⎪", "⎩")


@given(trees)
def test_every_line_of_a_box_fills_its_width(tree):
    box = to_box(tree)
    assert {cells(line) for line in box.lines} == {box.width}
    assert 0 <= box.baseline < box.height
    assert all(line.isprintable() for line in box.lines)
    assert to_line(tree).isprintable()
