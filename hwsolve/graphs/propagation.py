"""The matrices by which graph layers mix neighbours, and the network that follows."""

from __future__ import annotations

from hwsolve.derivation.tape import Tape
from hwsolve.graphs.layers import GraphLayer
from hwsolve.graphs.matrices import HALF, Matrices
from hwsolve.graphs.spec import GraphSpec
from hwsolve.network.training import Training
from hwsolve.numbers import rational
from hwsolve.terms.joining import diagonal
from hwsolve.terms.matrices import diagonal_power, identity, row_sums
from hwsolve.terms.term import Name


def write_network(spec: GraphSpec, tape: Tape, matrices: Matrices) -> None:
    """The mixing matrices that the layers need, then forward pass, loss and gradients."""
    A = matrices.names["A"]
    needed = list(
        dict.fromkeys(layer.mixing for layer in spec.layers if isinstance(layer, GraphLayer))
    )
    if spec.graph.directed:
        tape.convention(
            "message_direction", "A_ij from j to i",
            "row i of A weighs what node i receives: an edge (i, j) lets j speak to i",
        )  # fmt: skip
    with tape.section("Mixing of neighbours"):
        if "A_hat" in needed:
            _write_with_loops(tape, A)
        if {"A_sym", "A_mean"} & set(needed):
            D = tape.let("D", diagonal(row_sums(A)), "degrees: the row sums of A")
            if spec.graph.isolated:
                spec.conventions.tell(
                    tape, "isolated_nodes", spec.conventions.isolated_nodes,
                    "a node without neighbours receives 0",
                )  # fmt: skip
        if "A_sym" in needed:
            back = diagonal_power(D, exponent=-HALF)
            tape.let("A_sym", back @ A @ back, "scaled by the degrees on both sides")
        if "A_mean" in needed:
            mean = diagonal_power(D, exponent=rational(-1)) @ A
            tape.let("A_mean", mean, "each row scaled to sum 1: the mean over the neighbours")
    tape.convention("samples_are_nodes", "rows", "each row of x, z and a belongs to a node")
    Training(spec.network(), tape).run()
    if "M" in tape:
        labelled = ", ".join(node for node in spec.graph.nodes if node in (spec.labelled or ()))
        tape.convention(
            "labelled", labelled,
            "M is 1 in the rows of these nodes and 0 elsewhere: the loss counts them alone, and "
            "y is 0 where no target is known",
        )  # fmt: skip


def _write_with_loops(tape: Tape, A: Name) -> None:
    unit = identity(size=A.shape[0])
    looped = tape.let("A_tilde", A + unit, "a self-loop on each node (Kipf and Welling 2017)")
    D = tape.let("D_tilde", diagonal(row_sums(looped)), "its degrees")
    back = diagonal_power(D, exponent=-HALF)
    tape.let("A_hat", back @ looped @ back, "scaled by the degrees on both sides")
