"""P1(a), every quantity worked out by hand. The page that it comes from has slips."""

import pytest

from hwsolve.numbers import as_sympy
from hwsolve.problem_files import find
from tests.mlp.solved import answers_of, derivation_of, texts

GIVEN = {
    "x": ["2", "-1"],
    "W[1]": [["2", "1"], ["-3", "-5"], ["3", "5"]],
    "W[2]": [["0", "-1", "2"], ["1", "1", "-4"]],
    "b[2]": ["-3", "2"],
    "W[3]": [["2", "2"]],
    "b[3]": ["-2"],
    "y": ["1"],
    "alpha": "4/5",
}
FORWARD = {
    "z[1]": ["3", "-1", "1"],  # 4 − 1, −6 + 5, 6 − 5
    "a[1]": ["3", "0", "1"],
    "z[2]": ["-1", "1"],  # 0·3 − 1·0 + 2·1 − 3, 1·3 + 1·0 − 4·1 + 2
    "a[2]": ["0", "1"],
    "z[3]": ["0"],  # 2·0 + 2·1 − 2
    "y_hat": ["1/2"],
    "a[3]": ["1/2"],
}
BACKWARD = {
    "dy_hat": ["-2"],  # −1/ŷ
    "da[3]": ["-2"],
    "dz[3]": ["-1/2"],  # −2·½·½
    "dW[3]": [["0", "-1/2"]],
    "db[3]": ["-1/2"],
    "da[2]": ["-1", "-1"],
    "dz[2]": ["0", "-1"],
    "dW[2]": [["0", "0", "0"], ["-3", "0", "-1"]],
    "db[2]": ["0", "-1"],
    "da[1]": ["-1", "-1", "4"],  # the second row of W[2] times −1
    "dz[1]": ["-1", "0", "4"],
    "dW[1]": [["-2", "1"], ["0", "0"], ["8", "-4"]],
    "dx": ["10", "19"],  # −1·2 + 4·3, −1·1 + 4·5
}
UPDATED = {
    "W_new[3]": [["2", "12/5"]],
    "b_new[3]": ["-8/5"],
    "W_new[2]": [["0", "-1", "2"], ["17/5", "1", "-16/5"]],
    "b_new[2]": ["-3", "14/5"],
    "W_new[1]": [["18/5", "1/5"], ["-3", "-5"], ["-17/5", "41/5"]],
}
BY_HAND = GIVEN | FORWARD | BACKWARD | UPDATED


@pytest.fixture(scope="module")
def derivation():
    return derivation_of(find("p1a.yaml").text)


@pytest.mark.parametrize("id", BY_HAND)
def test_quantity(derivation, id):
    assert texts(derivation.answers()[id]) == BY_HAND[id]


def test_loss_is_log_2(derivation):
    assert str(as_sympy(derivation.answers()["L"])) == "log(2)"


def test_there_is_nothing_else(derivation):
    assert derivation.answers().keys() == BY_HAND.keys() | {"L"}


def test_sections_are_those_of_the_page(derivation):
    assert [section.title for section in derivation.sections if section.title] == [
        "Given",
        "Forward pass · layer 1",
        "Forward pass · layer 2",
        "Forward pass · layer 3 (output)",
        "Loss",
        "Backward pass · layer 3 (output)",
        "Backward pass · layer 2",
        "Backward pass · layer 1",
        "The updated network",
    ]


def test_every_step_has_a_reason(derivation):
    assert [step.id for step in derivation.steps if not step.why] == []


def test_the_shortcut_gives_the_same(derivation):
    text = find("p1a.yaml").text + "conventions: {output_gradient: shortcut}\n"
    short, long = answers_of(text), derivation.answers()
    assert long.keys() - short.keys() == {"dy_hat", "da[3]"}
    assert {id: texts(short[id]) for id in BACKWARD | UPDATED if id in short} == {
        id: texts(long[id]) for id in BACKWARD | UPDATED if id in short
    }
