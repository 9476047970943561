"""The quantities that a written formula names, put in as the writer has them.

e.g. beta*V_x[1] + (1 - beta)*grad_f_x[1], with what was written for V_x[1] put in
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from hwsolve.checking.answers import Index, nearest_ids
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Step, ids_of
from hwsolve.numbers import Real, Scalar, Value, as_sympy, is_symbolic, scalars, shape_of
from hwsolve.numbers.real import settle


class BadReference(Exception):
    """A name that may not stand in a formula, and why."""


class References:
    """What the names in the formulas of an answer file mean."""

    def __init__(
        self, derivation: Derivation, find: Callable[[str], tuple[Step, Index] | None]
    ) -> None:
        self.derivation, self.find = derivation, find

    @cached_property
    def _steps(self) -> dict[str, Step]:
        return {id: step for step in self.derivation.steps for id in ids_of(step)}

    @cached_property
    def _symbols(self) -> frozenset[str]:
        """The letters for which no number is known."""
        free: set[str] = set()
        for step in self.derivation.steps:
            for x in scalars(step.value):
                if is_symbolic(x) and isinstance(x, Real) and x.closed is not None:
                    free.update(map(str, x.closed.free_symbols))
        return frozenset(free)

    def put_in(self, formula: Scalar, step: Step, own: Mapping[str, Value]) -> Scalar:
        """A formula written for a step, with values in place of the quantities that it names.

        own  the writer's values of the quantities so far; of later ones the true value counts.

        Raises BadReference where it names what isn't there, isn't a number or depends on the step.
        """
        if not isinstance(formula, Real) or formula.closed is None:
            return formula
        known = {}
        for name in sorted(formula.closed.free_symbols, key=str):
            value = self._value(str(name), step, own)
            if value is not None:
                known[name] = as_sympy(value)
        return settle(formula.closed.xreplace(known), None) if known else formula

    def _value(self, name: str, step: Step, own: Mapping[str, Value]) -> Scalar | None:
        """The value of what a name means; None for a letter that stands for itself."""
        found = self.find(name)
        if found is None:
            if name in self._symbols:
                return None
            hint = nearest_ids(name, [*self._steps, *self._symbols])
            words = f"{name} is no quantity or symbol of this problem"
            raise BadReference(f"{words}; {hint}" if hint else words)
        source, place = found
        if step is source or self._rests_on(source, step):
            if name in self._symbols:
                return None
            raise BadReference(f"{name} stands in the formula for {step.id}, and rests on it")
        value = own.get(source.id, source.value)
        entry = value[place] if place else value
        if len(scalars(entry)) > 1:
            raise BadReference(f"{name} is no single number but {_by(shape_of(entry))} of them")
        return scalars(entry)[0]

    def _rests_on(self, later: Step, earlier: Step) -> bool:
        """Whether a step depends on another one, by whatever way."""
        wanted, waiting, seen = set(ids_of(earlier)), [later], set()
        while waiting:
            for id in waiting.pop().depends_on:
                if id in wanted:
                    return True
                if id not in seen and id in self._steps:
                    seen.add(id)
                    waiting.append(self._steps[id])
        return False


def _by(shape: Index) -> str:
    return " × ".join(map(str, shape))
