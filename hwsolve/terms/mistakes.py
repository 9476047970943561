"""Mistakes that people make with the operations of arithmetic and linear algebra.

Each is a mutant of one operation's rule. Gradients are terms of the same operations, so a forgotten
slope, a missing factor 2 or a step in the wrong direction are mutants of a product or of a sum.
"""

from __future__ import annotations

from collections.abc import Iterator

from hwsolve.numbers import Rational, scalars
from hwsolve.terms.term import Apply, Literal, Mutation, Term, as_term


def _rebuilt(term: Apply, *arguments: Term) -> Term:
    return term.operation(*arguments, **term.parameters)


def of_sum(term: Apply) -> Iterator[Mutation]:
    """A term left out, or added with the wrong sign."""
    for place, part in enumerate(term.arguments):
        others = (*term.arguments[:place], *term.arguments[place + 1 :])
        rest = _rebuilt(term, *others) if len(others) > 1 else others[0]
        if rest.shape == term.shape:
            yield Mutation("term_left_out", rest, "{} is left out", part)
        opposite = part.arguments[0] if _is(part, "negate") and isinstance(part, Apply) else -part
        flipped = (*term.arguments[:place], opposite, *term.arguments[place + 1 :])
        yield Mutation("wrong_sign", _rebuilt(term, *flipped), "{} has the wrong sign", part)


def of_negation(term: Apply) -> Iterator[Mutation]:
    """The minus forgotten."""
    yield Mutation("sign_forgotten", term.arguments[0], "the minus sign of {} is forgotten", term)


def of_product(term: Apply) -> Iterator[Mutation]:
    """A factor forgotten; σ′(1 − σ′) for σ(1 − σ)."""
    for place, part in enumerate(term.arguments):
        other = term.arguments[1 - place]
        if other.shape == term.shape:
            yield Mutation("factor_forgotten", other, "the factor {} is forgotten", part)
    a, rest = term.arguments
    if _is(rest, "add") and isinstance(rest, Apply) and len(rest.arguments) == 2:
        yield Mutation("slope_of_slope", term * (1 - term), "σ′(1 − σ′) stands for {}", term)


def of_quotient(term: Apply) -> Iterator[Mutation]:
    """Turned over, or not divided at all."""
    above, below = term.arguments
    if above.shape == term.shape:
        yield Mutation("not_divided", above, "{} is not divided by", below)
    if not _has_zero(above):
        yield Mutation("turned_over", below / above, "the fraction {} is turned over", term)


def of_power(term: Apply) -> Iterator[Mutation]:
    """The exponent forgotten, or taken for a factor."""
    base, exponent = term.arguments
    yield Mutation("power_forgotten", base, "the exponent of {} is forgotten", term)
    if isinstance(exponent, Literal):
        yield Mutation("power_as_factor", exponent * base, "{} is taken as a product", term)


def of_matrix_product(term: Apply) -> Iterator[Mutation]:
    """A matrix taken without or with its transpose, where the shapes allow it."""
    left, right = term.arguments
    if len(left.shape) == 2 and left.shape[0] == left.shape[1]:
        yield Mutation("transpose", left.T @ right, "{} is transposed where it should not be", left)
    if len(right.shape) == 2 and right.shape[0] == right.shape[1]:
        yield Mutation("transpose", left @ right.T, "{} is transposed where it should not be", right)


def of_outer_product(term: Apply) -> Iterator[Mutation]:
    """The vectors the other way round."""
    x, y = term.arguments
    if x.shape == y.shape:
        yield Mutation("transpose", _rebuilt(term, y, x), "{} is transposed", term)


def of_sum_over_entries(term: Apply) -> Iterator[Mutation]:
    """A mean where a sum belongs."""
    (x,) = term.arguments
    count = 1
    for size in x.shape:
        count *= size
    if count > 1:
        yield Mutation("mean_for_sum", term / as_term(count), "a mean stands for the sum {}", term)


def _is(term: Term, name: str) -> bool:
    return isinstance(term, Apply) and term.operation.name == name


def _has_zero(term: Term) -> bool:
    return any(isinstance(x, Rational) and x == 0 for x in scalars(term.value))



def of_function(term: Apply) -> Iterator[Mutation]:
    """The function not applied."""
    yield Mutation("function_forgotten", term.arguments[0], "{} is left out", term)


def of_slope(term: Apply) -> Iterator[Mutation]:
    """The slope of an activation with a kink: always 1, or z itself in its place."""
    one = as_term(1)
    if not term.shape:
        yield Mutation("slope_forgotten", one, "the slope {} is taken as 1", term)
        yield Mutation("slope_is_input", term.arguments[0], "{} is taken as its argument", term)
