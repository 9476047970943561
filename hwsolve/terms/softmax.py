"""Softmax and its gradient.

Source: Goodfellow, Bengio and Courville 2016, section 6.2.2.3.
"""

from __future__ import annotations

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
from hwsolve.numbers import Value, each, exp, shape_of
from hwsolve.terms.arithmetic import add, exponential
from hwsolve.terms.elementwise import named, spell_call
from hwsolve.terms.function_mistakes import of_softmax, of_softmax_jacobian
from hwsolve.terms.spelling import ONES
from hwsolve.terms.term import Apply, Index, Operation, Term, entry

JACOBIAN = named("softmax_jacobian", "J")
ACTS_ON_ALL = (
    "each score acts on all outputs of softmax: J = diag({into}) − {into} {into}ᵀ times {g}"
)


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
