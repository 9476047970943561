"""Reasons fit the formulas beside them, whatever the cell, its layer, and what is cut off."""

from tests.rnn.solved import derivation_of, steps_of

GRU = {
    "z": {"U": [[0.5]], "W": [[0.1]], "b": [0]},
    "r": {"U": [[-0.3]], "W": [[0.2]], "b": [0.5]},
    "h": {"U": [[0.8]], "W": [[0.3]], "b": [0], "recurrent_bias": [0.1]},
}
PLAIN_GRU = {**GRU, "h": {"U": [[0.8]], "W": [[0.3]]}}
ONE_OUTPUT = {"V": [[2]], "targets": [1, 0], "loss": "squared_error"}


def reasons(**keys):
    """The reason of every quantity, by its id."""
    return {id: step.why for id, step in steps_of(derivation_of(6, **keys)).items()}


def test_the_scores_of_a_gru_are_no_output_gate():
    why = reasons(
        cell="gru",
        inputs=[1, -1],
        gates=GRU,
        V=[[2]],
        output="sigmoid",
        targets=[1, 0],
        loss="binary_cross_entropy",
        conventions={"gru_reset": "after"},
    )
    slope = "chain rule: dŷ⁽²⁾ times the slope of the activation at o⁽²⁾"
    assert why["do[2]"] == slope
    assert why["dm[2]"].startswith("m⁽²⁾ is multiplied by r⁽²⁾ in aₕ⁽²⁾")
    assert "one entry of h⁽¹⁾, so its gradient is the unit's dm⁽²⁾" in why["dW_h[2]"]
    assert "one entry of x⁽²⁾, so its gradient is the unit's da_z⁽²⁾" in why["dU_z[2]"]
    assert why["dc_h[2]"].endswith("added to m⁽²⁾, so its gradient is dm⁽²⁾ itself")


def test_the_scores_of_an_lstm_are_no_gate():
    gate = {"U": [[1]], "W": [[0.5]]}
    why = reasons(
        cell="lstm",
        inputs=[1, 2],
        gates=dict.fromkeys("ifog", gate),
        V=[[1], [2]],
        output="softmax",
        targets=[0, 1],
        loss="cross_entropy",
        conventions={"output_gradient": "chain_rule"},
    )
    assert why["da_y[2]"].startswith("each score acts on all outputs of softmax")
    assert why["do[2]"].startswith("o⁽²⁾ is multiplied by tanh(c⁽²⁾) in h⁽²⁾")


def test_every_layer_has_the_reasons_of_its_own_cell():
    why = reasons(
        cell={"activation": "relu", "state": "h"},
        inputs=[[1], [2]],
        layers=[
            {"cell": {"type": "gru"}, "gates": PLAIN_GRU},
            {"U": [[1]], "W": [[0.5]]},
        ],
        **ONE_OUTPUT,
    )
    assert why["dz[1,2]"].startswith("z^(1,2) stands in h^(1,2) in 2 places")
    assert why["dz[2,2]"].startswith("chain rule: dh^(2,2) times the slope of the activation")
    assert why["dh_reset[1,2]"]
    assert "one entry of x⁽²⁾, so its gradient is the unit's da_z^(1,2)" in why["dU_z[1,2]"]
    assert "one entry of h_reset^(1,2)" in why["dW_h[1,2]"]
    assert "one entry of h^(2,1), so its gradient is the unit's dz^(2,2)" in why["dW[2,2]"]


def test_every_gradient_has_a_reason_in_both_directions_of_time():
    weights = {"U": [[1]], "W": [[0.5]]}
    why = reasons(inputs=[1, 2], **weights, backward=weights, **{**ONE_OUTPUT, "V": [[1, 2]]})
    assert all(reason for id, reason in why.items() if id.startswith("d"))


def test_one_matrix_for_state_and_input_has_both_in_its_words():
    keys = {"inputs": [[1], [2]], "W": [[0.5, 1]], **ONE_OUTPUT}
    found = derivation_of(6, **keys, conventions={"concatenation": "input_state"})
    ledger = {line.key: line for line in found.conventions}
    assert ledger["letters"].choice == "W"
    assert "U" not in ledger["letters"].meaning
    why = {id: step.why for id, step in steps_of(found).items()}
    assert why["v[2]"] == "the input and the state before, joined"
    assert "one entry of v⁽²⁾, so its gradient is the unit's dz⁽²⁾" in why["dW[2]"]
    assert "dv[2]" not in why or "dz⁽²⁾" in why["dv[2]"]


def test_a_cut_is_told_where_it_is_made():
    keys = {"inputs": [1, 2, -1, 1], "U": [[1]], "W": [[0.5]], "targets": [1, 2, 1, 0]}
    keys |= {"cell": {"activation": "relu"}, "loss": "squared_error", "truncate": 2}
    why = reasons(**keys, conventions={"truncation": "segments"})
    assert "the sequence is cut here" in why["ds[2]"]
    assert all("cut" not in why[f"ds[{time}]"] for time in (1, 3, 4))
    assert why["ds[3]"].startswith("s⁽³⁾ reaches the loss through z⁽⁴⁾ and ")
    per_loss = reasons(**{**keys, "truncate": 1})
    assert "dz^(3,3)" in per_loss["ds[2,3]"]
    assert "dŷ^(3,3)" in per_loss["ds[3,3]"]


def test_a_single_share_is_not_added_up():
    why = reasons(inputs=[1, 2], U=[[1]], W=[[0.5]], V=[[1]], target=1, loss="squared_error")
    assert "added up" not in why["dV"]
    assert "added up" in why["dU"]


def test_a_jacobian_in_denominator_layout_has_its_slopes_at_the_columns():
    keys = {"inputs": [[1], [0]], "U": [[1], [0]], "W": [[1, 0.5], [0, -1]], "derive": "jacobian"}
    assert reasons(**keys)["J[1]"].startswith("row i of W, times the slope")
    turned = {"jacobian_layout": "denominator"}
    assert reasons(**keys, conventions=turned)["J[1]"].startswith("column i of Wᵀ, times the slope")
    linear = {**keys, "cell": {"activation": "linear"}}
    assert reasons(**linear, conventions=turned)["J[1]"] == "a linear cell: Wᵀ itself"


def test_the_ones_that_add_a_bias_to_every_row_are_told():
    keys = {"inputs": [[[1], [2]], [[0], [1]]], "U": [[1]], "W": [[0.5]]}
    told = [
        next(line.meaning for line in found.conventions if line.key == "samples")
        for found in (derivation_of(6, **keys), derivation_of(6, **keys, b=[1]))
    ]
    assert ["1 a column of ones" in meaning for meaning in told] == [False, True]
