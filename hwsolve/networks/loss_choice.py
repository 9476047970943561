"""The loss of a network: how the file names it, which targets it takes, and its one term."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, reduce
from itertools import islice
from math import prod
from operator import add
from typing import Annotated, Literal

import numpy as np

from hwsolve.derivation.step import Parts, Step
from hwsolve.errors import LimitError
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.numbers import (
    Rational,
    Scalar,
    Value,
    as_ball,
    decimal,
    is_symbolic,
    rational,
    scalars,
)
from hwsolve.quantity import Quantity
from hwsolve.spec import Named, PositiveExact, StrictModel
from hwsolve.terms.elementwise import times
from hwsolve.terms.linear import total
from hwsolve.terms.losses import (
    absolute_error,
    binary_cross_entropy,
    cross_entropy,
    hinge,
    huber,
    multiclass_hinge,
    squared_error,
)
from hwsolve.terms.matrices import gather
from hwsolve.terms.term import Apply, Name, Operation, Term, entry
from hwsolve.terms.term import Literal as Number

SQUASHED_BY = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}
"""The activation after which a cross-entropy is usual, as it makes probabilities."""

Reduction = Literal["sum", "mean"]


class PlainLoss(StrictModel):
    """A loss without settings of its own. `reduction` is over the outputs of one sample."""

    name: Literal[
        "squared_error",
        "half_squared_error",
        "mean_squared_error",
        "binary_cross_entropy",
        "binary_cross_entropy_with_logits",
        "cross_entropy",
        "cross_entropy_with_logits",
        "absolute_error",
        "mean_absolute_error",
    ]
    reduction: Reduction | None = None

    @property
    def settings(self) -> dict[str, Scalar]:
        return {}


class Huber(StrictModel):
    """½e² for |e| ≤ delta, then delta·(|e| − ½·delta)."""

    name: Literal["huber"] = "huber"
    delta: PositiveExact = rational(1)
    reduction: Reduction | None = None

    @property
    def settings(self) -> dict[str, Scalar]:
        return {"delta": self.delta}


class Hinge(StrictModel):
    """max(0, 1 − y·s) for y = ±1; for several classes Σ max(0, s_j − s_c + margin)."""

    name: Literal["hinge"] = "hinge"
    margin: PositiveExact = rational(1)
    reduction: Reduction | None = None

    @property
    def settings(self) -> dict[str, Scalar]:
        return {"margin": self.margin}


Loss = Annotated[PlainLoss | Huber | Hinge, Named("loss")]
AnyLoss = PlainLoss | Huber | Hinge

OPERATIONS: dict[str, Operation] = {
    "squared_error": squared_error,
    "half_squared_error": squared_error,
    "mean_squared_error": squared_error,
    "absolute_error": absolute_error,
    "mean_absolute_error": absolute_error,
    "huber": huber,
    "hinge": hinge,
    "binary_cross_entropy": binary_cross_entropy,
    "cross_entropy": cross_entropy,
}


def base_name(loss: AnyLoss) -> str:
    """The loss without the remark that it takes logits."""
    return loss.name.removesuffix("_with_logits")


def takes_logits(loss: AnyLoss, last_activation: str) -> bool:
    """Whether the network's output still has to pass σ or softmax before the loss."""
    return loss.name.endswith("_with_logits") or (
        loss.name == "cross_entropy" and last_activation == "linear"
    )


def loss_term(
    loss: AnyLoss,
    prediction: Term,
    target: Term,
    *,
    batch: bool,
    conventions: NetworkConventions,
    mask: Term | None = None,
) -> tuple[Term, Term]:
    """(L, the part of it that compares prediction and target, entry by entry).

    The mask is 1 for each entry that counts. Raises LimitError where the loss isn't defined.
    """
    name = base_name(loss)
    _check_probabilities(loss, prediction.value, target.value)
    in_columns = batch and conventions.sample_axis == 1
    if name == "hinge" and prediction.shape[0 if in_columns else -1] > 1:
        rows = (prediction.T, target.T) if in_columns else (prediction, target)
        compared: Term = multiclass_hinge(*rows, **loss.settings)
        summed = compared
    else:
        axis = {"axis": 0} if in_columns and name == "cross_entropy" else {}
        compared = OPERATIONS[name](prediction, target, **loss.settings, **axis)
        summed = total(compared if mask is None else mask * compared)
    shape = counted_shape(prediction, mask)
    return times(Number(coefficient(loss, shape, batch, conventions)), summed), compared


