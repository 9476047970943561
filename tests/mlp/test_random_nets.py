"""Random networks against an oracle that was written differently."""

import re

import numpy as np
from hypothesis import assume, given, settings

from hwsolve.errors import LimitError
from tests.mlp.nets import RATIONAL, forward_problems, problems
from tests.mlp.oracle import Oracle
from tests.mlp.solved import answers_of, as_floats

CLOSE = {"rtol": 1e-9, "atol": 1e-11}
NOT_IN_ORACLE = {"y", "alpha", "L_data", "L_penalty"}


def assert_agrees(problem):
    oracle = Oracle(problem)
    expected = oracle.answers()
    assume(oracle.nearest_kink > 1e-6)
    assume(all(np.isfinite(value).all() for value in expected.values()))
    answers = answers_of(problem)
    for id, value in answers.items():
        if re.sub(r"\[\d+]$", "", id) not in NOT_IN_ORACLE:
            found = as_floats(value)
            assert found.shape == expected[id].shape, id
            assert np.allclose(found, expected[id], **CLOSE), (id, found, expected[id])
    missing = {id for id in expected if id not in answers}
    optional = r"(dy_hat|d?[WbxL]\b|d?L_data|d?L_penalty|d?a\[|d?z\[).*"
    assert not {id for id in missing if not re.fullmatch(optional, id)}, missing
    return answers


@settings(max_examples=150)
@given(problems())
def test_every_quantity_is_that_of_the_oracle(problem):
    answers = assert_agrees(problem)
    # What must be there whatever the conventions.
    assert {"L", "y_hat", "dx", "dW[1]"} <= answers.keys()
