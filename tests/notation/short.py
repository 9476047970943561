"""Short names for building trees in tests."""

from hwsolve.notation.meaning import meaning_of
from hwsolve.notation.tree import Matrix, Negation, Numeral, Symbol


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
    """A symbol: s("W", "1", "23") is W[1].2.3, and s("dW") the gradient of W."""
    return Symbol(name, tuple(above), tuple(below), meaning_of(name))


def big(rows, columns):
    """A large matrix of small numbers."""
    return m(*([i * j % 7 - 3 for j in range(columns)] for i in range(rows)))
