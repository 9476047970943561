"""A loss over the labelled nodes only (Kipf and Welling 2017, equation 10), against numpy."""

import numpy as np
import pytest

from hwsolve.errors import InputError
from tests.laplacian.graphs import floats, solved
from tests.laplacian.test_layers import EDGES, A, W, X, scaled

TEXT = (
    f"{EDGES}features: {X.tolist()}\nlayers:\n"
    f"  - gcn: {{weights: {W.tolist()}, activation: relu}}\n"
    "  - gcn: {weights: [[1, 2], [0, 1]]}\n"
)
LABELS = {3: 1, 0: 0}


def loss_of(first, second, batch):
    """−Σ log Z_lc over the labelled nodes l, c the class of l: the equation itself."""
    mix = scaled(A + np.eye(4))
    scores = mix @ np.maximum(mix @ X @ first, 0) @ second
    chosen = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    total = -sum(chosen[node, label] for node, label in LABELS.items())
    return total / len(LABELS) if batch == "mean" else total


@pytest.mark.parametrize("batch", ["mean", "sum"])
def test_loss_and_gradients(batch):
    found = solved(
        f"{TEXT}labelled: [4, 1]\ntarget: [1, 0]\nloss: cross_entropy\n"
        f"conventions: {{batch: {batch}}}"
    ).answers()
    second = np.array([[1, 2], [0, 1.0]])
    assert np.isclose(floats(found["L"]), loss_of(W, second, batch))
    for id, step in (("dW[1]", (1, 0)), ("dW[2]", (0, 1))):
        for place in np.ndindex(2, 2):
            moved = np.zeros((2, 2))
            moved[place] = 1e-6
            ends = [
                loss_of(W + s * step[0] * moved, second + s * step[1] * moved, batch)
                for s in (1, -1)
            ]
            expected = (ends[0] - ends[1]) / 2e-6
            assert np.isclose(floats(found[id])[place], expected, atol=1e-6)
    assert not floats(found["dz[2]"])[[1, 2]].any()


def test_numbers_as_targets():
    """By hand: ŷ = A 1 = (2, 3, 3, 2), so L = ½·((2 − 2)² + (2 − 1)²) = ½ and dŷ₄ = ½·2·1."""
    found = solved(
        f"{EDGES}features: [[1], [1], [1], [1]]\n"
        "layers: [{message_passing: {weights: [[1]]}}]\n"
        "labelled: [1, 4]\ntarget: [2, 1]\nloss: squared_error"
    ).answers()
    assert str(found["L"]) == "1/2"
    assert floats(found["dz[1]"]).ravel().tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("labelled: [9]\ntarget: [0]\nloss: cross_entropy", "unknown node 9"),
        ("labelled: [1, 1]\ntarget: [0, 1]\nloss: cross_entropy", "listed twice"),
        ("labelled: [1]\ntarget: [0, 1]\nloss: cross_entropy", "doesn't fit"),
        ("labelled: []\ntarget: [0]\nloss: cross_entropy", "no node is labelled"),
        ("labelled: [1]", "labelled nodes without a loss"),
        ("labelled: [1]\ntarget: [0]\nloss: hinge", "some of the nodes only"),
    ],
)
def test_faults(text, message):
    with pytest.raises(InputError, match=message):
        solved(TEXT + text)


def test_labelled_belongs_to_a_network():
    with pytest.raises(InputError, match="labelled belongs to a network"):
        solved("edges: [[1, 2]]\nlabelled: [1]")


def test_m_is_told():
    """Nodes 4 and 1 are labelled, so M is 1 in their rows and 0 in the others."""
    found = solved(f"{TEXT}labelled: [4, 1]\ntarget: [1, 0]\nloss: cross_entropy")
    assert floats(found.answers()["M"]).tolist() == [[1, 1], [0, 0], [0, 0], [1, 1]]
    row = next(row for row in found.conventions if row.key == "labelled")
    assert row.choice == "1, 4"
    assert row.meaning.startswith("M is 1 in the rows of these nodes and 0 elsewhere")


def test_no_m_is_told_where_none_is_written():
    text = f"{TEXT}labelled: [4, 1]\ntarget: [1, 0]\nloss: cross_entropy\nderive: forward"
    assert all(row.key != "labelled" for row in solved(text).conventions)
