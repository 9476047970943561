"""∂s[t]/∂s[k] in letters, for any t and k, and what it says about vanishing gradients.

Sources: Pascanu, Mikolov and Bengio 2013, section 2.1; Bengio, Simard and Frasconi 1994;
Goodfellow, Bengio and Courville 2016, section 10.7.
"""

from __future__ import annotations

from hwsolve.derivation.tape import Tape
from hwsolve.notation.tree import (
    Call,
    Elided,
    Large,
    Notation,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Symbol,
    Transpose,
)
from hwsolve.recurrent.bounds import Bounds
from hwsolve.recurrent.claims import examine_claims
from hwsolve.recurrent.counting import count_parameters
from hwsolve.recurrent.model import RecurrentSpec
from hwsolve.recurrent.names import in_words
from hwsolve.recurrent.slopes import ONE, SLOPES, Z, minus
from hwsolve.terms.activations import named

DIAG = named("diag")


def derive_in_letters(spec: RecurrentSpec, tape: Tape) -> None:
    """Write the Jacobian of a recurrent network of any size, and how large it can be."""
    if spec.sizes is not None:
        second = spec.cell.type == "gru" and spec.conventions.gru_reset == "after"
        count_parameters(spec.cell, spec.sizes, tape, second_bias=second)
    if "jacobian" in spec.wanted or (not spec.wanted and spec.cell.type == "vanilla"):
        Letters(spec, tape).run()


