"""Notation on one line: what plain ASCII and a line of Unicode have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod

from hwsolve.notation.structure import (
    condition_words,
    denominator_needs_parentheses,
    factor_needs_parentheses,
    indices,
    is_column,
    is_elided_row,
    numerator_needs_parentheses,
    remark,
    signed_terms,
)
from hwsolve.notation.tree import (
    PRODUCT,
    SUM,
    Call,
    Cases,
    Elided,
    Fenced,
    Function,
    Large,
    Matrix,
    Negation,
    Notation,
    Numeral,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Stack,
    Sum,
    Symbol,
    Transpose,
    Words,
    needs_parentheses,
)


class LinePrinter(ABC):
    """Walks a tree and writes one line; a subclass says how signs, names and raised parts look."""

    minus: str
    dots: str

    def write(self, node: Notation) -> str:
        """`node` on one line, without fences around the whole."""
        match self.plain(node):
            case Numeral(digits=digits):
                return self.numeral(digits)
            case Symbol() as symbol:
                return self.symbol(symbol)
            case Negation(body):
                return self.minus + self.part(body, PRODUCT)
            case Sum(terms):
                return self._sum(terms)
            case Product(factors, sign):
                return self._product(factors, sign)
            case Quotient(above, below):
                return self._quotient(above, below)
            case Power(base, exponent):
                return self.power(base, exponent)
            case Transpose(body):
                return self.transpose(body)
            case Root(body):
                return self.root(body)
            case Call(function, arguments):
                written = ", ".join(map(self.write, arguments))
                return f"{self.function(function)}({written})"
            case Fenced(body, fences, below):
                return self.fenced(self.write(body), fences) + self.text(indices(below))
            case Matrix() as matrix:
                return self._matrix(matrix)
            case Stack(slices):
                return f"[{', '.join(map(self.write, slices))}]"
            case Large() as large:
                return self.large(large)
            case Cases(branches):
                return f"{{{'; '.join(self._branch(*branch) for branch in branches)}}}"
            case Relation(parts, signs):
                return self._relation(parts, signs)
            case Words(text):
                return self.text(text)
            case Elided(words):
                return f"{self.dots} ({self.text(words)})" if words else self.dots
            case other:
                raise TypeError(f"no such notation: {other!r}")

    def part(self, child: Notation, strength: int, *, first: bool = True) -> str:
        """`child` inside something that binds with `strength`, fenced where it must be."""
        return self.wrapped(child, needs_parentheses(self.plain(child), strength, first=first))

    def wrapped(self, child: Notation, fenced: bool) -> str:
        """`child` in parentheses if `fenced`, unless it is written with its own."""
        written = self.write(child)
        plain = self.plain(child)
        closed = isinstance(plain, Cases) or self.is_closed(plain)  # cases stand in braces
        return f"({written})" if fenced and not closed else written

    def _sum(self, terms: tuple[Notation, ...]) -> str:
        pieces: list[str] = []
        for sign, term in signed_terms(tuple(map(self.plain, terms))):
            if sign == "−":
                pieces.append(f" {self.minus} {self.part(term, PRODUCT)}")
            elif sign:
                pieces.append(f" + {self.part(term, SUM, first=False)}")
            else:
                pieces.append(self.part(term, SUM))
        return "".join(pieces) or "0"

    def _product(self, factors: tuple[Notation, ...], sign: str) -> str:
        written = ""
        left: Notation | None = None
        for position, raw in enumerate(factors, start=1):
            factor = self.plain(raw)
            last = position == len(factors)
            text = self.wrapped(factor, factor_needs_parentheses(factor, sign, last=last))
            written += text if left is None else self.times(sign, left, factor, text) + text
            left = factor
        return written or "1"

    def _quotient(self, above: Notation, below: Notation) -> str:
        top = self.wrapped(above, numerator_needs_parentheses(self.plain(above)))
        bottom = self.wrapped(below, denominator_needs_parentheses(self.plain(below)))
        return f"{top}/{bottom}"

    def _matrix(self, matrix: Matrix) -> str:
        if is_column(matrix):
            rows = [self._entry(row[0]) for row in matrix.rows]
        else:
            rows = [self._row(row) for row in matrix.rows]
        words = remark(matrix)
        return f"[{', '.join(rows)}]" + (f" ({self.text(words)})" if words else "")

    def _row(self, row: tuple[Notation, ...]) -> str:
        if is_elided_row(row):
            return self.dots
        return f"[{', '.join(map(self._entry, row))}]"

    def _entry(self, entry: Notation) -> str:
        return self.dots if isinstance(entry, Elided) else self.write(entry)

    def _branch(self, value: Notation, condition: Notation) -> str:
        words = condition_words(condition)
        return f"{self.write(value)} {words}{self.write(condition)}"

    def _relation(self, parts: tuple[Notation, ...], signs: tuple[str, ...]) -> str:
        pieces = [self.write(part) for part in parts[:1]]
        for sign, part in zip(signs, parts[1:], strict=True):
            pieces += (self.text(sign), self.write(part))
        return " ".join(pieces)

    def plain(self, node: Notation) -> Notation:
        """What is to be written in place of `node`, mostly itself."""
        return node

    def is_closed(self, node: Notation) -> bool:
        """Whether `node` is written with parentheses of its own."""
        return False

    def limits(self, large: Large) -> str:
        """What stands below and above a large operator, as a range."""
        below, above = (
            "" if limit is None else self.write(limit).replace(" = ", "=")
            for limit in (large.below, large.above)
        )
        return f"{below}..{above}" if above else below

    def numeral(self, digits: str) -> str:
        """A number in digits."""
        return self.text(digits)

    @abstractmethod
    def text(self, text: str) -> str: ...

    @abstractmethod
    def symbol(self, symbol: Symbol) -> str: ...

    @abstractmethod
    def function(self, function: Function) -> str: ...

    @abstractmethod
    def times(self, sign: str, left: Notation, right: Notation, right_text: str) -> str: ...

    @abstractmethod
    def power(self, base: Notation, exponent: Notation) -> str: ...

    @abstractmethod
    def transpose(self, body: Notation) -> str: ...

    @abstractmethod
    def root(self, body: Notation) -> str: ...

    @abstractmethod
    def fenced(self, written: str, fences: str) -> str: ...

    @abstractmethod
    def large(self, large: Large) -> str: ...
