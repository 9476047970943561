"""A whole problem of optimization, section by section."""

from __future__ import annotations

from hwsolve.derivation.tape import Tape
from hwsolve.errors import LimitError
from hwsolve.methods.method import Method
from hwsolve.methods.method_choice import WRITTEN
from hwsolve.numbers import as_sympy, is_surely_positive, is_symbolic, scalars
from hwsolve.optimization.constant_gradient import compare_assumption
from hwsolve.optimization.convergence import derive_convergence
from hwsolve.optimization.evaluation_point import EvaluationPoint, Labelled
from hwsolve.optimization.joint_methods import JointMethod
from hwsolve.optimization.objectives.abstract import Abstract, ConstantGradient
from hwsolve.optimization.objectives.objective import Objective
from hwsolve.optimization.problem import OptimSpec
from hwsolve.optimization.run import MethodRun, Run, reserve_bits
from hwsolve.optimization.stability import derive_bound
from hwsolve.optimization.summaries import chart, comparison, glossary, table_of_iterates
from hwsolve.quantity import Quantity

AnyMethod = Method | JointMethod
MOST_TABLES = 10
"""More steps than this have one table of iterates, and none each."""


class Solution:
    """One problem on one tape."""

    def __init__(self, spec: OptimSpec, tape: Tape, objective: Objective | None = None) -> None:
        self.spec, self.tape = spec, tape
        self.objective = objective or self._assumed(spec.assume is not None)
        self.runs: list[tuple[str, Run]] = []

    def _assumed(self, constant: bool) -> Objective:
        goal = self.spec.goal
        if isinstance(goal, Abstract):
            return (ConstantGradient if constant else Abstract)(symbol=goal.symbol)
        return goal

    def write(self) -> None:
        """Write everything."""
        reserve_bits(self.spec.all_steps)
        self.write_runs()
        if self.objective.is_abstract:
            self._abstract_facts()
        self._summaries()

    def write_runs(self) -> None:
        """Write what is given, and every run."""
        spec, tape = self.spec, self.tape
        if spec.assume is not None and isinstance(self.objective, ConstantGradient):
            tape.convention(
                "assume",
                "constant_gradient",
                "the gradient is the same at every step",
                declared=True,
            )
        with tape.section("Given"):
            self.point = {
                name: tape.given(
                    Quantity(name, iterate=0),
                    value,
                    "the start",
                    role=self.objective.roles.get(name, ""),
                )
                for name, value in spec.start().items()
            }
            self.objective.give(tape, spec.start())
        labels = _labels(spec.methods) if spec.compare else [""] * len(spec.methods)
        runs = [self._prepared(*pair) for pair in zip(spec.methods, labels, strict=True)]
        self.objective.introduce(tape, spec.start())
        if not spec.methods:
            self._without_method()
        for name, run, stepper in runs:
            self._run(name, run, stepper)
        if spec.methods:
            self._analysis()

    def _without_method(self) -> None:
        place = EvaluationPoint(self.tape, Labelled(), 0, "Gradient here")
        wanted = self.spec.wanted
        if self.objective.has_value:
            with self.tape.section("Value"):
                self.objective.write_value(place, self.point)
        if {"gradient", "hessian"} & set(wanted):
            with self.tape.section("Gradient here"):
                self.objective.write_gradients(place, self.point)
        if "hessian" in wanted:
            with self.tape.section("Hessian"):
                self.objective.derive_hessian(self.tape, self.spec.start())
                term = self.objective.write_hessian(place, self.point)
                if term is None:
                    raise LimitError("hwsolve has no formula for the Hessian of this objective")
                here = Quantity("H", iterate=0)
                self.tape.let(here, term, "the second derivatives, evaluated here")
        self._analysis()

    def _prepared(self, method: AnyMethod, label: str) -> tuple[str, Run, MethodRun | _WholeRun]:
        """A run to come: the name of its method, where it starts, and what is given for it."""
        spec = self.spec
        name = WRITTEN[method.name]
        run = Run(
            tape=self.tape,
            objective=self.objective,
            conventions=spec.conventions,
            point=dict(self.point),
            bound=spec.largest,
            labelled=Labelled(label),
            is_short=not label and 0 < spec.all_steps <= MOST_TABLES and not self._has_names(),
            prefix=name[0].upper() + name[1:] if label else "",
            letters=self._linear_letters(),
        )
        self.runs.append((label or name, run))
        with self.tape.section(f"{run.prefix}: given" if label else "Given"):
            if not isinstance(method, Method):
                method.give(run)
                return name, run, _WholeRun(method, run)
            stepper = MethodRun(run, method)
            stepper.give(symbolic=self.objective.is_abstract)
            return name, run, stepper

    def _run(self, name: str, run: Run, stepper: MethodRun | _WholeRun) -> None:
        if isinstance(stepper, _WholeRun):
            stepper.method.introduce(run)
        for k in range(self.spec.all_steps):
            stepper.step(k)
            if run.diverged is not None:
                self._tell_divergence(run, name)
                break
        self._last(run)

    def _linear_letters(self) -> frozenset[str]:
        """The letters of the start, if the objective is quadratic and they enter linearly."""
        if not self.objective.is_quadratic(list(self.point)):
            return frozenset()
        start = (x for name in self.point.values() for x in scalars(name.value) if is_symbolic(x))
        return frozenset(str(symbol) for x in start for symbol in as_sympy(x).free_symbols)

    def _has_names(self) -> bool:
        """Whether names stand for numbers, so that a table would be too wide."""
        start = (x for name in self.point.values() for x in scalars(name.value))
        return self.objective.is_abstract or any(is_symbolic(x) for x in start)

    def _last(self, run: Run) -> None:
        """The value at the last iterate."""
        k = len(run.history)
        after = f"{run.prefix}, after the last step" if run.prefix else "After the last step"
        if run.diverged is None and (self.spec.all_steps or self.objective.is_abstract):
            with self.tape.section(after):
                value = None
                if self.objective.has_value and self.objective.samples == 1:
                    value = run.value_at(k)
                run.remember(k, value)
                _tell_rise(run)

    def _tell_divergence(self, run: Run, name: str) -> None:
        with self.tape.section("Divergence"):
            self.tape.note(
                f"The run of {name} diverges: at iterate {run.diverged} a parameter is "
                f"greater than {self.spec.largest} in magnitude. It ends here."
            )

    def _analysis(self) -> None:
        spec, wanted = self.spec, self.spec.wanted
        if "convergence" in wanted:
            methods = [
                (run.labelled, method)
                for (_, run), method in zip(self.runs, spec.methods, strict=True)
            ]
            derive_convergence(self.tape, self.objective, self.point, methods, spec.conventions)
        if "learning_rate" in wanted and not self.objective.is_abstract:
            derive_bound(self.tape, other=self._not_gradient_descent())

    def _not_gradient_descent(self) -> str:
        """The first method that isn't gradient descent; nothing if all are."""
        names = (WRITTEN[method.name] for method in self.spec.methods)
        return next((name for name in names if name != WRITTEN["gd"]), "")

    # ---- around the runs ------------------------------------------------------------------------

    def _abstract_facts(self) -> None:
        assumed = self.spec.assume is not None
        if self.spec.all_steps > 1 and len(self.runs) == 1:
            other = Solution(self.spec, Tape(), self._assumed(not assumed))
            other.write_runs()
            free, constant = (other.tape, self.tape) if assumed else (self.tape, other.tape)
            compare_assumption(
                self.tape, free, constant, assumed=assumed, parameters=list(self.point)
            )
        derive_bound(self.tape, other=self._not_gradient_descent())
        glossary(self.tape, self.objective.letter, list(self.point))

    def _summaries(self) -> None:
        if not (self.runs and self.spec.all_steps) or self.objective.is_abstract:
            return
        with self.tape.section("Overview"):
            if len(self.runs) > 1:
                for side_by_side in comparison(self.runs):
                    self.tape.figure(side_by_side)
            else:
                table = table_of_iterates(self.runs[0][1])
                if table is not None:
                    self.tape.figure(table)
            picture = chart(self.runs)
            if picture is not None:
                self.tape.figure(picture)


