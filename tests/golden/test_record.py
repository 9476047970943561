"""The comparison of two records: nothing that is another goes by, and nothing more is covered."""

import json

import pytest

from tests.golden.comparison import changes, read_improvements, read_record, verdict

REASON = ["p", "dW[1]", "outer", "why", "each weight multiplies one input"]
ROWS = [
    REASON,
    ["p", "dW[1]", "outer", "formula", "dz[1] x.T"],
    ["p", "y_hat", "sigmoid", "latex", r"\hat{y} = \sigma(z)"],
    ["m", "z", "matmul", "verdict", "right"],
]
COVERING = """\
# compared with HEAD

operation: {operation}
field: why
from: each (weight|bias) multiplies one input
to: each \\w+ multiplies an input
lines: {lines}
why: words
"""


def recorded(rows):
    """The record of rows of one reading each."""
    lines = ([*place, {field: text}] for *place, field, text in rows)
    return read_record(map(json.dumps, lines))


def told(new, improvements=""):
    before, after = recorded(ROWS), recorded(new)
    return verdict(changes(before, after)[0], read_improvements(improvements))


def changed(place, text):
    return [[*row[:4], text] if k == place else row for k, row in enumerate(ROWS)]


def test_equal_records_say_nothing():
    assert told(ROWS[::-1]) == []


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (0, "each bias multiplies one input"),
        (1, "-dz[1] x.T"),
        (2, r"\tilde{y} = \sigma(z)"),
        (3, "undecided"),
    ],
)
def test_a_reason_a_sign_an_accent_and_a_verdict_are_found(place, text):
    (line,) = told(changed(place, text))
    assert ROWS[place][4] in line
    assert text in line


def test_what_is_gone_or_new_is_found():
    assert len(told(ROWS[1:])) == 1
    assert len(told([*ROWS, ["p", "dW[2]", "outer", "why", "because"]])) == 1


def test_what_is_meant_is_covered_to_the_line():
    new = changed(0, "each weight multiplies an input")
    assert told(new, COVERING.format(operation="outer", lines=1)) == []
    assert told(new, COVERING.format(operation="*", lines=1)) == []
    assert len(told(new, COVERING.format(operation="outer", lines=2))) == 1
    assert len(told(new, COVERING.format(operation="matmul", lines=0))) == 1


def test_what_the_record_lacks_is_a_share():
    before, after = recorded(ROWS), recorded(ROWS[3:])
    assert changes(before, after)[1] == 1 / 2
