"""Layers that reshape or activate what flows in, and dense layers among the layers of maps."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any, ClassVar

from pydantic import GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from hwsolve.errors import Fault, Path
from hwsolve.layers.dense import Dense, needs_a_list
from hwsolve.layers.layer import LayerContext, Shape
from hwsolve.layers.map_layer import MapLayer
from hwsolve.layers.named_activations import WORDS, Activation, activate, words_for
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.window_fields import Bias, Count
from hwsolve.numbers import Value
from hwsolve.spec import KeyedModel, Matrix
from hwsolve.spec.wording import nearest
from hwsolve.terms.reshaping import reshape
from hwsolve.terms.term import Name
from hwsolve.terms.windows import Axes


class Flatten(MapLayer):
    """All entries of a sample in one list: channel by channel, row by row."""

    key: ClassVar[str] = "flatten"

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        return (prod(shape),)

    def misfits(
        self, shape: Shape, source: str, conventions: NetworkConventions, path: Path
    ) -> Iterator[Fault]:
        yield from ()

    def reach(self, shape: Shape, conventions: NetworkConventions) -> Axes | None:
        return None

    def forward(
        self, a: Name, number: int, parameters: dict[str, Name], context: LayerContext
    ) -> Name:
        lead = a.shape[:1] if context.batch else ()
        shape = (*lead, prod(a.shape[len(lead) :]))
        words = "all entries in one list, " + (
            "channel by channel and row by row" if len(a.shape) - len(lead) > 2 else "row by row"
        )
        return self.let_output(context, number, reshape(a, shape=shape), words)


class ActivationLayer(MapLayer):
    """An activation as a layer of its own: `activation: relu`, or just `relu`."""

    key: ClassVar[str] = "activation"
    activation: Activation

    @model_validator(mode="before")
    @classmethod
    def _stands_alone(cls, value: Any) -> Any:
        return value if isinstance(value, cls) else {"activation": value}

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        return shape

    def misfits(
        self, shape: Shape, source: str, conventions: NetworkConventions, path: Path
    ) -> Iterator[Fault]:
        if self.activation.name == "softmax" and len(shape) != 1:
            yield Fault(
                "softmax takes a list of scores, not a map",
                (*path, self.key),
                hint="put a layer before it that makes a list: - flatten",
            )

    def forward(
        self, a: Name, number: int, parameters: dict[str, Name], context: LayerContext
    ) -> Name:
        name = self.activation.name
        made = a if name == "linear" else activate(self.activation, a, context.conventions)
        return self.let_output(
            context, number, made, words_for(self.activation) or "nothing changes"
        )


class OrActivation:
    """In front of the models of a layer: `- relu` is short for `- activation: relu`."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        layer = handler(source)
        written = core_schema.union_schema([core_schema.literal_schema(list(WORDS)), layer])
        return core_schema.no_info_before_validator_function(
            self._as_mapping, layer, json_schema_input_schema=written
        )

    @staticmethod
    def _as_mapping(value: object) -> object:
        is_activation = isinstance(value, str) and nearest(value, list(WORDS))
        return {"activation": value} if is_activation else value


class KeyedDense(Dense, KeyedModel):
    """A dense layer under the key `dense`; `units` in place of weights where only sizes count."""

    key: ClassVar[str] = "dense"
    weights: Matrix | None = None  # type: ignore[assignment]  # a stack of sizes has no weights
    units: Count | None = None
    bias: Bias | None = None

    def units_and_inputs(self, conventions: NetworkConventions) -> tuple[int, int]:
        if self.weights is None:
            return self.units or 1, 0
        return super().units_and_inputs(conventions)

    def misfits(
        self, shape: Shape, source: str, conventions: NetworkConventions, path: Path
    ) -> Iterator[Fault]:
        path = (*path, self.key)
        if self.weights is None and self.units is None:
            yield Fault("a dense layer without weights", path, expected="weights, or units")
        elif self.weights is not None and self.units is not None:
            yield Fault("units beside weights", (*path, "units"), hint="leave this out")
        elif self.weights is not None and self.bias is True:
            yield Fault("true is no bias here", (*path, "bias"), expected="numbers, one a unit")
        elif self.weights is not None:
            yield from super().misfits(shape, source, conventions, path)
        elif len(shape) != 1:
            yield needs_a_list(shape, source, path)

    def parameters(self) -> dict[str, Value]:
        parameters: dict[str, Value] = {} if self.weights is None else {"W": self.weights}
        if self.bias is not None and not isinstance(self.bias, bool):
            parameters["b"] = self.bias
        return parameters
