"""What a derivation is made of: steps, remarks, notes and figures, in sections, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hwsolve.derivation.figures import Figure
from hwsolve.derivation.non_unique import NonUnique
from hwsolve.notation.tree import Relation
from hwsolve.numbers import Value, as_array, entries, is_symbolic, shape_of, symbol
from hwsolve.quantity import Quantity
from hwsolve.terms.term import Apply, Rules, Term, names

Amount = Literal["entries", "line", "value", "nothing"]
"""How much of a line of working the page shows unless everything is asked for: the equation and a
table of its entries, the equation alone, only what comes out, or nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One quantity: its id, the one term that is its formula, and the value of that term.

    A given quantity has no term. `aliases` are other names of the same quantity: ŷ is also a[3].
    `aliases_unwritten` are ids by which it can be asked for, but which are never written:
    f[2] is also L[2].
    """

    id: Quantity
    term: Term | None
    value: Value
    reason: str | Callable[[], str] = ""
    """Why it is what it is, or what finds that out for those who read it."""
    aliases: tuple[Quantity, ...] = ()
    aliases_unwritten: tuple[Quantity, ...] = ()
    non_unique: Callable[[], NonUnique] | None = None
    """What other values must satisfy to do as well; None where there is one right value."""
    shown_at_standard: Amount = "entries"
    parts: Callable[[], Parts] | None = None
    """What it is made of, for those who ask; None if it has no parts with names."""
    role: str = ""
    """What it is for: weights, bias, …; gradients are explained by it."""
    passes: Rules | None = None
    """Why its gradient passes on to what it is made of as it does, where no operation can know."""
    is_letter: bool = False
    """Whether what follows is written in its own symbol: its formula in letters is too long."""

    @property
    def why(self) -> str:
        """Why it is what it is."""
        return self.reason if isinstance(self.reason, str) else self.reason()

    @property
    def put_in(self) -> Value:
        """What stands for the quantity in the values that follow: its value, or its own symbol."""
        if not self.is_letter:
            return self.value
        if not shape_of(self.value):
            return symbol(self.id)
        letters = np.array(self.value, dtype=object)
        for index, x in entries(self.value):
            if is_symbolic(x):
                letters[index] = symbol(self.id.one(*(i + 1 for i in index)))
        return as_array(letters)

    @property
    def rule(self) -> str:
        """The stable name of the operation at the top of the term."""
        match self.term:
            case None:
                return "given"
            case Apply(operation=operation, arguments=(Apply(operation=inner), *_)):
                return inner.name if operation.name == "collect" else operation.name
            case Apply(operation=operation):
                return operation.name
        return "same"

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The ids in the term, each once, in the order in which they are read."""
        return () if self.term is None else tuple(dict.fromkeys(n.id for n in names(self.term)))


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What a quantity is made of, under names that only answer files use: L.1, a sample's loss.

    `whole` is the quantity by its parts.
    """

    steps: tuple[Step, ...]
    whole: Term


@dataclass(frozen=True, slots=True, eq=False)
class Remark:
    """A second way to a quantity that was already derived, verified to give the same value."""

    about: str
    term: Term
    why: str
    shown_at_standard: Amount = "entries"

    @property
    def value(self) -> Value:
        return self.term.value


@dataclass(frozen=True, slots=True)
class Statement:
    """A line of working in which letters stand for matrices of any size, or an inequality.

    There is no number to evaluate: `claim` is the whole chain as it is read, `name = … ≤ …`; what
    it claims is tested where letters are replaced by numbers.
    """

    id: Quantity
    claim: Relation
    rule: str
    why: str
    depends_on: tuple[str, ...] = ()
    shown_at_standard: Amount = "entries"


@dataclass(frozen=True, slots=True)
class Note:
    """Prose that stands between steps."""

    text: str
    shown_at_standard: Amount = "entries"


Item = Step | Remark | Statement | Note | Figure


def parts_of(step: Step) -> tuple[Step, ...]:
    """What a quantity is made of that only answer files name."""
    return () if step.parts is None else step.parts().steps


def ids_of(item: Step | Statement) -> tuple[Quantity, ...]:
    """All names under which a line of the working is known."""
    return (
        (item.id, *item.aliases, *item.aliases_unwritten) if isinstance(item, Step) else (item.id,)
    )


@dataclass(frozen=True, slots=True)
class Section:
    """A headed run of items: `phase` is a stage of the working, `part` a layer or time step."""

    phase: str
    part: str
    items: tuple[Item, ...]

    @property
    def title(self) -> str:
        return " · ".join(text for text in (self.phase, self.part) if text)


@dataclass(frozen=True, slots=True)
class Convention:
    """One line of the ledger: a choice that courses make differently, and how it was made here."""

    key: str
    choice: str
    meaning: str
    declared: bool = False
