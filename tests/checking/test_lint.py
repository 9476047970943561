"""`hwsolve lint`: which mistakes the numbers of a problem hide or confuse."""

import json

from hwsolve.checking.lint import as_text, lint
from tests.checking.marked import marker_of

ZEROS = """\
kind: mlp
input: [0, 1]
layers:
  - {weights: [[1, 1], [0, 0]], bias: [0, 1]}
"""
PRIMES = ZEROS.replace("[0, 1]\nlayers", "[2, 3]\nlayers").replace(
    "[[1, 1], [0, 0]], bias: [0, 1]", "[[5, 7], [11, 13]], bias: [17, 19]"
)


def linted(problem):
    found = lint(marker_of(problem).derivation)
    return {quantity.id: quantity for quantity in found.quantities}


def test_zeros_hide_and_primes_tell():
    """W and Wᵀ give different z for primes; with these zeros and ones they don't."""
    zeros, primes = linted(ZEROS)["z[1]"], linted(PRIMES)["z[1]"]
    assert primes.told == primes.mistakes == zeros.mistakes
    assert not primes.hidden
    assert primes.zeros == ()


def test_p1a_hides_the_second_half_of_the_cross_entropy():
    found = linted("p1a")
    assert "(1 − y)·log(1 − ŷ) is left out" in found["L"].hidden
    assert found["dz[2]"].zeros == ("dz[2].1",)
    confused = found["dz[3]"].confused
    assert any("the factor ŷ is forgotten" in group for group in confused)


def test_the_summary_counts_and_names_zeros():
    text = as_text(lint(marker_of("p1a").derivation))
    assert "mistakes give another number" in text.splitlines()[-2]
    assert text.splitlines()[-1].startswith("zeros: a[1].2, a[2].1, z[3].1")


def test_the_command_prints_text_and_json(hwsolve):
    status, output, errors = hwsolve("lint", "p1a")
    assert (status, errors) == (0, "")
    assert output.startswith("HW1 P1(a)\n")
    status, output, _ = hwsolve("lint", "p1a", "--json")
    assert status == 0
    data = json.loads(output)
    assert data["mistakes"] > data["told"] > 0


def test_a_missing_problem_is_refused(hwsolve):
    status, _, errors = hwsolve("lint", "nothing-of-the-sort")
    assert status == 2
    assert "no problem file" in errors
