"""The activation of a layer, as a problem file names it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import as_written
from hwsolve.numbers import Scalar, rational, sign
from hwsolve.spec import Exact, Named, StrictModel
from hwsolve.terms.activations import (
    elu,
    gelu,
    gelu_tanh,
    leaky_relu,
    relu,
    sigmoid_of,
    silu,
    softmax,
    softplus,
    tanh_of,
)
from hwsolve.terms.term import Term
from hwsolve.terms.thresholds import signum, step

KINKED = {"relu": relu, "leaky_relu": leaky_relu, "elu": elu}
THRESHOLDS = {"step": step, "sign": signum}
SMOOTH = {
    "sigmoid": sigmoid_of,
    "tanh": tanh_of,
    "softplus": softplus,
    "silu": silu,
}


class Plain(StrictModel):
    """An activation without settings."""

    name: Literal["linear", "relu", "sigmoid", "tanh", "softmax", "softplus", "gelu", "silu"] = (
        "linear"
    )


class LeakyRelu(StrictModel):
    """max(z, slope·z) for a slope between 0 and 1."""

    name: Literal["leaky_relu"] = "leaky_relu"
    slope: Exact = rational(1, 100)


class Elu(StrictModel):
    """z for z > 0, else alpha·(e^z − 1)."""

    name: Literal["elu"] = "elu"
    alpha: Exact = rational(1)


class Threshold(StrictModel):
    """1 for z > 0, below it 0 (step) or −1 (sign), and at_zero for z = 0."""

    name: Literal["step", "sign"]
    at_zero: Exact = rational(1)


Activation = Annotated[Plain | LeakyRelu | Elu | Threshold, Named("activation")]
AnyActivation = Plain | LeakyRelu | Elu | Threshold
LINEAR = Plain()


def activate(activation: AnyActivation, z: Term, conventions: NetworkConventions) -> Term:
    """The activation applied to z; not defined for linear, which changes nothing."""
    name = activation.name
    if name in KINKED:
        settings = activation.model_dump(exclude={"name"})
        return KINKED[name](z, at_zero=slope_at_zero(activation, conventions), **settings)
    if isinstance(activation, Threshold):
        return THRESHOLDS[name](z, at_zero=activation.at_zero)
    if name == "gelu":
        return (gelu_tanh if conventions.gelu == "tanh" else gelu)(z)
    if name == "softmax":
        return softmax_over_units(z, conventions)
    return SMOOTH[name](z)


def activation_of(
    activation: AnyActivation, conventions: NetworkConventions
) -> Callable[[Term], Term] | None:
    """The activation as a function of terms; None for a linear one, which changes nothing."""
    if activation.name == "linear":
        return None
    return lambda z: activate(activation, z, conventions)


def softmax_over_units(z: Term, conventions: NetworkConventions) -> Term:
    """Softmax over the units of a layer, which stand across the samples."""
    return softmax(z, axis=0) if conventions.sample_axis == 1 else softmax(z)


def has_kink(activation: AnyActivation) -> bool:
    """Whether the slope jumps at z = 0, so that a convention says what it is there."""
    match activation:
        case LeakyRelu(slope=slope):
            return slope != 1
        case Elu(alpha=alpha):
            return alpha != 1
    return activation.name in KINKED


def slope_at_zero(activation: AnyActivation, conventions: NetworkConventions) -> Scalar:
    """The slope taken at z = 0, as far between the slopes left and right of it as for ReLU.

    e.g. where ReLU′(0) is 0: 1/100 for leaky ReLU, and 1 for ELU with α = 1, which has no kink
    """
    left: Scalar = rational(0)
    match activation:
        case LeakyRelu(slope=slope):
            left = slope
        case Elu(alpha=alpha):
            left = alpha
    return left + (1 - left) * conventions.relu_at_zero


WORDS = {
    "relu": "ReLU keeps what is positive and puts 0 in place of the rest",
    "leaky_relu": "leaky ReLU scales down what is negative",
    "elu": "ELU bends what is negative",
    "sigmoid": "σ squeezes every number into the interval from 0 to 1",
    "tanh": "tanh squeezes every number into the interval from −1 to 1",
    "softmax": "softmax turns the scores into probabilities that add up to 1",
    "softplus": "softplus is a smooth ReLU",
    "step": "the unit fires (1) or it doesn't (0), by the sign of its sum",
    "sign": "the unit answers with the sign of its sum",
    "gelu": "GELU weighs z by the normal distribution function Φ(z)",
    "silu": "SiLU weighs z by σ(z)",
}


def words_for(activation: AnyActivation) -> str:
    """What an activation does, in words; nothing of a linear one."""
    words = WORDS.get(activation.name, "")
    if isinstance(activation, LeakyRelu):
        slope = as_written(activation.slope)
        if sign(activation.slope) >= 0 and sign(1 - activation.slope) >= 0:
            return f"{words}: as {slope} ≤ 1, it is max(z, {slope}·z)"
        return f"leaky ReLU multiplies what is negative by {slope}"
    if isinstance(activation, Elu) and sign(activation.alpha) > 0:
        return f"{words} towards {as_written(-activation.alpha)}"
    return words


def written(activation: AnyActivation) -> str:
    """The activation's name as a reader writes it. e.g. ReLU"""
    names = {
        "relu": "ReLU",
        "leaky_relu": "leaky ReLU",
        "elu": "ELU",
        "gelu": "GELU",
        "silu": "SiLU",
    }
    return names.get(activation.name, activation.name)
