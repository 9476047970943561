"""What a full page writes of an entry is what the entry is made of, however large the graph."""

import pytest

from hwsolve.derivation.readings import Readings
from hwsolve.notation.line import to_line
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve

CYCLE = """
kind: laplacian
family: {name: cycle, size: SIZE}
conventions: {laplacian: random_walk}
"""

LOWERED = str.maketrans("123", "₁₂₃")


@pytest.mark.parametrize("size", [4, 12])
def test_an_entry_of_a_scaled_laplacian_is_that_of_L_and_two_degrees(size):
    derivation = solve(load_problem(Source("cycle.yaml", CYCLE.replace("SIZE", str(size)))))
    readings = Readings(derivation.style)
    found = {}
    for step in derivation.steps:
        if step.id in ("L_sym", "L_rw"):
            for name, chain in readings.entry_chains(step, worked=True):
                found[to_line(name)] = to_line(chain.parts[0])
    assert found["L_rw₂₃"] == "D₂₂⁻¹·L₂₃"
    assert found["L_sym₂₃"] == "D₂₂^(−1/2)·L₂₃·D₃₃^(−1/2)"
    assert found["L_sym₂₂"] == "D₂₂^(−1/2)·L₂₂·D₂₂^(−1/2)"


@pytest.mark.parametrize("size", [4, 12])
def test_a_length_in_the_inner_product_of_D_has_a_product_for_each_node(size):
    derivation = solve(load_problem(Source("cycle.yaml", CYCLE.replace("SIZE", str(size)))))
    readings = Readings(derivation.style)
    (step,) = (step for step in derivation.steps if step.id == "u[2]")
    _, chain = next(readings.entry_chains(step, worked=True))
    formula = to_line(chain.parts[0])
    assert formula.count("D") == size
    assert all(f"D{place}{place}".translate(LOWERED) in formula for place in "123")
