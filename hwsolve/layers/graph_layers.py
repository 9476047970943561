"""Layers of graph neural networks: features of the nodes are the rows of a matrix.

What comes in from the neighbours is one matrix product, and a dense layer follows. Sources: graph
convolution, Kipf and Welling 2017; message passing, Gilmer et al. 2017; mean aggregation with a
node's own features, Hamilton, Ying and Leskovec 2017.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Literal

from hwsolve.errors import Fault
from hwsolve.layers.dense import Dense, weighted
from hwsolve.layers.layer import Inflow, LayerContext, Rows
from hwsolve.layers.shape_wording import by
from hwsolve.numbers import Value, shape_of
from hwsolve.spec import Flag, Matrix
from hwsolve.terms.term import Name, Term

MIXED = {
    "": "{self} reaches the loss through every node that it is mixed into: that node's {g} times "
    "its share, added up"
}


class GraphLayer(Dense):
    """A layer that mixes the rows of neighbours by a matrix before its weights come in."""

    mixes: ClassVar[frozenset[Rows]] = frozenset(("nodes",))

    @property
    def mixing(self) -> str:
        """The id of the matrix that mixes neighbours, A for their plain sum."""
        raise NotImplementedError

    def inflows(self) -> Iterator[tuple[str, str]]:
        yield "m", "W"

    def mixed(self, a: Name, here: LayerContext, why: str) -> Name:
        """Let m[l], the features that reach each node."""
        along_arrows = self.mixing == "A" and "A_in" in here.tape
        term = here.tape.name("A_in" if along_arrows else self.mixing) @ a
        return here.let("m", term, why, MIXED)


class GraphConvolution(GraphLayer):
    """σ(Â X W + b) with Â = D̃^(−1/2) Ã D̃^(−1/2), Ã = A + I unless self_loops is false."""

    key: ClassVar[str] = "gcn"
    self_loops: Flag = True

    @property
    def mixing(self) -> str:
        return "A_hat" if self.self_loops else "A_sym"

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        why = "each node's features and what its neighbours send, weighed by the degrees"
        if not self.self_loops:
            why = "what the neighbours send, weighed by the degrees"
        return super().forward([self.mixed(inputs[0], here, why)], own, here)


class MessagePassing(GraphLayer):
    """σ(M X W + X W_self + b): the neighbours' sum or mean, and perhaps the node itself."""

    key: ClassVar[str] = "message_passing"
    aggregate: Literal["sum", "mean"] = "sum"
    self_weights: Matrix | None = None

    @property
    def mixing(self) -> str:
        return "A_mean" if self.aggregate == "mean" else "A"

    def parameters(self) -> dict[str, Value]:
        parameters = {} if self.self_weights is None else {"W_self": self.self_weights}
        inherited = super().parameters()
        return {"W": inherited.pop("W")} | parameters | inherited

    def inflows(self) -> Iterator[tuple[str, str]]:
        yield from super().inflows()
        if self.self_weights is not None:
            yield "", "W_self"

    def misfits(self, flow: Inflow) -> Iterator[Fault]:
        yield from super().misfits(flow)
        if self.self_weights is not None and shape_of(self.self_weights) != shape_of(self.weights):
            yield Fault(
                "the weights of a node's own features don't fit",
                flow.at("self_weights"),
                expected=f"a matrix of {by(shape_of(self.weights))}, like weights",
                found=f"a matrix of {by(shape_of(self.self_weights))}",
            )

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        (a,) = inputs
        why = {
            "sum": "what reaches each node, added up: features times the weight of their edge",
            "mean": "the mean of what reaches each node, by the weights of the edges",
        }
        z = weighted(self.mixed(a, here, why[self.aggregate]), own["W"], here)
        if "W_self" in own:
            z = z + weighted(a, own["W_self"], here)
        if "b" in own:
            z = z + own["b"]
        return self.squashed(z, "what reaches each node, weighted", here)
