"""The activation of a layer, as a problem file names it: any row of the table of activations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler, create_model
from pydantic_core import CoreSchema

from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.numbers import Scalar
from hwsolve.spec import Exact, Named, StrictModel
from hwsolve.terms.activation_row import Activation as Row
from hwsolve.terms.activations import ACTIVATIONS
from hwsolve.terms.softmax import softmax
from hwsolve.terms.term import Term


class AnyActivation(StrictModel):
    """An activation by its name, with what may be set of it."""

    name: str

    @property
    def row(self) -> Row:
        """What is known of it."""
        return ACTIVATIONS[self.name]

    @property
    def settings(self) -> Mapping[str, Scalar]:
        """What is set of it, such as the slope of a leaky ReLU."""
        return self.model_dump(exclude={"name"})


@cache
def model_of(row: Row) -> type[AnyActivation]:
    """The model of a row's settings, which a file may leave out."""
    settings: dict[str, Any] = {key: (Exact, usual) for key, usual in row.settings.items()}
    title = "".join(word.capitalize() for word in [*row.name.split("_"), "activation"])
    settings["name"] = (Literal[row.name], row.name)
    return create_model(title, __base__=AnyActivation, **settings)


class FromTable(Named):
    """An activation of the table, which may have grown since."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return self.schema_of(
            handler, lambda: {name: model_of(row) for name, row in ACTIVATIONS.items()}
        )


Activation = Annotated[AnyActivation, FromTable("activation")]


def plain(name: str) -> AnyActivation:
    """An activation with its usual settings."""
    return model_of(ACTIVATIONS[name])(name=name)


LINEAR = plain("linear")


def activate(activation: AnyActivation, z: Term, conventions: NetworkConventions) -> Term:
    """The activation applied to z; z itself for linear, which changes nothing."""
    if activation.row.of_all_units:
        return softmax_over_units(z, conventions)
    variant = str(getattr(conventions, activation.name, ""))
    return activation.row(z, activation.settings, conventions.relu_at_zero, variant)


def activation_of(
    activation: AnyActivation, conventions: NetworkConventions
) -> Callable[[Term], Term] | None:
    """The activation as a function of terms; None for a linear one, which changes nothing."""
    if activation.name == "linear":
        return None
    return lambda z: activate(activation, z, conventions)


def softmax_over_units(z: Term, conventions: NetworkConventions) -> Term:
    """Softmax over the units of a layer, which stand across the samples."""
    return softmax(z, axis=0) if conventions.sample_axis == 1 else softmax(z)


def has_kink(activation: AnyActivation) -> bool:
    """Whether the slope jumps at z = 0, so that a convention says what it is there."""
    return activation.row.has_kink(activation.settings)


def words_for(activation: AnyActivation) -> str:
    """What an activation does, in words; nothing of a linear one."""
    return activation.row.told(activation.settings)


def written(activation: AnyActivation) -> str:
    """The activation's name as a reader writes it. e.g. ReLU"""
    return activation.row.called or activation.name
