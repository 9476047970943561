"""How symbols are written in each format: raised and lowered characters, accents, gradients.

`spell` takes a name apart once, and each format puts the parts together in its own way; what a
quantity is of another one stands in the symbol's meaning.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

from hwsolve.notation.letters import ACCENTS, GREEK, LATEX_LETTERS, LETTERS, spell
from hwsolve.notation.tree import LOSS, Meaning, Symbol

_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-−=abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
        strict=True,
    )
)
_SUBSCRIPTS = dict(
    zip("0123456789+-−=aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
)

# Signs that a format can't take as they are: in ASCII, and in LaTeX's mathematics.
_ASCII_SIGNS = {
    "−": "-", "·": "*", "×": "x", "⊙": "*", "∗": "*", "≈": "~=", "≤": "<=", "≥": ">=", "≠": "!=",
    "≡": "==", "←": "<-", "→": "->", "↦": "|->", "⇒": "=>", "⇔": "<=>", "∈": "in", "∞": "inf",
    "∂": "d", "∇": "grad", "√": "sqrt", "′": "'", "’": "'", "–": "-", "—": "-", "…": "...",
    "⋯": "...", "⋮": "...", "⋱": "...", "≔": ":=", "ᵀ": ".T", "±": "+-", "≪": "<<", "≫": ">>",
    "∝": "~", "ℓ": "ell", "‖": "||", "Σ": "sum", "∑": "sum", "∏": "prod", "∫": "int",
}  # fmt: skip
_LATEX_SIGNS = {
    "−": "-", "·": r"\cdot ", "×": r"\times ", "⊙": r"\odot ", "∗": "* ", "≈": r"\approx ",
    "≤": r"\leq ", "≥": r"\geq ", "≠": r"\neq ", "≡": r"\equiv ", "←": r"\leftarrow ",
    "→": r"\to ", "↦": r"\mapsto ", "⇒": r"\Rightarrow ", "⇔": r"\Leftrightarrow ",
    "∈": r"\in ", "∞": r"\infty ", "∂": r"\partial ", "∇": r"\nabla ", "…": r"\ldots ",
    "⋯": r"\cdots ", "⋮": r"\vdots ", "≔": ":=", "±": r"\pm ", "≪": r"\ll ", "≫": r"\gg ",
    "∝": r"\propto ", "ℓ": r"\ell ", "<": "< ", ">": "> ", "|": "| ", "=": "= ", "√": r"\surd ",
    "\\": r"\backslash ", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\hat{}", "~": r"\sim ", "ᵀ": r"^{\top}",
} | {letter: f"{LATEX_LETTERS[name]} " for name, letter in GREEK.items()}  # fmt: skip
_LETTER_NAMES = {letter: name for name, letter in GREEK.items()}

_WRITABLE = re.compile(r"[A-Za-z][A-Za-z0-9]*|\d+|[+-]")


def printable(text: str) -> str:
    """`text` without control characters, which would break a line or a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)


# --- ASCII ---------------------------------------------------------------------------------------


def ascii_text(text: str) -> str:
    """Any text in printable ASCII, signs and Greek letters by name.

    >>> ascii_text("x ≤ α")
    'x <= alpha'
    """
    if text.isascii():
        return printable(text)
    signs = (_ASCII_SIGNS.get(c) or _LETTER_NAMES.get(c) or c for c in printable(text))
    plain = (c for c in unicodedata.normalize("NFKD", "".join(signs)) if not _is_accent(c))
    return "".join(plain).encode("ascii", "backslashreplace").decode("ascii")


def _is_accent(character: str) -> bool:
    return unicodedata.combining(character) != 0


def ascii_symbol(symbol: Symbol) -> str:
    """The id of a quantity.

    >>> ascii_symbol(Symbol("W", ("1",), ("2", "3")))
    'W[1].2.3'
    """
    above = f"[{','.join(symbol.superscript)}]" if symbol.superscript else ""
    return ascii_text(symbol.name + above + "".join(f".{entry}" for entry in symbol.index))


# --- Unicode -------------------------------------------------------------------------------------


def superscript(text: str) -> str | None:
    """`text` in raised characters, or None where Unicode lacks one.

    >>> superscript("t-1")
    'ᵗ⁻¹'
    """
    return _translated(text, _SUPERSCRIPTS)


