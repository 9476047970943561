"""Short names for building trees in tests."""

from dataclasses import replace

from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.tree import Matrix, Negation, Numeral, Symbol
from hwsolve.quantity import Quantity


def n(value):
    """A number as notation: n(-2) is Negation(Numeral("2"))."""
    text = str(value)
    return Negation(Numeral(text[1:])) if text.startswith("-") else Numeral(text)


def m(*rows):
    """A matrix of numbers."""
    return Matrix(tuple(tuple(n(x) for x in row) for row in rows))


def column(*entries):
    """A column vector of numbers."""
    return m(*([entry] for entry in entries))


def s(name, above=(), below=()):
    """A symbol of a quantity or of what goes by a name: s("W", "1", "23") is W[1].2.3."""
    symbol = symbol_of(name) if isinstance(name, Quantity) else Symbol(name)
    return replace(symbol, superscript=tuple(above), index=tuple(below))


def d(name, above=(), below=()):
    """The symbol of a gradient: d("W", "1") is dW[1]."""
    return s(Quantity(name).gradient, above, below)


def big(rows, columns):
    """A large matrix of small numbers."""
    return m(*([i * j % 7 - 3 for j in range(columns)] for i in range(rows)))
