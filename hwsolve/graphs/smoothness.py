"""What a signal has without any eigenvector: L x, its energy, its smoothness, their quotient.

Sources: Shuman et al. 2013, section II.B (xᵀLx as a sum over edges); Chung, Spectral Graph Theory,
1997, section 1.2 (the same of L_sym, with x_i/√d_i); Chung 2005 (of a directed graph).
"""

from __future__ import annotations

from hwsolve.derivation.tape import Tape
from hwsolve.graphs.graph_matrices import HALF, Decomposed, Matrices
from hwsolve.numbers import sign
from hwsolve.terms.matrices import diagonal_power, edge_energy
from hwsolve.terms.term import Name, Term

WHY = {
    "L": "how much the signal varies along the edges: Σ w_ij (x_i − x_j)²",
    "L_sym": "how much x_i/√d_i varies along the edges: Σ w_ij (x_i/√d_i − x_j/√d_j)²",
    "Q": "how far neighbours are from opposite values: Σ w_ij (x_i + x_j)²",
    "L_rw": "how much the signal varies along the edges, Σ w_ij (x_i − x_j)², since D L_rw = L",
    "chung": "how much x_i/√φ_i varies along the random walk: "
    "½ Σ φ_i P_ij (x_i/√φ_i − x_j/√φ_j)² over all i, j",
}
"""What xᵀSx is, by the matrix S; for L_rw xᵀDSx."""


class Smoothness:
    """Writes these quantities of a signal x and the matrix that is decomposed."""

    def __init__(self, tape: Tape, matrices: Matrices, subject: Decomposed, x: Name) -> None:
        self.tape, self.matrices, self.subject, self.x = tape, matrices, subject, x

    @property
    def form(self) -> Name:
        """S of xᵀSx: the matrix itself, and L = D L_rw in its inner product."""
        return self.subject.matrix if self.subject.metric is None else self.matrices.names["L"]

    @property
    def _sort(self) -> str:
        return "chung" if "Phi" in self.tape else self.subject.matrix.id

    def write_applied(self) -> None:
        """L x, whatever the matrix that is decomposed."""
        why = "(Lx)_i = Σ_j w_ij (x_i − x_j): what each node has more than its neighbours"
        if self._sort == "chung":
            why = "the matrix applied to the signal"
        self.tape.let("Lx", self.matrices.names["L"] @ self.x, why)

    def write_energy(self) -> Name:
        """‖x‖², or xᵀDx."""
        where = "" if self.subject.metric is None else ", each node weighed by its degree"
        why = f"the energy of the signal{where}"
        return self.tape.let("energy", self.subject.squared_length(self.x), why)

    def write(self) -> Name:
        """xᵀSx, and the same as a sum over the edges."""
        tape, x, sort = self.tape, self.x, self._sort
        why = WHY[sort]
        if sort == "Q" and self.matrices.plain.has_loops:
            why += " + 2 Σ A_ii x_i²"
        if self.matrices.plain.negative is not None and sort != "chung":
            why += "; an edge of negative weight takes away"
        smoothness = tape.let("smoothness", x @ (self.form @ x), why)
        if sort in ("L", "L_rw", "L_sym"):
            weights = self.matrices.symmetric_adjacency.value
            scaled: Term = x
            if sort == "L_sym":
                scaled = diagonal_power(self.matrices.names["D"], exponent=-HALF) @ x
            tape.remark(
                smoothness.id, edge_energy(scaled, weights=weights), "the sum over the edges"
            )
        return smoothness

    def write_rayleigh(self) -> None:
        """xᵀSx/xᵀx, which lies between the smallest and the largest eigenvalue."""
        steps = [self.tape.step(id) for id in ("smoothness", "energy")]
        smoothness, energy = (Name(step.id, step.value) for step in steps)
        if sign(energy.value) == 0:
            self.tape.note("A signal of zeros has no Rayleigh quotient.")
            return
        why = "the Rayleigh quotient, between the smallest and the largest eigenvalue"
        self.tape.let("rayleigh", smoothness / energy, why)
