"""The mathematics on the page, as a tree that every format prints: text, a terminal, LaTeX.

A node says what is written, not how: it knows no value, no operation and no font. Binding strength
(`precedence`) is a fact of the notation, so that each printer asks `needs_parentheses` and none
decides for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

LOWEST, RELATION, SUM, PRODUCT, POWER, ATOM = range(6)


@dataclass(frozen=True, slots=True)
class Notation:
    """Something that can be written."""

    precedence: ClassVar[int] = ATOM


Aspect = Literal["gradient", "nabla", "partial", "norm", "radius", "state"]

LOSS = "L"
"""The function that is meant where a gradient names none."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a quantity is of another one, `of`: ∂L/∂W, ∇f(x), ∂_x f, ‖W‖, ρ(W), or the V of W.

    `function` is that of which a nabla or partial is taken, or the letter of what is the other's.
    """

    aspect: Aspect
    of: str
    function: str = ""


@dataclass(frozen=True, slots=True)
class Symbol(Notation):
    """A named quantity: `name` is the ASCII name that ids use, such as W, dW, y_hat, W_new, alpha.

    `superscript` is what the course writes in the bracketed superscript (layer, time step), `index`
    the entry, counted from 1. `Symbol("W", ("2",), ("1", "3"))` is W with [2] above and 1,3 below.
    A quantity of another one has a `meaning`; without one it is written as it is called.
    """

    name: str
    superscript: tuple[str, ...] = ()
    index: tuple[str, ...] = ()
    meaning: Meaning | None = None


@dataclass(frozen=True, slots=True)
class Numeral(Notation):
    """A non-negative number in digits, such as 12 or 0.6931; `rounded` if digits were left out."""

    digits: str
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Words(Notation):
    """Plain words inside mathematics, such as "if" or "otherwise"."""

    text: str


@dataclass(frozen=True, slots=True)
class Negation(Notation):
    """−x"""

    body: Notation
    precedence: ClassVar[int] = SUM


@dataclass(frozen=True, slots=True)
class Sum(Notation):
    """x + y − z; a Negation among the terms (after the first) is written with a minus sign."""

    terms: tuple[Notation, ...]
    precedence: ClassVar[int] = SUM


@dataclass(frozen=True, slots=True)
class Product(Notation):
    """x·y; `sign` is "·" (numbers), "" (juxtaposed: matrices, scalars before them), "⊙" or "∗"."""

    factors: tuple[Notation, ...]
    sign: str = "·"
    precedence: ClassVar[int] = PRODUCT


@dataclass(frozen=True, slots=True)
class Quotient(Notation):
    """A fraction, stacked where the format can."""

    numerator: Notation
    denominator: Notation
    precedence: ClassVar[int] = PRODUCT


@dataclass(frozen=True, slots=True)
class Power(Notation):
    """base^exponent"""

    base: Notation
    exponent: Notation
    precedence: ClassVar[int] = POWER


@dataclass(frozen=True, slots=True)
class Transpose(Notation):
    """Aᵀ"""

    body: Notation
    precedence: ClassVar[int] = POWER


@dataclass(frozen=True, slots=True)
class Root(Notation):
    """√x"""

    body: Notation


@dataclass(frozen=True, slots=True)
class Function:
    """How a function's name is written: plain ASCII, Unicode, and LaTeX."""

    ascii: str
    unicode: str
    latex: str


@dataclass(frozen=True, slots=True)
class Call(Notation):
    """f(x, y)"""

    function: Function
    arguments: tuple[Notation, ...]


@dataclass(frozen=True, slots=True)
class Fenced(Notation):
    """A body between fences: "()" , "||" for an absolute value, "‖‖" for a norm, "[]" .

    With letters `below`, [a_ij] is the array of the body for all values of these indices, and (A)
    is one part of the array A.
    """

    body: Notation
    fences: str = "()"
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix(Notation):
    """A bracketed matrix; a column vector is n rows of one entry."""

    rows: tuple[tuple[Notation, ...], ...]


@dataclass(frozen=True, slots=True)
class Stack(Notation):
    """An array of three or more axes: its slices along the first axis, in order."""

    slices: tuple[Notation, ...]


@dataclass(frozen=True, slots=True)
class Large(Notation):
    """Σ, ∏ or another large operator with what stands below and above it."""

    operator: str
    body: Notation
    below: Notation | None = None
    above: Notation | None = None
    precedence: ClassVar[int] = PRODUCT


@dataclass(frozen=True, slots=True)
class Cases(Notation):
    """A brace with one row per case: what, and when."""

    branches: tuple[tuple[Notation, Notation], ...]
    precedence: ClassVar[int] = RELATION


@dataclass(frozen=True, slots=True)
class Relation(Notation):
    """x = y ≈ z: `signs` stand between the parts, one fewer than they are."""

    parts: tuple[Notation, ...]
    signs: tuple[str, ...]
    precedence: ClassVar[int] = RELATION


@dataclass(frozen=True, slots=True)
class Elided(Notation):
    """Dots for something left out on purpose; `words` say what, where there is room to say it."""

    words: str = ""


def needs_parentheses(child: Notation, strength: int, *, first: bool = True) -> bool:
    """Whether `child` must be fenced where its surroundings bind with `strength`.

    A leading minus is fenced everywhere but at the start of a sum: 2·(−1), a + (−1), (−1)².
    """
    if strength == SUM and not first and _leads_with_minus(child):
        return True
    return child.precedence < strength or (child.precedence == strength and strength == POWER)


def _leads_with_minus(node: Notation) -> bool:
    match node:
        case Negation():
            return True
        case Sum((head, *_)):
            return _leads_with_minus(head)
        case _:
            return False


ZERO = Numeral("0")


def is_rounded(node: Notation) -> bool:
    """Whether a number somewhere in `node` was rounded, so that a chain needs ≈ in place of =.

    A product with a factor 0 is 0, however its other factors were rounded.
    """
    match node:
        case Product(factors) if ZERO in factors:
            return False
        case Quotient(numerator) if numerator == ZERO:
            return False
        case Numeral(rounded=rounded):
            return rounded
        case Symbol() | Words() | Elided():
            return False
        case Sum(terms=children) | Product(factors=children) | Call(arguments=children):
            pass
        case Stack(slices=children) | Relation(parts=children):
            pass
        case Negation(body) | Transpose(body) | Root(body) | Fenced(body):
            children = (body,)
        case Quotient(a, b) | Power(a, b):
            children = (a, b)
        case Matrix(rows):
            children = tuple(entry for row in rows for entry in row)
        case Large(_, body, below, above):
            children = tuple(part for part in (body, below, above) if part is not None)
        case Cases(branches):
            children = tuple(part for branch in branches for part in branch)
        case _:
            raise TypeError(f"no such notation: {node!r}")
    return any(is_rounded(child) for child in children)
