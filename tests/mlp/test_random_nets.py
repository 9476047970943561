"""Random networks against an oracle that was written differently."""

import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.mlp.nets import ACTIVATIONS, forward_problems, problems
from tests.mlp.oracle import Oracle, named
from tests.mlp.solved import answers_of, as_floats

CLOSE = {"rtol": 1e-9, "atol": 1e-11}
NOT_IN_ORACLE = {"y", "alpha", "L_data", "L_penalty"}
WHERE_IT_APPLIES = r"(dy_hat|[WbxL]\b|d?L_data|d?L_penalty|d?a\[|d?z\[|dL|dx\[).*"
"""What the oracle always tells, and hwsolve only where it is on the way."""


def expectations(problem):
    """What the oracle says, away from kinks."""
    oracle = Oracle(problem)
    expected = oracle.answers()
    assume(oracle.nearest_kink > 1e-6)
    assume(all(np.isfinite(value).all() for value in expected.values()))
    return expected


def assert_agrees(problem, expected):
    answers = answers_of(problem)
    for id, value in answers.items():
        if re.sub(r"\[\d+\]$", "", id) not in NOT_IN_ORACLE:
            found = as_floats(value)
            assert found.shape == expected[id].shape, id
            assert np.allclose(found, expected[id], **CLOSE), (id, found, expected[id])
    missing = {id for id in expected if id not in answers}
    assert not {id for id in missing if not re.fullmatch(WHERE_IT_APPLIES, id)}, missing
    return answers


@settings(max_examples=150)
@given(problems())
def test_every_quantity_is_that_of_the_oracle(problem):
    answers = assert_agrees(problem, expectations(problem))
    assert {"L", "y_hat", "dx", "dW[1]"} <= answers.keys()


@settings(max_examples=40)
@given(forward_problems())
def test_forward_passes(problem):
    answers = assert_agrees(problem, expectations(problem))
    assert {f"z[{n}]" for n in range(1, len(problem["layers"]) + 1)} <= answers.keys()
    assert not any(id.startswith("d") for id in answers)


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda a: "-".join(map(str, [named(a)])))
@settings(max_examples=5)
@given(data=st.data())
def test_each_activation(activation, data):
    problem = data.draw(problems(activations=[activation], steps=2))
    assert_agrees(problem, expectations(problem))


def test_a_wrong_number_is_found():
    """The comparison itself can fail."""
    problem = {"kind": "mlp", "input": ["1", "2"], "layers": [{"weights": [["0.5", "-0.25"]]}]}
    expected = Oracle(problem).answers()
    assert_agrees(problem, expected)
    with pytest.raises(AssertionError, match="y_hat"):
        assert_agrees(problem, expected | {"y_hat": expected["y_hat"] + 1e-6})
