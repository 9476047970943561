"""∂s[t]/∂s[k] in letters, for any t and k, and what it says about vanishing gradients.

Sources: Pascanu, Mikolov and Bengio 2013, section 2.1; Bengio, Simard and Frasconi 1994;
Goodfellow, Bengio and Courville 2016, section 10.7.
"""

from __future__ import annotations

from hwsolve.derivation.tape import Tape
from hwsolve.layers.named_activations import has_kink
from hwsolve.networks.sequences.activation_slopes import Z, minus
from hwsolve.networks.sequences.parameter_count import count_parameters
from hwsolve.networks.sequences.sequence_problem import RecurrentSpec
from hwsolve.notation.tree import (
    Call,
    Elided,
    Notation,
    Power,
    Product,
    Symbol,
)
from hwsolve.theory.bounds import Bounds
from hwsolve.theory.rnn_claims import examine_claims
from hwsolve.theory.symbols_of_course import DIAG, FACTOR, JACOBIAN, Z_AT, CourseSymbols


def derive_in_letters(spec: RecurrentSpec, tape: Tape) -> None:
    """Write the Jacobian of a recurrent network of any size, and how large it can be."""
    if spec.sizes is not None:
        count_parameters(spec.cell, spec.sizes, spec.conventions, tape)
    if "jacobian" in spec.wanted or (not spec.wanted and spec.cell.type == "vanilla"):
        Jacobian(CourseSymbols(spec, tape)).run()


class Jacobian:
    """∂s[t]/∂s[k], step by step."""

    def __init__(self, letters: CourseSymbols) -> None:
        self.letters, self.state = letters, letters.state
        self.spec, self.tape, self.cell = letters.spec, letters.tape, letters.cell
        self.activation, self.numerator = letters.activation, letters.numerator

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
        if self.activation.gamma is None:
            self.tape.note(
                f"No short form of the greatest |{self.activation.name}(z)| is known, and so no "
                "bound (γ‖W‖)^(t−k) either."
            )
            return
        Bounds(self.letters, self.activation.gamma).run()
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

    def _cell(self) -> None:
        equals = ("=",)
        inside = self.letters.inside("t", "t-1")
        self.state(Z_AT, (self.letters.z("t"), inside), equals, "definition",
                   "the input and the state before, weighted and added up")  # fmt: skip
        shown = self.activation.applied(self.letters.z("t"))
        self.state(self.letters.state_at("t"), (self.letters.s("t"), shown), equals, "definition",
                   "the activation, entry by entry", Z_AT)  # fmt: skip

    def _slope(self) -> None:
        row = self.activation
        left = self.letters.partial(Symbol("z"), Symbol("z")) if row.is_linear else row.slope(Z)
        chain = row.chain
        self.state("slope", (left, *chain), ("=",) * len(chain), "derivative", row.row.why_slope)
        if has_kink(self.cell.activation):
            self.spec.conventions.tell_own(self.tape, "relu_at_zero", "the slope at the kink z = 0")

    def _one_step(self) -> None:
        i, m = "i", "m"
        entry = self.letters.partial(self.letters.s("j", i), self.letters.s("j-1", m))
        z_entry = self.letters.z("j", i)
        slope = self.letters.slope(z_entry)
        W_entry = Symbol(self.cell.W, (), (i, m))
        through = Product((slope, self.letters.partial(z_entry, self.letters.s("j-1", m))))
        last: Notation = W_entry if self.activation.is_linear else Product((slope, W_entry))
        self.state("J_entry", (entry, through, last), ("=", "="), "chain_rule",
                   f"{self.cell.letter}_i[j] depends on the state before through z_i[j] alone; "
                   f"there the weight of entry m is {self.cell.W}_im", "slope")  # fmt: skip
        chain: list[Notation] = [
            Symbol("J", ("j",)),
            self.letters.partial(self.letters.s("j"), self.letters.s("j-1")),
            self.letters.factor(self.letters.z("j")),
        ]
        on_state = self.activation.on_state(self.letters.s("j"))
        if on_state is not None:
            slope = Call(DIAG, (on_state,))
            W = self.letters.recurrent
            chain.append(Product((slope, W) if self.numerator else (W, slope), ""))
        why = "the entries as a matrix: row i of W times the slope at z_i[j]"
        if not self.numerator:
            why = "the entries as a matrix, transposed: column i of Wᵀ times the slope at z_i[j]"
        if self.activation.is_linear:
            why = "the entries as a matrix"
        self.state(FACTOR, tuple(chain), ("=",) * (len(chain) - 1), "chain_rule", why, "J_entry")

    def _chain(self) -> None:
        J, partial, s = Symbol("J", ("t", "k")), self.letters.partial, self.letters.s
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
            (
                J,
                partial(s("t"), s("k")),
                Product(tuple(links)),
                self.letters.product(Symbol("J", ("j",))),
            ),
            ("=", "=", "="),
            "chain_rule",
            "each state depends on those before through the last one alone; t − k factors, one for "
            f"each j from k + 1 to t, {'the latest' if self.numerator else 'the earliest'} first: "
            "matrices don't commute",
            FACTOR,
        )
        parts: list[Notation] = [
            J,
            self.letters.product(self.letters.factor(self.letters.inside("j", "j-1"))),
        ]
        why = f"factor j holds {self.cell.input}[j] and {self.cell.letter}[j−1], which make z[j]"
        if self.activation.is_linear:
            parts.append(Power(self.letters.recurrent, minus(Symbol("t"), Symbol("k"))))
            why = "every factor is the same"
        self.state(JACOBIAN, tuple(parts), ("=",) * (len(parts) - 1), "substitution", why,
                   "J_chain", FACTOR, Z_AT)  # fmt: skip
        self.tape.note(
            f"For t = k + 1 this is the one factor J[t], and for t = k it is the identity. "
            f"The {'numerator' if self.numerator else 'denominator'} layout is used; in the other "
            "one every Jacobian is transposed, and so the order of the factors turns around."
        )
