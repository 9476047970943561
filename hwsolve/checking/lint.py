"""How well the numbers of a problem tell mistakes apart.

Every mutant of every rule is worked out with the true numbers. One that gives the right value hides
its mistake: whoever makes it is right by accident, which zeros and ones in a problem see to. Two
that give the same wrong value can't be told apart by the number alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hwsolve.checking.explaining.mistake_wording import in_plain_words
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Step
from hwsolve.numbers import Rational, Value, entries, is_symbolic, scalars, shape_of, values_agree
from hwsolve.terms.mutants import Mutant, mutants

MOST_TOLD = 4
"""Mistakes of one quantity that are put into words."""


MOST_ZEROS = 20
"""Zeros that are named in the summary."""


@dataclass(frozen=True, slots=True)
class Linted:
    """One quantity: its mistakes, those that its numbers hide, and those that they confuse."""

    id: str
    mistakes: int
    hidden: tuple[str, ...]
    confused: tuple[tuple[str, ...], ...]
    entries: int
    zeros: tuple[str, ...]
    """The ids of the entries that are 0."""

    @property
    def told(self) -> int:
        """How many mistakes give another number."""
        return self.mistakes - len(self.hidden)

    def as_data(self) -> dict[str, object]:
        """For JSON."""
        return {
            "id": self.id,
            "mistakes": self.mistakes,
            "hidden": list(self.hidden),
            "confused": [list(group) for group in self.confused],
            "entries": self.entries,
            "zeros": list(self.zeros),
        }


@dataclass(frozen=True, slots=True)
class Lint:
    """All quantities of a problem."""

    title: str
    quantities: tuple[Linted, ...]

    @property
    def mistakes(self) -> int:
        """How many mistakes were tried."""
        return sum(quantity.mistakes for quantity in self.quantities)

    @property
    def told(self) -> int:
        """How many of them give another number."""
        return sum(quantity.told for quantity in self.quantities)

    def as_data(self) -> dict[str, object]:
        """For JSON."""
        return {
            "title": self.title,
            "mistakes": self.mistakes,
            "told": self.told,
            "quantities": [quantity.as_data() for quantity in self.quantities],
        }


def lint(derivation: Derivation) -> Lint:
    """Hold every mutant of every rule against the right value, and against the other mutants."""
    with derivation.again():
        steps = [step for step in derivation.steps if step.term is not None]
        found = tuple(_linted(step) for step in steps if _is_numeric(step.value))
    return Lint(derivation.title, found)


def _linted(step: Step) -> Linted:
    assert step.term is not None
    shape = shape_of(step.value)
    alike = [m for m in mutants(step.term) if m.term.shape == shape and _is_numeric(m.term.value)]
    hidden = [mutant for mutant in alike if values_agree(mutant.term.value, step.value)]
    others = [mutant for mutant in alike if mutant not in hidden]
    return Linted(
        step.id,
        len(alike),
        tuple(_words(hidden)),
        tuple(tuple(_words(group)) for group in _groups(others) if len(group) > 1),
        len(scalars(step.value)),
        tuple(
            ".".join([step.id, *(str(i + 1) for i in index)])
            for index, x in entries(step.value)
            if isinstance(x, Rational) and x == 0
        ),
    )


def _is_numeric(value: Value) -> bool:
    return not any(is_symbolic(x) for x in scalars(value))


def _groups(found: Sequence[Mutant]) -> list[list[Mutant]]:
    """Mutants with the same value, together."""
    groups: list[list[Mutant]] = []
    for mutant in found:
        for group in groups:
            if values_agree(group[0].term.value, mutant.term.value):
                group.append(mutant)
                break
        else:
            groups.append([mutant])
    return groups


def _words(found: Iterable[Mutant]) -> list[str]:
    return list(dict.fromkeys(in_plain_words(mutant.mutation) for mutant in found))


def as_text(found: Lint) -> str:
    """The report, a paragraph for each quantity that hides or confuses mistakes."""
    lines = [found.title, ""] if found.title else []
    for quantity in found.quantities:
        lines += _paragraph(quantity)
    zeros = [id for quantity in found.quantities for id in quantity.zeros]
    every = sum(quantity.entries for quantity in found.quantities)
    groups = sum(len(quantity.confused) for quantity in found.quantities)
    lines.append(
        f"{found.told} of {found.mistakes} mistakes give another number; "
        f"{found.mistakes - found.told} are hidden; {groups} groups can't be told apart; "
        f"{len(zeros)} of {every} numbers are 0"
    )
    if zeros:
        more = f" and {len(zeros) - MOST_ZEROS} more" if len(zeros) > MOST_ZEROS else ""
        lines.append(f"zeros: {', '.join(zeros[:MOST_ZEROS])}{more}")
    return "\n".join(lines) + "\n"


def _paragraph(quantity: Linted) -> Iterator[str]:
    if not quantity.hidden and not quantity.confused:
        return
    count = len(quantity.zeros)
    zeros = f", {count} of {quantity.entries} numbers are 0" if count else ""
    told = f"{quantity.told} of {quantity.mistakes} mistakes give another number"
    yield f"{quantity.id}: {told}{zeros}"
    for words in quantity.hidden[:MOST_TOLD]:
        yield f"  hidden:   {words}"
    if len(quantity.hidden) > MOST_TOLD:
        yield f"  hidden:   … and {len(quantity.hidden) - MOST_TOLD} more"
    for group in quantity.confused[:MOST_TOLD]:
        yield "  confused: " + "; ".join(group)
    if len(quantity.confused) > MOST_TOLD:
        yield f"  confused: … and {len(quantity.confused) - MOST_TOLD} groups more"
    yield ""
