"""The order in which a textbook writes the terms of a sum and the factors of a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hwsolve.notation.identifiers import symbol_named
from hwsolve.notation.letters import GREEK

if TYPE_CHECKING:
    import sympy


def terms_in_order(expression: sympy.Expr) -> list[sympy.Expr]:
    """What is subtracted comes last; hyperparameters go by rising powers: 1 + β + β², √S + ε.

    Other sums go by falling powers: x² + 2·x + 1.
    """
    import sympy

    letters = {str(letter) for letter in expression.free_symbols}
    terms = list(expression.as_ordered_terms("grlex" if letters else None))
    if all(map(_is_hyperparameter, letters)):
        terms.sort(key=lambda term: not (term.is_Rational and term > 0))
        if letters and expression.is_polynomial():
            terms.sort(key=lambda term: sympy.Poly(term, *expression.free_symbols).total_degree())
    elif any(map(_is_gradient, letters)):
        terms.sort(key=lambda term: _is_hyperparameter(str(term)))
    terms.sort(key=lambda term: bool(term.could_extract_minus_sign()))
    return terms


def factors_in_order(product: sympy.Expr) -> list[sympy.Expr]:
    """Numbers, letters, sums, and gradients at the end: 2·α·(1 − β)·∇f.

    What the terms of a sum have in common joins the number: 2·v·(a − y), not v·2·(a − y).
    """
    import sympy

    number, factors = sympy.Integer(1), []
    for factor in product.as_ordered_factors():
        content = factor.primitive()[0] if factor.is_Add and factor.free_symbols else 1
        number *= factor if factor.is_Rational else content
        if not factor.is_Rational:
            factors.append(factor if content == 1 else factor.primitive()[1])
    factors.sort(key=_place_in_product)
    return factors if number == 1 else [number, *factors]


def _place_in_product(factor: sympy.Expr) -> int:
    letters = {str(letter) for letter in factor.free_symbols}
    if not letters:
        return 0
    if any(map(_is_gradient, letters)):
        return 4 if factor.is_Add else 3
    if factor.is_Add:
        return 2
    return 1


def _is_hyperparameter(letter: str) -> bool:
    """Whether this is a letter of a method: α, β₁, ε, but not the eigenvalue λ."""
    name = letter.rstrip("_0123456789")
    return name in GREEK and name != "lambda"


def _is_gradient(letter: str) -> bool:
    meaning = symbol_named(letter).meaning
    return meaning is not None and meaning.aspect in ("nabla", "partial")
