"""Every part of a problem left out: it is solved without, or told at its place, never a crash."""

from itertools import combinations

import pytest

from hwsolve.errors import InputError, LimitError
from tests.rnn.solved import derivation_of

PLAIN = {"U": [[0.5]], "W": [[0.25]], "b": [0.125]}
STATES = {"lstm": ["initial_state", "initial_cell"], "gru": ["initial_state"]}
TRAINED = {
    "inputs": [1, -1], "V": [[2]], "c": [0.5], "targets": [1, 0], "loss": "squared_error",
    "optimizer": {"name": "sgd", "learning_rate": 0.5}, "clip": {"norm": 1},
}  # fmt: skip


def direction(cell, **gate):
    """All that one direction of one layer may say."""
    letters = {"lstm": "ifog", "gru": "zrh"}.get(cell, "")
    starts = {key: [0.75] for key in STATES.get(cell, ["initial_state"])}
    if not letters:
        return {**PLAIN, **starts}
    return {"gates": {letter: {**PLAIN, **gate} for letter in letters}, **starts}


def whole(cell):
    return {"cell": cell, **direction(cell), **TRAINED}


AFTER = whole("gru") | {"conventions": {"gru_reset": "after"}}
AFTER["gates"] = {**AFTER["gates"], "h": {**PLAIN, "recurrent_bias": [1]}}
STACKED = {"cell": "lstm", "stacked": "ifog", **TRAINED} | {
    "U": [[1]] * 4, "W": [[1]] * 4, "b": [1] * 4,
}  # fmt: skip
PROBLEMS = {
    "vanilla": whole("vanilla"),
    "lstm": whole("lstm"),
    "gru": whole("gru"),
    "gru, reset after": AFTER,
    "stacked lstm": STACKED,
    "both directions": {**whole("lstm"), "backward": direction("lstm"), "V": [[2, 1]]},
    "layers": {
        "layers": [
            {"cell": "gru", **direction("gru")},
            {"cell": {"state": "h"}, **direction("vanilla")},
        ],
        **TRAINED,
    },
    "named": {"cell": {"U": "W_x"}, "W_x": [[1]], "W": [[1]], "b": [1], **TRAINED},
}


def places(value, path=()):
    """Every key and every place of a list."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, key))


def without(value, *left_out, path=()):
    """The value without some of its places."""
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if (*path, k) not in left_out}
        return {k: without(v, *left_out, path=(*path, k)) for k, v in kept.items()}
    if isinstance(value, list):
        numbered = [(k, v) for k, v in enumerate(value) if (*path, k) not in left_out]
        return [without(v, *left_out, path=(*path, k)) for k, v in numbered]
    return value


def outcome(problem):
    """The faults by their places; None for what is solved."""
    try:
        derivation_of(digits=3, **problem)
    except InputError as error:
        return {fault.dotted_path: fault for fault in error.faults}
    except LimitError:
        pass
    return None


@pytest.mark.parametrize("name", PROBLEMS)
def test_any_part_may_be_missing(name):
    problem = PROBLEMS[name]
    assert outcome(problem) is None
    for place in places(problem):
        outcome(without(problem, place))


@pytest.mark.parametrize("name", ["vanilla", "lstm", "gru, reset after", "both directions"])
def test_any_two_weights_may_be_missing(name):
    problem = PROBLEMS[name]
    weights = [p for p in places(problem) if p[-1] in (*"UWbVifogzrh", "recurrent_bias")]
    for pair in combinations(weights, 2):
        outcome(without(problem, *pair))


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_missing_gates_are_named_at_their_place(cell):
    problem = whole(cell)
    for letter in problem["gates"]:
        faults = outcome(without(problem, ("gates", letter)))
        assert list(faults) == ["gates"]
        assert faults["gates"].message == f"the weights of 1 gate are missing: {letter}"
        faults = outcome(without(problem, ("gates", letter, "W")))
        assert list(faults) == [f"gates.{letter}"]
        assert faults[f"gates.{letter}"].message == f"the matrix W_{letter} is missing"


def test_the_second_bias_of_stacked_gates_belongs_to_the_candidate():
    stacked = {"cell": "gru", "inputs": [1], "stacked": "zrh", "U": [[1], [2], [3]],
               "W": [[1], [2], [3]], "conventions": {"gru_reset": "after"}}  # fmt: skip
    assert "recurrent_bias" in outcome({**stacked, "recurrent_bias": [1, 2, 3]})
    assert "c_h" in derivation_of(**stacked, recurrent_bias=[1]).answers()
    assert "recurrent_bias" in outcome({**STACKED, "recurrent_bias": [1]})
