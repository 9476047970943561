"""Activation functions, a row each, with their derivatives in the form that textbooks use.

A row is all that hwsolve needs to know: it is at once an activation of every layer, cell, formula
and problem file. Sources: Goodfellow, Bengio and Courville 2016, sections 3.10 and 6.3; leaky ReLU:
Maas et al. 2013; ELU: Clevert et al. 2016; GELU: Hendrycks and Gimpel 2016; SiLU: Elfwing et al.
2018.
"""

from __future__ import annotations

from hwsolve.notation.tree import Function
from hwsolve.numbers import (
    Scalar,
    absolute,
    exp,
    is_symbolic,
    maximum,
    minimum,
    pi,
    rational,
    sigmoid,
    sign,
    tanh,
)
from hwsolve.terms.activation_row import (
    ACTIVATIONS,
    Activation,
    activation,
    in_words,
)
from hwsolve.terms.arithmetic import exponential, logarithm, square_root
from hwsolve.terms.cases import choose, choose_scalar, larger
from hwsolve.terms.elementwise import named, unary
from hwsolve.terms.function_mistakes import of_activation, of_sigmoid
from hwsolve.terms.normal_distribution import normal_density, normal_distribution
from hwsolve.terms.softmax import softmax
from hwsolve.terms.term import Literal, Operation, Term
from hwsolve.terms.thresholds import signum, step

__all__ = ["ACTIVATIONS"]

SIGMA = Function("sigmoid", "σ", r"\sigma")
HALF, QUARTER = Literal(rational(1, 2)), Literal(rational(1, 4))

linear = Activation(
    "linear",
    None,
    named("linear"),
    greatest_slope=lambda: rational(1),
    why_greatest="the slope is 1 everywhere: γ = 1",
    why_slope="a linear cell passes z on as it is",
)


sigmoid_of: Operation = activation(
    "sigmoid",
    SIGMA,
    words="σ squeezes every number into the interval from 0 to 1",
    on_numbers=sigmoid,
    define=lambda z: 1 / (1 + exponential(-z)),
    derivative=lambda z, a: a * (1 - a),
    mistakes=of_sigmoid,
    on_the_way=lambda z: (
        exponential(-z) / (1 + exponential(-z)) ** 2,
        1 / (1 + exponential(-z)) * (exponential(-z) / (1 + exponential(-z))),
    ),
    why_slope="the quotient rule on σ(z) = 1/(1 + e⁻ᶻ), and e⁻ᶻ/(1 + e⁻ᶻ) = 1 − σ(z): the factor "
    "in brackets is 1 − σ, not 1 − σ′",
    said_of_slope=(
        ("sigma_times_one_minus_sigma", True, "σ′ = σ(1 − σ)"),
        (
            "slope_times_one_minus_slope",
            False,
            (
                "σ′(1 − σ′) stands for σ′: the slope is σ(z)(1 − σ(z)), and isn't put into this "
                "rule again"
            ),
        ),
    ),
    greatest_slope=lambda: rational(1, 4),
    rising=True,
    why_greatest="a square is subtracted from 1/4, and it is 0 at z = 0: γ = 1/4",
    slope_bound=lambda z: QUARTER - (sigmoid_of(z) - HALF) ** 2,
)

tanh_of: Operation = activation(
    "tanh",
    Function("tanh", "tanh", r"\tanh"),
    words="tanh squeezes every number into the interval from −1 to 1",
    on_numbers=tanh,
    define=lambda z: (exponential(z) - exponential(-z)) / (exponential(z) + exponential(-z)),
    derivative=lambda z, a: 1 - a**2,
    mistakes=of_activation,
    on_the_way=lambda z: (
        ((exponential(z) + exponential(-z)) ** 2 - (exponential(z) - exponential(-z)) ** 2)
        / (exponential(z) + exponential(-z)) ** 2,
    ),
    why_slope="the quotient rule on tanh(z) = (eᶻ − e⁻ᶻ)/(eᶻ + e⁻ᶻ)",
    said_of_slope=(
        ("one_minus_tanh_squared", True, "tanh′ = 1 − tanh²"),
        (
            "slope_times_one_minus_slope",
            False,
            "tanh′(1 − tanh′) stands for tanh′: the slope is 1 − tanh(z)²",
        ),
    ),
    greatest_slope=lambda: rational(1),
    rising=True,
    why_greatest="a square is subtracted from 1, and it is 0 at z = 0: γ = 1",
)

softplus: Operation = activation(
    "softplus",
    named("softplus"),
    words="softplus is a smooth ReLU",
    define=lambda z: logarithm(1 + exponential(z)),
    derivative=lambda z, a: sigmoid_of(z),
    greatest_slope=lambda: rational(1),
    rising=True,
    why_greatest="σ(z) is below 1, and comes as near to it as you like: γ = 1",
)

silu: Operation = activation(
    "silu",
    named("silu", "SiLU"),
    words="SiLU weighs z by σ(z)",
    called="SiLU",
    define=lambda z: z * sigmoid_of(z),
    derivative=lambda z, a: sigmoid_of(z) + a * (1 - sigmoid_of(z)),
)

CUBIC = rational(44715, 1000000)


def _inside_gelu_tanh(z: Term) -> Term:
    return square_root(Literal(2 / pi())) * (z + Literal(CUBIC) * z**3)


