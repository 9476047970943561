"""Jacobians of vectors by vectors, from the terms by which they were let.

The lets between the two are walked backwards, as in backpropagation, with a matrix in the place of
the gradient. An operation that works entry by entry gives diag(its slope), the slope being its
gradient row with upstream 1. Every way from one to the other is a summand (Goodfellow, Bengio and
Courville 2016, section 6.5.2).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from operator import matmul

from hwsolve.derivation.tape import Tape
from hwsolve.errors import LimitError
from hwsolve.numbers import Rational, constant, rational
from hwsolve.quantity import Quantity
from hwsolve.terms.arithmetic import add
from hwsolve.terms.elementwise import entry_by_entry, times
from hwsolve.terms.joining import columns, diagonal
from hwsolve.terms.linear import outer, turned
from hwsolve.terms.sums import sum_of
from hwsolve.terms.term import Apply, Literal, Name, Term, names
from hwsolve.terms.tidied import ONE, number_in

ONCE = rational(1)
NOTHING: Mapping[Quantity, Term] = {}
Way = tuple[Rational, tuple[Term | slice, ...]]
"""A number and matrices, the product of which is what one way from a quantity to another gives; a
slice stands for these columns of the matrix before it."""


def jacobian(
    tape: Tape,
    of: Name,
    by: Name,
    held: Collection[str] = (),
    known: Mapping[Quantity, Term] = NOTHING,
) -> Term:
    """∂of/∂by of shape (entries of `of`, entries of `by`): row i is for entry i of `of`.

    held   the quantities, by id, that stay as they are although `by` moves
    known  Jacobians by `by` that have a name already

    Raises LimitError for what is no vector, and where no rule is known.
    """
    for name in (of, by):
        if len(name.shape) != 1:
            raise LimitError(f"{name.id} is no vector: hwsolve has Jacobians of vectors by vectors")
    walk = _Walk(tape, by, {tape.step(id).id for id in held}, dict(known))
    ways = [_product(number, factors, by) for number, factors in walk.to(of.id) if number]
    return sum_of(ways) if ways else Literal(constant((*of.shape, *by.shape), 0))


def _identity(size: int) -> Term:
    return diagonal(Literal(constant((size,), 1)))


def in_layout(term: Term, layout: str) -> Term:
    """A Jacobian in numerator layout, transposed for the denominator's: Wᵀ diag(s) of diag(s) W."""
    if layout == "numerator":
        return term
    match term:
        case Apply(operation=operation, arguments=parts) if operation is add:
            return add(*(in_layout(part, layout) for part in parts))
    return turned(term)


def _product(number: Rational, factors: tuple[Term | slice, ...], by: Name) -> Term:
    matrices: list[Term] = []
    for factor in factors:
        if isinstance(factor, Term):
            matrices.append(factor)
        else:
            whole = matrices.pop() if matrices else _identity(factor.stop)
            matrices.append(columns(whole, start=factor.start, stop=factor.stop))
    whole = reduce(matmul, matrices) if matrices else _identity(by.shape[0])
    return -times(Literal(-number), whole) if number < 0 else times(Literal(number), whole)


class _Walk:
    """The ways from quantities back to one vector."""

    def __init__(
        self, tape: Tape, by: Name, held: set[Quantity], known: dict[Quantity, Term]
    ) -> None:
        self.tape, self.by, self.held, self.known = tape, tape.step(by.id).id, held, known
        self.reach: dict[Quantity, bool] = {}

    def to(self, id: str) -> Iterator[Way]:
        """Every way back from a quantity."""
        step = self.tape.step(id)
        if step.id == self.by:
            yield ONCE, ()
        elif step.id in self.known:
            yield ONCE, (self.known[step.id],)
        elif step.term is not None and self._reaches(step.id):
            yield from self._through(step.term, Name(step.id, step.value))

    def _reaches(self, id: Quantity) -> bool:
        """Whether a quantity depends on the vector, by what isn't held."""
        if id not in self.reach:
            step = self.tape.step(id)
            self.reach[id] = step.id == self.by or (
                step.id not in self.held and step.term is not None and self._varies(step.term)
            )
        return self.reach[id]

    def _varies(self, term: Term) -> bool:
        return any(self._reaches(name.id) for name in names(term))

    def _through(self, term: Term, result: Term) -> Iterator[Way]:
        """Every way back from a term, which goes by the name `result` where it has one."""
        if isinstance(term, Name):
            if term.index:
                raise LimitError(f"hwsolve has no Jacobian through the single entry {term.id}")
            yield from self.to(term.id)
        elif isinstance(term, Apply):
            for place, argument in enumerate(term.arguments):
                if self._varies(argument):
                    number, factors = _derivative(term, place, result)
                    for further, inner in self._through(argument, argument):
                        yield number * further, factors + inner


def _derivative(term: Apply, place: int, result: Term) -> Way:
    """The Jacobian of one operation by one of its arguments, as a number and factors."""
    argument = term.arguments[place]
    match term.operation.name, place:
        case "matmul", 1:
            return ONCE, (term.arguments[0],)
        case "matmul", 0 if len(argument.shape) == 1:
            return ONCE, (turned(term.arguments[1]),)
        case "collect" | "transpose", _ if len(argument.shape) == 1:
            return ONCE, ()
        case "join", _ if len(argument.shape) == 1:
            start = sum(part.shape[0] for part in term.arguments[:place])
            return ONCE, (slice(start, start + argument.shape[0]),)
        case "piece", _:
            return ONCE, (turned(columns(_identity(argument.shape[0]), **term.parameters)),)
        case "total", _:
            return ONCE, (Literal(constant((1, argument.shape[0]), 1)),)
        case "softmax", _:
            return ONCE, (diagonal(result) - outer(result, result),)
    entrywise = term.operation.entry is entry_by_entry or term.operation is add
    if not entrywise or argument.shape != term.shape:
        raise LimitError(f"hwsolve has no Jacobian of {term.operation.name}")
    slope = term.operation.gradient(ONE, term, result)[place]
    number = rational(0) if slope is None else number_in(slope)
    if slope is None or number is not None:
        return number or rational(0), ()
    return ONCE, (diagonal(slope) if slope.shape else slope * _identity(argument.shape[0]),)
