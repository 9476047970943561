"""What is known of an activation beside its operation: words, settings, kink, slope.

Problem files, layers, cells, formulas and the theory of vanishing gradients read the one table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from hwsolve.notation.line import to_line
from hwsolve.notation.tree import Function, Notation
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.numbers import Scalar
from hwsolve.terms.cases import choose, choose_scalar
from hwsolve.terms.derivative import derivative as derivative_by
from hwsolve.terms.elementwise import named, unary
from hwsolve.terms.function_mistakes import of_function, of_slope
from hwsolve.terms.parametrized_names import named_by_setting
from hwsolve.terms.term import (
    UNKNOWN,
    Apply,
    Literal,
    Mutation,
    Name,
    Operation,
    Term,
    replaced,
)
from hwsolve.terms.tidied import ONE, ZERO, number_in

Z = Name("z", UNKNOWN)  # type: ignore[arg-type]  # a letter in a formula, which is no quantity
Settings = Mapping[str, Scalar]
NO_SETTINGS: Settings = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Activation:
    """A row of the table.

    name            as problem files call it
    operation       what is applied to z; None for the identity
    function        how it is written
    words           what it does, perhaps by its settings; nothing of the identity
    called          its name within a sentence. e.g. leaky ReLU
    settings        what a file may set, with what it is unless set
    below_zero      its slope just below its kink at 0, from the settings; None without a kink
    greatest_slope  γ = max |f′(z)| from the settings; None where none is known in short form
    why_greatest    why it is that; {gamma} and the settings stand in the words
    slope_bound     the slope so written that γ can be seen from it, where it doesn't show
    rising          whether its slope is nowhere negative, and so is its own magnitude
    on_the_way      from z, the slope as it is found from the definition, before its usual form
    why_slope       by which rules it is found
    said_of_slope   what is claimed of it, each with a stable name and whether it is true
    of_all_units    whether it takes all units of a layer together
    variants        other operations that a convention may mean by it
    """

    name: str
    operation: Operation | None
    function: Function
    words: str | Callable[..., str] = ""
    called: str = ""
    settings: Settings = field(default_factory=dict)
    below_zero: Callable[..., Scalar] | None = None
    greatest_slope: Callable[..., Scalar] | None = None
    why_greatest: str = ""
    slope_bound: Callable[[Term], Term] | None = None
    rising: bool = False
    on_the_way: Callable[[Term], tuple[Term, ...]] = lambda z: ()
    why_slope: str = "the rules of differentiation on the definition"
    said_of_slope: tuple[tuple[str, bool, str], ...] = ()
    of_all_units: bool = False
    variants: Mapping[str, Operation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ACTIVATIONS[self.name] = self

    def __call__(
        self, z: Term, settings: Settings, relu_at_zero: Scalar, variant: str = ""
    ) -> Term:
        """The activation applied to z; the slope at a kink is as far between those beside it as
        `relu_at_zero` is between 0 and 1.
        """
        operation, given = self.variants.get(variant, self.operation), {**self.settings, **settings}
        if self.below_zero is not None:
            below = self.below_zero(**given)
            given["at_zero"] = below + (1 - below) * relu_at_zero
        return z if operation is None else operation(z, **given)

    def has_kink(self, settings: Settings) -> bool:
        """Whether the slope jumps at 0, so that a convention says what it is there."""
        below = self.below_zero and self.below_zero(**{**self.settings, **settings})
        return below is not None and bool(below != 1)

    def told(self, settings: Settings) -> str:
        """What it does, in words."""
        words = self.words
        return words if isinstance(words, str) else words(**{**self.settings, **settings})

    @property
    def is_function(self) -> bool:
        """Whether a formula can apply it to a number: no jump that must be told what it is at 0."""
        return not (self.operation is None or self.of_all_units or "at_zero" in self.settings)

    @property
    def prime(self) -> Function:
        """How its slope is called: σ′, tanh′."""
        name = self.function
        plain = name.unicode.isascii()
        latex = rf"\operatorname{{{name.unicode}'}}" if plain else f"{name.latex}'"
        return Function(f"{name.ascii}'", f"{name.unicode}′", latex)

    def slope(self, z: Term, settings: Settings, relu_at_zero: Scalar, state: Term | None) -> Term:
        """f′(z), in the form that textbooks use; `state` is f(z) where that has a name."""
        applied = self(z, settings, relu_at_zero)
        if not isinstance(applied, Apply) or self.operation is None:
            return ONE
        (found,) = self.operation.gradient(ONE, applied, applied if state is None else state)
        return ONE if found is None else found

    def known_greatest_slope(self, settings: Settings) -> tuple[Scalar, str] | None:
        """γ and where it comes from."""
        if self.greatest_slope is None:
            return None
        given = {**self.settings, **settings}
        gamma = self.greatest_slope(**given)
        words = {key: in_words(value) for key, value in (*given.items(), ("gamma", gamma))}
        return gamma, self.why_greatest.format(**words)


ACTIVATIONS: dict[str, Activation] = {}
"""Every activation by name; a row registers itself."""


def activation(
    name: str,
    function: Function,
    *,
    words: str | Callable[..., str],
    define: Callable[..., Term],
    derivative: Callable[..., Term | None] | None = None,
    slope_below: Callable[..., Term] | None = None,
    on_numbers: Callable[..., Scalar] | None = None,
    settings: Settings = NO_SETTINGS,
    mistakes: Callable[[Apply], Iterator[Mutation]] = of_function,
    **known: Any,
) -> Operation:
    """The row of an activation f of one number, and its operation.

    define       f(z) in more basic operations, from z and the settings
    derivative   f′ from z, f(z) and the settings in the form of textbooks; unless given, it is
                 found from the definition
    slope_below  for an f that is z above 0: its slope below, so that there is a kink between
    on_numbers   f on numbers, where the definition doesn't serve or would be slow
    known        the rest of the row: see Activation
    """
    if slope_below is not None:
        known["below_zero"] = lambda **given: slope_below(ZERO, **given).value
        by_cases = _slope_by_cases(name, function, slope_below, settings)
        derivative = lambda z, a, **given: by_cases(z, **given)  # noqa: E731
        define, on_numbers = _wherever(define), on_numbers and _wherever(on_numbers)
    operation = unary(
        name,
        function,
        define=define,
        derivative=derivative or _derived(define),
        function=on_numbers,
        spell=_spell(function, settings),
        mistakes=mistakes,
    )
    Activation(name, operation, function, words, settings=settings, **known)
    return operation


def _spell(function: Function, settings: Settings) -> Callable[..., Notation] | None:
    """An activation with a setting is named by it."""
    return next((named_by_setting(function, *setting) for setting in settings.items()), None)


def _wherever(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function of z and the settings as one that is given the slope at 0, too."""
    return lambda z, at_zero, **given: f(z, **given)


