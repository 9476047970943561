"""What every objective offers: its value, its gradients and, where it is known, its Hessian."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault
from hwsolve.layers.convolution_conventions import ConvConventions
from hwsolve.notation.tree import LOSS
from hwsolve.numbers import Value, shape_of
from hwsolve.optimization.evaluation_point import EvaluationPoint
from hwsolve.quantity import Quantity
from hwsolve.spec import StrictModel
from hwsolve.terms.term import Name, Term

Point = Mapping[str, Name]
"""The parameters, by name, as they are at some iterate."""


class Objective(StrictModel):
    """An objective as the file states it; it writes what it is asked for on a tape."""

    @property
    def letter(self) -> str:
        """What the objective is called: f, or L where it is a loss."""
        return "f"

    @property
    def is_abstract(self) -> bool:
        """Whether only letters stand for it."""
        return False

    @property
    def has_value(self) -> bool:
        """Whether more than gradients are known."""
        return True

    @property
    def samples(self) -> int:
        """How many updates one epoch has."""
        return 1

    def own_parameters(self) -> dict[str, Value]:
        """Parameters that the objective brings along, with their start."""
        return {}

    def fixed(self) -> Mapping[str, Value]:
        """Constants that the file gives names to."""
        return {}

    def settle(self, conventions: ConvConventions) -> None:
        """Take in the problem's conventions."""

    def misfits(self, parameters: Mapping[str, Value], steps: int) -> Iterator[Fault]:
        """What is wrong with the objective for these parameters and this many steps."""
        yield from ()

    def give(self, tape: Tape, parameters: Mapping[str, Value]) -> None:
        """Write the data that it is made of as given."""

    def introduce(self, tape: Tape, parameters: Mapping[str, Value]) -> None:
        """Write how the gradient is found, before the first step."""

    def write_value(self, place: EvaluationPoint, point: Point) -> Name | None:
        """Let the objective's value."""
        raise NotImplementedError

    def write_gradients(self, place: EvaluationPoint, point: Point) -> dict[str, Name]:
        """Let its gradient with respect to every parameter."""
        raise NotImplementedError

    def write_hessian(self, place: EvaluationPoint, point: Point) -> Term | None:
        """Its matrix of second derivatives; None where there is no formula for it."""
        return None

    def derive_hessian(self, tape: Tape, parameters: Mapping[str, Value]) -> None:
        """Write how the second derivatives are found."""

    def has_kinks(self, variables: list[str]) -> bool:
        """Whether what stands for a derivative is a convention at some points."""
        return False

    def is_quadratic(self, variables: list[str]) -> bool:
        """Whether its Hessian is known to be the same everywhere."""
        return False

    @property
    def roles(self) -> Mapping[str, str]:
        """What its parameters are for, by name: weights, bias."""
        return {}

    def gradient_of(self, parameter: Quantity, *, only: bool) -> Quantity:
        """The gradient by a parameter: grad_W is ∇_W L, grad_f_x ∇f(x), partial_f_x ∂_x f."""
        if self.letter == LOSS:
            return parameter.nabla()
        return parameter.nabla(self.letter) if only else parameter.partial(self.letter)

    def gradients_here(
        self, place: EvaluationPoint, parameter: str, *, only: bool
    ) -> tuple[Quantity, ...]:
        """A gradient, and as what else it can be asked for: grad_L_W[2]."""
        whole = place.whole(parameter)
        found = [self.gradient_of(whole, only=only), Quantity(parameter).nabla()]
        if self.letter == LOSS:
            found.append(whole.nabla(LOSS))
        return tuple(dict.fromkeys(map(place.here, found)))


def entries(shape: tuple[int, ...]) -> str:
    """A shape in words."""
    return " × ".join(map(str, shape)) + " numbers" if shape else "1 number"


def only_one(parameters: Mapping[str, Value], what: str) -> Iterator[Fault]:
    """A fault unless there is exactly one parameter."""
    if len(parameters) != 1:
        yield Fault(
            f"{what} has one parameter",
            ("parameters",),
            expected="parameters: {x: […]}",
            found=", ".join(parameters) or "none",
        )


def only_numbers(parameters: Mapping[str, Value], what: str) -> Iterator[Fault]:
    """A fault for every parameter that is more than a number."""
    for name, value in parameters.items():
        if shape_of(value):
            yield Fault(
                f"in {what} every variable is a number",
                ("parameters", name),
                expected="1 number",
                found=entries(shape_of(value)),
            )
