"""A sigmoid at its end beside a cross-entropy: what is wrong by z costs |z|, however large."""

import pytest

from tests.mlp.solved import answers_of, as_floats

PROBLEM = """
kind: mlp
input: [[SCORE]]
layers: [{weights: [[1]], activation: sigmoid}]
target: [[TARGET]]
loss: binary_cross_entropy
conventions: {output_gradient: WAY}
"""


@pytest.mark.parametrize("way", ["chain_rule", "shortcut"])
@pytest.mark.parametrize("target", [0, 1])
@pytest.mark.parametrize("score", [-(10**9), -10_000, -200, 200, 10_000, 10**9])
def test_the_loss_and_its_slope_where_a_sigmoid_is_saturated(score, target, way):
    text = PROBLEM.replace("SCORE", str(score)).replace("TARGET", str(target)).replace("WAY", way)
    answers = answers_of(text)
    wrong = (score > 0) != (target == 1)
    sign = 1 if score > 0 else -1
    assert as_floats(answers["L"]) == pytest.approx(abs(score) if wrong else 0, abs=1e-80)
    assert as_floats(answers["dz[1]"]) == pytest.approx(sign if wrong else 0, abs=1e-80)
