"""Activation functions, a row each, with their derivatives in the form that textbooks use.

Sources: Goodfellow, Bengio and Courville 2016, sections 3.10 and 6.3; leaky ReLU: Maas et al. 2013;
ELU: Clevert et al. 2016; GELU: Hendrycks and Gimpel 2016; SiLU: Elfwing et al. 2018.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hwsolve.notation.tree import (
    Call,
    Function,
    Large,
    Negation,
    Notation,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Symbol,
    Transpose,
)
from hwsolve.numbers import (
    Scalar,
    Value,
    each,
    exp,
    is_symbolic,
    maximum,
    minimum,
    pi,
    rational,
    shape_of,
    sigmoid,
    sign,
    tanh,
)
from hwsolve.terms.arithmetic import add, error_function, exponential, logarithm, square_root
from hwsolve.terms.cases import choose, choose_scalar, larger
from hwsolve.terms.elementwise import spell_call, unary
from hwsolve.terms.function_mistakes import (
    of_activation,
    of_sigmoid,
    of_slope,
    of_softmax,
    of_softmax_jacobian,
)
from hwsolve.terms.parametrized_names import named_by_setting
from hwsolve.terms.spelling import ONES
from hwsolve.terms.term import Apply, Index, Literal, Operation, Term, entry


def named(ascii_name: str, written: str | None = None) -> Function:
    """The spelling of a function that is written upright. e.g. ReLU(z)"""
    written = written or ascii_name
    return Function(ascii_name, written, rf"\operatorname{{{written.replace('′', chr(39))}}}")


SIGMA = Function("sigmoid", "σ", r"\sigma")
JACOBIAN = named("softmax_jacobian", "J")
HALF = Literal(rational(1, 2))
ACTS_ON_ALL = (
    "each score acts on all outputs of softmax: J = diag({into}) − {into} {into}ᵀ times {g}"
)

sigmoid_of: Operation = unary(
    "sigmoid",
    SIGMA,
    function=sigmoid,
    define=lambda z: 1 / (1 + exponential(-z)),
    derivative=lambda z, a: a * (1 - a),
    mistakes=of_sigmoid,
)

tanh_of: Operation = unary(
    "tanh",
    Function("tanh", "tanh", r"\tanh"),
    function=tanh,
    define=lambda z: (exponential(z) - exponential(-z)) / (exponential(z) + exponential(-z)),
    derivative=lambda z, a: 1 - a**2,
    mistakes=of_activation,
)

softplus: Operation = unary(
    "softplus",
    named("softplus"),
    define=lambda z: logarithm(1 + exponential(z)),
    derivative=lambda z, a: sigmoid_of(z),
)

silu: Operation = unary(
    "silu",
    named("silu", "SiLU"),
    define=lambda z: z * sigmoid_of(z),
    derivative=lambda z, a: sigmoid_of(z) + a * (1 - sigmoid_of(z)),
)

normal_distribution: Operation = unary(
    "normal_cdf",
    Function("normal_cdf", "Φ", r"\Phi"),
    define=lambda z: HALF * (1 + error_function(z / square_root(2))),
    derivative=lambda z, a: normal_density(z),
)
"""Φ(z), the distribution function of the standard normal law."""

normal_density: Operation = unary(
    "normal_density",
    Function("normal_density", "φ", r"\varphi"),
    define=lambda z: exponential(-(z**2) / 2) / square_root(Literal(2 * pi())),
    derivative=lambda z, a: -z * a,
)
"""φ(z), the density of the standard normal law."""

gelu: Operation = unary(
    "gelu",
    named("gelu", "GELU"),
    define=lambda z: z * normal_distribution(z),
    derivative=lambda z, a: normal_distribution(z) + z * normal_density(z),
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


# ---- functions with a kink at 0 -----------------------------------------------------------------
# A slope is an operation of its own, so that σ′ at the kink is a convention that the page shows.


def _slope(
    name: str,
    written: str,
    define: Callable[..., Term],
    function: Callable[..., Scalar] | None = None,
    spell: Callable[..., Notation] | None = None,
) -> Operation:
    return unary(
        name,
        named(name, written),
        spell=spell,
        define=define,
        function=function,
        derivative=lambda *_, **__: None,
        mistakes=of_slope,
        jumps=True,
    )


relu_slope: Operation = _slope(
    "relu_slope",
    "ReLU′",
    define=lambda z, at_zero: choose(z, 1, 0, at_zero),
    function=lambda z, at_zero: choose_scalar(z, rational(1), rational(0), at_zero),
)

relu: Operation = unary(
    "relu",
    named("relu", "ReLU"),
    define=lambda z, at_zero: larger(0, z),
    function=lambda z, at_zero: maximum(rational(0), z),
    derivative=lambda z, a, at_zero: relu_slope(z, at_zero=at_zero),
    mistakes=of_activation,
)

leaky_relu_slope: Operation = _slope(
    "leaky_relu_slope",
    "LeakyReLU′",
    spell=named_by_setting(named("leaky_relu_slope", "LeakyReLU′"), "slope", rational(1, 100)),
    define=lambda z, slope, at_zero: choose(z, 1, slope, at_zero),
)


def _above_zero(z: Term, otherwise: Term) -> Term:
    """z above 0, and elsewhere a term that is 0 at 0 too, so that 0 is no case of its own."""
    return choose(z, z, otherwise, otherwise)


def _leaky_relu(z: Scalar, slope: Scalar, at_zero: Scalar) -> Scalar:
    """max(slope·z, z) of a formula, which can itself be in the condition of a case."""
    if is_symbolic(z) and sign(slope) >= 0 and sign(1 - slope) >= 0:
        return maximum(slope * z, z)
    return choose_scalar(z, z, slope * z, rational(0))


leaky_relu: Operation = unary(
    "leaky_relu",
    named("leaky_relu", "LeakyReLU"),
    spell=named_by_setting(named("leaky_relu", "LeakyReLU"), "slope", rational(1, 100)),
    function=_leaky_relu,
    define=lambda z, slope, at_zero: _above_zero(z, Literal(slope) * z),
    derivative=lambda z, a, slope, at_zero: leaky_relu_slope(z, slope=slope, at_zero=at_zero),
    mistakes=of_activation,
)

elu_slope: Operation = _slope(
    "elu_slope",
    "ELU′",
    spell=named_by_setting(named("elu_slope", "ELU′"), "alpha", rational(1)),
    define=lambda z, alpha, at_zero: choose(z, 1, Literal(alpha) * exponential(z), at_zero),
)


def _elu(z: Scalar, alpha: Scalar, at_zero: Scalar) -> Scalar:
    """max(0, z) + min(0, α(eᶻ − 1)) of a formula, which can be in the condition of a case."""
    zero = rational(0)
    if is_symbolic(z) and sign(alpha) >= 0:
        return maximum(zero, z) + minimum(zero, alpha * (exp(z) - 1))
    if not is_symbolic(z) and sign(z) >= 0:
        return z
    return choose_scalar(z, z, alpha * (exp(z) - 1), zero)


elu: Operation = unary(
    "elu",
    named("elu", "ELU"),
    spell=named_by_setting(named("elu", "ELU"), "alpha", rational(1)),
    function=_elu,
    define=lambda z, alpha, at_zero: _above_zero(z, Literal(alpha) * (exponential(z) - 1)),
    derivative=lambda z, a, alpha, at_zero: elu_slope(z, alpha=alpha, at_zero=at_zero),
    mistakes=of_activation,
)


# ---- softmax ------------------------------------------------------------------------------------


def _sums_along(z: Value, axis: int) -> Value:
    return z.sum(axis=axis, keepdims=True) if len(shape_of(z)) > 1 else z.sum()


def _softmax(z: Value, axis: int = -1) -> Value:
    powers = each(exp, z)
    return powers / _sums_along(powers, axis)


def _places_along(term: Apply, index: Index) -> tuple[int, list[Index]]:
    """Which of the scores an index means, and where all those are that it is compared with."""
    axis, shape = term.parameters.get("axis", -1), term.arguments[0].shape
    place = axis % len(shape)
    return index[place], [(*index[:place], k, *index[place + 1 :]) for k in range(shape[place])]


def _entry_softmax(term: Apply, index: Index) -> Term:
    own, places = _places_along(term, index)
    powers = [exponential(entry(term.arguments[0], place)) for place in places]
    return powers[own] / add(*powers)


softmax: Operation = Operation(
    name="softmax",
    evaluate=_softmax,
    spell=spell_call(named("softmax")),
    entry=_entry_softmax,
    gradient=lambda g, term, result: (
        (softmax_backward if len(g.shape) < 2 else softmax_backward_of_batch)(
            result, g, **term.parameters
        ),
    ),
    why=({"": ACTS_ON_ALL},),
    mistakes=of_softmax,
    meaning=Relation(
        (
            Call(Function("softmax_i", "softmaxᵢ", r"\operatorname{softmax}_i"), (Symbol("z"),)),
            Quotient(
                Power(Symbol("e"), Symbol("z", (), ("i",))),
                Large("Σ", Power(Symbol("e"), Symbol("z", (), ("j",))), below=Symbol("j")),
            ),
        ),
        ("=",),
    ),
)
"""e^{z_i} / Σ_j e^{z_j}, along the last axis unless given. e.g. softmax([0, 0]) is [1/2, 1/2]"""


def _softmax_backward(a: Value, g: Value, axis: int = -1) -> Value:
    return a * (g - _sums_along(a * g, axis))


def _entry_softmax_backward(term: Apply, index: Index) -> Term:
    a, g = term.arguments
    own, places = _places_along(term, index)
    products = []
    for j, place in enumerate(places):
        a_j = entry(a, place)
        slope = a_j * (1 - a_j) if own == j else -(entry(a, index) * a_j)
        products.append(slope * entry(g, place))
    return add(*products)


def _spell_softmax_backward(term: Apply, a: Notation, g: Notation) -> Notation:
    return Product((Call(JACOBIAN, (a,)), g), "")


softmax_backward: Operation = Operation(
    name="softmax_backward",
    evaluate=_softmax_backward,
    spell=_spell_softmax_backward,
    entry=_entry_softmax_backward,
    gradient=lambda g, term, result: (None, None),
    mistakes=of_softmax_jacobian,
    meaning=Relation(
        (
            Call(JACOBIAN, (Symbol("a"),)),
            Sum(
                (
                    Call(named("diag"), (Symbol("a"),)),
                    Negation(Product((Symbol("a"), Transpose(Symbol("a"))), "")),
                )
            ),
        ),
        ("=",),
    ),
)
"""J(a) g with J(a) = diag(a) − a aᵀ, the Jacobian of softmax in terms of its result a."""


def _spell_of_batch(term: Apply, a: Notation, g: Notation) -> Notation:
    ones, turned = ONES, Transpose(ONES)
    weighted = Product((a, g), "⊙")
    axis = term.parameters.get("axis", -1)
    sums = (weighted, ones, turned) if axis != 0 else (ones, turned, weighted)
    return Product((a, Sum((g, Negation(Product(sums, ""))))), "⊙")


softmax_backward_of_batch: Operation = replace(
    softmax_backward, name="softmax_backward_of_batch", spell=_spell_of_batch, meaning=None
)
"""J(aᵢ) gᵢ for each sample: a ⊙ (g − (a ⊙ g) 1 1ᵀ) in rows, a ⊙ (g − 1 1ᵀ (a ⊙ g)) in columns."""
