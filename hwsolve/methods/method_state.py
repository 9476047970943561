"""A method at work on some parameters: its hyperparameters, and what it remembers of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hwsolve.derivation.tape import Tape
from hwsolve.methods.method import MEANINGS, Method
from hwsolve.methods.method_conventions import MethodConventions
from hwsolve.methods.parameter_update import Update
from hwsolve.numbers import Value
from hwsolve.quantity import Quantity
from hwsolve.terms.term import Term

RATE = Quantity("alpha")
"""The learning rate."""


@dataclass
class MethodState:
    """The hyperparameters and the state of a method, on one tape.

    after     a quantity after k updates. e.g. V_W[2]
    alone     a hyperparameter as it is told from those of other methods. e.g. alpha
    letters   the names by which formulas are sorted: see Update
    longest   how long a formula in letters may grow: see Update

    For each step k = 0, 1, … and each parameter: `u = begin(name, parameter, k)`, then
    `following = update(name, u, gradient)`, a term for the caller to let.
    """

    tape: Tape
    method: Method
    conventions: MethodConventions
    after: Callable[[Quantity, int], Quantity]
    alone: Callable[[Quantity], Quantity] = lambda number: number
    letters: frozenset[str] = frozenset()
    longest: int | None = None
    numbers: dict[str, Term] = field(default_factory=dict)
    states: dict[Quantity, dict[str, Term]] = field(default_factory=dict)

    def introduce(self, parameters: Mapping[Quantity, Value], *, symbolic: bool = False) -> None:
        """Write hyperparameters and start states as given, and the ledger."""
        self.method.tell_all(self._enter, self.conventions)
        for id, value in self.method.numbers(symbolic=symbolic).items():
            meaning = MEANINGS[id]
            if id == "alpha" and self.method.schedule is not None:
                meaning = "the learning rate at the start"
            self.numbers[id] = self.tape.given(self.alone(Quantity(id)), value, meaning)
        for name, value in parameters.items():
            start = self.method.start(name, value, only=len(parameters) == 1)
            self.states[name] = {
                letter: self.tape.given(
                    self.after(name.state(letter), 0), first, self.method.states[letter][1]
                )
                for letter, first in start.items()
                if self.method.keeps(letter)
            }

    def _enter(self, key: str, choice: str, meaning: str, *, usual: bool = False) -> None:
        """Enter a choice of this method into the ledger; another run may make another."""
        line = self.alone(Quantity(key))
        self.conventions.tell(self.tape, key, choice, meaning, line=line, usual=usual)

    def set_rate(self, k: int) -> None:
        """Let the learning rate of step k, where a schedule changes it."""
        schedule = self.method.schedule
        if schedule is None:
            return
        first = self.tape.name(self.alone(RATE))
        self.numbers["alpha"] = self.tape.let(
            self.after(RATE, k), schedule.rate(first, k), schedule.reason(k)
        )

    def begin(self, name: Quantity, parameter: Term, k: int) -> Update:
        """The setting of the update that follows iterate k; its gradient is still to come."""
        return Update(
            tape=self.tape,
            ids=lambda letter: self.after(name.state(letter), k + 1),
            parameter=parameter,
            gradient=parameter,
            before=self.states[name],
            numbers=self.numbers,
            step=self.method.t + k + 1,
            conventions=self.conventions,
            letters=self.letters,
            longest=self.longest,
        )

    def update(self, name: Quantity, u: Update, gradient: Term) -> Term:
        """The parameter's next value; its state is let on the way, and remembered."""
        u.gradient = gradient
        following = self.method.next_value(u)
        self.states[name] = {**self.states[name], **u.after}
        return following
