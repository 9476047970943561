"""Why a gradient is what it is: the fourth reading of a term, beside formula, numbers and value.

A gradient comes to a quantity by one way or several: from a step that was made of it, through the
operations of that step's term. What the step says of its own, else what the innermost operation
says that has a word for it, is the reason. So no layer writes sentences about its gradients, unless
it knows better than the operations that it is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

from hwsolve.derivation.step import Step
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import Notation
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.quantity import Quantity
from hwsolve.terms.arithmetic import add
from hwsolve.terms.elementwise import entry_by_entry
from hwsolve.terms.linear import REPEATED, TRANSPOSED
from hwsolve.terms.term import (
    ALONE,
    NOTHING,
    Apply,
    Literal,
    Name,
    Rules,
    Term,
    chosen,
    names,
    write,
)

CHAIN_RULE = "chain rule: {g} times the derivative of {into} by {self}"
"""What is true of every operation."""

SAME = "{into} is {self} itself, and so is its gradient: {g}"
"""What is said where there is no operation."""

BESIDE = "+"
"""How a reason begins that is said at the end, beside the others."""

Find = Callable[[str], Step]
"""The step that goes by an id."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a gradient came: the step that was made of the quantity, and how its gradient is called;
    then the operations that it went through, from outside in, each with the argument's place.

    `fused` is the reason where a loss passed the activation before it by; `starts` tells the way
    from the loss itself, whose own gradient is 1 and has no line.
    """

    step: Step
    gradient: Quantity
    through: tuple[tuple[Apply, int], ...]
    fused: str = ""
    starts: bool = False


def reason(
    called: Quantity,
    step: Step,
    ways: Sequence[Way],
    find: Find,
    words: Callable[[Quantity, str], str],
) -> str:
    """Why the gradient of a step is what it is, which is called so here.

    `words` may add to what is said of it.
    """
    told = [(_told(called, step.role, way, find), way) for way in ways]
    added = dict.fromkeys(text for text, _ in told if text.startswith(BESIDE))
    beside = "".join(f"; {text.removeprefix(BESIDE)}" for text in added)
    by = [way for text, way in told if not text.startswith(BESIDE)]
    main = list(dict.fromkeys(text for text, _ in told if not text.startswith(BESIDE)))
    twice = len({way.step.id for way in by}) < len(by)  # both places may say the same
    if len(main) > 1 or twice:
        main = [_several(called, by)]
    return words(called, main[0]) + beside if main else beside.removeprefix("; ")


def _several(called: Quantity, ways: Sequence[Way]) -> str:
    """What is said where a quantity reaches the loss in several ways."""
    through = list(dict.fromkeys(_symbol(way.step.id) for way in ways))
    back = list(dict.fromkeys(_symbol(way.gradient) for way in ways))
    if len(through) == 1:
        return (
            f"{_symbol(called)} stands in {through[0]} in {len(ways)} places, whose shares of "
            f"{back[0]} are added up"
        )
    return (
        f"{_symbol(called)} reaches the loss through {_listed(through)}: what comes back by "
        f"{_listed(back)} is added up"
    )


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _told(called: Quantity, role: str, way: Way, find: Find) -> str:
    """What is said of one way."""
    text = way.fused or (way.step.passes or NOTHING).get(role, "")
    term, place = _outermost(way) if text else _decisive(way, role)
    beside = [argument for k, argument in enumerate(term.arguments) if k != place] if term else []
    if not text and term is not None:
        text = chosen(term.operation.why_of(place), role, _role(beside[0], find) if beside else "")
        copied = any(inner.operation.why_of(k) is REPEATED for inner, k in way.through)
        if copied and not role and not _copies(term, place):
            text += ", added up over its copies"
        if any(_stands_for_all(inner, k) for inner, k in way.through):
            text += ", added up over all entries"
    return (text or (CHAIN_RULE if way.through else SAME)).format(
        self=_symbol(called),
        into=_symbol(way.step.id),
        g=_symbol(way.gradient) + (" = 1" if way.starts else ""),
        other=_written(beside[0]) if beside else "",
        inner=_written(term.arguments[place]) if term else "",
    )


def _outermost(way: Way) -> tuple[Apply | None, int]:
    """The operation that a step's own words are about: the first that changes the gradient."""
    changing = (at for at in way.through if _changes(*at))
    return next(changing, (None, 0))


def _decisive(way: Way, role: str) -> tuple[Apply | None, int]:
    """The operation that says why: the one that changes the gradient.

    Of several, none says it all, unless what it says doesn't speak of the gradient. If all only
    pass it on, it is the innermost that has a word for the role, or that does more than to copy.
    """
    changing = [(term, place) for term, place in way.through if _changes(term, place)]
    whole = [(term, place) for term, place in changing if _says_all(term.operation.why_of(place))]
    if len(changing) > 1 or whole:
        return next(iter(whole), (None, 0))
    inward = way.through[::-1]
    fitting = [(term, place) for term, place in inward if role in term.operation.why_of(place)]
    telling = [(term, place) for term, place in inward if not _copies(term, place)]
    return next(iter([*changing, *fitting, *telling, *inward]), (None, 0))


def _changes(term: Apply, place: int) -> bool:
    """Whether an operation does more to a gradient than to pass it on."""
    return ALONE not in term.operation.why_of(place)


def _says_all(rules: Rules) -> bool:
    """Whether a reason holds whatever else is done to the gradient."""
    return any("{g}" not in text for text in rules.values())


def _stands_for_all(term: Apply, place: int) -> bool:
    """Whether an operation on entries takes one number for all of them alike."""
    by_entry = term.operation.entry is entry_by_entry or term.operation is add
    return by_entry and not term.arguments[place].shape and prod(term.shape) > 1


def _copies(term: Apply, place: int) -> bool:
    """Whether an operation only repeats or turns its argument."""
    rules = term.operation.why_of(place)
    return rules is REPEATED or rules is TRANSPOSED


def _role(term: Term, find: Find) -> str:
    """The role of the one quantity in a term."""
    found = {name.id for name in names(term)}
    return find(found.pop()).role if len(found) == 1 else ""


def _symbol(quantity: Quantity) -> str:
    return to_line(symbol_of(quantity))


def _written(term: Term) -> str:
    """A term in letters."""

    def leaf(part: Name | Literal) -> Notation:
        if isinstance(part, Name):
            return symbol_of(part.id, part.index)
        return notate(part.value, NumberStyle())

    return to_line(write(_unturned(term), leaf))


def _unturned(term: Term) -> Term:
    """A quantity as it is called, where its transpose or copies of it are meant."""
    match term:
        case Apply(arguments=(inner,)) if _copies(term, 0):
            return _unturned(inner)
    return term
