"""The projector onto each eigenspace, which doesn't depend on the basis that was chosen."""

from __future__ import annotations

from hwsolve.derivation.tape import Tape
from hwsolve.graphs.eigenspaces import Basis, Eigenspace
from hwsolve.graphs.graph_matrices import Decomposed
from hwsolve.quantity import Quantity
from hwsolve.terms.linear import outer
from hwsolve.terms.matrices import identity
from hwsolve.terms.term import Name, Term

MOST_DISTINCT = 5
"""Distinct eigenvalues up to which projectors are also written as products."""


def write_projectors(tape: Tape, basis: Basis, subject: Decomposed) -> list[Name]:
    """P_k = Σ u uᵀ over one eigenspace, and the same without any eigenvector."""
    size = basis.U.shape[0]
    found = []
    for space in basis.spaces:
        numbers = range(space.start + 1, space.stop + 1)
        names = [tape.name(Quantity("u", number=k)) for k in numbers]
        term: Term = outer(names[0], names[0])
        for name in names[1:]:
            term = term + outer(name, name)
        if subject.metric is not None:
            term = term @ subject.metric
        P = tape.let(
            Quantity("P", eigenspace=space.number), term, "the projector onto this eigenspace"
        )
        found.append(P)
        if 1 < len(basis.spaces) <= MOST_DISTINCT and all(s.root.is_explicit for s in basis.spaces):
            tape.remark(
                P.id,
                _lagrange(basis, space, subject.matrix, size),
                "the same from the matrix and its eigenvalues alone: no choice of basis enters",
            )
    return found


def _lagrange(basis: Basis, space: Eigenspace, matrix: Name, size: int) -> Term:
    """∏ (S − μI)/(λ − μ) over the other eigenvalues μ."""
    values = basis.values
    own = Name(values.id, values.value[space.start], (space.start,))
    product: Term | None = None
    for other in basis.spaces:
        if other is not space:
            mu = Name(values.id, values.value[other.start], (other.start,))
            factor: Term = (matrix - mu * identity(size=size)) / (own - mu)
            product = factor if product is None else product @ factor
    assert product is not None
    return product
