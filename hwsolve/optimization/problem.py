"""The problem file of an optimization, and its checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from hwsolve.errors import Fault, Path
from hwsolve.methods.method import MOST_STEPS, Method
from hwsolve.methods.method_choice import AnyMethod
from hwsolve.methods.starts import Starts
from hwsolve.numbers import Rational, Value, rational, shape_of, symbol
from hwsolve.optimization.convergence import OF_CONVERGENCE, is_of_convergence
from hwsolve.optimization.evaluation_point import derived_names
from hwsolve.optimization.joint_methods import ConjugateGradient, JointMethod, LineSearch, Newton
from hwsolve.optimization.objectives.objective import Objective
from hwsolve.optimization.objectives.objective_choice import ChosenObjective
from hwsolve.optimization.optimization_conventions import OptimConventions
from hwsolve.spec import Named, NonNegativeInteger, PositiveExact, PositiveInteger, StrictModel

AnyChoice = AnyMethod | Newton | LineSearch | ConjugateGradient
Chosen = Annotated[AnyChoice, Named("method")]
Wanted = Literal["value", "gradient", "hessian", "convergence", "learning_rate"]


class OptimSpec(StrictModel):
    """An objective, a start, and one method or several.

    Without a method the value at the start is derived, and what `derive` asks for.
    """

    kind: Literal["optim"]
    title: str = ""
    objective: ChosenObjective
    parameters: Starts | None = None
    method: Chosen | None = None
    compare: tuple[Chosen, ...] = ()
    steps: NonNegativeInteger | None = None
    epochs: PositiveInteger | None = None
    assume: Literal["constant_gradient"] | None = None
    derive: Wanted | tuple[Wanted, ...] = ()
    bound: PositiveExact = rational(10**6)
    conventions: OptimConventions = OptimConventions()

    @property
    def goal(self) -> Objective:
        """The objective, which knows the conventions."""
        objective: Any = self.objective
        objective.settle(self.conventions)
        return objective  # type: ignore[no-any-return]  # one of the union

    @property
    def wanted(self) -> tuple[str, ...]:
        """What is asked for besides the steps of a method."""
        return (self.derive,) if isinstance(self.derive, str) else self.derive

    @property
    def methods(self) -> tuple[Method | JointMethod, ...]:
        """The methods to run."""
        return self.compare or ((self.method,) if self.method is not None else ())

    @property
    def all_steps(self) -> int:
        """How many updates each method makes."""
        if self.steps is not None:
            return self.steps
        if self.epochs is not None:
            return self.epochs * self.goal.samples
        return 1 if self.methods else 0

    @property
    def largest(self) -> Rational:
        """The bound beyond which a run counts as diverging."""
        assert isinstance(self.bound, Rational)
        return self.bound

    def start(self) -> dict[str, Value]:
        """The parameters at the start, by name."""
        own = self.goal.own_parameters()
        if own:
            return own
        if isinstance(self.parameters, dict):
            return self.parameters
        if self.parameters is not None:
            return {"x": self.parameters}
        return {"x": symbol("x[0]")} if self.goal.is_abstract else {}

    def names_given(self) -> dict[str, Path]:
        if self.goal.own_parameters():
            return {}
        given: dict[str, Path] = {
            name: ("objective", "constants", name) for name in self.goal.fixed()
        }
        if isinstance(self.parameters, dict):
            given |= {name: ("parameters", name) for name in self.parameters}
        return given

    # ---- checks ---------------------------------------------------------------------------------

    def faults(self) -> Iterator[Fault]:
        objective, parameters = self.goal, self.start()
        if not parameters:
            yield Fault(
                "the start is missing",
                ("parameters",),
                expected="the parameters with their start, such as parameters: {x: 1, y: 2}",
            )
            return
        updates = self.all_steps * max(len(self.methods), 1)
        if updates > MOST_STEPS:
            together = " of all methods together" if len(self.methods) > 1 else ""
            yield Fault(
                "more steps than the limit",
                ("steps" if self.steps is not None else "epochs",),
                expected=f"at most {MOST_STEPS} steps{together}",
                found=str(updates),
            )
            return
        if objective.own_parameters() and self.parameters is not None:
            yield Fault(
                "the layers hold the parameters", ("parameters",), hint="leave this key out"
            )
        yield from self._name_faults(parameters)
        unfit = list(objective.misfits(parameters, self.all_steps))
        yield from unfit
        yield from self._method_faults(parameters, runs=not unfit)
        if not unfit:
            yield from self._topic_faults(parameters)
        if self.assume is not None and not objective.is_abstract:
            yield Fault(
                "an assumption about the gradient is for an abstract objective",
                ("assume",),
                expected="objective: {symbol: f}",
            )

    def _name_faults(self, parameters: dict[str, Value]) -> Iterator[Fault]:
        """Parameters and constants that are called like what is derived."""
        if self.goal.own_parameters():
            return
        constants, derived = self.goal.fixed(), derived_names(parameters) | self._own_names()
        for name in parameters:
            if name in derived:
                yield _taken(("parameters", name), name)
        alone = {id for m in self.methods if isinstance(m, Method) for id in m.numbers()}
        alone |= {"f", "L", "H", "alpha", *parameters}
        for name in constants:
            found = "convergence" in self.wanted and is_of_convergence(name)
            if found or name in alone:
                yield _taken(("objective", "constants", name), name)

    def _own_names(self) -> set[str]:
        """What objective and methods call the quantities of a step."""
        found = {"L", self.goal.letter, "grad", "partial"}
        if "hessian" in self.wanted:
            found.add("H")
        for method in self.methods:
            if isinstance(method, JointMethod):
                found |= method.letters
            elif method.schedule is not None:
                found.add("alpha")
        return found

    def _topic_faults(self, parameters: dict[str, Value]) -> Iterator[Fault]:
        """What is asked for where there is none."""
        if "convergence" in self.wanted and not self.goal.is_quadratic(list(parameters)):
            place = () if isinstance(self.derive, str) else (self.wanted.index("convergence"),)
            yield Fault(
                "a rate of convergence is exact on a quadratic function only",
                ("derive", *place),
                expected="an objective whose Hessian is the same everywhere",
                found="convergence",
            )

    def _method_faults(self, parameters: dict[str, Value], *, runs: bool) -> Iterator[Fault]:
        """Faults of the methods; whether they fit the objective, if that `runs`."""
        if self.method is not None and self.compare:
            yield Fault("either one method or several", ("compare",), hint="put all under compare")
        if self.steps is not None and self.steps > 0 and not self.methods:
            yield Fault("steps of which method?", ("steps",), hint="add method: {name: gd, …}")
        if self.steps is not None and self.epochs is not None:
            yield Fault("either steps or epochs", ("epochs",))
        shapes = {name: shape_of(value) for name, value in parameters.items()}
        for number, method in enumerate(self.methods):
            path = ("compare", number) if self.compare else ("method",)
            if isinstance(method, Method):
                yield from method.start_faults(shapes, path)
                yield from method.unused_faults(self.conventions, path)
                if not self.goal.is_abstract:
                    yield from method.faults_of_rate(
                        path, "only with objective: {symbol: f} it may stay the letter α"
                    )
                yield from self._convergence_faults(method, path)
            elif runs:
                yield from method.misfits(self.goal, parameters, path)

    def _convergence_faults(self, method: Method, path: Path) -> Iterator[Fault]:
        """Settings that change what is known of convergence, such as a weight decay."""
        if "convergence" not in self.wanted:
            return
        for key, (id, _) in method.all_settings().items():
            if id in OF_CONVERGENCE and id in method.numbers():
                yield Fault(
                    f"the rate of convergence is known without {key} only",
                    (*path, key),
                    expected="a method without it, such as gd",
                    hint="a penalty may stand in the objective itself, as + 0.05*x^2",
                )


def _taken(path: Path, name: str) -> Fault:
    return Fault(
        "this name is taken by another quantity", path, expected="another name", found=name
    )
