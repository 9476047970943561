"""Matrices that refute what is often said about eigenvalues and gradients, worked out in numbers.

The examples with a state choose it so that it repeats itself: with U = I and a constant input x,
each J[j] is the same matrix diag(σ′(z)) W, or its transpose in denominator layout, so that
∂s[t]/∂s[k] is its power t − k.
"""

from __future__ import annotations

from dataclasses import dataclass

from hwsolve.derivation.figures import Table
from hwsolve.derivation.tape import Tape
from hwsolve.networks.sequences.jacobians import RADIUS
from hwsolve.networks.sequences.sequence_conventions import RecurrentConventions
from hwsolve.notation.tree import Numeral
from hwsolve.numbers import Rational, rational
from hwsolve.quantity import Quantity
from hwsolve.terms.activation_row import ACTIVATIONS, Activation
from hwsolve.terms.arithmetic import logarithm
from hwsolve.terms.joining import diagonal
from hwsolve.terms.norms import radius, two_norm
from hwsolve.terms.term import Literal, Name, Term

Matrix = list[list[Rational]]


@dataclass(frozen=True, slots=True)
class Example:
    """W, the state that repeats itself (for ReLU, its z), and the lesson."""

    activation: str
    W: Matrix
    why: str
    lesson: str
    state: tuple[Rational, ...] = ()
    powers: tuple[int, ...] = (2, 4, 8)
    whatever_the_state: bool = False

    @property
    def row(self) -> Activation:
        """What is known of the activation."""
        return ACTIVATIONS[self.activation]

    def work_out(self, tape: Tape, letter: str, conventions: RecurrentConventions) -> None:
        """Write the example's numbers; every quantity carries the letter of the example below."""
        W = tape.given(f"W_{letter}", self.W, self.why)
        tape.let(W.id.radius, radius(W), RADIUS)
        size = tape.let(W.id.norm, two_norm(W), "the largest singular value")
        if self.whatever_the_state:
            self._bound(tape, letter, size)
        else:
            J = self._jacobian(tape, letter, W, conventions)
            self._powers(tape, J)
        tape.note(self.lesson)

    def _bound(self, tape: Tape, letter: str, size: Name) -> None:
        known = self.row.known_greatest_slope({})
        assert known is not None
        value, why = known
        gamma = tape.given(f"gamma_{letter}", value, why)
        factor = tape.let(f"q_{letter}", gamma * size, "no factor of the chain is larger than this")
        for power in self.powers:
            tape.let(
                Quantity(f"bound_{letter}", distance=power),
                factor**power,
                f"no ‖J[t,k]‖ with t − k = {power} is larger, in whatever states",
            )

    def _jacobian(
        self, tape: Tape, letter: str, W: Name, conventions: RecurrentConventions
    ) -> Name:
        numerator = conventions.jacobian_layout == "numerator"
        if self.activation == "linear":
            factor, written = (W, "W") if numerator else (W.T, "Wᵀ")
            return tape.let(f"J_{letter}", factor, f"a linear cell: every factor is {written}")
        z, s = self._state(tape, letter, conventions)
        tape.let(f"x_{letter}", z - W @ s, "with this input at every time step (and U = I) "
                 "z = U x + W s, so the state stays where it is")  # fmt: skip
        slopes = self.row.slope(z, {}, conventions.relu_at_zero, s)
        D = tape.let(f"D_{letter}", diagonal(slopes), "the slopes of the activation at z")
        factor = D @ W if numerator else W.T @ D
        J = tape.let(f"J_{letter}", factor, "so every factor of the chain is this matrix")
        tape.let(J.id.radius, radius(J), RADIUS)
        return J

    def _state(
        self, tape: Tape, letter: str, conventions: RecurrentConventions
    ) -> tuple[Name, Name]:
        """z and s = σ(z): for σ and tanh, z is the logarithm that gives the state s."""
        at_zero = conventions.relu_at_zero
        if self.activation == "relu":
            active = sum(x > 0 for x in self.state)
            why = ("no unit is active", "one unit is active, the other is not")[active]
            z = tape.given(f"z_{letter}", list(self.state), why)
            s = tape.let(f"s_{letter}", self.row(z, {}, at_zero), "the state")
            return z, s
        s = tape.given(f"s_{letter}", list(self.state), "a state that repeats itself, see below")
        inverse: Term
        if self.activation == "sigmoid":
            inverse = logarithm(s / (1 - s))
        else:
            inverse = Literal(rational(1, 2)) * logarithm((1 + s) / (1 - s))
        z = tape.let(f"z_{letter}", inverse, "the z at which the activation gives this state")
        squashed = self.row(z, {}, at_zero)
        tape.let(f"s_next_{letter}", squashed, "so the next state is the same again")
        return z, s

    def _powers(self, tape: Tape, J: Name) -> None:
        one = J.id.moved(distance=1).norm
        norms = {1: tape.let(one, two_norm(J), "‖J[t,k]‖ for t − k = 1")}
        power, exponent = J, 1
        for wanted in self.powers:
            while exponent < wanted:
                exponent *= 2
                power = tape.let(
                    J.id.moved(distance=exponent),
                    power @ power,
                    f"J[t,k] for t − k = {exponent}: the power {exponent // 2}, squared",
                )
            norms[wanted] = tape.let(
                one.moved(distance=wanted), two_norm(power), f"‖J[t,k]‖ for t − k = {wanted}"
            )
        rows = tuple((Numeral(str(n)), name.value) for n, name in norms.items())
        tape.figure(Table("‖J[t,k]‖ against t − k", ("t − k", "norm"), rows))


