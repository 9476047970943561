"""An abstract f, with letters ∇f(x(0)), ∇f(x(1)), … for its gradients; gradients as numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hwsolve.errors import Fault
from hwsolve.methods.starts import Starts
from hwsolve.numbers import Value, as_array, shape_of, symbol
from hwsolve.optimization.evaluation_point import EvaluationPoint
from hwsolve.optimization.objectives.objective import Objective, Point, entries
from hwsolve.spec.symbol_names import is_symbol_name
from hwsolve.spec.wording import one_of
from hwsolve.terms.term import Name


class Abstract(Objective):
    """`objective: {symbol: f}`"""

    symbol: str

    @property
    def letter(self) -> str:
        return self.symbol

    @property
    def is_abstract(self) -> bool:
        return True

    @property
    def has_value(self) -> bool:
        return False

    def misfits(self, parameters: Mapping[str, Value], steps: int) -> Iterator[Fault]:
        if not is_symbol_name(self.symbol) or len(self.symbol) > 1:
            yield Fault(
                "not a letter",
                ("objective", "symbol"),
                expected="the letter of a function, such as f",
                found=self.symbol,
            )

    def write_value(self, place: EvaluationPoint, point: Point) -> None:
        return None

    def write_gradients(self, place: EvaluationPoint, point: Point) -> dict[str, Name]:
        return {name: self.gradient(place, name, only=len(point) == 1) for name in point}

    def gradient(self, place: EvaluationPoint, parameter: str, *, only: bool) -> Name:
        """The letter that stands for the gradient here."""
        id, *others = self.gradients_here(place, parameter, only=only)
        why = f"the gradient of {self.symbol} at iterate {place.k}"
        return place.tape.given(id, symbol(id), why, aliases_unwritten=tuple(others))


class ConstantGradient(Abstract):
    """An abstract f whose gradient is assumed to be the same at every step."""

    def gradient(self, place: EvaluationPoint, parameter: str, *, only: bool) -> Name:
        first = place.labelled.of(self.gradient_of(place.whole(parameter), only=only), 0)
        if first not in place.tape:
            return super().gradient(place, parameter, only=only)
        id, *others = self.gradients_here(place, parameter, only=only)
        return place.tape.let(
            id,
            place.tape.name(first),
            "by the assumption that the gradient is the same at every step",
            aliases_unwritten=tuple(others),
        )


class GivenGradients(Objective):
    """`objective: {gradients: [[1, 2], [0, 1]]}`: the gradient of every step.

    With several parameters a mapping: `gradients: {W: […], b: […]}`.
    """

    gradients: Starts

    @property
    def has_value(self) -> bool:
        return False

    def by_parameter(self, parameters: Mapping[str, Value]) -> Mapping[str, Value]:
        """The gradients of every parameter, one a step."""
        if isinstance(self.gradients, dict):
            return self.gradients
        return {next(iter(parameters)): self.gradients}

    def misfits(self, parameters: Mapping[str, Value], steps: int) -> Iterator[Fault]:
        path = ("objective", "gradients")
        if not isinstance(self.gradients, dict) and len(parameters) > 1:
            names = ", ".join(f"{name}: […]" for name in parameters)
            yield Fault("whose gradients are these?", path, expected=f"a mapping {{{names}}}")
            return
        given = self.by_parameter(parameters)
        for name, value in parameters.items():
            if name not in given:
                yield Fault(
                    f"the parameter {name} has no gradient",
                    path,
                    expected=f"{name}: a list, one a step",
                )
            elif shape_of(given[name])[1:] != shape_of(value) or not shape_of(given[name]):
                yield Fault(
                    f"these gradients don't have the shape of {name}",
                    path,
                    expected=f"a list with {entries(shape_of(value))} a step",
                    found=entries(shape_of(given[name])),
                )
            elif shape_of(given[name])[0] < steps:
                yield Fault(
                    "there aren't as many gradients as steps",
                    path,
                    expected=f"{steps} gradients, one a step",
                    found=str(shape_of(given[name])[0]),
                )
        for name in given.keys() - parameters.keys():
            yield Fault(f"there is no parameter {name}", (*path, name), expected=one_of(parameters))

    def write_value(self, place: EvaluationPoint, point: Point) -> None:
        return None

    def write_gradients(self, place: EvaluationPoint, point: Point) -> dict[str, Name]:
        given = self.by_parameter({name: leaf.value for name, leaf in point.items()})
        found = {}
        for name in point:
            id, *others = self.gradients_here(place, name, only=len(point) == 1)
            value = as_array(given[name][place.k])
            why = f"the gradient of step {place.k + 1}, as the problem states it"
            found[name] = place.tape.given(id, value, why, aliases_unwritten=tuple(others))
        return found
