"""Each example refutes its claim: in the derivation's own numbers, and in a network that is run."""

import numpy as np
import pytest

from hwsolve.theory.rnn_claims import CLAIMS
from tests.rnn.networks import ACTIVATIONS, jacobian
from tests.rnn.solved import answers_of, derivation_of


def powers(J, n):
    return np.linalg.norm(np.linalg.matrix_power(J, n), 2)


@pytest.fixture(scope="module", params=ACTIVATIONS)
def solved(request):
    return request.param, answers_of(cell={"activation": request.param}, derive="jacobian")


def examples(answers):
    """(letter, W) for every example that is worked out."""
    return [(id[-1], W) for id, W in answers.items() if id.startswith("W_")]


def test_sizes_are_those_that_numpy_finds(solved):
    _, answers = solved
    for letter, W in examples(answers):
        rho = np.abs(np.linalg.eigvals(W)).max()
        np.testing.assert_allclose(answers[f"rho_W_{letter}"], rho, atol=1e-6)
        np.testing.assert_allclose(answers[f"norm_W_{letter}"], np.linalg.norm(W, 2), rtol=1e-12)
        for id, norm in answers.items():
            if id.startswith(f"norm_J_{letter}["):
                n = int(id.split("[")[1][:-1])
                np.testing.assert_allclose(norm, powers(answers[f"J_{letter}"], n), rtol=1e-10)


def test_the_state_of_an_example_repeats_itself_in_a_network(solved):
    """Run the network with U = I: the Jacobian over n steps is the power that is shown."""
    activation, answers = solved
    squash = ACTIVATIONS[activation]
    for letter, W in examples(answers):
        if f"s_{letter}" not in answers:
            continue
        start, x = answers[f"s_{letter}"], answers[f"x_{letter}"]

        def later(s, W=W, x=x):
            for _ in range(4):
                s = squash(x + W @ s)
            return s

        np.testing.assert_allclose(later(start), start, atol=1e-6)
        expected = np.linalg.matrix_power(answers[f"J_{letter}"], 4)
        np.testing.assert_allclose(jacobian(later, start), expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_small_eigenvalues_do_not_make_gradients_vanish(activation):
    answers = answers_of(cell={"activation": activation}, derive="jacobian")
    assert answers["rho_W_a"] == 0
    assert answers["rho_J_a"] > 1
    assert answers["norm_J_a[8]"] > answers["norm_J_a[4]"] > answers["norm_J_a[1]"] > 1


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_large_eigenvalues_do_not_make_gradients_explode(activation):
    answers = answers_of(cell={"activation": activation}, derive="jacobian")
    letter = "c" if activation == "sigmoid" else "b"
    gamma = 0.25 if activation == "sigmoid" else 1
    assert answers[f"rho_W_{letter}"] > 1 / gamma
    assert answers[f"norm_J_{letter}[32]"] < answers[f"norm_J_{letter}[1]"] or (
        answers[f"norm_J_{letter}[1]"] == 0
    )
    if activation == "sigmoid":
        assert answers["rho_W_b"] == 2
        assert answers["bound_b[8]"] == 1 / 256


def test_a_linear_network_may_grow_before_it_vanishes():
    answers = answers_of(cell={"activation": "linear"}, derive="jacobian")
    assert answers["rho_W_a"] == 2  # both eigenvalues are −2, smaller than 1
    assert np.linalg.eigvals(answers["W_a"]).max() < 1
    assert answers["norm_J_a[8]"] == 256
    norms = [answers[f"norm_J_b[{n}]"] for n in (1, 8, 128)]
    np.testing.assert_allclose(answers["rho_W_b"], 0.9)
    assert norms[1] > norms[0] > 1 > norms[2]


def test_each_claim_has_a_verdict_for_each_activation():
    for claim in CLAIMS:
        for activation in ACTIVATIONS:
            assert not (claim.holds(activation) and activation in claim.refuted_by), claim.id
    general = [claim for claim in CLAIMS if claim.id == "eigenvalues_below_one_vanish"]
    assert set(general[0].refuted_by) == set(ACTIVATIONS)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_what_a_true_claim_refers_to_is_there(activation):
    derivation = derivation_of(cell={"activation": activation}, derive="jacobian")
    ids = {getattr(item, "id", "") for section in derivation.sections for item in section.items}
    for claim in CLAIMS:
        if claim.holds(activation):
            assert set(claim.because) <= ids