def sample_losses(
    loss: AnyLoss, compared: Apply, prediction: Term, id: Quantity, conventions: NetworkConventions
) -> Callable[[], Parts]:
    """The loss of each sample of a batch as id.1, id.2, …, and the whole loss by them.

    They are worked out for who asks: most readers have no use for them.
    """

    @cache
    def parts() -> Parts:
        axis = conventions.sample_axis
        samples = prediction.shape[axis]
        outputs = prod(prediction.shape) // samples
        factor = Number(coefficient(loss, (outputs,), batch=False, conventions=conventions))
        if compared.shape:
            places: list[list[Term]] = [[] for _ in range(samples)]
            for place in np.ndindex(compared.shape):
                sample = place[axis] if len(place) > 1 else place[0]
                places[sample].append(entry(compared, place))
            terms = [times(factor, reduce(add, found)) for found in places]
        else:  # a loss of all rows of scores together
            terms = [times(factor, _of_row(compared, sample)) for sample in range(samples)]
        steps = tuple(
            Step(id.one(i), term, term.value, "the loss of one sample")
            for i, term in enumerate(terms, start=1)
        )
        share = rational(1, samples if conventions.batch == "mean" else 1)
        names: list[Term] = [Name(step.id, step.value) for step in steps]
        return Parts(steps, times(Number(share), reduce(add, names)))

    return parts


def _of_row(compared: Apply, row: int) -> Term:
    """A loss that compares matrices row by row, of one row."""
    rows = (
        gather(*(entry(argument, (row, k)) for k in range(argument.shape[1])))
        for argument in compared.arguments
    )
    return compared.operation(*rows, **compared.parameters)


def counted_shape(prediction: Term, mask: Term | None) -> tuple[int, ...]:
    """The shape of the samples that count."""
    if mask is None:
        return prediction.shape
    counted = sum(bool(x == 1) for x in np.asarray(mask.value, dtype=object)[:, 0])
    return (counted, *prediction.shape[1:])


def _check_probabilities(loss: AnyLoss, prediction: Value, target: Value) -> None:
    """Raise LimitError where a cross-entropy is asked for of numbers that are no probabilities.

    0 is none for what did happen, nor 1 for what didn't: σ and softmax never come to them.
    """
    name = base_name(loss)
    if name not in SQUASHED_BY:
        return
    binary = name == "binary_cross_entropy"
    for x, y in zip(scalars(prediction), scalars(target), strict=True):
        if is_symbolic(x):
            continue
        impossible = isinstance(x, Rational) and (
            (x == 0 and y != 0) or (binary and x == 1 and y != 1)
        )
        if impossible or _is_outside(x):
            found = f"ŷ = {decimal(x, 6).text}"
            told = f"and {found} isn't one"
            if impossible and isinstance(y, Rational):
                told = f"and {found} where the target is {y} makes the loss infinite"
            raise LimitError(
                f"{name} takes the logarithm of a probability, {told}",
                hint=f"end the network with activation: {SQUASHED_BY[name]}, or use "
                f"{name}_with_logits",
            )


def _is_outside(x: Scalar) -> bool:
    """Whether a number is certainly not between 0 and 1."""
    ball = as_ball(x)
    return bool(ball < 0 or ball > 1)


def reduction_of(loss: AnyLoss) -> Reduction:
    """What is done over the outputs of one sample."""
    return loss.reduction or ("mean" if loss.name.startswith("mean") else "sum")


def coefficient(
    loss: AnyLoss, shape: tuple[int, ...], batch: bool, conventions: NetworkConventions
) -> Rational:
    """What stands before the sum over all samples and outputs."""
    factor = rational(1, 2) if loss.name == "half_squared_error" else rational(1)
    if reduction_of(loss) == "mean":
        factor /= prod(shape) // (shape[conventions.sample_axis] if batch else 1)
    if batch and conventions.batch == "mean":
        factor /= shape[conventions.sample_axis]
    return factor


def first_few(numbers: Iterable[Scalar]) -> str:
    """The first few numbers, for a message."""
    written = (str(x if isinstance(x, Rational) else x.closed) for x in numbers)
    return ", ".join(islice(written, 5))
