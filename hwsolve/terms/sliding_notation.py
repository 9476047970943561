"""How convolutions and their gradients are written, so that every formula holds as it stands.

On the page A ∗ B moves B over A by one entry at a time, without padding, multiplies it with each
patch and adds up, over the channels too. All else is written: zeros around (pad) and between
(dilate) entries, what is left out of the result (downsample), the turned filter (rot180); and where
planes don't meet all others, which of them do: dW = [x_c ∗ dz_f]_(f,c).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from hwsolve.notation.structure import nodes_of
from hwsolve.notation.symbols import subscript
from hwsolve.notation.tree import (
    ZERO,
    Call,
    Fenced,
    Function,
    Large,
    Matrix,
    Negation,
    Notation,
    Numeral,
    Product,
    Symbol,
)
from hwsolve.quantity import name_in
from hwsolve.terms.sliding import Sliding
from hwsolve.terms.spelling import written_part
from hwsolve.terms.term import Apply, Term
from hwsolve.terms.windows import Axes

T = TypeVar("T")
Margins = Sequence[tuple[int, int]]
"""Zeros before and after, along each axis; a negative number cuts entries off."""

ROTATED = Function("rot180", "rot180", r"\operatorname{rot180}")

MEANINGS = {
    "∗": "A ∗ B moves B over A by one entry at a time, multiplies it with each patch, entry by "
    "entry, and adds up, over the channels of A too",
    "pad": "pad₁(A) puts 1 zero on each side of A",
    "dilate": "dilate₂(A) puts the entries of A 2 apart along each axis, with zeros between them",
    "downsample": "downsample₂(A) keeps every 2nd entry of A along each axis, from the first on",
    "rot180": "rot180(A) reverses A along every axis that the filter slides along",
}
"""What the sign and each function do that a formula may name."""

SETTINGS = {
    "(": "pad[(1,0),(2,0)](A) puts so many zeros before and after A along each axis",
    "-": "a negative number cuts so many entries off",
}
"""What a mark in the name of a function means beyond that."""

INDICES = {
    "n": "sample n",
    "g": "group g (which counts its own channels and filters)",
    "f": "filter f",
    "c": "channel c of what flows in",
}


def words_for(formulas: Iterable[Notation]) -> dict[str, str]:
    """What the sign, the functions and the indices in formulas mean, by what is written."""
    found: dict[str, list[str]] = {}
    letters: set[str] = set()
    for node in (node for formula in formulas for node in nodes_of(formula)):
        match node:
            case Call(function):
                name = name_in(function.ascii).partition("_")[0]
                if name in MEANINGS:
                    said = found.setdefault(name, [MEANINGS[name]])
                    more = [words for mark, words in SETTINGS.items() if mark in function.ascii]
                    said += [words for words in more if words not in said]
            case Product(sign="∗"):
                found.setdefault("∗", [MEANINGS["∗"]])
            case Symbol(index=index):
                letters.update(index)
    told = [meaning for letter, meaning in INDICES.items() if letter in letters]
    if told:
        found["indices"] = [
            f"a quantity with an index is its part for {', '.join(told)}",
            "[ ] with indices below is the array of all these parts",
        ]
    return {written: "; ".join(said) for written, said in found.items()}


# ---- the three products -------------------------------------------------------------------------


def spell_convolution(term: Apply, x: Notation, w: Notation) -> Notation:
    """z = x ∗ W, with pad, dilate and downsample; part by part where x isn't samples or a map."""
    sliding: Sliding = term.parameters["sliding"]
    axes = sliding.axes
    parts: tuple[str, ...] = ()
    if sliding.groups > 1:
        parts = sliding.output_letters[:-1]
        x, w = indexed(x, parts), indexed(w, ("g",))
    elif sliding.samples is not None and sliding.channels is None:  # its samples look like channels
        parts = sliding.input_letters
        x = indexed(x, parts)
    plane_x, plane_w = (is_plane(argument, len(axes)) for argument in term.arguments)
    x = padded(x, [(axis.before, axis.after) for axis in axes], plane=plane_x)
    w = dilated(w, _dilations(axes), plane=plane_w)
    whole = [axis.before + axis.length + axis.after - axis.span + 1 for axis in axes]
    more = any(n > axis.places for n, axis in zip(whole, axes, strict=True))
    strides = [axis.stride for axis in axes] if more else []
    return all_of(_downsampled(Product((x, w), "∗"), strides), parts)


