"""Start states of a method: by parameter, or one value where there is one parameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from hwsolve.errors import Fault, Path
from hwsolve.numbers import Value, shape_of
from hwsolve.spec.array_fields import ArrayField, spelled_array
from hwsolve.spec.field import Field
from hwsolve.spec.validation_errors import line_errors, refusal
from hwsolve.spec.wording import did_you_mean, one_of

ANY_VALUE = ArrayField(0, 4)


class StartsField(Field):
    """A field with a value, or a mapping from parameter to value."""

    def validate(self, value: object) -> Any:
        """The value or values, read exactly. Raises what `ArrayField.validate` raises."""
        if not isinstance(value, dict):
            return ANY_VALUE.validate(value)
        from pydantic import ValidationError
        from pydantic_core import PydanticCustomError

        from hwsolve.spec.validation_errors import at

        found, errors = {}, []
        for name, item in value.items():
            try:
                found[str(name)] = ANY_VALUE.validate(item)
            except ValidationError as error:
                errors += line_errors(error, (str(name),))
            except PydanticCustomError as error:
                errors.append(at((str(name),), error))
        if errors:
            raise refusal(errors)
        return found

    def spelled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: spelled_array(item) for name, item in value.items()}
        return None if value is None else spelled_array(value)

    def schema(self) -> dict[str, Any]:
        one = ANY_VALUE.schema()
        return {"anyOf": [{"type": "object", "additionalProperties": one}, one]}


Starts = Annotated[dict[str, Value] | Value, StartsField()]
"""Values by parameter, or the one value of the one parameter."""


def start_faults(
    given: Starts | None, shapes: Mapping[str, tuple[int, ...]], path: Path
) -> Iterator[Fault]:
    """Names that are no parameters, and values of another shape than theirs."""
    if given is None:
        return
    if not isinstance(given, dict):
        if len(shapes) > 1:
            names = ", ".join(f"{name}: …" for name in shapes)
            yield Fault(
                "which parameter does this belong to?", path, expected=f"a mapping {{{names}}}"
            )
            return
        given = {next(iter(shapes)): given}
    for name, value in given.items():
        if name not in shapes:
            yield Fault(
                f"there is no parameter {name}",
                (*path, name),
                expected=one_of(shapes),
                found=name,
                hint=did_you_mean(name, list(shapes)),
            )
        elif shape_of(value) != shapes[name]:
            yield Fault(
                f"this doesn't have the shape of {name}",
                (*path, name),
                expected=_entries(shapes[name]),
                found=_entries(shape_of(value)),
            )


def _entries(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) + " numbers" if shape else "1 number"