def subscript(text: str) -> str | None:
    """`text` in lowered characters, or None where Unicode lacks one."""
    return _translated(text, _SUBSCRIPTS)


def exponent(text: str) -> str | None:
    """Like `superscript`, but never ᵀ, which would read as a transpose."""
    compact = text.replace(" ", "")
    return None if "T" in compact or not compact else superscript(compact)


def _translated(text: str, table: dict[str, str]) -> str | None:
    if any(character not in table for character in text):
        return None
    return "".join(table[character] for character in text)


def unicode_symbol(symbol: Symbol) -> str:
    """A symbol on one line.

    >>> unicode_symbol(Symbol("W", ("1",), ("2", "3")))
    'W⁽¹⁾₂₃'
    """
    if symbol.meaning is not None:
        return printable(_unicode_meaning(symbol.meaning, symbol))
    name = _unicode_name(symbol.name)
    above, below = _unicode_above(symbol.superscript), _unicode_below(symbol.index)
    if not above and below[:1] in _LOWERED and name[-1:] in _LOWERED:
        below = f",{below}"  # x₁ with entry 2 is not x₁₂
    return printable(name + above + below)


def _unicode_meaning(meaning: Meaning, symbol: Symbol) -> str:
    whole = Symbol(meaning.of, symbol.superscript)
    above, below = _unicode_above(symbol.superscript), _unicode_below(symbol.index)
    match meaning.aspect:
        case "gradient":
            return "d" + unicode_symbol(replace(whole, index=symbol.index))
        case "norm":
            return f"‖{unicode_symbol(whole)}‖{below}"
        case "radius":
            return f"ρ({unicode_symbol(whole)}){below}"
        case "state":
            return _unicode_with_below(meaning.function, meaning.of) + above + below
    sign = {"nabla": "∇", "partial": "∂"}[meaning.aspect]
    if _is_of_all(meaning):
        return f"{sign}{meaning.function}({unicode_symbol(whole)}){below}"
    lowered = subscript(meaning.of) or f"_{_unicode_name(meaning.of)} "
    return f"{sign}{lowered}{meaning.function}{above}{below}"


def _is_of_all(meaning: Meaning) -> bool:
    """Whether a gradient is the one by all there is, so that the variable is its argument."""
    return meaning.aspect == "nabla" and meaning.function != LOSS


def _unicode_with_below(letter: str, variable: str) -> str:
    """V with the name of a variable below."""
    name, label = _unicode_name(letter), _unicode_name(variable)
    lowered = subscript(label) if len(label) == 1 else None
    if lowered is None:
        return f"{name}_{label}"
    return f"{name},{lowered}" if name[-1:] in _LOWERED else name + lowered


_LOWERED = frozenset(_SUBSCRIPTS.values())


@lru_cache(maxsize=4096)
def _unicode_name(name: str) -> str:
    parts = spell(name)
    letter = LETTERS.get(parts.letter, parts.letter)
    letter += "".join(ACCENTS[accent][0] for accent in parts.accents)
    below = ""
    for tail in parts.below:
        lowered = subscript(tail) if len(tail) == 1 or tail.isdigit() else None
        if lowered is None:
            below += f"_{LETTERS.get(tail, tail)}"
        else:  # two small numbers in a row would read as one
            below += f",{lowered}" if below[-1:] in _LOWERED else lowered
    return unicodedata.normalize("NFC", letter + below)


def _unicode_above(labels: tuple[str, ...]) -> str:
    if not labels:
        return ""
    text = ",".join(labels)
    raised = superscript(text)
    if raised is None:
        return f"^({','.join(LETTERS.get(label, label) for label in labels)})"
    return f"⁽{raised}⁾"


def _unicode_below(index: tuple[str, ...]) -> str:
    if not index:
        return ""
    lowered = [small for entry in index if (small := subscript(entry))]
    if len(lowered) == len(index):
        return ("" if all(len(entry) == 1 for entry in index) else ",").join(lowered)
    text = ",".join(LETTERS.get(entry, entry) for entry in index)
    return f"_{text}" if len(index) == 1 and text.isalnum() else f"_({text})"


# --- LaTeX ---------------------------------------------------------------------------------------


