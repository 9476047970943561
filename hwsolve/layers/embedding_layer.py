"""An embedding: a table with a row of features for each token (Bengio et al. 2003)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from hwsolve.errors import Fault
from hwsolve.layers.layer import Inflow, Layer, LayerContext, Shape
from hwsolve.layers.layer_references import SharedMatrix
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by, counted
from hwsolve.numbers import Value, scalars, shape_of
from hwsolve.terms.term import Name, Term

LOOKED_UP = {
    "weights": "a token's row of {self} is what it puts in: that row collects {g} wherever the "
    "token stands, and the other rows get 0"
}


class Embedding(Layer):
    """X E for tokens as one-hot rows of X: each takes its row of the table E, tokens × features."""

    key: ClassVar[str] = "embedding"
    shareable: ClassVar[Mapping[str, str]] = {"weights": "E"}
    weights: SharedMatrix

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        return (shape_of(self.weights)[1],)

    def misfits(self, flow: Inflow) -> Iterator[Fault]:
        tokens = shape_of(self.weights)[0]
        if flow.shape != (tokens,):
            yield Fault(
                "the table doesn't fit what flows in",
                flow.at(self.key, "weights"),
                expected=f"{counted(flow.shape[0], 'row')}, one for each token: {flow.source} is "
                f"a one-hot list of {by(flow.shape)}",
                found=counted(tokens, "row"),
            )

    def parameters(self) -> dict[str, Value]:
        return {"E": self.weights}

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        (rows,) = inputs
        table = own["E"]
        in_columns = here.batch and here.conventions.sample_axis == 1
        looked_up = rows @ table if here.batch and not in_columns else table.T @ rows
        if all(x in (0, 1) for x in scalars(rows.value)):
            return here.let_output(looked_up, "each token's row of the table", LOOKED_UP)
        return here.let_output(looked_up, "the table's rows, weighed by what flows in")
