"""The loss of a network: how the file names it, which targets it takes, and its one term."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from math import prod
from typing import Annotated, Literal

import numpy as np

from hwsolve.errors import LimitError
from hwsolve.network.conventions import NetworkConventions
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
from hwsolve.terms.term import Literal as Number
from hwsolve.terms.term import Operation, Term

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


def _reduction(loss: AnyLoss) -> Reduction:
    """What is done over the outputs of one sample."""
    return loss.reduction or ("mean" if loss.name.startswith("mean") else "sum")


def coefficient(
    loss: AnyLoss, shape: tuple[int, ...], batch: bool, conventions: NetworkConventions
) -> Rational:
    """What stands before the sum over all samples and outputs."""
    factor = rational(1, 2) if loss.name == "half_squared_error" else rational(1)
    if _reduction(loss) == "mean":
        factor /= prod(shape) // (shape[conventions.sample_axis] if batch else 1)
    if batch and conventions.batch == "mean":
        factor /= shape[conventions.sample_axis]
    return factor


# ---- targets ------------------------------------------------------------------------------------


def written(numbers: Iterable[Scalar]) -> str:
    """The first few numbers, for a message."""
    written = (str(x if isinstance(x, Rational) else x.closed) for x in numbers)
    return ", ".join(islice(written, 5))


def words_for(
    loss: AnyLoss, prediction: Term, target: Term, *, batch: bool, conventions: NetworkConventions
) -> str:
    """What a loss measures of one sample, in words: they depend on its targets and outputs."""
    shape, name = prediction.shape, base_name(loss)
    outputs = prod(shape) // (shape[conventions.sample_axis] if batch else 1)
    mean = outputs > 1 and _reduction(loss) == "mean"
    if name == "cross_entropy":
        over = ", divided by the number of classes" if mean else ""
        return (RIGHT_CLASS if _is_certain(target.value) else OF_CLASSES) + over
    if name.endswith("squared_error"):
        size = MEAN_SQUARE if mean else SQUARE
        return f"half {size}" if name == "half_squared_error" else size
    if isinstance(loss, Hinge) and outputs > 1:
        over = ", divided by the number of classes" if mean else ""
        return MULTICLASS.format(written([loss.margin])) + over
    over = ", averaged over the outputs" if mean else ", added up over the outputs"
    over = over if outputs > 1 else ""
    if isinstance(loss, Hinge):
        return f"what is missing to a margin of {written([loss.margin])}{over}"
    if isinstance(loss, Huber):
        return HUBER + over
    if name == "binary_cross_entropy":
        return (RIGHT_ANSWER if _is_certain(target.value) else OF_BOTH) + over
    return DISTANCE + over


def _is_certain(target: Value) -> bool:
    """Whether every target is 0 or 1: one class is the right one."""
    return all(isinstance(y, Rational) and y in (0, 1) for y in scalars(target))


SQUARE = "the squared distance of prediction and target"
MEAN_SQUARE = "the mean of the squared differences of prediction and target"
DISTANCE = "the distance of prediction and target"
HUBER = "half the square of a small error, and linear in a large one"
RIGHT_ANSWER = "minus the logarithm of the probability given to the right answer"
OF_BOTH = (
    "the cross-entropy of target and prediction: minus log ŷ and minus log(1 − ŷ), weighted by y "
    "and 1 − y"
)
RIGHT_CLASS = "minus the logarithm of the probability given to the right class"
OF_CLASSES = (
    "the cross-entropy of target and prediction: minus the logarithm of each class's probability, "
    "weighted by the target"
)
MULTICLASS = (
    "what is missing to a margin of {} between the right class and each other one, added up"
)
