"""Mistakes that people make with sums, products and powers.

Each is a mutant of one operation's rule. Gradients and updates are terms of the same operations, so
a forgotten slope, a missing factor 2, a step in the wrong direction or β and 1 − β in each other's
place are mutants of a product or of a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from hwsolve.errors import LimitError
from hwsolve.numbers import (
    NeedsPrecision,
    Rational,
    Value,
    as_ball,
    is_symbolic,
    rational,
    scalars,
)
from hwsolve.terms.equal_writing import same_term
from hwsolve.terms.term import OPERATIONS, Apply, Literal, Mutation, Name, Term, as_term

FAILURES = (ArithmeticError, NeedsPrecision, LimitError, LookupError, ValueError, TypeError)
"""What a mutant may run into that the right term doesn't, such as a division by zero."""

SOME = 12
"""Parts of a sum up to which each may have been left out or have the wrong sign."""


def tried(
    name: str, words: str, about: Term | None, build: Callable[..., Term], *parts: Any
) -> Iterator[Mutation]:
    """The mutation whose term is built from these parts, unless it has no value."""
    with suppress(*FAILURES):
        yield Mutation(name, build(*parts), words, about)


def is_a(term: Term, name: str) -> bool:
    """Whether a term is this operation applied to something."""
    return isinstance(term, Apply) and term.operation.name == name


def parts_of(term: Term, name: str) -> tuple[Term, ...]:
    """The arguments of a term that is this operation; none for any other."""
    return term.arguments if isinstance(term, Apply) and term.operation.name == name else ()


# ---- sums ---------------------------------------------------------------------------------------


def of_sum(term: Apply) -> Iterator[Mutation]:
    """A part left out or with the wrong sign, a difference turned round, ε in the wrong place."""
    yield from _turned_round(term)
    yield from _shares_swapped(term)
    yield from _share_invented(term)
    yield from _epsilon_moved(term)
    yield from _slope_of_another(term)
    yield from _slope_once_more(term)
    yield from _of_step(term)
    yield from _mean_of_names(term)
    if len(term.arguments) > SOME:
        return
    for place, part in enumerate(term.arguments):
        before, after = term.arguments[:place], term.arguments[place + 1 :]
        what, about = "{}", part
        if isinstance(part, Literal) and isinstance(part.value, Rational):
            what, about = f"the {part.value} in {{}}", term
        yield from tried("term_left_out", f"{what} is left out", about, _sum, *before, *after)
        if is_a(part, "negate"):
            (inner,) = parts_of(part, "negate")
            yield from tried(
                "wrong_sign", "{} is added where it should be subtracted", inner,
                _sum, *before, inner, *after,
            )  # fmt: skip
        else:
            yield from tried(
                "wrong_sign", f"{what} has the wrong sign", about,
                _sum, *before, -part, *after,
            )  # fmt: skip


def _sum(*parts: Term) -> Term:
    return OPERATIONS["add"](*parts) if len(parts) > 1 else parts[0]


def _turned_round(term: Apply) -> Iterator[Mutation]:
    """b − a for a − b; nobody turns a step W − α·dW round."""
    if len(term.arguments) == 2:
        a, b = term.arguments
        if is_a(a, "negate") != is_a(b, "negate"):
            above, below = (b, *parts_of(a, "negate")) if is_a(a, "negate") else (
                a, *parts_of(b, "negate")
            )  # fmt: skip
            if isinstance(above, Name | Literal) and isinstance(below, Name | Literal):
                yield from tried(
                    "turned_round", "the difference {} is the other way round", term,
                    lambda: below - above,
                )  # fmt: skip


def _shares_swapped(term: Apply) -> Iterator[Mutation]:
    """(1 − β)·a + β·b for β·a + (1 − β)·b."""
    if len(term.arguments) == 2:
        for one, other in (term.arguments, term.arguments[::-1]):
            kept, fresh = parts_of(one, "multiply"), parts_of(other, "multiply")
            if kept and fresh and _is_rest(fresh[0], kept[0]):
                yield from tried(
                    "shares_swapped", "{} and 1 − {} are swapped", kept[0],
                    lambda fresh, a, kept, b: fresh * a + kept * b,
                    fresh[0], kept[1], kept[0], fresh[1],
                )  # fmt: skip
                return


