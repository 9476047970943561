"""The base of every model of a problem file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import CoreSchema

from hwsolve.errors import Fault, Path
from hwsolve.spec.validation_errors import line_errors, refusal


class StrictModel(BaseModel):
    """A mapping with exactly these keys; an unknown key is refused and the nearest legal one named.

    A subclass may define `faults()` to compare fields with one another, shapes above all. It is
    called once every field is valid by itself.
    """

    # Building is deferred because most models of a run are never used: other kinds' and methods'.
    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )

    bare: ClassVar[str] = ""
    """The key that a bare word is short for: `lstm` for {type: lstm}; empty where none is."""

    topics: ClassVar[Sequence[str]] = ()
    """The words that the key `derive` takes beside ids of quantities."""

    @property
    def topics_here(self) -> Sequence[str]:
        """Those topics that this file's problem has, where that depends on its other keys."""
        return self.topics

    def faults(self) -> Iterable[Fault]:
        """What is wrong although each field is right; paths only, places are filled in."""
        return ()

    def names_given(self) -> Mapping[str, Path]:
        """The names that the file gives to quantities of its own, each with its place."""
        return {}

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

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The schema of the mapping, and of the bare word that may stand in its place."""
        mapping = handler(core_schema)
        if not cls.bare:
            return mapping
        words = handler.resolve_ref_schema(mapping)["properties"][cls.bare]
        return {"anyOf": [{"allOf": [{"type": "string"}, words]}, mapping]}

    @model_validator(mode="wrap")
    @classmethod
    def _in_our_words(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if cls.bare and isinstance(data, str):
            data = {cls.bare: data}
        try:
            return handler(data)
        except ValidationError as error:
            used = data if isinstance(data, Mapping) else ()
            raise refusal(line_errors(error, legal_keys=cls.keys(), used=used)) from None
