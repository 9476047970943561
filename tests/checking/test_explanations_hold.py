"""An explanation gives all that is wrong, and what is no mistake of a rule isn't explained as one.

Numbers that are made up are explained by nothing; and what explains a quantity no longer does so
once one more of its entries is wrong by something else, unless it says where it holds.
"""

import json
import random
from types import SimpleNamespace

import numpy as np
import pytest

from hwsolve.checking.explaining.error_sources import ErrorSource, in_groups
from hwsolve.checking.explaining.typing_errors import typing_errors
from hwsolve.checking.reading.written import read_written
from hwsolve.checking.verdicts import Verdict
from hwsolve.numbers import shape_of
from hwsolve.terms.mutants import mutants
from hwsolve.terms.term import entry
from tests.checking.marked import marker_of
from tests.checking.marked import marks_of as checked
from tests.students.judged import Desk
from tests.students.measure import KINDS, worked
from tests.students.writing import Hand, Paper

OF_CONDITIONS = "is no |is not |are not "
"""What a made-up vector fails to be is true, and no guess: no eigenvector, not of length 1."""


def marks_of(desk, answers):
    return {line.id: line for line in desk.judge(answers)}


def drawn(kind, seed):
    """A problem of a kind, solved, and the chance that goes on."""
    chance = random.Random(f"explanations {kind} {seed}")  # noqa: S311 - the same every time
    problem = KINDS[kind].draw(chance)
    return problem, Desk(problem), chance


def made_up(chance, shape, decimals):
    def number(_):
        return round(chance.uniform(-9, 9), decimals)

    return np.vectorize(number)(np.zeros(shape)).tolist() if shape else number(0)


@pytest.mark.parametrize(("decimals", "most"), [(3, 0.0), (2, 0.03)])
@pytest.mark.parametrize("kind", KINDS)
def test_numbers_that_are_made_up_are_explained_by_nothing(kind, decimals, most):
    explained, wrong = [], 0
    for seed in range(3):
        _, desk, chance = drawn(kind, seed)
        steps = [step for step in desk.marker.derivation.steps if step.term is not None]
        for step in chance.sample(steps, min(16, len(steps))):
            numbers = made_up(chance, shape_of(step.value), decimals)
            for line in desk.judge({step.id: numbers}):
                wrong += line.is_first_mistake
                known = line.words and "no common mistake" not in line.words
                if line.is_first_mistake and known and not is_condition(line.words):
                    explained.append((step.id, numbers, line.words))
    assert wrong > 20
    assert len(explained) <= most * wrong, explained


def is_condition(words):
    return any(part in words for part in OF_CONDITIONS.split("|"))


@pytest.mark.parametrize("kind", KINDS)
def test_one_more_wrong_entry_is_not_explained_away(kind):
    tried = 0
    for seed in range(6):
        problem, desk, chance = drawn(kind, seed)
        for slip in KINDS[kind].SLIPS:
            paper = worked(KINDS[kind], problem, Paper(Hand(chance)), slip)
            answers = None if paper is None else paper.answers()
            first = next((m for m in desk.judge(answers or {}) if m.is_first_mistake), None)
            if first is None or "no common mistake" in first.words or " at " in first.words:
                continue
            entries = paper.lines.get(first.quantity)
            if entries is None or entries.size < 2:
                continue
            texts = json.loads(json.dumps(answers[first.quantity]))
            place = chance.randrange(entries.size)
            answers[first.quantity] = spoiled(texts, place)
            again = marks_of(desk, answers).get(first.id)
            if again is None or again.verdict != Verdict.FIRST_MISTAKE:
                continue
            tried += 1
            assert again.words != first.words, (slip, first, again)
    assert tried or kind == "laplacian"  # whose slips seldom leave other entries


def spoiled(texts, place):
    """Nested lists of texts with one of them another number."""
    flat = np.array(texts, dtype=object)
    flat.flat[place] = "7.317"
    return flat.tolist()


TWO = """\
kind: mlp
input: [3, 5]
layers:
  - {weights: [[1, 2], [4, -1]]}
  - {weights: [[7, 2], [3, 11]], bias: [13, 17]}
target: [1, 29]
loss: squared_error
optimizer: {name: sgd, learning_rate: 0.1}
"""


def said(answers, id, problem=TWO):
    return checked(problem, answers)[id].why


def test_a_row_that_is_put_in_gives_all_that_was_written():
    """With x in row 1 of W⁽¹⁾ the first entry of z would be 34, and both of dx wrong."""
    assert "row 1" in said({"z[1]": [3 * 3 + 5 * 5, 7]}, "z[1]")
    assert "row 1" not in said({"dz[1]": [2, 3], "dx": [3 * 2 + 4 * 3, 2 * 2 - 3]}, "dx")


def test_nothing_is_swapped_beside_what_heals_a_mistake():
    """z₃ would be 20, not 16, for who swaps z₁ and z₂ of a wrong x."""
    three = "kind: mlp\ninput: [1, 2, 4]\nlayers: [{weights: [[12, 0, 0], [0, 9, 0], [0, 0, 4]]}]\n"
    x = ["1", "2", "5"]
    assert "swapped" in said({"x": x, "z[1]": [18, 12, 20]}, "z[1]", three)
    assert "swapped" not in said({"x": x, "z[1]": [18, 12, 16]}, "z[1]", three)


OF_NETWORKS = {"slope_once_more", "rate_times_all", "power_of_ten", "step_alone"}
"""What can't go wrong where there is no activation and no learning rate."""


