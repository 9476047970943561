"""A finished derivation: frozen, and verified when it is built."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hwsolve.derivation.questions import Question
from hwsolve.derivation.step import (
    Convention,
    Item,
    Remark,
    Section,
    Statement,
    Step,
    ids_of,
)
from hwsolve.derivation.symmetry import Symmetry
from hwsolve.errors import Fault
from hwsolve.notation.identifiers import quantities_known
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import Precision, Value, values_agree
from hwsolve.quantity import Quantity
from hwsolve.terms.term import Apply, evaluate, names


@dataclass(frozen=True)
class Derivation:
    """Sections of steps in order. Every id is defined once, before it is used, by a value that its
    term gives; building a derivation in which this fails raises ValueError.
    """

    kind: str
    title: str
    sections: tuple[Section, ...]
    conventions: tuple[Convention, ...] = ()
    definitions: tuple[Apply, ...] = ()
    """f(z) for every named function that occurs."""
    questions: tuple[Question, ...] = ()
    """What can be answered with a word from a closed list."""
    symmetries: tuple[Symmetry, ...] = ()
    """What may be numbered in another order."""
    problem: Mapping[str, Any] = field(default_factory=dict)
    digits: int = 6
    """How many proven digits every rounded number can be written with."""
    precision: Precision = field(default_factory=Precision.now)
    """What it was computed at; renderers go on at the same."""
    letters_apart: tuple[tuple[str, str], ...] = ()
    """Letters of the file that read like a quantity, with the names under which they're written."""
    written_in_decimals: bool = False
    """Whether the problem writes its numbers as decimals, so that the answers should be too."""
    warnings: tuple[Fault, ...] = ()
    """What is odd about the problem's file, though it can be solved."""

    def __post_init__(self) -> None:
        values: dict[str, Value] = {}
        stated: set[str] = set()
        for section in self.sections:
            for item in section.items:
                if isinstance(item, Step):
                    self._verify(item, values)
                elif isinstance(item, Statement):
                    self._verify_statement(item, stated, values)
                elif isinstance(item, Remark):
                    self._verify_remark(item, values)

    @staticmethod
    def _verify_remark(remark: Remark, values: Mapping[str, Value]) -> None:
        if not values_agree(evaluate(remark.term, values), values[remark.about]):
            raise ValueError(f"the remark about {remark.about} is wrong")

    @staticmethod
    def _verify_statement(item: Statement, stated: set[str], values: Mapping[str, Value]) -> None:
        unknown = [id for id in item.depends_on if id not in stated and id not in values]
        if unknown:
            raise ValueError(f"{item.id} uses {unknown[0]} before it is derived")
        if item.id in stated or item.id in values:
            raise ValueError(f"{item.id} is derived twice")
        stated.add(item.id)

    def _verify(self, step: Step, values: dict[str, Value]) -> None:
        if step.term is not None:
            unknown = [name.id for name in names(step.term) if name.id not in values]
            if unknown:
                raise ValueError(f"{step.id} uses {unknown[0]} before it is derived")
            if not values_agree(evaluate(step.term, values), step.value):
                raise ValueError(f"the value of {step.id} is not that of its term")
        for id in ids_of(step):
            if id in values:
                raise ValueError(f"{id} is derived twice")
            values[id] = step.put_in

    @property
    def style(self) -> NumberStyle:
        """How its numbers are written."""
        return NumberStyle(self.digits, self.written_in_decimals, letters=self.letters_apart)

    @contextmanager
    def again(self) -> Iterator[None]:
        """Go on at the precision it was computed at, and with its names for quantities."""
        with self.precision.again(), quantities_known(self.quantities):
            yield

    @property
    def items(self) -> Iterator[Item]:
        """Everything, in order."""
        for section in self.sections:
            yield from section.items

    @property
    def steps(self) -> Iterator[Step]:
        """All steps with a value, in order."""
        return (item for item in self.items if isinstance(item, Step))

    @cached_property
    def by_id(self) -> dict[str, Step]:
        """Every step with a value, under each of its ids."""
        return {id: step for step in self.steps for id in ids_of(step)}

    @cached_property
    def quantities(self) -> Mapping[str, Quantity]:
        """Every quantity by each of its ids: here a text from outside is looked up."""
        items = (item for item in self.items if isinstance(item, Step | Statement))
        return {id: id for item in items for id in ids_of(item)}

    @cached_property
    def letters(self) -> frozenset[str]:
        """The quantities whose own symbols stand in the formulas that follow: theirs are long."""
        return frozenset(step.id for step in self.steps if step.is_letter)

    @cached_property
    def _remarks(self) -> Mapping[str, list[Remark]]:
        found: defaultdict[str, list[Remark]] = defaultdict(list)
        for item in self.items:
            if isinstance(item, Remark):
                found[item.about].append(item)
        return found

    def remarks_about(self, id: str) -> Sequence[Remark]:
        """The second ways to a quantity."""
        return self._remarks.get(id, ())

    def ids(self) -> list[Quantity]:
        """Every id that can be asked for, aliases and statements included, in order."""
        return [
            id for item in self.items if isinstance(item, Step | Statement) for id in ids_of(item)
        ]

    def answers(self) -> dict[str, Value]:
        """The value of every id that has one, aliases included."""
        return {id: step.value for id, step in self.by_id.items()}
