"""Methods that move all variables at once: Newton's, line search, conjugate gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from hwsolve.errors import Fault, LimitError, Path
from hwsolve.methods.method import MEANINGS, unused_faults
from hwsolve.numbers import (
    Rational,
    Scalar,
    Value,
    as_ball,
    is_symbolic,
    rational,
    scalars,
    sign,
)
from hwsolve.optimization.evaluation_point import TRIAL, EvaluationPoint
from hwsolve.optimization.objectives.objective import Objective
from hwsolve.optimization.run import Run
from hwsolve.quantity import Quantity
from hwsolve.spec import PositiveExact, StrictModel
from hwsolve.spec.number_fields import WholeNumberField
from hwsolve.terms.matrices import gather
from hwsolve.terms.systems import SingularMatrix, solution
from hwsolve.terms.term import Literal as Number
from hwsolve.terms.term import Name, Term

VECTORS = ("theta", "phi", "xi")
"""What all variables together may be called, where they are numbers; the first that is free."""

MOST_TRIALS = 1000
"""Step lengths that a line search may try; each is a few lines of working."""

NO_MINIMUM = (
    "The Hessian isn't positive definite here: the step leads to the stationary point of the "
    "quadratic model, and that is {}, no minimum."
)


class JointMethod(StrictModel):
    """A method whose step needs more than one gradient; it writes the whole step itself.

    `letters` are the names of what it lets in each step, besides parameters and gradients.
    """

    letters: ClassVar[frozenset[str]] = frozenset()

    name: str

    def give(self, run: Run) -> None:
        """Write what is given for it."""

    def introduce(self, run: Run) -> None:
        """Write what it needs before the first step."""

    def step(self, run: Run, k: int) -> None:
        """Write the step that leaves iterate k."""
        raise NotImplementedError

    def misfits(
        self, objective: Objective, parameters: Mapping[str, Value], path: Path
    ) -> Iterator[Fault]:
        """Why the method can't run on this objective."""
        if objective.letter == "L" or not objective.has_value:
            yield Fault(
                "this method needs a function with a formula",
                (*path, "name"),
                expected="objective: {expression: …} or a named function",
            )


def whole(run: Run, quantity: Quantity, parts: Mapping[str, Name], k: int, why: str) -> Name:
    """All variables, or their gradients, as one vector; a vector as it is."""
    names = list(parts.values())
    if len(names) == 1 and names[0].shape:
        return names[0]
    return run.tape.let(run.labelled.of(quantity, k), gather(*names), why)


def gradient_at(run: Run, k: int) -> Name:
    """The gradient at iterate k as one vector."""
    gradients = run.objective.write_gradients(run.place(k, run.heading(k)), run.point)
    run.gradients[k] = gradients
    name = next(name for name in VECTORS if name not in run.point)
    return whole(run, Quantity(name).nabla("f"), gradients, k, "the gradient as one vector")


def hessian_at(run: Run, k: int) -> Name:
    """The Hessian at iterate k."""
    term = run.objective.write_hessian(run.place(k), run.point)
    assert term is not None
    return run.tape.let(run.of("H", k), term, "the second derivatives, evaluated here")


def moved(run: Run, direction: Name, length: Term | None) -> dict[str, tuple[Term, str]]:
    """Every variable after a step along a direction."""
    following: dict[str, tuple[Term, str]] = {}
    for place, (name, leaf) in enumerate(run.point.items()):
        part: Term = direction
        if not leaf.shape:
            part = Name(direction.id, direction.value[place], (place,))
        following[name] = (leaf + (part if length is None else length * part), "the step")
    return following


