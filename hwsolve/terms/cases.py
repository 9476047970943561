"""Choices between numbers: by sign (every kink: ReLU, hinge, Huber), and the larger of several."""

from __future__ import annotations

from functools import partial

from hwsolve.errors import LimitError
from hwsolve.notation.tree import Call, Cases, Function, Notation, Numeral, Relation, Words
from hwsolve.numbers import Scalar, each, is_symbolic, maximum, sign
from hwsolve.numbers.real import as_sympy, settle
from hwsolve.terms.elementwise import entry_by_entry, times
from hwsolve.terms.term import Apply, Operation, Term


def choose_scalar(x: Scalar, positive: Scalar, negative: Scalar, zero: Scalar) -> Scalar:
    """`positive`, `negative` or `zero` by the sign of x; a symbolic choice where x is a formula."""
    if not is_symbolic(x):
        return {1: positive, 0: zero, -1: negative}[sign(x)]
    import sympy

    expression = as_sympy(x)
    if expression.has(sympy.Piecewise):  # SymPy would make a formula of logic of it
        raise LimitError(
            "with letters, a case that depends on another case has no formula: the limit is one",
            hint="put numbers for the letters",
        )
    above, below, between = (as_sympy(y) for y in (positive, negative, zero))
    branches = [(above, expression >= 0 if between == above else expression > 0)]
    if between not in (above, below):
        branches.append((between, sympy.Eq(expression, 0)))
    branches.append((below, sympy.true))
    possible = [branch for branch in branches if branch[1] != sympy.false]
    if possible[0][1] == sympy.true:
        return settle(possible[0][0], None)
    # Evaluated, SymPy would turn z > 0 into −z < 0.
    return settle(sympy.Piecewise(*possible, evaluate=False), None)


def _spell(term: Apply, x: Notation, *branches: Notation) -> Notation:
    positive, negative, zero = branches
    nought = Numeral("0")
    if zero == positive:
        rows = [(positive, Relation((x, nought), ("≥",)))]
    elif zero == negative:
        rows = [(positive, Relation((x, nought), (">",)))]
    else:
        rows = [
            (positive, Relation((x, nought), (">",))),
            (zero, Relation((x, nought), ("=",))),
        ]
    return Cases((*rows, (negative, Words("otherwise"))))


def _gradient(g: Term, term: Apply, result: Term) -> tuple[Term | None, ...]:
    x = term.arguments[0]
    return (
        None,
        times(g, choose(x, 1, 0, 0)),
        times(g, choose(x, 0, 1, 0)),
        times(g, choose(x, 0, 0, 1)),
    )


def _branch(term: Apply) -> Term:
    x, positive, negative, zero = term.arguments
    if is_symbolic(x.value):
        return term
    return {1: positive, -1: negative, 0: zero}[sign(x.value)]


choose: Operation = Operation(
    name="choose",
    evaluate=partial(each, choose_scalar),
    spell=_spell,
    entry=entry_by_entry,
    gradient=_gradient,
    definition=_branch,
)
"""choose(x, p, n, z) is p for x > 0, n for x < 0 and z for x = 0. e.g. choose(−2, 1, 0, 0) is 0"""


def _gradient_larger(g: Term, term: Apply, result: Term) -> tuple[Term, Term]:
    x, y = term.arguments
    return times(g, choose(x - y, 1, 0, 0)), times(g, choose(x - y, 0, 1, 1))


larger: Operation = Operation(
    name="max",
    evaluate=partial(each, maximum),
    spell=lambda term, *arguments: Call(Function("max", "max", r"\max"), arguments),
    entry=entry_by_entry,
    gradient=_gradient_larger,
)
"""The larger of two numbers; where they are equal the gradient goes to the second."""
