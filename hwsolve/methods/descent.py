"""Gradient descent and the methods with momentum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from hwsolve.methods.method import Decay, Method
from hwsolve.methods.method_conventions import Enter, MethodConventions
from hwsolve.methods.parameter_update import Update, blend
from hwsolve.methods.starts import Starts
from hwsolve.numbers import rational
from hwsolve.terms.term import Term

WHY = {
    "average": blend("the gradient"),
    "sum": "the old velocity, slowed by β, and the new gradient",
}
"""How a velocity is renewed, as a moving average and as a sum."""


class GradientDescent(Method):
    """P ← P − α ∇L (Cauchy 1847; on samples: Robbins and Monro 1951)."""

    name: Literal["gd", "sgd", "gradient_descent"] = "gd"

    def follow(self, u: Update) -> Term:
        return u.parameter - u.alpha * u.gradient


class Momentum(Method):
    """V ← β V + (1 − β) ∇L as an average, V ← β V + (1 − δ) ∇L as a heavy ball; P ← P − α V.

    Polyak 1964; the average: Kingma and Ba 2015, section 2; dampening δ: as in PyTorch.
    """

    name: Literal["momentum", "heavy_ball"] = "momentum"
    beta: Decay = rational(9, 10)
    dampening: Decay = rational(0)
    velocity: Starts | None = None

    settings: ClassVar = {"beta": ("beta", None), "dampening": ("delta", None)}
    states: ClassVar = {"V": ("velocity", "the velocity before the first step")}

    def is_average(self, conventions: MethodConventions) -> bool:
        """Whether V is an exponential moving average of the gradients."""
        told = "momentum" in conventions.model_fields_set
        if self.name == "heavy_ball" and not told:
            return False
        return conventions.momentum == "ema"

    def counts_steps(self, conventions: MethodConventions) -> bool:
        return conventions.first_velocity == "gradient" and self.velocity is None

    def unused(self, conventions: MethodConventions) -> Mapping[str, str]:
        found = dict(super().unused(conventions))
        if self.is_average(conventions):
            found["dampening"] = "dampening is for conventions: {momentum: heavy_ball}"
        return found

    def follow(self, u: Update) -> Term:
        first = u.step == 1 and self.velocity is None
        share, kind = u.gradient, "sum"
        if first and u.conventions.first_velocity == "gradient":
            velocity = u.let("V", u.gradient, "the first velocity is the gradient")
        else:
            if self.is_average(u.conventions):
                share, kind = (1 - u["beta"]) * u.gradient, "average"
            elif u.has("delta"):
                share = (1 - u["delta"]) * u.gradient
            velocity = u.let(
                "V",
                u["beta"] * u.before["V"] + share,
                WHY[kind],
            )
        return u.parameter - u.alpha * velocity

    def tell(self, enter: Enter, conventions: MethodConventions) -> None:
        if self.is_average(conventions):
            choice, meaning = "ema", "V = β V + (1 − β) ∇L: a gradient counts for 1 − β"
        else:
            choice, meaning = "heavy_ball", "V = β V + ∇L: a gradient counts in full"
            if self.dampening != 0:
                meaning = "V = β V + (1 − δ) ∇L: a gradient counts for 1 − δ"
        enter("momentum", choice, meaning)
        if self.velocity is None and self.t == 0:
            choice = conventions.first_velocity
            meaning = {
                "gradient": "the first velocity is the gradient itself",
                "rule": "the first velocity follows from V = 0 before it, by the same rule",
            }[choice]
            enter("first_velocity", choice, meaning, usual=choice == "rule")


class Nesterov(Method):
    """Momentum that looks ahead: the gradient is taken where the velocity leads.

    look_ahead: V ← β V − α ∇L(P + β V), P ← P + V (Nesterov 1983 as in Sutskever et al. 2013,
    equations 3 and 4); rewritten: V ← β V + ∇L(P), P ← P − α (∇L(P) + β V) (Bengio et al.
    2013; so in PyTorch).
    """

    name: Literal["nesterov"] = "nesterov"
    beta: Decay = rational(9, 10)
    velocity: Starts | None = None

    settings: ClassVar = {"beta": ("beta", None)}
    states: ClassVar = {"V": ("velocity", "the velocity before the first step")}

    def point(self, u: Update) -> Term | None:
        if u.conventions.nesterov == "rewritten":
            return None
        return u.parameter + u["beta"] * u.before["V"]

    def follow(self, u: Update) -> Term:
        kept = u["beta"] * u.before["V"]
        if u.conventions.nesterov == "rewritten":
            velocity = u.let("V", kept + u.gradient, WHY["sum"])
            return u.parameter - u.alpha * (u.gradient + u["beta"] * velocity)
        velocity = u.let(
            "V", kept - u.alpha * u.gradient, "the old velocity, slowed by β, and a step from ahead"
        )
        return u.parameter + velocity

    def tell(self, enter: Enter, conventions: MethodConventions) -> None:
        meaning = {
            "look_ahead": "the gradient is taken at P + β V; V = β V − α ∇L, then P = P + V",
            "rewritten": "V = β V + ∇L, then P = P − α (∇L + β V), the gradient being taken at P",
        }[conventions.nesterov]
        enter("nesterov", conventions.nesterov, meaning)