class Newton(JointMethod):
    """x ← x − (∇²f)⁻¹ ∇f (Nocedal and Wright 2006, section 3.3).

    With a `learning_rate` α the step is α times as long (damped: Boyd and Vandenberghe 2004, 9.5).
    """

    name: Literal["newton"] = "newton"
    learning_rate: PositiveExact = rational(1)

    letters: ClassVar = frozenset({"H", "p"})

    def give(self, run: Run) -> None:
        if self.learning_rate != 1:
            run.tape.given(run.alone("alpha"), self.learning_rate, MEANINGS["alpha"])

    def step(self, run: Run, k: int) -> None:
        with run.tape.section(run.heading(k)):
            run.remember(k, run.value_at(k))
            gradient, hessian = gradient_at(run, k), hessian_at(run, k)
            try:
                term = solution(hessian, -gradient)
            except SingularMatrix:
                raise LimitError(
                    f"the Hessian at iterate {k} is singular: Newton's method has no step there",
                    "start somewhere else, or use gradient descent",
                ) from None
            direction = run.tape.let(run.of("p", k), term, "the solution of ∇²f p = −∇f")
            if _is_indefinite(hessian.value):
                alone = len(hessian.value) == 1
                run.tape.note(
                    NO_MINIMUM.format("a maximum" if alone else "a saddle point or a maximum")
                )
            alpha = run.tape.name(run.alone("alpha")) if self.learning_rate != 1 else None
            run.move(k, moved(run, direction, alpha))


class LineSearch(JointMethod):
    """Steepest descent with a step length of its own (Nocedal and Wright 2006, chapter 3).

    exact: the minimum along the line, α = gᵀg/(gᵀHg), which is that of a quadratic and of no other
    function; backtracking: from `start`, α is shrunk until f falls by at least `slope`·α·gᵀg
    (Armijo 1966).
    """

    name: Literal["line_search"] = "line_search"
    rule: Literal["exact", "backtracking"] = "exact"
    start: PositiveExact = rational(1)
    shrink: PositiveExact = rational(1, 2)
    slope: PositiveExact = rational(1, 10000)
    most_trials: Annotated[int, WholeNumberField(1, MOST_TRIALS)] = 60

    letters: ClassVar = frozenset({"H", "p", "slope", "alpha", "f_limit"})

    def misfits(
        self, objective: Objective, parameters: Mapping[str, Value], path: Path
    ) -> Iterator[Fault]:
        unfit = list(super().misfits(objective, parameters, path))
        yield from unfit
        quadratic = objective.is_quadratic(list(parameters))
        if self.rule == "exact" and not (unfit or quadratic):
            yield Fault(
                "the exact step length α = gᵀg/(gᵀHg) is that of a quadratic function",
                (*path, "rule"),
                expected="an objective whose Hessian is constant",
                hint="take {name: line_search, rule: backtracking}, which is for any function",
            )
        if self.rule == "exact":
            hint = "it is for {name: line_search, rule: backtracking}"
            yield from unused_faults(
                self, dict.fromkeys(("start", "shrink", "slope", "most_trials"), hint), path
            )
        for key in ("shrink", "slope"):
            value: Scalar = getattr(self, key)
            if sign(value - 1) >= 0:
                yield Fault(
                    "out of range", (*path, key), expected="a number greater than 0 and less than 1"
                )

    def step(self, run: Run, k: int) -> None:
        with run.tape.section(run.heading(k)):
            value = run.value_at(k)
            run.remember(k, value)
            gradient = gradient_at(run, k)
            direction = run.tape.let(run.of("p", k), -gradient, "downhill")
            square = run.tape.let(run.of("slope", k), gradient @ gradient, "how steep it is: gᵀg")
            if sign(square.value) == 0:
                run.tape.note("The gradient is 0: a stationary point is reached.")
                length: Term = Number(rational(0))
            elif self.rule == "exact":
                length = self._exact(run, k, gradient, square)
            else:
                assert value is not None
                length = self._backtracking(run, k, value, direction, square)
            run.move(k, moved(run, direction, length))

    def _exact(self, run: Run, k: int, gradient: Name, square: Name) -> Name:
        hessian = hessian_at(run, k)
        curvature = gradient @ (hessian @ gradient)
        if sign(curvature.value) <= 0:
            raise LimitError(f"along the line at iterate {k} the function has no minimum")
        return run.tape.let(
            run.of("alpha", k), square / curvature, "the minimum along the line: gᵀg/(gᵀHg)"
        )

    def _backtracking(self, run: Run, k: int, value: Name, direction: Name, square: Name) -> Name:
        length = self.start
        for trial in range(1, self.most_trials + 1):
            alpha = run.tape.given(run.of("alpha", k, trial), length, f"trial {trial}")
            reached = {name: term for name, (term, _) in moved(run, direction, alpha).items()}
            point = {
                name: run.tape.let(
                    run.labelled.of(Quantity(name).labelled(TRIAL), k, trial),
                    term,
                    "where this would lead",
                )
                for name, term in reached.items()
            }
            found = run.objective.write_value(
                EvaluationPoint(run.tape, run.labelled, k, "", trial=trial), point
            )
            assert found is not None
            limit = run.tape.let(
                run.of("f_limit", k, trial),
                value - Number(self.slope) * alpha * square,
                "the value that must be reached: f − c α gᵀg",
            )
            if sign(found.value - limit.value) <= 0:
                run.tape.note(f"The step length of trial {trial} is accepted.")
                return run.tape.let(run.of("alpha", k), alpha, "the accepted step length")
            run.tape.note(f"Trial {trial} doesn't lower f enough; the step length shrinks.")
            length *= self.shrink
        raise LimitError(f"no step length was accepted in {self.most_trials} trials")


