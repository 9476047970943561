"""An elimination in words: the row operations of a pivot, and what a reduced matrix says."""

from __future__ import annotations

from collections.abc import Sequence

from hwsolve.graphs.spectrum import STYLE, multiple
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import Notation, Numeral, Relation, Sum, Symbol
from hwsolve.notation.values import notate_scalar
from hwsolve.numbers import Array, Scalar, sign
from hwsolve.terms.elimination import pivot_columns


def unknown(place: int) -> Notation:
    """An entry of the eigenvector that is looked for. e.g. v₁"""
    return Symbol("v", (), (str(place + 1),))


def equations(echelon: Array, free: Sequence[int]) -> str:
    """What a reduced matrix says of the unknowns. e.g. v₁ = −v₃, v₂ = 0; v₃ is free"""
    told = []
    for row, column in enumerate(pivot_columns(echelon)):
        terms = tuple(
            multiple(-echelon[row, place], unknown(place))
            for place in sorted(free)
            if sign(echelon[row, place]) != 0
        )
        right = Sum(terms) if len(terms) > 1 else terms[0] if terms else Numeral("0")
        told.append(to_line(Relation((unknown(column), right), ("=",))))
    names = [to_line(unknown(place)) for place in sorted(free)]
    rest = f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} free"
    return f"Elimination leaves {', '.join(told)}; {rest}." if told else f"Here {rest}."


def row_operations(matrix: Array, row: int, source: int, column: int) -> str:
    """The elementary operations of one pivot, in words. e.g. r1 ÷ 2, then r2 + r1"""
    words = []
    if source != row:
        words.append(f"swap r{row + 1} and r{source + 1}")
    leading = matrix[source, column]
    if leading != 1:
        words.append(f"r{row + 1} ÷ {_in_product(leading)}")
    for other in range(len(matrix)):
        place = source if other == row else row if other == source else other
        if other != row and sign(matrix[place, column]) != 0:
            words.append(_subtraction(other, row, matrix[place, column]))
    return ", ".join(words)


def _subtraction(target: int, row: int, factor: Scalar) -> str:
    size = -factor if sign(factor) < 0 else factor
    times = "" if size == 1 else f"{_in_product(size)}·"
    return f"r{target + 1} {'+' if sign(factor) < 0 else '−'} {times}r{row + 1}"


def _in_product(x: Scalar) -> str:
    written = to_line(notate_scalar(x, STYLE))
    return (
        f"({written})"
        if any(c in written.lstrip("−") for c in " /") or written[0] == "−"
        else written
    )
