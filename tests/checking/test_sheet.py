"""`hwsolve sheet` and `hwsolve schema answers`: what students are given to fill."""

import json
import re

import jsonschema
import pytest
import yaml

from hwsolve.checking.verdicts import Verdict
from hwsolve.problem_files import shipped
from tests.checking.marked import marker_of, marks_of

PROBLEMS = sorted(shipped())


def leaves(value):
    """The single texts in nested lists."""
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


@pytest.fixture
def written(hwsolve):
    """What a command writes, as YAML."""

    def call(*arguments):
        status, output, _ = hwsolve(*arguments)
        assert status == 0
        return yaml.safe_load(output)

    return call


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_sheet_is_a_key_with_blanks(problem, written):
    sheet, key = written("sheet", problem), written("key", problem)
    assert sheet["problem"] == key["problem"] == problem
    assert set(leaves(list(sheet["answers"].values()))) == {"_"}
    assert list(sheet["answers"]) >= list(key["answers"])
    for id, answer in key["answers"].items():
        assert len(leaves(answer)) == len(leaves(sheet["answers"][id]))
        shape = re.sub(r"[^\[\],]", "", json.dumps(sheet["answers"][id]))
        if isinstance(answer, list):
            assert shape == re.sub(r"\"[^\"]*\"|[^\[\],]", "", json.dumps(answer))


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_blank_sheet_earns_nothing_and_is_no_fault(problem, folder, hwsolve):
    hwsolve("sheet", problem, "-o", "sheet.yaml")
    status, output, error = hwsolve("check", "sheet.yaml", "--spec", problem, "--json")
    assert (status, error) == (0, "")
    marking = json.loads(output)
    assert marking["marks"] == []
    assert marking["score"]["earned"]["decimal"] == "0"
    status, output, _ = hwsolve("check", "sheet.yaml", "--complete", "--json")
    verdicts = {mark["verdict"] for mark in json.loads(output)["marks"]}
    assert (status, verdicts) == (1, {"missing"})


@pytest.mark.parametrize("problem", PROBLEMS)
def test_what_is_given_away_is_no_answer(problem, hwsolve):
    """Every word that a question takes is there, the true ones not before the others."""
    _, output, _ = hwsolve("sheet", problem)
    for question in marker_of(problem).derivation.questions:
        line = next(x for x in output.splitlines() if x.startswith(f"  {question.id}: "))
        words = line.partition("# ")[2].split(", ")
        assert words == sorted(claim.word for claim in question.claims)


def test_titles_tell_no_answers(hwsolve):
    """P3's eigenvalues stand in the titles of its page."""
    _, page, _ = hwsolve("key", "p3")
    _, sheet, _ = hwsolve("sheet", "p3")
    titles = [line for line in page.splitlines() if line.startswith("  # ")]
    assert any("λ = " in title for title in titles)
    assert "λ = " not in sheet


@pytest.mark.parametrize("blank", ["_", '""', "", "' '"])
def test_what_is_left_blank_is_not_written(blank, folder, hwsolve):
    folder("a.yaml", f"answers:\n  y_hat: 1/2\n  L: {blank}\n  dW[2]: [[{blank or '_'}, 1, 0]]\n")
    _, output, _ = hwsolve("check", "a.yaml", "--spec", "p1a", "--json")
    assert "L" not in [mark["id"] for mark in json.loads(output)["marks"]]


def test_of_a_matrix_what_is_filled_counts():
    answers = '{"dW[1]": [[-2, "_"], ["_", 0], [8, 4]]}'
    mark = marks_of("p1a", answers)["dW[1]"]
    assert (mark.verdict, mark.entries, mark.wrong) == (Verdict.FIRST_MISTAKE, 4, ("dW[1].3.2",))
    assert mark.column == answers.index("4]") + len("answers: ") + 1
    right = '{"dW[1]": [[-2, "_"], ["_", 0], [8, -4]]}'
    assert marks_of("p1a", right)["dW[1]"].verdict is Verdict.RIGHT
    missing = list(marks_of("p1a", right, "required: ['dW[1]']\n").values())
    assert {mark.verdict for mark in missing} == {Verdict.MISSING}


def test_blanks_count_for_the_shape():
    mark = marks_of("p1a", '{"dW[1]": [[-2, "_", 1], ["_", 0, 0]]}')["dW[1]"]
    assert mark.verdict is Verdict.FIRST_MISTAKE
    assert "the shape is 2 × 3, but should be 3 × 2" in mark.why
    scalar = marks_of("p1a", '{"db[3]": [["-1/2"]], "dW[3]": ["_", "-1/2"]}')
    assert {mark.verdict for mark in scalar.values()} == {Verdict.RIGHT}


def test_points_are_those_of_what_is_filled(folder, hwsolve):
    folder("rules.yaml", "marks: {total: 6, quantities: {'dW[1]': 6}}\nanswers: {}\n")
    folder("a.yaml", "answers: {'dW[1]': [[-2, _], [_, 0], [8, 4]]}\n")
    run = hwsolve("check", "a.yaml", "--spec", "p1a", "--rules", "rules.yaml", "--json")
    score = json.loads(run[1])["score"]
    assert (score["earned"]["decimal"], score["points"]["decimal"]) == ("0", "6")
    folder("a.yaml", "answers: {'dW[1]': [[-2, _], [_, 0], [8, -4]]}\n")
    run = hwsolve("check", "a.yaml", "--spec", "p1a", "--rules", "rules.yaml", "--json")
    assert json.loads(run[1])["score"]["earned"]["decimal"] == "4"


@pytest.mark.parametrize("problem", PROBLEMS)
def test_sheets_and_keys_follow_the_schema_of_answers(problem, written):
    documents = [written("sheet", problem), written("key", problem)]
    for schema in (written("schema", "answers"), written("schema", "answers", "--spec", problem)):
        validator = jsonschema.Draft202012Validator(schema)
        validator.check_schema(schema)
        for document in documents:
            validator.validate(document)


def test_the_schema_knows_the_ids_of_a_problem(written):
    schema = written("schema", "answers", "--spec", "p1a")
    good = {"y_hat": 0.5, "a[3]": "1/2", "dW[1].3": [8, -4], "dW[1].3.2": "-4"}
    jsonschema.validate({"answers": good}, schema)
    for id in ("dQ", "dW[1].3.2.1", "y_hat.0.x", "dW[11]"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"answers": {id: 1}}, schema)
        jsonschema.validate({"answers": {id: 1}}, written("schema", "answers"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"answer": good}, schema)


def test_a_problem_goes_with_answers_only(hwsolve):
    status, _, error = hwsolve("schema", "mlp", "--spec", "p1a")
    assert status == 2
    assert "hwsolve schema answers" in error
