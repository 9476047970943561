"""A convention stands in the ledger where it matters; one that doesn't is told to whoever sets it.

Each is tried out: what becomes of a problem under every choice says whether it matters there.
"""

from collections import defaultdict
from pathlib import Path

import pytest

from hwsolve.derivation.readings import Readings
from hwsolve.derivation.step import Statement
from hwsolve.errors import HwsolveError, InputError
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import shape_of, values_agree
from hwsolve.problem_files import Source
from hwsolve.solving import ASSUMPTIONS, kinds, load_problem, other_choices, solve, solver_of, under
from hwsolve.spec import load
from tests.conventions.problems import PLAIN, TRAINED

SHIPPED = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parents[2] / "problems").glob("*.yaml"))
}
PROBLEMS = PLAIN | TRAINED | SHIPPED

MISSED_BY_THE_NUMBERS = {
    "relu_at_zero": "no weighted sum is 0, but one could be",
    "max_pool_ties": "no maximum stands twice in its window, but it could",
    "gradient_layout": "no gradient here is a matrix of weights, but the line explains dQ",
}
"""Why a convention may stand in the ledger although no choice of it changes a line."""


def same(one, other):
    """Whether two derivations have the same formulas, claims and numbers, line by line."""
    if lines(one) != lines(other):
        return False
    return all(
        shape_of(step.value) == shape_of(again.value) and values_agree(step.value, again.value)
        for step, again in zip(one.steps, other.steps, strict=True)
    )


def lines(derivation):
    """What is written but the numbers."""
    readings = Readings(NumberStyle())
    steps = [(step.id, step.term and readings.formula(step.term)) for step in derivation.steps]
    items = [item for section in derivation.sections for item in section.items]
    return steps, [(item.id, item.claim) for item in items if isinstance(item, Statement)]


def idle(derivation):
    return {fault.path[1] for fault in derivation.warnings}


def tried(problem):
    """{convention: [(whether the working changes, whether a warning is given) for each choice]}"""
    usual = solve(problem)
    found = defaultdict(list)
    for key, choice in other_choices(problem):
        if key in ASSUMPTIONS:
            continue
        try:
            other = solve(under(problem, key, choice))
        except HwsolveError:
            found[key].append((True, False))  # what is refused isn't idle
        else:
            found[key].append((not same(usual, other), key in idle(other)))
    return found


def as_it_is_anyway(problem, key):
    """The warnings where a convention is set to what the problem takes; none where it's refused."""
    spec = load(solver_of(problem.kind).Spec, problem.tree, problem.source)
    made = getattr(spec.conventions, key)
    if made is None:  # it depends on the method
        return set()
    try:
        return idle(solve(under(problem, key, str(made).lower())))
    except InputError as error:
        assert f"{key} belongs to a network" in str(error)  # noqa: PT017 - mostly there is none
        return set()


@pytest.mark.parametrize("kind", kinds())
def test_the_ledger_tells_what_matters_and_a_warning_what_does_not(kind):
    wrong, never = [], set(conventions_of(kind).keys())
    for name, text in PROBLEMS.items():
        problem = load_problem(Source("p.yaml", text))
        for key, choices in tried(problem).items() if problem.kind == kind else ():
            if any(changes and warned for changes, warned in choices):
                wrong.append(f"{name}: {key} changes the working, but gets a warning")
            if any(changes for changes, _ in choices):
                if any(not warned for _, warned in choices):
                    never.discard(key)
                if key in as_it_is_anyway(problem, key):
                    wrong.append(f"{name}: {key} set to its default gets a warning")
            elif key not in MISSED_BY_THE_NUMBERS and not all(warned for _, warned in choices):
                wrong.append(f"{name}: {key} changes nothing, but gets no warning")
    assert wrong == []
    assert never == set(), "no problem shows that these matter in their kind"


def conventions_of(kind):
    return solver_of(kind).Spec.model_fields["conventions"].annotation


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_problems_give_no_warning(name):
    assert not solve(load_problem(Source("p.yaml", SHIPPED[name]))).warnings


CANNOT_MATTER = {
    "{kind: laplacian, edges: [[1, 2]], conventions: {gelu: tanh}}": "gelu",
    "{kind: laplacian, edges: [[1, 2]], conventions: {momentum: ema, directed: chung}}": "momentum",
    "{kind: mlp, input: [1], layers: [{weights: [[1]]}], conventions: {convolution: flipped}}":
    "convolution",
    "{kind: conv, input: [[1]], layers: [flatten], conventions: {samples: rows}}": "samples",
    "{kind: rnn, cell: lstm, derive: jacobian, conventions: {laplacian: symmetric}}": "laplacian",
    "{kind: optim, objective: {symbol: f}, method: gd, conventions: {penalty: half}}": "penalty",
}  # fmt: skip


@pytest.mark.parametrize("text", CANNOT_MATTER)
def test_what_cannot_matter_in_a_kind_is_refused_at_its_place(text):
    problem = load_problem(Source("p.yaml", text))
    with pytest.raises(InputError) as caught:
        solve(problem)
    (fault,) = caught.value.faults
    key = CANNOT_MATTER[text]
    assert fault.path == ("conventions", key)
    assert (fault.line, text.find(key) < fault.column) == (1, True)
    told = fault.expected.removeprefix("one of ").split(", ")
    assert set(told) <= set(conventions_of(problem.kind).keys())
    assert key not in told


def test_the_warning_has_a_place_and_what_matters_instead():
    text = (
        "{kind: optim, objective: {expression: x^2}, parameters: {x: 1},\n"
        " method: {name: momentum, learning_rate: 1}, conventions: {nesterov: look_ahead}}"
    )
    (warning,) = solve(load_problem(Source("p.yaml", text))).warnings
    assert str(warning) == (
        "p.yaml:2:60: warning: conventions.nesterov: nothing in this problem depends on this"
        " convention\n"
        "  expected: a convention that matters here: momentum"
    )
