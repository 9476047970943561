"""Rational polynomials: characteristic polynomials, factors over ℚ, and their real roots.

A polynomial is the list of its coefficients, the constant one first. Roots of linear and quadratic
factors, and of quartics that are quadratic in (λ − s)², keep their radicals; all other roots are
isolated algebraic numbers, each in a proven ball (Johansson, Arb, 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from flint import fmpq, fmpq_mat, fmpq_poly

from hwsolve.errors import LimitError
from hwsolve.numbers.arrays import Array
from hwsolve.numbers.functions import sqrt
from hwsolve.numbers.radicals import Surd
from hwsolve.numbers.real import LONGEST_RATIONAL, Real, Scalar, sign

Polynomial = tuple[fmpq, ...]
"""Coefficients, the constant one first."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A monic irreducible factor and how often it occurs."""

    coefficients: Polynomial
    multiplicity: int

    @property
    def degree(self) -> int:
        return len(self.coefficients) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Root:
    """A real root: its value, the factor that it is a root of, its place among that one's roots."""

    value: Scalar
    factor: Factor
    place: int

    @property
    def is_explicit(self) -> bool:
        """Whether the value is rational or made of square roots."""
        return isinstance(self.value, fmpq | Surd)

    @property
    def multiplicity(self) -> int:
        """How often it is a root."""
        return self.factor.multiplicity


def rational_matrix(matrix: Array) -> fmpq_mat:
    """A square matrix of rationals for FLINT. Raises LimitError for other entries."""
    size = matrix.shape[0]
    entries = matrix.ravel().tolist()
    if not all(isinstance(x, fmpq) for x in entries):
        raise LimitError(
            "an exact characteristic polynomial needs rational entries",
            "write the weights as whole numbers, fractions or decimals",
        )
    return fmpq_mat(size, size, entries)


def characteristic_coefficients(matrix: Array) -> Polynomial:
    """det(λI − A), monic."""
    polynomial = rational_matrix(matrix).charpoly()
    return tuple(fmpq(polynomial[k]) for k in range(matrix.shape[0] + 1))


def factored(coefficients: Sequence[fmpq]) -> list[Factor]:
    """The monic irreducible factors over ℚ, by degree and then by coefficients.

    Raises LimitError for a coefficient that is no longer carried exactly.
    """
    if not all(isinstance(c, fmpq) for c in coefficients):
        raise LimitError(
            f"a polynomial with a coefficient beyond the limit of {LONGEST_RATIONAL} bits can't be "
            "factored",
            "write the weights with fewer digits",
        )
    _, factors = fmpq_poly(list(coefficients)).numer().factor()
    found = [Factor(_monic(factor), int(multiplicity)) for factor, multiplicity in factors]
    return sorted(found, key=lambda f: (f.degree, [abs(c) for c in f.coefficients[::-1]]))


def _monic(polynomial: Any) -> Polynomial:
    degree = polynomial.degree()
    return tuple(fmpq(polynomial[k], polynomial[degree]) for k in range(degree + 1))


def real_roots(coefficients: Sequence[fmpq]) -> list[Root]:
    """The distinct real roots in ascending order."""
    roots = [
        Root(value, factor, place)
        for factor in factored(coefficients)
        for place, value in enumerate(_ascending(_roots_of(factor.coefficients)))
    ]
    return sorted(roots, key=cmp_to_key(_by_value))


def _by_value(one: Root, other: Root) -> int:
    return sign(one.value - other.value)


def _compare(one: Scalar, other: Scalar) -> int:
    return sign(one - other)


def _ascending(values: list[Scalar]) -> list[Scalar]:
    return sorted(values, key=cmp_to_key(_compare))


def _roots_of(factor: Polynomial) -> list[Scalar]:
    if len(factor) == 2:
        return [-factor[0]]
    if len(factor) == 3:
        return _quadratic(factor[1], factor[0])
    if len(factor) == 5 and (roots := _biquadratic(factor)) is not None:
        return roots
    polynomial = fmpq_poly(list(factor)).numer()
    return [Real(None, z.real) for z, _ in polynomial.complex_roots() if z.imag.is_zero()]


def _quadratic(p: Scalar, q: Scalar) -> list[Scalar]:
    """The real roots of λ² + pλ + q."""
    discriminant = p * p - 4 * q
    if sign(discriminant) < 0:
        return []
    root = sqrt(discriminant)
    return [(-p - root) / 2, (-p + root) / 2]


def _biquadratic(factor: Polynomial) -> list[Scalar] | None:
    """The roots of a quartic in which λ = s + μ leaves μ⁴ + pμ² + r, if it is one of these."""
    shift = -factor[3] / 4
    moved = fmpq_poly(list(factor))(fmpq_poly([shift, 1]))
    if moved[1] != 0:
        return None
    roots: list[Scalar] = []
    for square in _quadratic(moved[2], moved[0]):
        if sign(square) < 0:
            continue
        root = sqrt(square)
        if not isinstance(root, fmpq | Surd):
            return None
        roots += [shift - root, shift + root]
    return roots
