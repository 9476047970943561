"""One update of one parameter: what a method's equations are written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from hwsolve.derivation.tape import Tape
from hwsolve.methods.method_conventions import MethodConventions
from hwsolve.quantity import Quantity
from hwsolve.terms.collect_terms import collected
from hwsolve.terms.term import Name, Term

STATES = {
    "V": "the first moment (velocity)",
    "S": "the second moment",
    "V_hat": "the corrected first moment",
    "S_hat": "the corrected second moment",
    "U": "the largest gradient, fading; for Adadelta the second moment of the steps",
    "S_max": "the largest second moment so far",
    "B": "the momentum of the scaled gradients",
    "G": "the gradient with that of the penalty",
    "D": "the step",
}
"""What a method may let for a parameter, as V_W or S_W, and what it is."""

SUBSCRIPTS = {"beta": "β", "beta_1": "β₁", "beta_2": "β₂"}


def blend(what: str, number: str = "beta") -> str:
    """How a moment is renewed, in words; no average, for from 0 its weights add up to 1 − βᵗ."""
    beta = SUBSCRIPTS[number]
    return f"{beta} of the old value and 1 − {beta} of {what}"


def unknowns(quantities: Iterable[Quantity]) -> frozenset[str]:
    """The quantities by which a formula in names is sorted: gradients, iterates, start states."""
    return frozenset(
        quantity
        for quantity in quantities
        if quantity.aspect != "value" or quantity.at("iterate") is not None
    )


LONGEST_FORMULA = 128
"""Operations of a moment or an iterate in letters beyond which the next steps go on from its
symbol: gradients and moments would else fill a page each, and soon more than there is."""


@dataclass
class Update:
    """The setting of one update.

    tape         where its steps are written
    ids          one of the parameter's own quantities after this update. e.g. V to V_W[1]
    parameter    the parameter before
    gradient     ∂L/∂ of it
    before       its state, by letter: V and S are the moments
    numbers      the hyperparameters by id: alpha, beta, beta_1, …
    step         t, the number of this update, from 1
    after        its state after the update, filled by `let`
    letters      further names by which a formula is sorted: those of the start, where it enters
                 linearly
    longest      operations of a formula in letters beyond which later steps put in its symbol
    """

    tape: Tape
    ids: Callable[[str], Quantity]
    parameter: Term
    gradient: Term
    before: Mapping[str, Term]
    numbers: Mapping[str, Term]
    step: int
    conventions: MethodConventions
    after: dict[str, Term] = field(default_factory=dict)
    letters: frozenset[str] = frozenset()
    longest: int | None = None

    def __getitem__(self, number: str) -> Term:
        """A hyperparameter. e.g. u["beta_1"]"""
        return self.numbers[number]

    @property
    def alpha(self) -> Term:
        """The learning rate of this step."""
        return self.numbers["alpha"]

    def has(self, number: str) -> bool:
        """Whether a hyperparameter is set and not zero."""
        return number in self.numbers and bool(self.numbers[number].value != 0)

    def power(self, number: str, more: int = 0) -> Term:
        """A hyperparameter to the power t + `more`. e.g. β₁ᵗ; β₁ itself for t = 1"""
        exponent = self.step + more
        return self[number] if exponent == 1 else self[number] ** exponent

    def let(self, letter: str, term: Term, why: str) -> Name:
        """Write the new value of one of the parameter's quantities."""
        sorted_term = collected(term, unknowns(self.tape.letters) | self.letters)
        name = self.tape.let(self.ids(letter), sorted_term, why, longest=self.longest)
        self.after[letter] = name
        return name
