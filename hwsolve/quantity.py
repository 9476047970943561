"""What a quantity is: a name, what of it is meant, where it stands; its id is how that is spelled.

Nothing is ever read out of an id, which can't be undone: dW[2,3] is the gradient of W of layer 2 in
step 3, or what time 3 adds to it. A text from outside is looked up among a derivation's quantities.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, Self

Aspect = Literal["value", "gradient", "nabla", "partial", "norm", "length", "radius", "state"]
"""The quantity itself, ∂L/∂W, ∇f(x), ∂f/∂x, ‖W‖, ‖g‖ of several that are one vector, ρ(W), and what
a method keeps for it: V of W."""

Mark = int | str
"""A number, or a letter or label that stands for one: x[k], x[adam,3]."""

_PREFIXES: dict[Aspect, str] = {
    "gradient": "d", "nabla": "grad_", "partial": "partial_", "norm": "norm_", "radius": "rho_",
}  # fmt: skip


class Quantity(str):
    """A quantity of a derivation. As text it is its id, by which it is kept and asked for.

    name      its letter, or that of the quantity whose gradient, norm or state it is: W, y_hat
    labels    words below that tell it from others of its name: W_new, x_ahead, s_fw
    aspect    what of it is meant
    function  of what a nabla or a partial derivative is taken; the letter of a method's state
    place     where it stands, by axis, in the order of the bracket: layer 2, time 3
    entry     the entry that it is, counted from 1; () for the whole

    >>> Quantity("W", layer=1).gradient
    'dW[1]'
    >>> Quantity("x", iterate=2).nabla("f").moved(iterate=3)
    'grad_f_x[3]'
    """

    __slots__ = ("aspect", "entry", "function", "labels", "name", "place")
    name: str
    labels: tuple[str, ...]
    aspect: Aspect
    function: str
    place: tuple[tuple[str, Mark], ...]
    entry: tuple[int, ...]

    def __new__(cls, name: str, /, **place: Mark | None) -> Self:
        """A quantity by its own name; of the marks of its place, in order, None leaves one out.

        Raises ValueError for a name that is an id with a place or an entry.
        """
        if "[" in name or "." in name:
            raise ValueError(f"{name} is no name, but the id of a quantity")
        return cls._made(name, (), "value", "", _marks(place), ())

    @classmethod
    def _made(
        cls,
        name: str,
        labels: tuple[str, ...],
        aspect: Aspect,
        function: str,
        place: tuple[tuple[str, Mark], ...],
        entry: tuple[int, ...],
    ) -> Self:
        bracket = f"[{','.join(str(mark) for _, mark in place)}]" if place else ""
        called = _called("_".join((name, *labels)), aspect, function)
        made = super().__new__(cls, called + bracket + "".join(f".{k}" for k in entry))
        made.name, made.labels, made.aspect, made.function = name, labels, aspect, function
        made.place, made.entry = place, entry
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        parts = self.name, self.labels, self.aspect, self.function, self.place, self.entry
        return Quantity._made, parts

    @classmethod
    def named(cls, quantity: str) -> Quantity:
        """A quantity as it is; a plain text is its own name."""
        return quantity if isinstance(quantity, Quantity) else cls(quantity)

    @property
    def called(self) -> str:
        """The id without place and entry. e.g. dW_clipped for dW_clipped[2]"""
        return _called(self.whole_name, self.aspect, self.function)

    @property
    def whole_name(self) -> str:
        """The name with its labels."""
        return "_".join((self.name, *self.labels))

    @property
    def marks(self) -> tuple[str, ...]:
        """What stands in the bracket."""
        return tuple(str(mark) for _, mark in self.place)

    def at(self, axis: str) -> Mark | None:
        """Where it stands along an axis; None where it has no place there."""
        return dict(self.place).get(axis)

    def moved(self, **place: Mark | None) -> Self:
        """The same elsewhere; a new axis comes last, None takes one away."""
        marks = _marks({**dict(self.place), **place})
        return self._made(self.name, self.labels, self.aspect, self.function, marks, self.entry)

    def in_step(self, step: int) -> Self:
        """The same in a step of training, or of several: the first has no number."""
        return self if step == 1 else self.moved(step=step)

    def one(self, *entry: int) -> Self:
        """One entry, counted from 1, of the whole."""
        return self._made(self.name, self.labels, self.aspect, self.function, self.place, entry)

    def labelled(self, label: str) -> Self:
        """What a word below tells from it. e.g. x_ahead"""
        labels = (*self.labels, label)
        return self._made(self.name, labels, self.aspect, self.function, self.place, self.entry)

    @property
    def updated(self) -> Self:
        """W_new: it after an update."""
        return self.labelled("new")

    def _as(self, aspect: Aspect, function: str = "") -> Self:
        """What is meant of it; of a gradient or a norm it is that by its whole name."""
        name, labels = (self.name, self.labels) if self.aspect == "value" else (self.called, ())
        return self._made(name, labels, aspect, function, self.place, self.entry)

    @property
    def gradient(self) -> Self:
        """∂L/∂W"""
        return self._as("gradient")

    def nabla(self, function: str = "") -> Self:
        """∇f(x); where no function is named, ∇_W L"""
        return self._as("nabla", function)

    def partial(self, function: str) -> Self:
        """∂f/∂x"""
        return self._as("partial", function)

    @property
    def norm(self) -> Self:
        """‖W‖"""
        return self._as("norm")

    @property
    def length(self) -> Self:
        """‖g‖ of several quantities that are taken for one vector g."""
        return self._as("length")

    @property
    def radius(self) -> Self:
        """ρ(W), its spectral radius."""
        return self._as("radius")

    def state(self, letter: str) -> Self:
        """What a method keeps for it. e.g. V_W, the first moment of W"""
        return self._as("state", letter)


def _marks(place: Mapping[str, Mark | None]) -> tuple[tuple[str, Mark], ...]:
    return tuple((axis, mark) for axis, mark in place.items() if mark is not None)


def name_in(text: str) -> str:
    """What stands before place and entry in an id that somebody wrote. e.g. dW for dW[1].2"""
    return text.partition("[")[0].partition(".")[0]


COUNT = re.compile("[1-9][0-9]{0,9}")


def whole_and_entry(text: str) -> tuple[str, tuple[int, ...]]:
    """The whole and the entry in an id that somebody wrote; 0 stands for what is no place.

    >>> whole_and_entry("W[1].2.1")
    ('W[1]', (2, 1))
    """
    whole, bracket, rest = text.rpartition("]")
    name, dot, places = rest.partition(".")
    if not dot:
        return text, ()
    entry = tuple(int(place) if COUNT.fullmatch(place) else 0 for place in places.split("."))
    return whole + bracket + name, entry


def _called(name: str, aspect: Aspect, function: str) -> str:
    of = f"{function}_" if function else ""
    end = "_norm" if aspect == "length" else ""
    return _PREFIXES.get(aspect, "") + of + name + end