def _numbers(*rows: tuple[int, int]) -> Matrix:
    return [[rational(x) for x in row] for row in rows]


def nilpotent_that_explodes(activation: str) -> Example:
    """Both eigenvalues of W are 0, and yet ‖J[t,k]‖ grows exponentially with t − k."""
    scale, state = {
        "sigmoid": (32, (rational(1, 2), rational(3, 4))),
        "tanh": (5, (rational(0), rational(3, 5))),
        "relu": (2, (rational(1), rational(-1))),
    }[activation]
    return Example(
        activation,
        _numbers((scale, scale), (-scale, -scale)),
        "a nilpotent matrix: W W = 0, so both eigenvalues are 0",
        "Both eigenvalues of W are 0, far below 1, and the gradient explodes: different slopes in "
        "the two units destroy the cancellation on which the small eigenvalues rest.",
        state,
    )


def within_the_bound(activation: str) -> Example:
    """Eigenvalues above 1, and gradients vanish in every state, since γ‖W‖ < 1."""
    return Example(
        activation,
        _numbers((2, 0), (0, 2)),
        "both eigenvalues are 2",
        "The eigenvalues are larger than 1, and still gradients vanish, whatever the states are: "
        "for a symmetric W that needs only |λ| < 1/γ = 4.",
        whatever_the_state=True,
    )


def small_slopes(activation: str) -> Example:
    """‖W‖ > 1/γ and eigenvalues above 1, and gradients vanish since the units are saturated."""
    factor, state = {
        "sigmoid": (rational(5), (rational(3, 4), rational(3, 4))),
        "tanh": (rational(3, 2), (rational(3, 5), rational(3, 5))),
        "relu": (rational(2), (rational(-1), rational(-1))),
    }[activation]
    reason = "The units are far from where the slope is largest, so that no factor is as large as 1"
    if activation == "relu":
        reason = "Neither unit is active, so every slope is 0, and every factor"
    zero = rational(0)
    return Example(
        activation,
        [[factor, zero], [zero, factor]],
        "both eigenvalues and the norm are larger than 1/γ",
        f"{reason}: gradients vanish although ‖W‖ > 1/γ and all eigenvalues are larger than 1.",
        state,
        powers=(2, 4, 8, 16, 32),
    )


def growing_transiently(activation: str) -> Example:
    """ρ(W) < 1 and ‖W‖ > 1: the powers grow at first and vanish in the end."""
    nine = rational(9, 10)
    return Example(
        activation,
        [[nine, rational(10)], [rational(0), nine]],
        "both eigenvalues are 9/10, and the entry off the diagonal makes the norm large",
        "The norm grows to more than three times its first value and vanishes only in the end: "
        "ρ(W) < 1 "
        "decides the long run, and says nothing about the time until then.",
        powers=(2, 4, 8, 16, 32, 64, 128),
    )


def signed_eigenvalues(activation: str) -> Example:
    """Eigenvalues below 1 that are large in magnitude."""
    return Example(
        activation,
        _numbers((-2, 0), (0, -2)),
        "both eigenvalues are −2, which is smaller than 1",
        "Eigenvalues are smaller than 1 and gradients explode: what counts in a linear network is "
        "ρ(W), the largest |λ|.",
    )
