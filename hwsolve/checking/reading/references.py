"""What the names in a written formula mean: other quantities, as the writer has them.

e.g. in beta*V_x[1] + (1 - beta)*grad_f_x[1], what was written for V_x[1]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from hwsolve.checking.reading.answers import Index, by
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Step, ids_of
from hwsolve.notation.nearest_ids import nearest_ids
from hwsolve.numbers import Real, Scalar, Value, is_symbolic, scalars, shape_of, symbol


class BadReference(Exception):
    """A name that may not stand in a formula, and why."""


class References:
    """What the names in the formulas of an answer file mean."""

    def __init__(
        self, derivation: Derivation, find: Callable[[str], tuple[Step, Index] | None]
    ) -> None:
        self.derivation, self.find = derivation, find

    @cached_property
    def _symbols(self) -> frozenset[str]:
        """The letters for which no number is known."""
        free: set[str] = set()
        for step in self.derivation.steps:
            for x in scalars(step.value):
                if is_symbolic(x) and isinstance(x, Real) and x.closed is not None:
                    free.update(map(str, x.closed.free_symbols))
        return frozenset(free)

    def meaning(self, name: str, step: Step, own: Mapping[str, Value], where: Index = ()) -> Scalar:
        """The value of what a name means in a formula that is written for an entry of a step.

        own    the writer's values of the quantities so far; of later ones the true value counts
        where  the entry (from 0); of another quantity of the same shape it means the same entry

        A letter that has no number stands for itself. Raises BadReference where a name means
        nothing, no number, or something that depends on the step.
        """
        if name in self._symbols:  # a letter of the file, also where a quantity is called so
            return symbol(name)
        found = self.find(name)
        if found is None:
            hint = nearest_ids(name, [*self.derivation.by_id, *self._symbols])
            words = f"{name} is no quantity or symbol of this problem"
            raise BadReference(f"{words}; {hint}" if hint else words)
        source, place = found
        if step is source or self._rests_on(source, step):
            raise BadReference(f"{name} stands in the formula for {step.id}, and rests on it")
        value = own.get(source.id, source.value)
        entry = value[place] if place else value
        if where and shape_of(entry) == shape_of(step.value):
            entry = entry[where]
        if len(scalars(entry)) > 1:
            raise BadReference(f"{name} is no single number but {by(shape_of(entry))} of them")
        return scalars(entry)[0]

    def _rests_on(self, later: Step, earlier: Step) -> bool:
        """Whether a step depends on another one, by whatever way."""
        wanted, waiting, seen = set(ids_of(earlier)), [later], set()
        while waiting:
            for id in waiting.pop().depends_on:
                if id in wanted:
                    return True
                if id not in seen and id in self.derivation.by_id:
                    seen.add(id)
                    waiting.append(self.derivation.by_id[id])
        return False
