"""Numbers and formulas from untrusted text, by a grammar of our own; nothing is ever run as code.

Grammar, weakest first: sums; products and quotients; a sign; powers, which group to the right, so
that -2^2 is -4 and 2^3^2 is 512; numbers, names, constants, brackets, a fixed list of functions.
Every limit is checked before the expensive thing exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, cast

from flint import fmpq

from hwsolve.numbers import Scalar
from hwsolve.spec.evaluation import evaluate
from hwsolve.spec.formula import (
    Binary,
    Expression,
    ExpressionError,
    FunctionCall,
    NamedConstant,
    Negate,
    NoValue,
    Number,
    Operator,
    Variable,
    names,
)
from hwsolve.spec.symbol_names import (
    CONSTANTS,
    NO_NAMES_HERE,
    WHAT_IS_A_SYMBOL,
    canonical_name,
    is_short_name,
    is_symbol_name,
)
from hwsolve.spec.wording import character_name, did_you_mean, quoted

__all__ = [
    "ExpressionError",
    "decimal_places",
    "evaluate",
    "is_symbol_name",
    "names",
    "no_names",
    "number_from",
    "parse",
]

MAX_CHARACTERS = 400
MAX_TOKENS = 200
MAX_DEPTH = 24
MAX_DIGITS = 60
MAX_EXPONENT_OF_TEN = 60

_OF_ONE = "sqrt exp log ln sigmoid tanh sin cos erf abs relu".split()

FUNCTIONS: Final = {
    **{name: ({"ln": "log"}.get(name, name), 1, 1) for name in _OF_ONE},
    **{name: (name, 2, 16) for name in ("max", "min")},
}
"""By name: the name in the tree, the fewest and the most arguments."""

SPELLINGS: Final = {"**": "^", "\N{MINUS SIGN}": "-", "×": "*", "·": "*", "÷": "/"}

HINTS: Final = {
    "%": "write 0.5 or 50/100 for 50 %",
    "√": "write sqrt(2)",
    "²": "write x^2",
    "³": "write x^3",
    "\N{EN DASH}": "this is a dash; type the minus sign -",
    "\N{EM DASH}": "this is a dash; type the minus sign -",
    "_": "write 1000, digits aren't grouped",
    "=": "only the number or the formula belongs here",
}

SIGN_POWER: Final = 3
"""A sign binds tighter than a product and looser than a power."""

BINDING: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}

_TOKEN = re.compile(
    r"[ \t\n]*(?:(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+\-\N{MINUS SIGN}]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z\u0370-\u03ff][A-Za-z0-9_]*)"
    r"|(?P<operator>\*\*|[-+*/^(),\N{MINUS SIGN}×·÷]))"
)

_PLAIN = re.compile(r"([+-]?[0-9]{1,60})(?:\.([0-9]{1,60})|/([0-9]{1,60}))?")

_SEVERAL = re.compile(r"\s*[-+]?[0-9.]+(?:\s+-[0-9.]+)+\s*")
"""2 -1, as NumPy prints a row: its comma was lost on the way into a file."""


def no_names(_name: str) -> bool:
    """The policy of a place where only numbers may stand."""
    return False


def parse(
    text: str, allowed: Callable[[str], bool] = no_names, functions: Iterable[str] = ()
) -> Expression:
    """The formula that `text` writes; `allowed` says which names may stand in it for numbers, and
    `functions` which functions of one number there are beside those of every formula.

    Raises ExpressionError.
    """
    if len(text) <= MAX_CHARACTERS and _SEVERAL.fullmatch(text):
        message = "several numbers, or a difference"
        hint = "write 2, -1 for two numbers, and 2 - 1 for a difference"
        raise ExpressionError(message, len(text.split(maxsplit=1)[0]) + 2, hint)
    return _Parser(_tokens(text), allowed, functions).formula()


def number_from(text: str, allowed: Callable[[str], bool] = no_names) -> Scalar:
    """The value of the formula that `text` writes. Raises ExpressionError.

    Integers, decimals and fractions, nearly all that a problem holds, take a short cut.
    """
    match = _PLAIN.fullmatch(text)
    if match is not None and len(text) <= MAX_DIGITS:
        whole, decimals, denominator = match.groups()
        if decimals is not None:
            return fmpq(int(whole + decimals), 10 ** len(decimals))
        if denominator is None:
            return fmpq(int(whole))
        if divisor := int(denominator):
            return fmpq(int(whole), divisor)
    return evaluate(parse(text, allowed))


def decimal_places(text: str) -> int | None:
    """How many places behind the point a decimal was written with: 2 for 0.50, 4 for 1.25e-2.

    None for a text without point or power of ten: no rounded number."""
    text = text.strip().replace("−", "-")
    match = re.fullmatch(r"[+-]?[0-9]*(\.?)([0-9]*)(?:[eE]([+-]?[0-9]{1,3}))?", text)
    if match is None or not (match[1] or match[3]):
        return None
    return max(0, len(match[2]) - int(match[3] or 0))


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


def _tokens(text: str) -> list[_Token]:
    if len(text) > MAX_CHARACTERS:
        message = f"longer than the limit of {MAX_CHARACTERS} characters"
        raise NoValue(message, MAX_CHARACTERS + 1)
    text = text.rstrip(" \t\n")
    tokens: list[_Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _unexpected_character(text, place)
        kind = str(match.lastgroup)
        word = match[kind]
        tokens.append(_Token(kind, SPELLINGS.get(word, word), match.start(kind) + 1))
        place = match.end()
        if len(tokens) > MAX_TOKENS:
            message = f"more than the limit of {MAX_TOKENS} numbers, names and signs"
            raise NoValue(message, tokens[-1].column)
    return [*tokens, _Token("end", "", len(text) + 1)]


def _unexpected_character(text: str, place: int) -> ExpressionError:
    while text[place] in " \t\n":
        place += 1
    character = text[place]
    message = f"unexpected character {character_name(character)}"
    hint = HINTS.get(character, "")
    if character == "_" and not text[:place][-1:].isdigit():
        hint = ""
    return ExpressionError(message, place + 1, hint)


def _number(token: _Token) -> Number:
    text = token.text.replace("\N{MINUS SIGN}", "-").lower()
    mantissa, _, exponent = text.partition("e")
    whole, _, decimals = mantissa.partition(".")
    if len(whole) + len(decimals) > MAX_DIGITS:
        message = f"a number with more digits than the limit of {MAX_DIGITS}"
        raise NoValue(message, token.column)
    if abs(int(exponent or 0)) > MAX_EXPONENT_OF_TEN:
        message = f"a power of ten beyond the limit of {MAX_EXPONENT_OF_TEN}"
        raise NoValue(message, token.column)
    power = int(exponent or 0) - len(decimals)
    digits = int(whole + decimals)
    value = fmpq(digits * 10**power) if power >= 0 else fmpq(digits, 10**-power)
    return Number(value, token.text, token.column)


class _Parser:
    """A Pratt parser: `_expression(n)` reads on as long as the operators bind at least as n."""

    def __init__(
        self, tokens: list[_Token], allowed: Callable[[str], bool], functions: Iterable[str]
    ) -> None:
        self.tokens = tokens
        self.functions = {name: (name, 1, 1) for name in functions} | FUNCTIONS
        self.allowed = allowed
        self.position = 0
        self.depth = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.position]

    def formula(self) -> Expression:
        if self.next.kind == "end":
            raise ExpressionError("a number or a formula is missing", self.next.column)
        tree = self._expression(0)
        if self.next.kind != "end":
            raise self._unexpected_token()
        return tree

    def _take(self) -> _Token:
        token = self.next
        self.position += 1
        return token

    def _deeper(self, least_binding: int, column: int) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"brackets, signs and powers nested deeper than the limit of {MAX_DEPTH}"
            raise NoValue(message, column)
        tree = self._expression(least_binding)
        self.depth -= 1
        return tree

    def _expression(self, least_binding: int) -> Expression:
        left = self._operand()
        while True:
            token = self.next
            if token.kind in ("number", "name") or token.text == "(":
                raise self._missing_operator()
            binding = BINDING.get(token.text)
            if binding is None or binding < least_binding:
                return left
            self._take()
            right = (
                self._deeper(binding, token.column)
                if token.text == "^"
                else self._expression(binding + 1)
            )
            left = Binary(cast(Operator, token.text), left, right, token.column)

    def _operand(self) -> Expression:
        token = self._take()
        if token.kind == "number":
            return _number(token)
        if token.kind == "name":
            return self._call(token) if self.next.text == "(" else self._name(token)
        if token.text == "(":
            inside = self._deeper(0, token.column)
            self._close(token, "add the ) that closes it")
            return inside
        if token.text in ("+", "-"):
            operand = self._deeper(SIGN_POWER, token.column)
            return Negate(operand, token.column) if token.text == "-" else operand
        if token.kind == "end":
            message = "the formula breaks off; a number or a name is missing"
            raise ExpressionError(message, token.column)
        raise ExpressionError(f"a number or a name is missing before '{token.text}'", token.column)

    def _name(self, token: _Token) -> Expression:
        word = canonical_name(token.text)
        if word in CONSTANTS:
            return NamedConstant("pi" if word == "pi" else "e", token.column)
        if self.allowed(word):
            return Variable(word, token.column)
        if word in self.functions:
            message = f"{word} is a function; its argument is missing"
            raise ExpressionError(message, token.column, f"write {word}(2)")
        hint = did_you_mean(word, [*CONSTANTS]) if len(word) > 1 else ""
        if self.allowed is no_names:
            message = f"{quoted(word)} is not a number"
            if is_symbol_name(word):
                hint = NO_NAMES_HERE
        else:
            message, hint = f"{quoted(word)} is neither a number nor a symbol", WHAT_IS_A_SYMBOL
        raise ExpressionError(message, token.column, hint)

    def _call(self, token: _Token) -> Expression:
        if token.text not in self.functions:
            self._refuse_call(token)
        function, fewest, most = self.functions[token.text]
        bracket = self._take()
        arguments = [self._deeper(0, bracket.column)]
        while self.next.text == ",":
            self._take()
            arguments.append(self._deeper(0, bracket.column))
        hint = "add the ) that closes it"
        if most > 1 == len(arguments):
            hint = "inside [ ] a comma separates values: put max(1, 2) into quotation marks there"
        self._close(bracket, hint)
        if not fewest <= len(arguments) <= most:
            wanted = "1 argument" if most == 1 else f"{fewest} to {most} arguments"
            message = f"{token.text} takes {wanted}, and here are {len(arguments)}"
            raise ExpressionError(message, token.column)
        return FunctionCall(function, tuple(arguments), token.column)

    def _refuse_call(self, token: _Token) -> None:
        word = canonical_name(token.text)
        if word in CONSTANTS or self.allowed(word):
            raise self._missing_operator()
        known = list(self.functions)
        hint = did_you_mean(token.text, known) or f"there are {', '.join(known)}"
        raise ExpressionError(f"unknown function {quoted(token.text)}", token.column, hint)

    def _close(self, opened: _Token, hint: str) -> None:
        if self.next.kind != "end" and self.next.text != ")":
            raise self._unexpected_token()
        if self._take().kind == "end":
            raise ExpressionError("this bracket is not closed", opened.column, hint)

    def _missing_operator(self) -> ExpressionError:
        before, after = self.tokens[self.position - 1], self.next
        if before.kind == after.kind == "number":
            hint = "put a comma or an operator between the two numbers"
        elif after.text == "(" or before.text == ")":
            hint = "write 2*(3+4) for a product"
        elif not self._may_stand(after):
            hint = f"leave {quoted(after.text)} out: no word or unit stands beside a number"
            if is_symbol_name(after.text):
                hint = NO_NAMES_HERE
        elif before.kind == after.kind and not (
            is_short_name(before.text) and is_short_name(after.text)
        ):
            hint = "write numbers in digits: 1/2"
        else:
            hint = f"write {before.text}*{after.text}"
        return ExpressionError("missing operator", after.column, hint)

    def _may_stand(self, token: _Token) -> bool:
        """Whether a number, or what can stand for one here or begins one."""
        word = canonical_name(token.text)
        return token.kind == "number" or word in {*CONSTANTS, *self.functions} or self.allowed(word)

    def _unexpected_token(self) -> ExpressionError:
        token = self.next
        hint = "a decimal has a point: 0.5" if token.text == "," else ""
        return ExpressionError(f"unexpected '{token.text}'", token.column, hint)