def _slope_gelu_tanh(z: Term, a: Term) -> Term:
    t = tanh_of(_inside_gelu_tanh(z))
    inner_slope = square_root(Literal(2 / pi())) * (1 + Literal(3 * CUBIC) * z**2)
    return HALF * (1 + t) + HALF * z * (1 - t**2) * inner_slope


gelu_tanh: Operation = unary(
    "gelu_tanh",
    named("gelu_tanh", "GELU"),
    define=lambda z: HALF * z * (1 + tanh_of(_inside_gelu_tanh(z))),
    derivative=_slope_gelu_tanh,
)
"""The approximation of GELU by tanh (Hendrycks and Gimpel 2016, section 2)."""


def _greatest_of_gelu() -> Scalar:
    root = square_root(2)
    greatest: Scalar = (normal_distribution(root) + root * normal_density(root)).value
    return greatest


gelu: Operation = activation(
    "gelu",
    named("gelu", "GELU"),
    words="GELU weighs z by the normal distribution function Φ(z)",
    called="GELU",
    define=lambda z: z * normal_distribution(z),
    derivative=lambda z, a: normal_distribution(z) + z * normal_density(z),
    greatest_slope=_greatest_of_gelu,
    why_greatest="the slope Φ(z) + z·φ(z) has itself the slope (2 − z²)·φ(z), 0 at z = √2: "
    "γ = Φ(√2) + √2·φ(√2)",
    variants={"tanh": gelu_tanh},
)


# ---- functions with a kink at 0: z above it, something else below -------------------------------

relu: Operation = activation(
    "relu",
    named("relu", "ReLU"),
    words="ReLU keeps what is positive and puts 0 in place of the rest",
    called="ReLU",
    define=lambda z: larger(0, z),
    on_numbers=lambda z: maximum(rational(0), z),
    slope_below=lambda z: Literal(rational(0)),
    mistakes=of_activation,
    why_slope="ReLU(z) is z on one side of 0 and constant on the other",
    greatest_slope=lambda: rational(1),
    why_greatest="the slope is 1 where the unit is active, and nowhere larger: γ = 1",
)


def _above_zero(z: Term, otherwise: Term) -> Term:
    """z above 0, and elsewhere a term that is 0 at 0 too, so that 0 is no case of its own."""
    return choose(z, z, otherwise, otherwise)


def _leaky_relu(z: Scalar, slope: Scalar) -> Scalar:
    """max(slope·z, z) of a formula, which can itself be in the condition of a case."""
    if is_symbolic(z) and sign(slope) >= 0 and sign(1 - slope) >= 0:
        return maximum(slope * z, z)
    return choose_scalar(z, z, slope * z, rational(0))


def _words_of_leaky_relu(slope: Scalar) -> str:
    written = in_words(slope)
    if sign(slope) < 0 or sign(1 - slope) < 0:
        return f"leaky ReLU multiplies what is negative by {written}"
    return f"leaky ReLU scales down what is negative: as {written} ≤ 1, it is max(z, {written}·z)"


leaky_relu: Operation = activation(
    "leaky_relu",
    named("leaky_relu", "LeakyReLU"),
    words=_words_of_leaky_relu,
    called="leaky ReLU",
    settings={"slope": rational(1, 100)},
    on_numbers=_leaky_relu,
    define=lambda z, slope: _above_zero(z, Literal(slope) * z),
    slope_below=lambda z, slope: Literal(slope),
    mistakes=of_activation,
    why_slope="the slope of a line on each side of 0",
    greatest_slope=lambda slope: maximum(rational(1), absolute(slope)),
    why_greatest="the slope is 1 above 0 and {slope} below: γ = {gamma}",
)


def _elu(z: Scalar, alpha: Scalar) -> Scalar:
    """max(0, z) + min(0, α(eᶻ − 1)) of a formula, which can be in the condition of a case."""
    zero = rational(0)
    if is_symbolic(z) and sign(alpha) >= 0:
        return maximum(zero, z) + minimum(zero, alpha * (exp(z) - 1))
    if not is_symbolic(z) and sign(z) >= 0:
        return z
    return choose_scalar(z, z, alpha * (exp(z) - 1), zero)


def _words_of_elu(alpha: Scalar) -> str:
    towards = f" towards {in_words(-alpha)}" if sign(alpha) > 0 else ""
    return f"ELU bends what is negative{towards}"


elu: Operation = activation(
    "elu",
    named("elu", "ELU"),
    words=_words_of_elu,
    called="ELU",
    settings={"alpha": rational(1)},
    on_numbers=_elu,
    define=lambda z, alpha: _above_zero(z, Literal(alpha) * (exponential(z) - 1)),
    slope_below=lambda z, alpha: Literal(alpha) * exponential(z),
    mistakes=of_activation,
    why_slope="eᶻ is its own slope, and z has the slope 1",
    greatest_slope=lambda alpha: maximum(rational(1), absolute(alpha)),
    why_greatest="the slope is 1 above 0, and below it {alpha}·eᶻ with eᶻ < 1: γ = {gamma}",
)


# ---- softmax, and units that fire or don't -------------------------------------------------------

Activation(
    "softmax",
    softmax,
    named("softmax"),
    words="softmax turns the scores into probabilities that add up to 1",
    of_all_units=True,
)

Activation(
    "step",
    step,
    named("step"),
    words="the unit fires (1) or it doesn't (0), by the sign of its sum",
    settings={"at_zero": rational(1)},
)

Activation(
    "sign",
    signum,
    named("sign"),
    words="the unit answers with the sign of its sum",
    settings={"at_zero": rational(1)},
)
