"""A formula as a tree, and what is said when a text is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from flint import fmpq

from hwsolve.errors import ExitCode, HwsolveError

Operator = Literal["+", "-", "*", "/", "^"]


class ExpressionError(HwsolveError):
    """A text that is not a number or a formula; `column` counts its characters from 1."""

    exit_code = ExitCode.BAD_INPUT

    def __init__(self, message: str, column: int = 1, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.column = column
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} (character {self.column})"


class NoValue(ExpressionError):
    """A text that is a formula, but has no value, or goes beyond a limit."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written: 0.50 is the rational 1/2 with the text "0.50"."""

    value: fmpq
    text: str
    column: int = 1


@dataclass(frozen=True, slots=True)
class Variable:
    """A symbol that stands for a number."""

    name: str
    column: int = 1


@dataclass(frozen=True, slots=True)
class NamedConstant:
    """π or e."""

    name: Literal["pi", "e"]
    column: int = 1


@dataclass(frozen=True, slots=True)
class Negate:
    """−operand"""

    operand: Expression
    column: int = 1


@dataclass(frozen=True, slots=True)
class Binary:
    """left operator right; `column` is that of the operator."""

    operator: Operator
    left: Expression
    right: Expression
    column: int = 1


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """function(arguments); ln is written as log."""

    function: str
    arguments: tuple[Expression, ...]
    column: int = 1


Expression: TypeAlias = Number | Variable | NamedConstant | Negate | Binary | FunctionCall


def names(tree: Expression) -> tuple[str, ...]:
    """The symbols of a formula, each once, in the order in which they are first written."""
    return tuple(dict.fromkeys(node.name for node in _parts(tree) if isinstance(node, Variable)))


def _parts(tree: Expression) -> Iterator[Expression]:
    waiting: list[Expression] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node))


def children(node: Expression) -> tuple[Expression, ...]:
    """The formulas out of which one is made, from left to right."""
    match node:
        case Negate(operand):
            return (operand,)
        case Binary(_, left, right):
            return left, right
        case FunctionCall(_, arguments):
            return arguments
    return ()
