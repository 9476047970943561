"""The tape on which a solver writes its mathematics, let by let."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import takewhile

from hwsolve.derivation.figures import Figure
from hwsolve.derivation.non_unique import NonUnique
from hwsolve.derivation.questions import Question
from hwsolve.derivation.step import (
    Amount,
    Convention,
    Item,
    Note,
    Parts,
    Remark,
    Section,
    Statement,
    Step,
    ids_of,
)
from hwsolve.derivation.symmetry import Symmetry
from hwsolve.notation.tree import Relation
from hwsolve.numbers import (
    Scalar,
    Value,
    array,
    as_sympy,
    each,
    is_symbolic,
    keep_closed_forms,
    scalars,
    settle_rational,
)
from hwsolve.numbers.arrays import Nested
from hwsolve.numbers.real import is_longer_than
from hwsolve.quantity import Quantity, whole_and_entry
from hwsolve.terms.term import Name, Rules, Term


class TakenId(ValueError):
    """Two quantities would go by one id."""

    def __init__(self, id: str) -> None:
        super().__init__(f"{id} is derived twice")
        self.id = id


class Tape:
    """An append-only record of steps, grouped into sections.

    Sections open and close with `section`; what is written outside of one goes to a nameless one.
    """

    def __init__(self) -> None:
        self._sections: list[tuple[str, str, list[Item]]] = []
        self._phase, self._part = "", ""
        self._amount: Amount = "entries"
        self._steps: dict[str, Step] = {}
        self._stated: set[str] = set()
        self._parts: dict[str, str] = {}
        self._uses: Counter[Quantity] = Counter()
        self._quantities: dict[str, Quantity] = {}
        self._letters: set[Quantity] = set()
        self._conventions: dict[str, Convention] = {}
        self.questions: list[Question] = []
        self.symmetries: list[Symmetry] = []
        """What may be numbered in another order."""
        self.wanted: list[str] = []
        """The ids that the problem asks for; everything if there are none."""
        self.beside_topics = False
        """Whether whole topics are asked for beside these ids: then all that was written is."""

    def want(self, ids: Sequence[str], *, of: Sequence[str]) -> None:
        """The file asks for these ids, of all the words that it lists; the others are topics."""
        self.wanted, self.beside_topics = list(ids), len(ids) < len(of)

    @contextmanager
    def section(self, phase: str, part: str = "") -> Iterator[None]:
        """Write into the section `phase · part`; the surrounding one goes on afterwards."""
        before = self._phase, self._part
        self._phase, self._part = phase, part
        yield
        self._phase, self._part = before

    @contextmanager
    def shown_at_standard(self, amount: Amount) -> Iterator[None]:
        """Write lines of which the page shows only so much unless everything is asked for."""
        before, self._amount = self._amount, amount
        yield
        self._amount = before

    def given(
        self,
        id: str,
        value: Value | Nested,
        why: str = "",
        aliases_unwritten: tuple[str, ...] = (),
        *,
        role: str = "",
    ) -> Name:
        """A quantity that the problem states."""
        value = each(settle_rational, array(value))
        if any(is_symbolic(scalar) for scalar in scalars(value)):
            keep_closed_forms()
        quantity, others = Quantity.named(id), _all(aliases_unwritten)
        return self._write(
            Step(
                quantity,
                None,
                value,
                why,
                aliases_unwritten=others,
                shown_at_standard=self._amount,
                role=role,
            )
        )

    def let(
        self,
        id: str,
        term: Term,
        why: str | Callable[[], str] = "",
        aliases: tuple[str, ...] = (),
        aliases_unwritten: tuple[str, ...] = (),
        non_unique: Callable[[Name], NonUnique] | None = None,
        longest: int | None = None,
        parts: Callable[[], Parts] | None = None,
        *,
        role: str = "",
        passes: Rules | None = None,
    ) -> Name:
        """A quantity that follows from others by `term`.

        `role` says what it is for, `passes` why its gradient passes on as it does, where no
        operation can know. `parts` gives what it is made of, if that has names.
        `non_unique` says, given its name, what another value must satisfy to do as well. A formula
        in letters of more than `longest` operations isn't put into what follows: its own symbol is.
        """
        value = each(settle_rational, term.value)
        quantity = Quantity.named(id)
        free = None if non_unique is None else partial(non_unique, Name(quantity, value))
        is_letter = longest is not None and any(_is_longer(x, longest) for x in scalars(value))
        return self._write(
            Step(
                quantity,
                term,
                value,
                why,
                _all(aliases),
                _all(aliases_unwritten),
                free,
                self._amount,
                parts,
                role,
                passes,
                is_letter,
            )
        )

    def state(
        self, id: str, claim: Relation, rule: str, why: str, depends_on: tuple[str, ...] = ()
    ) -> None:
        """A line of working whose letters stand for anything that fits."""
        self._take(id)
        self._stated.add(id)
        self._append(Statement(Quantity.named(id), claim, rule, why, depends_on, self._amount))

    def remark(self, about: str, term: Term, why: str) -> None:
        """A second way to the quantity `about`."""
        self._append(Remark(about, term, why, self._amount))

    def note(self, text: str) -> None:
        """A sentence between steps."""
        self._append(Note(text, self._amount))

    def convention(self, key: str, choice: str, meaning: str, *, declared: bool = False) -> None:
        """A line of the ledger; saying the same twice leaves one line."""
        self._conventions[key] = Convention(key, choice, meaning, declared)

    def conventions(self) -> tuple[Convention, ...]:
        """The ledger so far."""
        return tuple(self._conventions.values())

    def ask(self, question: Question) -> None:
        """A question that the working answers, for those who answer it in a word."""
        self.questions.append(question)

    def figure(self, figure: Figure) -> None:
        """A picture."""
        self._append(figure)

    def step(self, id: str) -> Step:
        """The step that defined `id`."""
        return self._steps[id]

    def name(self, id: str) -> Name:
        """The quantity that goes by `id`, to be written in a term."""
        step = self._steps[id]
        return Name(step.id, step.put_in)

    @property
    def letters(self) -> Collection[Quantity]:
        """The quantities that are their own symbols in what follows."""
        return self._letters

    @property
    def quantities(self) -> Mapping[str, Quantity]:
        """Every quantity so far, by each of its ids."""
        return self._quantities

    def part_of(self, id: str) -> str:
        """The part of the working (a layer, a time step) in which `id` was defined."""
        return self._parts[id]

    def uses(self, id: str) -> int:
        """In how many steps a quantity stands, without those of gradients."""
        return self._uses[self._steps[id].id]

    def steps(self) -> list[Step]:
        """All steps so far, in order."""
        return list(dict.fromkeys(self._steps.values()))

    def latest(self) -> Step:
        """The last step so far."""
        return next(reversed(self._steps.values()))

    def steps_after(self, last: Step) -> list[Step]:
        """The steps behind one, in order; found from the end, however many there are before."""
        found = takewhile(lambda step: step is not last, reversed(self._steps.values()))
        return list(dict.fromkeys(found))[::-1]

    def __contains__(self, id: str) -> bool:
        return id in self._steps

    def sections(self) -> tuple[Section, ...]:
        """Everything written so far."""
        return tuple(Section(phase, part, tuple(items)) for phase, part, items in self._sections)

    def _write(self, step: Step) -> Name:
        for id in ids_of(step):
            self._take(id)
            self._steps[id] = step
            self._parts[id] = self._part
            self._quantities[id] = id
        if step.id.aspect != "gradient":
            self._uses.update({self._steps[id].id for id in step.depends_on})
        if step.is_letter or _is_its_own_letter(step):
            self._letters.add(step.id)
        self._append(step)
        return Name(step.id, step.put_in)

    def _take(self, id: str) -> None:
        if id in self._steps or id in self._stated:
            raise TakenId(id)

    def _append(self, item: Item) -> None:
        if not self._sections or self._sections[-1][:2] != (self._phase, self._part):
            self._sections.append((self._phase, self._part, []))
        self._sections[-1][2].append(item)


def _all(ids: Sequence[str]) -> tuple[Quantity, ...]:
    return tuple(map(Quantity.named, ids))


def _is_its_own_letter(step: Step) -> bool:
    """Whether a given quantity stands for itself: x[0] is x[0]."""
    if step.term is not None:
        return False
    return all(
        is_symbolic(x) and whole_and_entry(str(as_sympy(x)))[0] == step.id
        for x in scalars(step.value)
    )


def _is_longer(x: Scalar, operations: int) -> bool:
    """Whether a number is a formula in letters of more than so many operations."""
    return is_symbolic(x) and is_longer_than(as_sympy(x), operations)
