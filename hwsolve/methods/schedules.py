"""Learning-rate schedules: α of step k from the first α; k counts from 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.numbers import Scalar, pi, rational
from hwsolve.spec import Named, NonNegativeExact, PositiveExact, StrictModel
from hwsolve.spec.number_fields import WholeNumberField
from hwsolve.terms.arithmetic import exponential
from hwsolve.terms.cases import larger
from hwsolve.terms.term import Literal as Number
from hwsolve.terms.term import Term, as_term
from hwsolve.terms.trigonometry import cosine

Steps = Annotated[int, WholeNumberField(1, 10**6)]
"""A number of steps after which something happens; it may lie beyond the end of the run."""


def number(x: Scalar | int) -> Term:
    """A number of the formula."""
    return as_term(x)


def text(x: Scalar) -> str:
    """A number in a line of words. e.g. 0.1"""
    return to_line(notate(x, NumberStyle(decimals=True)))


class Rule(StrictModel):
    """A rule for the learning rate, after `warm_up` steps in which it grows in proportion."""

    warm_up: Steps | None = None

    def after(self, alpha: Term, k: int) -> Term:
        """α of step k, from the first α."""
        raise NotImplementedError

    def formula(self, k: str) -> str:
        """That α in letters, k being the letter of the step. e.g. α·0.5^k"""
        raise NotImplementedError

    def unused(self) -> Mapping[str, str]:
        """Keys that have no effect with these settings, and what would give them one."""
        return {}

    def meaning(self) -> str:
        """The whole rule in words, and from where its steps are counted."""
        if self.warm_up is None:
            return f"α of step k = 0, 1, … is {self.formula('k')}"
        w = self.warm_up
        return (
            f"α of step k = 0, 1, … is (k + 1)/{w} of α for k < {w}, to warm up; then, with "
            f"j = k − {w} counting from the end of the warm-up, {self.formula('j')}"
        )

    def reason(self, k: int) -> str:
        """Why α of step k is what it is."""
        if self.warm_up is None:
            return f"the schedule in step k = {k}: {self.formula('k')}"
        if k < self.warm_up:
            return f"warming up in step k = {k}: (k + 1)/{self.warm_up} of α"
        return f"the schedule, j = {k - self.warm_up} after the warm-up: {self.formula('j')}"

    def rate(self, alpha: Term, k: int) -> Term:
        """α of step k, warm-up included: (k + 1)/w of α for k < w; then the rule counts from 0."""
        if self.warm_up is None:
            return self.after(alpha, k)
        if k < self.warm_up:
            return alpha * Number(rational(k + 1, self.warm_up))
        return self.after(alpha, k - self.warm_up)


class Constant(Rule):
    """α, for a warm-up without decay."""

    name: Literal["constant"] = "constant"

    def formula(self, k: str) -> str:
        return "α"

    def after(self, alpha: Term, k: int) -> Term:
        return alpha


class StepDecay(Rule):
    """α γ^⌊k/every⌋"""

    name: Literal["step"] = "step"
    factor: PositiveExact = rational(1, 10)
    every: Steps

    def formula(self, k: str) -> str:
        return f"α·{text(self.factor)}^⌊{k}/{self.every}⌋"

    def after(self, alpha: Term, k: int) -> Term:
        return alpha * number(self.factor) ** (k // self.every)


class Exponential(Rule):
    """α γᵏ for a factor, α e^(−λ k) for a rate."""

    name: Literal["exponential"] = "exponential"
    factor: PositiveExact | None = None
    rate_of_decay: PositiveExact | None = None

    def unused(self) -> Mapping[str, str]:
        if self.factor is None:
            return {}
        return {"rate_of_decay": "either a factor γ of γᵏ, or a rate λ of e^(−λ·k)"}

    @property
    def decay(self) -> Scalar:
        """λ of α e^(−λ k)."""
        return rational(1, 10) if self.rate_of_decay is None else self.rate_of_decay

    def formula(self, k: str) -> str:
        if self.factor is not None:
            return f"α·{text(self.factor)}^{k}"
        return f"α·e^(−{text(self.decay)}·{k})"

    def after(self, alpha: Term, k: int) -> Term:
        if self.factor is not None:
            return alpha * number(self.factor) ** k
        return alpha * exponential(-(number(self.decay) * number(k)))


class Cosine(Rule):
    """m + ½ (α − m)(1 + cos(π k/steps)), m the lowest (Loshchilov and Hutter 2017)."""

    name: Literal["cosine"] = "cosine"
    steps: Steps
    lowest: NonNegativeExact = rational(0)

    def formula(self, k: str) -> str:
        wave = f"(1 + cos(π·{k}/{self.steps}))"
        if self.lowest == 0:
            wave = f"½·α·{wave}"
        else:
            wave = f"{text(self.lowest)} + ½·(α − {text(self.lowest)})·{wave}"
        return f"{wave} up to {k} = {self.steps}, and stays there"

    def after(self, alpha: Term, k: int) -> Term:
        share = Number(rational(min(k, self.steps), self.steps) * pi())
        wave = number(rational(1, 2)) * (1 + cosine(share))
        if self.lowest == 0:
            return alpha * wave
        return number(self.lowest) + (alpha - number(self.lowest)) * wave


class InverseTime(Rule):
    """α/(1 + λ k)"""

    name: Literal["inverse_time"] = "inverse_time"
    decay: PositiveExact = rational(1)

    def formula(self, k: str) -> str:
        return f"α/(1 + {text(self.decay)}·{k})"

    def after(self, alpha: Term, k: int) -> Term:
        return alpha / (1 + number(self.decay) * number(k))


class Linear(Rule):
    """α (1 − k/steps), not below `lowest`."""

    name: Literal["linear"] = "linear"
    steps: Steps
    lowest: NonNegativeExact = rational(0)

    def formula(self, k: str) -> str:
        line = f"α·(1 − {k}/{self.steps}) up to {k} = {self.steps}"
        return line if self.lowest == 0 else f"{line}, but not below {text(self.lowest)}"

    def after(self, alpha: Term, k: int) -> Term:
        left = alpha * Number(rational(max(self.steps - k, 0), self.steps))
        return left if self.lowest == 0 else larger(left, number(self.lowest))


Schedule = Annotated[
    Constant | StepDecay | Exponential | Cosine | InverseTime | Linear, Named("schedule")
]
