"""Slips of a few units in the last digit, beyond all that anybody could have calculated.

The students are worked out here with Python's floats: one goes on with exact numbers, one with
those that were written, and any mixture; the results of all of them bound what an honest one has.
"""

import json
import math
import random
from itertools import product

import pytest

from hwsolve.checking.verdicts import Verdict
from tests.checking.marked import marks_of

NETS = range(24)


def sigmoid(t):
    return 1 / (1 + math.exp(-t))


def net(chance):
    hidden = chance.choice([2, 3])
    draw = lambda: round(chance.uniform(-2, 2), 1)  # noqa: E731
    return {
        "x": [chance.choice([-2, -1, 1, 2]) for _ in range(2)],
        "W": [[draw(), draw()] for _ in range(hidden)],
        "b": [draw() for _ in range(hidden)],
        "V": [chance.choice([-2, -1, 1, 2, 3]) for _ in range(hidden)],
        "c": draw(),
    }


def problem(n):
    layers = [
        {"weights": n["W"], "bias": n["b"], "activation": "tanh"},
        {"weights": [n["V"]], "bias": [n["c"]], "activation": "sigmoid"},
    ]
    spec = {"input": n["x"], "layers": layers, "target": 1, "loss": "binary_cross_entropy"}
    return "kind: mlp\n" + "".join(f"{key}: {json.dumps(v)}\n" for key, v in spec.items())


def both(exact, places):
    """An exact number and the one that is written for it."""
    return exact, float(f"{exact:.{places}f}")


class Student:
    """All that somebody could have for each quantity of a net, in places decimals."""

    def __init__(self, n, places):
        self.places = places
        z = [sum(w * v for w, v in zip(row, n["x"], strict=True)) + b
             for row, b in zip(n["W"], n["b"], strict=True)]  # fmt: skip
        self.a = [both(math.tanh(t), places) for t in z]
        sums = [sum(v * t for v, t in zip(n["V"], each, strict=True)) for each in product(*self.a)]
        self.out = [total + n["c"] for total in sums]
        delta = both(sigmoid(self.out[0]) - 1, places)
        self.da = [[v * d for d in delta] for v in n["V"]]
        self.da_written = [both(options[1], places)[1] for options in self.da]
        self.delta_written = delta[1]
        self.dz = [
            [d * (1 - t * t) for d in (*da, written) for t in a]
            for da, written, a in zip(self.da, self.da_written, self.a, strict=True)
        ]

    def text(self, number):
        return f"{number:.{self.places}f}"

    def lines(self, **changed):
        """What an honest student writes who goes on with what was written, and what is changed."""
        honest = {
            "a[1]": [self.text(t[1]) for t in self.a],
            "z[2]": self.text(self.out[-1]),
            "dz[2]": self.text(self.delta_written),
            "da[1]": [self.text(t) for t in self.da_written],
            "dz[1]": [self.text(t[-1]) for t in self.dz],
        }
        return {**honest, **{id.replace("_", "["): v for id, v in changed.items()}}


def students():
    chance = random.Random(7)  # noqa: S311 - no secret
    for _ in NETS:
        n = net(chance)
        yield problem(n), Student(n, chance.choice([2, 3])), chance


def beyond(options, units, sign, places):
    """A number so many units beyond all that somebody could have written."""
    ends = [round(end, places) for end in (min(options), max(options))]
    return ends[sign > 0] + sign * units * 10**-places


def test_slips_beyond_what_rounding_gives_are_not_right():
    slips = 0
    for text, student, _ in students():
        for units, sign in product((3, 4, 5), (-1, 1)):
            slip = student.text(beyond(student.out, units, sign, student.places))
            answers = {"a[1]": student.lines()["a[1]"], "z[2]": slip}
            assert marks_of(text, answers)["z[2]"].verdict is not Verdict.RIGHT, (text, answers)
            slips += 1
            for j, options in enumerate(student.dz):
                answers = student.lines()
                del answers["z[2]"]
                answers["dz[1]"][j] = student.text(beyond(options, units, sign, student.places))
                mark = marks_of(text, answers)["dz[1]"]
                assert mark.verdict is not Verdict.RIGHT, (text, answers)
                slips += 1
    assert slips > 400


def test_no_mixture_of_exact_and_written_numbers_is_accused():
    for text, student, chance in students():
        for _ in range(4):
            answers = student.lines()
            answers["z[2]"] = student.text(chance.choice(student.out))
            answers["dz[1]"] = [student.text(chance.choice(options)) for options in student.dz]
            for id, mark in marks_of(text, answers).items():
                shown = [answers[id]] if isinstance(answers[id], str) else answers[id]
                if any(float(t) == 0 for t in shown):
                    continue  # zeros alone are too few digits
                assert mark.verdict is Verdict.RIGHT, (text, answers, id, mark.why)


@pytest.mark.parametrize("z", ["2.55", "2.49", "2.41"])
def test_the_reachable_set_of_a_rounded_hidden_layer(z):
    """a = (0.4621, 0.9951) written as 0.46 and 1.0 gives 2.4522 to 2.4621, and no 2.55."""
    text = (
        "kind: mlp\ninput: [1, 2]\nlayers: [{weights: [[1, -0.5], [2, 1]], bias: [0.5, -1], "
        "activation: tanh}, {weights: [[1, 2]], bias: [0], activation: sigmoid}]\n"
    )
    assert marks_of(text, {"a[1]": ["0.46", "1.0"], "z[2]": z})["z[2]"].verdict is (
        Verdict.FIRST_MISTAKE
    )
    for right in ("2.45", "2.46", "2.5"):
        marks = marks_of(text, {"a[1]": ["0.46", "1.0"], "z[2]": right})
        assert marks["z[2]"].verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        ("119.20", Verdict.RIGHT),  # 14.4 times 8.278, which was kept in the calculator
        ("119.23", Verdict.RIGHT),  # 14.4 times the true 8.28
        ("119.10", Verdict.FIRST_MISTAKE),
    ],
)
def test_a_decimal_that_happens_to_be_exact_may_be_rounded(last, verdict):
    """1.175 was written 1.18, which gives 8.278: 8.28 is right to the digits, and so exactly."""
    text = (
        "kind: mlp\ninput: [2.35]\n"
        "layers: [{weights: [[0.5]]}, {weights: [[-0.4]], bias: [8.75]}, {weights: [[14.4]]}]\n"
    )
    marks = marks_of(text, {"z[1]": "1.18", "z[2]": "8.28", "z[3]": last})
    assert marks["z[2]"].verdict is Verdict.RIGHT
    assert marks["z[3]"].verdict is verdict


@pytest.mark.parametrize(
    ("a", "gradient", "is_right"),
    [
        ("1.18", "119.22", True),  # from 8.28, as it is written
        ("1.18", "119.14", True),  # from 8.278, as −0.4·1.18 leaves it in the calculator
        ("1.18", "119.05", False),
        ("47/40", "119.14", False),
    ],
)
def test_a_rounded_number_that_happens_to_be_exact_may_have_had_more_digits(a, gradient, is_right):
    text = (
        "kind: mlp\ninput: [1, 1]\nlayers: [{weights: [[1.175, 0], [0, 20.556]]}, "
        "{weights: [[-0.4, 0]], bias: [8.75]}]\ntarget: 5.38\nloss: squared_error\n"
    )
    answers = {"a[1]": [a, "20.556"], "z[2]": "8.28", "dW[2]": [["6.8", gradient]]}
    mark = marks_of(text, answers)["dW[2]"]
    assert (mark.verdict is Verdict.RIGHT) is is_right, mark
