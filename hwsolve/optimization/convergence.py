"""What is known exactly on a quadratic: its curvatures, their ratio, and each method's rate.

Nocedal and Wright 2006, section 3.3; for momentum Polyak 1964.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hwsolve.derivation.tape import Tape
from hwsolve.methods.descent import GradientDescent, Momentum
from hwsolve.methods.method import Method
from hwsolve.methods.method_conventions import MethodConventions
from hwsolve.numbers import Rational, Value, scalars, sign
from hwsolve.optimization.evaluation_point import EvaluationPoint, Labelled
from hwsolve.optimization.joint_methods import JointMethod
from hwsolve.optimization.objectives.objective import Objective, Point
from hwsolve.optimization.rates import OF_RATES, PER_DIRECTION, Rates
from hwsolve.terms.arithmetic import square_root
from hwsolve.terms.eigenvalues import characteristic_polynomial, roots_of
from hwsolve.terms.term import Name

OF_CONVERGENCE = OF_RATES | {
    "charpoly", "lambda", "mu", "kappa", "L_max", "alpha_best", "rho_best"
}  # fmt: skip
"""The names of what is found out here."""


def is_of_convergence(name: str) -> bool:
    """Whether something that is found out here has this name. e.g. rho, rho_2"""
    head, _, number = name.rpartition("_")
    return name in OF_CONVERGENCE or (head in PER_DIRECTION and number.isdigit())


def derive_convergence(
    tape: Tape,
    objective: Objective,
    point: Point,
    methods: Sequence[tuple[Labelled, Method | JointMethod]],
    conventions: MethodConventions,
) -> None:
    """The facts of the Hessian, and the rate of each method; of gradient descent without one."""
    with tape.section("Convergence"):
        curvatures = _curvatures(tape, objective, point)
        if curvatures is None:
            return
        lowest, highest = tape.name("mu"), tape.name("L_max")
        kappa = tape.let("kappa", highest / lowest, "the condition number")
        _best_rates(tape, [method for _, method in methods], lowest, highest, kappa)
        for labelled, method in methods:
            Rates(tape, labelled, curvatures, kappa).derive(method, conventions)


def _curvatures(tape: Tape, objective: Objective, point: Point) -> tuple[Name, ...] | None:
    """The different eigenvalues of the Hessian, ascending; None where they decide nothing."""
    term = objective.write_hessian(EvaluationPoint(tape, Labelled(), 0, ""), point)
    assert term is not None
    H = (
        tape.let("H", term, "the Hessian, the same everywhere")
        if "H" not in tape
        else tape.name("H")
    )
    if any(not isinstance(x, Rational) for x in scalars(H.value)):
        tape.note("The Hessian isn't rational; its eigenvalues are left out.")
        return None
    polynomial = tape.let(
        "charpoly",
        characteristic_polynomial(H),
        "the coefficients of det(λI − H), the constant first",
    )
    values = tape.let("lambda", roots_of(polynomial), "the eigenvalues of the Hessian: curvatures")
    each = [Name(values.id, value, (place,)) for place, value in enumerate(scalars(values.value))]
    lowest = tape.let("mu", each[0], "the smallest curvature")
    tape.let("L_max", each[-1], "the largest curvature")
    if sign(lowest.value) <= 0:
        tape.note("A curvature isn't positive: there is no single minimum, and no such rate.")
        return None
    others = [other for one, other in pairwise(each) if not _is_same(one.value, other.value)]
    return (each[0], *others)


def _is_same(one: Value, other: Value) -> bool:
    return one is other or sign(other - one) == 0


def _best_rates(
    tape: Tape,
    methods: Sequence[Method | JointMethod],
    lowest: Name,
    highest: Name,
    kappa: Name,
) -> None:
    """What gradient descent and momentum can do at their best, where they are run."""
    constant = [m for m in methods if isinstance(m, Method) and m.schedule is None]
    descends = not methods or any(isinstance(method, GradientDescent) for method in constant)
    if descends:
        tape.let("alpha_max", 2 / highest, "gradient descent converges for 0 < α < 2/L")
        tape.let(
            "alpha_best",
            2 / (lowest + highest),
            "the α of gradient descent for which both ends shrink at the same rate",
        )
        tape.let(
            "rho_best",
            (kappa - 1) / (kappa + 1),
            "the contraction of a step of gradient descent at its best α",
        )
    if descends or any(isinstance(method, Momentum) for method in constant):
        tape.let(
            "rho_momentum",
            (square_root(kappa) - 1) / (square_root(kappa) + 1),
            "the rate of momentum at its best α and β (Polyak 1964)",
        )
