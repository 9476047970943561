"""The slopes of activations: derived in letters, as terms, and the largest value of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hwsolve.layers.named_activations import Plain, activate
from hwsolve.networks.sequences.sequence_conventions import RecurrentConventions
from hwsolve.notation.tree import (
    Call,
    Cases,
    Fenced,
    Function,
    Negation,
    Notation,
    Numeral,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Symbol,
    Words,
)
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.numbers import Rational, Scalar, absolute, maximum, rational
from hwsolve.terms.activations import SIGMA, named
from hwsolve.terms.term import Apply, Literal, Name, Term

Z, E = Symbol("z"), Symbol("e")
ZERO, ONE, TWO = Numeral("0"), Numeral("1"), Numeral("2")
UP, DOWN = Power(E, Z), Power(E, Negation(Z))
TANH = Function("tanh", "tanh", r"\tanh")


def total(*terms: Notation) -> Sum:
    """x + y + …"""
    return Sum(terms)


def minus(x: Notation, y: Notation) -> Sum:
    """x − y"""
    return Sum((x, Negation(y)))


def half(x: Notation) -> Quotient:
    """1/x, stacked"""
    return Quotient(ONE, x)


@dataclass(frozen=True, slots=True)
class Slope:
    """How an activation and its slope are written, and what bounds the slope.

    chain    σ′(z) = … = …, derived from the definition
    on_state the slope in terms of the state s = σ(z), where it can be told from that alone
    greatest γ = max |σ′(z)|, as a chain, and `why`
    """

    function: Function | None
    slope: Function | None
    chain: tuple[Notation, ...]
    why_chain: str
    on_state: Callable[[Notation], Notation] | None
    greatest: tuple[Notation, ...]
    gamma: Rational
    why: str


_SIGMOID = Call(SIGMA, (Z,))
_DENOMINATOR = total(ONE, DOWN)

SLOPES: dict[str, Slope] = {
    "sigmoid": Slope(
        function=SIGMA,
        slope=Function("sigmoid'", "σ′", r"\sigma'"),
        chain=(
            Quotient(DOWN, Power(_DENOMINATOR, TWO)),
            Product((half(_DENOMINATOR), Quotient(DOWN, _DENOMINATOR))),
            Product((_SIGMOID, minus(ONE, _SIGMOID))),
        ),
        why_chain="the quotient rule on σ(z) = 1/(1 + e⁻ᶻ), and e⁻ᶻ/(1 + e⁻ᶻ) = 1 − σ(z): the "
        "factor in brackets is 1 − σ, not 1 − σ′",
        on_state=lambda s: Product((s, minus(ONE, s)), "⊙"),
        greatest=(
            Product((_SIGMOID, minus(ONE, _SIGMOID))),
            minus(Quotient(ONE, Numeral("4")),
                  Power(minus(_SIGMOID, Quotient(ONE, TWO)), TWO)),
            Quotient(ONE, Numeral("4")),
        ),
        gamma=rational(1, 4),
        why="a square is subtracted from 1/4, and it is 0 at z = 0: γ = 1/4",
    ),
    "tanh": Slope(
        function=TANH,
        slope=named("tanh'", "tanh′"),
        chain=(
            Quotient(
                minus(Power(total(UP, DOWN), TWO), Power(minus(UP, DOWN), TWO)),
                Power(total(UP, DOWN), TWO),
            ),
            minus(ONE, Power(Call(TANH, (Z,)), TWO)),
        ),
        why_chain="the quotient rule on tanh(z) = (eᶻ − e⁻ᶻ)/(eᶻ + e⁻ᶻ)",
        on_state=lambda s: minus(ONE, Power(s, TWO)),
        greatest=(minus(ONE, Power(Call(TANH, (Z,)), TWO)), ONE),
        gamma=rational(1),
        why="a square is subtracted from 1, and it is 0 at z = 0: γ = 1",
    ),
    "relu": Slope(
        function=named("relu", "ReLU"),
        slope=named("relu'", "ReLU′"),
        chain=(
            Cases(((ONE, Relation((Z, ZERO), (">",))), (ZERO, Words("otherwise")))),
        ),
        why_chain="ReLU(z) is z on one side of 0 and constant on the other",
        on_state=None,
        greatest=(ONE,),
        gamma=rational(1),
        why="the slope is 1 where the unit is active, and nowhere larger: γ = 1",
    ),
    "linear": Slope(
        function=None,
        slope=None,
        chain=(ONE,),
        why_chain="a linear cell passes z on as it is",
        on_state=None,
        greatest=(ONE,),
        gamma=rational(1),
        why="the slope is 1 everywhere: γ = 1",
    ),
}  # fmt: skip


def slope_name(activation: str) -> str:
    """The name of the slope on a line: σ′, tanh′, ReLU′; 1 for a linear cell."""
    slope = SLOPES[activation].slope
    return "1" if slope is None else slope.unicode


def slope_chain(activation: str, conventions: RecurrentConventions) -> tuple[Notation, ...]:
    """σ′(z) = …, for ReLU with the slope that is chosen at the kink."""
    at_zero = conventions.relu_at_zero
    if activation != "relu" or at_zero == 0:
        return SLOPES[activation].chain
    kink = Relation((Z, ZERO), ("=",))
    branches = ((ONE, Relation((Z, ZERO), (">",))), (notate(at_zero, NumberStyle()), kink))
    return (Cases((*branches, (ZERO, Words("otherwise")))),)


def bound_of(activation: str, conventions: RecurrentConventions) -> tuple[Scalar, str]:
    """γ and where it comes from; a slope at the kink of ReLU beyond 1 counts as well."""
    slope = SLOPES[activation]
    if activation != "relu":
        return slope.gamma, slope.why
    return maximum(slope.gamma, absolute(conventions.relu_at_zero)), slope.why


def slope_term(
    activation: str, z: Name, state: Name, conventions: RecurrentConventions
) -> Term | None:
    """σ′(z), in the form that textbooks use; None for a linear cell. e.g. 1 − s² for tanh"""
    if activation == "linear":
        return None
    applied = activate(Plain.model_validate({"name": activation}), z, conventions.network)
    assert isinstance(applied, Apply)
    (slope,) = applied.operation.gradient(Literal(rational(1)), applied, state)
    return slope


def size_of_slope(slope: Notation) -> Fenced:
    """|σ′|"""
    return Fenced(slope, "||")