def spell_input_gradient(term: Apply, g: Notation, w: Notation) -> Notation:
    """∂L/∂x: full correlation of g, dilated by the stride, with the turned filter."""
    sliding: Sliding = term.parameters["sliding"]
    axes = sliding.axes
    plane_g, plane_w = (is_plane(argument, len(axes)) for argument in term.arguments)
    # A ∗ B adds up over the channels of A: here over filters, if those are no axis of their own.
    simple = sliding.groups == 1 and sliding.samples is None
    simple = simple and (sliding.filters is None or not sliding.deep)
    simple = simple or sliding.channels == sliding.filters == 1
    if not simple:
        g, w = indexed(g, sliding.output_letters), indexed(w, sliding.weights_letters)
    g = padded(
        dilated(g, _strides(axes), plane=plane_g), [axis.margins for axis in axes], plane=plane_g
    )
    w = rotated(dilated(w, _dilations(axes), plane=plane_w), plane=plane_w)
    product = Product((g, w), "∗")
    if simple:
        return product
    over_filters = sliding.output_letters[-1:] if sliding.filters is not None else ()
    return all_of(_summed(product, over_filters), sliding.input_letters)


def spell_weight_gradient(term: Apply, g: Notation, x: Notation) -> Notation:
    """∂L/∂W: x ∗ g, each channel with each filter, added up over the samples."""
    sliding: Sliding = term.parameters["sliding"]
    axes = sliding.axes
    plane_g, plane_x = (is_plane(argument, len(axes)) for argument in term.arguments)
    # A plane has no channels to be told apart, and F planes of g are as F filters over it.
    simple = sliding.samples is None and sliding.channels is None and not sliding.deep
    simple = simple or (sliding.samples == sliding.channels == 1 == (sliding.filters or 1))
    if not simple:
        g, x = indexed(g, sliding.output_letters), indexed(x, sliding.input_letters)
    unread = [
        axis.before + axis.length + axis.after - (axis.places - 1) * axis.stride - axis.span
        for axis in axes
    ]
    margins = [(axis.before, axis.after - rest) for axis, rest in zip(axes, unread, strict=True)]
    product = Product(
        (padded(x, margins, plane=plane_x), dilated(g, _strides(axes), plane=plane_g)), "∗"
    )
    made = _downsampled(product, _dilations(axes))
    if simple:
        return made
    over_samples = sliding.output_letters[: sliding.samples is not None]
    return all_of(_summed(made, over_samples), sliding.weights_letters)


def _strides(axes: Axes) -> list[int]:
    """How far apart windows lie; nothing where that can't be seen."""
    seen = any(axis.stride > 1 and axis.places > 1 for axis in axes)
    return [axis.stride for axis in axes] if seen else []


def _dilations(axes: Axes) -> list[int]:
    """How far apart the taps of a window lie; nothing where that can't be seen."""
    seen = any(axis.dilation > 1 and axis.window > 1 for axis in axes)
    return [axis.dilation for axis in axes] if seen else []


# ---- planes by their indices --------------------------------------------------------------------


def is_plane(term: Term, axes: int) -> bool:
    """Whether an array has no axes but those along which the filter slides."""
    return len(term.shape) == axes


def indexed(x: Notation, letters: tuple[str, ...]) -> Notation:
    """One plane of x. e.g. x_c"""
    match x:
        case _ if not letters:
            return x
        case Negation(body):
            return Negation(indexed(body, letters))
        case Call(function, (body,)) if function is ROTATED:
            return Call(function, (indexed(body, letters),))
    return written_part(x, letters)


