"""Convolution as deep learning means it, cross-correlation, with gradients that are rows too.

z = x ∗ W; ∂L/∂W is the sum of the input's patches, each weighted by the gradient at its place;
∂L/∂x is the full correlation of the gradient with the filter turned by 180° (Goodfellow, Bengio and
Courville 2016, section 9.5; Dumoulin and Visin 2016). The three are closed under differentiation;
`sliding_notation` tells how they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from hwsolve.notation.symbols import subscript
from hwsolve.notation.tree import ZERO, Call, Function, Matrix, Notation, Stack
from hwsolve.numbers import Value, as_array, constant, rational
from hwsolve.terms.elementwise import spell_call
from hwsolve.terms.linear import total
from hwsolve.terms.sliding import Sliding
from hwsolve.terms.sliding_notation import (
    is_plane,
    rotated,
    spell_convolution,
    spell_input_gradient,
    spell_weight_gradient,
)
from hwsolve.terms.sums import sum_of
from hwsolve.terms.term import ALONE, Apply, Index, Literal, Mutation, Operation, Term, entry
from hwsolve.terms.windows import reads, windows

TRANSPOSED = Function("conv_transpose", "convᵀ", r"\operatorname{conv}^{\top}")


def _sum_of_products(one: Term, other: Term, places: Iterable[tuple[Index, Index]]) -> Term:
    """The sum of the products at some places; 0 where there is none.

    Products whose number is 0 stand in it too: a formula in letters holds for all numbers.
    """
    return sum_of([entry(one, here) * entry(other, there) for here, there in places])


# ---- the filter turned around -------------------------------------------------------------------


def _turned(w: Value, axes: int) -> Value:
    return as_array(np.flip(w, axis=tuple(range(-axes, 0))))


def _entry_turned(term: Apply, index: Index) -> Term:
    (w,), axes = term.arguments, term.parameters["axes"]
    turned = (size - 1 - i for size, i in zip(w.shape[-axes:], index[-axes:], strict=True))
    return entry(w, (*index[:-axes], *turned))


rotate: Operation = Operation(
    name="rotate",
    evaluate=_turned,
    spell=lambda term, w: rotated(w, plane=is_plane(term.arguments[0], term.parameters["axes"])),
    entry=_entry_turned,
    gradient=lambda g, term, result: (rotate(g, axes=term.parameters["axes"]),),
    why=({ALONE: "{into} is {inner} turned by 180°, and so is {g}"},),
)
"""Filters turned by 180° (reversed along their last axes), as true convolution slides them."""


# ---- convolution and its gradients --------------------------------------------------------------


def _entry_convolution(term: Apply, index: Index) -> Term:
    x, w = term.arguments
    products = term.parameters["sliding"].products_of_output(index)
    return _sum_of_products(x, w, ((i, k) for i, k, _ in products))


def _gradient_convolution(g: Term, term: Apply, result: Term) -> tuple[Term, Term]:
    x, w = term.arguments
    sliding = term.parameters["sliding"]
    return (
        conv_input_gradient(g, w, sliding=sliding),
        conv_weight_gradient(g, x, sliding=sliding, filters=w),
    )


def _mistakes_convolution(term: Apply) -> Iterator[Mutation]:
    """True convolution for cross-correlation, or the other way round."""
    x, w = term.arguments
    axes = len(term.parameters["sliding"].axes)
    if isinstance(w, Apply) and w.operation is rotate:
        yield Mutation(
            "filter_not_turned",
            convolution(x, w.arguments[0], **term.parameters),
            "{} is not used",
            w,
        )
    else:
        turned = convolution(x, rotate(w, axes=axes), **term.parameters)
        yield Mutation("filter_turned", turned, "{} is turned by 180° where it should not be", w)
    sliding: Sliding = term.parameters["sliding"]
    if axes == 2 and w.shape[-1] == w.shape[-2] > 1:
        swapped = Literal(as_array(np.swapaxes(np.asarray(w.value, dtype=object), -1, -2)))
        turned = convolution(x, swapped, **term.parameters)
        yield Mutation("transpose", turned, "{} is transposed without need", w)
    for name, words, ignored in (
        ("padding_ignored", "the padding is left out", {"before": 0, "after": 0}),
        ("stride_ignored", "the stride is taken as 1", {"stride": 1}),
        ("dilation_ignored", "the dilation is taken as 1", {"dilation": 1}),
    ):
        otherwise = sliding.with_axes(**ignored)
        if otherwise is not None and otherwise != sliding:
            yield Mutation(name, convolution(x, w, sliding=otherwise), words)


convolution: Operation = Operation(
    name="convolution",
    adds_up=True,
    evaluate=lambda x, w, sliding: sliding.correlate(x, w),
    spell=spell_convolution,
    entry=_entry_convolution,
    gradient=_gradient_convolution,
    mistakes=_mistakes_convolution,
)
"""x ∗ W, cross-correlation: every entry is a patch of x times the filter, entry by entry, added up.

