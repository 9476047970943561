"""Learning-rate schedules: α of step k from the first α; k counts from 0."""

from __future__ import annotations

from typing import Annotated, Literal

from hwsolve.numbers import Scalar, pi, rational
from hwsolve.spec import Named, NonNegativeExact, PositiveExact, PositiveInteger, StrictModel
from hwsolve.terms.arithmetic import exponential
from hwsolve.terms.cases import larger
from hwsolve.terms.term import Literal as Number
from hwsolve.terms.term import Term, as_term
from hwsolve.terms.trigonometry import cosine


def number(x: Scalar | int) -> Term:
    """A number of the formula."""
    return as_term(x)


class Rule(StrictModel):
    """A rule for the learning rate, after `warm_up` steps in which it grows in proportion."""

    warm_up: PositiveInteger | None = None

    def after(self, alpha: Term, k: int) -> Term:
        """α of step k, from the first α."""
        raise NotImplementedError

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

    def after(self, alpha: Term, k: int) -> Term:
        return alpha


class StepDecay(Rule):
    """α γ^⌊k/every⌋"""

    name: Literal["step"] = "step"
    factor: PositiveExact = rational(1, 10)
    every: PositiveInteger

    def after(self, alpha: Term, k: int) -> Term:
        return alpha * number(self.factor) ** (k // self.every)


class Exponential(Rule):
    """α γᵏ for a factor, α e^(−λ k) for a rate."""

    name: Literal["exponential"] = "exponential"
    factor: PositiveExact | None = None
    rate_of_decay: PositiveExact | None = None

    def after(self, alpha: Term, k: int) -> Term:
        if self.factor is not None:
            return alpha * number(self.factor) ** k
        decay = rational(1, 10) if self.rate_of_decay is None else self.rate_of_decay
        return alpha * exponential(-(number(decay) * number(k)))


class Cosine(Rule):
    """m + ½ (α − m)(1 + cos(π k/steps)), m the lowest (Loshchilov and Hutter 2017)."""

    name: Literal["cosine"] = "cosine"
    steps: PositiveInteger
    lowest: NonNegativeExact = rational(0)

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

    def after(self, alpha: Term, k: int) -> Term:
        return alpha / (1 + number(self.decay) * number(k))


class Linear(Rule):
    """α (1 − k/steps), not below `lowest`."""

    name: Literal["linear"] = "linear"
    steps: PositiveInteger
    lowest: NonNegativeExact = rational(0)

    def after(self, alpha: Term, k: int) -> Term:
        left = alpha * Number(rational(max(self.steps - k, 0), self.steps))
        return left if self.lowest == 0 else larger(left, number(self.lowest))


Schedule = Annotated[
    Constant | StepDecay | Exponential | Cosine | InverseTime | Linear, Named("schedule")
]
