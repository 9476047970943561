"""The slope of a cell's activation in letters: how it is found, and the largest value it has."""

from __future__ import annotations

from hwsolve.layers.named_activations import AnyActivation
from hwsolve.networks.sequences.sequence_conventions import RecurrentConventions
from hwsolve.notation.tree import Call, Fenced, Negation, Notation, Numeral, Sum, Symbol
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.numbers import Scalar, constant
from hwsolve.quantity import Quantity
from hwsolve.terms.activation_row import Z as LETTER
from hwsolve.terms.term import Apply, Literal, Name, Term, names, write

Z, ONE = Symbol("z"), Numeral("1")


def minus(x: Notation, y: Notation) -> Sum:
    """x − y"""
    return Sum((x, Negation(y)))


class SlopeInLetters:
    """How an activation f and its slope f′ are written, and what bounds the slope.

    chain    f′(z) = … = …, derived from the definition
    gamma    γ = max |f′(z)|, and `why`; None where no short form of it is known
    greatest the chain to γ
    """

    def __init__(self, activation: AnyActivation, conventions: RecurrentConventions) -> None:
        self.row, self.settings = activation.row, activation.settings
        self.at_zero = conventions.relu_at_zero
        self.is_linear = self.row.operation is None
        self.name = "1" if self.is_linear else self.row.prime.unicode
        self.gamma: Scalar | None = None
        self.why = ""
        if (known := self.row.known_greatest_slope(self.settings)) is not None:
            self.gamma, self.why = known

    def applied(self, z: Notation) -> Notation:
        """f(z)"""
        return _in_letters(self.row(LETTER, self.settings, self.at_zero), z)

    def slope(self, z: Notation) -> Notation:
        """f′(z)"""
        return ONE if self.is_linear else Call(self.row.prime, (z,))

    def on_state(self, s: Notation) -> Notation | None:
        """The slope in terms of the state s = f(z), where it can be told from that alone."""
        z, state = (Name(Quantity(name), constant((2,), 1)) for name in ("z", "s"))
        slope = self.row.slope(z, self.settings, self.at_zero, state)
        used = {name.id for name in names(slope)}
        return _in_letters(slope, s) if used == {"s"} else None

    @property
    def _usual(self) -> Term:
        return self.row.slope(LETTER, self.settings, self.at_zero, None)

    @property
    def _by_cases(self) -> Term | None:
        """The definition of a slope that jumps."""
        match self._usual:
            case Apply(operation=operation) as slope if operation.jumps and operation.definition:
                return operation.definition(slope)
        return None

    @property
    def chain(self) -> tuple[Notation, ...]:
        """… = … behind f′(z)"""
        parts = (*self.row.on_the_way(LETTER), self._by_cases or self._usual)
        return tuple(_in_letters(part, Z) for part in parts)

    @property
    def greatest(self) -> tuple[Notation, ...]:
        """… = … ≤ γ behind |f′(z)|."""
        assert self.gamma is not None
        parts = [self._usual] if self.row.rising else []
        if self.row.slope_bound is not None:
            parts.append(self.row.slope_bound(LETTER))
        return (*(_in_letters(part, Z) for part in parts), notate(self.gamma, NumberStyle()))


def _in_letters(term: Term, z: Notation) -> Notation:
    """A term in one name, which is written so."""

    def leaf(part: Name | Literal) -> Notation:
        return z if isinstance(part, Name) else notate(part.value, NumberStyle())

    return write(term, leaf)


def bound_of(activation: AnyActivation) -> tuple[Scalar, str] | None:
    """γ and where it comes from, if a short form of it is known."""
    return activation.row.known_greatest_slope(activation.settings)


def size_of_slope(slope: Notation) -> Fenced:
    """|σ′|"""
    return Fenced(slope, "||")
