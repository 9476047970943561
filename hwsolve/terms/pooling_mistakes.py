"""Mistakes that people make with pooling: another number of the window, another place of it."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

import numpy as np

from hwsolve.numbers import as_array, each, rational
from hwsolve.terms.term import OPERATIONS, Apply, Mutation, as_term
from hwsolve.terms.windows import windows


def of_max_pool(term: Apply) -> Iterator[Mutation]:
    """The mean, the minimum or the sum for the maximum."""
    mean = OPERATIONS["avg_pool"](
        *term.arguments, axes=term.parameters["axes"], count_padding=False
    )
    yield Mutation("mean_for_maximum", mean, "the mean of each window stands for {}", term)
    (x,) = term.arguments
    least = -OPERATIONS["max_pool"](-x, **term.parameters)
    yield Mutation(
        "minimum_for_maximum", least, "the smallest entry of each window stands for {}", term
    )
    size = as_term(prod(windows(term.parameters["axes"])))
    yield Mutation("sum_for_maximum", mean * size, "the sum of each window stands for {}", term)


def of_max_gradient(term: Apply) -> Iterator[Mutation]:
    """The gradient shared out as for a mean, given whole to every entry, or to the last one."""
    g, x = term.arguments
    axes = term.parameters["axes"]
    shared = OPERATIONS["avg_pool_gradient"](g, axes=axes, count_padding=False)
    yield Mutation("gradient_spread", shared, "{} is spread over the window as for a mean", g)
    if all(axis.before == axis.after == 0 for axis in axes):
        whole = shared * as_term(prod(windows(axes)))
        yield Mutation("gradient_to_all", whole, "{} goes to every entry of its window", g)
    rising = np.arange(prod(x.shape)).reshape(x.shape)
    last = OPERATIONS["max_pool_gradient"](
        g, as_term(each(rational, as_array(rising.astype(object)))), **term.parameters
    )
    yield Mutation(
        "gradient_to_last", last, "{} goes to the last entry of its window, not the largest", g
    )


def of_avg_gradient(term: Apply) -> Iterator[Mutation]:
    """The division by the size of the window forgotten."""
    whole = term * as_term(prod(windows(term.parameters["axes"])))
    yield Mutation("not_divided", whole, "{} is not divided by the size of the window", term)


def of_avg_pool(term: Apply) -> Iterator[Mutation]:
    """The maximum for the mean, or the sum."""
    axes = term.parameters["axes"]
    largest = OPERATIONS["max_pool"](*term.arguments, axes=axes, ties="first")
    yield Mutation("maximum_for_mean", largest, "the maximum of each window stands for {}", term)
    yield from of_avg_gradient(term)
