"""A run of a method on an objective: iterate by iterate, each written as steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flint import arb, ctx

from hwsolve.derivation.figures import Table
from hwsolve.derivation.tape import Tape
from hwsolve.methods.method import Method
from hwsolve.methods.method_conventions import MethodConventions
from hwsolve.methods.method_state import MethodState
from hwsolve.methods.parameter_update import LONGEST_FORMULA, Update, unknowns
from hwsolve.notation.tree import Notation, Symbol
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
from hwsolve.optimization.evaluation_point import AHEAD, EvaluationPoint, Labelled
from hwsolve.optimization.objectives.objective import Objective
from hwsolve.quantity import Quantity
from hwsolve.terms.collect_terms import collected
from hwsolve.terms.term import Name, Term

LEAST_BITS = 16
"""An iterate with fewer correct bits than this is worth nothing for the next."""


def reserve_bits(steps: int) -> None:
    """Compute with more bits until the working precision ends: a step may lose a bit."""
    ctx.prec += steps


@dataclass
class Run:
    """One run. `point` holds the parameters as they are now, `history` the value at every iterate.

    The names in `letters` stand in the start and enter linearly, so that formulas are sorted by
    them. A run that `is_short` has a table for each step. `diverged` is the iterate at which a
    parameter left the bound, and was further from 0 than at the start; the run ends there.
    `gradients` holds, by iterate, those that a step took at the iterate itself.
    """

    tape: Tape
    objective: Objective
    conventions: MethodConventions
    point: dict[str, Name]
    bound: Rational
    labelled: Labelled = field(default_factory=Labelled)
    prefix: str = ""
    letters: frozenset[str] = frozenset()
    is_short: bool = False
    diverged: int | None = None
    history: list[tuple[int, dict[str, Name], Name | None]] = field(default_factory=list)
    gradients: dict[int, Mapping[str, Name]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._start = {name: scalars(leaf.value) for name, leaf in self.point.items()}

    @property
    def longest(self) -> int | None:
        """Operations of a formula in letters beyond which its own symbol is put in for it."""
        return LONGEST_FORMULA if self.objective.is_abstract else None

    def place(self, k: int, phase: str = "", *, ahead: bool = False) -> EvaluationPoint:
        """Where the objective writes at iterate k."""
        return EvaluationPoint(self.tape, self.labelled, k, phase, ahead, self.letters)

    def of(self, name: str, k: int, trial: int | None = None) -> Quantity:
        """What goes by a name at iterate k of this run."""
        return self.labelled.of(Quantity(name), k, trial)

    def alone(self, name: str) -> Quantity:
        """What goes by a name in all of this run."""
        return self.labelled.alone(Quantity(name))

    def heading(self, k: int) -> str:
        """The section of the step that leaves iterate k."""
        return f"{self.prefix}Step {k + 1}" if not self.prefix else f"{self.prefix}, step {k + 1}"

    def value_at(self, k: int) -> Name | None:
        """Let the objective's value where the run is now."""
        if not self.objective.has_value:
            return None
        place = self.place(k, self.heading(k))
        id = place.quantity(self.objective.letter)
        if id in self.tape:
            return self.tape.name(id)
        return self.objective.write_value(place, self.point)

    def move(self, k: int, following: Mapping[str, tuple[Term, str]]) -> None:
        """Let the next iterate of every parameter, and look whether the run still makes sense."""
        self.point = {
            name: self.tape.let(
                self.of(name, k + 1),
                self._sorted(term),
                why,
                longest=self.longest,
                role=self.objective.roles.get(name, ""),
            )
            for name, (term, why) in following.items()
        }
        for name, leaf in self.point.items():
            for x, start in zip(scalars(leaf.value), self._start[name], strict=True):
                self._check(leaf.id, x, start, k + 1)

    def _sorted(self, term: Term) -> Term:
        return collected(term, unknowns(self.tape.letters) | self.letters)

    def _check(self, id: str, x: Scalar, start: Scalar, k: int) -> None:
        if is_symbolic(x):
            return
        if isinstance(x, Real):
            ball = as_ball(x)
            if ball.rel_accuracy_bits() < LEAST_BITS and ball.rad() * 2 ** (ctx.prec // 2) > 1:
                raise NeedsPrecision(id)
            outside = bool(abs(ball) > self.bound)
        else:
            outside = abs(x) > self.bound
        if outside and self.diverged is None and self._is_further(x, start):
            self.diverged = k

    def _is_further(self, x: Scalar, start: Scalar) -> bool:
        """Whether an entry is surely further from 0 than at a start that is a number."""
        return is_symbolic(start) or bool(abs(as_ball(x)) > abs(as_ball(start)))

    def last_slope(self) -> arb | None:
        """The slope at which the last step set out, times its length: Σ ∂f/∂x·(x[k+1] − x[k]).

        None where the gradient at x[k] isn't known as a number.
        """
        (k, before, _), (_, after, _) = self.history[-2:]
        if k not in self.gradients:
            return None
        slope = arb(0)
        for name, gradient in self.gradients[k].items():
            parts = (gradient, before[name], after[name])
            for numbers in zip(*(scalars(part.value) for part in parts), strict=True):
                if any(map(is_symbolic, numbers)):
                    return None
                partial, x, following = map(as_ball, numbers)
                slope += partial * (following - x)
        return slope

    def remember(self, k: int, value: Name | None) -> None:
        """Keep an iterate for tables and charts."""
        self.history.append((k, dict(self.point), value))


class MethodRun:
    """A run of a method that treats every parameter by itself."""

    def __init__(self, run: Run, method: Method) -> None:
        self.run, self.method = run, method
        self.method_state = MethodState(
            run.tape,
            method,
            run.conventions,
            run.labelled.of,
            run.labelled.alone,
            letters=run.letters,
            longest=run.longest,
        )

    def give(self, *, symbolic: bool) -> None:
        """Write hyperparameters and start states as given."""
        start = {Quantity(name): leaf.value for name, leaf in self.run.point.items()}
        self.method_state.introduce(start, symbolic=symbolic)

    def step(self, k: int) -> None:
        """Write the step that leaves iterate k."""
        run, method_state = self.run, self.method_state
        with run.tape.section(run.heading(k)):
            run.remember(k, run.value_at(k))
            method_state.set_rate(k)
            point = run.point.items()
            updates = {name: method_state.begin(Quantity(name), leaf, k) for name, leaf in point}
            gradients = self._gradients(k, updates)
            following = {
                name: (method_state.update(Quantity(name), u, gradients[name]), "the step")
                for name, u in updates.items()
            }
            run.move(k, following)
            if run.is_short:
                run.tape.figure(self._table(k, updates, gradients))

    def _table(self, k: int, updates: Mapping[str, Update], gradients: Mapping[str, Name]) -> Table:
        """The step at a glance: gradient, moments, and the new value of every parameter."""
        letters = list(next(iter(updates.values())).after)
        moment_names: list[Notation | str] = [Symbol(letter) for letter in letters]
        header = ("", "gradient", *moment_names, "before", "after")
        rows: list[tuple[Notation | Value | str, ...]] = []
        for name, u in updates.items():
            moments = [u.after[letter].value for letter in letters]
            before, after = u.parameter.value, self.run.point[name].value
            rows.append((Symbol(name), gradients[name].value, *moments, before, after))
        return Table(f"Step {k + 1} at a glance", header, tuple(rows))

    def _gradients(self, k: int, updates: Mapping[str, Update]) -> dict[str, Name]:
        """The gradients, at the iterate or where the method looks ahead to."""
        run = self.run
        ahead = {}
        for name, u in updates.items():
            term = self.method.point(u)
            if term is not None:
                point = run.labelled.of(Quantity(name).labelled(AHEAD), k)
                role = run.objective.roles.get(name, "")
                why = "the point that the velocity leads to"
                ahead[name] = run.tape.let(point, term, why, role=role)
        place = run.place(k, run.heading(k), ahead=bool(ahead))
        gradients = run.objective.write_gradients(place, ahead or run.point)
        if not ahead:
            run.gradients[k] = gradients
        return gradients


def as_float(value: Value) -> float:
    """A number for a chart."""
    (x,) = scalars(value)
    return float(as_ball(x).mid())
