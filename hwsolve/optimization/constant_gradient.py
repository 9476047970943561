"""The closed forms for a gradient that is the same at every step, and what they leave out."""

from __future__ import annotations

from hwsolve.derivation.readings import Readings
from hwsolve.derivation.step import Step
from hwsolve.derivation.tape import Tape
from hwsolve.methods.parameter_update import LONGEST_FORMULA, unknowns
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.tree import Product, Relation, Symbol
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.numbers import Scalar, Value, is_symbolic
from hwsolve.optimization.evaluation_point import AHEAD
from hwsolve.quantity import Quantity
from hwsolve.terms.collect_terms import collected
from hwsolve.terms.term import Literal

STYLE = NumberStyle()


def compare_assumption(
    tape: Tape, free: Tape, constant: Tape, *, assumed: bool, parameters: list[str]
) -> None:
    """Write what the assumption of a constant gradient changes.

    `free` is the working without the assumption, `constant` the one under it.
    """
    heading = "Without the assumption" if assumed else "If the gradient were the same at every step"
    shown, other = (free, constant) if assumed else (constant, free)
    mark = "free" if assumed else "constant"
    ids = [step.id for step in shown.steps() if _is_moment_or_iterate(step, parameters)]
    with tape.section(heading):
        if assumed:
            tape.note(
                "The gradient is taken at a new point in every step, and in general it "
                "differs from the last one. Then:"
            )
        else:
            ahead = any(AHEAD in step.id.labels for step in free.steps())
            point = "x_ahead" if ahead else "x"
            gradients = f"∇f({point}(k)) = ∇f({point}(0))"
            tape.note(f"Assume, for the closed forms only, {gradients} at every step. Then:")
        for id in ids:
            if _goes_on_from_a_letter(free, id) or _goes_on_from_a_letter(constant, id):
                tape.note(
                    f"Further on the formulas have more than {LONGEST_FORMULA} operations; they "
                    "aren't compared."
                )
                break
            step = shown.step(id)
            if str(step.value) == str(other.step(id).value):
                continue
            claim = _worked(step)
            tape.state(
                id.labelled(mark),
                claim,
                "assumption" if not assumed else "no_assumption",
                _why(assumed),
            )
            _difference(tape, id, free.step(id).value, constant.step(id).value)


def _goes_on_from_a_letter(tape: Tape, id: str) -> bool:
    """Whether the formula of a quantity is written in others that were too long to be put in."""
    return any(tape.step(earlier).is_letter for earlier in tape.step(id).depends_on)


def _worked(step: Step) -> Relation:
    """The quantity = what was put in = its value."""
    assert step.term is not None
    return Readings(STYLE).second_way(symbol_of(step.id), step.term, step.value)


def _why(assumed: bool) -> str:
    return "with a gradient of its own at each step" if assumed else "under the assumption"


def _is_moment_or_iterate(step: Step, parameters: list[str]) -> bool:
    is_moment = step.id.aspect == "state" and step.id.function[0] in "VS"
    return step.term is not None and (is_moment or step.id.called in parameters)


def _difference(tape: Tape, id: Quantity, free: Value, constant: Value) -> None:
    """By how much the two differ; 0 where the gradients are equal."""
    if not (is_symbolic(free) and is_symbolic(constant)):
        return
    gap: Scalar = free - constant
    term = collected(Literal(gap), unknowns(tape.letters))
    gap_of = Product((Symbol("Delta"), symbol_of(id)), "")
    claim = Relation((gap_of, notate(term.value, STYLE)), ("=",))
    tape.state(
        id.labelled("difference"),
        claim,
        "subtraction",
        "Δ, what the assumption leaves out of it: 0 where the gradients are equal",
    )
