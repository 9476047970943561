"""Answers that are right under another convention than the problem's.

Courses make choices differently, and each kind of problem has a ledger of them. A first mistake is
held against the problem solved again with one choice made otherwise, one at a time; what was solved
once is kept for the next answer file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property

from hwsolve.checking.explaining.candidate_mistakes import Explainer, Mistake
from hwsolve.checking.verdicts import Explanation
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Step
from hwsolve.errors import HwsolveError
from hwsolve.numbers import Value, shape_of, values_agree
from hwsolve.terms.equal_writing import same_term
from hwsolve.terms.mistakes import FAILURES
from hwsolve.terms.term import evaluate, names

Choice = tuple[str, str]
"""The key of a convention, and how the choice is made."""


class OtherConventions:
    """Explains a mistake by another convention first, and by `explain` too.

    choices  every choice that could have been made otherwise; asked for when it is needed
    derive   the problem solved with one choice made otherwise
    """

    def __init__(
        self,
        explain: Explainer,
        choices: Callable[[], Iterable[Choice]],
        derive: Callable[[str, str], Derivation],
    ) -> None:
        self.explain, self.choices, self.derive = explain, choices, derive
        self._different: dict[str, list[tuple[Choice, Step]]] = {}

    def __call__(self, mistake: Mistake) -> tuple[Explanation, ...]:
        """Other conventions that give what was written, then mistakes that do."""
        return (*self._conventions(mistake), *self.explain(mistake))

    @cached_property
    def solved(self) -> dict[Choice, dict[str, Step]]:
        """The steps by id under each other choice under which the problem can be solved at all."""
        found: dict[Choice, dict[str, Step]] = {}
        for key, choice in self.choices():
            with suppress(HwsolveError, *FAILURES):
                derivation = self.derive(key, choice)
                steps = derivation.by_id
                found[key, choice] = steps
        return found

    def _conventions(self, mistake: Mistake) -> Iterator[Explanation]:
        if mistake.step.id not in self._different:
            self._different[mistake.step.id] = list(self._others(mistake.step))
        for (key, choice), step in self._different[mistake.step.id]:
            steps = self.solved[key, choice]
            given = any(mistake.is_given_by(value) for value in _values(mistake, step))
            if given and not any(_contradicts(mistake, line, steps) for line in _derived(mistake)):
                name = f"convention:{key}={choice}"
                yield Explanation(name, _words(mistake.derivation, key, choice), alike=name)

    def _others(self, ours: Step) -> Iterator[tuple[Choice, Step]]:
        """A step under the conventions that make another one of it."""
        for choice, steps in self.solved.items():
            step = steps.get(ours.id)
            if step is not None and not _is_same(step, ours):
                yield choice, step


def _is_same(one: Step, other: Step) -> bool:
    """Whether two steps have the same rule and the same value."""
    if one.term is None or other.term is None or not same_term(one.term, other.term):
        return False
    if shape_of(one.value) != shape_of(other.value):
        return False
    with suppress(*FAILURES):
        return values_agree(one.value, other.value)
    return False


def _values(mistake: Mistake, step: Step) -> Iterator[Value]:
    """The value under the other convention, from the true numbers and from the writer's own."""
    yield step.value
    for own in (mistake.own, mistake.intervals):
        if step.term is not None and all(name.id in own for name in names(step.term)):
            with suppress(*FAILURES):
                yield evaluate(step.term, own)


def _derived(mistake: Mistake) -> Iterator[Step]:
    return (line for line in mistake.earlier_lines() if line.term is not None)


def _contradicts(mistake: Mistake, line: Step, steps: Mapping[str, Step]) -> bool:
    """Whether an earlier line has another value under a convention, and wasn't written so."""
    other = steps.get(line.id)
    if other is None or other.value is line.value:
        return False
    with suppress(*FAILURES):
        written = mistake.intervals.get(line.id, line.value)
        return not (values_agree(other.value, line.value) or values_agree(other.value, written))
    return False


def _words(derivation: Derivation, key: str, choice: str) -> str:
    if key == "assume":  # no convention, but what some problems ask to assume
        return f"right with a {choice.replace('_', ' ')}, which this problem doesn't assume"
    return f"right under {key}: {choice}; {_declared(derivation, key)}"


def _declared(derivation: Derivation, key: str) -> str:
    """How the choice was made in the problem, as the ledger has it."""
    for convention in derivation.conventions:
        if convention.key == key:
            verb = "declares" if convention.declared else "takes"
            return f"this problem {verb} {key}: {convention.choice}"
    made = _dumped(derivation.problem).get(key)
    return (
        f"this problem takes {key}: {made}" if made is not None else "this problem doesn't say so"
    )


def _dumped(problem: Mapping[str, object]) -> Mapping[str, object]:
    conventions = problem.get("conventions")
    return conventions if isinstance(conventions, Mapping) else {}
