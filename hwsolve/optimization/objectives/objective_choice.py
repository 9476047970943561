"""The objectives that a problem file can state, told apart by a key of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from hwsolve.optimization.objectives.abstract import Abstract, GivenGradients
from hwsolve.optimization.objectives.expression import NamedFormula, Written
from hwsolve.optimization.objectives.linear_models import Model
from hwsolve.optimization.objectives.network_objective import ConvLoss, MlpLoss
from hwsolve.optimization.objectives.quadratic import LeastSquares, Quadratic
from hwsolve.spec.validation_errors import at, complaint, refusal, unknown_key, unknown_word
from hwsolve.spec.wording import found_in_words, nearest, one_of

FUNCTIONS: dict[str, type[BaseModel]] = {
    "rosenbrock": NamedFormula,
    "beale": NamedFormula,
    "himmelblau": NamedFormula,
    "quadratic": Quadratic,
    "least_squares": LeastSquares,
}
BY_KEY: dict[str, type[BaseModel]] = {
    "symbol": Abstract,
    "expression": Written,
    "gradients": GivenGradients,
    "model": Model,
}
NETWORKS: dict[str, type[BaseModel]] = {"mlp": MlpLoss, "conv": ConvLoss}
EXPECTED = [*BY_KEY, "network", "function"]


@dataclass(frozen=True, slots=True)
class ByOwnKey:
    """`{expression: …}`, `{model: …}`, `{function: rosenbrock}`, or the bare name of a function."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        schemas = [handler.generate_schema(model) for model in get_args(source)]
        return core_schema.no_info_plain_validator_function(
            choose,
            json_schema_input_schema=core_schema.union_schema(
                [core_schema.literal_schema(list(FUNCTIONS)), *schemas]
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(
                _dump, info_arg=True, when_used="json"
            ),
        )


def choose(value: Any) -> BaseModel:
    """The objective that a value of a file states. Raises a complaint."""
    if isinstance(value, BaseModel):
        return value
    if isinstance(value, str):
        if value not in FUNCTIONS:
            raise unknown_word(value, list(FUNCTIONS))
        value = {"function": value}
    if not isinstance(value, Mapping):
        raise complaint(
            "not an objective",
            expected=f"a mapping with {one_of(EXPECTED)}",
            found=found_in_words(value),
        )
    for key, model in BY_KEY.items():
        if key in value:
            return model.model_validate(value)
    for key, models in (("network", NETWORKS), ("function", FUNCTIONS)):
        if key in value:
            return _named(key, models, value)
    misspelt = next((str(name) for name in value if nearest(str(name), EXPECTED)), None)
    if misspelt is not None:
        raise refusal([at((misspelt,), unknown_key(misspelt, EXPECTED))])
    raise complaint(
        "an objective says by a key what it is",
        expected=f"a mapping with {one_of(EXPECTED)}",
        found=found_in_words(value),
    )


def _named(key: str, models: Mapping[str, type[BaseModel]], value: Mapping[Any, Any]) -> BaseModel:
    name = value[key]
    if not isinstance(name, str) or name not in models:
        raise refusal([at((key,), unknown_word(name, list(models)))])
    return models[name].model_validate(value)


def _dump(value: BaseModel, info: core_schema.SerializationInfo) -> dict[str, Any]:
    return value.model_dump(mode="json", exclude_none=info.exclude_none)


ChosenObjective = Annotated[
    Abstract
    | GivenGradients
    | Written
    | NamedFormula
    | Quadratic
    | LeastSquares
    | Model
    | MlpLoss
    | ConvLoss,
    ByOwnKey(),
]
"""An objective, as the key `objective` of a problem file states it."""
