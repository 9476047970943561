"""Numbers that are wrong for no reason are hardly ever explained: coincidences must beat chance."""

import random

import numpy as np
import pytest

from hwsolve.checking.verdicts import Verdict
from hwsolve.numbers import Rational, shape_of
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


def test_what_one_digit_says_is_said_as_a_guess():
    """A slip says what stands there, and another convention is none of many mistakes."""
    chance, guesses = random.Random("digits"), 0  # noqa: S311 - the same every time
    for problem in PROBLEMS:
        steps = [s for s in marker_of(problem).derivation.steps if s.term and not s.non_unique]
        for step in chance.sample(steps, min(len(steps), 20)):
            place = "".join(f".{chance.randint(1, n)}" for n in shape_of(step.value))
            answers = {f"{step.id}{place}": str(chance.randint(-9, 9))}
            (mark,) = marks_of(problem, answers).values()
            if mark.verdict is Verdict.FIRST_MISTAKE and mark.explanations:
                told = {e.name.partition(":")[0] for e in mark.explanations}
                is_guess = mark.why.startswith(("perhaps: ", "perhaps one of: "))
                assert is_guess or told & {"slip", "convention"}, (answers, mark.why)
                guesses += is_guess
    assert guesses > 5


@pytest.mark.parametrize(
    ("answers", "is_guess"),
    [
        ({"dz[1].3": "-4"}, True),
        ({"dz[1]": ["1", "0", "-4"]}, False),  # two entries agree
        ({"W_new[1].1.2": "-1.8"}, False),  # two digits
        ({"L": "log(2)/log(10)"}, False),  # as many digits as one likes
    ],
)
def test_more_than_a_digit_is_no_guess(answers, is_guess):
    (mark,) = marks_of("p1a", answers).values()
    assert mark.verdict is Verdict.FIRST_MISTAKE
    assert mark.explanations
    assert mark.why.startswith("perhaps") is is_guess


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