def _tell_rise(run: Run) -> None:
    """A word where the last step made the objective larger; why is told by the slope along it."""
    if len(run.history) < 2:
        return
    (_, _, before), (_, _, after) = run.history[-2:]
    if before is None or after is None or is_symbolic(before.value - after.value):
        return
    if is_surely_positive(after.value - before.value):
        letter = run.objective.letter
        slope = None if run.objective.has_kinks(list(run.point)) else run.last_slope()
        why = "."
        if slope is not None and slope < 0:
            why = ": it went too far. A shorter step in the same direction goes downhill."
        elif slope is not None and slope > 0:
            why = ": its direction leads uphill."
        run.tape.note(f"The last step made {letter} larger{why}")


class _WholeRun:
    """A run of a method that moves all variables at once."""

    def __init__(self, method: JointMethod, run: Run) -> None:
        self.method, self.run = method, run

    def step(self, k: int) -> None:
        """Write the step that leaves iterate k."""
        self.method.step(self.run, k)


def _labels(methods: tuple[AnyMethod, ...]) -> list[str]:
    """A label for each run: its method's name, numbered where one name occurs twice."""
    names = [method.name for method in methods]
    return [
        name if names.count(name) == 1 else f"{name}{names[: place + 1].count(name)}"
        for place, name in enumerate(names)
    ]
