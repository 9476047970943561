"""Differentiation by the rules of a first course, on formulas as they are written.

Each application of a rule is kept, so that it can be shown: sum, product, quotient, power, chain.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from hwsolve.numbers import Rational, rational
from hwsolve.spec.formula import (
    Binary,
    Expression,
    FunctionCall,
    NamedConstant,
    Negate,
    Number,
    Variable,
    names,
)

RULES = {
    "sum rule": "(u + v)′ = u′ + v′",
    "constant factor": "(c·u)′ = c·u′",
    "product rule": "(u·v)′ = u′·v + u·v′",
    "quotient rule": "(u/v)′ = (u′·v − u·v′)/v²",
    "reciprocal rule": "(c/v)′ = −c·v′/v²",
    "power rule": "(xⁿ)′ = n·xⁿ⁻¹",
    "power rule and chain rule": "(uⁿ)′ = n·uⁿ⁻¹·u′",
    "exponential and chain rule": "(aᵘ)′ = aᵘ·log a·u′",
    "rule for f^g": "(uᵛ)′ = uᵛ·(v′·log u + v·u′/u)",
    "chain rule": "f(u)′ = f′(u)·u′",
    "constant": "what doesn't depend on the variable has the derivative 0",
}
"""Each rule in letters; a rule that isn't here says itself what it is."""


def rule_id(rule: str) -> str:
    """The stable name of a rule. e.g. power_rule_and_chain_rule, derivative_of_abs"""
    return "_".join(re.findall(r"\w+", rule))


FLAT = rational(0)
ZERO, ONE = Number(rational(0), "0"), Number(rational(1), "1")


@dataclass(frozen=True, slots=True)
class Applied:
    """One application of a rule: the formula, its derivative, and the rule's name."""

    rule: str
    formula: Expression
    derivative: Expression


@dataclass
class Differentiation:
    """The derivative of a formula by one variable, and how it was found.

    At a kink |u| has the slope 0, ReLU that of the ledger, and max that of the later argument.
    """

    by: str
    relu_at_zero: Rational = FLAT
    applied: list[Applied] = field(default_factory=list)

    def of(self, tree: Expression) -> Expression:
        """The derivative of a formula."""
        if self.by not in names(tree):
            return ZERO
        rule, derivative = self._by_rule(tree)
        if rule:
            self.applied.append(Applied(rule, tree, derivative))
        return derivative

    def _constant(self, tree: Expression) -> bool:
        return self.by not in names(tree)

    def _by_rule(self, tree: Expression) -> tuple[str, Expression]:
        match tree:
            case Variable():
                return "", ONE
            case Negate(operand):
                return "", minus(self.of(operand))
            case Binary("+", left, right):
                return "sum rule", plus(self.of(left), self.of(right))
            case Binary("-", left, right):
                return "sum rule", plus(self.of(left), minus(self.of(right)))
            case Binary("*", left, right):
                return self._product(left, right)
            case Binary("/", left, right):
                return self._quotient(left, right)
            case Binary("^", base, exponent):
                return self._power(base, exponent)
            case FunctionCall(function, arguments):
                return self._call(function, arguments)
        raise TypeError(f"no rule for {tree!r}")

    def _product(self, left: Expression, right: Expression) -> tuple[str, Expression]:
        if self._constant(left):
            return "constant factor", times(left, self.of(right))
        if self._constant(right):
            return "constant factor", times(right, self.of(left))
        return "product rule", plus(times(self.of(left), right), times(left, self.of(right)))

    def _quotient(self, left: Expression, right: Expression) -> tuple[str, Expression]:
        if self._constant(right):
            return "constant factor", over(self.of(left), right)
        if self._constant(left):
            return "reciprocal rule", minus(over(times(left, self.of(right)), to_the(right, 2)))
        above = plus(times(self.of(left), right), minus(times(left, self.of(right))))
        return "quotient rule", over(above, to_the(right, 2))

    def _power(self, base: Expression, exponent: Expression) -> tuple[str, Expression]:
        if self._constant(exponent):
            value = constant_of(exponent)
            lowered = (
                to_the(base, value - 1)
                if value is not None
                else power(base, plus(exponent, minus(ONE)))
            )
            outer = times(exponent, lowered)
            if isinstance(base, Variable):
                return "power rule", outer
            return "power rule and chain rule", times(outer, self.of(base))
        whole = power(base, exponent)
        if self._constant(base):
            rate = (
                ONE if base == NamedConstant("e", getattr(base, "column", 1)) else call("log", base)
            )
            return "exponential and chain rule", times(times(whole, rate), self.of(exponent))
        inside = plus(
            times(self.of(exponent), call("log", base)), over(times(exponent, self.of(base)), base)
        )
        return "rule for f^g", times(whole, inside)

    def _call(self, function: str, arguments: tuple[Expression, ...]) -> tuple[str, Expression]:
        if function in ("max", "min"):
            return f"{function}, by cases", self._extreme(function, arguments)
        if function == "choose":
            gap, *branches = arguments
            slopes = [self.of(branch) for branch in branches]
            return "by cases", FunctionCall("choose", (gap, *slopes)) if {*slopes} != {
                ZERO
            } else ZERO
        (u,) = arguments
        slope = SLOPES[function](u)
        if function == "relu" and self.relu_at_zero != 0:
            slope = FunctionCall("choose", (u, ONE, ZERO, number(self.relu_at_zero)))
        if isinstance(u, Variable):
            return f"derivative of {function}", slope
        return "chain rule", times(slope, self.of(u))

    def _extreme(self, function: str, arguments: tuple[Expression, ...]) -> Expression:
        """The derivative of the largest (smallest) argument; of the later one where equal."""
        first, *others = arguments
        rest = others[0] if len(others) == 1 else FunctionCall(function, tuple(others))
        gap = plus(first, minus(rest))
        gap = gap if function == "max" else minus(gap)
        return FunctionCall("choose", (gap, self.of(first), self.of(rest)))


