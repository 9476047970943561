"""How large ∂s[t]/∂s[k] can be, in letters: a chain of inequalities, each with its reason.

Norms are spectral norms, ‖A‖ = max ‖A v‖ over ‖v‖ = 1. Source: Pascanu, Mikolov and Bengio 2013.
"""

from __future__ import annotations

from hwsolve.networks.sequences.activation_slopes import ONE, Z, minus, size_of_slope
from hwsolve.networks.sequences.weight_names import in_words
from hwsolve.notation.tree import (
    Call,
    Fenced,
    Function,
    Notation,
    Numeral,
    Power,
    Product,
    Quotient,
    Relation,
    Symbol,
    Transpose,
)
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.numbers import Scalar
from hwsolve.theory.symbols_of_course import FACTOR, JACOBIAN, CourseSymbols

GAMMA, T, K, N = Symbol("gamma"), Symbol("t"), Symbol("k"), Symbol("n")
RHO = Function("rho", "ρ", r"\rho")
MAX = Function("max", "max", r"\max")
LIMIT = Function("lim", "lim", r"\lim")
ZERO, INFINITY = Numeral("0"), Symbol("infinity")


def norm(x: Notation) -> Fenced:
    """‖x‖"""
    return Fenced(x, "‖‖")


class Bounds:
    """The bound (γ‖W‖)^(t−k), what follows from it, and what eigenvalues have to do with it."""

    def __init__(self, letters: CourseSymbols, gamma: Scalar) -> None:
        self.letters, self.state, self.gamma = letters, letters.state, gamma
        self.W = letters.W
        self.J = Symbol("J", ("t", "k"))
        self.factor = Product((GAMMA, norm(self.W)))
        self.bound = Power(self.factor, minus(T, K))

    def run(self) -> None:
        """Write the bound, its consequences, and the role of eigenvalues."""
        tape = self.letters.tape
        with tape.section("How large it can be"):
            self._sizes()
            self._product()
        with tape.section("When gradients vanish or explode"):
            self._consequences()
        with tape.section("What eigenvalues tell"):
            self._eigenvalues()

    def _sizes(self) -> None:
        row = self.letters.activation
        if row.is_linear:
            self.state("gamma", (GAMMA, ONE), ("=",), "bound", row.why, "slope")
            J_j = norm(Symbol("J", ("j",)))
            why = "every factor is W"
            if not self.letters.numerator:
                why = "every factor is Wᵀ, and a transpose has the same norm"
            self.state(FACTOR.norm, (J_j, norm(self.W), self.factor), ("=", "="), "bound",
                       why, FACTOR)  # fmt: skip
            return
        slope = size_of_slope(self.letters.slope(Z))
        self.state(
            "gamma",
            (slope, *row.greatest, GAMMA),
            (*("=",) * (len(row.greatest) - 1), "≤", "="),
            "bound",
            row.why,
            "slope",
        )
        z = self.letters.z("j")
        size = size_of_slope(self.letters.slope(self.letters.z("j", "i")))
        diagonal = norm(self.letters.diagonal(z))
        self.state(
            "norm_slopes",
            (diagonal, Call(MAX, (size,)), GAMMA),
            ("=", "≤"),
            "norm_of_diagonal",
            "a diagonal matrix stretches most along the axis of its largest entry; max over i",
            "gamma",
        )
        self.state(
            FACTOR.norm,
            (norm(Symbol("J", ("j",))), Product((diagonal, norm(self.W))), self.factor),
            ("≤", "≤"),
            "submultiplicative",
            "‖A B‖ ≤ ‖A‖ ‖B‖, then the bound of the diagonal; a transpose has the same norm",
            FACTOR,
            "norm_slopes",
        )

    def _product(self) -> None:
        J_j = Symbol("J", ("j",))
        product = self.letters.product
        parts: tuple[Notation, ...] = (norm(self.J), product(norm(J_j)))
        if not self.letters.activation.is_linear:
            diagonal = norm(self.letters.diagonal(self.letters.z("j")))
            parts += (product(Product((diagonal, norm(self.W)))),)
        self.state(
            "norm_product",
            parts,
            ("≤",) * (len(parts) - 1),
            "submultiplicative",
            "‖A B‖ ≤ ‖A‖ ‖B‖ for the whole chain of factors, then for each of them",
            "J_chain",
            FACTOR.norm,
        )
        self.state(
            JACOBIAN.norm,
            (norm(self.J), product(self.factor), self.bound),
            ("≤", "="),
            "bound",
            "no factor is larger than γ‖W‖, and there are t − k of them",
            "norm_product",
        )

    def _consequences(self) -> None:
        limit = notate(1 / self.gamma, NumberStyle())
        small = Relation((norm(self.W), Quotient(ONE, GAMMA), limit), ("<", "="))
        if self.gamma == 1:
            small = Relation((norm(self.W), Quotient(ONE, GAMMA), ONE), ("<", "="))
        self.state(
            "vanishing",
            (small, Relation((norm(self.J), self.bound, ZERO), ("≤", "→"))),
            ("⇒",),
            "sufficient",
            "sufficient: γ‖W‖ < 1, and its powers go to 0 as t − k grows, exponentially fast, "
            "whatever the inputs and states are",
            JACOBIAN.norm,
        )
        self.state(
            "exploding",
            (
                Relation((norm(self.J), INFINITY), ("→",)),
                Relation((norm(self.W), Quotient(ONE, GAMMA)), (">",)),
            ),
            ("⇒",),
            "necessary",
            "necessary, not sufficient: for γ‖W‖ ≤ 1 the bound never exceeds 1, so growth without "
            "end needs ‖W‖ > 1/γ; but a large ‖W‖ need not make gradients grow",
            JACOBIAN.norm,
        )
        L, s = Symbol("L", ("t",)), self.letters.s
        self.state(
            "norm_loss",
            (
                norm(self.letters.partial(L, s("k"))),
                Product((norm(self.letters.partial(L, s("t"))), norm(self.J))),
                Product((norm(self.letters.partial(L, s("t"))), self.bound)),
            ),
            ("≤", "≤"),
            "submultiplicative",
            "so the share of the distant state k in the gradient of L[t] is bounded likewise",
            JACOBIAN.norm,
        )

    def _eigenvalues(self) -> None:
        radius = Call(RHO, (self.W,))
        self.state(
            "radius",
            (radius, norm(self.W)),
            ("≤",),
            "spectral_radius",
            "for an eigenvector v of length 1, |λ| = ‖W v‖ ≤ ‖W‖; ρ(W) is the largest |λ|, and it "
            "can be much smaller than ‖W‖",
        )
        commute = Relation(
            (Product((self.W, Transpose(self.W)), ""), Product((Transpose(self.W), self.W), "")),
            ("=",),
        )
        self.state(
            "radius_normal",
            (commute, Relation((radius, norm(self.W)), ("=",))),
            ("⇒",),
            "spectral_theorem",
            "a normal matrix (a symmetric or an orthogonal one, say) has an orthonormal basis of "
            "eigenvectors, so for it ρ(W) < 1/γ is sufficient for vanishing gradients as well",
            "radius",
        )
        power = norm(Power(self.W, N))
        chain = "W^(t−k)" if self.letters.numerator else "(Wᵀ)^(t−k), and ‖(Wᵀ)ⁿ‖ = ‖Wⁿ‖"
        self.state(
            "gelfand",
            (Call(LIMIT, (Power(power, Quotient(ONE, N)),)), radius),
            ("=",),
            "gelfand",
            f"as n → ∞ (Gelfand's formula). In a linear network J[t,k] is the power {chain}: there "
            "gradients vanish in the long run exactly if ρ(W) < 1, though they may grow at first",
            "radius",
        )
        self.state(
            "linear_growth",
            (power, Power(radius, N)),
            ("≥",),
            "spectral_radius",
            "so in a linear network ρ(W) > 1 makes some gradients explode",
            "radius",
        )
        if not self.letters.activation.is_linear:
            slope = self.letters.activation.name
            note = (
                "With any other activation the factors can differ from step to step, and the "
                "spectral radius of a product of different matrices is not bounded by theirs: "
                "ρ(W) alone decides nothing. Even while z stays the same, what counts is "
                f"ρ(diag({slope}(z)) W), not ρ(W)."
            )
            self.letters.tape.note(in_words(note, self.letters.cell.W))
