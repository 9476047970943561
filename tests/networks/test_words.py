"""What a network's working says beside its numbers is true of this network, not of a usual one."""

import json
import re

import numpy as np
import pytest

from hwsolve.derivation.readings import Readings
from hwsolve.errors import ExitCode, InputError, LimitError
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from hwsolve.numbers import rational
from hwsolve.output.renderers.columns import arranged
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve

NET = {
    "kind": "mlp",
    "input": [1, 2],
    "layers": [{"weights": [[1, -1], [2, 1]], "bias": 1}],
    "target": [0, 1],
    "loss": "squared_error",
}
MAP = {
    "kind": "conv",
    "input": [[1, 2, 0], [0, 1, 1], [2, 0, 1]],
    "layers": [{"conv": {"weights": [[1, -1], [0, 2]], "padding": 1, "stride": 2}}],
    "target": [[0, 0], [0, 0]],
    "loss": "squared_error",
}
STEP = {"name": "sgd", "learning_rate": 0.1}


def derived(base, **changes):
    problem = json.dumps({**base, **changes})
    return solve(load_problem(Source("problem.yaml", problem)))


def reasons(derivation):
    return {step.id: step.why for step in derivation.steps}


def ledger(derivation):
    return {line.key: line.meaning for line in derivation.conventions}


def formula(derivation, id):
    (step,) = [step for step in derivation.steps if step.id == id]
    return to_line(Readings(NumberStyle()).formula(step.term))


def test_a_bias_that_units_share_collects_the_gradients_of_all():
    assert reasons(derived(NET))["db[1]"].endswith("is dz⁽¹⁾ itself, added up over all entries")
    own = [{"weights": [[1, -1], [2, 1]], "bias": [1, 1]}]
    assert reasons(derived(NET, layers=own))["db[1]"].endswith("its gradient is dz⁽¹⁾ itself")


def test_the_penalty_has_its_share_in_the_reason():
    words = reasons(derived(NET, penalty={"l2": 0.1}))
    assert "penalty" in words["dW[1]"]
    assert "penalty" not in words["db[1]"]
    assert "penalty" in reasons(derived(NET, penalty={"l1": 0.1, "biases": True}))["db[1]"]
    assert "penalty" not in reasons(derived(NET, penalty={"l2": 0}))["dW[1]"]


def test_the_hinge_names_its_margin():
    loss = {"name": "hinge", "margin": 2}
    assert reasons(derived(NET, loss=loss, target=1))["L"].startswith(
        "what is missing to a margin of 2 between the right class"
    )


@pytest.mark.parametrize("choice", ["exact", "tanh"])
def test_the_ledger_says_which_gelu_holds(choice):
    layers = [{"weights": [[1, -1], [2, 1]], "activation": "gelu"}]
    found = ledger(derived(NET, layers=layers, conventions={"gelu": choice}))["gelu"]
    assert ("not its approximation" in found) == (choice == "exact")


@pytest.mark.parametrize(("alpha", "has_kink"), [(1, False), ("1/2", True)])
def test_the_slope_at_zero_is_told_where_there_is_a_kink(alpha, has_kink):
    layers = [{"weights": [[1, -1], [2, 1]], "activation": {"name": "elu", "alpha": alpha}}]
    assert ("relu_at_zero" in ledger(derived(NET, layers=layers))) == has_kink


@pytest.mark.parametrize(("weight", "told"), [("w", True), (2, False)])
def test_brackets_around_a_condition_are_explained_where_they_are_written(weight, told):
    layers = [{"weights": [[weight, 1], [2, 1]], "activation": "relu"}]
    assert ("brackets" in ledger(derived(NET, layers=layers))) == told


def test_a_target_in_letters_is_enough_for_the_short_way():
    layers = [{"weights": [[1, 2]], "activation": "sigmoid"}]
    derivation = derived(NET, layers=layers, target=["y"], loss="binary_cross_entropy")
    assert formula(derivation, "dz[1]") == "ŷ − y"


def test_the_ledger_explains_the_index_of_a_step():
    assert "step_index" in ledger(derived(NET, optimizer=STEP | {"steps": 2}))
    assert "step_index" not in ledger(derived(NET, optimizer=STEP))


