"""What is said of a wrong number: every mistake that courses see, by the name of its mutant."""

import numpy as np
import pytest

from hwsolve.checking.verdicts import Verdict
from hwsolve.numbers import as_ball, scalars, shape_of
from tests.checking.marked import marker_of, marks_of, names_in

DEEP = """\
kind: mlp
input: [1, 2]
layers:
  - {weights: [[0.2, 0.3], [-0.1, 0.5]], bias: [0.1, -0.2], activation: sigmoid}
  - {weights: [[0.3, -0.2], [0.5, 0.7]], bias: [0.2, 0.1], activation: sigmoid}
  - {weights: [[0.2, -0.3]], bias: [0.4], activation: tanh}
target: 1
loss: squared_error
optimizer: {name: sgd, learning_rate: 0.1}
"""
SOFT = """\
kind: mlp
input: [1, 2]
layers:
  - {weights: [[0.5, 0.3], [-1, 0.2], [0.25, 0.7]], activation: softmax}
target: [0.5, 0.3, 0.2]
loss: squared_error
"""
BATCH = """\
kind: mlp
input: [[1, 2], [3, 5]]
layers:
  - {weights: [[2, 3], [4, -1]], bias: [1, 5]}
target: [[1, 2], [3, 4]]
loss: squared_error
"""
ADAM = """\
kind: optim
objective: {model: linear, loss: squared_error, input: [1, 2], target: 7}
parameters: {W: [1, -1], b: 1}
method: {name: adam, learning_rate: 0.1, beta1: 0.8, beta2: 0.96, epsilon: 0.01}
steps: 2
"""
CONV = """\
kind: conv
input: [[1, 2, 3, 4], [5, 6, 7, 9], [8, 1, 2, 4], [3, 5, 1, 7]]
layers:
  - conv: {weights: [[1, 2], [3, 5]], stride: 2, padding: 1, bias: [1]}
  - max_pool: {size: 2, stride: 1}
  - flatten
  - dense: {weights: [[1, 2, 3, 4]]}
target: 1
loss: squared_error
"""
LOOP = "kind: laplacian\nedges: [[1, 1], [1, 2], [2, 3]]\nsignal: [1, 2, 3]\n"


NEWTON = """\
kind: optim
objective: {expression: "x**2 + 3*y**2 + x*y"}
parameters: {x: 1, y: 2}
method: {name: newton}
steps: 1
"""
MEANS = """\
kind: conv
input: [[1, 2, 3, 4], [5, 6, 7, 9], [8, 1, 2, 4], [3, 5, 1, 7]]
layers:
  - avg_pool: {size: 2}
"""
ROWS = """\
kind: mlp
input: [[1, 2], [3, 5]]
layers:
  - {weights: [[0.5, 0.3], [-1, 0.2]], activation: softmax}
"""


def softmax(z, axis):
    """e^z over its sums along an axis."""
    powers = np.exp(z)
    return powers / powers.sum(axis=axis, keepdims=True)


def slope(a):
    """σ′ by the value of σ."""
    return a * (1 - a)


def slid(x, w):
    """Every patch of x times the filter, added up."""
    patches = np.lib.stride_tricks.sliding_window_view(x, w.shape)
    return (patches * w).sum(axis=(2, 3))


def batch_slope(v):
    """∂L/∂z of BATCH, the right way round."""
    return v["z[1]"] - v["y"]


