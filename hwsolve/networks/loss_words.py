"""What a loss measures, in words that are true of its targets, its outputs and its reduction."""

from __future__ import annotations

from math import prod

from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.networks.loss_choice import AnyLoss, Hinge, Huber, base_name, first_few, reduction_of
from hwsolve.numbers import Rational, Value, scalars
from hwsolve.terms.term import Term


def words_for(
    loss: AnyLoss, prediction: Term, target: Term, *, batch: bool, conventions: NetworkConventions
) -> str:
    """What a loss measures of one sample, in words: they depend on its targets and outputs."""
    shape, name = prediction.shape, base_name(loss)
    outputs = prod(shape) // (shape[conventions.sample_axis] if batch else 1)
    mean = outputs > 1 and reduction_of(loss) == "mean"
    if name == "cross_entropy":
        over = ", divided by the number of classes" if mean else ""
        return (RIGHT_CLASS if _is_certain(target.value) else OF_CLASSES) + over
    if name.endswith("squared_error"):
        size = MEAN_SQUARE if mean else SQUARE
        return f"half {size}" if name == "half_squared_error" else size
    if isinstance(loss, Hinge) and outputs > 1:
        over = ", divided by the number of classes" if mean else ""
        return MULTICLASS.format(first_few([loss.margin])) + over
    over = ", averaged over the outputs" if mean else ", added up over the outputs"
    over = over if outputs > 1 else ""
    if isinstance(loss, Hinge):
        return f"what is missing to a margin of {first_few([loss.margin])}{over}"
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
