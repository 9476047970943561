"""What the learning rate does: the bound α < 2/L, derived on a quadratic.

Goodfellow, Bengio and Courville 2016, section 4.3; Nocedal and Wright 2006, section 3.3.
"""

from __future__ import annotations

from hwsolve.derivation.questions import Claim, Question
from hwsolve.derivation.tape import Tape
from hwsolve.notation.tree import (
    Fenced,
    Negation,
    Notation,
    Numeral,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Symbol,
)

ALPHA, LAMBDA = Symbol("alpha"), Symbol("lambda")
ONE, TWO = Numeral("1"), Numeral("2")
ZERO = Numeral("0")
L = Symbol("L")


def _x(k: str) -> Symbol:
    return Symbol("x", (k,))


def _factor() -> Notation:
    """1 − α λ"""
    return Sum((ONE, Negation(Product((ALPHA, LAMBDA)))))


FITTING = (
    "false: over- and underfitting compare training data with new data; α decides how, and "
    "whether, the minimum is reached"
)


def _ask(tape: Tape) -> None:
    """What becomes of a learning rate that is too high or too low, in a word."""
    tape.ask(
        Question(
            "learning_rate_too_high",
            "What happens if α is too high?",
            (
                Claim("diverges", True, "beyond 2/λ the factor 1 − αλ is above 1 in magnitude"),
                Claim("oscillates", True, "between 1/λ and 2/λ the factor is negative"),
                Claim("overfits", False, FITTING),
                Claim("underfits", False, FITTING),
                Claim("converges_slowly", False, "false: that is what a low α does"),
            ),
        )
    )
    tape.ask(
        Question(
            "learning_rate_too_low",
            "What happens if α is too low?",
            (
                Claim("converges_slowly", True, "the factor 1 − αλ is just below 1"),
                Claim("underfits", False, FITTING),
                Claim("overfits", False, FITTING),
                Claim("diverges", False, "false: that is what a high α does"),
            ),
        )
    )


def derive_bound(tape: Tape, other: str = "") -> None:
    """The role of α, line by line, on f(x) = ½ λ x²; `other` is the method where it isn't gd."""
    gradient = Symbol("grad_f_x", ("k",))
    with tape.section("The role of α"):
        if other:
            tape.note(
                f"This is worked out for gradient descent. With {other} the bounds are others; "
                "that a high α oscillates or diverges and a low one is slow stays true."
            )
        tape.note(
            "Near a minimum a smooth f is nearly quadratic. Along one direction with the curvature "
            "λ > 0, and with the minimum at 0:"
        )
        half = Product((Quotient(ONE, TWO), LAMBDA, Power(Symbol("x"), TWO)))
        tape.state("f_model", Relation((Symbol("f"), half), ("=",)), "definition", "the model")
        slope = Product((LAMBDA, _x("k")))
        tape.state(
            "gradient_model", Relation((gradient, slope), ("=",)), "power_rule", "its gradient"
        )
        step = Sum((_x("k"), Negation(Product((ALPHA, slope.factors[0], slope.factors[1])))))
        shrunk = Product((_factor(), _x("k")))
        tape.state(
            "step_model",
            Relation((_x("k+1"), step, shrunk), ("=", "=")),
            "substitution",
            "a step of gradient descent",
        )
        tape.state(
            "iterate_model",
            Relation((_x("k"), Product((Power(_factor(), Symbol("k")), _x("0")))), ("=",)),
            "induction",
            "k steps: the same factor each time",
        )
        tape.state(
            "convergence_condition",
            Relation((Fenced(_factor(), "||"), ONE), ("<",)),
            "geometric_sequence",
            "x goes to 0 if and only if the factor is less than 1 in magnitude",
        )
        tape.state(
            "stability_bound",
            Relation((ZERO, ALPHA, Quotient(TWO, LAMBDA)), ("<", "<")),
            "solve_for_alpha",
            "−1 < 1 − αλ < 1",
        )
        tape.state(
            "learning_rate_bound",
            Relation((ZERO, ALPHA, Quotient(TWO, L)), ("<", "<")),
            "all_directions",
            "the largest curvature L decides, or the Lipschitz constant L of ∇f",
        )
        tape.note(
            "α too high: for 1/λ < α < 2/λ the factor is negative and x oscillates around the "
            "minimum; beyond 2/λ it grows in magnitude and the iteration diverges."
        )
        tape.note(
            "α too low: the factor 1 − αλ is just below 1, and convergence is slow; it takes about "
            "1/(αλ) steps to come nearer by a factor e."
        )
        _ask(tape)
        tape.note(
            "Over- and underfitting are another matter: they compare training data with new data. "
            "α decides how, and whether, the minimum is reached."
        )
