"""The gradient rule of a row against derivatives that owe nothing to it.

Twice: by difference quotients of the row's value, in arithmetic of so many digits that only a wrong
rule differs; and by SymPy's `diff` of the row's value in letters, with letters for the upstream.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sympy
from flint import arb

from hwsolve.numbers import (
    Value,
    array,
    as_ball,
    as_sympy,
    entries,
    rational,
    scalars,
    shape_of,
    symbol,
    working_precision,
)
from hwsolve.numbers.precision import keep_closed_forms
from hwsolve.terms.term import OPERATIONS, Apply, Literal, Name, Term
from tests.terms.examples import Example

BITS = 500
STEP = rational(1, 10**30)
TOLERANCE = arb("1e-40")
"""A central difference is off by its step's square; a wrong rule by more than 1e-3."""

Rule = Callable[[Term, Apply, Term], Sequence[Term | None]]


def primes(shape: tuple[int, ...]) -> Value:
    """Upstream gradients that no factor of a rule could be mistaken for."""
    numbers = iter(sympy.primerange(11, 400))
    return array(_nested(shape, lambda: rational(int(next(numbers)), 7)))


def letters(shape: tuple[int, ...], stem: str) -> Value:
    """A name for each entry."""
    count = iter(range(100))
    return array(_nested(shape, lambda: symbol(f"{stem}{next(count)}")))


def _nested(shape: tuple[int, ...], make: Callable[[], Any]) -> Any:
    return [_nested(shape[1:], make) for _ in range(shape[0])] if shape else make()


def moved(value: Value, index: tuple[int, ...], step: Any) -> Value:
    """The value with one entry changed by a step."""
    if not shape_of(value):
        return value + step
    copy = value.copy()
    copy[index] = copy[index] + step
    return copy


def given_by_rule(term: Apply, upstream: Value, rule: Rule | None) -> list[Value | None]:
    """What the rule says of each argument; a single number stands for one at every place."""
    gradients = (rule or term.operation.gradient)(Name("g", upstream), term, Name("f", term.value))
    assert len(gradients) == len(term.arguments)
    return [None if gradient is None else gradient.value for gradient in gradients]


def quotient_mistakes(name: str, example: Example, rule: Rule | None = None) -> Iterator[str]:
    """Where the rule and the difference quotients differ."""
    with working_precision(BITS, closed_form=0):
        values = example.values()
        term = example.applied(name)
        upstream = primes(term.shape)
        found = given_by_rule(term, upstream, rule)
        for place, value in enumerate(values):
            if place in example.fixed:
                continue
            if found[place] is None:
                yield f"argument {place} of {name} gets no gradient"
                continue
            if shape_of(found[place]) != shape_of(value):
                yield f"the gradient of argument {place} of {name} has another shape"
                continue
            for index, _ in entries(value):
                up, down = (
                    example.applied(
                        name,
                        [moved(v, index, step) if k == place else v for k, v in enumerate(values)],
                    ).value
                    for step in (STEP, -STEP)
                )
                slope = sum(
                    (
                        as_ball(g) * (as_ball(one) - as_ball(other))
                        for g, one, other in zip(
                            scalars(upstream), scalars(up), scalars(down), strict=True
                        )
                    ),
                    start=arb(0),
                ) / (2 * arb(STEP))
                claimed = as_ball(found[place][index] if index else found[place])
                if not abs(claimed - slope) < TOLERANCE * (1 + abs(slope)):
                    yield f"∂/∂q{place}{list(index)} of {name}: {claimed} for {slope}"


def symbolic_mistakes(name: str, example: Example, rule: Rule | None = None) -> Iterator[str]:
    """Where the rule and SymPy's derivative differ, at the example's numbers."""
    with working_precision(200):
        keep_closed_forms()
        numbers = example.values()
        values = [
            value if place in example.fixed else letters(shape_of(value), f"q{place}_")
            for place, value in enumerate(numbers)
        ]
        term = example.applied(name, values)
        upstream = letters(term.shape, "g")
        found = given_by_rule(term, upstream, rule)
        at = {
            as_sympy(letter): as_sympy(number)
            for place, value in enumerate(values)
            if place not in example.fixed
            for letter, number in zip(scalars(value), scalars(numbers[place]), strict=True)
        }
        at |= {
            as_sympy(letter): as_sympy(number)
            for letter, number in zip(scalars(upstream), scalars(primes(term.shape)), strict=True)
        }
        whole = sympy.Add(
            *(
                as_sympy(g) * plain(as_sympy(f))
                for g, f in zip(scalars(upstream), scalars(term.value), strict=True)
            )
        )
        for place, value in enumerate(values):
            if place in example.fixed:
                continue
            for letter, claimed in zip(scalars(value), scalars(found[place]), strict=True):
                slope = whole.diff(as_sympy(letter))
                difference = (plain(as_sympy(claimed)) - slope).subs(at)
                if abs(sympy.N(difference, 40)) > sympy.Rational(1, 10**25):
                    yield f"∂{name}/∂{letter.closed}: {claimed.closed} for {slope}"


def plain(expression: sympy.Expr) -> sympy.Expr:
    """The expression with σ spelled out, which SymPy doesn't know."""
    sigma = sympy.Function("sigmoid", real=True)
    return expression.replace(sigma, lambda z: 1 / (1 + sympy.exp(-z)))


# ---- wrong rules --------------------------------------------------------------------------------


def wrong_rules(name: str) -> dict[str, Rule]:
    """What a rule might do wrong; a check that passes any of these checks nothing."""
    right = OPERATIONS[name].gradient
    factor = Literal(rational(2001, 2000))

    def slope_a_little_off(g: Term, term: Apply, result: Term) -> list[Term | None]:
        return [d if d is None else factor * d for d in right(g, term, result)]

    def upstream_forgotten(g: Term, term: Apply, result: Term) -> list[Term | None]:
        ones = Literal(_ones(g.value))
        return list(right(ones, term, result))

    def wrong_sign(g: Term, term: Apply, result: Term) -> list[Term | None]:
        return [d if d is None else -d for d in right(g, term, result)]

    return {
        "slope a little off": slope_a_little_off,
        "upstream forgotten": upstream_forgotten,
        "wrong sign": wrong_sign,
        "nothing passed on": lambda g, term, result: [None] * len(term.arguments),
    }


def _ones(value: Value) -> Value:
    return array(_nested(shape_of(value), lambda: rational(1)))