def test_no_mistake_is_tried_that_cannot_have_been_made():
    derivation = marker_of("p3").derivation
    made = set()
    with derivation.again():
        for step in derivation.steps:
            if step.term is not None:
                places = np.ndindex(shape_of(step.value))
                terms = [step.term, *(entry(step.term, place) for place in places if place)]
                made |= {mutant.name for term in terms for mutant in mutants(term)}
    assert "term_left_out" in made
    assert made.isdisjoint(OF_NETWORKS)


GIVEN = {
    # what is written for x = (2, 5, 41): what is said of it
    "one": (["0.2", "5", "41"], "0.2 is 2 with the point in another place"),
    "both": (
        ["0.2", "5", "14"],
        "at x₁ 0.2 is 2 with the point in another place, at x₃ 14 is 41 with two digits swapped",
    ),
    "one of two": (["0.2", "7", "41"], "at x₁ 0.2 is 2 with the point in another place"),
    "not the first": (["3", "-5", "41"], "at x₂ -5 is 5 with the other sign"),
    "none": (["3", "7", "41"], "no common mistake gives this"),
}


@pytest.mark.parametrize("case", GIVEN)
def test_what_is_said_of_a_miscopied_number_is_said_of_that_number(case):
    written, words = GIVEN[case]
    three = "kind: mlp\ninput: [2, 5, 41]\nlayers: [{weights: [[1, 2, 3]]}]\n"
    assert said({"x": written}, "x", three) == words


@pytest.mark.parametrize(
    ("written", "right", "names"),
    [
        ("1", "-0.8", []),
        ("54", "45.2", []),
        ("0.8", "-0.8", ["slip:sign"]),
        ("0.33", "-1/3", ["slip:sign"]),
        ("0.54", "0.452", ["slip:swap"]),
    ],
)
def test_a_slip_turns_the_digits_round_that_would_be_right(written, right, names):
    slips = typing_errors(read_written(written), read_written(right).value)
    assert [slip.name for slip in slips] == names


DZ = [17, 23]
TWO_WAYS = "one of: α is taken ten times too large{0}; the factor α is forgotten{0}"
TRUE_OF_ALL = {
    # what is written after dz⁽¹⁾ = (17, 23), and what is said of it
    "each entry has its own dz": (
        {"dW[1]": [[3, 5], [3, 5]]},
        "the factor dz⁽¹⁾ is forgotten",
    ),
    "each entry takes several dz": (
        {"dx": [1 + 4 * 23, 2 * 17 - 1]},
        "at dx₁ the factor dz⁽¹⁾₁ is forgotten, at dx₂ the factor dz⁽¹⁾₂ is forgotten",
    ),
    "all entries but the same one": (
        {"dx": [1 + 4 * 23, 2 - 23]},
        "the factor dz⁽¹⁾₁ is forgotten",
    ),
    "one of those that take dz₁": (
        {"dW[1]": [[3, 85], [69, 115]]},
        "the factor dz⁽¹⁾₁ is forgotten (in dW⁽¹⁾₁₁)",
    ),
    "α in one entry": (
        {"W_new[1]": [[1 - 5.1, 2 - 85], [4 - 6.9, -1 - 11.5]]},
        TWO_WAYS.format(" (in W_new⁽¹⁾₁₂)"),
    ),
    "α in all of them": (
        {"W_new[1]": [[1 - 51, 2 - 85], [4 - 69, -1 - 115]]},
        TWO_WAYS.format(""),
    ),
    "a number that no other entry takes": ({"z[2]": [105, 133]}, "b⁽²⁾₁ is left out"),
    "x for b": ({"z[2]": [108, 121]}, "x is put in for b⁽²⁾"),
    "W for b, but not entry for entry": (
        {"z[2]": [7 * 13 + 2 * 7 + 3, 3 * 13 + 11 * 7 + 2]},
        "at z⁽²⁾₁ W⁽²⁾₂₁ is put in for b⁽²⁾₁, at z⁽²⁾₂ W⁽²⁾₁₂ is put in for b⁽²⁾₂",
    ),
}


@pytest.mark.parametrize("case", TRUE_OF_ALL)
def test_words_are_true_of_all_wrong_entries_and_false_of_no_right_one(case):
    answers, words = TRUE_OF_ALL[case]
    (id,) = answers
    given = {} if id == "z[2]" else {"dz[1]": DZ}
    assert said({**given, **answers}, id) == words


def group_of(*words):
    """What gives each of as many entries, as one mistake without words for all of them."""
    return {(0, n): ErrorSource("m", text, "one") for n, text in enumerate(words)}


def in_clauses(causes):
    derivation = marker_of(TWO).derivation
    mistake = SimpleNamespace(step=derivation.by_id["W[1]"], wrong=tuple(causes))
    with derivation.again():
        (found,) = in_groups(mistake, lambda place: [causes[place]])
    return found.words.replace("W⁽¹⁾", "W")


def test_clauses_are_flat_and_at_most_six():
    alike = {(1, n): ErrorSource("n", "b is left out", "two") for n in range(3)}
    assert in_clauses({**group_of("A", "B"), **alike}) == (
        "at W₂₁, W₂₂ and W₂₃ b is left out, at W₁₁ A, at W₁₂ B"
    )
    assert in_clauses(group_of(*"ABCDEFG")) == (
        "at W₁₁ A, at W₁₂ B, at W₁₃ C, at W₁₄ D, at W₁₅ E, at W₁₆ F, and so on"
    )
