"""What every optimization method has: its settings, its state, and one update."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from hwsolve.errors import Fault, Path
from hwsolve.methods.method_conventions import Enter, MethodConventions
from hwsolve.methods.parameter_update import Update
from hwsolve.methods.schedules import Schedule
from hwsolve.methods.starts import Starts, start_faults
from hwsolve.numbers import Rational, Scalar, Value, constant, rational, shape_of, symbol
from hwsolve.spec import StrictModel
from hwsolve.spec.number_fields import NumberField, WholeNumberField
from hwsolve.terms.term import Term

Rate = Annotated[Scalar, NumberField(symbols=True, above=0)]
Decay = Annotated[Scalar, NumberField(symbols=True, minimum=0, below=1)]
Small = Annotated[Scalar, NumberField(symbols=True, minimum=0)]

MOST_STEPS = 1000
"""Updates of one problem, of all its methods together: each is a page of working."""

MOST_STEPS_BEFORE = 10**6
"""Updates that may lie before the first that is worked out."""

MEANINGS = {
    "alpha": "the learning rate",
    "beta": "the decay rate: the share of the old that is kept",
    "beta_1": "the decay rate of the first moment",
    "beta_2": "the decay rate of the second moment",
    "epsilon": "a small number that keeps the division possible",
    "lambda": "the weight decay",
    "mu": "the share of the last step that is kept",
    "delta": "the dampening: the share of the gradient that is left out",
}
"""What each hyperparameter is, by its id."""


MAY_BE_LEFT_OUT = ("weight_decay", "dampening", "momentum", "epsilon")
"""Settings that aren't mentioned where they are 0 and the file doesn't set them."""


def unused_faults(model: StrictModel, unused: Mapping[str, str], path: Path) -> Iterator[Fault]:
    """A fault for every key that is set and would be swallowed: {key: what gives it an effect}.

    A key may say what holds anyway.
    """
    for key, hint in unused.items():
        usual = type(model).model_fields[key].default
        if key in model.model_fields_set and getattr(model, key) != usual:
            yield Fault("this key has no effect here", (*path, key), hint=hint)


class Method(StrictModel):
    """A method of optimization.

    A subclass says its hyperparameters as `settings`, {field: (id, default)}, its state as
    `states`, {letter: (field, meaning)}, and its equations as `follow`, in terms of one update.
    """

    settings: ClassVar[Mapping[str, tuple[str, Rational | None]]] = {}
    states: ClassVar[Mapping[str, tuple[str, str]]] = {}

    learning_rate: Rate | None = None
    weight_decay: Small = rational(0)
    schedule: Schedule | None = None
    t: Annotated[int, WholeNumberField(0, MOST_STEPS_BEFORE)] = 0
    name: str

    def follow(self, u: Update) -> Term:
        """The next value of the parameter; the state's new values are let on the way."""
        raise NotImplementedError

    def point(self, u: Update) -> Term | None:
        """Where the gradient is to be taken, if not at the parameter itself."""
        return None

    def tell(self, enter: Enter, conventions: MethodConventions) -> None:
        """Enter into the ledger what is done differently elsewhere."""

    def decays_by(self, conventions: MethodConventions) -> str:
        """How weight decay enters: l2 (through the gradient) or decoupled."""
        return conventions.weight_decay or "l2"

    @property
    def rate_is_needed(self) -> bool:
        """Whether a learning rate must be given."""
        return True

    # ---- what a caller uses ---------------------------------------------------------------------

    def all_settings(self) -> dict[str, tuple[str, Rational | None]]:
        """{field: (id, default)} of every hyperparameter."""
        everywhere = {
            "learning_rate": ("alpha", None),
            "weight_decay": ("lambda", rational(0)),
        }
        return {**everywhere, **self.settings}

    def numbers(self, *, symbolic: bool = False) -> dict[str, Scalar]:
        """Every hyperparameter by id; where `symbolic`, one that the file leaves open is a name."""
        found = {}
        for key, (id, default) in self.all_settings().items():
            value = default if getattr(self, key) is None else getattr(self, key)
            left_out = key in MAY_BE_LEFT_OUT and value == 0
            if left_out and key not in self.model_fields_set:
                continue
            if symbolic and key not in self.model_fields_set:
                value = symbol(id)
            if value is not None:
                found[id] = value
        return found

    def start(self, parameter: str, value: Value, *, only: bool) -> dict[str, Value]:
        """The parameter's state before the first update: as the file says, else zeros."""
        state = {}
        for letter, (key, _) in self.states.items():
            given: Any = getattr(self, key)
            if isinstance(given, dict):
                given = given.get(parameter)
            elif not only:
                given = None
            state[letter] = constant(shape_of(value), 0) if given is None else given
        return state

    def keeps(self, letter: str) -> bool:
        """Whether that part of the state is used with these settings."""
        return True

    def next_value(self, u: Update) -> Term:
        """The next value of the parameter, weight decay included."""
        decays = u.has("lambda")
        decoupled = decays and self.decays_by(u.conventions) == "decoupled"
        if decays and not decoupled:
            u.gradient = u.let(
                "G",
                u.gradient + u["lambda"] * u.parameter,
                "the gradient with that of the L2 penalty",
            )
        following = self.follow(u)
        if decoupled:
            alone = u.conventions.decay_rate == "alone"
            rate = u["lambda"] if alone else u.alpha * u["lambda"]
            following -= rate * u.parameter
        return following

    def tell_all(self, enter: Enter, conventions: MethodConventions) -> None:
        """The ledger of the method, weight decay included."""
        self.tell(enter, conventions)
        if self.schedule is not None:
            enter("schedule", self.schedule.name, self.schedule.meaning())
        if self.weight_decay != 0:
            how = self.decays_by(conventions)
            meaning = {
                "l2": "λ·P is added to the gradient and passes through the moments",
                "decoupled": "the parameter shrinks by itself, past the moments",
            }[how]
            enter("weight_decay", how, meaning)
            if how == "decoupled":
                alone = conventions.decay_rate == "alone"
                enter(
                    "decay_rate",
                    conventions.decay_rate,
                    "a step shrinks P by λ·P" if alone else "a step shrinks P by α·λ·P",
                )

    def start_faults(self, shapes: Mapping[str, tuple[int, ...]], path: Path) -> Iterator[Fault]:
        """What is wrong with the start states, for parameters of these shapes."""
        for key, _ in self.states.values():
            given: Starts = getattr(self, key)
            yield from start_faults(given, shapes, (*path, key))

    def counts_steps(self, conventions: MethodConventions) -> bool:
        """Whether it matters which step is the first that is worked out."""
        return False

    def unused(self, conventions: MethodConventions) -> Mapping[str, str]:
        """Keys that have no effect with these settings, and what would give them one."""
        if self.counts_steps(conventions):
            return {}
        return {"t": "t counts where moments are corrected by 1 − βᵗ"}

    def unused_faults(self, conventions: MethodConventions, path: Path) -> Iterator[Fault]:
        """Keys that are set and have no effect."""
        yield from unused_faults(self, self.unused(conventions), path)
        if self.schedule is not None:
            yield from unused_faults(self.schedule, self.schedule.unused(), (*path, "schedule"))

    def faults_of_rate(self, path: Path, hint: str = "") -> Iterator[Fault]:
        """A missing learning rate, where numbers are wanted; the hint says where it may be."""
        if self.learning_rate is None and self.rate_is_needed:
            yield Fault(
                "a method needs a learning rate",
                path,
                expected="learning_rate: 0.1, for example",
                hint=hint,
            )