class ConjugateGradient(JointMethod):
    """Conjugate gradients on a quadratic (Hestenes and Stiefel 1952)."""

    name: Literal["conjugate_gradient", "cg"] = "conjugate_gradient"

    letters: ClassVar = frozenset({"H", "p", "r", "Hp", "alpha", "beta"})

    def misfits(
        self, objective: Objective, parameters: Mapping[str, Value], path: Path
    ) -> Iterator[Fault]:
        yield from super().misfits(objective, parameters, path)
        if not objective.is_quadratic(list(parameters)):
            yield Fault(
                "conjugate gradients are for a quadratic function",
                (*path, "name"),
                expected="an objective whose Hessian is constant",
            )

    def introduce(self, run: Run) -> None:
        term = run.objective.write_hessian(run.place(0), run.point)
        assert term is not None
        with run.tape.section(f"{run.prefix}: the Hessian" if run.prefix else "The Hessian"):
            run.tape.let(run.alone("H"), term, "the Hessian, the same everywhere")

    def step(self, run: Run, k: int) -> None:
        tape, of = run.tape, run.of
        H = run.tape.name(run.alone("H"))
        with tape.section(run.heading(k)):
            run.remember(k, run.value_at(k))
            if k == 0:
                r = tape.let(of("r", 0), -gradient_at(run, 0), "the residual: minus the gradient")
                p = tape.let(of("p", 0), r, "the first direction is downhill")
            else:
                r, p = self._next_direction(run, k)
            if all(sign(x) == 0 for x in r.value):
                tape.note("The residual is 0: this is the minimum.")
                run.move(k, moved(run, p, Number(rational(0))))
                return
            Hp = tape.let(of("Hp", k), H @ p, "how the gradient changes along p")
            curvature = p @ Hp
            if sign(curvature.value) <= 0:
                raise LimitError(
                    "the quadratic function has no minimum: its Hessian isn't definite"
                )
            alpha = tape.let(of("alpha", k), (r @ r) / curvature, "the minimum along p")
            run.move(k, moved(run, p, alpha))

    def _next_direction(self, run: Run, k: int) -> tuple[Name, Name]:
        tape, of = run.tape, run.of
        before, p = run.tape.name(of("r", k - 1)), run.tape.name(of("p", k - 1))
        if of("Hp", k - 1) not in tape:  # the minimum was reached
            return tape.let(of("r", k), before, "still 0"), tape.let(of("p", k), p, "nothing to do")
        Hp, alpha = run.tape.name(of("Hp", k - 1)), run.tape.name(of("alpha", k - 1))
        r = tape.let(of("r", k), before - alpha * Hp, "the new residual")
        beta = tape.let(of("beta", k), (r @ r) / (before @ before), "how much of p is kept")
        return r, tape.let(of("p", k), r + beta * p, "conjugate to the directions so far")


def _is_indefinite(hessian: Value) -> bool:
    """Whether a regular Hessian certainly isn't positive definite: some pivot isn't positive."""
    if any(is_symbolic(x) for x in scalars(hessian)):
        return False
    rows: list[list[Any]] = [list(row) for row in hessian]
    if not all(isinstance(x, Rational) for row in rows for x in row):
        rows = [[as_ball(x) for x in row] for row in rows]
    for place, row in enumerate(rows):
        pivot = row[place]
        if not pivot > 0:
            return bool(pivot <= 0)
        for other in rows[place + 1 :]:
            factor = other[place] / pivot
            other[:] = [x - factor * y for x, y in zip(other, row, strict=True)]
    return False
