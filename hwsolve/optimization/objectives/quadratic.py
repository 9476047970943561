"""Quadratic functions of a vector: ½ xᵀQx − bᵀx + c, and least squares ‖Ax − b‖²."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault
from hwsolve.numbers import Value, rational, shape_of, values_agree
from hwsolve.optimization.evaluation_point import EvaluationPoint
from hwsolve.optimization.objectives.objective import Objective, Point, entries, only_one
from hwsolve.spec import ExactOrSymbol, Matrix, Vector
from hwsolve.terms.collect_terms import collected
from hwsolve.terms.elementwise import times
from hwsolve.terms.linear import squared_norm
from hwsolve.terms.term import Literal as Number
from hwsolve.terms.term import Name, Term

HALF = Number(rational(1, 2))


class OfVector(Objective):
    """A quadratic function of one vector."""

    def size(self) -> int:
        """The length of the vector."""
        raise NotImplementedError

    def data(self) -> dict[str, tuple[Value, str]]:
        """What the function is made of: {name: (value, meaning)}."""
        raise NotImplementedError

    def value_term(self, x: Term, data: Mapping[str, Name]) -> Term:
        """f(x)"""
        raise NotImplementedError

    def gradient_term(self, x: Term, data: Mapping[str, Name]) -> Term:
        """∇f(x)"""
        raise NotImplementedError

    def hessian_term(self, data: Mapping[str, Name]) -> Term:
        """∇²f"""
        raise NotImplementedError

    def rules(self) -> str:
        """How the gradient is found, in words."""
        raise NotImplementedError

    def is_quadratic(self, variables: list[str]) -> bool:
        return True

    def misfits(self, parameters: Mapping[str, Value], steps: int) -> Iterator[Fault]:
        yield from only_one(parameters, "a quadratic function of a vector")
        for name, value in parameters.items():
            if shape_of(value) != (self.size(),):
                yield Fault(
                    "the start doesn't fit the function",
                    ("parameters", name),
                    expected=f"a list of {self.size()} numbers",
                    found=entries(shape_of(value)),
                )

    def give(self, tape: Tape, parameters: Mapping[str, Value]) -> None:
        for name, (value, meaning) in self.data().items():
            tape.given(name, value, meaning)

    def introduce(self, tape: Tape, parameters: Mapping[str, Value]) -> None:
        with tape.section("Gradient"):
            tape.note(self.rules())

    def _known(self, tape: Tape) -> dict[str, Name]:
        return {name: tape.name(name) for name in self.data()}

    def write_value(self, place: EvaluationPoint, point: Point) -> Name:
        (x,) = point.values()
        term = self.value_term(x, self._known(place.tape))
        return place.tape.let(
            place.quantity("f"),
            term,
            "the value of the function",
            aliases_unwritten=(place.quantity("L"),),
        )

    def write_gradients(self, place: EvaluationPoint, point: Point) -> dict[str, Name]:
        ((name, x),) = point.items()
        id, *others = self.gradients_here(place, name, only=True)
        term = collected(self.gradient_term(x, self._known(place.tape)), place.letters)
        why = "the derivative, evaluated here"
        gradient = place.tape.let(id, term, why, aliases_unwritten=tuple(others))
        return {name: gradient}

    def write_hessian(self, place: EvaluationPoint, point: Point) -> Term:
        return self.hessian_term(self._known(place.tape))


class Quadratic(OfVector):
    """`objective: {function: quadratic, Q: [[2, 0], [0, 4]], b: [1, 1]}`: ½ xᵀQx − bᵀx + c."""

    function: Literal["quadratic"]
    Q: Matrix
    b: Vector | None = None
    c: ExactOrSymbol | None = None

    def size(self) -> int:
        return shape_of(self.Q)[0]

    @property
    def is_symmetric(self) -> bool:
        """Whether Q is its own transpose."""
        return values_agree(self.Q, self.Q.T)

    def misfits(self, parameters: Mapping[str, Value], steps: int) -> Iterator[Fault]:
        rows, columns = shape_of(self.Q)
        if rows != columns:
            yield Fault(
                "Q isn't square",
                ("objective", "Q"),
                expected="as many rows as columns",
                found=f"a matrix of {rows} × {columns}",
            )
            return
        if self.b is not None and shape_of(self.b) != (rows,):
            yield Fault(
                "b doesn't fit Q",
                ("objective", "b"),
                expected=f"a list of {rows} numbers",
                found=entries(shape_of(self.b)),
            )
        yield from super().misfits(parameters, steps)

    def data(self) -> dict[str, tuple[Value, str]]:
        found: dict[str, tuple[Value, str]] = {"Q": (self.Q, "the matrix of the quadratic part")}
        if self.b is not None:
            found["b"] = (self.b, "the vector of the linear part")
        if self.c is not None:
            found["c"] = (self.c, "the constant")
        return found

    def value_term(self, x: Term, data: Mapping[str, Name]) -> Term:
        value = HALF * (x @ (data["Q"] @ x))
        if "b" in data:
            value -= data["b"] @ x
        return value + data["c"] if "c" in data else value

    def gradient_term(self, x: Term, data: Mapping[str, Name]) -> Term:
        slope = self.hessian_term(data) @ x
        return slope - data["b"] if "b" in data else slope

    def hessian_term(self, data: Mapping[str, Name]) -> Term:
        return data["Q"] if self.is_symmetric else HALF * (data["Q"] + data["Q"].T)

    def rules(self) -> str:
        if self.is_symmetric:
            quadratic = "∇(½ xᵀQx) = Qx for a symmetric Q"
        else:
            quadratic = "∇(½ xᵀQx) = ½ (Q + Qᵀ) x"
        return (
            quadratic + ("; ∇(bᵀx) = b" if self.b is not None else "") + "; the Hessian is constant"
        )


class LeastSquares(OfVector):
    """`objective: {function: least_squares, A: […], b: […]}`: ‖Ax − b‖²."""

    function: Literal["least_squares"]
    A: Matrix
    b: Vector
    scale: Literal["full", "half", "mean"] = "full"

    def size(self) -> int:
        return shape_of(self.A)[1]

    def misfits(self, parameters: Mapping[str, Value], steps: int) -> Iterator[Fault]:
        if shape_of(self.b) != shape_of(self.A)[:1]:
            yield Fault(
                "b doesn't fit A",
                ("objective", "b"),
                expected=f"a list of {shape_of(self.A)[0]} numbers, one for each row of A",
                found=entries(shape_of(self.b)),
            )
            return
        yield from super().misfits(parameters, steps)

    def data(self) -> dict[str, tuple[Value, str]]:
        return {"A": (self.A, "the matrix"), "b": (self.b, "the right-hand side")}

    def factor(self, times_two: int = 1) -> Term:
        """What stands before ‖Ax − b‖², or before the gradient's Aᵀ(Ax − b)."""
        share = {
            "full": rational(1),
            "half": rational(1, 2),
            "mean": rational(1, shape_of(self.A)[0]),
        }
        return Number(share[self.scale] * times_two)

    def value_term(self, x: Term, data: Mapping[str, Name]) -> Term:
        return times(self.factor(), squared_norm(data["A"] @ x - data["b"]))

    def gradient_term(self, x: Term, data: Mapping[str, Name]) -> Term:
        return times(self.factor(2), data["A"].T @ (data["A"] @ x - data["b"]))

    def hessian_term(self, data: Mapping[str, Name]) -> Term:
        return times(self.factor(2), data["A"].T @ data["A"])

    def rules(self) -> str:
        return (
            "the chain rule: ∇‖r‖² = 2 r for r = Ax − b, and r changes with x by A, so that "
            "∇‖Ax − b‖² = 2 Aᵀ(Ax − b); the Hessian is constant"
        )
