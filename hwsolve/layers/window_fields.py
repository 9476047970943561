"""Field types for windows: a size or stride along each axis, padding, and the bias of a layer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from hwsolve.numbers import Value, shape_of
from hwsolve.spec.array_fields import ArrayField
from hwsolve.spec.field import Field
from hwsolve.spec.number_fields import WholeNumberField
from hwsolve.spec.validation_errors import at, complaint, refusal
from hwsolve.spec.wording import found_in_words

Sizes = tuple[int, ...]
"""A number for each axis, or one for all of them."""

PaddingValue = Literal["same", "valid"] | tuple[tuple[int, int], ...]
"""(before, after) for each axis, or one pair for all of them; or a word."""

LARGEST_SETTING = 10_000
"""What a stride, a padding, a dilation or the size of a window is at most."""

LARGEST_COUNT = 10**9
"""What is only counted with is at most this: sizes of maps, channels, filters, units."""

AS_A_LIST = {"type": "array", "minItems": 1, "maxItems": 2}


def _whole_numbers(field: WholeNumberField, values: list[Any]) -> list[int]:
    numbers: list[int] = []
    errors: list[InitErrorDetails] = []
    for place, item in enumerate(values):
        try:
            numbers.append(field.validate(item))
        except PydanticCustomError as error:
            errors.append(at((place,), error))
    if errors:
        raise refusal(errors)
    return numbers


@dataclass(frozen=True, slots=True)
class SizesField(Field):
    """A whole number of at least `minimum`, or a list with one for each axis."""

    minimum: int = 1

    def validate(self, value: object) -> Sizes:
        """The numbers. Raises a complaint."""
        whole = WholeNumberField(self.minimum, LARGEST_SETTING)
        if isinstance(value, (list, tuple)):
            if not 1 <= len(value) <= 2:
                raise complaint(
                    "not a size for each axis",
                    expected=f"{whole.expected}, or a list of two: [height, width]",
                    found=found_in_words(value),
                )
            return tuple(_whole_numbers(whole, list(value)))
        return (whole.validate(value),)

    def schema(self) -> dict[str, Any]:
        one = WholeNumberField(self.minimum, LARGEST_SETTING).schema()
        return {"anyOf": [one, AS_A_LIST | {"items": one}]}


class PaddingField(Field):
    """Zeros around the input: 1, [1, 2] for each axis, [[1, 0], [2, 2]] for each side; a word."""

    EXPECTED = (
        "a whole number (1), one for each axis ([1, 2]), a pair of before and after for each axis "
        "([[0, 1], [0, 1]]), same or valid"
    )
    SIDE = WholeNumberField(0, LARGEST_SETTING)

    def validate(self, value: object) -> PaddingValue:
        """The padding. Raises a complaint."""
        whole = self.SIDE
        if value in ("same", "valid"):
            return "same" if value == "same" else "valid"
        if isinstance(value, (list, tuple)):
            if 1 <= len(value) <= 2:
                return tuple(self._side(whole, place, item) for place, item in enumerate(value))
        elif _is_a_number(value):
            number = whole.validate(value)
            return ((number, number),)
        raise complaint("not a padding", expected=self.EXPECTED, found=found_in_words(value))

    def _side(self, whole: WholeNumberField, place: int, item: object) -> tuple[int, int]:
        if isinstance(item, (list, tuple)):
            if len(item) != 2:
                error = complaint(
                    "not a pair", expected="[before, after]", found=found_in_words(item)
                )
                raise refusal([at((place,), error)])
            try:
                before, after = _whole_numbers(whole, list(item))
            except ValidationError as error:
                raise refusal(
                    [at((place, *e["loc"]), complaint(**e["ctx"])) for e in error.errors()]
                ) from None
            return before, after
        try:
            number = whole.validate(item)
        except PydanticCustomError as wrong:
            raise refusal([at((place,), wrong)]) from None
        return number, number

    def schema(self) -> dict[str, Any]:
        one = self.SIDE.schema()
        pair = {"type": "array", "minItems": 2, "maxItems": 2, "items": one}
        listed = AS_A_LIST | {"items": {"anyOf": [one, pair]}}
        return {"anyOf": [one, listed, {"enum": ["same", "valid"]}]}


def _is_a_number(value: object) -> bool:
    """Whether a value is a whole number, as YAML or as text has it."""
    if isinstance(value, str):
        return re.fullmatch(r"[-+\N{MINUS SIGN}]?[0-9]+", value) is not None
    return isinstance(value, int) and not isinstance(value, bool)


BIASES = ArrayField(0, 1)


class BiasField(Field):
    """Biases in numbers; or true, where only sizes are known and parameters are to be counted."""

    def validate(self, value: object) -> Value | bool:
        """The biases. Raises a complaint."""
        if isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
        return BIASES.validate(value)

    def spelled(self, value: Any) -> Any:
        return value if isinstance(value, bool) else BIASES.spelled(value)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "boolean"}, *BIASES.schema()["anyOf"]]}


def count_biases(bias: Value | bool | None, made: int, *, by_sizes: bool) -> int:
    """How many biases a layer has that makes so many channels or units.

    A layer told by its sizes alone has them unless `bias` is false, as in Keras and PyTorch; one
    with its weights written out has those that are written.
    """
    if bias is None or isinstance(bias, bool):
        wanted = by_sizes if bias is None else bias
        return made if wanted else 0
    return made if shape_of(bias) else 1


Count = Annotated[int, WholeNumberField(1, LARGEST_COUNT)]
Size = Annotated[Sizes, SizesField(1)]
WholeSize = Annotated[Sizes, SizesField(0)]
Padding = Annotated[PaddingValue, PaddingField()]
Bias = Annotated[Value | bool, BiasField()]
