"""Jacobians in numbers against complex steps and numpy, the bound included."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hwsolve.derivation.figures import Chart, Table
from tests.rnn import networks
from tests.rnn.solved import answers_of, derivation_of, rounded

TIMES = 5


def network(seed, activation, units=3):
    generator = np.random.default_rng(seed)
    p = {
        "U": rounded(generator, units, 2),
        "W": rounded(generator, units, units),
        "b": rounded(generator, units),
    }
    xs, start = rounded(generator, TIMES, 2), rounded(generator, units)
    keys = {"cell": {"activation": activation}, "inputs": xs, "initial_state": start}
    states = networks.states(networks.vanilla(activation), p, xs, (start,))

    def expected(t, k):
        def later(s):
            return networks.states(networks.vanilla(activation), p, xs[k:t], (s,))[-1][0]

        return networks.jacobian(later, states[k][0])

    return {**p, **keys}, expected


@pytest.mark.parametrize("activation", networks.ACTIVATIONS)
@pytest.mark.parametrize("layout", ["numerator", "denominator"])
def test_against_complex_steps(activation, layout):
    keys, expected = network(31, activation)
    answers = answers_of(**keys, derive="jacobian", conventions={"jacobian_layout": layout})
    for k in range(TIMES):
        J = expected(TIMES, k)
        found = answers[f"J[{TIMES},{k}]"]
        np.testing.assert_allclose(found if layout == "numerator" else found.T, J, atol=1e-12)
        np.testing.assert_allclose(
            answers[f"norm_J[{TIMES},{k}]"], np.linalg.norm(J, 2), rtol=1e-10
        )
        rho = np.abs(np.linalg.eigvals(J)).max()
        np.testing.assert_allclose(answers[f"rho_J[{TIMES},{k}]"], rho, rtol=1e-6, atol=1e-9)
    for t in range(1, TIMES + 1):
        found = answers[f"J[{t}]"]
        J = expected(t, t - 1)
        np.testing.assert_allclose(found if layout == "numerator" else found.T, J, atol=1e-12)


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1), activation=st.sampled_from(list(networks.ACTIVATIONS)))
def test_no_jacobian_exceeds_its_bound(seed, activation):
    keys, _ = network(seed, activation, units=2)
    answers = answers_of(**keys, derive="jacobian")
    for k in range(TIMES):
        norm, bound = answers[f"norm_J[{TIMES},{k}]"], answers[f"bound[{TIMES - k}]"]
        assert norm <= bound * (1 + 1e-12)
        assert answers[f"rho_J[{TIMES},{k}]"] <= norm * (1 + 1e-12)


def test_others_than_the_last_on_request():
    keys, expected = network(32, "tanh")
    answers = answers_of(**keys, derive=["J[4,1]"])
    np.testing.assert_allclose(answers["J[4,1]"], expected(4, 1), atol=1e-12)
    assert "J[5,1]" not in answers


def test_a_matrix_for_state_and_input_at_once():
    keys, expected = network(33, "tanh")
    keys["W"] = np.concatenate([keys.pop("U"), keys["W"]], axis=1)
    conventions = {"concatenation": "input_state"}
    answers = answers_of(**keys, derive="jacobian", conventions=conventions)
    np.testing.assert_allclose(answers["J[5,0]"], expected(5, 0), atol=1e-12)


def test_a_table_and_a_chart_show_norms_beside_the_bound():
    keys, _ = network(34, "sigmoid")
    derivation = derivation_of(**keys, derive="jacobian")
    items = [item for section in derivation.sections for item in section.items]
    (table,) = [item for item in items if isinstance(item, Table)]
    (chart,) = [item for item in items if isinstance(item, Chart)]
    assert len(table.rows) == TIMES
    (_, norms), (_, bounds) = chart.curves
    assert [x for x, _ in norms] == [x for x, _ in bounds] == [1, 2, 3, 4, 5]
    assert all(norm <= bound for (_, norm), (_, bound) in zip(norms, bounds, strict=True))
