"""The size of a matrix, and bounds on entries: operations for Jacobians and for clipping."""

from __future__ import annotations

from hwsolve.notation.tree import Call, Fenced, Function, Matrix, Notation, Root
from hwsolve.numbers import Scalar, maximum, minimum, sqrt
from hwsolve.terms.arithmetic import square_root
from hwsolve.terms.cases import choose
from hwsolve.terms.elementwise import named, times, unary
from hwsolve.terms.linear import squared_norm, sum_of_squares
from hwsolve.terms.spectra import spectral_norm, spectral_radius
from hwsolve.terms.term import Apply, Operation, Term

two_norm: Operation = Operation(
    name="two_norm",
    evaluate=spectral_norm,
    spell=lambda term, x: Fenced(x, "‖‖"),
    entry=lambda term, index: term,
    gradient=lambda g, term, result: (None,),
)
"""‖A‖ = max ‖A v‖ over ‖v‖ = 1, the largest singular value. e.g. ‖diag(3, −4)‖ is 4"""

radius: Operation = Operation(
    name="spectral_radius",
    evaluate=spectral_radius,
    spell=lambda term, x: Call(Function("rho", "ρ", r"\rho"), (x,)),
    entry=lambda term, index: term,
    gradient=lambda g, term, result: (None,),
)
"""ρ(A), the largest |λ| of the eigenvalues. e.g. ρ of [[0, 5], [0, 0]] is 0"""


def _slope_of_length(g: Term, term: Apply, result: Term) -> tuple[Term]:
    (x,) = term.arguments
    return (times(g, x / result),)


def _spell_length(term: Apply, x: Notation) -> Notation:
    return Root(sum_of_squares(x)) if isinstance(x, Matrix) else Fenced(x, "‖‖")


length: Operation = Operation(
    name="length",
    evaluate=lambda x: sqrt(squared_norm(x).value),
    spell=_spell_length,
    entry=lambda term, index: square_root(squared_norm.entry(squared_norm(term.arguments[0]), ())),
    gradient=_slope_of_length,
)
"""‖x‖, the root of the sum of the squares of all entries. e.g. ‖(3, 4)‖ is 5"""


def _clamp(x: Scalar, bound: Scalar) -> Scalar:
    return maximum(-bound, minimum(bound, x))


def _spell_clamp(term: Apply, x: Notation) -> Notation:
    from hwsolve.notation.values import NumberStyle, notate

    bound = notate(term.parameters["bound"], NumberStyle())
    return Call(named("clip"), (x, bound))


clamp: Operation = unary(
    "clamp",
    named("clip"),
    function=_clamp,
    derivative=lambda x, result, bound: choose(bound**2 - x**2, 1, 0, 0),
    spell=_spell_clamp,
)
"""Every entry brought into the interval from −bound to bound. e.g. clip(−7, 5) is −5"""
