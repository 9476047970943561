"""What courses do differently: kinks, classes, logits, means, penalties, layouts, updates."""

import pytest

from hwsolve.numbers import as_sympy
from tests.mlp.solved import answers_of, as_floats, derivation_of, texts

KINK = """
kind: mlp
input: [1, 1]
layers:
  - {weights: [[1, -1]], activation: ACTIVATION}
  - {weights: [[3]]}
target: [1]
loss: squared_error
conventions: {relu_at_zero: AT_ZERO}
"""


HALF_ELU = "{name: elu, alpha: 1/2}"


@pytest.mark.parametrize(
    ("activation", "at_zero", "slope"),
    [
        ("relu", "0", "0"),
        ("relu", "1/2", "-3"),
        ("relu", "1", "-6"),
        ("leaky_relu", "0", "-3/50"),  # 1/100 on the left, 1 on the right
        ("leaky_relu", "1/2", "-303/100"),
        ("leaky_relu", "1", "-6"),
        (HALF_ELU, "0", "-3"),  # α on the left
        (HALF_ELU, "1/2", "-9/2"),
        (HALF_ELU, "1", "-6"),
        ("elu", "0", "-6"),  # with α = 1 there is no kink
        ("elu", "1", "-6"),
    ],
)
def test_slope_at_the_kink_is_a_convention(activation, at_zero, slope):
    """z = 0, ŷ = 0, dŷ = −2, da = −6; at_zero leads from the left slope to the right one."""
    answers = answers_of(KINK.replace("ACTIVATION", activation).replace("AT_ZERO", at_zero))
    assert texts(answers["da[1]"]) == ["-6"]
    assert texts(answers["dz[1]"]) == [slope]
    assert texts(answers["dW[1]"]) == [[slope, slope]]
    assert texts(answers["dx"]) == [slope, slope.lstrip("-")]


def test_the_kink_is_in_the_ledger_where_it_matters():
    def ledger(activation):
        text = KINK.replace("ACTIVATION", activation).replace("AT_ZERO", "1/2")
        return {line.key: line for line in derivation_of(text).conventions}

    line = ledger("relu")["relu_at_zero"]
    assert (line.choice, line.declared) == ("1/2", True)
    assert "relu_at_zero" not in ledger("tanh")


CLASSES = """
kind: mlp
input: [1]
layers: [{weights: [[0], [0]], bias: [0, 0]LAST}]
target: TARGET
loss: LOSS
"""


@pytest.mark.parametrize(
    ("loss", "last"),
    [
        ("cross_entropy", ""),
        ("cross_entropy", ", activation: softmax"),
        ("cross_entropy_with_logits", ""),
    ],
)
@pytest.mark.parametrize(
    ("target", "slopes"),
    [
        ("0", ["-1/2", "1/2"]),
        ("1", ["1/2", "-1/2"]),
        ("[1, 0]", ["-1/2", "1/2"]),
        ("[0, 1]", ["1/2", "-1/2"]),
        ("[1/4, 3/4]", ["1/4", "-1/4"]),
    ],
)
def test_cross_entropy(loss, last, target, slopes):
    """Equal scores: ŷ = (½, ½), L = log 2 whatever the distribution, dz = ŷ − y."""
    text = CLASSES.replace("LOSS", loss).replace("LAST", last).replace("TARGET", target)
    answers = answers_of(text)
    assert texts(answers["y_hat"]) == ["1/2", "1/2"]
    assert str(as_sympy(answers["L"])) == "log(2)"
    assert texts(answers["dz[1]"]) == slopes
    assert texts(answers["db[1]"]) == slopes


@pytest.mark.parametrize("output_gradient", ["shortcut", "chain_rule"])
def test_cross_entropy_by_both_ways(output_gradient):
    text = CLASSES.replace("LOSS", "cross_entropy").replace("LAST", "").replace("TARGET", "0")
    answers = answers_of(text + f"conventions: {{output_gradient: {output_gradient}}}\n")
    assert texts(answers["dz[1]"]) == ["-1/2", "1/2"]
    if output_gradient == "chain_rule":
        assert texts(answers["dy_hat"]) == ["-2", "0"]


def test_classes_from_1():
    text = CLASSES.replace("LOSS", "cross_entropy").replace("LAST", "").replace("TARGET", "1")
    assert texts(answers_of(text)["y"]) == ["0", "1"]
    assert texts(answers_of(text + "conventions: {classes_from: 1}\n")["y"]) == ["1", "0"]


def test_classes_of_a_batch():
    text = CLASSES.replace("LOSS", "cross_entropy").replace("LAST", "").replace("[1]", "[[1], [2]]")
    answers = answers_of(text.replace("TARGET", "[0, 1]"))
    assert texts(answers["y"]) == [["1", "0"], ["0", "1"]]
    assert texts(answers["dz[1]"]) == [["-1/4", "1/4"], ["1/4", "-1/4"]]  # the mean of two samples
    assert texts(answers["dW[1]"]) == [["1/4"], ["-1/4"]]