def test_the_gradient_of_a_filter_tells_stride_and_padding():
    solution = derived(MAP)
    assert reasons(solution)["dW[1]"].endswith("(stride 2, padding 1)")
    assert formula(solution, "dW[1]") == "pad[(1,0),(1,0)](x) ∗ dilate₂(dz⁽¹⁾)"
    plain = [{"conv": {"weights": [[1, -1], [0, 2]]}}]
    assert formula(derived(MAP, layers=plain), "dW[1]") == "x ∗ dz⁽¹⁾"


@pytest.mark.parametrize("convolution", ["flipped", "cross_correlation"])
@pytest.mark.parametrize("layer", ["conv", "transposed_conv"])
def test_the_gradient_of_a_filter_names_what_it_slides_over(layer, convolution):
    layers = [{layer: {"weights": [[1, 2], [0, 1]]}}]
    target = [[0] * (2 if layer == "conv" else 4)] * (2 if layer == "conv" else 4)
    conventions = {"convolution": convolution}
    words = reasons(derived(MAP, layers=layers, target=target, conventions=conventions))
    assert re.search(r"(patch|entry) of x[ ,]", words["dW[1]"])
    assert "dz⁽¹⁾" in words["dx"]


def test_the_gradients_of_a_transposed_convolution_tell_the_stride():
    layers = [{"transposed_conv": {"weights": [[1, 1], [1, -1]], "stride": 2}}]
    words = reasons(derived(MAP, input=[[1, 2], [3, 4]], layers=layers, target=[[0] * 4] * 4))
    assert words["dx"].endswith("(stride 2)")
    assert words["dW[1]"].endswith("(stride 2)")


@pytest.mark.parametrize("weights", [[[1, 1]], [[-1, 0]]])
def test_a_cross_entropy_refuses_what_is_no_probability(weights):
    with pytest.raises(LimitError) as caught:
        derived(NET, layers=[{"weights": weights}], target=1, loss="binary_cross_entropy")
    assert caught.value.exit_code == ExitCode.LIMIT
    assert "isn't one" in caught.value.message
    assert "binary_cross_entropy_with_logits" in caught.value.hint


@pytest.mark.parametrize(
    ("weights", "target", "found"),
    [
        ([[0, 0]], [1], "ŷ = 0 where the target is 1"),
        ([[1, 0]], [0], "ŷ = 1 where the target is 0"),
    ],
)
def test_an_infinite_loss_names_the_prediction_and_the_missing_activation(weights, target, found):
    with pytest.raises(LimitError) as caught:
        derived(NET, layers=[{"weights": weights}], target=target, loss="binary_cross_entropy")
    assert found in caught.value.message
    assert "activation: sigmoid" in caught.value.hint


@pytest.mark.parametrize(("activation", "told"), [("relu", True), ("softmax", False)])
def test_the_ledger_says_that_no_activation_made_the_probabilities(activation, told):
    layers = [{"weights": [["1/4", 0], ["3/4", 0]], "activation": activation}]
    found = ledger(derived(NET, layers=layers, loss="cross_entropy"))
    assert ("no softmax ends the network" in found.get("loss_input", "")) == told


def test_an_error_of_the_domain_names_the_quantity():
    """The second weight of −1 leads to log(0) in L, which is made of ŷ and y."""
    layers = [{"weights": [[1, 0], [-1, 0]], "activation": "relu"}]
    with pytest.raises(LimitError) as caught:
        derived(NET, layers=layers, loss="cross_entropy", target=[1, 0])
    assert "in what is made of y and y_hat" in caught.value.message


def test_the_slope_of_a_hinge_is_defined():
    found = definitions(derived(NET, loss="hinge", target=1))
    assert any(text.startswith("hinge′ⱼ(s, y) = ") for text in found)


def test_nothing_subtracted_stays_a_subtraction():
    """2 − 0.8·0 is 2 − 0 on the way, not 2 + 0."""
    step = {"name": "sgd", "learning_rate": 0.8}
    layers = [{"weights": [[2]], "activation": "relu"}]
    derivation = derived(NET, input=[1], layers=layers, target=[2], optimizer=step)
    (new,) = [step for step in derivation.steps if step.id == "W_new[1]"]
    assert "= 2 − 0 = 2" in to_line(Readings(NumberStyle(decimals=True)).chain(new, worked=True))