MISTAKES = {
    # what goes wrong: (problem, id, what is written instead, from the true values, its name)
    "bias ignored": (DEEP, "z[1]", lambda v: v["W[1]"] @ v["x"], "term_left_out"),
    "weights transposed": (
        DEEP, "z[1]", lambda v: v["W[1]"].T @ v["x"] + v["b[1]"], "transpose"),
    "activation forgotten": (DEEP, "a[1]", lambda v: v["z[1]"], "function_forgotten"),
    "sign in the exponent": (DEEP, "a[1]", lambda v: 1 - v["a[1]"], "sign_of_exponent"),
    "factor 2 forgotten": (DEEP, "dy_hat", lambda v: v["dy_hat"] / 2, "factor_forgotten"),
    "slope forgotten": (DEEP, "dz[1]", lambda v: v["da[1]"], "factor_forgotten"),
    "half of the slope forgotten": (
        DEEP, "dz[1]", lambda v: v["da[1]"] * v["a[1]"], "factor_forgotten"),
    "activation for its slope": (
        "p1a", "dz[1]", lambda v: v["da[1]"] * v["a[1]"], "slope_is_activation"),
    "slope of another layer": (
        DEEP, "dz[1]", lambda v: v["da[1]"] * slope(v["a[2]"]), "mistaken:a[2]:a[1]"),
    "σ′(1 − σ′)": (
        DEEP, "dz[1]", lambda v: v["da[1]"] * slope(slope(v["a[1]"])), "slope_of_slope"),
    "slope of tanh for that of σ": (
        DEEP, "dz[1]", lambda v: v["da[1]"] * (1 - v["a[1]"] ** 2), "slope_of_tanh"),
    "slope of σ for that of tanh": (
        DEEP, "dz[3]", lambda v: v["dy_hat"] * slope(v["y_hat"]), "slope_of_sigmoid"),
    "softmax without the sum": (
        SOFT, "y_hat", lambda v: np.exp(v["z[1]"]), "not_normalized"),
    "softmax's Jacobian: diagonal only": (
        SOFT, "dz[1]", lambda v: slope(v["y_hat"]) * v["dy_hat"], "diagonal_only"),
    "difference turned round": (BATCH, "dz[1]", lambda v: -batch_slope(v), "turned_round"),
    "mean for sum": (BATCH, "db[1]", lambda v: v["db[1]"] / 2, "mean_for_sum"),
    "ascent": (DEEP, "W_new[1]", lambda v: v["W[1]"] + v["dW[1]"] / 10, "wrong_sign"),
    "step forgotten": ("p1a", "W_new[1]", lambda v: v["W[1]"], "term_left_out"),
    "learning rate forgotten": (
        DEEP, "W_new[1]", lambda v: v["W[1]"] - v["dW[1]"], "factor_forgotten"),
    "updated weights used": (
        DEEP, "da[1]", lambda v: v["W_new[2]"].T @ v["dz[2]"], "mistaken:W_new[2]:W[2]"),
    "backwards without transpose": (
        DEEP, "da[1]", lambda v: v["W[2]"] @ v["dz[2]"], "transpose"),
    "outer product turned": (DEEP, "dW[1]", lambda v: v["dW[1]"].T, "transpose"),
    "twice": (DEEP, "dx", lambda v: 2 * v["dx"], "times:2"),
    "half": (DEEP, "dx", lambda v: v["dx"] / 2, "times:1/2"),
    "wrong sign": (DEEP, "dx", lambda v: -v["dx"], "times:-1"),
    "another quantity copied": (DEEP, "dx", lambda v: v["da[2]"], "copied:da[2]"),
    "input where weights belong": (
        "p1a", "W_new[1]", lambda v: [[3.6, -1.8], [-3, -5], [-3.4, 8.2]], "mistaken:x:W[1]"),
    "filter for the patch": ("p1b", "dW[1]", lambda v: 4 * v["W[1]"], "filter_for_patch"),
    "filter flipped": (
        "p1b", "z[1]", lambda v: slid(v["x"], v["W[1]"][::-1, ::-1]), "filter_turned"),
    "gradient for the whole window": (
        "p1b", "da[1]", lambda v: [[4, 4], [4, 4]], "gradient_to_all"),
    "padding ignored": (
        CONV, "z[1]", lambda v: slid(v["x"], v["W[1]"])[::2, ::2] + 1, "padding_ignored"),
    "stride ignored": (
        CONV, "z[1]", lambda v: slid(np.pad(v["x"], 1), v["W[1]"]) + 1, "stride_ignored"),
    "A − D": ("p3", "L", lambda v: -v["L"], "turned_round"),
    "D + A": ("p3", "L", lambda v: v["D"] + v["A"], "wrong_sign"),
    "degree without self-loop": (LOOP, "D", lambda v: np.diag([1, 2, 1]), "without_self_loop"),
    "β and 1 − β swapped": (
        ADAM, "V_W[2]",
        lambda v: v["V_W[1]"] * 0.2 + v["grad_L_W[1]"] * 0.8, "shares_swapped"),
    "bias correction forgotten": (ADAM, "V_hat_W[2]", lambda v: v["V_W[2]"], "not_divided"),
    "square forgotten": (ADAM, "S_W[1]", lambda v: v["grad_L_W[0]"] * 0.04, "power_forgotten"),
    "root forgotten": (
        ADAM, "W[1]",
        lambda v: v["W[0]"] - 0.1 * v["V_hat_W[1]"] / (v["S_hat_W[1]"] + 0.01),
        "function_forgotten"),
    "ε under the root": (
        ADAM, "W[1]",
        lambda v: v["W[0]"] - 0.1 * v["V_hat_W[1]"] / np.sqrt(v["S_hat_W[1]"] + 0.01),
        "epsilon_inside"),
    "second power of β forgotten": (
        ADAM, "V_hat_W[2]", lambda v: v["V_W[2]"] / 0.2, "power_forgotten"),
    "σ′ once more": ("p2e", "dz[0]", lambda v: -0.5 * 0.25, "slope_once_more"),
    "σ′ once more, where it is in the difference": (
        "p1a", "dz[3]", lambda v: (v["y_hat"] - 1) * slope(v["y_hat"]), "slope_once_more"),
    "logarithm to base 10": ("p1a", "L", lambda v: np.log10(2), "another_base"),
    "logarithm to base 2": ("p2e", "L[0]", lambda v: 1, "another_base"),
    "another loss": ("p2e", "L[0]", lambda v: 0.25, "another_loss"),
    "σ for tanh": (
        "rnn-hello", "h[1]", lambda v: 1 / (1 + np.exp(-v["z[1]"])), "another_activation"),
    "tanh for σ": (DEEP, "a[1]", lambda v: np.tanh(v["z[1]"]), "another_activation"),
    "mean for maximum": ("p1b", "y_hat", lambda v: [[v["z[1]"].mean()]], "mean_for_maximum"),
    "maximum for mean": (MEANS, "y_hat", lambda v: [[6, 9], [8, 7]], "maximum_for_mean"),
    "α ten times too small": (
        "p1a", "W_new[1]", lambda v: v["W[1]"] - 0.08 * v["dW[1]"], "power_of_ten"),
    "α of momentum ten times too large": (
        "p2d3", "W[1]", lambda v: v["W[0]"] - v["V_W[1]"], "power_of_ten"),
    "root and ε forgotten": (
        ADAM, "W[1]",
        lambda v: v["W[0]"] - 0.1 * v["V_hat_W[1]"] / v["S_hat_W[1]"],
        "root_and_epsilon_forgotten"),
    "Newton's step without the inverse": (
        NEWTON, "p[0]", lambda v: -v["grad_f_theta[0]"], "factor_forgotten"),
    "softmax along the wrong axis": (
        ROWS, "y_hat", lambda v: softmax(v["z[1]"], 0), "another_axis"),
    "entries swapped": (DEEP, "dx", lambda v: v["dx"][::-1], "swapped"),
    "a digit": (
        "p2d3", "W[1]", lambda v: [-0.005, 2.92, 1.765, 4.08, -0.84], "slip:digit"),
    "the point": ("p1a", "b_new[2]", lambda v: [-3, 0.28], "slip:point"),
}  # fmt: skip


