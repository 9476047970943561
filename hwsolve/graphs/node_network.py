"""A network whose samples are the nodes of a graph, of which only some may have a target.

The loss is then taken over the labelled nodes, while features flow through all: semi-supervised
classification (Kipf and Welling 2017, equation 10).
"""

from __future__ import annotations

from typing import Any, ClassVar

from hwsolve.errors import Fault
from hwsolve.layers.layer import Rows, Shape
from hwsolve.networks.heads import Head
from hwsolve.networks.network import NetworkSpec
from hwsolve.numbers import Value, as_array, constant, rational


class NodeNetwork(NetworkSpec):
    """`labelled` are the places of the nodes, from 0, that the rows of the target are for."""

    rows_are: ClassVar[Rows] = "nodes"

    labelled: tuple[int, ...] | None = None

    def counted(self, head: Head) -> Value | None:
        return None if self.labelled is None else self._spread(rational(1), self.labelled, head)

    def target_shape(self, head: Head) -> Shape:
        shape = self.output_shape(head)
        return shape if self.labelled is None else (len(self.labelled), *shape[1:])

    def target_or_fault(self, head: Head) -> Value | Fault:
        rows = super().target_or_fault(head)
        if self.labelled is None or isinstance(rows, Fault):
            return rows
        return self._spread(rows, self.labelled, head)

    def _spread(self, rows: Value, places: tuple[int, ...], head: Head) -> Value:
        """The rows at their places in an array of the output's shape, 0 elsewhere."""
        whole: Any = constant(self.output_shape(head), 0)
        whole[list(places)] = rows
        return as_array(whole)
