"""Choices between numbers: by sign (every kink: ReLU, hinge, Huber), and the larger of several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from hwsolve.errors import LimitError
from hwsolve.notation.tree import Call, Cases, Function, Notation, Numeral, Relation, Words
from hwsolve.numbers import Scalar, each, is_symbolic, maximum, minimum, sign
from hwsolve.numbers.real import as_sympy, settle
from hwsolve.terms.elementwise import entry_by_entry, times
from hwsolve.terms.term import Apply, Operation, Term
from hwsolve.terms.tidied import ZERO, cases


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
    jumps=True,
    rule=lambda term, inner: ("by cases", cases(term.arguments[0], *_known(inner[1:]))),
)
"""choose(x, p, n, z) is p for x > 0, n for x < 0 and z for x = 0. e.g. choose(−2, 1, 0, 0) is 0"""


def _known(inner: Sequence[Term | None]) -> tuple[Term, ...]:
    """The derivatives of arguments, those of constants included."""
    return tuple(ZERO if derived is None else derived for derived in inner)


def _extreme(
    name: str, function: Callable[..., Scalar], lead: Callable[[Term, Term], Term]
) -> Operation:
    """The row of the larger or smaller of two numbers; the first is it where `lead` is above 0."""

    def gradient(g: Term, term: Apply, result: Term) -> tuple[Term, Term]:
        gap = lead(*term.arguments)
        return times(g, choose(gap, 1, 0, 0)), times(g, choose(gap, 0, 1, 1))

    def rule(term: Apply, inner: Sequence[Term | None]) -> tuple[str, Term]:
        one, other = _known(inner)
        return f"{name}, by cases", cases(lead(*term.arguments), one, other, other)

    return Operation(
        name=name,
        evaluate=partial(each, function),
        spell=lambda term, *arguments: Call(Function(name, name, rf"\{name}"), arguments),
        entry=entry_by_entry,
        gradient=gradient,
        rule=rule,
    )


larger: Operation = _extreme("max", maximum, lambda x, y: x - y)
"""The larger of two numbers; where they are equal the gradient goes to the second."""

smaller: Operation = _extreme("min", minimum, lambda x, y: y - x)
"""The smaller of two numbers; where they are equal the gradient goes to the second."""
