"""Notation in plain ASCII, in the ids that files and messages use."""

from __future__ import annotations

from hwsolve.notation.linear_text import LinePrinter
from hwsolve.notation.structure import is_plainly_scalar
from hwsolve.notation.symbols import ascii_symbol, ascii_text
from hwsolve.notation.tree import POWER, Function, Large, Notation, Symbol

_TIMES = {"·": "*", "⊙": " * ", "": " @ ", "∗": " (*) "}
_FENCES = {
    "||": ("abs(", ")"), "‖‖": ("norm(", ")"), "⌊⌋": ("floor(", ")"), "⌈⌉": ("ceil(", ")"),
}  # fmt: skip


class _AsciiPrinter(LinePrinter):
    minus = "-"
    dots = "..."

    def text(self, text: str) -> str:
        return ascii_text(text)

    def symbol(self, symbol: Symbol) -> str:
        return ascii_symbol(symbol)

    def function(self, function: Function) -> str:
        return ascii_text(function.ascii)

    def is_closed(self, node: Notation) -> bool:
        return isinstance(node, Large)

    def times(self, sign: str, left: Notation, right: Notation, right_text: str) -> str:
        if sign == "" and (is_plainly_scalar(left) or is_plainly_scalar(right)):
            return "*"
        return _TIMES.get(sign) or f" {ascii_text(sign)} "

    def power(self, base: Notation, exponent: Notation) -> str:
        return f"{self.part(base, POWER)}^{self.part(exponent, POWER)}"

    def transpose(self, body: Notation) -> str:
        return f"{self.part(body, POWER)}.T"

    def root(self, body: Notation) -> str:
        return f"sqrt({self.write(body)})"

    def fenced(self, written: str, fences: str) -> str:
        opening, closing = _FENCES.get(fences) or (fences[:1], fences[-1:])
        return f"{ascii_text(opening)}{written}{ascii_text(closing)}"

    def large(self, large: Large) -> str:
        inside = [text for text in (self.limits(large), self.write(large.body)) if text]
        return f"{ascii_text(large.operator)}({', '.join(inside)})"


_PRINTER = _AsciiPrinter()


def to_ascii(node: Notation) -> str:
    """One line of ASCII.

    >>> from hwsolve.notation.tree import Negation, Numeral, Product
    >>> to_ascii(Product((Numeral("2"), Negation(Numeral("1")))))
    '2*(-1)'
    """
    return _PRINTER.write(node)
