"""Notation on one line of Unicode, for table cells and narrow terminals."""

from __future__ import annotations

from hwsolve.notation.linear_text import LinePrinter
from hwsolve.notation.structure import bare, operand_needs_parentheses, runs_together
from hwsolve.notation.symbols import exponent as raised_characters
from hwsolve.notation.symbols import printable, unicode_symbol
from hwsolve.notation.tree import (
    ATOM,
    POWER,
    Function,
    Large,
    Notation,
    Root,
    Symbol,
    needs_parentheses,
)

_TIMES = {"·": "·", "": " "}


def base_needs_parentheses(base: Notation) -> bool:
    """Whether a base is fenced below a raised character: also √x, and z⁽¹⁾, raised once."""
    return (
        needs_parentheses(base, POWER)
        or isinstance(base, Root)
        or (isinstance(base, Symbol) and bool(base.superscript))
    )


class _UnicodePrinter(LinePrinter):
    minus = "−"
    dots = "⋯"

    def plain(self, node: Notation) -> Notation:
        return bare(node)

    def text(self, text: str) -> str:
        return printable(text)

    def numeral(self, digits: str) -> str:
        return printable(digits).replace("-", self.minus)  # 1.2e−5

    def symbol(self, symbol: Symbol) -> str:
        return unicode_symbol(symbol)

    def function(self, function: Function) -> str:
        return printable(function.unicode)

    def times(self, sign: str, left: Notation, right: Notation, right_text: str) -> str:
        if runs_together(right, right_text, sign):
            return "·"
        return _TIMES.get(sign) or f" {printable(sign)} "

    def power(self, base: Notation, exponent: Notation) -> str:
        base, exponent = bare(base), bare(exponent)
        written = self.wrapped(base, base_needs_parentheses(base))
        raised = raised_characters(self.write(exponent))
        return written + (raised or f"^{self.part(exponent, POWER)}")

    def transpose(self, body: Notation) -> str:
        return f"{self.part(body, POWER)}ᵀ"

    def root(self, body: Notation) -> str:
        return f"√{self.part(body, ATOM)}"

    def fenced(self, written: str, fences: str) -> str:
        return f"{printable(fences[:1])}{written}{printable(fences[-1:])}"

    def large(self, large: Large) -> str:
        limits = self.limits(large)
        from_to = f"[{limits}]" if limits else ""
        fenced = operand_needs_parentheses(large.operator, bare(large.body))
        body = self.wrapped(large.body, fenced)
        return f"{printable(large.operator)}{from_to} {body}"


_PRINTER = _UnicodePrinter()


def to_line(node: Notation) -> str:
    """One line of Unicode.

    >>> from hwsolve.notation.tree import Matrix, Negation, Numeral
    >>> to_line(Matrix(((Numeral("2"),), (Negation(Numeral("1")),))))
    '[2, −1]'
    """
    return _PRINTER.write(node)
