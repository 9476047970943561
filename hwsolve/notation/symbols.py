"""How names are written: the one table of Greek letters, accents, gradients and raised letters.

`Symbol.name` is the ASCII name of an id. `spell` takes it apart once, and each format puts the
parts together in its own way: `dy_hat` is the gradient of y with a hat, `W_new` is W with a word
below.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from hwsolve.notation.gradient_names import GradientName, gradient_name
from hwsolve.notation.measure_names import measure_name
from hwsolve.notation.tree import Symbol

GREEK = dict(
    zip(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
        "sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi "
        "Omega".split(),
        "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        strict=True,
    )
)
LETTERS = {**GREEK, "ell": "ℓ", "infinity": "∞", "ones": "1"}
LATEX_LETTERS = {name: f"\\{name}" for name in GREEK} | {
    "omicron": "o", "ell": r"\ell", "infinity": r"\infty", "ones": r"\mathbf{1}",
}  # fmt: skip
ACCENTS = {
    "hat": ("\u0302", r"\hat"),
    "tilde": ("\u0303", r"\tilde"),
    "bar": ("\u0304", r"\bar"),
    "dot": ("\u0307", r"\dot"),
}

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

_LETTER = re.compile(r"([A-Za-z])(\d*)")
_WRITABLE = re.compile(r"[A-Za-z][A-Za-z0-9]*|\d+|[+-]")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name in its parts: `d` before it, its letter, what stands over it and what below it."""

    letter: str
    gradient: bool = False
    nabla: bool = False
    accents: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def spell(name: str) -> Spelling:
    """Take a name apart; a name that follows no pattern is kept whole, as a word.

    >>> spell("dy_hat")
    Spelling(letter='y', gradient=True, nabla=False, accents=('hat',), below=())
    """
    head, *tails = name.split("_")
    if not all((head, *tails)):
        return Spelling(name)
    nabla = head == "grad" and bool(tails)
    if nabla:
        head, *tails = tails
    gradient = _is_gradient(head)
    letter = head[1:] if gradient else head
    below = [tail for tail in tails if tail not in ACCENTS]
    if match := _LETTER.fullmatch(letter):
        letter = match[1]
        below = [digits for digits in (match[2],) if digits] + below
    elif letter not in LETTERS and not (gradient or nabla):
        return Spelling(name)
    accents = tuple(tail for tail in tails if tail in ACCENTS)
    return Spelling(letter, gradient, nabla, accents, tuple(below))


def _is_gradient(head: str) -> bool:
    """dW, db1, dWx and dalpha are gradients; delta, degree and d1 are not."""
    rest = head[1:]
    if head[:1] != "d" or head in LETTERS:
        return False
    return rest in LETTERS or rest[:1].isupper() or _LETTER.fullmatch(rest) is not None


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
    if gradient := gradient_name(symbol.name):
        return printable(_unicode_gradient(gradient, symbol) + _unicode_below(symbol.index))
    if measure := measure_name(symbol.name):
        of = unicode_symbol(Symbol(measure.of, symbol.superscript))
        measured = f"‖{of}‖" if measure.is_norm else f"ρ({of})"
        return measured + _unicode_below(symbol.index)
    name = _unicode_name(symbol.name)
    above, below = _unicode_above(symbol.superscript), _unicode_below(symbol.index)
    if not above and below[:1] in _LOWERED and name[-1:] in _LOWERED:
        below = f",{below}"  # x₁ with entry 2 is not x₁₂
    return printable(name + above + below)


def _unicode_gradient(gradient: GradientName, symbol: Symbol) -> str:
    sign, function = gradient.sign, gradient.function
    if gradient.whole:
        return f"{sign}{function}({unicode_symbol(Symbol(gradient.variable, symbol.superscript))})"
    lowered = subscript(gradient.variable)
    below = lowered or f"_{_unicode_name(gradient.variable)} "
    return f"{sign}{below}{function}{_unicode_above(symbol.superscript)}"


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
    sign = ("∇" if parts.nabla else "") + ("d" if parts.gradient else "")
    return unicodedata.normalize("NFC", sign + letter + below)


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

    >>> latex_symbol(Symbol("dW", ("1",), ("2", "3")))
    '\\frac{\\partial L}{\\partial W^{[1]}_{2,3}}'
    """
    if gradient := gradient_name(symbol.name):
        return _latex_gradient(gradient, symbol, raised)
    if measure := measure_name(symbol.name):
        of = latex_symbol(Symbol(measure.of, symbol.superscript))
        return rf"\left\lVert {of} \right\rVert" if measure.is_norm else rf"\rho({of})"
    parts = spell(symbol.name)
    written = _latex_letter(parts.letter)
    for accent in parts.accents:
        written = f"{ACCENTS[accent][1]}{{{written}}}"
    labels = [_latex_label(label) for label in symbol.superscript]
    above = (f"[{','.join(labels)}]" if labels else "") + raised
    below = ",".join(_latex_label(label) for label in (*parts.below, *symbol.index))
    written += (f"^{{{above}}}" if above else "") + (f"_{{{below}}}" if below else "")
    if parts.nabla:
        written = rf"\nabla {written}"
    return rf"\frac{{\partial L}}{{\partial {written}}}" if parts.gradient else written


def _latex_gradient(gradient: GradientName, symbol: Symbol, raised: str) -> str:
    sign = {"∇": r"\nabla", "∂": r"\partial"}[gradient.sign]
    below = ",".join(_latex_label(label) for label in symbol.index)
    after = (f"^{{{raised}}}" if raised else "") + (f"_{{{below}}}" if below else "")
    if gradient.whole:
        argument = latex_symbol(Symbol(gradient.variable, symbol.superscript))
        return rf"{sign} {gradient.function}({argument}){after}"
    labels = ",".join(_latex_label(label) for label in symbol.superscript)
    above = (f"[{labels}]" if labels else "") + raised
    function = gradient.function + (f"^{{{above}}}" if above else "")
    function += f"_{{{below}}}" if below else ""
    return rf"{sign}_{{{latex_symbol(Symbol(gradient.variable))}}} {function}"


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