def test_binary_cross_entropy_from_logits():
    text = (
        "kind: mlp\ninput: [2, -1]\nlayers: [{weights: [[1, 2]]}]\n"
        "target: TARGET\nloss: binary_cross_entropy_with_logits\n"
    )
    answers = answers_of(text.replace("TARGET", "1"))
    assert texts(answers["z[1]"]) == ["0"]
    assert texts(answers["y_hat"]) == ["1/2"]
    assert str(as_sympy(answers["L"])) == "log(2)"
    assert texts(answers["dz[1]"]) == ["-1/2"]
    assert texts(answers["dW[1]"]) == [["-1", "1/2"]]
    assert texts(answers_of(text.replace("TARGET", "3/4"))["dz[1]"]) == ["-1/4"]


@pytest.mark.parametrize(
    ("score", "target", "loss", "slope"),
    [
        ("1/2", "1", "1/2", "-1"),
        ("1/2", "-1", "3/2", "1"),
        ("2", "1", "0", "0"),
        ("1", "1", "0", "0"),
    ],
)
def test_binary_hinge(score, target, loss, slope):
    text = "kind: mlp\ninput: [1]\nlayers: [{{weights: [[{}]]}}]\ntarget: {}\nloss: hinge\n"
    answers = answers_of(text.format(score, target))
    assert texts(answers["L"]) == loss
    assert texts(answers["dz[1]"]) == [slope]


def test_multiclass_hinge():
    """Scores 3, 3.5, 1, right class 0: max(0, 1.5) + max(0, −1) = 1.5"""
    answers = answers_of(
        "kind: mlp\ninput: [1]\nlayers: [{weights: [[3], [3.5], [1]]}]\ntarget: 0\nloss: hinge\n"
    )
    assert texts(answers["L"]) == "3/2"
    assert texts(answers["dz[1]"]) == ["-1", "1", "0"]


REGRESSION = """
kind: mlp
input: [[1], [2]]
layers: [{weights: [[1], [2]]}]
target: [[0, 0], [0, 0]]
loss: LOSS
"""


@pytest.mark.parametrize(
    ("loss", "conventions", "value"),
    [  # outputs (1, 2) and (2, 4)
        ("squared_error", "", "25/2"),
        ("squared_error", "conventions: {batch: sum}", "25"),
        ("half_squared_error", "", "25/4"),
        ("mean_squared_error", "", "25/4"),
        ("mean_squared_error", "conventions: {batch: sum}", "25/2"),
        ("{name: squared_error, reduction: mean}", "", "25/4"),
        ("{name: half_squared_error, reduction: mean}", "", "25/8"),
        ("absolute_error", "", "9/2"),
        ("mean_absolute_error", "", "9/4"),
        ("huber", "", "7/2"),  # ½ + 3/2 + 3/2 + 7/2, halved
        ("{name: huber, delta: 3}", "", "6"),  # ½ + 2 + 2 + 3·(4 − 3/2), halved
    ],
)
def test_reductions(loss, conventions, value):
    assert texts(answers_of(REGRESSION.replace("LOSS", loss) + conventions)["L"]) == value


PENALTY = """
kind: mlp
input: [1]
layers: [{weights: [[3]], bias: [-2]}]
target: 1
loss: squared_error
penalty: PENALTY
"""


@pytest.mark.parametrize(
    ("penalty", "conventions", "loss", "weight", "bias"),
    [
        ("{l2: 0.2}", "", "9/10", "3/5", "0"),
        ("{l2: 0.2}", "conventions: {penalty: full}", "9/5", "6/5", "0"),
        ("{l1: 0.5}", "", "3/2", "1/2", "0"),
        ("{l2: 0.2, l1: 0.5}", "", "12/5", "11/10", "0"),
        ("{l2: 0.2, biases: true}", "", "13/10", "3/5", "-2/5"),
        ("{l1: 0.5, biases: true}", "", "5/2", "1/2", "-1/2"),
    ],
)
def test_penalties(penalty, conventions, loss, weight, bias):
    """ŷ = y, so that only the penalty is left: λ/2·9, with biases λ/2·(9 + 4)"""
    answers = answers_of(PENALTY.replace("PENALTY", penalty) + conventions)
    assert texts(answers["L_data"]) == "0"
    assert texts(answers["L"]) == texts(answers["L_penalty"]) == loss
    assert texts(answers["dW[1]"]) == [[weight]]
    assert texts(answers["db[1]"]) == [bias]


LAYOUT = """
kind: mlp
input: [1, 2, 3]
layers: [{weights: WEIGHTS, bias: [5, 7]}]
target: [0, 0]
loss: half_squared_error
optimizer: {name: sgd, learning_rate: 1}
conventions: {weights: ROWS, gradient_layout: LAYOUT}
"""


