"""Names of quantities inside a written formula: x[0] − alpha*grad_f_x[0]."""

from __future__ import annotations

import re

from hwsolve.numbers import Real, Scalar, is_symbolic, symbol
from hwsolve.spec.expressions import is_symbol_name, number_from

_QUANTITY = re.compile(r"[A-Za-z][A-Za-z0-9_]*\[[A-Za-z0-9,+-]*\](?:\.[0-9]+)*")


def formula_from(text: str) -> Scalar:
    """The value of a formula in which symbols and ids may stand. Raises ExpressionError.

    The grammar knows no brackets of ids, so a word that can't be a symbol holds the place of each.
    """
    if "[" not in text:
        return number_from(text, is_symbol_name)
    words: dict[str, str] = {}

    def word(match: re.Match[str]) -> str:
        return words.setdefault(match[0], f"quantity_{len(words)}_")

    plain = _QUANTITY.sub(word, text)
    places = frozenset(words.values())
    value = number_from(plain, lambda name: name in places or is_symbol_name(name))
    if not is_symbolic(value) or not isinstance(value, Real) or value.closed is None:
        return value
    back = {_closed(symbol(word)): _closed(symbol(id)) for id, word in words.items()}
    return Real(value.closed.xreplace(back), None)


def _closed(x: Scalar) -> object:
    assert isinstance(x, Real)
    return x.closed
