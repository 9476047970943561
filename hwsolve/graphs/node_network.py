"""A network whose samples are the nodes of a graph, of which only some may have a target.

The loss is then taken over the labelled nodes, while features flow through all: semi-supervised
classification (Kipf and Welling 2017, equation 10).
"""

from __future__ import annotations

from typing import Any, ClassVar

from hwsolve.errors import Fault
from hwsolve.layers.layer import Rows, Shape
from hwsolve.networks.network import NetworkSpec
from hwsolve.networks.network_outputs import Output
from hwsolve.numbers import Value, as_array, constant, rational


class NodeNetwork(NetworkSpec):
    """`labelled` are the places of the nodes, from 0, that the rows of the target are for."""

    rows_are: ClassVar[Rows] = "nodes"

    labelled: tuple[int, ...] | None = None

    def counted(self, end: Output) -> Value | None:
        return None if self.labelled is None else self._spread(rational(1), self.labelled, end)

    def target_shape(self, end: Output) -> Shape:
        shape = self.output_shape(end)
        return shape if self.labelled is None else (len(self.labelled), *shape[1:])

    def target_or_fault(self, end: Output) -> Value | Fault:
        rows = super().target_or_fault(end)
        if self.labelled is None or isinstance(rows, Fault):
            return rows
        return self._spread(rows, self.labelled, end)

    def _spread(self, rows: Value, places: tuple[int, ...], end: Output) -> Value:
        """The rows at their places in an array of the output's shape, 0 elsewhere."""
        whole: Any = constant(self.output_shape(end), 0)
        whole[list(places)] = rows
        return as_array(whole)