def test_there_is_a_limit_on_steps():
    with pytest.raises(InputError) as caught:
        derived(NET, optimizer=STEP | {"steps": 10**9})
    (fault,) = caught.value.faults
    assert fault.dotted_path == "optimizer.steps"
    assert fault.expected == "a whole number of at least 1 and of at most 1000"


def test_no_word_of_a_table_is_wider_than_its_column():
    columns = [["0.9·0 + (1 − 0.9)·0.256989 ≈ 0.0256989"] * 2 for _ in range(5)]
    tables = arranged(columns, 74)
    assert [number for table in tables for number in table] == list(range(5))
    assert all(width >= len("0.9)·0.256989") for table in tables for width in table.values())
    assert all(sum(table.values()) + 3 * (len(table) - 1) <= 74 for table in tables)


@pytest.mark.parametrize(
    ("epsilon", "root", "variance"), [(1, "(v + ε)", "v/(v + ε)"), (0, "v", "1")]
)
def test_a_norm_says_what_its_epsilon_makes_of_the_variance(epsilon, root, variance):
    """(1, 3) has v = 1: with ε = 1, r is 1/√2 and what is normalized has the variance 1/2."""
    layers = [{"layer_norm": {"gamma": [1, 2], "epsilon": epsilon}}, {"weights": [[1, 1]]}]
    derivation = derived(NET, input=[1, 3], layers=layers, target=1)
    words = reasons(derivation)
    assert words["r[1]"] == f"one over √{root}"
    assert words["x_hat[1]"] == f"normalized: mean 0, variance {variance}"
    assert words["dv[1]"].endswith(f"the slope of {root}^(−1/2)")
    given = {step.id: step.value for step in derivation.steps if step.term is None}
    assert given.get("epsilon[1]", 0) == epsilon


def definitions(derivation):
    return [to_line(Readings(NumberStyle()).definition(d)) for d in derivation.definitions]


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        ({"slope": 0.1}, {"slope": "1/3"}, ["LeakyReLU₀.₁(z)", "LeakyReLU₁/₃(z)"]),
        ({"slope": 0.1}, {"slope": "sqrt(1/2)"}, ["LeakyReLU₀.₁(z)", "LeakyReLU√₂/₂(z)"]),
        ({"slope": 0.01}, {"slope": 0.3}, ["LeakyReLU(z)", "LeakyReLU₀.₃(z)"]),
        ({"at_zero": 1}, {"at_zero": 0}, ["step(z)", "step₀(z)"]),
        ({"alpha": 1}, {"alpha": 2}, ["ELU(z)", "ELU₂(z)"]),
    ],
)
def test_functions_that_differ_have_different_names(one, other, names):
    name = {"slope": "leaky_relu", "at_zero": "step", "alpha": "elu"}[next(iter(one))]
    layers = [
        {"weights": weights, "activation": {"name": name, **setting}}
        for weights, setting in (([[1, -1], [2, 1]], one), ([[1, 1]], other))
    ]
    found = [
        text.partition(" = ")[0] for text in definitions(derived(NET, layers=layers, target=1))
    ]
    assert found[:2] == names
    assert len(set(found)) == 4


def test_the_sign_of_a_unit_is_not_the_slope_of_a_magnitude():
    """sign₁(0) = 1 for the unit, and the penalty's sign(0) is 0, as the ledger says."""
    layers = [{"weights": [[0, -1], [2, 1]], "activation": "sign"}, {"weights": [[1, 0]]}]
    derivation = derived(NET, layers=layers, target=1, penalty={"l1": 0.1})
    assert "sign₁(z) = " in definitions(derivation)[0]
    assert formula(derivation, "a[1]") == "sign₁(z⁽¹⁾)"
    assert "sign(W⁽²⁾)" in formula(derivation, "dW[2]")
    assert "sign(0) = 0" in ledger(derivation)["abs_at_zero"]


@pytest.mark.parametrize(
    ("loss", "kink"), [("hinge", "max(0, u)"), ("absolute_error", "|u|"), ("huber", "")]
)
def test_the_ledger_names_the_slope_at_the_kink_of_a_loss(loss, kink):
    layers = [{"weights": [[1, -1]]}]
    told = ledger(derived(NET, layers=layers, target=1, loss=loss))
    assert [key for key in told if key.endswith("at_zero")] == (
        [{"hinge": "hinge_at_zero"}.get(loss, "abs_at_zero")] if kink else []
    )
    assert all(kink in told[key] for key in told if key.endswith("at_zero"))


