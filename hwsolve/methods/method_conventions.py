"""What courses and libraries do differently in one and the same method."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Protocol

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from hwsolve.derivation.tape import Tape
from hwsolve.spec import Flag, StrictModel
from hwsolve.spec.validation_errors import at, refusal, unknown_key


class Enter(Protocol):
    """Enters a choice into the ledger: the convention, what is chosen, and what that means."""

    def __call__(self, key: str, choice: str, meaning: str, *, usual: bool = False) -> None: ...


class MethodConventions(StrictModel):
    """The ledger of optimization methods; what isn't said depends on the method."""

    elsewhere: ClassVar[frozenset[str]] = frozenset()
    """What is inherited but can't matter in this kind of problem; a file may not set it."""

    momentum: Literal["ema", "heavy_ball"] = "ema"
    first_velocity: Literal["rule", "gradient"] = "rule"
    nesterov: Literal["look_ahead", "rewritten"] = "look_ahead"
    epsilon: Literal["outside", "inside"] | None = None
    bias_correction: Flag | None = None
    weight_decay: Literal["l2", "decoupled"] | None = None
    decay_rate: Literal["times_learning_rate", "alone"] = "times_learning_rate"

    @classmethod
    def keys(cls) -> list[str]:
        keys = super().keys()
        return [key for key in keys if key not in cls.elsewhere]

    @model_validator(mode="before")
    @classmethod
    def _refuse_what_cannot_matter(cls, data: Any) -> Any:
        written = data if isinstance(data, Mapping) else ()
        foreign = [key for key in written if key in cls.elsewhere]
        if foreign:
            raise refusal([at((key,), unknown_key(key, cls.keys(), written)) for key in foreign])
        return data

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        schema = super().__get_pydantic_json_schema__(core_schema, handler)
        for key in cls.elsewhere:
            handler.resolve_ref_schema(schema)["properties"].pop(key, None)
        return schema

    def tell(
        self,
        tape: Tape,
        key: str,
        choice: str,
        meaning: str,
        *,
        line: str = "",
        usual: bool = False,
    ) -> None:
        """Enter one choice into the ledger of a derivation, wherever it matters.

        What a file sets and no line of the ledger tells doesn't matter in its problem, and gets a
        warning. `line` is what the line is called if not `key`: epsilon[adam] where methods are
        compared. What is `usual` matters, but goes without saying unless the file says it.
        """
        if usual and key not in self.model_fields_set:
            return
        tape.convention(line or key, choice, meaning, declared=key in self.model_fields_set)
