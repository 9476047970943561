"""The rate at which a method comes nearer to the minimum of a quadratic, from its own equations.

With the minimum at 0, along one eigenvector of the Hessian with the curvature λ, the gradient is
λ x. Gradient descent is then x ← (1 − αλ) x, and a method with momentum is
x⁽ᵏ⁺¹⁾ = T x⁽ᵏ⁾ − D x⁽ᵏ⁻¹⁾: its rate is the spectral radius of the matrix [[T, −D], [1, 0]], whose
trace is T and whose determinant is D (Polyak 1964; Lessard, Recht and Packard 2016, section 2).

As λ grows from 0, the rate falls or stays, and then rises or stays, so that on an interval it is
largest at an end: |1 − αλ| is convex. With a heavy ball D = β, and ρ is √β as long as |T| ≤ 2√β,
then (|T| + √(T² − 4β))/2, which never falls as |T| grows, and |T| is convex in λ. With Nesterov,
T = (1 + β) u and D = β u for u = 1 − αλ, and ρ grows with |u| on both sides of 0: from √(βu) to
((1 + β)u + √((1 + β)²u² − 4βu))/2 above, ((1 + β)|u| + √((1 + β)²u² + 4β|u|))/2 below.

Both roots of r² − T r + D lie inside of the unit circle if and only if |D| < 1 and |T| < 1 + D
(Schur 1917, Jury 1964).
"""

from __future__ import annotations

from dataclasses import dataclass

from hwsolve.derivation.tape import Tape
from hwsolve.methods.descent import GradientDescent, Momentum, Nesterov
from hwsolve.methods.method import Method
from hwsolve.methods.method_choice import WRITTEN
from hwsolve.methods.method_conventions import MethodConventions
from hwsolve.methods.method_state import RATE
from hwsolve.numbers import Value, absolute, is_symbolic, sign
from hwsolve.optimization.evaluation_point import Labelled
from hwsolve.optimization.joint_methods import ConjugateGradient, JointMethod, LineSearch, Newton
from hwsolve.optimization.recurrence import Recurrence
from hwsolve.quantity import Quantity
from hwsolve.terms.arithmetic import magnitude, square_root
from hwsolve.terms.cases import larger
from hwsolve.terms.systems import tabled
from hwsolve.terms.term import Name, Term, as_term

MOST_DIRECTIONS = 6
"""Curvatures that are looked at one by one; of more, the smallest and the largest decide."""

PER_DIRECTION = ("r", "M", "T", "D", "q", "rho")
"""What is let for each curvature: r_1, M_1, …"""

OF_RATES = frozenset({"alpha_max", "rho", "rho_f", "rho_momentum"})


