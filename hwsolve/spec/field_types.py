"""The field types of problem files, in one place for the models to import."""

from hwsolve.spec.array_fields import Array, ArrayField, Matrix, Value, Vector
from hwsolve.spec.models import StrictModel
from hwsolve.spec.number_fields import (
    Exact,
    ExactOrSymbol,
    Flag,
    Integer,
    NonNegativeExact,
    NonNegativeInteger,
    NumberField,
    PositiveExact,
    PositiveInteger,
    Probability,
    WholeNumberField,
)
from hwsolve.spec.tagged_unions import Keyed, KeyedModel, Named

__all__ = [
    "Array",
    "ArrayField",
    "Exact",
    "ExactOrSymbol",
    "Flag",
    "Integer",
    "Keyed",
    "KeyedModel",
    "Matrix",
    "Named",
    "NonNegativeExact",
    "NonNegativeInteger",
    "NumberField",
    "PositiveExact",
    "PositiveInteger",
    "Probability",
    "StrictModel",
    "Value",
    "Vector",
    "WholeNumberField",
]
