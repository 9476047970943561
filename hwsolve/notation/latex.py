"""Notation in LaTeX, for documents and for renderers of mathematics on the web."""

from __future__ import annotations

from hwsolve.notation.structure import (
    bare,
    condition_words,
    factor_needs_parentheses,
    operand_needs_parentheses,
    remark,
    row_marks,
    signed_terms,
)
from hwsolve.notation.symbols import latex_sign, latex_symbol, latex_text
from hwsolve.notation.tree import (
    POWER,
    PRODUCT,
    SUM,
    Call,
    Cases,
    Elided,
    Fenced,
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

_TIMES = {"·": r" \cdot ", "": " ", "⊙": r" \odot ", "∗": " * "}
_FENCES = {
    "(": "(", ")": ")", "[": "[", "]": "]", "|": "|", "‖": r"\|", "{": r"\{", "}": r"\}",
    "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil",
}  # fmt: skip
_OPERATORS = {
    "Σ": r"\sum", "∑": r"\sum", "∏": r"\prod", "Π": r"\prod", "∫": r"\int", "max": r"\max",
    "min": r"\min", "lim": r"\lim", "sup": r"\sup", "inf": r"\inf", "⋃": r"\bigcup",
}  # fmt: skip
_MARKS = {"⋯": r"\cdots", "⋮": r"\vdots", "⋱": r"\ddots"}
_BMATRIX_COLUMNS = 10  # what LaTeX's bmatrix takes at most


def to_latex(node: Notation) -> str:
    r"""`node` in LaTeX, without the dollars around it.

    >>> from hwsolve.notation.tree import Symbol, Transpose
    >>> to_latex(Transpose(Symbol("W", ("2",))))
    'W^{[2]\\top}'
    """
    match bare(node):
        case Numeral(digits=digits):
            return _numeral(digits)
        case Symbol() as symbol:
            return latex_symbol(symbol)
        case Negation(body):
            return f"-{_part(body, PRODUCT)}"
        case Sum(terms):
            return _sum(terms)
        case Product(factors, sign):
            return _product(factors, sign)
        case Quotient(above, below):
            return rf"\frac{{{to_latex(above)}}}{{{to_latex(below)}}}"
        case Power(base, exponent):
            return f"{_base(base)}^{{{to_latex(exponent)}}}"
        case Transpose(body):
            return _transpose(bare(body))
        case Root(body):
            return rf"\sqrt{{{to_latex(body)}}}"
        case Call(function, arguments):
            return function.latex + _fenced(", ".join(map(to_latex, arguments)), "()")
        case Fenced(body, fences, below):
            letters = ",".join(latex_symbol(Symbol(letter)) for letter in below)
            return _fenced(to_latex(body), fences) + (f"_{{{letters}}}" if below else "")
        case Matrix() as matrix:
            return _matrix(matrix)
        case Stack(slices):
            return _array([[to_latex(part)] for part in slices], "c")
        case Large() as large:
            return _large(large)
        case Cases(branches):
            rows = r" \\ ".join(_branch(*branch) for branch in branches)
            return rf"\begin{{cases}} {rows} \end{{cases}}"
        case Relation(parts, signs):
            return _relation(parts, signs)
        case Words(text):
            return latex_text(text)
        case Elided(words):
            return r"\cdots" + (rf"\;{latex_text(f'({words})')}" if words else "")
        case other:
            raise TypeError(f"no such notation: {other!r}")


def _numeral(digits: str) -> str:
    if digits.isdecimal() and digits.isascii():
        return digits
    mantissa, mark, power = digits.partition("e")
    if not all(c.isdecimal() or c in ".+-−" for c in mantissa + power) or not digits.isascii():
        return latex_text(digits)
    return mantissa + (rf"\mathrm{{e}}{{{power}}}" if mark else "")


def _part(child: Notation, strength: int, *, first: bool = True) -> str:
    return _wrapped(child, needs_parentheses(bare(child), strength, first=first))


def _wrapped(child: Notation, fenced: bool) -> str:
    written = to_latex(child)
    return _fenced(written, "()") if fenced else written


def _fenced(written: str, fences: str) -> str:
    if not fences:
        return written
    opening, closing = (_FENCES.get(fence, ".") for fence in (fences[0], fences[-1]))
    return rf"\left{opening} {written} \right{closing}"


def _sum(terms: tuple[Notation, ...]) -> str:
    pieces: list[str] = []
    for sign, term in signed_terms(tuple(map(bare, terms))):
        if sign == "−":
            pieces.append(f" - {_part(term, PRODUCT)}")
        elif sign:
            pieces.append(f" + {_part(term, SUM, first=False)}")
        else:
            pieces.append(_part(term, SUM))
    return "".join(pieces) or "0"


def _product(factors: tuple[Notation, ...], sign: str) -> str:
    pieces: list[str] = []
    between = _TIMES.get(sign) or f" {latex_sign(sign)} "
    for position, factor in enumerate(map(bare, factors), start=1):
        fenced = factor_needs_parentheses(factor, sign, last=position == len(factors))
        written = _wrapped(factor, fenced)
        if pieces:  # x 3 would read as an index, 2 3 as twenty-three
            pieces.append(_TIMES["·"] if sign == "" and written[:1].isdigit() else between)
        pieces.append(written)
    return "".join(pieces) or "1"


def _base(base: Notation) -> str:
    """A base; what has a superscript of its own, or is written as a fraction, is fenced."""
    base = bare(base)
    if isinstance(base, Symbol) and (base.superscript or _is_fraction(base)):
        return _fenced(latex_symbol(base), "()")
    return _part(base, POWER)


def _is_fraction(symbol: Symbol) -> bool:
    return symbol.meaning is not None and symbol.meaning.aspect == "gradient"


def _transpose(body: Notation) -> str:
    if isinstance(body, Symbol) and not _is_fraction(body):
        return latex_symbol(body, raised=r"\top")
    return _base(body) + r"^{\top}"


def _matrix(matrix: Matrix) -> str:
    first = matrix.rows[0] if matrix.rows else ()
    rows = [
        [
            _MARKS[mark] if mark else to_latex(entry)
            for entry, mark in zip(row, row_marks(row, first), strict=True)
        ]
        for row in matrix.rows
    ]
    words = remark(matrix)
    said = rf"\;{latex_text(f'({words})')}" if words else ""
    columns = max(map(len, rows), default=0)
    if columns > _BMATRIX_COLUMNS:
        return _array(rows, "c" * columns) + said
    return rf"\begin{{bmatrix}} {_lines(rows)} \end{{bmatrix}}" + said


def _array(rows: list[list[str]], columns: str) -> str:
    return rf"\left[ \begin{{array}}{{{columns}}} {_lines(rows)} \end{{array}} \right]"


def _lines(rows: list[list[str]]) -> str:
    return r" \\ ".join(" & ".join(row) for row in rows)


def _large(large: Large) -> str:
    operator = _OPERATORS.get(large.operator)
    if operator is None:
        operator = rf"\mathop{{{latex_sign(large.operator)}}}\limits"
    below = "" if large.below is None else f"_{{{to_latex(large.below)}}}"
    above = "" if large.above is None else f"^{{{to_latex(large.above)}}}"
    fenced = operand_needs_parentheses(large.operator, bare(large.body))
    return f"{operator}{below}{above} {_wrapped(large.body, fenced)}"


def _branch(value: Notation, condition: Notation) -> str:
    words = condition_words(condition)
    return rf"{to_latex(value)} & {latex_text(words)}{to_latex(condition)}"


def _relation(parts: tuple[Notation, ...], signs: tuple[str, ...]) -> str:
    pieces = [to_latex(part) for part in parts[:1]]
    for sign, part in zip(signs, parts[1:], strict=True):
        pieces += (latex_sign(sign), to_latex(part))
    return " ".join(pieces)
