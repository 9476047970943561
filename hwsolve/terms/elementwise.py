"""What all operations that work entry by entry have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from hwsolve.notation.tree import Call, Function, Notation
from hwsolve.numbers import Scalar, Value, each
from hwsolve.terms.function_mistakes import of_function
from hwsolve.terms.term import OPERATIONS, Apply, Index, Literal, Mutation, Operation, Term, entry


def entry_by_entry(term: Apply, index: Index) -> Term:
    """The entry of an operation that works entry by entry: the same operation on the entries."""
    arguments = (entry(argument, index) for argument in term.arguments)
    return term.operation(*arguments, **term.parameters)


def is_one(term: Term) -> bool:
    """Whether a term is the literal 1, which is never written as a factor."""
    return isinstance(term, Literal) and not term.shape and bool(term.value == 1)


def times(upstream: Term, factor: Term) -> Term:
    """The chain rule's product, tidied: no factor 1, and numbers in front drawn into one.

    e.g. 1/2 times 2·(ŷ − y) is ŷ − y
    """
    match upstream:
        case Apply(Operation(name="repeat"), (inner,)) if factor.shape == upstream.shape:
            return times(inner, factor)
    if is_one(upstream):
        return factor
    if is_one(factor):
        return upstream
    if isinstance(upstream, Literal) and not upstream.shape:
        match factor:
            case Literal():
                return Literal(upstream.value * factor.value)
            case Apply(Operation(name="negate"), (body,)):
                return -times(upstream, body)
            case Apply(Operation(name="multiply"), (Literal() as first, rest)) if not first.shape:
                return times(times(upstream, first), rest)
    elif isinstance(factor, Literal) and not factor.shape:
        return times(factor, upstream)
    return upstream * factor


def reduced_to(gradient: Term, shape: tuple[int, ...]) -> Term:
    """The gradient of an argument that was broadcast: summed over what it was repeated along."""
    if gradient.shape == shape or not gradient.shape:
        return gradient
    if not shape:
        return OPERATIONS["total"](gradient)
    if gradient.shape[1:] != shape:
        raise TypeError(f"a gradient of shape {gradient.shape} can't be reduced to {shape}")
    return OPERATIONS["sum_rows"](gradient)


def named(ascii_name: str, written: str | None = None) -> Function:
    """The spelling of a function that is written upright. e.g. ReLU(z)"""
    written = written or ascii_name
    return Function(ascii_name, written, rf"\operatorname{{{written.replace('′', chr(39))}}}")


def spell_call(function: Function) -> Callable[..., Notation]:
    """f(x, y)"""
    return lambda term, *arguments: Call(function, arguments)


def from_definition(define: Callable[..., Term]) -> Callable[..., Scalar]:
    """The function on numbers that a definition in terms gives."""

    def function(*numbers: Scalar, **parameters: Scalar) -> Scalar:
        value: Scalar = define(*(Literal(x) for x in numbers), **parameters).value
        return value

    return function


def unary(
    name: str,
    written: Function,
    *,
    derivative: Callable[..., Term | None],
    define: Callable[..., Term] | None = None,
    function: Callable[..., Scalar] | None = None,
    spell: Callable[..., Notation] | None = None,
    mistakes: Callable[[Apply], Iterator[Mutation]] = of_function,
    what: str = "the activation",
    jumps: bool = False,
) -> Operation:
    """The row of a function f of one scalar.

    derivative  f′ from x, f(x) and the parameters; None where f has no gradient to pass on
    define      f(x) in more basic operations, from x and the parameters
    function    f on numbers, where the definition doesn't serve or would be slow
    what        what f is called in words
    """
    on_numbers = function or from_definition(_given(define))

    def evaluate(x: Value, **parameters: Scalar) -> Value:
        return each(partial(on_numbers, **parameters), x)

    def gradient(upstream: Term, term: Apply, result: Term) -> tuple[Term | None, ...]:
        slope = derivative(term.arguments[0], result, **term.parameters)
        return (None if slope is None else times(upstream, slope),)

    return Operation(
        name=name,
        evaluate=evaluate,
        spell=spell or spell_call(written),
        entry=entry_by_entry,
        gradient=gradient,
        why=({"": f"chain rule: {{g}} times the slope of {what} at {{inner}}"},),
        mistakes=mistakes,
        jumps=jumps,
        definition=define and (lambda term: define(*term.arguments, **term.parameters)),
    )


def _given(define: Callable[..., Term] | None) -> Callable[..., Term]:
    if define is None:
        raise TypeError("a function needs a definition or a rule on numbers")
    return define
