"""What a page shows of a graph's working: as much as a good solution on paper, and all at full."""

import pytest

from hwsolve.numbers import values_agree
from hwsolve.output.renderers import render
from hwsolve.problem_files import find
from hwsolve.solving import load_problem, solve
from tests.laplacian.graphs import solved


def page(derivation, detail="standard", only=(), width=80):
    return render(derivation, format="terminal", detail=detail, only=only, width=width)


@pytest.fixture(scope="module")
def p3():
    return solve(load_problem(find("p3")))


def test_no_line_of_a_solution_on_paper_is_missing(p3):
    text = page(p3)
    for line in (
        "p(λ) = det(λ I − L)",
        "= det⎜⎢    1  λ − 3      1      1⎥⎟",
        "= λ⁴ − 10 λ³ + 32 λ² − 32 λ",
        "= λ (λ − 2) (λ − 4)²",
        "λ = ⎢2⎥",
        "M⁽²⁾ = L − λ₂·I = ⎢−1   3  −1  −1⎥ − 2·I = ⎢−1   1  −1  −1⎥",
        "Elimination leaves v₁ = −v₄, v₂ = 0, v₃ = 0; v₄ is free.",
        "Elimination leaves v₁ = v₄, v₂ = −v₃ − 2·v₄; v₃, v₄ are free.",
        "v⁽⁴⁾ = ⎢−2⎥",
        "√((−1)² + 0² + 0² + 1²)",
        "U = [u⁽¹⁾  u⁽²⁾  u⁽³⁾  u⁽⁴⁾]",
        "L = U Λ Uᵀ",
        "(x₁ − x₂)² + (x₁ − x₃)² + (x₂ − x₃)² + (x₂ − x₄)² + (x₃ − x₄)²",
        "xᵀ L x ≥ 0",
        "√2/2·2 + 0·(−1) + 0·(−2) + (−√2/2)·2 = 0",
    ):
        assert line in text, line


def test_eliminations_are_folded_until_everything_is_asked_for(p3):
    whole = page(p3, "full")
    for line in ("N⁽²⁾", "c⁽³⁾", "M^(2,1)", "R⁽²⁾", "P⁽³⁾", "swap r1 and r2"):
        assert line in whole
        assert line not in page(p3)
        assert line not in page(p3, "brief")
    assert len(page(p3).splitlines()) < 340
    assert len(page(p3, "brief").splitlines()) < 140


def test_what_is_asked_for_by_name_is_shown_whole(p3):
    assert "clear(M^(2,2), column = 3)" in page(p3, only=("R[2]",))
    assert "solve(R⁽²⁾, v₄ = 1)" in page(p3, only=("v[2]",))


def test_the_part_that_leads_to_one_quantity_is_folded_alike():
    text = page(solved("edges: [[1, 2], [2, 3]]\nsignal: [1, 0, 2]\nderive: x_hat"))
    assert "N⁽" not in text
    assert "x̂ = Uᵀ x" in text


@pytest.mark.parametrize(
    ("id", "line"), [("c", "⎢c⁽¹⁾⎥ = ⎢ 3⎥"), ("P[2]", "P⁽²⁾ = u⁽²⁾ u⁽²⁾ᵀ"), ("R[1]", "= clear(")]
)
def test_what_the_file_asks_for_is_never_folded(id, line):
    """det(λI − L) of the path of three nodes is λ³ − 4λ² + 3λ."""
    text = f"edges: [[1, 2], [2, 3]]\nsignal: [1, 0, 2]\nderive: '{id}'"
    assert line in page(solved(text))


WHOLE = (
    "edges: [[1, 2], [2, 3], [1, 3], [3, 4]]\nsignal: [1, 0, 2, 1]\nclusters: 2\n"
    "filter: {name: chebyshev, coefficients: [1, 2, 1]}\nderive: "
)


@pytest.mark.parametrize(
    "id", ["tau", "d", "d.2", "L_sym.1.2", "Q.1.1", "fiedler.1", "P[2].1.1", "volume", "cluster[1]"]
)
def test_every_quantity_can_be_asked_for_by_itself(id):
    whole = solved(WHOLE + "all").answers()
    alone = solved(f"{WHOLE}'{id}'").answers()[id]
    name, *places = id.split(".")
    index = tuple(int(place) - 1 for place in places)
    assert values_agree(alone, whole[name][index] if index else whole[name])
