"""What is often said about vanishing gradients, whether it is true, and the matrix that shows it.

Each claim is a row that can be looked up: its words, the verdict for each activation, what is true
instead, and the example that refutes it, which is worked out with numbers on the tape.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from string import ascii_lowercase

from hwsolve.derivation.questions import Claim, Question
from hwsolve.derivation.tape import Tape
from hwsolve.networks.sequences.sequence_problem import RecurrentSpec
from hwsolve.networks.sequences.weight_names import in_words
from hwsolve.terms.activation_row import ACTIVATIONS
from hwsolve.theory.counterexamples import (
    Example,
    growing_transiently,
    nilpotent_that_explodes,
    signed_eigenvalues,
    small_slopes,
    within_the_bound,
)

BENT = ("sigmoid", "tanh", "relu")


@dataclass(frozen=True, slots=True)
class GradientClaim:
    """One claim about gradients far back in time.

    true_for    the activations for which it holds, by the statements `because`
    truth       what is true instead, or why it holds; {slope} stands for σ′, and for linear cells
                it may be something else
    answers     the question to which the claim is an answer, and the word for it
    refuted_by  for each activation for which it fails, the example that shows it
    """

    id: str
    words: str
    truth: str
    answers: tuple[str, str]
    truth_if_linear: str = ""
    true_for: Collection[str] = ()
    because: tuple[str, ...] = ()
    refuted_by: Mapping[str, Callable[[str], Example]] = field(default_factory=dict)

    def told(self, activation: str) -> str:
        """What is true, for cells with this activation."""
        if activation == "linear" and self.truth_if_linear:
            return self.truth_if_linear
        return self.truth.format(slope=ACTIVATIONS[activation].prime.unicode)

    def holds(self, activation: str) -> bool:
        """Whether the claim is true for cells with this activation."""
        return activation in self.true_for


CLAIMS: tuple[GradientClaim, ...] = (
    GradientClaim(
        id="small_norm_vanishes",
        answers=("vanishes_if", "norm_below_one_over_gamma"),
        words="If ‖W‖ < 1/γ, gradients vanish.",
        truth="true for every sequence of inputs, by the bound",
        true_for=ACTIVATIONS,
        because=("vanishing",),
    ),
    GradientClaim(
        id="eigenvalues_below_one_vanish",
        answers=("vanishes_if", "eigenvalues_below_one"),
        words="If the eigenvalues of W are smaller than 1, gradients vanish.",
        truth="false: eigenvalues of W say little about products of diag({slope}(z[j])) W; "
        "‖W‖ < 1/γ is what suffices, or ρ(W) < 1/γ if W is normal",
        truth_if_linear="false: an eigenvalue counts by its size |λ|; in a linear network "
        "gradients vanish exactly if ρ(W) < 1",
        refuted_by={**dict.fromkeys(BENT, nilpotent_that_explodes), "linear": signed_eigenvalues},
    ),
    GradientClaim(
        id="radius_below_one_never_grows",
        answers=("shrinks_if", "radius_below_one"),
        words="If ρ(W) < 1, ‖J[t,k]‖ only shrinks as t − k grows.",
        truth="false even in a linear network, where ρ(W) < 1 decides the long run only",
        refuted_by={"linear": growing_transiently},
    ),
    GradientClaim(
        id="eigenvalue_above_one_explodes",
        answers=("explodes_if", "eigenvalue_above_one"),
        words="If an eigenvalue of W is larger than 1, gradients explode.",
        truth="false: a factor is W with each row times a slope, which may be smaller than 1; "
        "‖W‖ > 1/γ is needed for exploding gradients",
        true_for=("linear",),
        because=("linear_growth",),
        refuted_by={"sigmoid": within_the_bound, "tanh": small_slopes, "relu": small_slopes},
    ),
    GradientClaim(
        id="large_norm_explodes",
        answers=("explodes_if", "norm_above_one_over_gamma"),
        words="If ‖W‖ > 1/γ, gradients explode.",
        truth="false: the condition is necessary, not sufficient",
        refuted_by={
            "sigmoid": small_slopes,
            "tanh": small_slopes,
            "relu": small_slopes,
            "linear": growing_transiently,
        },
    ),
)


QUESTIONS = {
    "vanishes_if": "When do gradients far back in time vanish?",
    "explodes_if": "When do gradients far back in time explode?",
    "shrinks_if": "When does every step back in time shrink the gradient?",
}


def ask(activation: str, tape: Tape) -> None:
    """The claims that are true or refuted for this activation, as answers to choose from."""
    for id, words in QUESTIONS.items():
        answers = tuple(
            Claim(claim.answers[1], claim.holds(activation), claim.told(activation))
            for claim in CLAIMS
            if claim.answers[0] == id
            and (claim.holds(activation) or activation in claim.refuted_by)
        )
        if answers and not any(answer.holds for answer in answers):
            answers += (Claim("none_of_these", True, "none of these conditions is enough"),)
        if answers:
            tape.ask(Question(id, words, answers))
    row = ACTIVATIONS[activation]
    if row.said_of_slope:
        tape.ask(
            Question(
                "slope_is",
                f"What is the slope {row.prime.unicode}(z) of the activation?",
                tuple(Claim(*said) for said in row.said_of_slope),
            )
        )


def examine_claims(spec: RecurrentSpec, tape: Tape) -> None:
    """Write the verdict on each claim, and work out each example once."""
    activation = spec.cell.activation.name
    ask(activation, tape)
    examples: dict[Callable[[str], Example], list[GradientClaim]] = {}
    with tape.section("What is often claimed"):
        for claim in CLAIMS:
            if claim.holds(activation):
                verdict = f"True: see {', '.join(claim.because)}."
            elif activation in claim.refuted_by:
                examples.setdefault(claim.refuted_by[activation], []).append(claim)
                verdict = f"In general {claim.told(activation)}."
            else:
                continue
            tape.note(in_words(f"“{claim.words}” {verdict}", spec.cell.W))
    named = spec.names_given()
    letters = (
        letter for letter in ascii_lowercase if not any(n.endswith(f"_{letter}") for n in named)
    )
    for letter, (make, claims) in zip(letters, examples.items(), strict=False):
        example = make(activation)
        words = " ".join(f"“{claim.words}”" for claim in claims)
        with tape.section("Refuted by numbers", f"example {letter}"):
            tape.note(in_words(f"Against {words}", spec.cell.W))
            example.work_out(tape, letter, spec.conventions)
