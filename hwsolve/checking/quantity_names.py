"""Names of quantities inside a written formula: x[0] − alpha*grad_f_x[0], −log(y_hat), W[1].1.2."""

from __future__ import annotations

import re

from hwsolve.numbers import Real, Scalar, is_symbolic, symbol
from hwsolve.spec.expressions import FUNCTIONS, number_from

_QUANTITY = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\[[A-Za-z0-9,+-]*\](?:\.[0-9]+)*|(?:\.[0-9]+)+)")


def formula_from(text: str) -> Scalar:
    """The value of a formula in which symbols and ids may stand. Raises ExpressionError.

    The grammar knows no brackets and no points of ids, so a word holds the place of each such id.
    Whether a name means anything is for those to say who know the problem.
    """
    words: dict[str, str] = {}

    def word(match: re.Match[str]) -> str:
        return words.setdefault(match[0], f"quantity_{len(words)}_")

    plain = _QUANTITY.sub(word, text)
    value = number_from(plain, _is_name)
    if not words:
        return value
    if not is_symbolic(value) or not isinstance(value, Real) or value.closed is None:
        return value
    back = {_closed(symbol(word)): _closed(symbol(id)) for id, word in words.items()}
    return Real(value.closed.xreplace(back), None)


def _is_name(word: str) -> bool:
    return word.isascii() and word not in FUNCTIONS


def _closed(x: Scalar) -> object:
    assert isinstance(x, Real)
    return x.closed
