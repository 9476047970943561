"""Methods that scale each entry of the gradient by what it has been: Adagrad, RMSprop, Adadelta."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from hwsolve.methods.method import Decay, Method, Small
from hwsolve.methods.method_conventions import Enter, MethodConventions
from hwsolve.methods.parameter_update import Update, blend
from hwsolve.methods.starts import Starts
from hwsolve.numbers import rational
from hwsolve.spec import Flag
from hwsolve.terms.arithmetic import square_root
from hwsolve.terms.term import Term

TINY = rational(1, 10**8)


class Scaled(Method):
    """A method that divides by the root of a second moment."""

    epsilon: Small = TINY
    epsilon_stands: ClassVar[Literal["outside", "inside"]] = "outside"

    def is_inside(self, conventions: MethodConventions) -> bool:
        """Whether ε stands under the root."""
        return (conventions.epsilon or self.epsilon_stands) == "inside"

    def root(self, u: Update, moment: Term) -> Term:
        """√S + ε, or √(S + ε); no ε where it is 0."""
        if not u.has("epsilon"):
            return square_root(moment)
        if self.is_inside(u.conventions):
            return square_root(moment + u["epsilon"])
        return square_root(moment) + u["epsilon"]

    def tell(self, enter: Enter, conventions: MethodConventions) -> None:
        if self.epsilon == 0:
            return
        inside = self.is_inside(conventions)
        enter(
            "epsilon",
            "inside" if inside else "outside",
            "√(S + ε)" if inside else "√S + ε",
        )


class Adagrad(Scaled):
    """S ← S + ∇L², P ← P − α ∇L/(√S + ε) (Duchi, Hazan and Singer 2011)."""

    name: Literal["adagrad"] = "adagrad"
    second_moment: Starts | None = None

    settings: ClassVar = {"epsilon": ("epsilon", None)}
    states: ClassVar = {"S": ("second_moment", "the sum of squares before the first step")}

    def follow(self, u: Update) -> Term:
        S = u.let(
            "S", u.before["S"] + u.gradient**2, "the squares of all gradients so far, added up"
        )
        return u.parameter - u.alpha * u.gradient / self.root(u, S)


class RmsProp(Scaled):
    """S ← β S + (1 − β) ∇L², P ← P − α ∇L/(√S + ε) (Tieleman and Hinton 2012).

    centred: S − V² in place of S, with V the first moment (Graves 2013);
    momentum: B ← μ B + ∇L/(√S + ε), P ← P − α B.
    """

    name: Literal["rmsprop"] = "rmsprop"
    beta: Decay = rational(9, 10)
    momentum: Decay = rational(0)
    centred: Flag = False
    first_moment: Starts | None = None
    second_moment: Starts | None = None
    buffer: Starts | None = None

    settings: ClassVar = {
        "beta": ("beta", None),
        "momentum": ("mu", None),
        "epsilon": ("epsilon", None),
    }
    states: ClassVar = {
        "V": ("first_moment", "the first moment before the first step"),
        "S": ("second_moment", "the second moment before the first step"),
        "B": ("buffer", "the momentum before the first step"),
    }

    def unused(self, conventions: MethodConventions) -> Mapping[str, str]:
        found = dict(super().unused(conventions))
        if not self.centred:
            found["first_moment"] = "the first moment is for centred: true"
        if self.momentum == 0:
            found["buffer"] = "the buffer is that of momentum: 0.9, for example"
        return found

    def keeps(self, letter: str) -> bool:
        return {"V": self.centred, "B": self.momentum != 0}.get(letter, True)

    def follow(self, u: Update) -> Term:
        kept, fresh = u["beta"], 1 - u["beta"]
        S: Term = u.let(
            "S",
            kept * u.before["S"] + fresh * u.gradient**2,
            f"the second moment: {blend('the squared gradient')}",
        )
        if self.centred:
            V = u.let(
                "V",
                kept * u.before["V"] + fresh * u.gradient,
                f"the first moment: {blend('the gradient')}",
            )
            S = u.let("S_hat", S - V**2, "the second moment without the square of the first")
        scaled = u.gradient / self.root(u, S)
        if not u.has("mu"):
            return u.parameter - u.alpha * u.gradient / self.root(u, S)
        B = u.let("B", u["mu"] * u.before["B"] + scaled, "momentum of the scaled gradients")
        return u.parameter - u.alpha * B


class Adadelta(Scaled):
    """S ← β S + (1 − β) ∇L², D = √(U + ε)/√(S + ε) ∇L, U ← β U + (1 − β) D², P ← P − D.

    Zeiler 2012, algorithm 1. A learning rate, 1 unless given, multiplies D.
    """

    name: Literal["adadelta"] = "adadelta"
    beta: Decay = rational(95, 100)
    epsilon: Small = rational(1, 10**6)
    second_moment: Starts | None = None
    squared_steps: Starts | None = None

    epsilon_stands: ClassVar[Literal["outside", "inside"]] = "inside"
    settings: ClassVar = {
        "learning_rate": ("alpha", rational(1)),
        "beta": ("beta", None),
        "epsilon": ("epsilon", None),
    }
    states: ClassVar = {
        "S": ("second_moment", "the second moment before the first step"),
        "U": ("squared_steps", "the second moment of the steps before the first step"),
    }

    @property
    def rate_is_needed(self) -> bool:
        return False

    def follow(self, u: Update) -> Term:
        kept, fresh = u["beta"], 1 - u["beta"]
        S = u.let(
            "S",
            kept * u.before["S"] + fresh * u.gradient**2,
            f"the second moment: {blend('the squared gradient')}",
        )
        ratio = self.root(u, u.before["U"]) / self.root(u, S)
        D = u.let("D", ratio * u.gradient, "the step, in the unit of the steps so far")
        u.let(
            "U",
            kept * u.before["U"] + fresh * D**2,
            f"the second moment of the steps: {blend('the squared step')}",
        )
        return u.parameter - (D if u.alpha.value == 1 else u.alpha * D)
