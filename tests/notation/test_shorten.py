"""Large matrices in part: what is left out, and that it is said."""

from hypothesis import given
from hypothesis import strategies as st

from hwsolve.notation.ascii import to_ascii
from hwsolve.notation.box import to_box
from hwsolve.notation.chain import layout_chain
from hwsolve.notation.latex import to_latex
from hwsolve.notation.shorten import shorten
from hwsolve.notation.tree import Elided, Matrix, Product, Relation, Stack, Transpose
from tests.notation.short import big, column, m, n, s
from tests.notation.trees import trees, walk

FIVE = m(*([10 * i + j for j in range(1, 6)] for i in range(1, 6)))


def test_both_ends_are_kept():
    assert to_box(shorten(FIVE, 4, 3)).lines == (
        "     ⎡11  ⋯  15⎤      ",
        "     ⎢21  ⋯  25⎥      ",
        "     ⎢ ⋮  ⋱   ⋮⎥      ",
        "     ⎣51  ⋯  55⎦      ",
        "(5 × 5, shown in part)",
    )
    assert to_ascii(shorten(FIVE, 4, 3)) == (
        "[[11, ..., 15], [21, ..., 25], ..., [51, ..., 55]] (5 x 5, shown in part)"
    )
    assert to_latex(shorten(FIVE, 3, 9)) == (
        r"\begin{bmatrix} 11 & 12 & 13 & 14 & 15 \\ \vdots & \vdots & \vdots & \vdots & \vdots \\ "
        r"51 & 52 & 53 & 54 & 55 \end{bmatrix}\;\text{(5 }\times \text{ 5, shown in part)}"
    )


def test_a_column():
    assert to_box(shorten(column(1, 2, 3, 4), 3)).lines[:3] == ("⎡1⎤".center(22), "⎢⋮⎥".center(22),
                                                               "⎣4⎦".center(22))  # fmt: skip
    assert to_ascii(shorten(column(1, 2, 3, 4), 3)) == "[1, ..., 4] (4 x 1, shown in part)"


def test_a_stack():
    assert shorten(Stack((n(1), n(2), n(3), n(4))), 3) == Stack(
        (n(1), Elided("4 slices, shown in part"), n(4))
    )


def test_what_is_small_enough_stays():
    chain = Relation((s("A"), Product((FIVE, Transpose(FIVE)), "")), ("=",))
    assert shorten(chain, 5, 5) == chain
    assert shorten(chain) == chain


def test_the_usual_limits_fit_a_page():
    lines = layout_chain(shorten(Relation((s("A"), big(64, 64)), ("=",))), 80)
    assert len(lines) == 17
    assert "(64 × 64, shown in part)" in lines[-1]


@given(st.integers(1, 40), st.integers(1, 40), st.integers(3, 20), st.integers(3, 20))
def test_a_matrix_is_within_its_limits_and_says_what_is_missing(height, width, rows, columns):
    short = shorten(big(height, width), rows, columns)
    assert len(short.rows) == min(height, rows)
    assert {len(row) for row in short.rows} == {min(width, columns)}
    said = [entry.words for row in short.rows for entry in row if getattr(entry, "words", "")]
    too_big = height > rows or width > columns
    assert said == [f"{height} × {width}, shown in part"] * too_big


@given(trees)
def test_any_tree_can_be_shortened(tree):
    for node in walk(shorten(tree, 3, 3)):
        if isinstance(node, Matrix):
            assert len(node.rows) <= 3
            assert all(len(row) <= 3 for row in node.rows)
