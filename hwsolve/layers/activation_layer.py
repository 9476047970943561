"""An activation as a layer of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from pydantic import GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from hwsolve.errors import Fault
from hwsolve.layers.layer import Inflow, Layer, LayerContext
from hwsolve.layers.named_activations import Activation, activation_of, words_for
from hwsolve.spec.wording import nearest
from hwsolve.terms.activation_row import ACTIVATIONS
from hwsolve.terms.term import Name, Term


class ActivationLayer(Layer):
    """An activation as a layer of its own: `activation: relu`, or just `relu`."""

    key: ClassVar[str] = "activation"
    activation: Activation

    @model_validator(mode="before")
    @classmethod
    def _stands_alone(cls, value: Any) -> Any:
        return value if isinstance(value, cls) else {"activation": value}

    def misfits(self, flow: Inflow) -> Iterator[Fault]:
        if self.activation.name == "softmax" and len(flow.shape) != 1:
            yield Fault(
                "softmax takes a list of scores, not a map",
                flow.at(self.key),
                hint="put a layer before it that makes a list: - flatten",
            )

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        (a,) = inputs
        activation = activation_of(self.activation, here.conventions)
        words = words_for(self.activation) or "nothing changes"
        return here.let_output(a if activation is None else activation(a), words)


def _words() -> list[str]:
    """The names of activations that do something."""
    return [name for name, row in ACTIVATIONS.items() if row.operation is not None]


class OrActivation:
    """In front of the models of a layer: `- relu` is short for `- activation: relu`."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        layer = handler(source)
        written = core_schema.union_schema([core_schema.literal_schema(_words()), layer])
        return core_schema.no_info_before_validator_function(
            self._as_mapping, layer, json_schema_input_schema=written
        )

    @staticmethod
    def _as_mapping(value: object) -> object:
        is_activation = isinstance(value, str) and nearest(value, _words())
        return {"activation": value} if is_activation else value
