"""Whether two terms are written alike, up to what changes nothing: a factor 1, a double minus."""

from __future__ import annotations

from collections.abc import Hashable

from hwsolve.numbers import Rational
from hwsolve.terms.term import Apply, Literal, Name, Term


def same_term(one: Term, other: Term) -> bool:
    """Whether two terms are written alike."""
    return fingerprint(one) == fingerprint(other)


def fingerprint(term: Term) -> Hashable:
    """Something equal for terms that are written alike."""
    match term:
        case Name(name, _, index):
            return name, index
        case Literal(value):
            return (int(value.p), int(value.q)) if isinstance(value, Rational) else id(value)
        case Apply(operation, arguments, parameters):
            parts = [fingerprint(argument) for argument in arguments]
            if operation.name == "multiply":
                parts = [part for part in parts if part != (1, 1)] or [(1, 1)]
                if len(parts) == 1:
                    return parts[0]
            if operation.name == "negate" and _is_negation(parts[0]):
                return fingerprint(_inside(arguments[0]))
            settings = tuple((key, str(value)) for key, value in parameters.items())
            return (operation.name, settings, *parts)
    raise TypeError(f"not a term: {term!r}")


def _inside(term: Term) -> Term:
    return term.arguments[0] if isinstance(term, Apply) else term


def _is_negation(part: Hashable) -> bool:
    return isinstance(part, tuple) and part[0] == "negate"