# ---- formulas put together, without factors 1 and terms 0 ---------------------------------------


def number(value: Rational | int) -> Expression:
    """A number of a formula; a negative one is written with its sign in front."""
    value = value if isinstance(value, Rational) else rational(value)
    return Negate(Number(-value, str(-value))) if value < 0 else Number(value, str(value))


def constant_of(tree: Expression) -> Rational | None:
    """The number that a formula is, if it is just one."""
    match tree:
        case Number(value):
            return value
        case Negate(Number(value)):
            return -value
        case Binary("/", Number(above), Number(below)) if below != 0:
            return above / below
    return None


def plus(left: Expression, right: Expression) -> Expression:
    """left + right"""
    if left == ZERO:
        return right
    if right == ZERO:
        return left
    one, other = constant_of(left), constant_of(right)
    if one is not None and other is not None:
        return number(one + other)
    if isinstance(right, Negate):
        return Binary("-", left, right.operand)
    return Binary("+", left, right)


def minus(tree: Expression) -> Expression:
    """−tree"""
    value = constant_of(tree)
    if value is not None:
        return number(-value)
    return tree.operand if isinstance(tree, Negate) else Negate(tree)


def times(left: Expression, right: Expression) -> Expression:
    """left · right, the numbers of both drawn into one in front. e.g. 2·x times 3·y is 6·x·y"""
    one, first = parted(left)
    other, second = parted(right)
    if one * other == 0:
        return ZERO
    body = second if first == ONE else first if second == ONE else Binary("*", first, second)
    return scaled(one * other, body)


def parted(tree: Expression) -> tuple[Rational, Expression]:
    """A formula as (number in front, the rest)."""
    value = constant_of(tree)
    if value is not None:
        return value, ONE
    match tree:
        case Negate(operand):
            number_in_front, rest = parted(operand)
            return -number_in_front, rest
        case Binary("*", left, right):
            number_in_front, rest = parted(left)
            if number_in_front != 1:
                return number_in_front, right if rest == ONE else Binary("*", rest, right)
    return rational(1), tree


def scaled(factor: Rational, body: Expression) -> Expression:
    """factor · body for a number."""
    if factor < 0:
        return Negate(scaled(-factor, body))
    if body == ONE:
        return number(factor)
    if factor == 1:
        return body
    match body:
        case Binary("*", left, right):
            return Binary("*", scaled(factor, left), right)
    return Binary("*", number(factor), body)


def over(above: Expression, below: Expression) -> Expression:
    """above/below"""
    if above == ZERO:
        return ZERO
    if below == ONE:
        return above
    if isinstance(above, Negate):
        return minus(over(above.operand, below))
    front, rest = parted(above)
    divisor = constant_of(below)
    if divisor is None or front == 1:
        return Binary("/", above, below)
    ratio = front / divisor  # 2·x/4 is x/2
    above = scaled(rational(ratio.p), rest)
    return above if ratio.q == 1 else Binary("/", above, number(int(ratio.q)))


def power(base: Expression, exponent: Expression) -> Expression:
    """base^exponent"""
    if exponent == ZERO:
        return ONE
    return base if exponent == ONE else Binary("^", base, exponent)


def to_the(base: Expression, exponent: Rational | int) -> Expression:
    """base^exponent for a number."""
    return power(base, number(exponent))


def call(function: str, argument: Expression) -> Expression:
    """function(argument)"""
    return FunctionCall(function, (argument,))


def _sigmoid_slope(u: Expression) -> Expression:
    s = call("sigmoid", u)
    return times(s, plus(ONE, minus(s)))


SLOPES: dict[str, Callable[[Expression], Expression]] = {
    "exp": lambda u: call("exp", u),
    "log": lambda u: over(ONE, u),
    "sqrt": lambda u: over(ONE, times(number(2), call("sqrt", u))),
    "sin": lambda u: call("cos", u),
    "cos": lambda u: minus(call("sin", u)),
    "tanh": lambda u: plus(ONE, minus(to_the(call("tanh", u), 2))),
    "sigmoid": _sigmoid_slope,
    "erf": lambda u: times(
        over(number(2), call("sqrt", NamedConstant("pi"))),
        power(NamedConstant("e"), minus(to_the(u, 2))),
    ),
    "abs": lambda u: call("sign", u),
    "relu": lambda u: FunctionCall("choose", (u, ONE, ZERO)),
    "sign": lambda u: ZERO,
}
"""The derivative of each function of one number."""


@lru_cache(maxsize=256)
def derivative_of(tree: Expression, by: str, relu_at_zero: Rational = FLAT) -> Expression:
    """The derivative of a formula by one variable, without the way to it."""
    return Differentiation(by, relu_at_zero).of(tree)
