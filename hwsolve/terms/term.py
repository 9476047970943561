"""Terms: the mathematics of a step before it is printed, evaluated or differentiated.

A term is a name, a literal, or an operation applied to terms; immutable, built by operator
overloading, and evaluated once when it is built. Its formula, its numbers and its value are three
readings of this one object, so they can't disagree.

Indices count from 0 here and from 1 wherever a reader sees them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from hwsolve.errors import LimitError
from hwsolve.notation.tree import Notation, Relation
from hwsolve.numbers import NeedsPrecision, Rational, Real, Scalar, Value, rational, shape_of
from hwsolve.quantity import Quantity

Index = tuple[int, ...]
Leaf = Callable[["Name | Literal"], Notation]
"""How a leaf is written: as its symbol in a formula, as its value where numbers are put in."""


class Term:
    """Something with a value that can be combined by +, −, ·, /, ** and @."""

    __slots__ = ()
    value: Value

    @property
    def shape(self) -> tuple[int, ...]:
        return shape_of(self.value)

    def __add__(self, other: Operand) -> Term:
        return OPERATIONS["add"](self, other)

    def __radd__(self, other: Operand) -> Term:
        return OPERATIONS["add"](other, self)

    def __sub__(self, other: Operand) -> Term:
        return self + -as_term(other)

    def __rsub__(self, other: Operand) -> Term:
        return OPERATIONS["add"](other, -self)

    def __mul__(self, other: Operand) -> Term:
        return OPERATIONS["multiply"](self, other)

    def __rmul__(self, other: Operand) -> Term:
        return OPERATIONS["multiply"](other, self)

    def __truediv__(self, other: Operand) -> Term:
        return OPERATIONS["divide"](self, other)

    def __rtruediv__(self, other: Operand) -> Term:
        return OPERATIONS["divide"](other, self)

    def __matmul__(self, other: Operand) -> Term:
        return OPERATIONS["matmul"](self, other)

    def __pow__(self, exponent: Operand) -> Term:
        return OPERATIONS["power"](self, exponent)

    def __neg__(self) -> Term:
        return OPERATIONS["negate"](self)

    @property
    def T(self) -> Term:
        return OPERATIONS["transpose"](self)


@dataclass(frozen=True, slots=True, eq=False)
class Name(Term):
    """A quantity of the derivation, or one entry of it where an index is given."""

    id: Quantity
    value: Value
    index: Index = ()


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Term):
    """A number that belongs to the formula itself, such as the 2 of 2(ŷ − y)."""

    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class Apply(Term):
    """An operation applied to terms. `parameters` aren't differentiated: a slope, a stride."""

    operation: Operation
    arguments: tuple[Term, ...]
    parameters: Mapping[str, Any]
    value: Value = field(repr=False)


Operand: TypeAlias = Term | Rational | int

Rules = Mapping[str, str]
"""Why a gradient passes to an argument as it does, by the role of the quantity that it reaches
("weights"), or by that of what stands beside it ("*weights"); "" is for any other. {self} stands
for the quantity, {into} for what is made, {g} for the gradient that arrives, {inner} for the
argument and {other} for what stands beside it."""

UNKNOWN: Scalar = Real(None, None)
"""The value of a name that stands for any number, and of all that is made of such a name."""

NOTHING: Rules = MappingProxyType({})
"""No reasons."""

ALONE = "alone"
"""In place of "": the rule of an operation that only passes the gradient on. It is told where no
other operation does more."""


def chosen(rules: Rules, role: str, beside: str = "") -> str:
    """The reason for a role, or for what stands beside; else that for all; empty without one."""
    special = [key for key in (role, beside and f"*{beside}") if key]
    return next((rules[key] for key in (*special, "", ALONE) if key in rules), "")


def as_term(operand: Operand | Value) -> Term:
    """A term as it is; a number or an array as a literal."""
    if isinstance(operand, Term):
        return operand
    return Literal(rational(operand) if isinstance(operand, int) else operand)


