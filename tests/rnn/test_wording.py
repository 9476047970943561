"""A network of one unit reads as one works by hand; reasons fit what stands beside them."""

from hwsolve.derivation.readings import Readings
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle
from tests.rnn.solved import derivation_of

READINGS = Readings(NumberStyle(decimals=True))
ONE_UNIT = {"inputs": [1, 2], "U": [[1]], "W": [[0.5]], "V": [[2]], "loss": "squared_error"}


def chains(derivation):
    steps = derivation.items
    return {step.id: to_line(READINGS.chain(step)) for step in steps if hasattr(step, "aliases")}


def test_a_single_unit_is_worked_out_in_numbers_once():
    found = chains(derivation_of(6, **ONE_UNIT, targets=[1, 0]))
    assert found["o[1]"] == "o⁽¹⁾ = ŷ⁽¹⁾ = V s⁽¹⁾ = 2·tanh(1) ≈ 1.52319"
    assert found["s[1]"] == "s⁽¹⁾ = tanh(z⁽¹⁾) = tanh(1) = (e¹ − e⁻¹)/(e¹ + e⁻¹) ≈ 0.761594"
    for chain in found.values():
        parts = chain.replace(" ≈ ", " = ").split(" = ")
        assert len(parts) == len(set(parts)), chain


def test_a_linear_output_has_no_activation_to_go_through():
    items = derivation_of(6, **ONE_UNIT, targets=[1, 0]).items
    why = next(step.why for step in items if getattr(step, "id", "") == "do[1]")
    assert why == "the derivative of the loss with respect to the prediction"


def test_one_transition_is_in_the_singular():
    found = derivation_of(6, **ONE_UNIT, targets=[1, 0], truncate=1)
    meaning = next(c.meaning for c in found.conventions if c.key == "truncation")
    assert meaning.endswith("at most 1 transition")


def test_vectors_are_not_half_in_closed_form():
    found = chains(
        derivation_of(
            6,
            inputs=[1, 1],
            U=[[1], [2]],
            W=[[0.5, 0], [0.3, 0.4]],
        )
    )
    assert "tanh(1)/2" not in found["z[2]"].split("≈")[-1]
    assert found["z[2]"].count("≈") == 1
