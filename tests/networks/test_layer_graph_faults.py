"""Layers that are no graph, outputs that are none: each fault at its place, with what helps."""

import pytest

from hwsolve.errors import InputError
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve

HEAD = "kind: mlp\ninput: [1, 2]\n"
LOSS = "target: 1\nloss: squared_error\n"

CASES = {
    "a layer that stands later": (
        "layers:\n  - {name: a, weights: [[1, 2]], from: b}\n  - {name: b, weights: [[1]]}\n"
        + LOSS,
        "p:4:40: layers[1].from: layer b doesn't stand before this one",
    ),
    "itself": (
        "layers:\n  - {name: a, weights: [[1, 2]], from: a}\n" + LOSS,
        "layers[1].from: layer a doesn't stand before this one",
    ),
    "a number of a later layer": (
        "layers:\n  - {weights: [[1, 2]], from: 1}\n" + LOSS,
        "layers[1].from: layer 1 doesn't stand before this one",
    ),
    "an unknown name": (
        "layers:\n  - {name: hiden, weights: [[1, 2]]}\n  - {weights: [[1]], from: hidden}\n"
        + LOSS,
        "did you mean hiden?",
    ),
    "a joint of shapes that don't fit": (
        "layers:\n  - {weights: [[1, 2]]}\n  - add: [x, 1]\n" + LOSS,
        "expected: layer 1 of 2, like the input",
    ),
    "a joint of one": (
        "layers:\n  - {weights: [[1, 2]]}\n  - add\n" + LOSS,
        "add brings several layers together",
    ),
    "two sources of a layer that takes one": (
        "layers:\n  - {weights: [[1, 2]]}\n  - {weights: [[1]], from: [1, 1]}\n" + LOSS,
        "bring them together before it: add, multiply or concatenate",
    ),
    "a dead end": (
        "layers:\n  - {weights: [[1, 2]]}\n  - {weights: [[1, 2]], from: x}\n" + LOSS,
        "layer 1 leads nowhere",
    ),
    "one name twice": (
        "layers:\n  - {name: c, weights: [[1, 2]]}\n  - {name: c, weights: [[1]]}\n" + LOSS,
        "two layers are called c",
    ),
    "a numeral for a name": (
        "layers:\n  - {name: 2, weights: [[1, 2]]}\n" + LOSS,
        "expected: a word of letters, digits and _",
    ),
    "the input's name": (
        "layers:\n  - {name: x, weights: [[1, 2]]}\n" + LOSS,
        "x is the input itself",
    ),
    "no sources": (
        "layers:\n  - {weights: [[1, 2]], from: []}\n" + LOSS,
        "expected: a source, or a list of 1 to 32",
    ),
    "weights of a layer without any": (
        "layers:\n  - relu\n  - {weights: {same_as: 1}}\n" + LOSS,
        "layers[2].weights.same_as: 1 has no weights",
    ),
    "a bias of a layer without one": (
        "layers:\n  - {name: c, weights: [[1, 2]]}\n  - {weights: [[1]], bias: {same_as: c}}\n"
        + LOSS,
        "layers[2].bias.same_as: c has no bias",
    ),
    "shared weights that don't fit": (
        "layers:\n  - {name: c, weights: [[1, 2]]}\n  - {weights: {same_as: c}}\n" + LOSS,
        "the weights don't fit what flows in",
    ),
    "a transposed list": (
        "layers:\n  - {name: c, weights: [[1, 2]], bias: [1]}\n"
        "  - {weights: [[1]], bias: {same_as: c, transposed: true}}\n" + LOSS,
        "only a matrix can be transposed",
    ),
    "outputs beside a target": (
        (
            "layers:\n  - {name: c, weights: [[1, 2]]}\n"
            "outputs: [{from: c, target: 1, loss: squared_error}]\ntarget: 1\n"
        ),
        "target beside outputs",
    ),
    "an output without a name": (
        "layers:\n  - {weights: [[1, 2]]}\noutputs: [{from: 1, target: 1, loss: squared_error}]\n",
        "add name: …, for ids such as L[price]",
    ),
    "two outputs of one name": (
        (
            "layers:\n  - {name: c, weights: [[1, 2]]}\noutputs:\n"
            "  - {from: c, target: 1, loss: squared_error}\n"
            "  - {from: c, target: 2, loss: squared_error}\n"
        ),
        "two outputs are called c",
    ),
    "no outputs": (
        "layers:\n  - {name: c, weights: [[1, 2]]}\noutputs: []\n",
        "outputs: no output is listed",
    ),
    "an output of no layer": (
        (
            "layers:\n  - {name: c, weights: [[1, 2]]}\n"
            "outputs: [{from: d, name: q, target: 1, loss: squared_error}]\n"
        ),
        "outputs[1].from: no layer is called d",
    ),
    "an output's target that doesn't fit": (
        (
            "layers:\n  - {name: c, weights: [[1, 2]]}\n"
            "outputs: [{from: c, target: [1, 2], loss: squared_error}]\n"
        ),
        "outputs[1].target: the target doesn't fit",
    ),
    "attention over one list": ("layers: [attention]\n", "an input with a row for each position"),
    "a graph layer without a graph": (
        "layers:\n  - gcn: {weights: [[1, 2]]}\n",
        "a problem of kind laplacian",
    ),
    "a convolution of a list": ("layers:\n  - conv: {weights: [[1]]}\n", "this layer takes a map"),
    "a setting beside the key": (
        "layers:\n  - {dropout: {mask: [1, 0]}, name: d, keep: 0.5}\n",
        "put it inside: dropout: {keep: …}",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_told_at_its_place(name):
    text, told = CASES[name]
    with pytest.raises(InputError) as refused:
        solve(load_problem(Source("p", HEAD + text)))
    assert told in str(refused.value)


def test_all_names_for_the_same_layer_mean_it():
    first = "layers:\n  - {name: a, weights: [[1, 2], [3, 4]]}\n  - {weights: [[1, 1]], from: "
    texts = {source: HEAD + first + source + "}\n" + LOSS for source in ("a", "1", "'1'")}
    found = {solve(load_problem(Source("p", text))).by_id["L"].value for text in texts.values()}
    assert len(found) == 1
