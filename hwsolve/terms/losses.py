"""Losses of a prediction and a target, entry by entry, with their derivatives.

How entries and samples are added up or averaged is not decided here. Each loss is one formula; its
notation and its value are readings of it. Sources: Goodfellow, Bengio and Courville 2016, chapters
5 and 6; Huber 1964; the hinge for several classes: Weston and Watkins 1999.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from hwsolve.notation.tree import (
    Call,
    Cases,
    Function,
    Large,
    Negation,
    Notation,
    Numeral,
    Relation,
    Sum,
    Symbol,
    Words,
)
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.numbers import (
    Scalar,
    Value,
    as_array,
    constant,
    each,
    is_symbolic,
    rational,
    scalars,
    shape_of,
)
from hwsolve.quantity import Quantity
from hwsolve.terms.arithmetic import add, magnitude, sign_of, times_log
from hwsolve.terms.cases import choose, larger
from hwsolve.terms.elementwise import entry_by_entry, from_definition, times
from hwsolve.terms.linear import total
from hwsolve.terms.mistakes import tried
from hwsolve.terms.mutants import mutants
from hwsolve.terms.term import (
    Apply,
    Index,
    Literal,
    Mutation,
    Name,
    Operation,
    Term,
    as_term,
    entry,
    write,
)

MAX = Function("max", "max", r"\max")


def _spell(formula: Callable[..., Term]) -> Callable[..., Notation]:
    """The notation of a formula in arguments that are already written."""

    def spell(term: Apply, *written: Notation) -> Notation:
        slots = [Name(Quantity(str(place)), x.value) for place, x in enumerate(term.arguments)]

        def leaf(part: Name | Literal) -> Notation:
            if isinstance(part, Name):
                return written[int(part.id)]
            return notate(part.value, NumberStyle())

        return write(formula(*slots, **term.parameters), leaf)

    return spell


WITH_RESPECT_TO_PREDICTION = {
    "": "the derivative of the loss with respect to the prediction",
}
CANCELS = "the slope of the activation cancels against that of the logarithm, and ŷ − y remains"


def _loss(
    name: str,
    formula: Callable[..., Term],
    slope: Callable[..., Term],
    fused: Mapping[str, Callable[[Term, Apply], Term]] | None = None,
) -> Operation:
    """The row of a loss ℓ(ŷ, y): its formula and ∂ℓ/∂ŷ, both from ŷ, y and the parameters."""
    on_numbers = from_definition(formula)
    return Operation(
        name=name,
        evaluate=lambda *values, **parameters: each(partial(on_numbers, **parameters), *values),
        spell=_spell(formula),
        entry=entry_by_entry,
        gradient=lambda g, term, result: (
            times(g, slope(*term.arguments, **term.parameters)),
            None,
        ),
        why=(WITH_RESPECT_TO_PREDICTION,),
        fused_why=CANCELS,
        fused=fused or {},
        mistakes=_mistakes_in(formula),
    )


def _mistakes_in(formula: Callable[..., Term]) -> Callable[[Apply], Iterator[Mutation]]:
    """The mistakes with the operations of a formula, and the squared error in its place."""

    def mistakes(term: Apply) -> Iterator[Mutation]:
        for mutant in mutants(formula(*term.arguments, **term.parameters)):
            yield replace(mutant.mutation, term=mutant.term)
        if term.operation.name != "squared_error":
            yield from tried(
                "another_loss", "the squared error stands for {}", term,
                lambda: squared_error(*term.arguments),
            )  # fmt: skip

    return mistakes


def _difference(g: Term, term: Apply) -> Term:
    """ŷ − y: where σ or softmax meets the logarithm, the factors of the chain rule cancel."""
    prediction, target = term.arguments
    return times(g, prediction - target)


def _difference_for_classes(g: Term, term: Apply) -> Term:
    """ŷ − y where the target is a distribution; (Σy)·ŷ − y where names leave that open.

    With axis = 0 each column is a distribution.
    """
    prediction, target = term.arguments
    if not any(is_symbolic(x) for x in scalars(target.value)):
        return _difference(g, term)
    mass: Term = total(target)
    if len(target.shape) > 1:
        along = term.parameters.get("axis", -1)
        all_ones = as_term(constant((target.shape[along],) * 2, 1))
        mass = target @ all_ones if along == -1 else all_ones @ target
    return times(g, mass * prediction - target)


squared_error: Operation = _loss(
    "squared_error",
    formula=lambda prediction, target: (target - prediction) ** 2,
    slope=lambda prediction, target: 2 * (prediction - target),
)

absolute_error: Operation = _loss(
    "absolute_error",
    formula=lambda prediction, target: magnitude(target - prediction),
    slope=lambda prediction, target: sign_of(prediction - target),
)


def _huber(prediction: Term, target: Term, delta: Scalar) -> Term:
    error = prediction - target
    outside = Literal(delta) * (magnitude(error) - Literal(delta / 2))
    inside = Literal(rational(1, 2)) * error**2
    return choose(magnitude(error) - Literal(delta), outside, inside, inside)


def _huber_slope(prediction: Term, target: Term, delta: Scalar) -> Term:
    error = prediction - target
    outside = Literal(delta) * sign_of(error)
    return choose(magnitude(error) - Literal(delta), outside, error, error)


huber: Operation = _loss("huber", formula=_huber, slope=_huber_slope)

binary_cross_entropy: Operation = _loss(
    "binary_cross_entropy",
    formula=lambda prediction, target: (
        -(times_log(target, prediction) + times_log(1 - target, 1 - prediction))
    ),
    slope=lambda prediction, target: -(target / prediction) + (1 - target) / (1 - prediction),
    fused={"sigmoid": _difference},
)

cross_entropy: Operation = _loss(
    "cross_entropy",
    formula=lambda prediction, target, axis=-1: -times_log(target, prediction),
    slope=lambda prediction, target, axis=-1: -(target / prediction),
    fused={"softmax": _difference_for_classes},
)

hinge: Operation = _loss(
    "hinge",
    formula=lambda score, target, margin: larger(0, Literal(margin) - target * score),
    slope=lambda score, target, margin: choose(Literal(margin) - target * score, -target, 0, 0),
)


# ---- the hinge for several classes --------------------------------------------------------------


def _margins(scores: Term, target: Term, row: Index, margin: Scalar) -> list[tuple[int, int, Term]]:
    """(class j, right class c, s_j − s_c + margin) for every j ≠ c, for one row of scores."""
    classes = range(scores.shape[-1])
    right = next(k for k in classes if entry(target, (*row, k)).value == 1)
    return [
        (j, right, entry(scores, (*row, j)) - entry(scores, (*row, right)) + Literal(margin))
        for j in classes
        if j != right
    ]


def _entry_multiclass(term: Apply, index: Index) -> Term:
    scores, target = term.arguments
    losses = [
        larger(0, margin)
        for row in np.ndindex(scores.shape[:-1])
        for _, _, margin in _margins(scores, target, row, term.parameters["margin"])
    ]
    return add(*losses) if len(losses) > 1 else losses[0]


def _spell_multiclass(term: Apply, scores: Notation, target: Notation) -> Notation:
    s_j, s_c = Symbol("s", (), ("j",)), Symbol("s", (), ("c",))
    margin = notate(term.parameters["margin"], NumberStyle())
    body = Call(MAX, (Numeral("0"), Sum((s_j, Negation(s_c), margin))))
    return Large("Σ", body, below=Relation((Symbol("j"), Symbol("c")), ("≠",)))


def _entry_multiclass_slope(term: Apply, index: Index) -> Term:
    scores, target = term.arguments
    *row, k = index
    margins = _margins(scores, target, tuple(row), term.parameters["margin"])
    counted = [choose(margin, 1, 0, 0) for j, right, margin in margins if k in (j, right)]
    if k == margins[0][1]:
        return -(add(*counted) if len(counted) > 1 else counted[0])
    return counted[0]


def _evaluate_by_entry(
    operation: Callable[[], Operation], shape: Callable[..., tuple[int, ...]]
) -> Callable[..., Value]:
    """The values that the entries' terms have, for operations on few numbers."""

    def evaluate(*values: Value, **parameters: Any) -> Value:
        term = Apply(operation(), tuple(Literal(value) for value in values), parameters, values[0])
        result = shape(*values)
        flat = [operation().entry(term, index).value for index in np.ndindex(result)]
        return as_array(np.array(flat, dtype=object).reshape(result))

    return evaluate