class Letters:
    """The notation of one course's recurrent network, and its Jacobian step by step."""

    def __init__(self, spec: RecurrentSpec, tape: Tape) -> None:
        self.spec, self.tape, self.cell = spec, tape, spec.cell
        self.activation = SLOPES[spec.cell.activation]
        self.numerator = spec.conventions.jacobian_layout == "numerator"
        self.W = Symbol(self.cell.W)

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
        return ONE if self.activation.slope is None else Call(self.activation.slope, (z,))

    def diagonal(self, z: Notation) -> Notation:
        """diag(σ′(z))"""
        return Call(DIAG, (self.slope(z),))

    def factor(self, z: Notation) -> Notation:
        """diag(σ′(z)) W, or its transpose Wᵀ diag(σ′(z)); W alone for a linear cell."""
        W = self.W if self.numerator else Transpose(self.W)
        if self.activation.slope is None:
            return W
        parts = (self.diagonal(z), W) if self.numerator else (W, self.diagonal(z))
        return Product(parts, "")

    def product(self, body: Notation) -> Large:
        """∏ over j = k + 1, …, t"""
        start = Relation((Symbol("j"), Sum((Symbol("k"), ONE))), ("=",))
        return Large("∏", body, below=start, above=Symbol("t"))

    # ---- the working ----------------------------------------------------------------------------

    def run(self) -> None:
        """Write everything, section by section."""
        self._tell_layout()
        with self.tape.section("The cell"):
            self._cell()
        with self.tape.section("The slope of the activation"):
            self._slope()
        with self.tape.section("One step back"):
            self._one_step()
        with self.tape.section("From time t back to time k"):
            self._chain()
        Bounds(self).run()
        examine_claims(self.spec, self.tape)

    def _tell_layout(self) -> None:
        self.spec.conventions.tell_own(
            self.tape,
            "jacobian_layout",
            "row i of a Jacobian holds the derivatives of entry i of the later state; factors "
            "stand from the latest (left) to the earliest (right)"
            if self.numerator
            else "column i of a Jacobian holds the derivatives of entry i of the later state; "
            "factors stand from the earliest (left) to the latest (right)",
        )

    def state(self, id: str, parts: tuple[Notation, ...], signs: tuple[str, ...], rule: str,
              why: str, *depends_on: str) -> None:  # fmt: skip
        """One line of the working."""
        self.tape.state(id, Relation(parts, signs), rule, in_words(why, self.cell.W), depends_on)

    def _cell(self) -> None:
        equals = ("=",)
        self.state("z[t]", (self.z("t"), self.inside("t", "t-1")), equals, "definition",
                   "the input and the state before, weighted and added up")  # fmt: skip
        function = self.activation.function
        shown = self.z("t") if function is None else Call(function, (self.z("t"),))
        self.state(self.state_id("t"), (self.s("t"), shown), equals, "definition",
                   "the activation, entry by entry", "z[t]")  # fmt: skip

    def state_id(self, time: str) -> str:
        """The id of the state at a time."""
        return f"{self.cell.letter}[{time}]"

    def _slope(self) -> None:
        row = self.activation
        left: Notation = (
            Call(row.slope, (Z,)) if row.slope else self.partial(Symbol("z"), Symbol("z"))
        )
        self.state(
            "slope", (left, *row.chain), ("=",) * len(row.chain), "derivative", row.why_chain
        )
        if self.cell.activation == "relu":
            self.spec.conventions.tell_own(self.tape, "relu_at_zero", "the slope at the kink z = 0")

    def _one_step(self) -> None:
        i, m = "i", "m"
        entry = self.partial(self.s("j", i), self.s("j-1", m))
        z_entry = self.z("j", i)
        slope = self.slope(z_entry)
        W_entry = Symbol(self.cell.W, (), (i, m))
        through = Product((slope, self.partial(z_entry, self.s("j-1", m))))
        last: Notation = Product((slope, W_entry)) if self.activation.slope else W_entry
        self.state("J_entry", (entry, through, last), ("=", "="), "chain_rule",
                   f"{self.cell.letter}_i[j] depends on the state before through z_i[j] alone; "
                   f"there the weight of entry m is {self.cell.W}_im", "slope")  # fmt: skip
        chain: list[Notation] = [
            Symbol("J", ("j",)),
            self.partial(self.s("j"), self.s("j-1")),
            self.factor(self.z("j")),
        ]
        if self.activation.on_state is not None:
            slope = Call(DIAG, (self.activation.on_state(self.s("j")),))
            W = self.W if self.numerator else Transpose(self.W)
            chain.append(Product((slope, W) if self.numerator else (W, slope), ""))
        why = "the entries as a matrix: row i of W times the slope at z_i[j]"
        if not self.numerator:
            why = "the entries as a matrix, transposed: column i of Wᵀ times the slope at z_i[j]"
        if self.activation.slope is None:
            why = "the entries as a matrix"
        self.state("J[j]", tuple(chain), ("=",) * (len(chain) - 1), "chain_rule", why, "J_entry")

    def _chain(self) -> None:
        J, partial, s = Symbol("J", ("t", "k")), self.partial, self.s
        links: list[Notation] = [
            partial(s("t"), s("t-1")),
            partial(s("t-1"), s("t-2")),
            Elided(),
            partial(s("k+1"), s("k")),
        ]
        if not self.numerator:
            links.reverse()
        self.state(
            "J_chain",
            (J, partial(s("t"), s("k")), Product(tuple(links)), self.product(Symbol("J", ("j",)))),
            ("=", "=", "="),
            "chain_rule",
            "each state depends on those before through the last one alone; t − k factors, one for "
            f"each j from k + 1 to t, {'the latest' if self.numerator else 'the earliest'} first: "
            "matrices don't commute",
            "J[j]",
        )
        parts: list[Notation] = [J, self.product(self.factor(self.inside("j", "j-1")))]
        why = f"factor j holds {self.cell.input}[j] and {self.cell.letter}[j−1], which make z[j]"
        if self.activation.slope is None:
            W = self.W if self.numerator else Transpose(self.W)
            parts.append(Power(W, minus(Symbol("t"), Symbol("k"))))
            why = "every factor is the same"
        self.state("J[t,k]", tuple(parts), ("=",) * (len(parts) - 1), "substitution", why,
                   "J_chain", "J[j]", "z[t]")  # fmt: skip
        self.tape.note(
            f"For t = k + 1 this is the one factor J[t], and for t = k it is the identity. "
            f"The {'numerator' if self.numerator else 'denominator'} layout is used; in the other "
            "one every Jacobian is transposed, and so the order of the factors turns around."
        )
