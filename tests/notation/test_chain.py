"""Chains in a given width: where they break, and that nothing is ever lost or too wide."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwsolve.notation.box import to_box
from hwsolve.notation.chain import layout_chain
from hwsolve.notation.layout import cells
from hwsolve.notation.line import to_line
from hwsolve.notation.symbols import exponent
from hwsolve.notation.tree import (
    Call,
    Function,
    Matrix,
    Negation,
    Numeral,
    Product,
    Quotient,
    Relation,
    Root,
    Stack,
    Sum,
    Symbol,
    Words,
)
from tests.notation.short import column, m, n, s
from tests.notation.trees import relations, trees, walk


def test_a_chain_that_fits_stays_on_one_row():
    chain = Relation((s("y_hat"), n(1), Numeral("0.97", rounded=True)), ("=", "≈"))
    assert layout_chain(chain, 80) == ["ŷ = 1 ≈ 0.97"]


def test_signs_stand_below_one_another():
    words = Words("w" * 25)
    assert layout_chain(Relation((s("z", "1"), words, words, words), ("=", "=", "≈")), 40) == [
        "z⁽¹⁾ = " + "w" * 25,
        "     = " + "w" * 25,
        "     ≈ " + "w" * 25,
    ]


def test_a_tall_row_does_not_touch_the_next():
    wide = Words("w" * 30)
    assert layout_chain(Relation((s("z"), column(1, 2), wide, wide), ("=", "=", "=")), 40) == [
        "z = ⎡1⎤",
        "    ⎣2⎦",
        "",
        "  = " + "w" * 30,
        "  = " + "w" * 30,
    ]


def test_a_left_side_that_is_too_wide_has_a_row_of_its_own():
    assert layout_chain(Relation((Words("w" * 30), Words("v" * 30)), ("=",)), 40) == [
        "w" * 30,
        "  = " + "v" * 30,
    ]


def test_a_long_sum_breaks_before_its_signs():
    terms = Sum(tuple(n((-1) ** k * (1000 + k)) for k in range(10)))
    assert layout_chain(Relation((s("x"), terms), ("=",)), 40) == [
        "x = 1000 − 1001 + 1002 − 1003 + 1004",
        "      − 1005 + 1006 − 1007 + 1008 − 1009",
    ]


def test_a_product_of_matrices_breaks_between_them():
    row = m([1000, 2000, 3000, 4000])
    assert layout_chain(Relation((s("x"), Product((row, row), "")), ("=",)), 40) == [
        "x = [1000  2000  3000  4000]",
        "      [1000  2000  3000  4000]",
    ]
    assert layout_chain(Relation((s("x"), Product((row, row), "⊙")), ("=",)), 40) == [
        "x = [1000  2000  3000  4000]",
        "      ⊙ [1000  2000  3000  4000]",
    ]


def test_a_matrix_that_is_too_wide_goes_on_below():
    matrix = m([10**9] * 4, [2, 3, 4, 5])
    assert layout_chain(Relation((s("A"), matrix), ("=",)), 40) == [
        "A = ⎡1000000000  1000000000  1000000000",
        "    ⎣         2           3           4",
        "",
        "     1000000000⎤",
        "              5⎦",
    ]


def test_an_entry_that_is_too_wide_is_broken_in_its_place():
    long = Sum(tuple(n(1000 + k) for k in range(8)))
    assert layout_chain(Relation((s("A"), Matrix(((long,), (n(1),)))), ("=",)), 40) == [
        "    ⎡1000 + 1001 + 1002 + 1003 + 1004⎤",
        "A = ⎢  + 1005 + 1006 + 1007          ⎥",
        "    ⎣                               1⎦",
    ]


@pytest.mark.parametrize(
    ("shape", "lines"),
    [
        (lambda x: Stack((x, m([1, 2]))), [
            "    ⎡⎡10000000000 ⎤",
            "    ⎢⎣30000000000 ⎥",
            "    ⎢             ⎥",
            "A = ⎢ 20000000000⎤⎥",
            "    ⎢ 40000000000⎦⎥",
            "    ⎢             ⎥",
            "    ⎣[1  2]       ⎦",
        ]),
        (lambda x: Call(Function("f", "f", "f"), (x, n(2))), [
            "     ⎛⎡10000000000  ⎞",
            "     ⎜⎣30000000000  ⎟",
            "     ⎜              ⎟",
            "A = f⎜ 20000000000⎤,⎟",
            "     ⎜ 40000000000⎦ ⎟",
            "     ⎜              ⎟",
            "     ⎝2             ⎠",
        ]),
        (lambda x: Product((Sum((column(10**13, 2), column(3, 10**13))), s("b"))), [
            "    ⎛⎡10000000000000⎤    ⎞",
            "    ⎜⎣             2⎦    ⎟",
            "A = ⎜                    ⎟",
            "    ⎜  + ⎡             3⎤⎟",
            "    ⎝    ⎣10000000000000⎦⎠",
            "",
            "      · b",
        ]),
        (lambda x: Negation(m([10**10] * 2)), [
            "A = −[10000000000",
            "      10000000000]",
        ]),
    ],
)  # fmt: skip
def test_matrices_stay_matrices_inside_of_what_is_too_wide(shape, lines):
    matrix = m([10**10, 2 * 10**10], [3 * 10**10, 4 * 10**10])
    assert layout_chain(Relation((s("A"), shape(matrix)), ("=",)), 28) == lines


def test_a_word_that_is_too_long_is_split():
    lines = layout_chain(Relation((s("x"), Numeral("7" * 100)), ("=",)), 40)
    assert "".join(lines).count("7") == 100
    assert max(map(len, lines)) <= 40


def test_a_long_word_is_split_beside_its_signs():
    factors = Product(tuple(n(100000 + k) for k in range(9)))
    assert layout_chain(Root(factors), 40) == [
        "√(100000·100001·100002·100003·100004·",
        "  100005·100006·100007·100008)",
    ]


def test_something_that_is_no_relation():
    assert layout_chain(n(-1), 40) == ["−1"]


def shown_as(node):
    """The ways in which a numeral or a symbol may appear."""
    text = to_line(node)
    return {text, exponent(text) or text}


def appears(shape, text):
    """Whether something is there in one piece or, if it is long, at least in its order."""
    if len(shape) <= 12:
        return shape in text
    characters = iter(text)
    return all(character in characters for character in shape)


def squeezed(text):
    return re.sub(r"\s", "", text)


@given(relations | trees, st.integers(40, 120))
def test_no_line_is_too_wide(tree, width):
    for line in layout_chain(tree, width):
        assert cells(line) <= width
        assert line.isprintable()
        assert line == line.rstrip()


@given(relations, st.integers(40, 120))
def test_nothing_is_lost(tree, width):
    lines = layout_chain(tree, width)
    text = re.sub("[⎛⎜⎝⎞⎟⎠⎡⎢⎣⎤⎥⎦]", "", squeezed("".join(lines)))
    for node in walk(tree):
        if isinstance(node, Numeral | Symbol | Words):
            assert any(
                all(appears(word, text) for word in shape.split()) for shape in shown_as(node)
            ), node


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=40), st.integers(40, 90))
def test_a_sum_keeps_its_terms_in_order(numbers, width):
    lines = layout_chain(Relation((s("x"), Sum(tuple(map(n, numbers)))), ("=",)), width)
    assert squeezed("".join(lines)) == squeezed(f"x={to_line(Sum(tuple(map(n, numbers))))}")
    assert lines[0].startswith("x = ")
    for line in lines[1:]:
        assert re.match(r" {6}[+−] \d", line)


def test_a_term_that_is_too_wide_is_broken_in_its_turn():
    terms = Sum((n(1), Words("w" * 20 + " " + "v" * 14), n(2)))
    assert layout_chain(Relation((s("x"), terms), ("=",)), 40) == [
        "x = 1",
        "      + " + "w" * 20,
        "          " + "v" * 14 + " + 2",
    ]


def test_what_is_tall_does_not_part_rows_that_belong_together():
    long = Words("w" * 30 + " " + "v" * 30)
    third = Quotient(n(1), s("x"))
    assert layout_chain(Relation((third, long), ("=",)), 40) == [
        "1",
        "─",
        "x",
        "",
        "  = " + "w" * 30,
        "      " + "v" * 30,
    ]
    assert layout_chain(Sum((long, third)), 40) == [
        "w" * 30,
        "  " + "v" * 30,
        "",
        "    1",
        "  + ─",
        "    x",
    ]


@pytest.mark.parametrize("width", [1, 5, 12, 39])
def test_a_width_that_is_absurd_still_gives_lines(width):
    chain = Relation((s("x"), Sum((n(100), n(-200), n(300)))), ("=",))
    assert squeezed("".join(layout_chain(chain, width))) == "x=100−200+300"
    assert max(map(cells, layout_chain(chain, width))) <= max(width, 2)


def test_a_chain_is_its_box_where_there_is_room():
    chain = Relation((s("x"), m([1, 2], [3, 4])), ("=",))
    assert layout_chain(chain, 80) == list(to_box(chain).lines) == ["x = ⎡1  2⎤", "    ⎣3  4⎦"]
