"""The base of every model of a problem file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)

from hwsolve.errors import Fault
from hwsolve.spec.complaints import line_errors, refusal


class StrictModel(BaseModel):
    """A mapping with exactly these keys; an unknown key is refused and the nearest legal one named.

    A subclass may define `faults()` to compare fields with one another, shapes above all. It is
    called once every field is valid by itself.
    """

    # Building is deferred because most models of a run are never used: other kinds' and methods'.
    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )

    def faults(self) -> Iterable[Fault]:
        """What is wrong although each field is right; paths only, places are filled in."""
        return ()

    @classmethod
    def keys(cls) -> list[str]:
        """The legal keys, in the order in which they were declared."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    @classmethod
    def model_json_schema(cls, *arguments: Any, **options: Any) -> dict[str, Any]:
        """JSON Schema of the model, with exact defaults."""
        from hwsolve.spec.schema import ExactJsonSchema  # takes a while, and few ask for it

        if len(arguments) < 3:
            options.setdefault("schema_generator", ExactJsonSchema)
        return super().model_json_schema(*arguments, **options)

    @model_validator(mode="wrap")
    @classmethod
    def _in_our_words(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(data)
        except ValidationError as error:
            raise refusal(line_errors(error, legal_keys=cls.keys())) from None
