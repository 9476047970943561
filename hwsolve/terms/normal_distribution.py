"""The standard normal law, a row each for its distribution function and its density."""

from __future__ import annotations

from hwsolve.notation.tree import Function
from hwsolve.numbers import pi, rational
from hwsolve.terms.arithmetic import error_function, exponential, square_root
from hwsolve.terms.elementwise import unary
from hwsolve.terms.term import Literal, Operation

HALF = Literal(rational(1, 2))

normal_distribution: Operation = unary(
    "normal_cdf",
    Function("normal_cdf", "Φ", r"\Phi"),
    define=lambda z: HALF * (1 + error_function(z / square_root(2))),
    derivative=lambda z, a: normal_density(z),
)
"""Φ(z), the distribution function of the standard normal law."""

normal_density: Operation = unary(
    "normal_density",
    Function("normal_density", "φ", r"\varphi"),
    define=lambda z: exponential(-(z**2) / 2) / square_root(Literal(2 * pi())),
    derivative=lambda z, a: -z * a,
)
"""φ(z), the density of the standard normal law."""