def latex_text(text: str) -> str:
    r"""Words for LaTeX's mathematics, where nothing in them is a command.

    Special characters stand between the `\text` runs, since not every renderer of mathematics on
    the web reads escapes inside one.

    >>> latex_text("learning_rate")
    '\\text{learning}\\_\\text{rate}'
    """
    pieces: list[str] = []
    run = ""
    for character in printable(text):
        if character not in _LATEX_SIGNS:
            run += character
            continue
        if run:
            pieces.append(f"\\text{{{run}}}")
            run = ""
        pieces.append(_LATEX_SIGNS[character])
    if run:
        pieces.append(f"\\text{{{run}}}")
    return "".join(pieces)


def latex_sign(sign: str) -> str:
    """A sign between two parts of a formula, such as ≈ or :=."""
    if sign in _LATEX_SIGNS:
        return _LATEX_SIGNS[sign].strip()
    return sign if sign in (":=", "+=", "-=", "+", "-", ",", ":") else latex_text(sign)


def latex_symbol(symbol: Symbol, *, raised: str = "") -> str:
    r"""A symbol in LaTeX; `raised` joins the superscript, for a transpose.

    >>> latex_symbol(Symbol("dW", ("1",), ("2", "3"), Meaning("gradient", "W")))
    '\\frac{\\partial L}{\\partial W^{[1]}_{2,3}}'
    """
    if symbol.meaning is not None:
        return _latex_meaning(symbol.meaning, symbol, raised)
    written, lowered = _latex_accented(symbol.name)
    labels = [_latex_label(label) for label in symbol.superscript]
    above = (f"[{','.join(labels)}]" if labels else "") + raised
    below = ",".join([*lowered, *map(_latex_label, symbol.index)])
    written += (f"^{{{above}}}" if above else "") + (f"_{{{below}}}" if below else "")
    return written


def _latex_accented(name: str) -> tuple[str, list[str]]:
    """A letter with what stands over it, and the labels below it."""
    parts = spell(name)
    written = _latex_letter(parts.letter)
    for accent in parts.accents:
        written = f"{ACCENTS[accent][1]}{{{written}}}"
    return written, [_latex_label(label) for label in parts.below]


def _latex_meaning(meaning: Meaning, symbol: Symbol, raised: str) -> str:
    whole = Symbol(meaning.of, symbol.superscript)
    labels = ",".join(_latex_label(label) for label in symbol.superscript)
    above = (f"[{labels}]" if labels else "") + raised
    below = ",".join(_latex_label(label) for label in symbol.index)
    beside = (f"^{{{raised}}}" if raised else "") + (f"_{{{below}}}" if below else "")
    scripts = (f"^{{{above}}}" if above else "") + (f"_{{{below}}}" if below else "")
    match meaning.aspect:
        case "gradient":
            by = latex_symbol(replace(whole, index=symbol.index), raised=raised)
            return rf"\frac{{\partial L}}{{\partial {by}}}"
        case "norm":
            return rf"\left\lVert {latex_symbol(whole)} \right\rVert"
        case "radius":
            return rf"\rho({latex_symbol(whole)})"
        case "state":
            letter, lowered = _latex_accented(meaning.function)
            variable = latex_symbol(Symbol(meaning.of))
            below = ",".join(part for part in (*lowered, variable, below) if part)
            return letter + (f"^{{{above}}}" if above else "") + f"_{{{below}}}"
    sign = {"nabla": r"\nabla", "partial": r"\partial"}[meaning.aspect]
    if _is_of_all(meaning):
        return rf"{sign} {meaning.function}({latex_symbol(whole)}){beside}"
    return rf"{sign}_{{{latex_symbol(Symbol(meaning.of))}}} {meaning.function}{scripts}"


@lru_cache(maxsize=4096)
def _latex_letter(letter: str) -> str:
    if letter in LATEX_LETTERS:
        return LATEX_LETTERS[letter]
    single = len(letter) == 1 and letter.isascii() and letter.isalpha()
    return letter if single else latex_text(letter)


@lru_cache(maxsize=4096)
def _latex_label(label: str) -> str:
    """A label above or below: numbers, single letters and short sums of them as mathematics."""
    tokens = _WRITABLE.findall(label)
    if "".join(tokens) != label:
        return latex_text(label)
    return "".join(token if token in "+-" or token.isdigit() else _latex_letter(token)
                   for token in tokens)  # fmt: skip
