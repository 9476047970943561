"""Answers that are right under another convention than the problem's.

Courses make choices differently, and each kind of problem has a ledger of them. A first mistake is
held against the problem solved again with one choice made otherwise, one at a time; what was solved
once is kept for the next answer file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property

from hwsolve.checking.bench import Explainer
from hwsolve.checking.suspects import Mistake
from hwsolve.checking.verdicts import Explanation
from hwsolve.derivation.derivation import Derivation
from hwsolve.derivation.step import Step
from hwsolve.errors import HwsolveError
from hwsolve.numbers import Value
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
        for (key, choice), steps in self.solved.items():
            step = steps.get(mistake.step.id)
            if step is not None and any(mistake.is_given_by(v) for v in _values(mistake, step)):
                yield Explanation(
                    f"convention:{key}={choice}",
                    f"right under {key}: {choice}; {_declared(mistake.derivation, key)}",
                )


def _values(mistake: Mistake, step: Step) -> Iterator[Value]:
    """The value under the other convention, from the true numbers and from the writer's own."""
    yield step.value
    for own in (mistake.own, mistake.intervals):
        if step.term is not None and all(name.id in own for name in names(step.term)):
            with suppress(*FAILURES):
                yield evaluate(step.term, own)


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
