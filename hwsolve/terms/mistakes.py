"""Mistakes that people make with arithmetic and linear algebra.

Each is a mutant of one operation's rule. Gradients and updates are terms of the same operations, so
a forgotten slope, a missing factor 2, a step in the wrong direction or β and 1 − β in each other's
place are mutants of a product or of a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from hwsolve.errors import LimitError
from hwsolve.numbers import NeedsPrecision, Rational, Value, each, rational
from hwsolve.terms.sameness import same_term
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
    yield from _epsilon_moved(term)
    yield from _slope_of_another(term)
    yield from _slope_once_more(term)
    yield from _step_of_another_length(term)
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


def _slope_once_more(term: Apply) -> Iterator[Mutation]:
    """(a − y)·a(1 − a), where a − y has the slope of σ in it already."""
    a, y = term.arguments if len(term.arguments) == 2 else (None, None)
    below = parts_of(y, "negate") if y is not None else ()
    if isinstance(a, Name) and below and isinstance(below[0], Name | Literal):
        yield from tried(
            "slope_once_more", "{} is multiplied by the slope of σ, which is in it already", term,
            lambda: term * (a * (1 - a)),
        )  # fmt: skip


def _step_of_another_length(term: Apply) -> Iterator[Mutation]:
    """W − 10α·dW or W − (α/10)·dW for W − α·dW: the point of α misplaced."""
    start, step = term.arguments if len(term.arguments) == 2 else (None, None)
    rate = next(_first_factors(step), None) if step is not None and is_a(step, "negate") else None
    if isinstance(start, Name) and rate is not None and step is not None:
        for words, factor in (("large", rational(10)), ("small", rational(1, 10))):
            yield from tried(
                "power_of_ten", f"{{}} is taken ten times too {words}", rate,
                lambda factor: start + step * Literal(factor), factor,
            )  # fmt: skip


def _first_factors(step: Term) -> Iterator[Term]:
    """What a step begins with, if that is a single number: the α of −α·dW and of −α·V/√S."""
    while isinstance(step, Apply) and step.operation.name in ("negate", "divide", "multiply"):
        is_product = step.operation.name == "multiply"
        step = step.arguments[0]
        if is_product and isinstance(step, Name | Literal) and not step.shape:
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


# ---- matrices -----------------------------------------------------------------------------------


def of_matrix_product(term: Apply) -> Iterator[Mutation]:
    """A matrix taken with or without its transpose, the factors swapped, entry by entry."""
    left, right = term.arguments
    if len(left.shape) == 2:
        yield from _transposed(left, lambda turned: turned @ right)
    if len(right.shape) == 2:
        yield from _transposed(right, lambda turned: left @ turned)
    if len(left.shape) == len(right.shape) == 2:
        yield from tried(
            "swapped_factors", "the factors of {} are swapped", term, lambda: right @ left
        )
    if left.shape == right.shape and len(left.shape) == 2:
        yield from tried(
            "entry_by_entry", "the matrices of {} are multiplied entry by entry", term,
            lambda: left * right,
        )  # fmt: skip


def _transposed(matrix: Term, build: Callable[[Term], Term]) -> Iterator[Mutation]:
    inner = parts_of(matrix, "transpose")
    words = "the transpose of {} is forgotten" if inner else "{} is transposed without need"
    about = inner[0] if inner else matrix
    yield from tried("transpose", words, about, lambda: build(inner[0] if inner else matrix.T))


def of_outer_product(term: Apply) -> Iterator[Mutation]:
    """The vectors the other way round."""
    x, y = term.arguments
    yield from tried("transpose", "{} is transposed", term, lambda: term.operation(y, x))


def of_transpose(term: Apply) -> Iterator[Mutation]:
    """The transpose forgotten."""
    (x,) = term.arguments
    yield Mutation("transpose", x, "the transpose of {} is forgotten", x)


def of_sum_over_entries(term: Apply) -> Iterator[Mutation]:
    """A mean where a sum belongs."""
    (x,) = term.arguments
    count = 1
    for size in x.shape:
        count *= size
    if count > 1:
        yield from tried(
            "mean_for_sum", "a mean stands for the sum {}", term, lambda: term / as_term(count)
        )


def of_sum_over_rows(term: Apply) -> Iterator[Mutation]:
    """A mean over the rows (the samples) where a sum belongs."""
    rows = term.arguments[0].shape[0]
    if rows > 1:
        yield from tried(
            "mean_for_sum", "a mean over the rows stands for their sum {}", term,
            lambda: term / as_term(rows),
        )  # fmt: skip


def of_row_sums(term: Apply) -> Iterator[Mutation]:
    """The neighbours counted without their weights; the loop at a node left out; column sums."""
    (x,) = term.arguments
    if len(x.shape) == 2 and x.shape[0] == x.shape[1]:
        yield from tried(
            "without_weights", "the edges in {} are counted without their weights", x,
            lambda: term.operation(Literal(_ones_where_not_zero(x.value))),
        )  # fmt: skip
        yield from tried(
            "without_self_loop", "the self-loops in {} are left out", x,
            lambda: term - OPERATIONS["diagonal_part"](x),
        )  # fmt: skip
        yield from tried(
            "transpose", "columns of {} are added up instead of rows", x,
            lambda: term.operation(x.T),
        )  # fmt: skip


def _ones_where_not_zero(value: Value) -> Value:
    return each(lambda x: rational(0) if isinstance(x, Rational) and not x else rational(1), value)


def of_squared_norm(term: Apply) -> Iterator[Mutation]:
    """The squares forgotten, or the norm in place of its square."""
    (x,) = term.arguments
    yield from tried(
        "power_forgotten", "the entries in {} are not squared", term, lambda: OPERATIONS["total"](x)
    )
    yield from tried(
        "root_taken", "the norm stands for its square {}", term, lambda: OPERATIONS["sqrt"](term)
    )


def of_absolute_norm(term: Apply) -> Iterator[Mutation]:
    """The signs kept."""
    (x,) = term.arguments
    yield from tried("signs_kept", "the signs are kept in {}", term, lambda: OPERATIONS["total"](x))
