"""Every line of the analysis in letters, read with numbers: random matrices, inputs and times."""

import functools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rnn.networks import ACTIVATIONS
from tests.rnn.reading import LeftOut, Network, Reader
from tests.rnn.solved import derivation_of, floats, statements_of

UNITS, INPUTS, TIMES = 3, 2, 5


@functools.cache
def lines(activation, layout):
    derivation = derivation_of(
        cell={"activation": activation, "b": "b"}, derive="jacobian",
        conventions={"jacobian_layout": layout},
    )  # fmt: skip
    return statements_of(derivation)


@st.composite
def readers(draw, activation, layout):
    """A random network (small and large weights, normal and not), and a place in it."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scale = draw(st.sampled_from([0.1, 1.0, 5.0]))
    W = scale * generator.normal(size=(UNITS, UNITS))
    if draw(st.booleans()):
        W = W + W.T
    network = Network(
        activation,
        generator.normal(size=(UNITS, INPUTS)),
        W,
        generator.normal(size=UNITS),
        generator.normal(size=(TIMES, INPUTS)),
        generator.normal(size=UNITS),
        z=draw(st.floats(-30, 30).filter(lambda z: abs(z) > 1e-3)),
        transposed=layout == "denominator",
    )
    t = draw(st.integers(2, TIMES))
    k = draw(st.integers(0, t - 2))
    places = {name: draw(st.integers(0, UNITS - 1)) for name in "im"}
    return Reader(network, t, k, j=draw(st.integers(k + 1, t)), **places)


@pytest.mark.parametrize("layout", ["numerator", "denominator"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@given(data=st.data())
def test_every_line_holds(activation, layout, data):
    reader = data.draw(readers(activation, layout))
    for id, line in lines(activation, layout).items():
        assert reader.holds(line.claim), id


@pytest.mark.parametrize("layout", ["numerator", "denominator"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_product_in_letters_is_the_jacobian_in_numbers(activation, layout):
    generator = np.random.default_rng(3)
    network = Network(
        activation, generator.normal(size=(3, 2)), generator.normal(size=(3, 3)),
        generator.normal(size=3), generator.normal(size=(5, 2)), generator.normal(size=3),
        transposed=layout == "denominator",
    )  # fmt: skip
    claim = lines(activation, layout)["J[t,k]"].claim
    for t, k in [(5, 0), (4, 3), (3, 1)]:
        reader = Reader(network, t, k, j=t)
        for part in claim.parts[1:]:
            np.testing.assert_allclose(
                reader.value(part), network.jacobian(t, k), rtol=1e-9, atol=1e-12
            )


@pytest.mark.parametrize("id", ["J[j]", "J[t,k]", "norm_J[t,k]", "gamma", "slope"])
def test_the_reader_finds_a_wrong_line(id):
    """A network with another activation than the derivation's refutes what depends on it."""
    generator = np.random.default_rng(4)
    network = Network(
        "tanh", generator.normal(size=(3, 2)), 5 * np.eye(3), np.zeros(3),
        0.01 * generator.normal(size=(5, 2)), np.zeros(3),
    )  # fmt: skip
    network.gamma = 0.2
    network.jacobian = lambda t, k: 10 ** (t - k) * np.eye(3)
    reader = Reader(network, 4, 1, 3)
    reader.network.slope = lambda z: 0.7 + 0 * np.asarray(z)
    assert not reader.holds(lines("sigmoid", "numerator")[id].claim)


def test_what_is_left_out_is_little():
    """Only ⋯, limits and the loss's own gradient are not evaluated."""
    generator = np.random.default_rng(5)
    network = Network(
        "sigmoid", generator.normal(size=(3, 2)), generator.normal(size=(3, 3)), np.zeros(3),
        generator.normal(size=(5, 2)), np.zeros(3),
    )  # fmt: skip
    reader, left_out = Reader(network, 4, 1, 3), set()
    for id, line in lines("sigmoid", "numerator").items():
        parts = [
            inner
            for part in line.claim.parts
            for inner in (part.parts if hasattr(part, "parts") else (part,))
        ]
        for part in parts:
            try:
                reader.value(part)
            except LeftOut:
                left_out.add(id)
    assert left_out == {"J_chain", "exploding", "gelfand", "norm_loss"}


def test_the_cell_may_have_other_letters():
    lines = statements_of(derivation_of(cell={"state": "h", "input": "u", "U": "A", "W": "B"}))
    assert "h[t]" in lines
    assert "J[t,k]" in lines


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_examples_are_in_the_layout_that_is_told(activation):
    """In denominator layout every Jacobian is the transpose, also of the matrices that refute."""
    one, other = (
        derivation_of(
            cell={"activation": activation}, derive="jacobian",
            conventions={"jacobian_layout": layout},
        )
        for layout in ("numerator", "denominator")
    )  # fmt: skip
    jacobians = [id for id in one.answers() if id.startswith("J_")]
    assert jacobians
    for id in jacobians:
        np.testing.assert_allclose(
            floats(other.answers()[id]), floats(one.answers()[id]).T, rtol=1e-9
        )
    assert any(
        not np.array_equal(floats(one.answers()[id]), floats(other.answers()[id]))
        for id in jacobians
    )


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("layout", "factor"), [("numerator", "W"), ("denominator", "Wᵀ")])
def test_words_about_the_factors_are_in_the_layout_that_is_told(activation, layout, factor):
    found = derivation_of(
        cell={"activation": activation}, derive="jacobian",
        conventions={"jacobian_layout": layout},
    )  # fmt: skip
    reasons = [item.why for item in found.items if hasattr(item, "why")]
    powers = [why for why in reasons if "J[t,k] is the power" in why]
    assert len(powers) == 1
    raised = factor if factor == "W" else f"({factor})"
    assert f"J[t,k] is the power {raised}^(t−k)" in powers[0]
    named = [match for why in reasons for match in re.findall(r"every factor is (Wᵀ?)", why)]
    assert set(named) == ({factor} if activation == "linear" else set())