@pytest.mark.parametrize("rows", ["rows_are_units", "rows_are_inputs"])
@pytest.mark.parametrize("layout", ["like_parameter", "transposed"])
def test_layouts(rows, layout):
    """ŷ = (3, 8), dz = ŷ, dW = dz xᵀ, in whichever of four layouts."""
    by_units = [["1", "0", "-1"], ["0", "2", "-1"]]
    weights = by_units if rows == "rows_are_units" else turned(by_units)
    text = LAYOUT.replace("WEIGHTS", str(weights)).replace("ROWS", rows).replace("LAYOUT", layout)
    answers = answers_of(text)
    assert texts(answers["y_hat"]) == ["3", "8"]
    slopes = [["3", "6", "9"], ["8", "16", "24"]]
    like_weights = slopes if rows == "rows_are_units" else turned(slopes)
    assert texts(answers["dW[1]"]) == (
        like_weights if layout == "like_parameter" else turned(like_weights)
    )
    assert texts(answers["db[1]"]) == ["3", "8"]
    new = [["-2", "-6", "-10"], ["-8", "-14", "-25"]]
    assert texts(answers["W_new[1]"]) == (new if rows == "rows_are_units" else turned(new))
    assert texts(answers["b_new[1]"]) == ["2", "-1"]


def test_the_layout_of_gradients_is_about_parameters():
    """Samples stay rows, in dx as in dz."""
    answers = answers_of(
        "kind: mlp\ninput: [[1, 2], [3, 4], [5, 6]]\nlayers: [{weights: [[1, 1]], bias: 1}]\n"
        "target: [0, 0, 0]\nloss: squared_error\n"
        "optimizer: {name: sgd, learning_rate: 1}\nconventions: {gradient_layout: transposed}\n"
    )
    assert answers["dx"].shape == (3, 2)
    assert answers["dW[1]"].shape == (2, 1)


def turned(rows):
    return [list(column) for column in zip(*rows, strict=True)]


SEVERAL_STEPS = """
kind: mlp
input: [1]
layers: [{weights: [[1]], bias: [0]}]
target: 0
loss: half_squared_error
optimizer: {name: sgd, learning_rate: 0.25, steps: 3, update: UPDATE}
"""


def test_several_steps():
    """dW = db = ŷ; each step takes a quarter of ŷ from both, so ŷ halves."""
    answers = answers_of(SEVERAL_STEPS.replace("UPDATE", "all"))
    assert [texts(answers[id]) for id in ("L", "L[2]", "L[3]")] == ["1/2", "1/8", "1/32"]
    assert texts(answers["dW[1,2]"]) == [["1/2"]]
    assert texts(answers["dx"]) == ["1"]
    new = [texts(answers[id]) for id in ("W_new[1]", "W_new[1,2]", "W_new[1,3]")]
    assert new == [[["3/4"]], [["5/8"]], [["9/16"]]]
    assert texts(answers["W[1,2]"]) == [["3/4"]]


@pytest.mark.parametrize(
    ("update", "moved"),
    [
        ("weights", {"W_new[1]", "W_new[1,2]", "W_new[1,3]"}),
        ("biases", {"b_new[1]", "b_new[1,2]", "b_new[1,3]"}),
        ('["b[1]"]', {"b_new[1]", "b_new[1,2]", "b_new[1,3]"}),
        ('"W[*]"', {"W_new[1]", "W_new[1,2]", "W_new[1,3]"}),
    ],
)
def test_only_some_are_updated(update, moved):
    """ŷ shrinks by a quarter each time, whichever of the two is moved."""
    answers = answers_of(SEVERAL_STEPS.replace("UPDATE", update))
    assert {id for id in answers if "_new" in id} == moved
    assert texts(answers["y_hat[3]"]) == ["9/16"]


@pytest.mark.parametrize(("kind", "value"), [("exact", 0.8413447461), ("tanh", 0.8411919906)])
def test_gelu_exact_or_by_tanh(kind, value):
    text = "kind: mlp\ninput: [1]\nlayers: [{weights: [[1]], activation: gelu}]\n"
    answers = answers_of(text + f"conventions: {{gelu: {kind}}}\n", digits=10)
    assert as_floats(answers["y_hat"]) == pytest.approx(value, abs=1e-10)


def test_forward_only():
    answers = answers_of("kind: mlp\ninput: [1, 2]\nlayers: [{weights: [[3, 4]], bias: 1}]\n")
    assert list(answers) == ["x", "W[1]", "b[1]", "z[1]", "y_hat", "a[1]"]
    assert texts(answers["y_hat"]) == ["12"]


def test_gradients_only():
    text = "kind: mlp\ninput: [1]\nlayers: [{weights: [[3]]}]\ntarget: 1\nloss: squared_error\n"
    answers = answers_of(text)
    assert texts(answers["dW[1]"]) == [["4"]]
    assert not {"alpha", "W_new[1]"} & answers.keys()
