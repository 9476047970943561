"""Mistakes that people make with vectors and matrices: transposes, order of factors, sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hwsolve.numbers import Rational, Value, constant, each, rational, shape_of
from hwsolve.terms.mistakes import is_a, parts_of, tried
from hwsolve.terms.term import OPERATIONS, Apply, Literal, Mutation, Term, as_term, entry


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
    yield from _scaled_on_both_sides(term)
    if left.shape == right.shape and len(left.shape) == 2:
        yield from tried(
            "entry_by_entry", "the matrices of {} are multiplied entry by entry", term,
            lambda: left * right,
        )  # fmt: skip


def _scaled_on_both_sides(term: Apply) -> Iterator[Mutation]:
    """Of D^(−1/2) L D^(−1/2): the roots not taken, or I forgotten in I − D^(−1/2) A D^(−1/2)."""
    left, right = term.arguments
    inner = parts_of(left, "matmul")
    if inner and is_a(inner[0], "diagonal_power") and isinstance(right, Apply):
        if right.operation is not OPERATIONS["diagonal_power"]:
            return
        (degrees,) = right.arguments
        twice = right.operation(degrees, exponent=2 * right.parameters["exponent"])
        yield from tried(
            "root_not_taken", "the roots of {} are not taken", degrees,
            lambda: (twice @ inner[1]) @ twice,
        )  # fmt: skip
        yield from tried(
            "diagonal_left_out", "the diagonal of {} is left out: I is forgotten", term,
            lambda: term - Literal(_diagonal_of(term.value)),
        )  # fmt: skip


def of_table(term: Apply) -> Iterator[Mutation]:
    """The mixed derivatives left out of a Hessian."""
    if len(term.shape) == 2 and term.shape[0] == term.shape[1] > 1:
        yield from tried(
            "off_diagonal_left_out", "the entries beside the diagonal of {} are left out", term,
            lambda: Literal(_diagonal_of(term.value)),
        )  # fmt: skip


def _diagonal_of(value: Value) -> Value:
    matrix = constant(shape_of(value), 0)
    for place in range(len(value)):
        matrix[place, place] = value[place, place]
    return matrix


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
    """A mean where a sum belongs, or only the first of the entries."""
    (x,) = term.arguments
    count = 1
    for size in x.shape:
        count *= size
    if count > 1:
        yield from tried(
            "mean_for_sum", "a mean stands for the sum {}", term, lambda: term / as_term(count)
        )
        yield from tried(
            "first_for_sum", "only the first entry is taken of the sum {}", term,
            lambda: entry(x, (0,) * len(x.shape)),
        )  # fmt: skip


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
    for sign in (1, -1):  # of a difference, whose sign the square doesn't tell
        yield from tried(
            "power_forgotten", "the entries in {} are not squared", term,
            lambda sign: sign * OPERATIONS["total"](x), sign,
        )  # fmt: skip
    yield from tried(
        "root_taken", "the norm stands for its square {}", term, lambda: OPERATIONS["sqrt"](term)
    )


def of_absolute_norm(term: Apply) -> Iterator[Mutation]:
    """The signs kept."""
    (x,) = term.arguments
    yield from tried("signs_kept", "the signs are kept in {}", term, lambda: OPERATIONS["total"](x))
