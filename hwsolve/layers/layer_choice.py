"""Every layer that a problem file can name; which data a layer fits is told by its own checks."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from hwsolve.layers.activation_layer import ActivationLayer, OrActivation
from hwsolve.layers.attention_layer import Attention
from hwsolve.layers.convolution_layer import Conv
from hwsolve.layers.dense import Dense, KeyedDense
from hwsolve.layers.dropout import Dropout
from hwsolve.layers.embedding_layer import Embedding
from hwsolve.layers.flatten import Flatten
from hwsolve.layers.graph_layers import GraphConvolution, MessagePassing
from hwsolve.layers.joints import Add, Concatenate, Multiply
from hwsolve.layers.normalization import BatchNorm, LayerNorm
from hwsolve.layers.pooling_layers import AvgPool, GlobalAvgPool, MaxPool
from hwsolve.layers.transposed_convolution_layer import TransposedConv
from hwsolve.spec import Keyed

AnyLayer: TypeAlias = Annotated[
    Conv
    | TransposedConv
    | MaxPool
    | AvgPool
    | GlobalAvgPool
    | Flatten
    | ActivationLayer
    | Dropout
    | BatchNorm
    | LayerNorm
    | GraphConvolution
    | MessagePassing
    | Attention
    | Embedding
    | Add
    | Multiply
    | Concatenate
    | KeyedDense
    | Dense,
    Keyed("layer"),
    OrActivation(),
]
"""A layer under its key; a mapping without one of the keys is a dense layer."""
