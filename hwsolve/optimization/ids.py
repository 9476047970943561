"""The ids of an optimization's quantities, which are a promise to users."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hwsolve.derivation.tape import Tape
from hwsolve.optimizers.update import STATES

GRADIENTS = ("grad", "grad_f", "grad_L", "partial_f")
ENDINGS = ("ahead", "trial")


def derived_names(parameters: Iterable[str]) -> set[str]:
    """The names of what every step derives for these parameters. e.g. V_x, grad_x, x_ahead"""
    found = {f"{head}_{name}" for name in parameters for head in (*STATES, *GRADIENTS)}
    return found | {f"{name}_{ending}" for name in parameters for ending in ENDINGS}


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids by iterate k; where methods are compared, each run has its label.

    e.g. x[3], V_x[3], grad_x[2]; x[adam,3] with the label adam
    """

    label: str = ""

    def of(self, name: str, k: int | str) -> str:
        """The id of a quantity at iterate k."""
        return f"{name}[{self.label},{k}]" if self.label else f"{name}[{k}]"

    def alone(self, name: str) -> str:
        """The id of a quantity that no step changes, such as a hyperparameter."""
        return f"{name}[{self.label}]" if self.label else name


@dataclass(frozen=True, slots=True)
class Place:
    """Where an objective writes: at iterate k, or at the point that a method looks ahead to.

    In the trials of a line search, k is the iterate and the number of the trial: 0,2.
    """

    tape: Tape
    ids: Ids
    k: int | str
    phase: str
    ahead: bool = False
    letters: frozenset[str] = frozenset()
    """Letters that enter linearly, by which formulas are sorted."""

    def id(self, name: str) -> str:
        """The id of a quantity here."""
        return self.ids.of(self.name(name), self.k)

    def name(self, name: str) -> str:
        """The name of a quantity here. e.g. x, or x_ahead"""
        return f"{name}_ahead" if self.ahead else name
