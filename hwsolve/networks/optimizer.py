"""The optimizer of a network: any method of hwsolve.methods, on chosen parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, get_args

from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault, Path
from hwsolve.methods.descent import GradientDescent
from hwsolve.methods.method import MOST_STEPS
from hwsolve.methods.method_choice import WRITTEN, AnyMethod
from hwsolve.methods.method_conventions import MethodConventions
from hwsolve.methods.method_state import RATE, MethodState
from hwsolve.numbers import Value
from hwsolve.quantity import Quantity
from hwsolve.spec import Named, StrictModel
from hwsolve.spec.number_fields import WholeNumberField
from hwsolve.terms.linear import turned
from hwsolve.terms.term import Name

UPDATE_WORDS = {"all": "", "weights": "weights", "biases": "bias"}
"""Words for several parameters at once, and the role that these have; "" for any."""


class Trained(StrictModel):
    """What a network's optimizer says beside its method: how often, and what it moves.

    `update` is all, weights, biases, or ids such as W[1] (with * and ?).
    """

    steps: Annotated[int, WholeNumberField(1, MOST_STEPS)] = 1
    update: str | tuple[str, ...] = "all"

    @property
    def _wanted(self) -> tuple[str, ...]:
        return (self.update,) if isinstance(self.update, str) else self.update

    def moves(self, id: str, role: str) -> bool:
        """Whether the parameter of that id, and of that role, is updated."""
        return any(
            UPDATE_WORDS[word] in ("", role) if word in UPDATE_WORDS else _covers(word, id)
            for word in self._wanted
        )

    def update_faults(self, parameters: Collection[str]) -> Iterator[Fault]:
        """The words of `update` that mean none of the parameters."""
        path: Path = ("optimizer", "update")
        for place, word in enumerate(self._wanted):
            if word not in UPDATE_WORDS and not any(_covers(word, id) for id in parameters):
                yield Fault(
                    "there is no such parameter",
                    path if isinstance(self.update, str) else (*path, place),
                    expected=f"{', '.join(UPDATE_WORDS)}, or one of {', '.join(parameters)}",
                    found=word,
                )


def _covers(word: str, id: str) -> bool:
    return fnmatchcase(id, word.replace("[", "[[]"))


def _trained(method: type[StrictModel]) -> type[StrictModel]:
    """The method with the settings of a network's optimizer."""
    body = {"__doc__": method.__doc__, "__module__": __name__}
    return type(method.__name__, (Trained, method), body)


if TYPE_CHECKING:
    Optimizer: TypeAlias = Any
else:  # a union of classes that are made here, which only pydantic can follow
    _methods = map(_trained, get_args(AnyMethod))
    Optimizer = Annotated[reduce(or_, _methods), Named("optimizer")]
    """A method by its name, with its settings, `steps` and `update`."""


def optimizer_faults(
    optimizer: Any, parameters: Mapping[Quantity, Value], conventions: MethodConventions
) -> Iterator[Fault]:
    """What is wrong with an optimizer for these parameters."""
    path: Path = ("optimizer",)
    yield from optimizer.update_faults(parameters)
    yield from optimizer.faults_of_rate(
        path, f"write optimizer: {{name: {optimizer.name}, learning_rate: 0.1}}"
    )
    shapes = {id: getattr(value, "shape", ()) for id, value in parameters.items()}
    yield from optimizer.start_faults(shapes, path)
    yield from optimizer.unused_faults(conventions, path)
    if optimizer.name == "nesterov" and conventions.nesterov == "look_ahead":
        yield Fault(
            "a network's gradient is taken at its parameters, not ahead of them",
            path,
            hint="use the form with the gradient at P: conventions: {nesterov: rewritten}",
        )


class Updates:
    """An optimizer at work on a network's parameters, on one tape.

    `turned` are the parameters whose gradients come in numerator layout.
    """

    def __init__(
        self,
        tape: Tape,
        optimizer: Any,
        conventions: MethodConventions,
        parameters: Mapping[Quantity, Name],
        turned: Collection[str] = (),
    ) -> None:
        self.tape, self.turned = tape, turned
        self.moving = {
            id: name.value
            for id, name in parameters.items()
            if optimizer.moves(id, tape.step(name.id).role)
        }
        self.memory = MethodState(tape, optimizer, conventions, _after)

    def introduce(self) -> None:
        """Write hyperparameters and start states as given."""
        self.memory.introduce(self.moving)

    def begin_step(self, step: int) -> None:
        """Let the learning rate of a step, where a schedule changes it."""
        self.memory.set_rate(step - 1)

    def apply(
        self, step: int, id: Quantity, parameter: Name, gradient: Name, *, last: bool
    ) -> Name:
        """Let the parameter `id` after one step of training; in the next it has its own id."""
        slope = turned(gradient) if id in self.turned and len(gradient.shape) == 2 else gradient
        update = self.memory.begin(id, parameter, step - 1)
        following = id.in_step(step + 1)
        new = self.tape.let(
            _after(id, step),
            self.memory.update(id, update, slope),
            self._why(),
            aliases=() if last else (following,),
            role=self.tape.step(parameter.id).role,
        )
        return new if last else Name(following, new.value)

    def _why(self) -> str:
        method = self.memory.method
        decays = method.weight_decay != 0
        if isinstance(method, GradientDescent) and not decays:
            return UPDATE
        name = WRITTEN[getattr(method, "name", "")]
        return f"the step of {name}{', with weight decay' if decays else ''}"


UPDATE = "α times the gradient is subtracted"


def _after(quantity: Quantity, updates: int) -> Quantity:
    """A quantity after so many updates. e.g. V_W[1], V_W_new[1], V_W_new[1,2]"""
    if quantity == RATE:  # what a schedule makes of it in the next step
        return quantity.moved(step=updates + 1)
    return quantity.updated.in_step(updates) if updates else quantity
