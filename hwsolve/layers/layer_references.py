"""How a layer is named, and how it refers to others: what it takes, and whose weights it shares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from hwsolve.numbers import Array, Value
from hwsolve.spec import Flag, StrictModel
from hwsolve.spec.array_fields import ArrayField
from hwsolve.spec.field import Field
from hwsolve.spec.validation_errors import complaint
from hwsolve.spec.wording import found_in_words

INPUT = "x"
"""What the input of a network is called, as the source of a layer."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


class LayerNameField(Field):
    """A word that is no numeral, by which other layers and ids refer to a layer or an output."""

    EXPECTED = "a word of letters, digits and _, such as code or head_1"

    def validate(self, value: object) -> str:
        """The name. Raises a complaint."""
        if not isinstance(value, str) or _NAME.fullmatch(value) is None:
            raise complaint("not a name", expected=self.EXPECTED, found=found_in_words(value))
        if value == INPUT:
            raise complaint(f"{INPUT} is the input itself", expected=self.EXPECTED)
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{_NAME.pattern}$"}


class SourceField(Field):
    """x for the input, or a layer that stands before, by its name or number."""

    EXPECTED = f"{INPUT} for the input, or the name or the number of a layer before"

    def validate(self, value: object) -> str:
        """The source, a number as text. Raises a complaint."""
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(text, str) or not (_NAME.fullmatch(text) or _NUMBER.fullmatch(text)):
            raise complaint("not a source", expected=self.EXPECTED, found=found_in_words(value))
        return text

    def schema(self) -> dict[str, Any]:
        return {
            "anyOf": [
                {"type": "integer", "minimum": 1},
                {"type": "string", "pattern": f"^({_NAME.pattern}|{_NUMBER.pattern})$"},
            ]
        }


class SourcesField(Field):
    """One source, or a list of them."""

    MOST = 32
    ONE = SourceField()

    def validate(self, value: object) -> tuple[str, ...]:
        """The sources. Raises a complaint."""
        if not isinstance(value, (list, tuple)):
            return (self.ONE.validate(value),)
        if not 1 <= len(value) <= self.MOST:
            expected = f"a source, or a list of 1 to {self.MOST}"
            raise complaint("no sources", expected=expected, found=found_in_words(value))
        return tuple(self.ONE.validate(item) for item in value)

    def schema(self) -> dict[str, Any]:
        one = self.ONE.schema()
        return {"anyOf": [one, {"type": "array", "minItems": 1, "items": one}]}


LayerName = Annotated[str, LayerNameField()]
Source = Annotated[str, SourceField()]
Sources = Annotated[tuple[str, ...], SourcesField()]


class SameAs(StrictModel):
    """The parameter of another layer in place of numbers of one's own; transposed if that is said.

    Both are one quantity: its gradient adds up what comes from both places.
    """

    same_as: Source
    transposed: Flag = False


@dataclass(frozen=True, slots=True)
class OrShared(Field):
    """A field of numbers that may be those of another layer: `weights: {same_as: code}`.

    Until the network has looked up the other layer, the value is a SameAs.
    """

    numbers: Field

    def validate(self, value: object) -> Any:
        """The numbers, or whose they are. Raises a complaint."""
        if isinstance(value, (Mapping, SameAs)):
            return SameAs.model_validate(value)
        return self.numbers.validate(value)

    def spelled(self, value: Any) -> Any:
        return value.model_dump() if isinstance(value, SameAs) else self.numbers.spelled(value)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.numbers.schema(), SameAs.model_json_schema()]}


SharedMatrix = Annotated[Array, OrShared(ArrayField(2, 2))]
SharedFilters = Annotated[Array, OrShared(ArrayField(1, 4))]
SharedBias = Annotated[Value, OrShared(ArrayField(0, 1))]
