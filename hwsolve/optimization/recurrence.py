"""The recurrence that a method with momentum follows along one eigenvector of the Hessian.

x⁽ᵏ⁺¹⁾ = T x⁽ᵏ⁾ − D x⁽ᵏ⁻¹⁾ (Polyak 1964; Lessard, Recht and Packard 2016, section 2).
"""

from __future__ import annotations

from collections.abc import Mapping

from hwsolve.derivation.readings import Readings
from hwsolve.methods.descent import Momentum, Nesterov
from hwsolve.methods.method_conventions import MethodConventions
from hwsolve.notation.tree import Negation, Notation, Product, Relation, Sum, Symbol
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import is_symbolic, symbol
from hwsolve.quantity import Quantity
from hwsolve.terms.term import Name, Term, write


class Recurrence:
    """x⁽ᵏ⁺¹⁾ = T x⁽ᵏ⁾ − D x⁽ᵏ⁻¹⁾, as a method with momentum makes it along one eigenvector."""

    def __init__(
        self,
        method: Momentum | Nesterov,
        conventions: MethodConventions,
        numbers: Mapping[str, Name],
    ) -> None:
        self.alpha, self.beta = numbers["alpha"], numbers["beta"]
        self.share: Term | None = None
        """The share of the gradient that enters V; None for all of it."""
        self.looks_ahead = isinstance(method, Nesterov)
        if isinstance(method, Momentum):
            if method.is_average(conventions):
                self.share = 1 - self.beta
            elif "delta" in numbers:
                self.share = 1 - numbers["delta"]
        self.letters = [
            letter
            for id, letter in (("beta", "β"), ("delta", "δ"))
            if id in numbers and is_symbolic(numbers[id].value)
        ]
        self.is_rewritten = self.looks_ahead and conventions.nesterov == "rewritten"

    @property
    def velocity(self) -> str:
        """How V is expressed by iterates."""
        if self.is_rewritten:
            return "The step before says α·β·V⁽ᵏ⁾ = x⁽ᵏ⁻¹⁾ − x⁽ᵏ⁾ − α·λ·x⁽ᵏ⁻¹⁾:"
        if self.looks_ahead:
            return "V⁽ᵏ⁾ = x⁽ᵏ⁾ − x⁽ᵏ⁻¹⁾ is the last step:"
        return "V⁽ᵏ⁾ = (x⁽ᵏ⁻¹⁾ − x⁽ᵏ⁾)/α is the last step over −α:"

    def factors(self, curvature: Term) -> tuple[Term, Term]:
        """T and D for a curvature."""
        shrunk = self.alpha * curvature
        if self.looks_ahead:
            return (1 + self.beta) * (1 - shrunk), self.beta * (1 - shrunk)
        if self.share is not None:
            shrunk = self.alpha * self.share * curvature
        return 1 + self.beta - shrunk, self.beta

    def bound(self, highest: Name) -> Term:
        """The α for which −1 is a root at the largest curvature: 1 + T + D = 0."""
        if self.looks_ahead:
            return 2 * (1 + self.beta) / ((1 + 2 * self.beta) * highest)
        below: Term = highest if self.share is None else self.share * highest
        return 2 * (1 + self.beta) / below

    @property
    def why_bound(self) -> str:
        """What that α is."""
        return (
            "1 + T + D = 0 for the largest curvature: −1 is a root, and for 0 < α < α_max all "
            f"roots are less than 1 in magnitude{self.proviso}"
        )

    @property
    def proviso(self) -> str:
        """What must be true of letters; numbers outside of these ranges are refused."""
        ranges = " and ".join(f"0 ≤ {letter} < 1" for letter in self.letters)
        return f", provided that {ranges}" if ranges else ""

    def written(self) -> Relation:
        """The recurrence in letters."""
        style = NumberStyle()
        kept, dropped = self.factors(Name(Quantity("lambda"), symbol("lambda")))
        T, D = (write(term, Readings(style).symbol) for term in (kept, dropped))
        now, before, after = (Symbol("x", (k,)) for k in ("k", "k-1", "k+1"))
        terms: tuple[Notation, ...] = (Product((T, now)), Negation(Product((D, before))))
        return Relation((after, Sum(terms)), ("=",))
