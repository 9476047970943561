"""What the pages in letters say is true of their own activation and their own numbers."""

import numpy as np
import pytest

from hwsolve.derivation.step import Note
from hwsolve.notation.line import to_line
from tests.rnn.networks import ACTIVATIONS
from tests.rnn.solved import answers_of, derivation_of, floats, statements_of, steps_of

SLOPES = {"sigmoid": "σ′", "tanh": "tanh′", "relu": "ReLU′"}


def sentences(derivation):
    """Every sentence of a derivation."""
    items = [item for section in derivation.sections for item in section.items]
    notes = [item.text for item in items if isinstance(item, Note)]
    words = [getattr(item, "why", "") for item in items]
    asked = [q.words for q in derivation.questions]
    return notes + words + asked + [c.why for q in derivation.questions for c in q.claims]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_only_the_slope_of_the_page_itself_is_spoken_of(activation):
    text = " ".join(sentences(derivation_of(cell={"activation": activation})))
    for other, slope in SLOPES.items():
        assert (slope in text) == (other == activation)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_radius_is_the_largest_magnitude(activation):
    derivation = derivation_of(cell={"activation": activation})
    for step in steps_of(derivation).values():
        if step.id.startswith("rho_"):
            assert step.why == "the largest |λ| of its eigenvalues λ"
    assert "eigenvalue in magnitude" not in " ".join(sentences(derivation))


def test_minus_two_has_the_radius_two():
    steps = steps_of(derivation_of(cell={"activation": "linear"}, inputs=[1], U=[[1]], W=[[-2]],
                                   derive="jacobian"))  # fmt: skip
    assert floats(steps["rho_W"].value) == 2
    assert "|λ|" in steps["rho_W"].why


def test_while_all_relus_are_active_no_factor_differs_from_W():
    """So no sentence may say that every factor shrinks, or that factors always differ."""
    W = np.array([[0.5, 0.25], [0.125, 0.5]])
    keys = {"cell": {"activation": "relu"}, "inputs": [1, 1, 1], "U": [[1], [1]], "W": W}
    answers = answers_of(**keys, derive="jacobian")
    for time in (1, 2, 3):
        np.testing.assert_array_equal(answers[f"J[{time}]"], W)
    text = " ".join(sentences(derivation_of(cell={"activation": "relu"})))
    assert "the slopes shrink every factor" not in text
    assert "factors differ" not in text
    assert "factors can differ" in text


@pytest.mark.parametrize("at_zero", [0, "1/2", 1])
def test_the_slope_at_the_kink_is_the_one_of_the_ledger(at_zero):
    keys = {"cell": {"activation": "relu"}, "conventions": {"relu_at_zero": at_zero}}
    slope = to_line(statements_of(derivation_of(**keys))["slope"].claim)
    expected = {0: "{1 if z > 0; 0 otherwise}", 1: "{1 if z ≥ 0; 0 otherwise}"}
    assert slope.endswith(expected.get(at_zero, f"{{1 if z > 0; {at_zero} if z = 0; 0 otherwise}}"))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_lessons_are_those_of_the_numbers_above_them(activation):
    derivation = derivation_of(cell={"activation": activation})
    answers = {id: floats(value) for id, value in derivation.answers().items()}
    for section in derivation.sections:
        if section.phase != "Refuted by numbers":
            continue
        letter, lesson = section.part[-1], section.items[-1].text
        norms = {id: x for id, x in answers.items() if id.startswith(f"norm_J_{letter}[")}
        if "more than three times" in lesson:
            assert max(norms.values()) > 3 * norms[f"norm_J_{letter}[1]"]
        if "Neither unit is active" in lesson:
            assert (answers[f"z_{letter}"] < 0).all()
            assert not answers[f"J_{letter}"].any()
        if "no factor is as large as 1" in lesson:
            assert norms[f"norm_J_{letter}[1]"] < 1
    for id, step in steps_of(derivation).items():
        if id.startswith("z_") and activation == "relu":
            active = sum(floats(step.value) > 0)
            assert step.why.startswith({0: "no unit", 1: "one unit"}[active])
