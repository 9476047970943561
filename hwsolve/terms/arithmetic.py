"""Sums, products, quotients and powers, entry by entry, with broadcasting."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial, reduce
from math import prod

from hwsolve.notation.tree import (
    ZERO,
    Call,
    Fenced,
    Function,
    Negation,
    Notation,
    Power,
    Product,
    Quotient,
    Root,
    Sum,
    Symbol,
)
from hwsolve.numbers import (
    Rational,
    Scalar,
    Value,
    absolute,
    each,
    erf,
    exp,
    is_symbolic,
    log,
    pi,
    power,
    rational,
    sign,
    sqrt,
)
from hwsolve.numbers.real import as_sympy, settle
from hwsolve.terms import mistakes
from hwsolve.terms.elementwise import entry_by_entry, reduced_to, times, unary
from hwsolve.terms.function_mistakes import of_logarithm, of_weighted_logarithm
from hwsolve.terms.spelling import in_every_row
from hwsolve.terms.term import ALONE, Apply, Index, Literal, Name, Operation, Term, entry
from hwsolve.terms.tidied import ONE, opposite, power_of, product, quotient, sum_of_two


def _add(*values: Value) -> Value:
    return reduce(lambda x, y: x + y, values)


def _spell_add(term: Apply, *arguments: Notation) -> Notation:
    """The sum; a vector that is added to every row of a matrix is written 1 bᵀ, so that it fits."""
    flat: list[Notation] = []
    for summand, argument in zip(term.arguments, arguments, strict=True):
        in_rows = len(summand.shape) == 1 and len(term.shape) == 2
        fitting = in_every_row(argument, *term.shape[::-1]) if in_rows else argument
        if flat and fitting == ZERO and _is_negated(summand):  # 1 − 0, though −0 alone is 0
            flat.append(Negation(ZERO))
        else:
            flat.extend(fitting.terms if isinstance(fitting, Sum) else (fitting,))
    return Sum(tuple(flat))


def _entry_add(term: Apply, index: Index) -> Term:
    """The sum of the entries; an empty sum, such as no products, adds nothing to what is there."""
    parts = [entry(argument, index) for argument in term.arguments]
    parts = [part for part in parts if not _is_literal_zero(part)] or parts[:1]
    return add(*parts) if len(parts) > 1 else parts[0]


def _is_literal_zero(term: Term) -> bool:
    return isinstance(term, Literal) and isinstance(term.value, Rational) and not term.value


def _is_negated(term: Term) -> bool:
    return isinstance(term, Apply) and term.operation.name == "negate"


def _spell_multiply(term: Apply, *arguments: Notation) -> Notation:
    entry_by_entry = all(prod(argument.shape) > 1 for argument in term.arguments)
    return Product(arguments, "⊙" if entry_by_entry else "·")


def _gradient_multiply(g: Term, term: Apply, result: Term) -> tuple[Term, Term]:
    x, y = term.arguments
    return reduced_to(times(g, y), x.shape), reduced_to(times(g, x), y.shape)


def _gradient_divide(g: Term, term: Apply, result: Term) -> tuple[Term, Term]:
    x, y = term.arguments
    return reduced_to(g / y, x.shape), reduced_to(-(times(g, x) / y**2), y.shape)


def _gradient_power(g: Term, term: Apply, result: Term) -> tuple[Term | None, Term | None]:
    x, exponent = term.arguments
    if not isinstance(exponent, Literal):
        raise TypeError("the exponent of a power must be a literal")
    slope = exponent * (x if exponent.value == 2 else x ** (exponent.value - 1))
    return times(g, slope), None


# ---- the rules of a first course ----------------------------------------------------------------
# `inner` are the derivatives of the arguments, None for those that are constant.

Derivatives = Sequence[Term | None]
TWO = Literal(rational(2))


def _sum_rule(term: Apply, inner: Derivatives) -> tuple[str, Term]:
    return "sum rule", reduce(sum_of_two, (derived for derived in inner if derived is not None))


def _product_rule(term: Apply, inner: Derivatives) -> tuple[str, Term]:
    (u, v), (du, dv) = term.arguments, inner
    if du is None or dv is None:
        return "constant factor", product(u if du is None else du, v if dv is None else dv)
    return "product rule", sum_of_two(product(du, v), product(u, dv))


def _quotient_rule(term: Apply, inner: Derivatives) -> tuple[str, Term]:
    (u, v), (du, dv) = term.arguments, inner
    if dv is None:
        return "constant factor", quotient(du or u, v)
    above = opposite(product(u, dv))
    name, above = (
        ("reciprocal rule", above)
        if du is None
        else ("quotient rule", sum_of_two(product(du, v), above))
    )
    return name, quotient(above, power_of(v, TWO))


def _power_rule(term: Apply, inner: Derivatives) -> tuple[str, Term]:
    (u, v), (du, dv) = term.arguments, inner
    if dv is None:
        slope = product(v, power_of(u, sum_of_two(v, opposite(ONE))))
        name = "power rule" if isinstance(u, Name) else "power rule and chain rule"
        return name, product(slope, du or ONE)
    growth = product(dv, logarithm(u))
    if du is None:
        return "exponential and chain rule", product(term, product(logarithm(u), dv))
    return "rule for f^g", product(term, sum_of_two(growth, quotient(product(v, du), u)))


ADDED = {ALONE: "{self} is added to {into}, so its gradient is {g} itself"}

add: Operation = Operation(
    name="add",
    evaluate=_add,
    spell=_spell_add,
    entry=_entry_add,
    gradient=lambda g, term, result: tuple(reduced_to(g, x.shape) for x in term.arguments),
    rule=_sum_rule,
    why=(ADDED,),
    mistakes=mistakes.of_sum,
)

negate: Operation = Operation(
    name="negate",
    evaluate=lambda x: -x,
    spell=lambda term, x: x if x == ZERO else Negation(x),
    entry=entry_by_entry,
    gradient=lambda g, term, result: (-g,),
    rule=lambda term, inner: ("", opposite(inner[0] or ONE)),
    why=({"": "{self} is subtracted in {into}, so its gradient is {g} with the other sign"},),
    mistakes=mistakes.of_negation,
)

multiply: Operation = Operation(
    name="multiply",
    evaluate=lambda x, y: x * y,
    spell=_spell_multiply,
    entry=entry_by_entry,
    gradient=_gradient_multiply,
    rule=_product_rule,
    why=({"": "{self} is multiplied by {other} in {into}, so its gradient is {g} times {other}"},),
    mistakes=mistakes.of_product,
)

divide: Operation = Operation(
    name="divide",
    evaluate=lambda x, y: x / y,
    spell=lambda term, x, y: Quotient(x, y),
    entry=entry_by_entry,
    gradient=_gradient_divide,
    rule=_quotient_rule,
    why=(
        {"": "{self} is divided by {other} in {into}, so its gradient is {g} over {other}"},
        {"": "quotient rule: {self} divides {other} in {into}, so −{other}/{self}² times {g}"},
    ),
    mistakes=mistakes.of_quotient,
)

raise_to_power: Operation = Operation(
    name="power",
    evaluate=lambda x, y: each(power, x, y),
    spell=lambda term, x, y: Power(x, y),
    entry=entry_by_entry,
    gradient=_gradient_power,
    rule=_power_rule,
    why=({"": "power rule: {into} is a power of {inner}, so {g} times its slope"},),
    mistakes=mistakes.of_power,
)


def _spell_exponential(term: Apply, x: Notation) -> Notation:
    match x:
        case Negation(Negation(body)):  # e^(−(−2)) is hard to read, raised as it is
            return Power(Symbol("e"), body)
    return Power(Symbol("e"), x)


exponential: Operation = unary(
    "exp",
    Function("exp", "exp", r"\exp"),
    function=exp,
    derivative=lambda x, result: result,
    spell=_spell_exponential,
    what="the exponential",
)

logarithm: Operation = unary(
    "log",
    Function("log", "log", r"\log"),
    function=log,
    derivative=lambda x, result: 1 / x,
    mistakes=of_logarithm,
    what="the logarithm",
)

square_root: Operation = unary(
    "sqrt",
    Function("sqrt", "√", r"\sqrt"),
    function=sqrt,
    derivative=lambda x, result: 1 / (2 * result),
    spell=lambda term, x: Root(x),
    mistakes=mistakes.of_root,
    what="the root",
)

error_function: Operation = unary(
    "erf",
    Function("erf", "erf", r"\operatorname{erf}"),
    function=erf,
    derivative=lambda x, result: 2 * exponential(-(x**2)) / square_root(Literal(pi())),
    what="the error function",
)


def _sign(x: Scalar) -> Scalar:
    if is_symbolic(x):
        import sympy

        return settle(sympy.sign(as_sympy(x)), None)
    return rational(sign(x))


sign_of: Operation = unary(
    "sign",
    Function("sign", "sign", r"\operatorname{sign}"),
    function=_sign,
    derivative=lambda x, result: None,
    what="the sign",
    jumps=True,
)

magnitude: Operation = unary(
    "abs",
    Function("abs", "abs", r"\operatorname{abs}"),
    function=absolute,
    derivative=lambda x, result: sign_of(x),
    spell=lambda term, x: Fenced(x, "||"),
    what="the magnitude",
)


def _times_log(weight: Scalar, x: Scalar) -> Scalar:
    vanishes = not is_symbolic(weight) and sign(weight) == 0
    return rational(0) if vanishes else weight * log(x)


times_log: Operation = Operation(
    name="times_log",
    evaluate=partial(each, _times_log),
    spell=lambda term, weight, x: Product(
        (weight, Call(Function("log", "log", r"\log"), (x,))), "·"
    ),
    entry=entry_by_entry,
    gradient=lambda g, term, result: (
        times(g, logarithm(term.arguments[1])),
        times(g, term.arguments[0] / term.arguments[1]),
    ),
    mistakes=of_weighted_logarithm,
)
"""w·log x, which is 0 for w = 0 whatever x is: the limit that cross-entropy takes there."""