def floats(problem):
    """The true values as arrays of floats, by id."""
    answers = marker_of(problem).derivation.answers()
    return {
        id: np.array([float(as_ball(x).mid()) for x in scalars(value)]).reshape(shape_of(value))
        for id, value in answers.items()
    }


def written(value):
    """Texts of six digits or so, nested like the value."""
    value = np.asarray(value, dtype=float)
    return f"{value:.10g}" if value.ndim == 0 else [written(part) for part in value]


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_named(case):
    problem, id, wrong, name = MISTAKES[case]
    mark = marks_of(problem, {id: written(wrong(floats(problem)))})[id]
    assert mark.verdict is Verdict.FIRST_MISTAKE
    assert name in names_in(mark)


def test_a_tie_is_told_as_a_tie():
    """W₁₂ = −1 and the input in the row of W give the same."""
    mark = marks_of("p1a", {"W_new[1]": [[3.6, -1.8], [-3, -5], [-3.4, 8.2]]})["W_new[1]"]
    assert mark.wrong == ("W_new[1].1.2",)
    assert mark.why == ("one of: W⁽¹⁾₁₂ has the wrong sign; x is put in for row 1 of W⁽¹⁾")


def test_nothing_is_said_where_nothing_gives_the_number():
    mark = marks_of("p1a", {"dx": [17, 1923]})["dx"]
    assert (mark.verdict, names_in(mark)) == (Verdict.FIRST_MISTAKE, [])
    assert mark.why == "no common mistake gives this"


