"""Filters of a signal on a graph: a function h of the eigenvalues, or a polynomial of L itself.

Sources: Shuman et al. 2013 (heat kernel, Tikhonov); Hammond, Vandergheynst and Gribonval 2011 and
Defferrard, Bresson and Vandergheynst 2016 (Chebyshev polynomials).
"""

from __future__ import annotations

from typing import Annotated, Literal

from hwsolve.derivation.tape import Tape
from hwsolve.graphs.eigenspaces import Basis
from hwsolve.numbers import Scalar, rational
from hwsolve.spec import Exact, Named, NonNegativeExact, PositiveExact, StrictModel, Vector
from hwsolve.terms.arithmetic import add, exponential
from hwsolve.terms.cases import choose
from hwsolve.terms.elementwise import times
from hwsolve.terms.matrices import identity
from hwsolve.terms.term import Literal as Number
from hwsolve.terms.term import Name, Term


class Heat(StrictModel):
    """h(λ) = e^(−tλ): what is left of a signal after it has diffused for a time t."""

    name: Literal["heat"]
    time: NonNegativeExact = rational(1)

    def response(self, x: Term) -> Term:
        return exponential(-times(Number(self.time), x))


class IdealLowPass(StrictModel):
    """h(λ) = 1 up to the cutoff, 0 above it."""

    name: Literal["ideal_low_pass"]
    cutoff: Exact

    def response(self, x: Term) -> Term:
        return choose(x - Number(self.cutoff), 0, 1, 1)


class IdealHighPass(StrictModel):
    """h(λ) = 0 below the cutoff, 1 from it on."""

    name: Literal["ideal_high_pass"]
    cutoff: Exact

    def response(self, x: Term) -> Term:
        return choose(x - Number(self.cutoff), 1, 0, 1)


class Tikhonov(StrictModel):
    """h(λ) = 1/(1 + γλ), the minimiser of ‖y − x‖² + γ yᵀLy."""

    name: Literal["tikhonov"]
    gamma: PositiveExact

    def response(self, x: Term) -> Term:
        return 1 / (1 + times(Number(self.gamma), x))


class PolynomialFilter(StrictModel):
    """h(λ) = c₀ + c₁λ + c₂λ² + …, which reaches no further than its degree along the edges."""

    name: Literal["polynomial"]
    coefficients: Vector

    def response(self, x: Term) -> Term:
        return _sum(
            [
                Number(c) if power == 0 else times(Number(c), x if power == 1 else x**power)
                for power, c in enumerate(self.coefficients)
                if c != 0
            ]
            or [Number(rational(0))]
        )


class Chebyshev(StrictModel):
    """h(λ) = Σ θ_k T_k(2λ/λ_max − 1); lambda_max is the largest eigenvalue unless it is given."""

    name: Literal["chebyshev"]
    coefficients: Vector
    lambda_max: PositiveExact | None = None

    def response(self, x: Term) -> Term:
        """Σ θ_k T_k(x) for an x that is scaled already, by T_k = 2x T_{k−1} − T_{k−2}."""
        polynomials: list[Term] = [Number(rational(1)), x]
        while len(polynomials) < len(self.coefficients):
            polynomials.append(2 * x * polynomials[-1] - polynomials[-2])
        parts = zip(self.coefficients, polynomials, strict=False)
        return _sum([times(Number(c), p) for c, p in parts])


Filter = Annotated[
    Heat | IdealLowPass | IdealHighPass | Tikhonov | PolynomialFilter | Chebyshev, Named("filter")
]

WORDS = {
    "heat": "each eigenvalue's share of the signal decays with time, large λ first",
    "ideal_low_pass": "slow parts stay, parts with λ above the cutoff go",
    "ideal_high_pass": "fast parts stay, parts with λ below the cutoff go",
    "tikhonov": "the smoother a part, the more of it stays",
    "polynomial": "the polynomial at each eigenvalue",
    "chebyshev": "the Chebyshev sum at each scaled eigenvalue",
}