@dataclass(frozen=True, slots=True, eq=False)
class Mutation:
    """A term as somebody might wrongly write it: a stable name for the mistake, and words for it.

    {} in the words stands for `about`, the part of the right term that the mistake is about.
    """

    name: str
    term: Term
    words: str
    about: Term | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the table: everything that hwsolve knows about one operation.

    evaluate    the value, from the arguments' values and the parameters
    spell       the notation, from the term and its arguments as already written
    entry       one entry of the result as a scalar term in the entries of the arguments
    gradient    from the upstream gradient, the term and its result (the name it was let under,
                where it has one): a term for each argument, None for one without a gradient
    definition  for a named function of scalars: the same in more basic operations
    meaning     for a named function of vectors: what it is, as a reader would define it
    mistakes    what people write in place of the term: mutants of this operation's rule
    jumps       whether it jumps, so that its value there is a convention: a slope at a kink
    adds_up     whether an entry adds up products, so that its working is worth a line
    why         the reasons for the gradients of the arguments; the last is for all further ones,
                and an operation without any leaves it to the one around it
    fused_why   the reason where `fused` gives the gradient
    rule        for scalars: the rule of a first course by its name, and the derivative that it
                makes of those of the arguments, None for a constant one; unless given, the chain
                rule
    fused       for a loss: its gradient with respect to the argument of the activation (by the
                activation's name) that made the first argument, where the product simplifies
    """

    name: str
    evaluate: Callable[..., Value]
    spell: Callable[..., Notation]
    entry: Callable[[Apply, Index], Term]
    gradient: Callable[[Term, Apply, Term], tuple[Term | None, ...]]
    definition: Callable[[Apply], Term] | None = None
    meaning: Relation | None = None
    jumps: bool = False
    adds_up: bool = False
    why: tuple[Rules, ...] = ()
    fused_why: str = ""
    rule: Callable[[Apply, Sequence[Term | None]], tuple[str, Term]] | None = None
    fused: Mapping[str, Callable[[Term, Apply], Term]] = field(default_factory=dict)
    mistakes: Callable[[Apply], Iterator[Mutation]] = lambda term: iter(())

    def __post_init__(self) -> None:
        if self.name in OPERATIONS:
            raise ValueError(f"two operations are called {self.name}")
        OPERATIONS[self.name] = self

    def why_of(self, place: int) -> Rules:
        """Why a gradient passes to the argument at a place as it does."""
        return self.why[min(place, len(self.why) - 1)] if self.why else NOTHING

    def __call__(self, *operands: Operand, **parameters: Any) -> Apply:
        arguments = tuple(as_term(operand) for operand in operands)
        if any(argument.value is UNKNOWN for argument in arguments):
            return Apply(self, arguments, parameters, UNKNOWN)
        try:
            value = self.evaluate(*(argument.value for argument in arguments), **parameters)
        except (ArithmeticError, NeedsPrecision, LimitError) as error:
            if not hasattr(error, "__notes__"):  # the innermost operation knows best
                ids = dict.fromkeys(name.id for argument in arguments for name in names(argument))
                error.add_note(f"in what is made of {' and '.join(ids)}" if ids else "")
            raise
        return Apply(self, arguments, parameters, value)


OPERATIONS: dict[str, Operation] = {}
"""Every operation by name; a row registers itself when its module is imported."""


def entry(term: Term, index: Index) -> Term:
    """The scalar term of one entry. e.g. (W x + b)₁ is W₁₁·x₁ + W₁₂·x₂ + b₁"""
    match term:
        case Name(id, value, ()):
            return Name(id, _at(value, index), _place(value, index))
        case Name():
            return term
        case Literal(value):
            return Literal(_at(value, index))
        case Apply(operation=operation):
            return operation.entry(term, _place(term.value, index))
    raise TypeError(f"not a term: {term!r}")


def _place(value: Value, index: Index) -> Index:
    """Where in a value an index leads: missing leading axes and axes of length 1 are broadcast."""
    shape = shape_of(value)
    trimmed = index[len(index) - len(shape) :]
    return tuple(0 if size == 1 else i for i, size in zip(trimmed, shape, strict=True))


def _at(value: Value, index: Index) -> Scalar:
    """One entry of a value that may be broadcast."""
    if not shape_of(value):
        return value
    scalar: Scalar = value[_place(value, index)]
    return scalar


def evaluate(term: Term, values: Mapping[str, Value]) -> Value:
    """The value of a term where its names have other values than those it was built with."""

    def value(leaf: Name | Literal) -> Value:
        if isinstance(leaf, Literal):
            return leaf.value
        return _at(values[leaf.id], leaf.index) if leaf.index else values[leaf.id]

    return evaluated(term, value)


def evaluated(term: Term, leaf: Callable[[Name | Literal], Value]) -> Value:
    """The value of a term whose names and literals have the values that `leaf` says."""
    if isinstance(term, Apply):
        arguments = (evaluated(argument, leaf) for argument in term.arguments)
        return term.operation.evaluate(*arguments, **term.parameters)
    if isinstance(term, Name | Literal):
        return leaf(term)
    raise TypeError(f"not a term: {term!r}")


def replaced(term: Term, leaves: Mapping[str, Term]) -> Term:
    """The term with others in the place of its names; what holds no name stays as it is."""
    if isinstance(term, Name):
        return leaves.get(term.id, term)
    if not isinstance(term, Apply) or not any(names(term)):
        return term
    arguments = (replaced(argument, leaves) for argument in term.arguments)
    return term.operation(*arguments, **term.parameters)


def names(term: Term) -> Iterator[Name]:
    """The names in a term, from left to right, with repetitions."""
    match term:
        case Name():
            yield term
        case Apply(arguments=arguments):
            for argument in arguments:
                yield from names(argument)


def operations(term: Term) -> Iterator[Operation]:
    """The operations in a term, from outside in, with repetitions."""
    if isinstance(term, Apply):
        yield term.operation
        for argument in term.arguments:
            yield from operations(argument)


def literals(term: Term) -> Iterator[Value]:
    """The values of the numbers that belong to a formula itself, from left to right."""
    match term:
        case Literal(value):
            yield value
        case Apply(arguments=arguments):
            for argument in arguments:
                yield from literals(argument)


def write(term: Term, leaf: Leaf) -> Notation:
    """The notation of a term, its leaves written by `leaf`."""
    if isinstance(term, Apply):
        spelled = (write(argument, leaf) for argument in term.arguments)
        return term.operation.spell(term, *spelled)
    if isinstance(term, Name | Literal):
        return leaf(term)
    raise TypeError(f"not a term: {term!r}")


def adds_up(term: Term | None) -> bool:
    """Whether a sum of products stands somewhere in the term."""
    return isinstance(term, Apply) and (
        term.operation.adds_up or any(adds_up(argument) for argument in term.arguments)
    )


def by_cases(term: Term) -> Term:
    """The term with each choice between cases replaced by the case that holds."""
    if not isinstance(term, Apply):
        return term
    arguments = tuple(by_cases(argument) for argument in term.arguments)
    rebuilt = Apply(term.operation, arguments, term.parameters, term.value)
    if term.operation.name != "choose" or term.operation.definition is None:
        return rebuilt
    return term.operation.definition(rebuilt)


def spelled_out(term: Term) -> Term:
    """The term with named functions replaced by their definitions, all the way down.

    e.g. σ(z) is 1/(1 + e^−z), and ReLU′(3) is 1
    """
    if not isinstance(term, Apply):
        return term
    arguments = tuple(spelled_out(argument) for argument in term.arguments)
    rebuilt = Apply(term.operation, arguments, term.parameters, term.value)
    if term.operation.definition is None:
        return rebuilt
    meaning = term.operation.definition(rebuilt)
    same = isinstance(meaning, Apply) and meaning.operation is term.operation
    return meaning if same else spelled_out(meaning)
