"""The published schema takes what hwsolve takes."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from hwsolve.solving import schema

PROBLEMS = sorted((Path(__file__).parents[2] / "problems").glob("*.yaml"))


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
@pytest.mark.parametrize("of_its_kind", [True, False])
def test_every_shipped_problem_fits(path, of_its_kind):
    problem = yaml.safe_load(path.read_text(encoding="utf-8"))
    jsonschema.validate(problem, schema(problem["kind"] if of_its_kind else None))


@pytest.mark.parametrize(
    ("key", "value", "fits"),
    [
        ("cell", "gru", True),
        ("cell", "gruu", False),
        ("cell", {"type": "lstm"}, True),
        ("output", "sigmoid", True),
        ("output", "sigmoidal", False),
        ("layers", [{"cell": "gru"}], True),
    ],
)
def test_bare_words_of_a_recurrent_network(key, value, fits):
    problem = {"kind": "rnn", "inputs": [1, 2], key: value}
    validator = jsonschema.Draft202012Validator(schema("rnn"))
    assert validator.is_valid(problem) == fits
