"""Eigenvalues: the characteristic polynomial by named steps, its factors over ℚ, its roots.

For a small matrix the steps are those of Faddeev and LeVerrier, which need products and traces
only: N₁ = I, c_{n−k} = −tr(A N_k)/k, N_{k+1} = A N_k + c_{n−k} I (Gantmacher, The Theory of
Matrices, chapter IV).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from hwsolve.derivation.tape import Tape
from hwsolve.errors import LimitError
from hwsolve.graphs.graph import Graph
from hwsolve.graphs.graph_matrices import Decomposed
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import (
    Call,
    Function,
    Matrix,
    Negation,
    Notation,
    Numeral,
    Power,
    Product,
    Relation,
    Sum,
    Symbol,
)
from hwsolve.notation.values import NumberStyle, notate_scalar
from hwsolve.numbers import Rational, Scalar, as_ball, rational, sign
from hwsolve.numbers.polynomials import Polynomial, Root, factored, real_roots
from hwsolve.quantity import Quantity
from hwsolve.terms.determinants import enclosures
from hwsolve.terms.eigenvalues import characteristic_polynomial, roots_of
from hwsolve.terms.matrices import function, gather, identity, trace
from hwsolve.terms.term import Literal, Name, Term

MOST_BY_STEPS = 6
"""Nodes up to which the characteristic polynomial is written out step by step."""

STYLE = NumberStyle()
DET = function("det")


def write_eigenvalues(
    tape: Tape, subject: Decomposed, *, descending: bool
) -> tuple[Name, list[Root]]:
    """(λ, the distinct roots in the same order) of a matrix that is small enough."""
    matrix = subject.similar
    if subject.scale is not None:
        tape.note(
            f"{matrix.id} is similar to {subject.matrix.id} and has rational entries: its "
            "characteristic polynomial is that of both."
        )
    letter = to_line(symbol_of(matrix.id))
    with tape.shown_at_standard("nothing"):
        if matrix.shape[0] <= MOST_BY_STEPS:
            coefficients = _by_steps(tape, matrix)
        else:
            why = f"det(λI − {letter}), coefficients from c₀ upwards"
            coefficients = tape.let("c", characteristic_polynomial(matrix), why)
    polynomial: Polynomial = tuple(coefficients.value.tolist())
    _state_factors(tape, matrix, polynomial)
    roots = real_roots(polynomial)[:: -1 if descending else 1]
    with tape.shown_at_standard("value"):
        why = _why_roots(roots, "largest" if descending else "smallest")
        values = tape.let("lambda", roots_of(coefficients, descending=descending), why)
    _check(values, matrix)
    return values, roots


def write_enclosures(tape: Tape, subject: Decomposed, graph: Graph, *, descending: bool) -> Name:
    """λ of a large matrix, each in a proven interval; `graph` without its directions."""
    unknown = subject.matrix.id == "Q" or graph.negative is not None
    kernel = 0 if unknown else len(graph.components)
    reason = f"With {graph.size} nodes" if subject.is_rational else "With irrational weights"
    tape.note(
        f"{reason} the eigenvalues are enclosed instead of solved for: "
        "floating-point eigenvectors, corrected and then certified in interval arithmetic by the "
        "theorems of Weyl and Ostrowski. Every digit that is shown is proven."
    )
    found = enclosures(subject.matrix, kernel=kernel, descending=descending)
    return tape.let("lambda", found, "all eigenvalues, in proven enclosures")


@dataclass(frozen=True, slots=True, eq=False)
class EnclosedRoot:
    """An eigenvalue in a proven ball; 0 if it is known to be, which alone may be repeated."""

    value: Scalar
    multiplicity: int
    is_explicit: ClassVar[bool] = False


def distinct_roots(values: Name, *, descending: bool) -> list[EnclosedRoot]:
    """The distinct ones among enclosed eigenvalues. Raises LimitError where some may be equal."""
    balls: list[Scalar] = values.value.tolist()[:: -1 if descending else 1]
    zeros = sum(isinstance(x, Rational) for x in balls)
    roots = [EnclosedRoot(balls[0], zeros)] if zeros else []
    for place, ball in enumerate(balls[zeros:], start=zeros):
        if place and not as_ball(ball) > as_ball(balls[place - 1]):
            raise LimitError(
                f"the eigenvalues {place} and {place + 1} are so close that they may be one, and "
                "eigenvectors of a repeated eigenvalue need rational weights",
                "derive: [spectrum] needs no eigenvectors; or write the weights as whole numbers, "
                "fractions or decimals, perhaps without a factor that all of them share",
            )
        roots.append(EnclosedRoot(ball, 1))
    return roots[:: -1 if descending else 1]


def _by_steps(tape: Tape, matrix: Name) -> Name:
    """c let as a vector, from n products and traces."""
    size = matrix.shape[0]
    unit = identity(size=size)
    step = tape.let(
        Quantity("N", step=1), unit, "Faddeev–LeVerrier starts with the identity matrix"
    )
    found: list[Term] = [Literal(rational(1))]
    for k in range(1, size + 1):
        factor = Literal(rational(-1, k))
        term = -trace(matrix @ step) if k == 1 else factor * trace(matrix @ step)
        c = tape.let(
            Quantity("c", power=size - k), term, f"the coefficient of λ{_raised(size - k)}"
        )
        found.append(c)
        if k < size:
            step = tape.let(
                Quantity("N", step=k + 1), matrix @ step + c * unit, f"the matrix of step {k + 1}"
            )
    why = f"det(λI − {to_line(symbol_of(matrix.id))}) = c₀ + c₁λ + … + λⁿ"
    c = tape.let("c", gather(*reversed(found)), why)
    tape.remark("c", characteristic_polynomial(matrix), "the determinant, expanded another way")
    return c


def _raised(power: int) -> str:
    return "⁰¹²³⁴⁵⁶"[power] if power != 1 else ""


def multiple(factor: Scalar, body: Notation) -> Notation:
    """factor·body, with a minus in front where the factor is negative."""
    size = -factor if sign(factor) < 0 else factor
    product = body if size == 1 else Product((notate_scalar(size, STYLE), body))
    return Negation(product) if sign(factor) < 0 else product


def polynomial_in(symbol: Notation, coefficients: Sequence[Rational]) -> Notation:
    """A polynomial, highest power first. e.g. λ² − 3λ + 1"""
    terms: list[Notation] = []
    for power in range(len(coefficients) - 1, -1, -1):
        c = coefficients[power]
        if c == 0:
            continue
        size = notate_scalar(abs(c), STYLE)
        variable = symbol if power == 1 else Power(symbol, Numeral(str(power)))
        factor: Notation = size if power == 0 else variable
        if power and abs(c) != 1:
            factor = Product((size, variable), "")
        terms.append(Negation(factor) if c < 0 else factor)
    if not terms:
        return Numeral("0")
    return Sum(tuple(terms)) if len(terms) > 1 else terms[0]


def _state_factors(tape: Tape, matrix: Name, polynomial: Polynomial) -> None:
    """p(λ) = det(λI − A), the determinant with numbers put in while it is small."""
    symbol = Symbol("lambda")
    written: list[Notation] = []
    for factor in factored(polynomial):
        base = polynomial_in(symbol, factor.coefficients)
        power = factor.multiplicity
        written.append(Power(base, Numeral(str(power))) if power > 1 else base)
    parts: list[Notation] = [
        Call(Function("p", "p", "p"), (symbol,)),
        Call(DET, (Sum((Product((symbol, Symbol("I")), ""), Negation(symbol_of(matrix.id)))),)),
    ]
    if matrix.shape[0] <= MOST_BY_STEPS:
        parts.append(Call(DET, (_moved(symbol, matrix),)))
    parts.append(polynomial_in(symbol, polynomial))
    if len(written) > 1 or isinstance(written[0], Power):
        parts.append(Product(tuple(written), "") if len(written) > 1 else written[0])
    tape.state(
        "p",
        Relation(tuple(parts), ("=",) * (len(parts) - 1)),
        "factor",
        "the characteristic polynomial, and its factors that can't be split over ℚ",
        ("c",),
    )


def _moved(symbol: Notation, matrix: Name) -> Matrix:
    """λI − A with numbers put in."""
    one = rational(1)
    return Matrix(
        tuple(
            tuple(polynomial_in(symbol, (-x, one) if i == j else (-x,)) for j, x in enumerate(row))
            for i, row in enumerate(matrix.value.tolist())
        )
    )


def _why_roots(roots: list[Root], first: str) -> str:
    degrees = {root.factor.degree for root in roots}
    parts = [f"its roots, {first} first, each as often as its factor occurs"]
    if 2 in degrees:
        parts.append("a quadratic factor by the quadratic formula")
    if any(not root.is_explicit for root in roots):
        parts.append("a root without short radicals is isolated, and its digits are proven")
    return "; ".join(parts)


def _check(values: Name, matrix: Name) -> None:
    if values.shape != matrix.shape[:1]:
        raise LimitError("a symmetric matrix has real eigenvalues only; this one has others")
