"""A function given by its formula: gradient and Hessian by named rules, then evaluated."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Literal

from flint import ctx
from pydantic import Field, PrivateAttr

from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault
from hwsolve.layers.convolution_conventions import ConvConventions
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.latex import to_latex
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import Call, Function, Notation, Relation
from hwsolve.numbers import Rational, Value, rational
from hwsolve.numbers.precision import limits
from hwsolve.optimization.evaluation_point import EvaluationPoint
from hwsolve.optimization.objective_formulas import to_term, written
from hwsolve.optimization.objectives.objective import Objective, Point, only_numbers
from hwsolve.quantity import Quantity
from hwsolve.spec import ExactOrSymbol
from hwsolve.spec.evaluation import check_exponents
from hwsolve.spec.expressions import ExpressionError, is_symbol_name, parse
from hwsolve.spec.formula import Expression
from hwsolve.spec.formula import names as names_in
from hwsolve.spec.wording import did_you_mean, one_of
from hwsolve.terms.activation_row import ACTIVATIONS
from hwsolve.terms.collect_terms import collected
from hwsolve.terms.derivative import RULES, Applied, Differentiation, derivative, rule_id
from hwsolve.terms.systems import tabled
from hwsolve.terms.term import UNKNOWN, Name, Term, names, operations, replaced
from hwsolve.terms.tidied import ZERO


@lru_cache(maxsize=64)
def _read(text: str, names: tuple[str, ...]) -> Expression:
    functions = (name for name, row in ACTIVATIONS.items() if row.is_function)
    return parse(text, lambda name: name in names or is_symbol_name(name), functions)


@lru_cache(maxsize=64)
def _in_letters(
    text: str, names: tuple[str, ...], relu_at_zero: Rational, precision: tuple[int, int]
) -> Term:
    """The formula as a term in names that stand for any number; π has the precision of now."""
    leaves = {name: Name(Quantity(name), UNKNOWN) for name in names}
    return to_term(_read(text, names), leaves, relu_at_zero)


@lru_cache(maxsize=256)
def _derivative(term: Term, by: str) -> Term:
    return derivative(term, by)


class Formula(Objective):
    """What a formula in the parameters and a named function have in common."""

    _conventions: ConvConventions = PrivateAttr(default_factory=ConvConventions)

    def settle(self, conventions: ConvConventions) -> None:
        self._conventions = conventions

    @property
    def relu_at_zero(self) -> Rational:
        """The slope of ReLU at its kink."""
        slope = self._conventions.relu_at_zero
        return slope if isinstance(slope, Rational) else rational(0)

    def formula(self, variables: list[str]) -> str:
        """The text of the formula in these variables."""
        raise NotImplementedError

    def leaves(self, point: Mapping[str, Name]) -> dict[str, Term]:
        """What stands for every name of the formula."""
        return {**point, **_named(self.fixed())}

    def term(self, variables: list[str]) -> Term:
        """The formula, its names standing for any number."""
        names = self._names(variables)
        precision = ctx.prec, limits.closed_form
        return _in_letters(self.formula(variables), names, self.relu_at_zero, precision)

    def _names(self, variables: list[str]) -> tuple[str, ...]:
        """The names that may stand in the formula, the variables first."""
        return (*variables, *self.fixed())

    def introduce(self, tape: Tape, parameters: Mapping[str, Value]) -> None:
        variables = list(parameters)
        term = self.term(variables)
        with tape.section("Gradient"):
            head = Call(Function("f", "f", "f"), tuple(symbol_of(name) for name in variables))
            claim = Relation((head, written(term)), ("=",))
            tape.state("f", claim, "given", "the function to be minimised")
            self._tell_kinks(tape, {operation.name for operation in operations(term)})
            for variable in variables:
                self._derive(tape, term, variable, only=len(variables) == 1)

    def has_kinks(self, variables: list[str]) -> bool:
        slopes = self.gradient(variables).values()
        return any(operation.jumps for slope in slopes for operation in operations(slope))

    def _tell_kinks(self, tape: Tape, used: Collection[str]) -> None:
        """Enter into the ledger what the derivative is taken for where there is none."""
        if any(name in used and row.has_kink({}) for name, row in ACTIVATIONS.items()):
            choice = str(self.relu_at_zero)
            self._conventions.tell(tape, "relu_at_zero", choice, "the slope at the kink z = 0")
        if "abs" in used:
            tape.convention("abs_at_zero", "0", "the slope of |u| at the kink u = 0")
        if "max" in used or "min" in used:
            tape.convention(
                "max_ties", "later", "where arguments are equal, the slope is that of the later one"
            )

    def _derive(self, tape: Tape, term: Term, variable: str, *, only: bool) -> None:
        differentiation = Differentiation(variable)
        slope = differentiation.of(term)
        gradient = self.gradient_of(Quantity(variable), only=only)
        rule = _tell_rules(tape, differentiation, Quantity("rule", by=variable))
        parts = (symbol_of(gradient), written(slope))
        tape.state(gradient, Relation(parts, ("=",)), rule_id(rule), _why(rule))

    def derive_hessian(self, tape: Tape, parameters: Mapping[str, Value]) -> None:
        variables = list(parameters)
        gradient = self.gradient(variables)
        for row, x in enumerate(variables, start=1):
            for column, y in enumerate(variables[row - 1 :], start=row):
                differentiation = Differentiation(y)
                whole = Applied("", gradient[x], differentiation.of(gradient[x]))
                here = Quantity("rule", row=row, column=column)
                last = _tell_rules(tape, differentiation, here)
                entry = Quantity("H").one(row, column)
                tape.state(entry, _claim(whole, y), rule_id(last), _why(last))

    def gradient(self, variables: list[str]) -> dict[str, Term]:
        """The derivative by every variable, in names that stand for any number."""
        term = self.term(variables)
        return {variable: _derivative(term, variable) for variable in variables}

    def write_value(self, place: EvaluationPoint, point: Point) -> Name:
        return place.tape.let(
            place.quantity("f"),
            replaced(self.term(list(point)), self.leaves(point)),
            "the value of the function",
            aliases_unwritten=(place.quantity("L"),),
        )

    def write_gradients(self, place: EvaluationPoint, point: Point) -> dict[str, Name]:
        found = {}
        for variable, slope in self.gradient(list(point)).items():
            id, *others = self.gradients_here(place, variable, only=len(point) == 1)
            term = collected(replaced(slope, self.leaves(point)), place.letters)
            why = "the derivative, evaluated here"
            found[variable] = place.tape.let(id, term, why, aliases_unwritten=tuple(others))
        return found

    def hessian(self, variables: list[str]) -> list[Term]:
        """The second derivatives, row by row."""
        gradient = self.gradient(variables)
        return [_derivative(gradient[x], y) for x in variables for y in variables]

    def is_quadratic(self, variables: list[str]) -> bool:
        """Whether the Hessian is the same everywhere, and no kink hides beside it as in |x|."""
        if self.has_kinks(variables):
            return False
        used = {name.id for entry in self.hessian(variables) for name in names(entry)}
        return used.isdisjoint(variables)

    def write_hessian(self, place: EvaluationPoint, point: Point) -> Term:
        leaves = self.leaves(point)
        entries = (replaced(entry, leaves) for entry in self.hessian(list(point)))
        return tabled(*entries, columns=len(point))


def _tell_rules(tape: Tape, differentiation: Differentiation, here: Quantity) -> str:
    """State every application of a rule but the last, whose rule is returned."""
    *inner, last = differentiation.applied or [Applied("constant", ZERO, ZERO)]
    for number, applied in enumerate(inner, start=1):
        claim = _claim(applied, differentiation.by)
        tape.state(here.moved(number=number), claim, rule_id(applied.rule), _why(applied.rule))
    return last.rule


def _why(rule: str) -> str:
    return f"{rule}: {RULES[rule]}" if rule in RULES else rule


def _claim(applied: Applied, variable: str) -> Relation:
    by = symbol_of(variable)
    of = Function(
        f"d/d{variable}",
        f"∂/∂{to_line(by)} ",
        rf"\frac{{\partial}}{{\partial {to_latex(by)}}}",
    )
    left: Notation = Call(of, (written(applied.term),))
    return Relation((left, written(applied.derivative)), ("=",))


class Written(Formula):
    """`objective: {expression: "x**2 + 3*y**2"}`; with letters that stay the same as constants:
    `objective: {expression: "w*(x - c)^2", constants: {w: 2, c: c}}`.
    """

    expression: str
    constants: dict[str, ExactOrSymbol] = Field(default_factory=dict)

    def fixed(self) -> Mapping[str, Value]:
        return self.constants

    def give(self, tape: Tape, parameters: Mapping[str, Value]) -> None:
        for name, value in self.constants.items():
            tape.given(name, value, "a constant")

    def formula(self, variables: list[str]) -> str:
        return self.expression

    def misfits(self, parameters: Mapping[str, Value], steps: int) -> Iterator[Fault]:
        path, known = ("objective", "expression"), list(parameters)
        try:
            tree = _read(self.formula(known), self._names(known))
            check_exponents(tree)
        except ExpressionError as error:
            yield Fault(str(error), path, found=self.expression, hint=error.hint)
            return
        for name in names_in(tree):
            if name not in parameters and name not in self.constants:
                yield Fault(
                    f"{name} stands in the formula, but is neither a parameter nor a constant",
                    path,
                    expected=f"a formula in {one_of(known)}"
                    if known
                    else "parameters with a start",
                    found=self.expression,
                    hint=did_you_mean(name, [*known, *self.constants])
                    or f"to vary it, give its start: parameters: {{…, {name}: 1}}; "
                    f"to keep it, give its value: objective: {{…, constants: {{{name}: 1}}}}",
                )
        for name in self.constants.keys() - {*names_in(tree)}:
            yield Fault(f"the formula has no {name}", ("objective", "constants", name))
        yield from only_numbers(parameters, "a formula")


FORMULAS = {
    "rosenbrock": "(1 - {0})^2 + 100*({1} - {0}^2)^2",
    "beale": "(3/2 - {0} + {0}*{1})^2 + (9/4 - {0} + {0}*{1}^2)^2 + (21/8 - {0} + {0}*{1}^3)^2",
    "himmelblau": "({0}^2 + {1} - 11)^2 + ({0} + {1}^2 - 7)^2",
}
"""Test functions of two variables: Rosenbrock 1960, Beale 1958, Himmelblau 1972."""


class NamedFormula(Formula):
    """`objective: rosenbrock`"""

    function: Literal["rosenbrock", "beale", "himmelblau"]

    def formula(self, variables: list[str]) -> str:
        return FORMULAS[self.function].format(*variables)

    def misfits(self, parameters: Mapping[str, Value], steps: int) -> Iterator[Fault]:
        if len(parameters) != 2:
            yield Fault(
                f"{self.function} is a function of two variables",
                ("parameters",),
                expected="parameters: {x: -1, y: 1}",
                found=", ".join(parameters) or "none",
            )
        yield from only_numbers(parameters, self.function)


def _named(values: Mapping[str, Value]) -> dict[str, Name]:
    """Values under their names."""
    return {name: Name(Quantity(name), value) for name, value in values.items()}
