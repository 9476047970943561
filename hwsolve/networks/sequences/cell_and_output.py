"""The smaller parts of a recurrent problem file: cell, output, clipping, sizes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, TypeAlias, get_args

from pydantic import (
    ModelWrapValidatorHandler,
    SerializerFunctionWrapHandler,
    ValidationError,
    field_serializer,
    model_serializer,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from hwsolve.layers.activation_layer import OrActivation
from hwsolve.layers.layer import Layer, Shape
from hwsolve.layers.layer_choice import AnyLayer
from hwsolve.layers.named_activations import LINEAR, Activation, AnyActivation, plain
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.networks.sequences.cells import GRU, LSTM, Cell, vanilla
from hwsolve.networks.sequences.weight_names import (
    ROLES,
    Names,
    as_in_file,
    names_said,
    roles_of,
    with_keys,
)
from hwsolve.networks.sequences.weights import Direction
from hwsolve.spec import Flag, Keyed, PositiveExact, PositiveInteger, StrictModel
from hwsolve.spec.validation_errors import (
    UNKNOWN_KEY,
    at,
    complaint,
    line_errors,
    refusal,
    unknown_key,
)

NAMED = ("state", "input", *ROLES)
"""What the course may call otherwise: keys of `cell`."""


class CellSpec(StrictModel):
    """The kind of cell, and what the course calls things; `lstm` alone means `{type: lstm}`.

    The names of the weights are keys of the file too: cell: {W: W_hh}, and W_hh: [[0.5]].
    """

    bare: ClassVar[str] = "type"
    type: Literal["vanilla", "lstm", "gru"] = "vanilla"
    activation: Activation = plain("tanh")
    state: str = ""
    input: str = "x"
    U: str = "U"
    W: str = "W"
    b: str = ""
    V: str = "V"
    c: str = ""

    @field_serializer("activation", when_used="json")
    def _activation(self, activation: AnyActivation) -> Any:
        return activation.model_dump(mode="json") if activation.settings else activation.name

    @property
    def letter(self) -> str:
        """The letter of what the cell shows: s, or h for gated cells."""
        return self.state or ("s" if self.type == "vanilla" else "h")

    @property
    def names(self) -> Names:
        """The name of each weight, by role; the output's bias as the cell has it."""
        usual = {role: role for role in ROLES} | {"c": self.row().output_bias}
        return {role: getattr(self, role) or usual[role] for role in ROLES}

    def says(self, key: str) -> bool:
        """Whether the course has a name of its own here."""
        return bool(getattr(self, key) != type(self).model_fields[key].default)

    def row(self) -> Cell:
        """The cell's row in the table."""
        if self.type == "vanilla":
            return vanilla(self.activation, self.letter)
        return LSTM if self.type == "lstm" else GRU


def _by_name(item: InitErrorDetails, names: Names, keys: list[str]) -> InitErrorDetails:
    """An error of a field, told by the names of the file."""
    path, error = item.get("loc", ()), item["type"]
    if isinstance(error, PydanticCustomError) and error.type == UNKNOWN_KEY and len(path) == 1:
        error = unknown_key(str(path[0]), [names.get(key, key) for key in keys])
    return InitErrorDetails(type=error, loc=as_in_file(path, names), input=item["input"])


class RecurrentWeights(Direction):
    """A cell and its weights; `backward` makes the layer bidirectional."""

    cell: CellSpec = CellSpec()
    backward: Direction | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _by_role(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        names = names_said(data)
        roles = roles_of(names)
        twice = [r for r, name in names.items() if r not in roles and {r, name} <= data.keys()]
        errors = [
            at((r,), complaint(f"{names[r]} and {r} are two ways to say one thing")) for r in twice
        ]
        if twice:
            data = {key: value for key, value in data.items() if key not in twice}
        try:
            made = handler(with_keys(data, roles))
        except ValidationError as error:
            errors += [_by_name(item, names, cls.keys()) for item in line_errors(error)]
        if errors:
            raise refusal(errors)
        return made

    @model_serializer(mode="wrap")
    def _dumped(self, handler: SerializerFunctionWrapHandler) -> Mapping[str, Any]:
        dumped: Mapping[str, Any] = handler(self)
        renamed: Mapping[str, Any] = with_keys(dumped, names_said(dumped))
        return renamed

    def output_size(self) -> int:
        """The number of entries that one time step hands on."""
        directions = (self, self.backward)
        return sum(d.units(self.cell.row()) for d in directions if d is not None)


class RecurrentLayer(RecurrentWeights, Layer):
    """A recurrent layer among others: its cell and weights."""

    @model_serializer(mode="wrap")
    def _dumped(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        dumped = self.without_place(handler(self))
        return dict(with_keys(dumped, names_said(dumped)))

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        return (self.output_size(),)


class Vanilla(RecurrentLayer):
    """A layer of vanilla cells: `rnn: {U: …, W: …}`."""

    key: ClassVar[str] = "rnn"


class Lstm(RecurrentLayer):
    """A layer of LSTM cells: `lstm: {gates: …}`."""

    key: ClassVar[str] = "lstm"
    cell: CellSpec = CellSpec(type="lstm")


class Gru(RecurrentLayer):
    """A layer of GRU cells: `gru: {gates: …}`."""

    key: ClassVar[str] = "gru"
    cell: CellSpec = CellSpec(type="gru")


if TYPE_CHECKING:
    SequenceLayer: TypeAlias = Layer
else:  # all of the one union and some more, which only pydantic can follow
    _others = get_args(get_args(AnyLayer)[0])
    _members = reduce(or_, (RecurrentLayer, Vanilla, Lstm, Gru, *_others))
    SequenceLayer = Annotated[_members, Keyed("layer"), OrActivation()]
    """A layer of a recurrent network; one that isn't recurrent sees one time step at a time."""


class Output(StrictModel):
    """ŷ[t] = activation(V s[t] + c), at every time step or at the last one only."""

    bare: ClassVar[str] = "activation"
    activation: Activation = LINEAR
    at: Literal["every", "last"] | None = None


class Clip(StrictModel):
    """norm: scale all gradients together to at most this length; value: cut every entry.

    Source of the former: Pascanu, Mikolov and Bengio 2013, algorithm 1.
    """

    norm: PositiveExact | None = None
    value: PositiveExact | None = None


class Sizes(StrictModel):
    """The sizes of a network whose parameters are to be counted without being given."""

    input: PositiveInteger
    hidden: PositiveInteger
    output: PositiveInteger | None = None
    biases: Flag = True
