"""Where an objective is evaluated, and how the quantities there are told from those elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hwsolve.derivation.tape import Tape
from hwsolve.methods.parameter_update import STATES
from hwsolve.quantity import Quantity

AHEAD, TRIAL = "ahead", "trial"
"""The point that a method looks ahead to, and one that a line search tries."""


def derived_names(parameters: Iterable[str]) -> set[str]:
    """The names of what every step derives for these parameters. e.g. V_x, grad_x, x_ahead"""
    derived: set[Quantity] = set()
    for parameter in map(Quantity, parameters):
        derived |= {parameter.state(letter) for letter in STATES}
        derived |= {parameter.nabla(), parameter.nabla("f"), parameter.nabla("L")}
        derived |= {parameter.partial("f"), parameter.labelled(AHEAD), parameter.labelled(TRIAL)}
    return {quantity.called for quantity in derived}


@dataclass(frozen=True, slots=True)
class Labelled:
    """Quantities by iterate k; where methods are compared, those of a run bear its label.

    e.g. x[3], V_x[3], grad_x[2]; x[adam,3] with the label adam
    """

    label: str = ""

    def of(self, quantity: Quantity, k: int, trial: int | None = None) -> Quantity:
        """A quantity at iterate k, or in a trial from there."""
        return quantity.moved(method=self.label or None, iterate=k, trial=trial)

    def alone(self, quantity: Quantity) -> Quantity:
        """A quantity that no step changes, such as a hyperparameter."""
        return quantity.moved(method=self.label or None)


@dataclass(frozen=True, slots=True)
class EvaluationPoint:
    """Where an objective writes: at iterate k, at the point that a method looks ahead to, or in a
    trial of a line search.
    """

    tape: Tape
    labelled: Labelled
    k: int
    phase: str
    ahead: bool = False
    letters: frozenset[str] = frozenset()
    """Letters that enter linearly, by which formulas are sorted."""
    trial: int | None = None

    def quantity(self, name: str) -> Quantity:
        """What goes by a name here."""
        return self.here(self.whole(name))

    def whole(self, name: str) -> Quantity:
        """What goes by a name at all points of this sort. e.g. x, or x_ahead"""
        return Quantity(name).labelled(AHEAD) if self.ahead else Quantity(name)

    def here(self, quantity: Quantity) -> Quantity:
        """A quantity as it is at this point."""
        return self.labelled.of(quantity, self.k, self.trial)