@dataclass(frozen=True)
class Rates:
    """Where the rate of a method is written, and what is known of the quadratic.

    curvatures  the different eigenvalues of the Hessian, all positive, ascending
    kappa       the condition number
    """

    tape: Tape
    labelled: Labelled
    curvatures: tuple[Name, ...]
    kappa: Name

    @property
    def highest(self) -> Name:
        """The largest curvature."""
        return self.tape.name("L_max")

    @property
    def lowest(self) -> Name:
        """The smallest curvature."""
        return self.tape.name("mu")

    @property
    def ends(self) -> tuple[Name, ...]:
        """The curvatures that are looked at: all of a few, else the smallest and the largest."""
        if len(self.curvatures) <= MOST_DIRECTIONS:
            return self.curvatures
        return self.curvatures[0], self.curvatures[-1]

    def let(self, name: str, term: Term, why: str) -> Name:
        """Let a quantity of this method."""
        return self.tape.let(self.labelled.alone(Quantity(name)), term, why)

    def numbers(self, method: Method) -> dict[str, Name]:
        """The hyperparameters of a method, as they are given."""
        alone = self.labelled.alone
        return {id: self.tape.name(alone(Quantity(id))) for id in method.numbers()}

    def derive(self, method: Method | JointMethod, conventions: MethodConventions) -> None:
        """Write the rate of a method, or that it has none."""
        name = WRITTEN[method.name]
        match method:
            case Method(schedule=rule) if rule is not None:
                self._changing(method, name)
            case GradientDescent():
                self._descent(name, self.numbers(method)["alpha"])
            case Momentum() | Nesterov():
                self._with_momentum(name, Recurrence(method, conventions, self.numbers(method)))
            case Newton():
                self._newton(method)
            case LineSearch(rule="exact"):
                self._exact_line_search()
            case LineSearch():
                self.tape.note(
                    "The step length is looked for anew in every step: no factor is the same in "
                    "all of them, and there is no rate to be derived from the curvatures alone."
                )
            case ConjugateGradient():
                count = len(self.curvatures)
                self.tape.note(
                    f"In exact arithmetic conjugate gradients reach the minimum after at most "
                    f"{count} step{'s' if count > 1 else ''}: as many as the Hessian has different "
                    "eigenvalues. The factor of a single step isn't constant."
                )
            case _:
                self.tape.note(
                    f"A step of {name} is scaled entry by entry by what the gradients have been "
                    "so far. So it isn't the same linear map of the distance each time, and there "
                    "is no constant ρ by which that shrinks, not even on a quadratic function."
                )

    # ---- one factor a step ----------------------------------------------------------------------

    def _descent(self, name: str, alpha: Name) -> None:
        if is_symbolic(alpha.value):
            self.let("rho", self._widest(alpha), DESCENT)
            return
        for curvature in self.ends:
            factor = 1 - alpha * curvature
            self.let(
                _numbered("r", curvature),
                factor,
                f"each step multiplies what is left along the eigenvector of "
                f"{_label(curvature)} by this: it {_behaviour(factor.value)}",
            )
        self._tell_the_rest()
        rho = self.let("rho", self._widest(alpha), DESCENT)
        widest = 1 - alpha * self.highest
        self._verdict(
            f"{name} converges to the minimum from every start.",
            f"{name} doesn't converge: {self._of_the_slowest(_behaviour(widest.value))}"
            + (
                " Only a start without any part along that eigenvector leads to the minimum."
                if len(self.curvatures) > 1
                else ""
            ),
            f"{name} diverges, from every start that isn't 0 in the directions that grow.",
            sign(rho.value - 1),
        )

    def _widest(self, alpha: Name) -> Term:
        return larger(magnitude(1 - alpha * self.lowest), magnitude(1 - alpha * self.highest))

    def _newton(self, method: Newton) -> None:
        if method.learning_rate == 1:
            self.tape.note(
                "Newton's method reaches the minimum of a quadratic function in one step from any "
                "start: x − H⁻¹∇f(x) is the minimum itself."
            )
            return
        alpha = self.tape.name(self.labelled.alone(RATE))
        rho = self.let(
            "rho",
            magnitude(1 - alpha),
            "a step goes the part α of the way to the minimum, so that 1 − α of it is left, in "
            "every direction",
        )
        self._verdict(
            "Newton's method converges to the minimum from every start.",
            "Newton's method doesn't converge from any start but the minimum: in every direction "
            f"what is left {_behaviour(1 - alpha.value)}.",
            "Newton's method diverges from every start but the minimum.",
            sign(rho.value - 1),
        )

    def _exact_line_search(self) -> None:
        self.let(
            "rho_f",
            ((self.kappa - 1) / (self.kappa + 1)) ** 2,
            "each step shrinks f − f_min at least by this factor (Nocedal and Wright 2006, "
            "theorem 3.3); how much exactly, depends on where it starts",
        )

    def _changing(self, method: Method, name: str) -> None:
        self.tape.note(
            f"The schedule changes α from step to step, and what a step of {name} does changes "
            "with it: there is no ρ that all steps have in common."
        )

    # ---- two iterates a step --------------------------------------------------------------------

    def _with_momentum(self, name: str, recurrence: Recurrence) -> None:
        tape = self.tape
        tape.note(
            "Take the minimum as 0, and x along one eigenvector of H with the eigenvalue λ: then "
            f"∇f = λ·x. {recurrence.velocity}"
        )
        tape.state(
            self.labelled.alone(Quantity("recurrence")),
            recurrence.written(),
            "substitution",
            "the step without V",
        )
        tape.note(
            "So (x⁽ᵏ⁺¹⁾, x⁽ᵏ⁾) is the matrix M = [[T, −D], [1, 0]] times (x⁽ᵏ⁾, x⁽ᵏ⁻¹⁾), with T "
            "and D the factors of x⁽ᵏ⁾ and −x⁽ᵏ⁻¹⁾. Its eigenvalues are the roots of r² − T·r + D, "
            "and the larger magnitude, the spectral radius, is the rate in the long run, unless "
            "start and velocity make a state that goes with the other root alone."
        )
        self.let("alpha_max", recurrence.bound(self.highest), recurrence.why_bound)
        rates = []
        for curvature in self.ends:
            found = self._direction(recurrence, curvature)
            if found is None:
                tape.note(
                    f"For 0 < α < α_max, and no other α > 0, {name} converges{recurrence.proviso}."
                )
                return
            rates.append(found)
        self._tell_the_rest()
        largest: Term = rates[0][0]
        for rate, _, _ in rates[1:]:
            largest = larger(largest, rate)
        self.let("rho", largest, f"the rate of {name}: the slowest direction decides")
        where, does = max(((at, does) for _, at, does in rates), key=lambda pair: pair[0])
        state, slowest = "the state (x⁽¹⁾, x⁽⁰⁾)", _label(self.curvatures[-1], "M")
        self._verdict(
            f"{name} converges to the minimum from every start, with every velocity.",
            f"{name} doesn't converge: {self._of_the_slowest(f'in the long run {does}')} Only "
            f"where start and velocity make {state} one without any part along the eigenvector of "
            f"{slowest} for the root −1, it converges to the minimum.",
            f"{name} diverges, unless start and velocity make {state} one without any part that "
            "grows.",
            where,
        )

    def _direction(self, recurrence: Recurrence, curvature: Name) -> tuple[Name, int, str] | None:
        """(ρ, its comparison with 1, what x does) along an eigenvector; None for letters."""
        label = _label(curvature)
        kept, dropped = recurrence.factors(curvature)
        self.let(
            _numbered("M", curvature),
            tabled(kept, -dropped, as_term(1), as_term(0), columns=2),
            f"one step along the eigenvector of {label}",
        )
        T = self.let(_numbered("T", curvature), kept, "its trace")
        D = self.let(_numbered("D", curvature), dropped, "its determinant")
        if is_symbolic(T.value) or is_symbolic(D.value):
            return None
        q = self.let(_numbered("q", curvature), T**2 - 4 * D, "the discriminant of r² − T·r + D")
        where = _against_one(T.value, D.value)
        if sign(q.value) < 0:
            term: Term = square_root(D)
            does = f"swings from side to side and {IN_THE_LONG_RUN[where]}"
            why = "q < 0: the roots are a complex pair, and r·r̄ = |r|² = D"
        else:
            term = (magnitude(T) + square_root(q)) / 2
            does = IN_THE_LONG_RUN[where]
            if sign(T.value) < 0:
                does = f"{JUMPS} and {does}"
            why = "q ≥ 0: the roots are real, the larger in magnitude is (|T| + √q)/2"
        left = f"in the long run what is left {does}"
        if sign(T.value) == 0 == sign(D.value):
            # Two, because a velocity may still move x in the first step.
            left = "M² = 0: what is left is 0 after at most two steps"
        rho = self.let(_numbered("rho", curvature), term, f"{why}; {left}")
        return rho, where, does

    # ---- words ----------------------------------------------------------------------------------

    def _tell_the_rest(self) -> None:
        if len(self.ends) < len(self.curvatures):
            self.tape.note(
                f"The other {len(self.curvatures) - 2} curvatures lie between these. As λ grows, a "
                "rate falls or stays until it is least, and from there it rises or stays: the "
                "slowest direction is one of these two."
            )

    def _of_the_slowest(self, does: str) -> str:
        """What is left where ρ = 1, which only the largest curvature can make it."""
        rest = ", and in the other directions it shrinks" if len(self.curvatures) > 1 else ""
        return f"along the eigenvector of {_label(self.curvatures[-1])} what is left {does}{rest}."

    def _verdict(self, below: str, equal: str, above: str, where: int) -> None:
        """What follows from ρ < 1, = 1 or > 1."""
        words = {-1: f"ρ < 1: {below}", 0: f"ρ = 1: {equal}", 1: f"ρ > 1: {above}"}
        self.tape.note(words[where])


IN_THE_LONG_RUN = {-1: "shrinks", 0: "stays as large as it is", 1: "grows"}
JUMPS = "jumps from side to side"
DESCENT = "the contraction of a step of gradient descent at the given α: max |1 − αλ|"


def _behaviour(factor: Value) -> str:
    """What a number does that is multiplied by the same factor each time."""
    side = sign(factor)
    if side == 0:
        return "is 0 after one step"
    size = IN_THE_LONG_RUN[sign(absolute(factor) - 1)]
    return size if side > 0 else f"{JUMPS} and {size}"


def _against_one(T: Value, D: Value) -> int:
    """−1, 0 or 1: the larger magnitude of the roots of r² − T r + D against 1."""
    inside = (sign(1 - absolute(D)), sign(1 + D - absolute(T)))
    return -min(inside)


def _number(curvature: Name) -> int:
    return curvature.index[0] + 1


def _numbered(name: str, curvature: Name) -> str:
    return f"{name}_{_number(curvature)}"


def _label(curvature: Name, letter: str = "λ") -> str:
    subscripts = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    return f"{letter}{str(_number(curvature)).translate(subscripts)}"