def _sum(terms: list[Term]) -> Term:
    return add(*terms) if len(terms) > 1 else terms[0]


def filter_spectrally(
    tape: Tape, chosen: Filter, basis: Basis, x_hat: Name, operator: Name, x: Name
) -> None:
    """x_filtered = U h(Λ) x̂, and for a polynomial the same without any eigenvector."""
    values, U = basis.values, basis.U
    scaled: Term = values
    if isinstance(chosen, Chebyshev):
        top = chosen.lambda_max
        largest: Term = Number(top) if top is not None else _largest(basis)
        scaled = tape.let("lambda_scaled", 2 * values / largest - 1, "eigenvalues in [−1, 1]")
    h = tape.let("h", _full(chosen.response(scaled), values), WORDS[chosen.name])
    filtered = tape.let("x_hat_filtered", h * x_hat, "each coefficient times its h(λ)")
    result = tape.let("x_filtered", U @ filtered, "the inverse transform")
    if isinstance(chosen, PolynomialFilter) and len(chosen.coefficients) > 1:
        _polynomial_in_vertices(tape, chosen, operator, x)
    if isinstance(chosen, Chebyshev):
        recur(tape, chosen, operator, x, largest)
        tape.remark(
            result.id,
            _chebyshev_sum(tape, chosen),
            "the same from the recurrence, which needs no eigenvector",
        )


def _largest(basis: Basis) -> Name:
    place = basis.smallest_first[-1]
    return Name(basis.values.id, basis.values.value[place], (place,))


def _full(response: Term, values: Name) -> Term:
    """A constant response has one entry per eigenvalue like any other."""
    return response if response.shape else response + 0 * values


def _polynomial_in_vertices(tape: Tape, chosen: PolynomialFilter, operator: Name, x: Name) -> None:
    powers: list[Term] = [x]
    for _ in range(len(chosen.coefficients) - 1):
        powers.append(operator @ powers[-1])
    parts = zip(chosen.coefficients, powers, strict=True)
    tape.remark(
        "x_filtered",
        _sum([times(Number(c), p) for c, p in parts if c != 0] or [rational(0) * x]),
        "the same polynomial of the matrix, applied to the signal without any eigenvector",
    )


def recur(tape: Tape, chosen: Chebyshev, operator: Name, x: Name, largest: Term) -> None:
    """T_0 x = x, T_1 x = L̃x, T_k x = 2 L̃ T_{k−1}x − T_{k−2}x."""
    size = operator.shape[0]
    scaled = tape.let(
        "L_tilde",
        times(
            2 / largest if not isinstance(largest, Number) else Number(2 / largest.value), operator
        )
        - identity(size=size),
        "scaled and moved, so that its eigenvalues lie in [−1, 1]",
    )
    before = tape.let("t[0]", identity(size=size) @ x, "T₀(L̃) x = x")
    if len(chosen.coefficients) == 1:
        return
    last = tape.let("t[1]", scaled @ x, "T₁(L̃) x = L̃ x")
    for k in range(2, len(chosen.coefficients)):
        following = tape.let(
            f"t[{k}]", 2 * (scaled @ last) - before, "the recurrence of the Chebyshev polynomials"
        )
        before, last = last, following


def _chebyshev_sum(tape: Tape, chosen: Chebyshev) -> Term:
    names = [tape.step(f"t[{k}]") for k in range(len(chosen.coefficients))]
    return _sum(
        [
            times(Number(c), Name(step.id, step.value))
            for c, step in zip(chosen.coefficients, names, strict=True)
        ]
    )


def chebyshev_alone(
    tape: Tape, chosen: Chebyshev, operator: Name, x: Name, largest: Scalar
) -> None:
    """The filtered signal from the recurrence, where no eigenvector is at hand."""
    recur(tape, chosen, operator, x, Number(largest))
    tape.let("x_filtered", _chebyshev_sum(tape, chosen), "Σ θ_k T_k(L̃) x")
