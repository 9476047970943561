"""Fields with one of several models: by name (`relu`, `{name: adam, …}`) or by key (`conv: …`).

Unlike pydantic's tagged unions these accept a bare word, name the nearest legal one, and leave no
tag in the paths of errors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, get_args

from pydantic import (
    BaseModel,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import CoreSchema, core_schema

from hwsolve.spec.models import StrictModel
from hwsolve.spec.validation_errors import (
    COMPLAINT,
    MISSING_KEY,
    UNKNOWN_KEY,
    at,
    complaint,
    line_errors,
    refusal,
    unknown_word,
)
from hwsolve.spec.wording import (
    did_you_mean,
    found_in_words,
    one_of,
    quoted,
    under_another_key,
)

Model = type[BaseModel]


@dataclass(frozen=True, slots=True)
class Named:
    """`Annotated[Relu | LeakyRelu, Named("activation")]`: a mapping with `name`, or the bare name.

    Each model has a field `name: Literal["relu"] = "relu"`; `relu` alone means `{name: relu}`.
    `what` is the word for such a thing in messages, `key` the field that tells the models apart.
    """

    what: str
    key: str = "name"

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        by_name = {name: model for model in _members(source) for name in self._names(model)}
        return self.schema_of(handler, lambda: by_name)

    def _names(self, model: Model) -> tuple[str, ...]:
        return tuple(map(str, get_args(model.model_fields[self.key].annotation)))

    def schema_of(
        self, handler: GetCoreSchemaHandler, models: Callable[[], Mapping[str, Model]]
    ) -> CoreSchema:
        """The schema of a value that is one of these models, by name, whenever it is read."""
        schemas = [handler.generate_schema(model) for model in dict.fromkeys(models().values())]
        words = core_schema.literal_schema(list(models()))
        return core_schema.no_info_plain_validator_function(
            lambda value: self._choose(value, models()),
            json_schema_input_schema=core_schema.union_schema([words, *schemas]),
            serialization=_AS_IT_IS,
        )

    def _choose(self, value: Any, by_name: Mapping[str, Model]) -> BaseModel:
        if isinstance(value, BaseModel) and type(value) in by_name.values():
            return value
        if isinstance(value, str):
            value = {self.key: value}
            path: tuple[str, ...] = ()
        else:
            path = (self.key,)
        if not isinstance(value, Mapping):
            raise complaint(
                f"not a name of one {self.what}",
                expected=one_of(by_name),
                found=found_in_words(value),
            )
        if self.key not in value:
            error = complaint(
                f"the key {quoted(self.key)} is missing; it tells which {self.what} is meant",
                expected=one_of(by_name),
                found=found_in_words(value),
                hint=under_another_key(value, self.key, list(by_name)),
                sort=MISSING_KEY,
            )
            raise refusal([at((self.key,), error)])
        name = value[self.key]
        if not isinstance(name, str) or name not in by_name:
            raise refusal([at(path, unknown_word(name, list(by_name)))])
        return by_name[name].model_validate(value)


class KeyedModel(StrictModel):
    """What stands under its key: `{conv: {weights: …}}`; a subclass says `key = "conv"`.

    `beside` are those of its keys that may also stand beside that one.
    """

    key: ClassVar[str] = ""
    beside: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class Keyed:
    """`Annotated[Dense | Conv | MaxPool, Keyed("layer")]`: the key of a mapping tells which.

    Members that are a `KeyedModel` stand under their key, or as the bare word if they need no
    settings. Other members are written without a key: a mapping is the one with most of its keys,
    or the first.
    """

    what: str

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        by_key: dict[str, Model] = {}
        keyless: list[Model] = []
        schemas: list[CoreSchema | tuple[CoreSchema, str]] = []
        for model in _members(source):
            schema = handler.generate_schema(model)
            if issubclass(model, KeyedModel) and model.key:
                by_key[model.key] = model
                places = {
                    name: core_schema.typed_dict_field(
                        handler.generate_schema(_as_annotated(model, name)), required=False
                    )
                    for name in model.beside
                }
                schema = core_schema.typed_dict_schema(
                    {model.key: core_schema.typed_dict_field(schema), **places},
                    extra_behavior="forbid",
                )
            else:
                keyless.append(model)
            schemas.append(schema)
        words = [key for key, model in by_key.items() if not _required(model)]
        if words:
            schemas.append(core_schema.literal_schema(words))
        return core_schema.no_info_plain_validator_function(
            lambda value: self._choose(value, by_key, keyless),
            json_schema_input_schema=core_schema.union_schema(schemas),
            serialization=_AS_IT_IS,
        )

    def _choose(
        self, value: object, by_key: Mapping[str, Model], keyless: Sequence[Model]
    ) -> BaseModel:
        if isinstance(value, BaseModel) and type(value) in {*by_key.values(), *keyless}:
            return value
        if isinstance(value, str):
            if value not in by_key:
                raise unknown_word(value, list(by_key))
            return by_key[value].model_validate({})
        if not isinstance(value, Mapping):
            raise complaint(
                f"not a {self.what}", expected=self._expected(by_key), found=found_in_words(value)
            )
        beside = {name for model in by_key.values() for name in getattr(model, "beside", ())}
        alone = len(set(value) - beside) == 1
        other = max(keyless, key=lambda m: len(_keys(m) & set(value)), default=None)
        own = _keys(other) if other and not alone else set()
        keys = [str(key) for key in value if key in by_key and key not in own]
        if not keys:
            return self._without_key(value, by_key, other)
        key = keys[0]
        places = {name: value[name] for name in value if name in beside}
        outside = [str(name) for name in value if name != key and name not in places]
        errors = [at((name,), _outside(name, key)) for name in outside]
        loaded, found = None, {}
        try:
            loaded = by_key[key].model_validate(value[key])
        except ValidationError as error:
            errors += line_errors(error, (key,))
        for name, place in places.items():
            try:
                found[_field_of(by_key[key], name)] = TypeAdapter(
                    _as_annotated(by_key[key], name)
                ).validate_python(place)
            except ValidationError as error:
                errors += line_errors(error, (name,))
        if errors or loaded is None:
            raise refusal(errors)
        return loaded.model_copy(update=found) if found else loaded

    def _without_key(
        self, value: Mapping[Any, Any], by_key: Mapping[str, Model], other: Model | None
    ) -> BaseModel:
        own = _keys(other) if other else set()
        if other is not None and (own & set(value) or len(value) != 1):
            return other.model_validate(value)
        names = [str(name) for name in value]
        name = names[0] if names else ""
        raise refusal(
            [
                at(
                    (name,) if names else (),
                    complaint(
                        f"unknown {self.what} {quoted(name)}" if name else f"an empty {self.what}",
                        expected=self._expected([*by_key, *sorted(own - set(by_key))]),
                        hint=did_you_mean(name, [*by_key, *own]),
                        sort=UNKNOWN_KEY if name else COMPLAINT,
                    ),
                )
            ]
        )

    def _expected(self, keys: Mapping[str, Model] | list[str]) -> str:
        return f"a mapping with {one_of(keys)}"

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(schema)


def _outside(name: str, key: str) -> Any:
    return complaint(
        f"the key {quoted(name)} can't stand beside {quoted(key)}",
        hint=f"put it inside: {key}: {{{name}: …}}",
        sort=UNKNOWN_KEY,
    )


def _members(source: Any) -> tuple[Model, ...]:
    """The models of a union, or the one model."""
    models: tuple[Model, ...] = get_args(source) or (source,)
    return models


def _keys(model: Model) -> set[str]:
    """The keys of a model, as a file has them."""
    return {field.alias or name for name, field in model.model_fields.items()}


def _field_of(model: Model, key: str) -> str:
    """The name of the field that a key of a file fills."""
    return next(name for name, field in model.model_fields.items() if key in (field.alias, name))


def _as_annotated(model: Model, key: str) -> Any:
    """The type of the field that a key of a file fills, with what reads it."""
    field = model.model_fields[_field_of(model, key)]
    return Annotated[(field.annotation, *field.metadata)]


def _required(model: Model) -> list[str]:
    return [name for name, field in model.model_fields.items() if field.is_required()]


def _dump(value: BaseModel, info: core_schema.SerializationInfo) -> dict[str, Any]:
    dumped = value.model_dump(
        mode="json",
        exclude_none=info.exclude_none,
        exclude_defaults=info.exclude_defaults,
        exclude_unset=info.exclude_unset,
    )
    key = getattr(type(value), "key", "")
    return {key: dumped} if key else dumped


_AS_IT_IS = core_schema.plain_serializer_function_ser_schema(_dump, info_arg=True, when_used="json")
