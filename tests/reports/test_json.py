"""JSON against its published schema."""

import json
from importlib.resources import files

import jsonschema
import pytest

from tests.reports.marked import failure, hostile, made_up, marking, written

SCHEMA = json.loads(
    (files("hwsolve.output.reports") / "marking.schema.json").read_text(encoding="utf-8")
)
RESULTS = [marking(), made_up(), failure(), *hostile()]


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("result", RESULTS)
def test_a_document_is_what_the_schema_says(result):
    jsonschema.validate(json.loads(written("json", [result])), SCHEMA)


def test_several_files_are_a_line_each():
    lines = written("json", RESULTS, several=True).splitlines()
    assert len(lines) == len(RESULTS)
    for line in lines:
        jsonschema.validate(json.loads(line), SCHEMA)


def test_what_a_document_holds():
    document = json.loads(written("json", [marking()]))
    assert document["result"] == "bad input"
    assert document["exit_status"] == 2
    assert document["first_mistake"] == "dW[1]"
    assert document["name"] == "Zoë ŷ"
    assert document["counts"] == {
        "right": 1, "first mistake": 1, "follows": 1, "healed": 0, "missing": 0, "undecided": 0,
        "unreadable": 1, "unknown quantity": 1,
    }  # fmt: skip
    mark = document["marks"][2]
    assert (mark["id"], mark["line"], mark["column"]) == ("dW[1]", 5, 24)
    assert mark["wrong"] == ["dW[1].2.2"]
    assert mark["written"] == "[[-2, 1], [0, -1], [8, -4]]"


def test_a_schema_can_fail():
    document = json.loads(written("json", [marking()])) | {"exit_status": 7}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


def test_hostile_text_stays_what_it_was():
    document = json.loads(written("json", hostile()[:1]))
    assert document["name"] == hostile()[0].name
