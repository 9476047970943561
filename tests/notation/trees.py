"""Random trees, for the properties that every printer must keep."""

from hypothesis import strategies as st

from hwsolve.notation.tree import (
    Call,
    Cases,
    Elided,
    Fenced,
    Function,
    Large,
    Matrix,
    Negation,
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
from tests.notation.short import s

LOG = Function("log", "log", r"\log")
SIGMOID = Function("sigmoid", "σ", r"\sigma")

WEIRD = st.text(max_size=12) | st.sampled_from(
    ["\\input{x}", "a\nb", "}$#%&_^~", "\x1b[31m", "字" * 9]
)
LABELS = st.sampled_from(["1", "2", "12", "t", "t-1", "k", "T", "N"]) | WEIRD
NAMES = st.sampled_from(
    [
        "x",
        "W",
        "y_hat",
        "W_new",
        "alpha",
        "V_hat_P",
        "L_sym",
        "learning_rate",
        "d",
        Quantity("W").gradient,
        Quantity("y_hat").gradient,
        Quantity("y_hat").state("V"),
    ]
)
numerals = st.builds(
    Numeral,
    st.integers(0, 10**6).map(str) | st.decimals(0, 1000, places=3).map(str) | st.just("9" * 90),
    st.booleans(),
)
symbols = st.builds(
    s,
    NAMES | WEIRD,
    st.lists(LABELS, max_size=2).map(tuple),
    st.lists(LABELS, max_size=2).map(tuple),
)
leaves = numerals | symbols | st.builds(Words, WEIRD) | st.builds(Elided, WEIRD)


def tuples(children, least=1, most=4):
    return st.lists(children, min_size=least, max_size=most).map(tuple)


def _matrices(children):
    return st.integers(1, 4).flatmap(
        lambda width: st.builds(Matrix, tuples(tuples(children, width, width)))
    )


def _relations(children):
    return tuples(children, 2, 4).flatmap(
        lambda parts: st.builds(
            Relation,
            st.just(parts),
            tuples(st.sampled_from(["=", "≈", "≤"]) | WEIRD, len(parts) - 1, len(parts) - 1),
        )
    )


def _grow(children):
    return st.one_of(
        st.builds(Negation, children),
        st.builds(Sum, tuples(children, 0, 8)),
        st.builds(Product, tuples(children, 0, 6), st.sampled_from(["·", "", "⊙", "∗"]) | WEIRD),
        st.builds(Quotient, children, children),
        st.builds(Power, children, children),
        st.builds(Transpose, children),
        st.builds(Root, children),
        st.builds(Call, st.sampled_from([LOG, SIGMOID]), tuples(children, 0, 3)),
        st.builds(Fenced, children, st.sampled_from(["()", "||", "‖‖", "[]", "{}", ""])),
        st.builds(Fenced, children, st.sampled_from(["()", "[]"]), tuples(LABELS, 1, 3)),
        _matrices(children),
        st.builds(Stack, tuples(children)),
        st.builds(
            Large,
            st.sampled_from(["Σ", "∏"]) | WEIRD,
            children,
            st.none() | children,
            st.none() | children,
        ),
        st.builds(Cases, tuples(st.tuples(children, children))),
        _relations(children),
    )


trees = st.recursive(leaves, _grow, max_leaves=30)
relations = _relations(trees)


def _grow_arithmetic(children):
    return st.one_of(
        st.builds(Negation, children),
        st.builds(Sum, tuples(children)),
        st.builds(Product, tuples(children)),
        st.builds(Product, tuples(children), st.just("⊙")),
        st.builds(Quotient, children, children),
        st.builds(Power, children, st.sampled_from([Numeral("2"), Negation(Numeral("1"))])),
        st.builds(Fenced, children),
        st.builds(Fenced, children, st.just("||")),
    )


arithmetic = st.recursive(
    st.sampled_from([Numeral("2"), Numeral("3"), Numeral("0.5"), Symbol("x"), Symbol("y")]),
    _grow_arithmetic,
    max_leaves=12,
)


def walk(node):
    """Every node of a tree."""
    yield node
    for name in node.__dataclass_fields__:
        yield from _walk_field(getattr(node, name))


def _walk_field(value):
    if isinstance(value, tuple):
        for part in value:
            yield from _walk_field(part)
    elif hasattr(value, "precedence"):
        yield from walk(value)
