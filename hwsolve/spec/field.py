"""What every field of a problem file that reads its value itself has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Field(ABC):
    """Reads a value, writes it again for a record of the problem, describes it in JSON Schema."""

    __slots__ = ()

    @abstractmethod
    def validate(self, value: object) -> Any:
        """What a value of a file means. Raises a complaint (PydanticCustomError)."""

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of what may stand in a file."""

    def spelled(self, value: Any) -> Any:
        """What was read, as JSON."""
        return value

    def __get_pydantic_core_schema__(
        self, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                self.spelled, when_used="json"
            ),
        )

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return self.schema()