def test_a_mistake_is_explained_from_the_writers_own_numbers():
    """z is wrong; a is wrong once more: the activation isn't applied to the z that was written."""
    marks = marks_of("p1a", {"z[1]": [5, -2, 1], "a[1]": [5, -2, 1]})
    assert names_in(marks["a[1]"]) == ["function_forgotten"]


def test_rounding_on_the_way_does_not_hide_a_mistake():
    """dz from a rounded da, and without its slope; few decimals are carried."""
    v = floats(DEEP)
    marks = marks_of(
        DEEP,
        {
            "a[1]": [f"{x:.3f}" for x in v["a[1]"]],
            "da[1]": [f"{x:.4f}" for x in v["da[1]"]],
            "dz[1]": [f"{x:.5f}" for x in v["da[1]"] * v["a[1]"]],
        },
    )
    assert names_in(marks["dz[1]"]) == ["factor_forgotten"]


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("0.6931", Verdict.RIGHT),
        ("2*0.34657", Verdict.RIGHT),
        ("1 - 0.3069", Verdict.RIGHT),
        ("-log(0.5)", Verdict.RIGHT),
        ("2*0.3456", Verdict.FIRST_MISTAKE),
        ("0.5 + 0.2", Verdict.FIRST_MISTAKE),
    ],
)
def test_long_decimals_inside_an_expression_are_rounded_numbers(written, verdict):
    """L of P1(a) is log 2; short decimals such as a learning rate are what they say."""
    assert marks_of("p1a", {"L": written})["L"].verdict is verdict


def test_cut_off_digits_are_told_where_nothing_else_was_rounded():
    """7·2/3 = 4.666…"""
    problem = "kind: mlp\ninput: [2/3]\nlayers:\n  - {weights: [[7]]}\n"
    mark = marks_of(problem, {"x": "2/3", "y_hat": "4.666"})["y_hat"]
    assert mark.verdict is Verdict.FIRST_MISTAKE
    assert names_in(mark) == ["slip:cut"]