@pytest.mark.parametrize(
    ("samples", "found"),
    [("rows", "ŷ ⊙ (dŷ − (ŷ ⊙ dŷ) 1 1ᵀ)"), ("columns", "ŷ ⊙ (dŷ − 1 1ᵀ (ŷ ⊙ dŷ))")],
)
def test_the_way_back_through_softmax_of_a_batch_fits_its_shapes(samples, found):
    """W = 0 and dŷ = (1, 0) give dz = (1/4, −1/4) by hand, for every sample."""
    upstream = [[1, 0]] * 3 if samples == "rows" else [[1] * 3, [0] * 3]
    derivation = derived(
        {"kind": "mlp", "upstream": upstream, "conventions": {"samples": samples}},
        input=[[1, 2]] * 3 if samples == "rows" else [[1] * 3, [2] * 3],
        layers=[{"weights": [[0, 0], [0, 0]], "activation": "softmax"}],
    )
    assert formula(derivation, "dz[1]") == found
    assert "each score acts on all outputs" in reasons(derivation)["dz[1]"]
    assert not any("J" in text for text in definitions(derivation))
    assert "1 is a column of ones" in ledger(derivation)["samples"]
    (step,) = [step for step in derivation.steps if step.id == "dz[1]"]
    slope = np.array([[rational(1, 4), rational(-1, 4)]] * 3)
    assert (step.value == (slope if samples == "rows" else slope.T)).all()


def test_a_single_sample_keeps_the_jacobian_of_softmax():
    layers = [{"weights": [[0, 0], [0, 0]], "activation": "softmax"}]
    derivation = derived(NET, layers=layers)
    assert formula(derivation, "dz[1]") == "J(ŷ) dŷ"
    assert "J(a) = diag(a) − a aᵀ" in definitions(derivation)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"name": "sgd"}, "α times the gradient is subtracted"),
        ({"name": "sgd", "weight_decay": 0.1}, "the step of gradient descent, with weight decay"),
        ({"name": "heavy_ball"}, "the step of momentum (heavy ball)"),
        ({"name": "adam"}, "the step of Adam"),
    ],
)
def test_the_update_is_called_what_it_is(settings, words):
    found = reasons(derived(NET, optimizer={"learning_rate": 0.1} | settings))
    assert found["W_new[1]"] == words


def test_a_penalty_has_no_letter_that_the_page_uses_for_another_thing():
    decay = STEP | {"weight_decay": 0.1}
    derivation = derived(NET, penalty={"l2": 0.2, "l1": "1/3"}, optimizer=decay)
    assert reasons(derivation)["L_penalty"].endswith("with l2 = 0.2 and l1 = 1/3")
    assert ledger(derivation)["penalty"].startswith("the L2 penalty is l2/2 times")
    assert [step.id for step in derivation.steps if "lambda" in step.id] == ["lambda"]


def test_elu_says_towards_which_number_it_bends():
    layers = [{"weights": [[1, -1], [2, 1]], "activation": {"name": "elu", "alpha": 0.5}}]
    assert reasons(derived(NET, layers=layers))["y_hat"].endswith("towards −0.5")


NORMED = {
    "input": [[1, 2], [3, 1]],
    "layers": [{"batch_norm": {"gamma": [1, 2], "beta": [0, 1]}}, {"weights": [[1, 1]]}],
    "target": [1, 2],
}


@pytest.mark.parametrize(("place", "reduced"), [("parameters", "averaged"), ("loss", "added up")])
def test_scales_and_shifts_are_reduced_over_the_samples_as_weights_are(place, reduced):
    derivation = derived(NET, **NORMED, conventions={"mean_at": place})
    words = reasons(derivation)
    for id in ("dgamma[1]", "dbeta[1]", "dW[2]"):
        assert words[id].endswith(f"{reduced} over the samples")
    told = ledger(derivation)
    at_parameters = place == "parameters"
    assert told.get("mean_at", "").endswith("dγ, dβ and dW are their mean") == at_parameters
    assert ("for a parameter Q" in told["gradient_layout"]) == at_parameters


def test_a_single_sample_adds_up_no_gradient_of_a_scale():
    layers = [{"layer_norm": {"gamma": [1, 2]}}, {"weights": [[1, 1]]}]
    assert reasons(derived(NET, layers=layers, target=1))["dgamma[1]"].endswith(
        "is da⁽¹⁾ times x̂⁽¹⁾"
    )


