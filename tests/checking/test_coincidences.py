"""Numbers that are wrong for no reason are hardly ever explained: coincidences must beat chance."""

import random

import numpy as np
import pytest

from hwsolve.checking.verdicts import Verdict
from hwsolve.numbers import Rational
from tests.checking.marked import marker_of, marks_of

PROBLEMS = ["p1a", "p1b", "p2d1", "p2d2", "p2e", "p3"]
DRAWN = 90
MOST = 0.02


def numbers(chance, step):
    """Random numbers in the shape of a quantity, of its size, as somebody would write them."""
    decimals = chance.choice([2, 3, 4])
    size = max((abs(float(x)) for x in np.ravel(step.value) if isinstance(x, Rational)), default=1)

    def number():
        return round(chance.uniform(-2, 2) * max(size, 0.1), decimals)

    return np.vectorize(lambda _: str(number()))(np.array(step.value, dtype=object)).tolist()


def explained(problem):
    """What is said of so many random numbers, where anything is."""
    chance = random.Random(problem)  # noqa: S311 - the same every time
    steps = [
        step
        for step in marker_of(problem).derivation.steps
        if step.term is not None and step.non_unique is None
    ]
    told, tried = [], 0
    while tried < DRAWN:
        step = chance.choice(steps)
        written = numbers(chance, step)
        mark = marks_of(problem, {step.id: written})[step.id]
        if mark.verdict is Verdict.FIRST_MISTAKE:
            tried += 1
            if mark.explanations:
                told.append(f"{step.id} {written}: {mark.why}")
    return told


def test_random_numbers_are_not_explained():
    told = [words for problem in PROBLEMS for words in explained(problem)]
    assert len(told) <= MOST * DRAWN * len(PROBLEMS), "\n".join(told)


@pytest.mark.parametrize(
    ("problem", "answers"),
    [
        ("p1a", {"dW[1].1.1": 1}),
        ("p1a", {"dz[1]": [0, 0, 4]}),
        ("p1a", {"z[3]": 0.1}),
        ("p1b", {"height[1]": 2.05}),
    ],
)
def test_a_number_that_could_come_from_anywhere_is_no_copy_and_no_slip(problem, answers):
    (mark,) = marks_of(problem, answers).values()
    assert mark.verdict is Verdict.FIRST_MISTAKE
    assert not any(explanation.is_slip for explanation in mark.explanations)