WORDS = {
    # problem, answers, id, all that is said of it: each worked out by hand
    "a half has nothing to cut off": (
        "p1a", {"y_hat": "0.4"}, "y_hat", "the last digit of 0.4 is off by one: 0.5"),
    "2.4 has nothing to cut off": (
        "p1a", {"W_new[3]": [["2", "2.3"]]}, "W_new[3]",
        "the last digit of 2.3 is off by one: 2.4"),
    "log 2 doesn't begin with 0.68": (
        "p1a", {"L": "0.68"}, "L", "the last digit of 0.68 is off by one: 0.69"),
    "log 2 begins with 0.693": (
        "p1a", {"L": "0.6931471"}, "L", "0.6931471 is cut off; rounded it is 0.6931472"),
    "no single entry stands for seven": (
        "p1b", {"dW[1]": [[4, 8, 12], [0, 8, 8], [0, 12, 0]]}, "dW[1]",
        "no common mistake gives this"),
    "the last time step only": (
        "rnn-hello",
        {"dU": [["0", "0", "-0.052", "0"], ["0", "0", "-0.038", "0"], ["0", "0", "-0.037", "0"]]},
        "dU", "this is dU⁽⁴⁾, copied"),
    "a clause for each group": (
        DEEP, {"dW[1]": [[-0.0042209, 0.0084417], [0.0151318, 0.0151318]]}, "dW[1]",
        "at dW⁽¹⁾₁₁ dW⁽¹⁾₁₁ has the wrong sign, at dW⁽¹⁾₂₂ the factor x₂ is forgotten"),
    "no clause for each single digit": (
        "p1a", {"dW[1]": [[2, 1], [0, 0], [4, -4]]}, "dW[1]", "no common mistake gives this"),
    "the old bias rather than a digit": (
        "p2d3", {"y_hat[1]": "1.45"}, "y_hat[1]",
        "one of: in b⁽¹⁾ α is taken ten times too small; in b⁽¹⁾ −α·V_b⁽¹⁾ is left out"),
    "a lost minus beside a forgotten −1": (
        "p1a", {"dW[2]": [[0, 0, 0], [3, 0, 1]]}, "dW[2]",
        "one of: the factor dz⁽²⁾₂ is forgotten; dW⁽²⁾ has the wrong sign"),
    "a lost minus in one entry": (
        "p1a", {"dW[1].1.1": "2"}, "dW[1].1.1",
        "one of: the factor dz⁽¹⁾₁ is forgotten; dW⁽¹⁾₁₁ has the wrong sign"),
    "half a square of 2 beside its root": (
        "p2d3", {"L[0]": "2"}, "L[0]",
        "one of: the exponent of (y − ŷ⁽⁰⁾)² is forgotten; L⁽⁰⁾ is half of what it should be"),
}  # fmt: skip


@pytest.mark.parametrize("case", WORDS)
def test_what_is_said_is_true_of_every_entry_that_it_is_said_of(case):
    problem, answers, id, words = WORDS[case]
    assert marks_of(problem, answers)[id].why == words


def test_one_digit_is_no_slip_of_a_fraction_or_of_two_digits():
    """−1/2 and 2.4 have too few digits to be recognized in −1/8 and 2.9."""
    for problem, answers in (("p2e", {"dz[0]": "-1/8"}), ("p1a", {"W_new[3].1.2": "2.9"})):
        (mark,) = marks_of(problem, answers).values()
        assert "slip:digit" not in names_in(mark)


def test_a_bias_forgotten_in_several_filters_is_told_of_all_of_them():
    """32 entries of filters 2 and 3 (the first has the bias 0): b⁽¹⁾, not the bias of one."""
    v = floats("conv-two-channels")
    bias = v["b[1]"].reshape(-1, 1, 1)
    mark = marks_of("conv-two-channels", {"z[1]": written(v["z[1]"] - bias)})["z[1]"]
    assert "b⁽¹⁾ is left out" in mark.why
    assert "b⁽¹⁾₂" not in mark.why


def test_half_of_it_is_no_tie_where_the_factor_2_is_the_reason():
    mark = marks_of(DEEP, {"dy_hat": written(floats(DEEP)["dy_hat"] / 2)})["dy_hat"]
    assert mark.why == "the factor 2 is forgotten"


NEARLY_ALIKE = """\
kind: mlp
input: [1]
layers:
  - {weights: [["1/3"]]}
  - {weights: [[0.5], [0.501]], activation: softmax}
target: [1, 0]
loss: cross_entropy
"""


def test_scores_that_rounding_makes_alike_can_still_be_marked():
    """From 0.33 = 1/3 nobody can tell which score is larger; 9 and 7 are wrong all the same."""
    marks = marks_of(NEARLY_ALIKE, {"z[1]": ["0.33"], "z[2]": ["9", "7"]})
    assert marks["z[2]"].verdict is Verdict.FIRST_MISTAKE
