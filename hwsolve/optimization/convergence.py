"""What is known exactly on a quadratic: contraction, best α, condition number.

Nocedal and Wright 2006, section 3.3; for momentum Polyak 1964.
"""

from __future__ import annotations

from hwsolve.derivation.tape import Tape
from hwsolve.numbers import Rational, scalars, sign
from hwsolve.optimization.ids import Ids, Place
from hwsolve.optimization.objectives.objective import Objective, Point
from hwsolve.terms.arithmetic import magnitude, square_root
from hwsolve.terms.cases import larger
from hwsolve.terms.eigenvalues import characteristic_polynomial, roots_of
from hwsolve.terms.term import Name

OF_CONVERGENCE = frozenset(
    {"charpoly", "lambda", "mu", "kappa", "rho", "L_max", "alpha_max", "alpha_best", "rho_best"}
)
"""The names of what is found out here."""


def derive_convergence(tape: Tape, objective: Objective, point: Point, alpha: Name | None) -> None:
    """The facts, from the eigenvalues of the Hessian."""
    with tape.section("Convergence"):
        term = objective.write_hessian(Place(tape, Ids(), 0, ""), point)
        assert term is not None
        H = (
            tape.let("H", term, "the Hessian, the same everywhere")
            if "H" not in tape
            else Name("H", tape.step("H").value)
        )
        if any(not isinstance(x, Rational) for x in scalars(H.value)):
            tape.note("The Hessian isn't rational; its eigenvalues are left out.")
            return
        polynomial = tape.let(
            "charpoly",
            characteristic_polynomial(H),
            "the coefficients of det(λI − H), the constant first",
        )
        values = tape.let(
            "lambda", roots_of(polynomial), "the eigenvalues of the Hessian: curvatures"
        )
        size = len(scalars(values.value))
        lowest = tape.let("mu", Name("lambda", values.value[0], (0,)), "the smallest curvature")
        highest = tape.let(
            "L_max", Name("lambda", values.value[size - 1], (size - 1,)), "the largest curvature"
        )
        if sign(lowest.value) <= 0:
            tape.note("A curvature isn't positive: there is no single minimum, and no such rate.")
            return
        _facts(tape, lowest, highest, alpha)


def _facts(tape: Tape, lowest: Name, highest: Name, alpha: Name | None) -> None:
    tape.let("alpha_max", 2 / highest, "gradient descent converges for 0 < α < 2/L")
    kappa = tape.let("kappa", highest / lowest, "the condition number")
    tape.let(
        "alpha_best", 2 / (lowest + highest), "the α for which both ends shrink at the same rate"
    )
    tape.let("rho_best", (kappa - 1) / (kappa + 1), "the contraction of a step at the best α")
    tape.let(
        "rho_momentum",
        (square_root(kappa) - 1) / (square_root(kappa) + 1),
        "with heavy-ball momentum at its best (Polyak 1964)",
    )
    if alpha is not None:
        rate = tape.let(
            "rho",
            larger(magnitude(1 - alpha * lowest), magnitude(1 - alpha * highest)),
            "the contraction of a step of gradient descent at the given α: max |1 − αλ|",
        )
        verdict = {-1: "converges to", 0: "keeps its distance from", 1: "diverges from"}
        tape.note(
            f"Gradient descent {verdict[sign(rate.value - 1)]} the minimum: ρ is "
            f"{ {-1: 'less than', 0: 'equal to', 1: 'greater than'}[sign(rate.value - 1)] } 1."
        )
