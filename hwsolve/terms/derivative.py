"""Derivatives of scalars by the rules of a first course, read from the rows of the operations.

Each is the sum, over the arguments that vary, of the operation's gradient row with upstream 1 times
the argument's own derivative; a row that has a textbook's rule of its own follows that. Every rule
that was applied is kept, so that it can be shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from hwsolve.terms.term import Apply, Name, Term
from hwsolve.terms.tidied import ONE, ZERO, product, sum_of_two

RULES = {
    "sum rule": "(u + v)′ = u′ + v′",
    "constant factor": "(c·u)′ = c·u′",
    "product rule": "(u·v)′ = u′·v + u·v′",
    "quotient rule": "(u/v)′ = (u′·v − u·v′)/v²",
    "reciprocal rule": "(c/v)′ = −c·v′/v²",
    "power rule": "(xⁿ)′ = n·xⁿ⁻¹",
    "power rule and chain rule": "(uⁿ)′ = n·uⁿ⁻¹·u′",
    "exponential and chain rule": "(aᵘ)′ = aᵘ·log a·u′",
    "rule for f^g": "(uᵛ)′ = uᵛ·(v′·log u + v·u′/u)",
    "chain rule": "f(u)′ = f′(u)·u′",
    "constant": "what doesn't depend on the variable has the derivative 0",
}
"""Each rule in letters; a rule that isn't here says itself what it is."""


def rule_id(rule: str) -> str:
    """The stable name of a rule. e.g. power_rule_and_chain_rule, derivative_of_abs"""
    return "_".join(re.findall(r"\w+", rule))


def derivative(term: Term, by: str) -> Term:
    """The derivative of a scalar by one of its names, without the way to it."""
    return Differentiation(by).of(term)


@dataclass(frozen=True, slots=True)
class Applied:
    """One application of a rule: its name, what it was applied to, and what it gave."""

    rule: str
    term: Term
    derivative: Term


@dataclass
class Differentiation:
    """The derivative of scalars by one name, and how it was found; inner rules come first.

    At a kink |u| has the slope 0, an activation that of its settings, and max that of the later
    argument.
    """

    by: str
    applied: list[Applied] = field(default_factory=list)

    def of(self, term: Term) -> Term:
        """The derivative of a term."""
        return ZERO if (found := self._of(term)) is None else found

    def _of(self, term: Term) -> Term | None:
        """The derivative; None of what doesn't depend on the variable."""
        if isinstance(term, Name):
            return ONE if term.id == self.by else None
        if not isinstance(term, Apply):
            return None
        inner = [self._of(argument) for argument in term.arguments]
        if all(derived is None for derived in inner):
            return None
        rule, found = (term.operation.rule or _chain_rule)(term, inner)
        if rule:
            self.applied.append(Applied(rule, term, found))
        return found


def _chain_rule(term: Apply, inner: Sequence[Term | None]) -> tuple[str, Term]:
    """f(u)′ = f′(u)·u′, added up over all arguments that vary."""
    total: Term = ZERO
    for slope, derived in zip(term.operation.gradient(ONE, term, term), inner, strict=True):
        if slope is not None and derived is not None:
            total = sum_of_two(total, product(slope, derived))
    if term.operation.jumps and term.operation.definition is not None:
        return "by cases", total
    plain = all(isinstance(argument, Name) for argument in term.arguments)
    return f"derivative of {term.operation.name}" if plain else "chain rule", total
