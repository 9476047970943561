"""P1(b), by hand: a 4×4 input, a 3×3 filter, 2×2 max-pooling, the squared error of a target 2.

The maximum 4 stands at row 1, column 2 of z; ∂L/∂ŷ = 2(4 − 2) = 4; so the gradient of the filter is
4 times the patch of the input under the filter there, [[2, 3, 0], [2, 2, 1], [3, 0, 0]]. (A
published solution multiplies the filter by 4 in place of the patch.)
"""

from hwsolve.derivation.figures import Grid
from hwsolve.derivation.step import Remark
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.notation.values import NumberStyle, notate
from hwsolve.problem_files import find
from hwsolve.solving import load_problem, solve
from hwsolve.terms.term import Name, entry, write


def solved():
    return solve(load_problem(find("p1b")))


def step(derivation, id):
    return next(step for step in derivation.steps if step.id == id)


def written(term, *, numbers):
    def leaf(part):
        if isinstance(part, Name) and not numbers:
            return symbol_of(part.id, part.index)
        return notate(part.value, NumberStyle())

    return to_line(write(term, leaf))


def test_every_answer():
    answers = solved().answers()
    expected = {
        "z[1]": [[-3, 4], [2, 0]],
        "a[1]": [[-3, 4], [2, 0]],
        "a[2]": [[4]],
        "y_hat": [[4]],
        "dy_hat": [[4]],
        "dz[1]": [[0, 4], [0, 0]],
        "dW[1]": [[8, 12, 0], [8, 8, 4], [12, 0, 0]],
        "dx": [[0, 4, 0, -4], [0, 0, 4, 0], [0, 0, -4, 4], [0, 0, 0, 0]],
    }
    assert {id: answers[id].tolist() for id in expected} == expected
    assert answers["L"] == 4


def test_an_output_entry_is_spelled_by_all_of_its_products():
    term = entry(step(solved(), "z[1]").term, (0, 0))
    assert written(term, numbers=True) == (
        "1·1 + 2·0 + 3·(−1) + 0·0 + 2·1 + 2·0 + 0·0 + 3·(−1) + 0·1"
    )
    assert written(term, numbers=False).count("·") == 9


def test_the_gradient_goes_to_the_maximum():
    term = step(solved(), "dz[1]").term
    assert written(entry(term, (0, 1)), numbers=False) == "dŷ₁₁"
    assert written(entry(term, (1, 0)), numbers=False) == "0"


def test_the_filter_gradient_is_the_patch_times_dz():
    (remark,) = (item for item in solved().items if isinstance(item, Remark))
    assert remark.about == "dW[1]"
    assert written(remark.term, numbers=False) == "dz⁽¹⁾₁₂·patch₁₂(x)"
    assert written(remark.term, numbers=True) == "4·[[2, 3, 0], [2, 2, 1], [3, 0, 0]]"


def test_full_correlation_is_written_with_its_zeros():
    term = step(solved(), "dx").term
    assert written(term, numbers=False) == "pad₂(dz⁽¹⁾) ∗ rot180(W⁽¹⁾)"
    assert written(term, numbers=True).endswith("∗ [[1, −1, 0], [0, 1, 0], [−1, 0, 1]]")
    assert "[0, 0, 0, 4, 0, 0]" in written(term, numbers=True)


def test_window_and_maximum_are_marked():
    grids = [item for item in solved().items if isinstance(item, Grid)]
    windows = [sorted(grid.marked) for grid in grids[:4]]
    corners = [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert windows == [
        [(i + down, j + right) for i in range(3) for j in range(3)] for down, right in corners
    ]
    assert grids[4].marked == {(0, 1)}


def test_the_ledger_says_cross_correlation_and_nothing_of_ties():
    ledger = {line.key: line.choice for line in solved().conventions}
    assert ledger == {
        "convolution": "cross_correlation",
        "gradient_layout": "like_parameter",
        "∗": "notation",
        "pad": "notation",
        "rot180": "notation",
    }


def test_the_published_mistake_is_a_mutant_of_the_filter_gradient():
    """4 times the filter: the filter stands in place of the patch."""
    term = step(solved(), "dW[1]").term
    mutants = {mutant.name: mutant for mutant in term.operation.mistakes(term)}
    wrong = mutants["filter_for_patch"]
    assert wrong.term.value.tolist() == [[4, 0, -4], [0, 4, 0], [0, -4, 4]]
    assert wrong.about.id == "W[1]"
