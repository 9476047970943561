"""Mistakes that people make with functions: activations, their slopes, softmax, logarithms."""

from __future__ import annotations

from collections.abc import Iterator

from hwsolve.numbers import rational
from hwsolve.terms.mistakes import tried
from hwsolve.terms.term import OPERATIONS, Apply, Mutation, as_term


def of_function(term: Apply) -> Iterator[Mutation]:
    """The function not applied."""
    yield Mutation("function_forgotten", term.arguments[0], "{} is not applied", term)


ACTIVATIONS = {"sigmoid": "σ", "tanh": "tanh", "relu": "ReLU"}
"""The activations that are taken for others, and how they are called."""


def of_activation(term: Apply) -> Iterator[Mutation]:
    """The activation not applied, or another one; |z| for ReLU."""
    yield from of_function(term)
    if term.operation.name == "relu":
        yield from tried(
            "absolute_value", "|z| stands for max(0, z) in {}", term,
            lambda: 2 * term - term.arguments[0],
        )  # fmt: skip
    for name, written in ACTIVATIONS.items():
        if name != term.operation.name:
            settings = {"at_zero": rational(0)} if name == "relu" else {}
            yield from tried(
                "another_activation", f"{written} stands for the activation in {{}}", term,
                lambda name, settings: OPERATIONS[name](term.arguments[0], **settings),
                name, settings,
            )  # fmt: skip


def of_logarithm(term: Apply) -> Iterator[Mutation]:
    """The logarithm not taken, or to another base."""
    yield from of_function(term)
    yield from _of_another_base(term)


def _of_another_base(term: Apply) -> Iterator[Mutation]:
    for base in (2, 10):
        yield from tried(
            "another_base", f"the logarithm in {{}} is taken to base {base}", term,
            lambda base: term / OPERATIONS["log"](as_term(base)), base,
        )  # fmt: skip


def of_sigmoid(term: Apply) -> Iterator[Mutation]:
    """σ not applied, another function, or with e^z in place of e^−z."""
    yield from of_activation(term)
    yield from tried(
        "sign_of_exponent", "{} is computed with the wrong sign in the exponent", term,
        lambda: term.operation(-term.arguments[0]),
    )  # fmt: skip


def of_slope(term: Apply) -> Iterator[Mutation]:
    """The activation, or its argument, in the place of the slope of an activation with a kink."""
    (z,) = term.arguments
    yield Mutation("slope_is_input", z, "for the slope {} stands its argument", term)
    activation = OPERATIONS[term.operation.name.removesuffix("_slope")]
    yield from tried(
        "slope_is_activation", "for the slope {} stands the activation itself", term,
        lambda: activation(z, **term.parameters),
    )  # fmt: skip
    yield from tried(
        "slope_at_activation", "the slope {} is taken at the activation, not at its argument", term,
        lambda: term.operation(activation(z, **term.parameters), **term.parameters),
    )  # fmt: skip


def of_softmax(term: Apply) -> Iterator[Mutation]:
    """The powers not divided by their sum; σ in place of softmax."""
    (z,) = term.arguments
    if len(z.shape) == 2:
        axis = 1 if term.parameters.get("axis", -1) == 0 else 0
        yield from tried(
            "another_axis", "{} is taken along the wrong axis", term,
            lambda: term.operation(z, axis=axis),
        )  # fmt: skip
    yield from tried(
        "not_normalized", "the powers of e in {} are not divided by their sum", term,
        lambda: OPERATIONS["exp"](z),
    )  # fmt: skip
    yield from tried(
        "sigmoid_for_softmax", "σ of each score stands for {}", term,
        lambda: OPERATIONS["sigmoid"](z),
    )  # fmt: skip
    yield from tried(
        "shares_of_scores", "in {} the scores are divided by their sum, without powers of e", term,
        lambda: z / OPERATIONS["total"](z),
    )  # fmt: skip


def of_softmax_jacobian(term: Apply) -> Iterator[Mutation]:
    """The diagonal of the Jacobian only, or no Jacobian at all."""
    a, g = term.arguments
    yield from tried(
        "diagonal_only", "only the diagonal a(1 − a) of the Jacobian in {} is used", term,
        lambda: a * (1 - a) * g,
    )  # fmt: skip
    yield Mutation("jacobian_forgotten", g, "the Jacobian of softmax in {} is left out", term)
    yield from tried(
        "without_outer_product", "of the Jacobian in {} the part a aᵀ is left out", term,
        lambda: a * g,
    )  # fmt: skip


def of_weighted_logarithm(term: Apply) -> Iterator[Mutation]:
    """The logarithm not taken, or its weight forgotten."""
    weight, x = term.arguments
    yield from tried(
        "function_forgotten", "the logarithm in {} is not taken", term, lambda: weight * x
    )
    yield from tried(
        "factor_forgotten", "the factor {} is forgotten", weight, lambda: OPERATIONS["log"](x)
    )
    yield from _of_another_base(term)
