"""Names of quantities inside a written formula: x[0] − alpha*grad_f_x[0], −log(y_hat), W[1].1.2."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from hwsolve.spec.expressions import FUNCTIONS, parse
from hwsolve.spec.formula import Binary, Expression, FunctionCall, Negate, Variable

_QUANTITY = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\[[A-Za-z0-9,+-]*\](?:\.[0-9]+)*|(?:\.[0-9]+)+)")


def formula_from(text: str) -> Expression:
    """The formula that a text writes, symbols and ids being its names. Raises ExpressionError.

    The grammar knows no brackets and no points of ids, so a word holds the place of each such id.
    Whether a name means anything is for those to say who know the problem.
    """
    words: dict[str, str] = {}

    def word(match: re.Match[str]) -> str:
        return words.setdefault(match[0], f"quantity_{len(words)}_")

    tree = parse(_QUANTITY.sub(word, text), _is_name)
    ids = {word: id for id, word in words.items()}
    return mapped(tree, lambda leaf: _renamed(leaf, ids)) if ids else tree


def mapped(tree: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The formula with every leaf changed."""
    match tree:
        case Negate(operand):
            return replace(tree, operand=mapped(operand, change))
        case Binary(_, left, right):
            return replace(tree, left=mapped(left, change), right=mapped(right, change))
        case FunctionCall(_, arguments):
            return replace(tree, arguments=tuple(mapped(each, change) for each in arguments))
        case _:
            return change(tree)


def _renamed(leaf: Expression, ids: Mapping[str, str]) -> Expression:
    return replace(leaf, name=ids.get(leaf.name, leaf.name)) if isinstance(leaf, Variable) else leaf


def _is_name(word: str) -> bool:
    return word.isascii() and word not in FUNCTIONS
