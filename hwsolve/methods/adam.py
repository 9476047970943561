"""Adam and its relatives: a first and a second moment, corrected for their start at zero."""

from __future__ import annotations

from typing import ClassVar, Literal

from hwsolve.methods.adaptive import Scaled
from hwsolve.methods.method import Decay, Small
from hwsolve.methods.method_conventions import Enter, MethodConventions
from hwsolve.methods.parameter_update import SUBSCRIPTS, Update, blend
from hwsolve.methods.starts import Starts
from hwsolve.numbers import is_symbolic, rational, scalars, sign
from hwsolve.terms.arithmetic import magnitude
from hwsolve.terms.cases import choose, larger
from hwsolve.terms.term import Term


class Moments(Scaled):
    """A method with Adam's first moment and two rates of decay (Kingma and Ba 2015)."""

    beta1: Decay = rational(9, 10)
    beta2: Decay = rational(999, 1000)
    first_moment: Starts | None = None

    corrects: ClassVar[bool] = True
    settings: ClassVar = {
        "beta1": ("beta_1", None),
        "beta2": ("beta_2", None),
        "epsilon": ("epsilon", None),
    }
    states: ClassVar = {"V": ("first_moment", "the first moment before the first step")}

    def is_corrected(self, conventions: MethodConventions) -> bool:
        """Whether the moments are divided by 1 − βᵗ."""
        told = conventions.bias_correction
        return self.corrects if told is None else told

    def counts_steps(self, conventions: MethodConventions) -> bool:
        return self.is_corrected(conventions)

    def first(self, u: Update) -> Term:
        """V, the first moment of the gradients."""
        return u.let(
            "V",
            u["beta_1"] * u.before["V"] + (1 - u["beta_1"]) * u.gradient,
            f"the first moment: {blend('the gradient', 'beta_1')}",
        )

    def corrected(self, u: Update, letter: str, moment: Term, number: str, why: str = "") -> Term:
        """The moment over 1 − βᵗ where bias is corrected."""
        if not self.is_corrected(u.conventions):
            return moment
        return u.let(
            f"{letter}_hat",
            moment / (1 - u.power(number)),
            why or f"corrected: from 0 on, its weights add up to 1 − {SUBSCRIPTS[number]}ᵗ only",
        )

    def tell(self, enter: Enter, conventions: MethodConventions) -> None:
        super().tell(enter, conventions)
        corrected = self.is_corrected(conventions)
        enter(
            "bias_correction",
            "true" if corrected else "false",
            "the moments are divided by 1 − βᵗ"
            if corrected
            else "the moments are taken as they are",
        )


class TwoMoments(Moments):
    """A method with Adam's two moments (Kingma and Ba 2015, algorithm 1)."""

    second_moment: Starts | None = None

    states: ClassVar = {
        **Moments.states,
        "S": ("second_moment", "the second moment before the first step"),
    }

    def second(self, u: Update) -> Term:
        """S, the second moment of the gradients."""
        return u.let(
            "S",
            u["beta_2"] * u.before["S"] + (1 - u["beta_2"]) * u.gradient**2,
            f"the second moment: {blend('the squared gradient', 'beta_2')}",
        )


class Adam(TwoMoments):
    """P ← P − α V̂/(√Ŝ + ε) (Kingma and Ba 2015)."""

    name: Literal["adam"] = "adam"

    def follow(self, u: Update) -> Term:
        V, S = self.first(u), self.second(u)
        V = self.corrected(u, "V", V, "beta_1")
        S = self.corrected(u, "S", S, "beta_2")
        return u.parameter - u.alpha * V / self.root(u, S)


class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2)."""

    name: Literal["adamw"] = "adamw"  # type: ignore[assignment]  # not Adam's
    weight_decay: Small = rational(1, 100)

    def decays_by(self, conventions: MethodConventions) -> str:
        return conventions.weight_decay or "decoupled"


class AmsGrad(TwoMoments):
    """Adam with the largest second moment so far (Reddi, Kale and Kumar 2018, algorithm 2).

    The paper corrects no bias; with bias_correction: true V and the largest S are corrected.
    """

    name: Literal["amsgrad"] = "amsgrad"
    largest_moment: Starts | None = None

    corrects: ClassVar[bool] = False
    states: ClassVar = {
        **TwoMoments.states,
        "S_max": ("largest_moment", "the largest second moment before the first step"),
    }

    def follow(self, u: Update) -> Term:
        V, S = self.first(u), self.second(u)
        S = u.let("S_max", larger(u.before["S_max"], S), "the largest second moment so far")
        V = self.corrected(u, "V", V, "beta_1")
        S = self.corrected(u, "S", S, "beta_2", "divided by 1 − β₂ᵗ as Adam's second moment is")
        return u.parameter - u.alpha * V / self.root(u, S)


class Nadam(TwoMoments):
    """Adam with Nesterov's look ahead (Dozat 2016, algorithm 2, with a constant β₁)."""

    name: Literal["nadam"] = "nadam"

    def follow(self, u: Update) -> Term:
        V, S = self.first(u), self.second(u)
        ahead, now = u["beta_1"] * V, (1 - u["beta_1"]) * u.gradient
        why = "the next first moment, if the next gradient were this one"
        if self.is_corrected(u.conventions):
            ahead /= 1 - u.power("beta_1", 1)
            now /= 1 - u.power("beta_1")
            why += "; its two parts are corrected for t + 1 and for t"
        V = u.let("V_hat", ahead + now, why)
        S = self.corrected(u, "S", S, "beta_2")
        return u.parameter - u.alpha * V / self.root(u, S)


class Adamax(Moments):
    """U ← max(β₂ U, |∇L|), P ← P − α/(1 − β₁ᵗ) V/U (Kingma and Ba 2015, algorithm 2).

    An ε, 0 unless given, is added to |∇L|, as in PyTorch. Before the first gradient V/U is 0.
    """

    name: Literal["adamax"] = "adamax"
    epsilon: Small = rational(0)
    largest_gradient: Starts | None = None

    states: ClassVar = {
        **Moments.states,
        "U": ("largest_gradient", "the largest gradient before the first step"),
    }

    def follow(self, u: Update) -> Term:
        V = self.first(u)
        size: Term = magnitude(u.gradient)
        if u.has("epsilon"):
            size += u["epsilon"]
        U = u.let("U", larger(u["beta_2"] * u.before["U"], size), "the largest gradient, fading")
        V = self.corrected(u, "V", V, "beta_1")
        return u.parameter - u.alpha * V / self._size(u, V, U)

    @staticmethod
    def _size(u: Update, V: Term, U: Term) -> Term:
        """U, or 1 in its place where no gradient has come yet and V/U would be 0/0."""
        pairs = list(zip(scalars(V.value), scalars(U.value), strict=True))
        if any(is_symbolic(x) for pair in pairs for x in pair):
            return U
        if not any(sign(v) == 0 == sign(size) for v, size in pairs):
            return U
        u.tape.note(
            "Where no gradient but 0 has come yet, V and U are 0 and nothing moves: 0/0 is taken "
            "for 0. (With an ε, as in PyTorch, the step is 0 as well.)"
        )
        return choose(U, U, 1, 1)

    def tell(self, enter: Enter, conventions: MethodConventions) -> None:
        corrected = self.is_corrected(conventions)
        enter(
            "bias_correction",
            "true" if corrected else "false",
            "V is divided by 1 − β₁ᵗ" if corrected else "V is taken as it is",
        )