multiclass_hinge: Operation = Operation(
    name="multiclass_hinge",
    evaluate=_evaluate_by_entry(lambda: multiclass_hinge, lambda scores, target: ()),
    spell=_spell_multiclass,
    entry=_entry_multiclass,
    why=(WITH_RESPECT_TO_PREDICTION,),
    gradient=lambda g, term, result: (
        times(g, multiclass_hinge_slope(*term.arguments, **term.parameters)),
        None,
    ),
)
"""Σ over j ≠ c of max(0, s_j − s_c + margin), added up over all rows; the target is one-hot."""

HINGE_SLOPE_J = Function("hinge_slope_j", "hinge′ⱼ", r"\operatorname{hinge}'_j")


def _slope_by_cases() -> Cases:
    """The slope for class j, where c is the right class."""
    above = Sum((Symbol("s", (), ("j",)), Negation(Symbol("s", (), ("c",))), Words("margin")))
    others = Negation(Words("(how many of the others are 1)"))
    return Cases(
        (
            (others, Relation((Symbol("j"), Symbol("c")), ("=",))),
            (Numeral("1"), Relation((above, Numeral("0")), (">",))),
            (Numeral("0"), Words("otherwise")),
        )
    )


multiclass_hinge_slope: Operation = Operation(
    name="multiclass_hinge_slope",
    evaluate=_evaluate_by_entry(
        lambda: multiclass_hinge_slope, lambda scores, target: shape_of(scores)
    ),
    spell=lambda term, scores, target: Call(
        Function("multiclass_hinge_slope", "hinge′", r"\operatorname{hinge}'"), (scores, target)
    ),
    entry=_entry_multiclass_slope,
    gradient=lambda g, term, result: (None, None),
    meaning=Relation((Call(HINGE_SLOPE_J, (Symbol("s"), Symbol("y"))), _slope_by_cases()), ("=",)),
)
"""1 for every class whose margin is violated; for the right class, minus their number."""