def test_only_the_gradients_of_matrices_are_called_transposed():
    """dz has the shape of z also in numerator layout."""
    told = ledger(derived(NET, conventions={"gradient_layout": "transposed"}))
    assert "has the shape of Q but for a matrix W" in told["gradient_layout"]
    assert "dW is transposed" in told["gradient_layout"]


POOLED = {"layers": [{"max_pool": {"size": 2}}], "target": 1, "input": [[2, 2], [1, 0]]}


@pytest.mark.parametrize(("ties", "words"), [("shared", "equal shares"), ("first", "no other")])
def test_the_way_back_through_a_maximum_says_who_gets_the_gradient(ties, words):
    derivation = derived(MAP, **POOLED, conventions={"max_pool_ties": ties})
    assert words in reasons(derivation)["dx"]


def test_a_maximum_of_letters_says_what_holds_for_ties():
    derivation = derived(MAP, **POOLED | {"input": [["a", "b"], ["c", "d"]]})
    assert "first of several equal maxima" in ledger(derivation)["max_pool_ties"]


def test_brackets_are_not_explained_where_a_leaky_relu_writes_none():
    layers = [{"weights": [["w", 1], [2, 1]], "activation": "leaky_relu"}]
    assert "brackets" not in ledger(derived(NET, layers=layers))


@pytest.mark.parametrize(
    ("settings", "flipped", "found", "words"),
    [
        ({}, False, "pad₁(dz⁽¹⁾) ∗ rot180(W⁽¹⁾)", "full correlation"),
        ({}, True, "pad₁(dz⁽¹⁾) ∗ W⁽¹⁾", "with the filter as it is"),
        ({"padding": 1}, False, "dz⁽¹⁾ ∗ rot180(W⁽¹⁾)", "every entry collects"),
        ({"padding": 1, "stride": 2}, True, "dilate₂(dz⁽¹⁾) ∗ W⁽¹⁾", "(stride 2, padding 1)"),
    ],
)
def test_the_way_back_through_a_filter_says_no_more_than_is_true(settings, flipped, found, words):
    """A window of 2 with 1 of padding needs no zeros around dz: 2 − 1 − 1 = 0 on each side."""
    derivation = derived(
        {"kind": "conv", "input": [[1, 2, 0, 1], [0, 1, 1, 2], [2, 0, 1, 1], [1, 0, 0, 3]]},
        layers=[
            {"conv": {"weights": [[1, -1], [0, 2]], **settings}},
            "flatten",
            HEAD[len(settings)],
        ],
        target=1,
        loss="squared_error",
        conventions={"convolution": "flipped" if flipped else "cross_correlation"},
    )
    assert formula(derivation, "dx") == found
    assert words in reasons(derivation)["dx"]
    assert ("full" in reasons(derivation)["dx"]) == (not settings)
    assert "= x ∗" not in ledger(derivation)["convolution"]


HEAD = [{"dense": {"weights": [[1] * size]}} for size in (9, 25, 9)]


@pytest.mark.parametrize(
    ("slope", "words"),
    [(0.1, "as 0.1 ≤ 1, it is max(z, 0.1·z)"), (2, "multiplies what is negative by 2")],
)
def test_a_leaky_relu_is_a_maximum_only_for_slopes_up_to_one(slope, words):
    """max(−1, 2·(−1)) is −1, but the unit answers −2."""
    layers = [{"weights": [[1, -1], [2, 1]], "activation": {"name": "leaky_relu", "slope": slope}}]
    derivation = derived(NET, layers=layers)
    assert words in reasons(derivation)["y_hat"]
    assert "z = 0" not in definitions(derivation)[0]


@pytest.mark.parametrize(
    ("bias", "told"), [(1, "b that is one number"), ([1, 1], "1 bᵀ has b in every row")]
)
def test_the_ledger_says_how_a_bias_reaches_the_samples_of_a_batch(bias, told):
    layers = [{"weights": [[1, -1], [2, 1]], "bias": bias}]
    derivation = derived(NET, input=[[1, 2], [3, 1]], layers=layers, target=[[0, 1], [1, 0]])
    assert told in ledger(derivation)["samples"]
