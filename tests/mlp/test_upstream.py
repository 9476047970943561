"""The backward pass from a given gradient at the output, in place of a loss."""

import numpy as np
import pytest
from hypothesis import assume, given, settings

from hwsolve.errors import InputError
from tests.mlp.nets import problems
from tests.mlp.oracle import Oracle
from tests.mlp.solved import answers_of, as_floats, texts


@settings(max_examples=40)
@given(problems(steps=1))
def test_the_gradient_of_a_loss_leads_on_as_the_loss_does(problem):
    """∂L/∂ŷ of the oracle, put in as upstream, gives the oracle's dW, db and dx."""
    problem = {key: value for key, value in problem.items() if key != "penalty"}
    oracle = Oracle(problem)
    assume(not oracle.takes_logits())
    expected = oracle.answers()
    assume(oracle.nearest_kink > 1e-6)
    assume(all(np.isfinite(value).all() for value in expected.values()))
    bare = {key: problem[key] for key in ("kind", "input", "layers", "conventions")}
    answers = answers_of(bare | {"upstream": np.vectorize(repr)(expected["dy_hat"]).tolist()})
    for id, value in expected.items():
        if id.startswith(("dW", "db", "dx")):
            assert as_floats(answers[id]) == pytest.approx(value, rel=1e-9, abs=1e-11), id
    assert not {"L", "y"} & answers.keys()


def test_a_layer_of_cs231n():
    """The neuron of the notes on backpropagation: f = σ(w·x), ∂f/∂w and ∂f/∂x."""
    answers = answers_of("""
        {kind: mlp, input: [-1, -2], upstream: 1,
         layers: [{weights: [[2, -3]], bias: -3, activation: sigmoid}]}""")
    assert as_floats(answers["y_hat"]) == pytest.approx([0.73], abs=5e-3)
    assert as_floats(answers["dW[1]"]) == pytest.approx(np.array([[-0.20, -0.39]]), abs=5e-3)
    assert as_floats(answers["db[1]"]) == pytest.approx(0.20, abs=5e-3)
    assert as_floats(answers["dx"]) == pytest.approx([0.39, -0.59], abs=5e-3)


def test_a_convolution_by_hand():
    """dW adds up the four patches, weighted by 1, 2, 3, 4; b_new = 1 − (1 + 2 + 3 + 4)/10."""
    answers = answers_of("""
        {kind: conv, input: [[1, 2, 3], [4, 5, 6], [7, 8, 9]], upstream: [[1, 2], [3, 4]],
         layers: [{conv: {weights: [[1, 0], [0, -1]], bias: 1}}],
         optimizer: {name: sgd, learning_rate: 1/10}}""")
    assert texts(answers["dW[1]"]) == [["37", "47"], ["67", "77"]]
    assert texts(answers["b_new[1]"]) == "0"


NET = "kind: mlp\ninput: [1]\nlayers: [{weights: [[1], [2]]}]\nupstream: [1, 2]\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (NET.replace("upstream: [1, 2]", "upstream: [1, 2, 3]"), "2 numbers, ∂L/∂ŷ for each"),
        (NET + "loss: squared_error\ntarget: [1, 2]\n", "a loss beside the gradient"),
        (NET + "penalty: {l2: 1}\n", "a penalty beside the gradient"),
        (NET + "optimizer: {name: sgd, learning_rate: 1, steps: 2}\n", "as ∂L/∂ŷ would change"),
        (NET + "derive: loss\n", "loss can't be derived without a loss"),
        (
            "{kind: conv, shape: [2, 2], layers: [{conv: {weights: [[1]]}}], upstream: 1}",
            "upstream without an input",
        ),
    ],
)
def test_what_does_not_go_with_a_given_gradient(text, told):
    with pytest.raises(InputError) as caught:
        answers_of(text)
    assert told in str(caught.value)
