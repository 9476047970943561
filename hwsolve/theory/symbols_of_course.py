"""A recurrent network in letters: how its quantities are written, by the course's names."""

from __future__ import annotations

from hwsolve.derivation.tape import Tape
from hwsolve.networks.sequences.activation_slopes import ONE, SlopeInLetters
from hwsolve.networks.sequences.sequence_problem import RecurrentSpec
from hwsolve.networks.sequences.weight_names import in_words
from hwsolve.notation.tree import (
    Call,
    Large,
    Notation,
    Product,
    Quotient,
    Relation,
    Sum,
    Symbol,
    Transpose,
)
from hwsolve.quantity import Quantity
from hwsolve.terms.elementwise import named

DIAG = named("diag")

Z_AT = Quantity("z", time="t")
FACTOR = Quantity("J", time="j")
"""One factor of the chain: ∂s[j]/∂s[j−1]."""

JACOBIAN = Quantity("J", time="t", since="k")
"""∂s[t]/∂s[k]"""


class CourseSymbols:
    """The notation of one course's recurrent network, on the tape that it is written on."""

    def __init__(self, spec: RecurrentSpec, tape: Tape) -> None:
        self.spec, self.tape, self.cell = spec, tape, spec.cell
        self.activation = SlopeInLetters(spec.cell.activation, spec.conventions)
        self.numerator = spec.conventions.jacobian_layout == "numerator"
        self.W = Symbol(self.cell.W)
        self.recurrent: Notation = self.W if self.numerator else Transpose(self.W)
        """What the state is multiplied with in a Jacobian of this layout: W, or Wᵀ."""

    # ---- how things are written -----------------------------------------------------------------

    def s(self, time: str, *index: str) -> Symbol:
        """The state. e.g. s[t−1]"""
        return Symbol(self.cell.letter, (time,), index)

    def z(self, time: str, *index: str) -> Symbol:
        """What enters the activation."""
        return Symbol("z", (time,), index)

    def partial(self, above: Symbol, below: Symbol) -> Quotient:
        """∂a/∂b"""
        a, b = (Symbol(f"∂{x.name}", x.superscript, x.index) for x in (above, below))
        return Quotient(a, b)

    def inside(self, time: str, before: str) -> Notation:
        """U x[t] + W s[t−1] + b"""
        terms: list[Notation] = [
            Product((Symbol(self.cell.U), Symbol(self.cell.input, (time,))), ""),
            Product((self.W, self.s(before)), ""),
        ]
        if self.cell.b:
            terms.append(Symbol(self.cell.b))
        return Sum(tuple(terms))

    def slope(self, z: Notation) -> Notation:
        """σ′(z)"""
        return self.activation.slope(z)

    def diagonal(self, z: Notation) -> Notation:
        """diag(σ′(z))"""
        return Call(DIAG, (self.slope(z),))

    def factor(self, z: Notation) -> Notation:
        """diag(σ′(z)) W, or its transpose Wᵀ diag(σ′(z)); W alone for a linear cell."""
        W = self.recurrent
        if self.activation.is_linear:
            return W
        parts = (self.diagonal(z), W) if self.numerator else (W, self.diagonal(z))
        return Product(parts, "")

    def product(self, body: Notation) -> Large:
        """∏ over j = k + 1, …, t"""
        start = Relation((Symbol("j"), Sum((Symbol("k"), ONE))), ("=",))
        return Large("∏", body, below=start, above=Symbol("t"))

    # ---- lines of the working --------------------------------------------------------------------

    def state(
        self,
        id: str,
        parts: tuple[Notation, ...],
        signs: tuple[str, ...],
        rule: str,
        why: str,
        *depends_on: str,
    ) -> None:
        """One line of the working."""
        self.tape.state(id, Relation(parts, signs), rule, in_words(why, self.cell.W), depends_on)

    def state_at(self, time: str) -> Quantity:
        """The state at a time."""
        return Quantity(self.cell.letter, time=time)
