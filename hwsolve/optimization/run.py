"""A run of a method on an objective: iterate by iterate, each written as steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flint import ctx

from hwsolve.derivation.tape import Tape
from hwsolve.numbers import (
    NeedsPrecision,
    Rational,
    Real,
    Scalar,
    Value,
    as_ball,
    is_symbolic,
    scalars,
)
from hwsolve.optimization.ids import Ids, Place
from hwsolve.optimization.objectives.objective import Objective
from hwsolve.optimizers.conventions import MethodConventions
from hwsolve.optimizers.method import MEANINGS, Method
from hwsolve.optimizers.update import UNKNOWNS, Update
from hwsolve.terms.collected import collected
from hwsolve.terms.term import Name, Term

LEAST_BITS = 16
"""An iterate with fewer correct bits than this is worth nothing for the next."""


def reserve_bits(steps: int) -> None:
    """Compute with more bits until the working precision ends: a step may lose a bit."""
    ctx.prec += steps


@dataclass
class Run:
    """One run. `point` holds the parameters as they are now, `history` the value at every iterate.

    `diverged` is the iterate at which a parameter left the bound; the run ends there.
    """

    tape: Tape
    objective: Objective
    conventions: MethodConventions
    point: dict[str, Name]
    bound: Rational
    ids: Ids = field(default_factory=Ids)
    prefix: str = ""
    diverged: int | None = None
    history: list[tuple[int, dict[str, Name], Name | None]] = field(default_factory=list)

    def place(self, k: int, phase: str = "", *, ahead: bool = False) -> Place:
        """Where the objective writes at iterate k."""
        return Place(self.tape, self.ids, k, phase, ahead)

    def heading(self, k: int) -> str:
        """The section of the step that leaves iterate k."""
        return f"{self.prefix}Step {k + 1}" if not self.prefix else f"{self.prefix}, step {k + 1}"

    def value_at(self, k: int) -> Name | None:
        """Let the objective's value where the run is now."""
        if not self.objective.has_value:
            return None
        place = self.place(k, self.heading(k))
        id = place.id(self.objective.letter)
        if id in self.tape:
            return Name(id, self.tape.step(id).value)
        return self.objective.write_value(place, self.point)

    def move(self, k: int, following: Mapping[str, tuple[Term, str]]) -> None:
        """Let the next iterate of every parameter, and look whether the run still makes sense."""
        self.point = {
            name: self.tape.let(self.ids.of(name, k + 1), collected(term, UNKNOWNS), why)
            for name, (term, why) in following.items()
        }
        for name in self.point.values():
            for x in scalars(name.value):
                self._check(x, k + 1)

    def _check(self, x: Scalar, k: int) -> None:
        if is_symbolic(x):
            return
        if isinstance(x, Real):
            ball = as_ball(x)
            if ball.rel_accuracy_bits() < LEAST_BITS and ball.rad() * 2 ** (ctx.prec // 2) > 1:
                raise NeedsPrecision(f"iterate {k}")
            outside = bool(abs(ball) > self.bound)
        else:
            outside = abs(x) > self.bound
        if outside and self.diverged is None:
            self.diverged = k

    def remember(self, k: int, value: Name | None) -> None:
        """Keep an iterate for tables and charts."""
        self.history.append((k, dict(self.point), value))


@dataclass
class MethodRun:
    """A run of a method that treats every parameter by itself."""

    run: Run
    method: Method
    numbers: dict[str, Term] = field(default_factory=dict)
    states: dict[str, dict[str, Term]] = field(default_factory=dict)

    def introduce(self, *, symbolic: bool) -> None:
        """Write hyperparameters and start states as given."""
        run, method = self.run, self.method
        method.tell_all(run.tape, run.conventions)
        for id, value in method.numbers(symbolic=symbolic).items():
            meaning = MEANINGS[id]
            if id == "alpha" and method.schedule is not None:
                meaning = "the learning rate at the start"
            self.numbers[id] = run.tape.given(run.ids.alone(id), value, meaning)
        only = len(run.point) == 1
        for name, leaf in run.point.items():
            start = method.start(name, leaf.value, only=only)
            self.states[name] = {
                letter: run.tape.given(
                    run.ids.of(f"{letter}_{name}", 0), value, method.states[letter][1]
                )
                for letter, value in start.items()
                if method.keeps(letter)
            }

    def step(self, k: int) -> None:
        """Write the step that leaves iterate k."""
        run = self.run
        heading = run.heading(k)
        with run.tape.section(heading):
            run.remember(k, run.value_at(k))
            updates = self._updates(k)
            points = {name: self.method.point(u) for name, u in updates.items()}
            ahead = any(point is not None for point in points.values())
            point = dict(run.point)
            if ahead:
                point = {
                    name: run.tape.let(
                        run.ids.of(f"{name}_ahead", k), term, "the point that the velocity leads to"
                    )
                    for name, term in points.items()
                    if term is not None
                }
            gradients = run.objective.write_gradients(run.place(k, heading, ahead=ahead), point)
        with run.tape.section(heading):
            self._rate(k)
            following = {}
            for name, u in updates.items():
                u.gradient = gradients[name]
                following[name] = (self.method.update(u), "the step")
                self.states[name] = {**self.states[name], **u.after}
            run.move(k, following)

    def _rate(self, k: int) -> None:
        schedule = self.method.schedule
        if schedule is None:
            return
        first = Name(
            self.run.ids.alone("alpha"), self.run.tape.step(self.run.ids.alone("alpha")).value
        )
        self.numbers["alpha"] = self.run.tape.let(
            self.run.ids.of("alpha", k), schedule.rate(first, k), "the learning rate of this step"
        )

    def _updates(self, k: int) -> dict[str, Update]:
        run = self.run
        return {
            name: Update(
                tape=run.tape,
                ids=lambda letter, name=name: run.ids.of(f"{letter}_{name}", k + 1),  # type: ignore[misc]
                parameter=leaf,
                gradient=leaf,
                before=self.states[name],
                numbers=self.numbers,
                step=self.method.t + k + 1,
                conventions=run.conventions,
            )
            for name, leaf in run.point.items()
        }


def as_float(value: Value) -> float:
    """A number for a chart."""
    (x,) = scalars(value)
    return float(as_ball(x).mid())
