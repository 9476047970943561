"""The matrices by which graph layers mix neighbours, and the network that follows."""

from __future__ import annotations

from collections.abc import Collection

from hwsolve.derivation.tape import Tape
from hwsolve.graphs.graph import listed
from hwsolve.graphs.graph_matrices import HALF, Matrices
from hwsolve.graphs.spec import GraphSpec
from hwsolve.layers.graph_layers import GraphLayer
from hwsolve.networks.training import Training
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.numbers import rational
from hwsolve.terms.joining import diagonal
from hwsolve.terms.matrices import diagonal_power, identity, row_sums
from hwsolve.terms.term import Name

MEANING = {
    "source_to_target": "an edge i → j carries features from i to j: each node receives from its "
    "in-neighbours, and row i of A_in = Aᵀ weighs what node i receives",
    "target_to_source": "an edge i → j carries features from j to i, against its direction: each "
    "node receives from its out-neighbours, and row i of A weighs what node i receives",
}


ALONE = {
    "A": "there m is 0",
    "A_mean": "the mean over no neighbours is read as 0",
    "A_hat": "with its self-loop a node keeps its own features",
    "A_sym": "1/0 is read as 0, so that m is 0 there, and what such a node sends counts 0",
}
"""What a node gets that nobody sends to, by the matrix that mixes."""


def write_network(spec: GraphSpec, tape: Tape, matrices: Matrices) -> None:
    """The mixing matrices that the layers need, then forward pass, loss and gradients."""
    needed = {layer.mixing for layer in spec.layers if isinstance(layer, GraphLayer)}
    with tape.section("Mixing of neighbours"):
        A = matrices.names["A"]
        if needed and spec.graph.directed:
            A = _received(spec, tape, A, needed)
        if "A_hat" in needed:
            _write_with_loops(tape, A)
        if {"A_sym", "A_mean"} & needed:
            D = tape.let("D", diagonal(row_sums(A)), f"degrees: the row sums of {_written(A)}")
            if spec.graph.isolated:
                spec.conventions.tell(
                    tape, "isolated_nodes", spec.conventions.isolated_nodes,
                    "1/0 is read as 0, so that a node without an edge receives 0",
                )  # fmt: skip
        if "A_sym" in needed:
            back = diagonal_power(D, exponent=-HALF)
            tape.let("A_sym", back @ A @ back, "scaled by the degrees on both sides")
        if "A_mean" in needed:
            mean = diagonal_power(D, exponent=rational(-1)) @ A
            tape.let("A_mean", mean, "each row by its sum: the mean over the neighbours")
    tape.convention("samples_are_nodes", "rows", "each row of x, z and a belongs to a node")
    Training(spec.network(), tape).run()
    if "M" in tape:
        labelled = ", ".join(node for node in spec.graph.nodes if node in (spec.labelled or ()))
        tape.convention(
            "labelled", labelled,
            "M is 1 in the rows of these nodes and 0 elsewhere: the loss counts them alone, and "
            "y is 0 where no target is known",
        )  # fmt: skip


def _received(spec: GraphSpec, tape: Tape, A: Name, needed: Collection[str]) -> Name:
    """The matrix whose row i weighs what node i receives: Aᵀ along the edges, A against them."""
    direction = spec.conventions.message_direction
    along = direction == "source_to_target"
    receivers = {edge[1 if along else 0] for edge in spec.graph.edges}
    meaning = MEANING[direction]
    if alone := [name for k, name in enumerate(spec.graph.nodes) if k not in receivers]:
        got = {mixing: text for mixing, text in ALONE.items() if mixing in needed}
        told = [f"by {mixing} {text}" for mixing, text in got.items()]
        meaning += f"; nobody sends to node{'s' * (len(alone) > 1)} {listed(alone)}: "
        meaning += "; ".join(told if len(told) > 1 else got.values())
    spec.conventions.tell(tape, "message_direction", direction, meaning)
    if not along:
        return A
    return tape.let("A_in", A.T, "row i weighs what node i receives: the edges that lead to it")


def _written(name: Name) -> str:
    return to_line(symbol_of(name.id))


def _write_with_loops(tape: Tape, A: Name) -> None:
    unit = identity(size=A.shape[0])
    looped = tape.let("A_tilde", A + unit, "a self-loop on each node (Kipf and Welling 2017)")
    D = tape.let("D_tilde", diagonal(row_sums(looped)), "its degrees")
    back = diagonal_power(D, exponent=-HALF)
    tape.let("A_hat", back @ looped @ back, "scaled by the degrees on both sides")