def _slope_by_cases(
    name: str, function: Function, below: Callable[..., Term], settings: Settings
) -> Operation:
    """The slope of an f that is z above 0. It is an operation of its own, so that f′ at the kink is
    a convention that the page shows.
    """
    prime = named(f"{name}_slope", f"{function.unicode}′")

    def derivative(z: Term, a: Term, at_zero: Scalar, **given: Scalar) -> Term | None:
        further = _derived(below)(z, a, **given)
        return None if number_in(further) == 0 else choose(z, 0, further, 0)

    return unary(
        prime.ascii,
        prime,
        define=lambda z, at_zero, **given: choose(z, 1, below(z, **given), at_zero),
        function=lambda z, at_zero, **given: choose_scalar(
            z, ONE.value, below(Literal(z), **given).value, at_zero
        ),
        derivative=derivative,
        spell=_spell(prime, settings),
        mistakes=of_slope,
        jumps=True,
    )


def _derived(define: Callable[..., Term]) -> Callable[..., Term]:
    """The derivative of a definition, worked out in letters and then put to any z."""
    return lambda z, a, **settings: replaced(derivative_by(define(Z, **settings), "z"), {"z": z})


def in_words(x: Scalar) -> str:
    """A number within a sentence. e.g. 0.2, 1/3, √2"""
    return to_line(notate(x, NumberStyle(decimals=True)))
