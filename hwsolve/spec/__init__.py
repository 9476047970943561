"""Problem files: YAML text to checked models, with every number exact and every fault placed."""

from hwsolve.spec.array_fields import Array, Matrix, Vector
from hwsolve.spec.array_fields import Value as ArrayOrNumber
from hwsolve.spec.loading import choose_kind, load, placed
from hwsolve.spec.models import StrictModel
from hwsolve.spec.nodes import Node
from hwsolve.spec.number_fields import (
    Exact,
    ExactOrSymbol,
    Flag,
    Integer,
    NonNegativeExact,
    NonNegativeInteger,
    PositiveExact,
    PositiveInteger,
    Probability,
    Subgradient,
)
from hwsolve.spec.tagged_unions import Keyed, KeyedModel, Named
from hwsolve.spec.yaml_reader import read_tree

__all__ = [
    "Array",
    "ArrayOrNumber",
    "Exact",
    "ExactOrSymbol",
    "Flag",
    "Integer",
    "Keyed",
    "KeyedModel",
    "Matrix",
    "Named",
    "Node",
    "NonNegativeExact",
    "NonNegativeInteger",
    "PositiveExact",
    "PositiveInteger",
    "Probability",
    "StrictModel",
    "Subgradient",
    "Vector",
    "choose_kind",
    "load",
    "placed",
    "read_tree",
]
