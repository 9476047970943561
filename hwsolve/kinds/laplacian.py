"""Graphs: Laplacians, exact spectra, the graph Fourier transform, filters, cuts, graph networks.

The file gives a graph by edges, adjacency matrix or family, and perhaps a signal, a filter, or
features and layers. Small graphs are decomposed exactly, large ones in proven enclosures.
"""

from __future__ import annotations

from typing import Literal

from hwsolve.derivation.tape import Tape
from hwsolve.graphs.spec import GraphSpec
from hwsolve.graphs.working import Working


class Spec(GraphSpec):
    """The problem file of kind laplacian."""

    kind: Literal["laplacian"]


def solve(spec: Spec, tape: Tape) -> None:
    """Write the whole working of a graph problem."""
    Working(spec, tape).run()
