"""The graph Fourier transform: coefficients, energies, smoothness (Shuman et al. 2013)."""

from __future__ import annotations

from hwsolve.derivation.tape import Tape
from hwsolve.graphs.eigenspaces import Basis
from hwsolve.graphs.graph_matrices import Decomposed
from hwsolve.graphs.non_unique_eigenvectors import Choosing, coefficients
from hwsolve.graphs.projectors import write_projectors
from hwsolve.graphs.smoothness import Smoothness
from hwsolve.quantity import Quantity
from hwsolve.terms.linear import squared_norm, total
from hwsolve.terms.matrices import gather
from hwsolve.terms.term import Name, Term


def transform(tape: Tape, basis: Basis, x: Name, subject: Decomposed, signal: Smoothness) -> Name:
    """x̂ = Uᵀx with everything that follows from it."""
    free = free_coefficients(tape, basis, x, subject)
    why = "the coefficient of each eigenvector in x"
    x_hat = tape.let("x_hat", basis.U.T @ subject.weighted(x), why, non_unique=free)
    tape.remark("x", basis.U @ x_hat, "the inverse transform gives the signal back")
    signal.write_energy()
    tape.remark("energy", squared_norm(x_hat), "Parseval: the transform keeps it")
    with tape.section("Fourier transform", "energy per eigenspace"):
        _energies(tape, subject, basis, x, x_hat)
    with tape.section("Fourier transform", "smoothness"):
        smoothness = signal.write()
        tape.remark(
            smoothness.id, total(basis.values * x_hat**2), "each eigenvalue times its energy"
        )
    return x_hat


def free_coefficients(
    tape: Tape,
    basis: Basis,
    x: Name,
    subject: Decomposed,
    *,
    filtered: tuple[Name, Name] | None = None,
) -> Choosing:
    """What coefficients must satisfy in whatever basis; `filtered` by h(λ), as h and x̂ say."""
    return coefficients(
        x,
        subject,
        [tape.step(Quantity("u", number=k)) for k in range(1, basis.U.shape[1] + 1)],
        [range(space.start, space.stop) for space in basis.spaces],
        basis.U,
        filtered=filtered,
    )


def _energies(tape: Tape, subject: Decomposed, basis: Basis, x: Name, x_hat: Name) -> None:
    with tape.shown_at_standard("nothing"):
        projectors = write_projectors(tape, basis, subject)
    energies: list[Term] = []
    for space, P in zip(basis.spaces, projectors, strict=True):
        places = range(space.start, space.stop)
        names = [Name(x_hat.id, x_hat.value[k], (k,)) for k in places]
        term: Term = names[0] ** 2
        for name in names[1:]:
            term = term + name**2
        E = tape.let(
            Quantity("E", eigenspace=space.number),
            term,
            "the squares of its coefficients, added up",
        )
        with tape.shown_at_standard("nothing"):
            tape.remark(
                E.id,
                x @ subject.weighted(P @ x),
                "from the projector, which doesn't depend on the basis",
            )
        energies.append(E)
    if any(space.stop - space.start > 1 for space in basis.spaces):
        tape.note(
            "Inside a repeated eigenvalue x_hat depends on the basis that was chosen; the energy "
            "of the eigenspace doesn't. So two right answers may differ in x_hat, and must agree "
            "here."
        )
    shared = tape.let("E_all", gather(*energies), "the energies of all eigenspaces")
    tape.remark("energy", total(shared), "together they are the energy of the signal")