def _share_invented(term: Apply) -> Iterator[Mutation]:
    """β·V + (1 − β)·g for β·V + g: the average where a heavy ball is asked for."""
    if len(term.arguments) == 2:
        for old, fresh in (term.arguments, term.arguments[::-1]):
            factors = parts_of(old, "multiply")
            if factors and isinstance(fresh, Name) and _is_share(factors[0]):
                yield from tried(
                    "share_invented", "{} is multiplied by 1 − β, as for an average", fresh,
                    lambda old, share, fresh: old + (1 - share) * fresh, old, factors[0], fresh,
                )  # fmt: skip


def _is_share(term: Term) -> bool:
    """Whether a term is a setting such as β, between 0 and 1."""
    with suppress(*FAILURES):
        return isinstance(term, Name) and not term.shape and bool(0 < term.value < 1)
    return False


def _is_rest(term: Term, share: Term) -> bool:
    """Whether a term is 1 − share, or a literal that has this value."""
    parts = parts_of(term, "add")
    if len(parts) == 2 and isinstance(parts[0], Literal) and not parts[0].shape:
        (rest,) = parts_of(parts[1], "negate") or (None,)
        return bool(parts[0].value == 1) and rest is not None and same_term(rest, share)
    return False


def _epsilon_moved(term: Apply) -> Iterator[Mutation]:
    """√(S + ε) for √S + ε."""
    if len(term.arguments) == 2 and is_a(term.arguments[0], "sqrt"):
        (inner,), small = parts_of(term.arguments[0], "sqrt"), term.arguments[1]
        if isinstance(small, Name):
            yield from tried(
                "epsilon_inside", "{} stands under the root instead of outside", small,
                lambda: OPERATIONS["sqrt"](inner + small),
            )  # fmt: skip
            yield Mutation(
                "root_and_epsilon_forgotten", inner, "for {} stands what is under the root", term
            )


def _slope_of_another(term: Apply) -> Iterator[Mutation]:
    """σ′ = a(1 − a) for tanh′ = 1 − a²."""
    if len(term.arguments) == 2 and isinstance(term.arguments[0], Literal):
        power = parts_of(parts_of(term.arguments[1], "negate")[0], "power") if is_a(
            term.arguments[1], "negate"
        ) else ()  # fmt: skip
        if power and isinstance(power[1], Literal) and power[1].value == 2:
            a = power[0]
            yield from tried(
                "slope_of_sigmoid", "the slope of σ, a(1 − a), is taken for that of tanh, {}", term,
                lambda: a * (1 - a),
            )  # fmt: skip
            yield from _slope_at_activation(term, a, lambda t: 1 - t**2, "tanh")


def _slope_at_activation(
    term: Term, a: Term, slope: Callable[[Term], Term], activation: str
) -> Iterator[Mutation]:
    """σ′(a) for σ′(z), where a is σ(z) already."""
    yield from tried(
        "slope_at_activation", "the slope is taken at {}, not at what the activation is applied to",
        a, lambda: slope(OPERATIONS[activation](a)),
    )  # fmt: skip


def _slope_once_more(term: Apply) -> Iterator[Mutation]:
    """(a − y)·a(1 − a), where a − y has the slope of σ in it already."""
    a, y = term.arguments if len(term.arguments) == 2 else (None, None)
    below = parts_of(y, "negate") if y is not None else ()
    is_difference = below and isinstance(below[0], Name | Literal)
    if isinstance(a, Name) and is_difference and _may_be_of_sigmoid(a.value):
        yield from tried(
            "slope_once_more", "{} is multiplied by the slope of σ, which is in it already", term,
            lambda: term * (a * (1 - a)),
        )  # fmt: skip


def _may_be_of_sigmoid(value: Value) -> bool:
    """Whether every entry may lie between 0 and 1, as those of σ do."""
    return all(is_symbolic(x) or not (as_ball(x) <= 0 or as_ball(x) >= 1) for x in scalars(value))


def _of_step(term: Apply) -> Iterator[Mutation]:
    """For W − α·dW: α·dW alone, α·(W − dW), or with the point of α misplaced."""
    start, step = term.arguments if len(term.arguments) == 2 else (None, None)
    rate = next(_first_factors(step), None) if step is not None and is_a(step, "negate") else None
    if isinstance(start, Name) and rate is not None and step is not None:
        for words, factor in (("large", rational(10)), ("small", rational(1, 10))):
            yield from tried(
                "power_of_ten", f"{{}} is taken ten times too {words}", rate,
                lambda factor: start + step * Literal(factor), factor,
            )  # fmt: skip
        (change,) = parts_of(step, "negate")
        yield Mutation("step_alone", change, "the step {} stands for what it is taken from", change)
        yield from tried(
            "rate_times_all", "{} multiplies all of it, not the gradient alone", rate,
            lambda: rate * start + step,
        )  # fmt: skip