e.g. [1, 2, 3] ∗ [1, −1] is [−1, −1]
"""


def _entry_input_gradient(term: Apply, index: Index) -> Term:
    g, w = term.arguments
    products = term.parameters["sliding"].products_of_input(index)
    return _sum_of_products(g, w, ((o, k) for _, k, o in products))


def _gradient_input_gradient(h: Term, term: Apply, result: Term) -> tuple[Term, Term]:
    g, w = term.arguments
    sliding = term.parameters["sliding"]
    return convolution(h, w, sliding=sliding), conv_weight_gradient(g, h, sliding=sliding)


def _mistakes_input_gradient(term: Apply) -> Iterator[Mutation]:
    """The filter as it is in the full correlation."""
    g, w = term.arguments
    axes = len(term.parameters["sliding"].axes)
    straight = conv_input_gradient(g, rotate(w, axes=axes), **term.parameters)
    yield Mutation("filter_not_turned", straight, "{} is not turned by 180°", w)


conv_input_gradient: Operation = Operation(
    name="conv_input_gradient",
    evaluate=lambda g, w, sliding: sliding.spread_back(g, w),
    spell=spell_input_gradient,
    entry=_entry_input_gradient,
    gradient=_gradient_input_gradient,
    mistakes=_mistakes_input_gradient,
)
"""∂L/∂x from g = ∂L/∂z and W: for every filter pad(g) ∗ rot180(W), added up."""

transposed_convolution: Operation = Operation(
    name="transposed_convolution",
    adds_up=True,
    evaluate=lambda x, w, sliding: sliding.spread_back(x, w),
    spell=spell_call(TRANSPOSED),
    entry=_entry_input_gradient,
    gradient=_gradient_input_gradient,
)
"""The step of a convolution in reverse: every entry of x puts a copy of the filter, weighted by it,
onto the output. Here `sliding` is that of the convolution that would lead from the output back.
"""


def _mistakes_weight_gradient(term: Apply) -> Iterator[Mutation]:
    """The filter in place of the patch; the patch turned."""
    g, _ = term.arguments
    filters = term.parameters.get("filters")
    if filters is not None and term.parameters["sliding"].filters is None:
        wrong = total(g) * filters
        yield Mutation(
            "filter_for_patch", wrong, "{} stands in place of the patch of the input", filters
        )
    axes = len(term.parameters["sliding"].axes)
    yield Mutation("result_turned", rotate(term, axes=axes), "{} is turned by 180°", term)


def _entry_weight_gradient(term: Apply, index: Index) -> Term:
    g, x = term.arguments
    products = term.parameters["sliding"].products_of_weights(index)
    return _sum_of_products(g, x, ((o, i) for i, _, o in products))


def _gradient_weight_gradient(h: Term, term: Apply, result: Term) -> tuple[Term, Term]:
    g, x = term.arguments
    sliding = term.parameters["sliding"]
    return convolution(x, h, sliding=sliding), conv_input_gradient(g, h, sliding=sliding)


conv_weight_gradient: Operation = Operation(
    name="conv_weight_gradient",
    evaluate=lambda g, x, sliding, filters=None: sliding.weigh_patches(g, x),
    spell=spell_weight_gradient,
    entry=_entry_weight_gradient,
    gradient=_gradient_weight_gradient,
    mistakes=_mistakes_weight_gradient,
)
"""∂L/∂W from g = ∂L/∂z and x: the sum over all places of g there times the patch there.

`filters` is W, where it is known: it takes no part, but people put it in place of the patch.
"""


# ---- one patch ----------------------------------------------------------------------------------


def _cut(x: Value, place: Index, sliding: Sliding) -> Value:
    whole = np.asarray(x, dtype=object)
    patch = np.empty(sliding.weights_shape, dtype=object)
    for tap, reached in reads(sliding.axes, place):
        there: Any = (..., *(reached or ()))
        here: Any = (..., *tap)
        patch[here] = rational(0) if reached is None else whole[there]
    return as_array(patch)


def _spell_patch(term: Apply, x: Notation) -> Notation:
    """patch₁₂(x); where x is written in numbers, the patch itself."""
    place, sliding = term.parameters["place"], term.parameters["sliding"]
    numbers = _numbers_of_patch(x, place, sliding)
    if numbers is not None:
        return numbers
    marks = [str(o + 1) for o in place]
    small = "".join(subscript(mark) or mark for mark in marks)
    function = Function(
        f"patch_{'_'.join(marks)}",
        f"patch{small}",
        rf"\operatorname{{patch}}_{{{','.join(marks)}}}",
    )
    return Call(function, (x,))


def _numbers_of_patch(x: Notation, place: Index, sliding: Sliding) -> Notation | None:
    match x:
        case Stack(slices):
            planes = [_numbers_of_patch(plane, place, sliding) for plane in slices]
            return Stack(tuple(plane for plane in planes if plane is not None))
        case Matrix(rows) if len(sliding.axes) == 2:
            reached = dict(reads(sliding.axes, place))
            height, width = windows(sliding.axes)
            found = [[reached[i, j] for j in range(width)] for i in range(height)]
            return Matrix(
                tuple(
                    tuple(ZERO if at is None else rows[at[0]][at[1]] for at in row) for row in found
                )
            )
    return None


def _entry_patch(term: Apply, index: Index) -> Term:
    (x,), axes = term.arguments, term.parameters["sliding"].axes
    reached = dict(reads(axes, term.parameters["place"]))[index[-len(axes) :]]
    if reached is None:
        return Literal(rational(0))
    return entry(x, (*index[: -len(axes)], *reached))


def _gradient_patch(g: Term, term: Apply, result: Term) -> tuple[Term]:
    sliding = term.parameters["sliding"]
    chosen = constant(sliding.output_shape, 0)
    if isinstance(chosen, np.ndarray):
        chosen[term.parameters["place"]] = rational(1)
    return (conv_input_gradient(Literal(chosen), g, sliding=sliding),)


patch_of: Operation = Operation(
    name="patch",
    evaluate=_cut,
    spell=_spell_patch,
    entry=_entry_patch,
    gradient=_gradient_patch,
)
"""The part of one sample that a single filter reads at a place; zeros where it meets padding."""