def all_of(x: Notation, letters: tuple[str, ...]) -> Notation:
    """The array of all planes x. e.g. [x_c ∗ dz_f]_(f,c)"""
    return Fenced(x, "[]", letters) if letters else x


def _summed(x: Notation, letters: tuple[str, ...]) -> Notation:
    for letter in letters:
        x = Large("Σ", x, below=Symbol(letter))
    return x


# ---- what is done to one array ------------------------------------------------------------------


def rotated(w: Notation, *, plane: bool) -> Notation:
    """rot180(W); a plane of numbers is written turned, and a second turn undoes the first."""
    match w:
        case Call(function, (body,)) if function is ROTATED:
            return body
        case Fenced(body, "[]", letters) if letters:
            return Fenced(rotated(body, plane=plane), "[]", letters)
        case Matrix(rows) if plane:
            return Matrix(tuple(row[::-1] for row in rows[::-1]))
    return Call(ROTATED, (w,))


def padded(x: Notation, margins: Margins, *, plane: bool) -> Notation:
    """x with zeros around, or with its outermost entries cut off; a plane of numbers as it is."""
    if not any(map(any, margins)):
        return x
    rows = _rows(x) if plane else None
    if rows is None:
        equal = len({side for sides in margins for side in sides}) == 1
        amounts = [f"({before},{after})" for before, after in margins]
        return Call(_with_setting("pad", str(margins[0][0]) if equal else "", amounts), (x,))
    rows = _with_margin(rows, margins[0], (ZERO,) * len(rows[0]))
    if len(margins) > 1:
        rows = [tuple(_with_margin(row, margins[1], ZERO)) for row in rows]
    return Matrix(tuple(rows))


def dilated(x: Notation, rates: Sequence[int], *, plane: bool) -> Notation:
    """x with zeros between its entries; a plane of numbers as it is."""
    if not rates:
        return x
    rows = _rows(x) if plane else None
    if rows is None:
        return Call(_with_rates("dilate", rates), (x,))
    rows = _with_gaps(rows, rates[0], (ZERO,) * len(rows[0]))
    if len(rates) > 1:
        rows = [tuple(_with_gaps(row, rates[1], ZERO)) for row in rows]
    return Matrix(tuple(rows))


def _downsampled(x: Notation, rates: Sequence[int]) -> Notation:
    """Some of the entries of x, evenly apart."""
    return Call(_with_rates("downsample", rates), (x,)) if rates else x


def _rows(x: Notation) -> list[tuple[Notation, ...]] | None:
    """The rows of a plane that is written in numbers; a number alone is one."""
    match x:
        case Matrix(rows):
            return list(rows)
        case Numeral() | Negation(Numeral()):
            return [(x,)]
    return None


def _with_margin(items: Sequence[T], margin: tuple[int, int], zero: T) -> list[T]:
    before, after = margin
    filled = [zero] * before + list(items) + [zero] * after
    return filled[max(-before, 0) : len(filled) - max(-after, 0)]


def _with_gaps(items: Sequence[T], rate: int, zero: T) -> list[T]:
    spread = [zero] * ((len(items) - 1) * rate + 1)
    spread[::rate] = items
    return spread


def _with_rates(name: str, rates: Sequence[int]) -> Function:
    equal = len(set(rates)) == 1
    return _with_setting(name, str(rates[0]) if equal else "", list(map(str, rates)))


def _with_setting(name: str, equal: str, amounts: list[str]) -> Function:
    """A function with its setting: one number if it is the same everywhere. e.g. pad₁"""
    if equal:
        small = subscript(equal) or f"_{equal}"
        return Function(f"{name}_{equal}", name + small, rf"\operatorname{{{name}}}_{{{equal}}}")
    listed = f"[{','.join(amounts)}]"
    written = name + listed
    return Function(written, written.replace("-", "−"), rf"\operatorname{{{name}}}_{{{listed}}}")
