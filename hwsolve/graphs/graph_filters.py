"""Filters of a signal on a graph: a function h of the eigenvalues, or a polynomial of L itself.

Sources: Shuman et al. 2013 (heat kernel, Tikhonov); Hammond, Vandergheynst and Gribonval 2011 and
Defferrard, Bresson and Vandergheynst 2016 (Chebyshev polynomials).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from hwsolve.derivation.tape import Tape
from hwsolve.graphs.fourier import free_coefficients
from hwsolve.numbers import Array, Scalar, is_symbolic, rational, sign
from hwsolve.quantity import Quantity
from hwsolve.spec import Exact, Named, NonNegativeExact, PositiveExact, StrictModel, Vector
from hwsolve.terms.arithmetic import add, exponential
from hwsolve.terms.cases import choose
from hwsolve.terms.elementwise import times
from hwsolve.terms.matrices import identity
from hwsolve.terms.term import Literal as Number
from hwsolve.terms.term import Name, Term

if TYPE_CHECKING:
    from hwsolve.graphs.eigenspaces import Basis
    from hwsolve.graphs.graph_matrices import Decomposed


class FilterModel(StrictModel):
    """A filter by its response h(λ)."""

    is_polynomial: ClassVar[bool] = False
    """Whether it can be applied by products with the matrix alone."""

    def response(self, x: Term) -> Term:
        """h at x, entry by entry; the value of h for a number, a vector for a vector."""
        raise NotImplementedError

    def reason(self, *, negative: bool) -> str:
        """What h does to the shares of the signal; `negative` if an eigenvalue may be negative."""
        raise NotImplementedError


class Heat(FilterModel):
    """h(λ) = e^(−tλ): what is left of a signal after it has diffused for a time t."""

    name: Literal["heat"]
    time: NonNegativeExact = rational(1)

    def response(self, x: Term) -> Term:
        return exponential(-times(Number(self.time), x))

    def reason(self, *, negative: bool) -> str:
        if sign(self.time) == 0:
            return "at the time 0 nothing has changed yet"
        if negative:
            return "shares with λ > 0 decay, the larger λ the faster; those with λ < 0 grow"
        return "shares with λ > 0 decay, the larger λ the faster; that of λ = 0 stays"


class IdealLowPass(FilterModel):
    """h(λ) = 1 up to the cutoff, 0 above it."""

    name: Literal["ideal_low_pass"]
    cutoff: Exact

    def response(self, x: Term) -> Term:
        return choose(x - Number(self.cutoff), 0, 1, 1)

    def reason(self, *, negative: bool) -> str:
        return "shares with λ up to the cutoff stay, those above it go"


class IdealHighPass(FilterModel):
    """h(λ) = 0 below the cutoff, 1 from it on."""

    name: Literal["ideal_high_pass"]
    cutoff: Exact

    def response(self, x: Term) -> Term:
        return choose(x - Number(self.cutoff), 1, 0, 1)

    def reason(self, *, negative: bool) -> str:
        return "shares with λ from the cutoff on stay, those below it go"


class Tikhonov(FilterModel):
    """h(λ) = 1/(1 + γλ), the minimiser of ‖y − x‖² + γ yᵀLy where no eigenvalue is negative."""

    name: Literal["tikhonov"]
    gamma: PositiveExact

    def response(self, x: Term) -> Term:
        return 1 / (1 + times(Number(self.gamma), x))

    def reason(self, *, negative: bool) -> str:
        if negative:
            return "each share by 1 + γλ"
        return "each share by 1 + γλ: the smaller λ, the more of it stays"


class PolynomialFilter(FilterModel):
    """h(λ) = c₀ + c₁λ + c₂λ² + …, which reaches no further than its degree along the edges."""

    name: Literal["polynomial"]
    coefficients: Vector
    is_polynomial: ClassVar[bool] = True

    def response(self, x: Term) -> Term:
        return _sum(
            [
                Number(c) if power == 0 else times(Number(c), x if power == 1 else x**power)
                for power, c in enumerate(self.coefficients)
                if not _is_zero(c)
            ]
            or [Number(rational(0))]
        )

    def reason(self, *, negative: bool) -> str:
        return "the polynomial at each eigenvalue"


class Chebyshev(FilterModel):
    """h(λ) = Σ θ_k T_k(2λ/λ_max − 1); lambda_max is the largest eigenvalue unless it is given."""

    name: Literal["chebyshev"]
    coefficients: Vector
    lambda_max: PositiveExact | None = None
    is_polynomial: ClassVar[bool] = True

    def reason(self, *, negative: bool) -> str:
        return "the Chebyshev sum at each scaled eigenvalue"


AnyFilter = Heat | IdealLowPass | IdealHighPass | Tikhonov | PolynomialFilter | Chebyshev
Filter = Annotated[AnyFilter, Named("filter")]


SCALED = "scaled and moved: the eigenvalue 0 goes to −1, λ_max to 1"

RECURRENCE = "the recurrence of the Chebyshev polynomials"


def _sum(terms: list[Term]) -> Term:
    return add(*terms) if len(terms) > 1 else terms[0]


def _is_zero(c: Scalar) -> bool:
    return not is_symbolic(c) and sign(c) == 0


def _weighted(coefficients: Array, terms: Sequence[Term]) -> Term:
    """Σ c_k·term_k without those whose c_k is 0."""
    parts = zip(coefficients, terms, strict=True)
    kept = [times(Number(c), term) for c, term in parts if not _is_zero(c)]
    return _sum(kept or [times(Number(rational(0)), terms[0])])


def filter_spectrally(
    tape: Tape,
    chosen: AnyFilter,
    basis: Basis,
    x_hat: Name,
    subject: Decomposed,
    x: Name,
    *,
    negative: bool = False,
) -> None:
    """x_filtered = U h(Λ) x̂, and for a polynomial the same without any eigenvector.

    `negative` if an edge has a negative weight, so that an eigenvalue may be negative.
    """
    values, U = basis.values, basis.U
    largest = largest_of(chosen, values, basis.smallest_first[-1])
    if isinstance(chosen, Chebyshev):
        assert largest is not None
        response = _chebyshev_response(tape, chosen, values, largest)
    else:
        response = chosen.response(values)
    h = tape.let("h", _full(response, values), chosen.reason(negative=negative))
    free = free_coefficients(tape, basis, x, subject, filtered=(h, x_hat))
    why = "each coefficient times its h(λ)"
    filtered = tape.let("x_hat_filtered", h * x_hat, why, non_unique=free)
    result = tape.let("x_filtered", U @ filtered, "the inverse transform")
    if isinstance(chosen, PolynomialFilter) and len(chosen.coefficients) > 1:
        powers: list[Term] = [x]
        for _ in range(len(chosen.coefficients) - 1):
            powers.append(subject.matrix @ powers[-1])
        tape.remark(
            result.id,
            _weighted(chosen.coefficients, powers),
            "the same polynomial of the matrix, applied to the signal without any eigenvector",
        )
    if isinstance(chosen, Chebyshev):
        assert largest is not None
        found = _recur(tape, chosen, subject.matrix, x, largest)
        why = "the same from the recurrence, which needs no eigenvector"
        tape.remark(result.id, _weighted(chosen.coefficients, found), why)


def largest_of(chosen: AnyFilter, values: Name | None, place: int) -> Term | None:
    """λ_max of a Chebyshev filter: what the file says, or the eigenvalue at a place of λ."""
    if not isinstance(chosen, Chebyshev):
        return None
    if chosen.lambda_max is not None:
        return Number(chosen.lambda_max)
    assert values is not None
    return Name(values.id, values.value[place], (place,))


def _chebyshev_response(tape: Tape, chosen: Chebyshev, values: Name, largest: Term) -> Term:
    """Σ θ_k T_k at each scaled eigenvalue, T_k = 2x T_{k−1} − T_{k−2} let one by one."""
    x = tape.let("lambda_scaled", 2 * values / largest - 1, SCALED)
    found: list[Term] = [Number(rational(1)), x]
    for k in range(2, len(chosen.coefficients)):
        why = "the recurrence of the Chebyshev polynomials, at each scaled eigenvalue"
        found.append(tape.let(Quantity("T", degree=k), 2 * x * found[-1] - found[-2], why))
    return _weighted(chosen.coefficients, found[: len(chosen.coefficients)])


def _full(response: Term, values: Name) -> Term:
    """A constant response has one entry per eigenvalue like any other."""
    return response if response.shape else response + 0 * values


def _recur(tape: Tape, chosen: Chebyshev, operator: Name, x: Name, largest: Term) -> list[Term]:
    """T_0 x = x, T_1 x = L̃x, T_k x = 2 L̃ T_{k−1}x − T_{k−2}x."""
    size = operator.shape[0]
    factor = Number(2 / largest.value) if isinstance(largest, Number) else 2 / largest
    scaled = tape.let(
        "L_tilde",
        times(factor, operator) - identity(size=size),
        SCALED,
    )
    found: list[Term] = [tape.let(Quantity("t", degree=0), identity(size=size) @ x, "T₀(L̃) x = x")]
    if len(chosen.coefficients) > 1:
        found.append(tape.let(Quantity("t", degree=1), scaled @ x, "T₁(L̃) x = L̃ x"))
    for k in range(2, len(chosen.coefficients)):
        term = 2 * (scaled @ found[-1]) - found[-2]
        found.append(tape.let(Quantity("t", degree=k), term, RECURRENCE))
    return found


def filter_by_products(
    tape: Tape, chosen: AnyFilter, operator: Name, x: Name, largest: Term | None
) -> None:
    """The filtered signal from products with the matrix, where no eigenvector is at hand."""
    if isinstance(chosen, Chebyshev):
        assert largest is not None
        found = _recur(tape, chosen, operator, x, largest)
        tape.let("x_filtered", _weighted(chosen.coefficients, found), "Σ θ_k T_k(L̃) x")
        return
    assert isinstance(chosen, PolynomialFilter)
    found = [x]
    for k in range(1, len(chosen.coefficients)):
        found.append(tape.let(Quantity("t", degree=k), operator @ found[-1], _once_more(k)))
    why = "the polynomial of the matrix, applied to the signal"
    tape.let("x_filtered", _weighted(chosen.coefficients, found), why)


def _once_more(k: int) -> str:
    if k == 1:
        return "the matrix applied once: a node depends on itself and its neighbours"
    return f"the matrix applied {k} times: a node depends on those up to {k} edges away"
