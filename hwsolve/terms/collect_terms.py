"""Formulas in names, collected: a(b·x + y) + x becomes (a·b + 1)·x + a·y, factor by factor.

Only the writing changes, never the value; numbers stay as they are.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from hwsolve.numbers import Scalar, Value, each, is_symbolic, scalars
from hwsolve.numbers.formulas import is_too_large_to_expand
from hwsolve.numbers.real import Real, as_sympy, settle
from hwsolve.quantity import whole_and_entry
from hwsolve.terms.elementwise import entry_by_entry
from hwsolve.terms.term import ALONE, Operation, Term

if TYPE_CHECKING:
    import sympy


def _collect_scalar(x: Scalar, by: frozenset[str]) -> Scalar:
    """The formula as a sum over the monomials in some names: see `collected`."""
    if not isinstance(x, Real) or not x.is_symbolic:
        return x
    import sympy

    expression = as_sympy(x)
    symbols = sorted(expression.free_symbols, key=str)
    names = [s for s in symbols if whole_and_entry(s.name)[0] in by]
    if not names or is_too_large_to_expand(expression):
        return x
    if any(_hides(node, names) for node in sympy.preorder_traversal(expression)):
        return x
    numerator, denominator = expression, sympy.Integer(1)
    if not expression.is_polynomial():
        numerator, denominator = sympy.fraction(sympy.together(expression))
    if denominator.free_symbols & set(names):
        return x
    terms = sympy.Poly(numerator, *names).terms()
    monomials = [
        sympy.Mul(
            *_factors(coefficient / denominator),
            *(name**power for name, power in zip(names, powers, strict=True)),
        )
        for powers, coefficient in terms
    ]
    return settle(sympy.Add(*monomials), None)


def _hides(node: sympy.Expr, names: list[sympy.Symbol]) -> bool:
    """Whether a root, a fraction or a function of the names stands in the way."""
    import sympy

    if node.is_Add or node.is_Mul or node.is_Atom:
        return False
    whole = isinstance(node, sympy.Pow) and node.exp.is_Integer and node.exp > 0
    return not whole and bool(node.free_symbols & set(names))


@lru_cache(maxsize=4096)
def _factors(coefficient: sympy.Expr) -> tuple[sympy.Expr, ...]:
    """A coefficient in factors, such as −1, α, 1 − β, 2 + β rather than α, β − 1, β + 2."""
    import sympy

    sign, factors = sympy.Integer(1), []
    for factor in sympy.Mul.make_args(sympy.factor(coefficient)):
        base, exponent = factor.as_base_exp()
        if base.is_Add and exponent.is_Integer and _starts_below_zero(base):
            sign *= (-1) ** exponent
            factor = sympy.Pow(sympy.expand(-base), exponent)  # noqa: PLW2901
        factors.append(factor)
    return sign, *factors


def _starts_below_zero(base: sympy.Expr) -> bool:
    constant, _ = base.as_coeff_Add()
    return bool(constant < 0)


collect: Operation = Operation(
    name="collect",
    evaluate=lambda x, by: each(partial(_collect_scalar, by=by), x),
    spell=lambda term, x: x,
    entry=entry_by_entry,
    gradient=lambda g, term, result: (g,),
    why=({ALONE: "{g} passes on: only the writing changes"},),
)
"""collect(x, by={"u"}): the same formula, sorted by u"""


def collected(term: Term, by: frozenset[str]) -> Term:
    """The term with its value as a sum over the monomials in these names and in entries of theirs.

    Without names in it, it is left as it is.
    """
    return collect(term, by=by) if has_names(term.value) else term


def has_names(value: Value) -> bool:
    """Whether names stand for numbers in some entry."""
    return any(is_symbolic(x) for x in scalars(value))
