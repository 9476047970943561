"""What the named functions of a derivation mean: σ(z) = 1/(1 + e^−z)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hwsolve.derivation.step import Step
from hwsolve.numbers import rational
from hwsolve.quantity import Quantity
from hwsolve.terms.term import Apply, Name, Term

ARGUMENT = Name(Quantity("z"), rational(0))
"""The argument in a definition. Its value is never shown; at 0 nearly all functions are rational,
and nothing else has to be computed for it, which would cost 0.1 s of SymPy's imports."""


def definitions_in(steps: Iterable[Step]) -> tuple[Apply, ...]:
    """f(z) for each named function that occurs, in order of appearance."""
    found: dict[tuple[str, str], Apply] = {}
    for step in steps:
        for applied in _applications(step.term):
            key = applied.operation.name, str(sorted(applied.parameters.items()))
            if key in found:
                continue
            if applied.operation.meaning is not None:
                found[key] = applied
            elif applied.operation.definition and len(applied.arguments) == 1:
                found[key] = applied.operation(ARGUMENT, **applied.parameters)
    return tuple(found.values())


def _applications(term: Term | None) -> Iterator[Apply]:
    if isinstance(term, Apply):
        yield term
        for argument in term.arguments:
            yield from _applications(argument)
