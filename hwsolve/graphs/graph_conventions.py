"""The ledger of graphs: what courses and books do differently.

Sources: Chung, Spectral Graph Theory, 1997; Chung, Laplacians and the Cheeger inequality for
directed graphs, 2005; von Luxburg, A tutorial on spectral clustering, 2007; Shuman et al., The
emerging field of signal processing on graphs, 2013; Fey and Lenssen, Fast graph representation
learning with PyTorch Geometric, 2019 (messages go from source to target).
"""

from __future__ import annotations

from typing import Literal

from hwsolve.derivation.tape import Tape
from hwsolve.layers.network_conventions import NetworkConventions

Kind = Literal["combinatorial", "symmetric", "random_walk", "signless"]

MATRIX_OF = {"combinatorial": "L", "symmetric": "L_sym", "random_walk": "L_rw", "signless": "Q"}
"""The id of the matrix whose eigenvectors are the Fourier basis."""

DIRECTED = {
    "symmetrized": "A_s = (A + Aᵀ)/2 takes the place of A",
    "chung": "L = I − (Φ^½ P Φ^−½ + Φ^−½ Pᵀ Φ^½)/2, with the random walk P = D_out⁻¹ A and its "
    "stationary distribution on the diagonal of Φ (Chung 2005)",
}


class GraphConventions(NetworkConventions):
    """Choices that courses make differently; each is printed with the solution where it matters."""

    weights: Literal["rows_are_units", "rows_are_inputs"] = "rows_are_inputs"
    laplacian: Kind = "combinatorial"
    eigenvalue_order: Literal["ascending", "descending"] = "ascending"
    eigenvector_sign: Literal["first_positive", "first_negative", "as_found"] = "first_positive"
    eigenspace_basis: Literal["free_variables", "free_variables_reversed"] = "free_variables"
    self_loops: Literal["once", "twice"] = "once"
    isolated_nodes: Literal["refused", "zero"] = "refused"
    message_direction: Literal["source_to_target", "target_to_source"] = "source_to_target"
    directed: Literal["symmetrized", "chung"] = "symmetrized"

    @classmethod
    def of_graphs(cls) -> list[str]:
        """The conventions that are not about the layers of a network."""
        keys = cls.keys()
        return [key for key in keys if key not in NetworkConventions.model_fields]

    @property
    def matrix(self) -> str:
        """The id of the matrix that is decomposed."""
        return MATRIX_OF[self.laplacian]

    @property
    def descending(self) -> bool:
        """Whether λ₁ is the largest eigenvalue."""
        return self.eigenvalue_order == "descending"

    @property
    def loops(self) -> int:
        """How often a self-loop counts in A and in the degree of its node."""
        return 2 if self.self_loops == "twice" else 1

    @property
    def is_normalized(self) -> bool:
        """Whether the matrix that is decomposed divides by the degrees."""
        return self.laplacian in ("symmetric", "random_walk")

    def tell_order(self, tape: Tape) -> None:
        """In which order eigenvalues stand."""
        meaning = "λ₁ ≤ λ₂ ≤ …, equal ones side by side"
        if self.descending:
            meaning = meaning.replace("≤", "≥") + "; the eigenvalues λ_sym of a cut stay ascending"
        self.tell(tape, "eigenvalue_order", self.eigenvalue_order, meaning)

    def tell_signs(self, tape: Tape) -> None:
        """How an eigenvector was chosen among those of either sign."""
        self.tell(
            tape,
            "eigenvector_sign",
            self.eigenvector_sign,
            {
                "first_positive": "the first entry of u that isn't 0 is positive",
                "first_negative": "the first entry of u that isn't 0 is negative",
                "as_found": "u keeps the sign that the elimination gives it",
            }[self.eigenvector_sign],
        )

    def tell_eigenspaces(self, tape: Tape) -> None:
        """Where an eigenvalue is repeated, any orthonormal basis of its eigenspace would do."""
        first = self.eigenspace_basis == "free_variables"
        self.tell(
            tape,
            "eigenspace_basis",
            self.eigenspace_basis,
            "one vector per free variable, "
            + ("the first one first" if first else "the last one first")
            + ", made orthonormal by Gram–Schmidt in this order",
        )