def _mean_of_names(term: Apply) -> Iterator[Mutation]:
    """A mean over time or over layers where the terms are added up."""
    if all(isinstance(part, Name) for part in term.arguments):
        yield from tried(
            "mean_for_sum", "a mean stands for the sum {}", term,
            lambda: term / as_term(len(term.arguments)),
        )  # fmt: skip


def _first_factors(step: Term) -> Iterator[Term]:
    """What a step begins with, if that is a single number: the α of −α·dW and of −α·V/√S.

    An entry of a matrix is no such number: row reduction takes M₂₁ times a row.
    """
    while isinstance(step, Apply) and step.operation.name in ("negate", "divide", "multiply"):
        is_product = step.operation.name == "multiply"
        step = step.arguments[0]
        is_entry = isinstance(step, Name) and step.index
        if is_product and isinstance(step, Name | Literal) and not step.shape and not is_entry:
            yield step


def of_negation(term: Apply) -> Iterator[Mutation]:
    """The minus forgotten."""
    yield from tried(
        "sign_forgotten", "the minus sign of {} is forgotten", term, lambda: term.arguments[0]
    )


# ---- products, quotients, powers ----------------------------------------------------------------


def of_product(term: Apply) -> Iterator[Mutation]:
    """A factor forgotten; σ′(1 − σ′) for σ(1 − σ), or the slope of tanh for it."""
    for place, part in enumerate(term.arguments):
        other = term.arguments[1 - place]
        if other.shape == term.shape:
            yield Mutation("factor_forgotten", other, "the factor {} is forgotten", part)
    a, rest = term.arguments
    if isinstance(a, Literal) and isinstance(rest, Name) and not term.shape:
        yield from tried(
            "power_rule_factor", "a factor 2 of {} is forgotten", term,
            lambda: Literal(a.value / 2) * rest,
        )  # fmt: skip
    if _is_rest(rest, a):
        yield from tried(
            "slope_of_slope", "for the slope σ′ = {} stands σ′(1 − σ′)", term,
            lambda: term * (1 - term),
        )  # fmt: skip
        yield from tried(
            "slope_of_tanh", "the slope of tanh, 1 − a², is taken for that of σ, {}", term,
            lambda: 1 - a**2,
        )  # fmt: skip
        yield from tried(
            "slope_once_more", "the slope {} is multiplied in twice", term, lambda: term * term
        )
        yield from _slope_at_activation(term, a, lambda s: s * (1 - s), "sigmoid")


def of_quotient(term: Apply) -> Iterator[Mutation]:
    """Turned over, not divided at all, multiplied instead."""
    above, below = term.arguments
    if above.shape == term.shape:
        yield Mutation("not_divided", above, "the division by {} is forgotten", below)
    yield from tried("turned_over", "the fraction {} is turned over", term, lambda: below / above)
    yield from tried(
        "multiplied", "it is multiplied by {} where it should be divided", below,
        lambda: above * below,
    )  # fmt: skip


def of_power(term: Apply) -> Iterator[Mutation]:
    """The exponent forgotten, or taken for a factor."""
    base, exponent = term.arguments
    yield Mutation("power_forgotten", base, "the exponent of {} is forgotten", term)
    if isinstance(exponent, Literal):
        if exponent.value == 2:  # of a difference, whose sign the square doesn't tell
            yield from tried("power_forgotten", "{} is not squared", term, lambda: -base)
        yield from tried(
            "power_as_factor", "{} is taken as a product", term, lambda: exponent * base
        )


def of_root(term: Apply) -> Iterator[Mutation]:
    """The root not taken, or taken of S where ε belongs under it too."""
    (x,) = term.arguments
    yield Mutation("function_forgotten", x, "the root {} is not taken", term)
    parts = parts_of(x, "add")
    if len(parts) == 2 and isinstance(parts[1], Name):
        yield from tried(
            "epsilon_outside", "{} stands outside the root instead of under it", parts[1],
            lambda: term.operation(parts[0]) + parts[1],
        )  # fmt: skip
