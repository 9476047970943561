"""Field types for single values: exact numbers, whole numbers, true and false."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from flint import fmpq
from pydantic_core import PydanticCustomError

from hwsolve.numbers import NeedsPrecision, Real, Scalar, is_symbolic, sign
from hwsolve.spec.expressions import ExpressionError, is_symbol_name, no_names, number_from
from hwsolve.spec.field import Field
from hwsolve.spec.formula import NoValue
from hwsolve.spec.validation_errors import complaint
from hwsolve.spec.wording import found_in_words

A_NUMBER = "a number, such as 3, -0.25, 1/3, 1e-3 or sqrt(2)/2"
A_NUMBER_OR_FORMULA = "a number or a formula, such as 0.25, 1/3, sqrt(2)/2, w or 2*x + 1"
MAX_WHOLE_DIGITS = 18

NUMBER_SCHEMA: dict[str, Any] = {
    "description": A_NUMBER,
    "anyOf": [{"type": "number"}, {"type": "string"}],
}
FORMULA_SCHEMA = NUMBER_SCHEMA | {"description": A_NUMBER_OR_FORMULA}


def read_scalar(value: object, *, symbols: bool) -> Scalar:
    """The number that a value of a file writes. Raises a complaint (PydanticCustomError)."""
    if isinstance(value, str):
        try:
            return number_from(value, is_symbol_name if symbols else no_names)
        except ExpressionError as error:
            raise in_words_of_a_field(error, value, symbols=symbols) from None
    if isinstance(value, (fmpq, Real)):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return fmpq(value)
    raise complaint(
        "not a number",
        expected=A_NUMBER_OR_FORMULA if symbols else A_NUMBER,
        found=found_in_words(value),
    )


def in_words_of_a_field(error: ExpressionError, text: str, *, symbols: bool) -> PydanticCustomError:
    """A complaint about a text that is no number, or about a formula that has no value."""
    expected = A_NUMBER_OR_FORMULA if symbols else A_NUMBER
    return complaint(
        error.message if error.column == 1 else str(error),
        expected="" if isinstance(error, NoValue) else expected,
        found=found_in_words(text),
        hint=error.hint,
    )


def spelled(value: Scalar) -> str:
    """A number as text, for a record of the problem: exactly, or as a ball with its radius."""
    if isinstance(value, Real):
        return str(value.closed if value.ball is None or value.closed else value.ball.str(20))
    return str(value)


def _sign(number: Scalar) -> int:
    try:
        return sign(number)
    except NeedsPrecision as undecided:
        raise complaint(f"{undecided} could not be decided", found=spelled(number)) from None


@dataclass(frozen=True, slots=True)
class NumberField(Field):
    """A field with one number: `Annotated[Scalar, NumberField(above=0)]`.

    With `symbols`, a formula in names is one too; bounds then hold for what is a number.
    """

    symbols: bool = False
    minimum: int | None = None
    above: int | None = None
    maximum: int | None = None
    below: int | None = None
    hint: str = ""

    def validate(self, value: object) -> Scalar:
        """The number. Raises a complaint."""
        number = read_scalar(value, symbols=self.symbols)
        bounds = (
            (self.minimum, "of at least", (0, 1)),
            (self.above, "greater than", (1,)),
            (self.maximum, "of at most", (-1, 0)),
            (self.below, "less than", (-1,)),
        )
        if not all(
            bound is None or is_symbolic(number) or _sign(number - bound) in allowed
            for bound, _, allowed in bounds
        ):
            words = [f"{text} {bound}" for bound, text, _ in bounds if bound is not None]
            raise complaint(
                "out of range",
                expected=f"a number {' and '.join(words)}",
                found=found_in_words(value if isinstance(value, str) else spelled(number)),
                hint=self.hint,
            )
        return number

    def spelled(self, value: Any) -> Any:
        return spelled(value)

    def schema(self) -> dict[str, Any]:
        return dict(FORMULA_SCHEMA if self.symbols else NUMBER_SCHEMA)


@dataclass(frozen=True, slots=True)
class WholeNumberField(Field):
    """A field with a whole number of at least `minimum` and at most `maximum`."""

    minimum: int | None = None
    maximum: int | None = None

    @property
    def expected(self) -> str:
        """What belongs here, in words."""
        bounds = ((self.minimum, "of at least"), (self.maximum, "of at most"))
        words = " and ".join(f"{text} {bound}" for bound, text in bounds if bound is not None)
        return f"a whole number {words}" if words else "a whole number"

    def validate(self, value: object) -> int:
        """The number. Raises a complaint."""
        if isinstance(value, str):
            text = value.replace("\N{MINUS SIGN}", "-")
            if re.fullmatch(rf"[+-]?[0-9]{{1,{MAX_WHOLE_DIGITS}}}", text):
                value = int(text)
        if not isinstance(value, int) or isinstance(value, bool):
            found = found_in_words(value)
            raise complaint("not a whole number", expected=self.expected, found=found)
        too_small = self.minimum is not None and value < self.minimum
        if too_small or (self.maximum is not None and value > self.maximum):
            raise complaint("out of range", expected=self.expected, found=str(value))
        return value

    def schema(self) -> dict[str, Any]:
        bounds = {"minimum": self.minimum, "maximum": self.maximum}
        return {"type": "integer"} | {
            key: bound for key, bound in bounds.items() if bound is not None
        }


class FlagField(Field):
    """A field with true or false; yes, no, on, off, 1 and 0 are refused."""

    def validate(self, value: object) -> bool:
        """The truth. Raises a complaint."""
        if isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
        found = found_in_words(value)
        raise complaint("neither true nor false", expected="true or false", found=found)

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


Exact = Annotated[Scalar, NumberField()]
ExactOrSymbol = Annotated[Scalar, NumberField(symbols=True)]
PositiveExact = Annotated[Scalar, NumberField(above=0)]
NonNegativeExact = Annotated[Scalar, NumberField(minimum=0)]
Probability = Annotated[Scalar, NumberField(minimum=0, maximum=1)]
Subgradient = Annotated[
    Scalar,
    NumberField(
        minimum=0,
        maximum=1,
        hint="at z = 0 a slope between those on the left, 0, and on the right, 1, is taken for "
        "that of ReLU",
    ),
]
Integer = Annotated[int, WholeNumberField()]
PositiveInteger = Annotated[int, WholeNumberField(1)]
NonNegativeInteger = Annotated[int, WholeNumberField(0)]
Flag = Annotated[bool, FlagField()]
