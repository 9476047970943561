"""Sums of square roots, in which zero is decided without a single digit.

A `Surd` is Σ c·√r·∏√(a + b√d) with rational c, squarefree r, and finitely many nested roots. Sums,
products and reciprocals of such numbers are such numbers again, so √2·√6 − 2√3 is 0 by itself, and
(1 + √5)/2 times (1 − √5)/2 is −1. What grows too long becomes a ball, as everywhere.

Nested roots are opened where they can be, √(3 + 2√2) = 1 + √2 (Borodin, Fagin, Hopcroft and Tompa,
Decreasing the nesting depth of expressions involving square roots, 1985).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isqrt
from typing import TYPE_CHECKING, Any

from flint import arb, ctx, fmpq, fmpz

from hwsolve.numbers.precision import limits
from hwsolve.numbers.real import (
    LONGEST_COEFFICIENT,
    Real,
    Scalar,
    as_ball,
    as_sympy,
    is_longer_than,
    sign,
)

if TYPE_CHECKING:
    import sympy

Nested = tuple[int, int, int]
"""(a, b, d) for √(a + b√d); a and b without common divisor, d squarefree."""

Key = tuple[int, frozenset[Nested]]
"""(r, roots) for √r times the product of the nested roots."""

Terms = Mapping[Key, fmpq]

ONE: Key = (1, frozenset())
MOST_TERMS = 16
MOST_BITS = 4 * LONGEST_COEFFICIENT
MOST_BITS_BETWEEN = 16 * MOST_BITS
"""Of the coefficients on the way to a reciprocal, which are twice as long after each conjugate."""

LARGEST_PRIME = 1 << 16
"""Squares of primes beyond this stay under the root."""


class Surd(Real):
    """A sum of square roots with rational coefficients; at least one of them is not rational."""

    __slots__ = ("terms",)
    terms: dict[Key, fmpq]

    def __init__(self, terms: dict[Key, fmpq]) -> None:
        self.terms = terms

    def __getattr__(self, name: str) -> Any:
        # The slots of Real stay empty until someone asks for the ball or the closed form.
        if name == "ball":
            self.ball = sum((c * _key_ball(key) for key, c in self.terms.items()), arb(0))
            return self.ball
        if name == "closed":
            written = _as_sympy(self)
            self.closed = None if is_longer_than(written, limits.closed_form) else written
            return self.closed
        raise AttributeError(name)

    @property
    def is_symbolic(self) -> bool:
        return False

    def __neg__(self) -> Scalar:
        return Surd({key: -c for key, c in self.terms.items()})

    def __add__(self, other: Scalar | int) -> Scalar:
        terms = _terms(other)
        return super().__add__(other) if terms is None else surd(_sum(self.terms, terms))

    __radd__ = __add__

    def __mul__(self, other: Scalar | int) -> Scalar:
        terms = _terms(other)
        return super().__mul__(other) if terms is None else surd(_product(self.terms, terms))

    __rmul__ = __mul__

    def reciprocal(self) -> Scalar:
        terms = _reciprocal(self.terms)
        return super().reciprocal() if terms is None else surd(terms)


def surd(terms: Terms) -> Scalar:
    """The number with these terms; rational where all roots are gone, a ball where too many are."""
    kept = {key: c for key, c in terms.items() if c}
    if not kept:
        return fmpq(0)
    if len(kept) == 1 and ONE in kept:
        return kept[ONE]
    number = Surd(kept)
    if len(kept) > MOST_TERMS or _longest(kept) > MOST_BITS:
        return Real(None, number.ball)
    return number


def rational_root(x: fmpq) -> fmpq | None:
    """√x for x ≥ 0 where that is a rational number, however large."""
    root = fmpq(isqrt(int(x.p)), isqrt(int(x.q)))
    return root if root * root == x else None


def root_of_rational(x: fmpq) -> Scalar:
    """√x for x ≥ 0. e.g. √12 is 2·√3, √(1/2) is √2/2"""
    outside, inside = _split(x.p * x.q)
    coefficient = fmpq(outside) / x.q
    return coefficient if inside == 1 else Surd({(inside, frozenset()): coefficient})


def root_of_surd(x: Surd) -> Scalar | None:
    """√x for x = p + q√d > 0, opened if it can be; None for another x."""
    parts = [key for key in x.terms if key != ONE]
    if len(parts) != 1 or parts[0][1] or ONE not in x.terms or sign(x) <= 0:
        return None
    d, p, q = parts[0][0], x.terms[ONE], x.terms[parts[0]]
    norm = p * p - d * q * q
    if norm >= 0 and (s := rational_root(norm)) is not None:
        one, other = root_of_rational((p + s) / 2), root_of_rational((p - s) / 2)
        return one + other if q > 0 else one - other
    scale = fmpq(_gcd(p.p * q.q, q.p * p.q), p.q * q.q)
    a, b = p / scale, q / scale
    if max(_bits(a), _bits(b)) > LONGEST_COEFFICIENT:
        return None
    return root_of_rational(scale) * Surd({(1, frozenset({(int(a.p), int(b.p), d)})): fmpq(1)})


# ---- arithmetic of terms ------------------------------------------------------------------------


def _terms(x: Scalar | int) -> Terms | None:
    if isinstance(x, Surd):
        return x.terms
    if isinstance(x, (fmpq, int)):
        return {ONE: fmpq(x)}
    return None


def _sum(one: Terms, other: Terms) -> dict[Key, fmpq]:
    total = dict(one)
    for key, c in other.items():
        total[key] = total.get(key, fmpq(0)) + c
    return {key: c for key, c in total.items() if c}


def _product(one: Terms, other: Terms) -> dict[Key, fmpq]:
    total: dict[Key, fmpq] = {}
    for left, c in one.items():
        for right, e in other.items():
            for key, factor in _key_product(left, right).items():
                total[key] = total.get(key, fmpq(0)) + c * e * factor
    return {key: c for key, c in total.items() if c}


def _key_product(left: Key, right: Key) -> Terms:
    """√r·… times √s·…: equal roots meet and open, and so do √(a + b√d) and √(a − b√d)."""
    shared = _gcd(left[0], right[0])
    radicand, roots = left[0] * right[0] // shared**2, left[1] ^ right[1]
    result: Terms = {(radicand, frozenset()): fmpq(shared)}
    for a, b, d in left[1] & right[1]:
        result = _product(result, _opened((a, b, d)))
    for a, b, d in sorted(roots):
        if b > 0 and (a, -b, d) in roots:
            roots -= {(a, b, d), (a, -b, d)}
            outside, inside = _split(fmpz(a * a - d * b * b))
            result = _product(result, {(inside, frozenset()): fmpq(outside)})
    if not roots:
        return result
    return {(r, kept | roots): c for (r, kept), c in result.items()}


def _opened(root: Nested) -> Terms:
    a, b, d = root
    return {key: fmpq(c) for key, c in ((ONE, a), ((d, frozenset()), b)) if c}


def _reciprocal(terms: Terms) -> dict[Key, fmpq] | None:
    """1/x by conjugates: with x = A + B√p, 1/x = (A − B√p)/(A² − p·B²), and so on downwards.

    None where nested roots hide a 0: √(7 + 5√2) − (1 + √2)·√(1 + √2), as x or as its conjugate;
    and where it grows too long on the way.
    """
    if not terms or len(terms) > MOST_TERMS or _longest(terms) > MOST_BITS_BETWEEN:
        return None
    if set(terms) == {ONE}:
        return {ONE: 1 / terms[ONE]}
    conjugate = _conjugate(terms)
    inner = _reciprocal(_product(terms, conjugate))
    return None if inner is None else _product(conjugate, inner)


def _conjugate(terms: Terms) -> dict[Key, fmpq]:
    """The same sum with the sign of one root turned: a nested one first, else √p of a prime p.

    In place of a prime stands a factor that isn't taken apart, if each radicand has all of it or
    nothing: were √(p·q) turned beside √p and √q, which aren't, no root would ever go.
    """
    nested = sorted({root for _, roots in terms for root in roots})
    if nested:
        # The conjugate partner of a root turns with √d, not here, so only this one root is turned.
        return {key: -c if nested[0] in key[1] else c for key, c in terms.items()}
    radicand = max(r for r, _ in terms)
    prime = _split_prime(radicand)
    for r, _ in terms:
        if (shared := _gcd(prime, r)) != 1:
            prime = shared
    return {key: -c if key[0] % prime == 0 else c for key, c in terms.items()}


# ---- whole numbers ------------------------------------------------------------------------------


def _split(n: fmpz) -> tuple[int, int]:
    """n > 0 as s²·r with r squarefree. e.g. 12 is (2, 3)"""
    if not n:
        return 0, 1
    outside = inside = 1
    for prime, exponent in _factors(int(n)):
        outside *= prime ** (exponent // 2)
        inside *= prime ** (exponent % 2)
    return outside, inside


def _split_prime(n: int) -> int:
    return max(prime for prime, _ in _factors(n))


def _factors(n: int) -> Iterator[tuple[int, int]]:
    rest = fmpz(n)
    for prime, exponent in fmpz(n).factor(trial_limit=LARGEST_PRIME):
        rest //= prime**exponent
        yield int(prime), int(exponent)
    if rest != 1:
        root = rest.isqrt()
        yield (int(root), 2) if root * root == rest else (int(rest), 1)


def _gcd(one: Any, other: Any) -> Any:
    return type(one)(fmpz(one).gcd(fmpz(other)))


def _longest(terms: Terms) -> int:
    return max(map(_bits, terms.values()))


def _bits(x: fmpq) -> int:
    return int(x.p.bit_length()) + int(x.q.bit_length())


# ---- balls and closed forms ---------------------------------------------------------------------

_BALLS: dict[tuple[Key, int], arb] = {}


def _key_ball(key: Key) -> arb:
    where = key, ctx.prec
    if where not in _BALLS:
        ball = arb(key[0]).sqrt()
        for a, b, d in key[1]:
            ball *= (a + b * arb(d).sqrt()).sqrt()
        _BALLS[where] = ball
    return _BALLS[where]


def _as_sympy(x: Surd) -> sympy.Expr:
    """The sum, or √(p + q√d) where the square of x is so short."""
    import sympy

    if all(roots for _, roots in x.terms) and len(x.terms) <= 4:
        square = x * x
        if _is_quadratic(square) and (isinstance(square, fmpq) or square.closed is not None):
            ball = as_ball(x)  # not sign(x), which would ask for the closed form again
            if not ball.contains(0):
                return (1 if ball > 0 else -1) * sympy.sqrt(as_sympy(square))
    parts = []
    for (r, roots), c in sorted(x.terms.items(), key=lambda item: (item[0][0], sorted(item[0][1]))):
        term = sympy.Rational(int(c.p), int(c.q)) * sympy.sqrt(r)
        for a, b, d in sorted(roots):
            term *= sympy.sqrt(a + b * sympy.sqrt(d))
        parts.append(term)
    return sympy.Add(*parts)


def _is_quadratic(x: Scalar) -> bool:
    return isinstance(x, fmpq) or (
        isinstance(x, Surd) and len(x.terms) <= 2 and not any(roots for _, roots in x.terms)
    )
