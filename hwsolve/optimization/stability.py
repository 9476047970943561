"""What the learning rate does: the bound α < 2/L, derived on a quadratic.

Goodfellow, Bengio and Courville 2016, section 4.3; Nocedal and Wright 2006, section 3.3.
"""

from __future__ import annotations

from hwsolve.derivation.questions import Claim, Question
from hwsolve.derivation.tape import Tape
from hwsolve.methods.method import MEANINGS
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
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
from hwsolve.quantity import Quantity

ALPHA = Symbol("alpha")
ONE, TWO = Numeral("1"), Numeral("2")
ZERO = Numeral("0")
L = Symbol("L")


def _x(k: str) -> Symbol:
    return Symbol("x", (k,))


CURVATURES = ("lambda", "h", "c")
"""What the curvature may be called: the first letter that nothing given has."""


def _curvature(tape: Tape) -> Symbol:
    """λ, or h beside a weight decay λ."""
    given = {step.id.called for step in tape.steps() if step.term is None}
    return Symbol(next(name for name in (*CURVATURES, "curvature") if name not in given))


def _factor(curvature: Symbol) -> Notation:
    """1 − α λ"""
    return Sum((ONE, Negation(Product((ALPHA, curvature)))))


FITTING = (
    "false: over- and underfitting compare training data with new data; α decides how, and "
    "whether, the minimum is reached"
)


def _ask(tape: Tape, letter: str) -> None:
    """What becomes of a learning rate that is too high or too low, in a word."""
    tape.ask(
        Question(
            "learning_rate_too_high",
            "What happens if α is too high?",
            (
                Claim(
                    "diverges",
                    True,
                    f"beyond 2/{letter} the factor 1 − α{letter} is above 1 in magnitude",
                ),
                Claim(
                    "oscillates",
                    True,
                    f"from 1/{letter} to 2/{letter} the factor is negative: x jumps from side to "
                    "side",
                ),
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
                Claim("converges_slowly", True, f"the factor 1 − α{letter} is just below 1"),
                Claim("underfits", False, FITTING),
                Claim("overfits", False, FITTING),
                Claim("diverges", False, "false: that is what a high α does"),
            ),
        )
    )


def derive_bound(tape: Tape, other: str = "") -> None:
    """The role of α, line by line, on f(x) = ½ λ x²; `other` is the method where it isn't gd."""
    gradient, curvature = symbol_of(Quantity("x", iterate="k").nabla("f")), _curvature(tape)
    letter = to_line(curvature)
    with tape.section("The role of α"):
        if other:
            tape.note(
                f"This is worked out for gradient descent. With {other} the bounds are others; "
                "that a high α oscillates or diverges and a low one is slow stays true."
            )
        if any(step.why == MEANINGS["lambda"] for step in tape.steps()):
            tape.note("Weight decay is left out here.")
        tape.note(
            "Near a minimum a smooth f is nearly quadratic. Along one direction with the curvature "
            f"{letter} > 0, and with the minimum at 0:"
        )
        half = Product((Quotient(ONE, TWO), curvature, Power(Symbol("x"), TWO)))
        tape.state("f_model", Relation((Symbol("f"), half), ("=",)), "definition", "the model")
        slope = Product((curvature, _x("k")))
        tape.state(
            "gradient_model", Relation((gradient, slope), ("=",)), "power_rule", "its gradient"
        )
        step = Sum((_x("k"), Negation(Product((ALPHA, slope.factors[0], slope.factors[1])))))
        shrunk = Product((_factor(curvature), _x("k")))
        tape.state(
            "step_model",
            Relation((_x("k+1"), step, shrunk), ("=", "=")),
            "substitution",
            "a step of gradient descent",
        )
        tape.state(
            "iterate_model",
            Relation((_x("k"), Product((Power(_factor(curvature), Symbol("k")), _x("0")))), ("=",)),
            "induction",
            "k steps: the same factor each time",
        )
        tape.state(
            "convergence_condition",
            Relation((Fenced(_factor(curvature), "||"), ONE), ("<",)),
            "geometric_sequence",
            "x goes to 0 if and only if the factor is less than 1 in magnitude",
        )
        tape.state(
            "stability_bound",
            Relation((ZERO, ALPHA, Quotient(TWO, curvature)), ("<", "<")),
            "solve_for_alpha",
            f"−1 < 1 − α{letter} < 1",
        )
        tape.state(
            "learning_rate_bound",
            Relation((ZERO, ALPHA, Quotient(TWO, L)), ("<", "<")),
            "all_directions",
            "the largest curvature L decides, or the Lipschitz constant L of ∇f",
        )
        tape.note(
            f"α too high: for 1/{letter} < α < 2/{letter} the factor is between −1 and 0, and x "
            "oscillates: it still converges, but jumps from side to side of the minimum. For "
            f"α = 2/{letter} the factor is −1, and x jumps for ever between the same two points. "
            f"Beyond 2/{letter} it is below −1, and the iteration diverges."
        )
        tape.note(
            f"α too low: the factor 1 − α{letter} is just below 1, and convergence is slow; it "
            f"takes about 1/(α{letter}) steps to come nearer by a factor e."
        )
        _ask(tape, letter)
        tape.note(
            "Over- and underfitting are another matter: they compare training data with new data. "
            "α decides how, and whether, the minimum is reached."
        )
