"""The JSON document: held to its published schema, and read back."""

import json
from functools import cache
from importlib.resources import files

import jsonschema
import pytest
import sympy
from hypothesis import given, settings

from hwsolve.command_line.entry import run
from hwsolve.numbers import Rational, Real, agree, scalars, shape_of
from hwsolve.output.renderers import render
from hwsolve.problem_files import Source, find, shipped
from hwsolve.solving import load_problem, solve
from hwsolve.spec.expressions import ExpressionError, number_from
from tests.mlp.nets import problems
from tests.mlp.solved import derivation_of
from tests.mlp.test_derive import SYMBOLIC, with_names


@cache
def validator():
    text = (files("hwsolve") / "output" / "renderers" / "solution.schema.json").read_text(
        encoding="utf-8"
    )
    schema = json.loads(text)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    assert kind is jsonschema.Draft202012Validator
    return kind(schema)


def document_of(derivation):
    document = json.loads(render(derivation, format="json"))
    errors = [f"{error.json_path}: {error.message}" for error in validator().iter_errors(document)]
    assert errors == []
    return document


def leaves(value):
    """The numbers and texts of a value of the document, in order."""
    return [leaf for part in value for leaf in leaves(part)] if isinstance(value, list) else [value]


def shape(value):
    return (len(value), *shape(value[0])) if isinstance(value, list) and value else ()


def assert_round_trip(derivation, document):
    answers = derivation.answers()
    assert answers.keys() <= document["answers"].keys()
    with derivation.precision.again():
        for id, value in answers.items():
            written = document["answers"][id]
            assert shape(written) == shape_of(value), id
            for leaf, scalar in zip(leaves(written), scalars(value), strict=True):
                assert_reads_back(leaf, scalar)


def assert_reads_back(leaf, scalar):
    if isinstance(scalar, Real) and scalar.is_symbolic:
        assert isinstance(leaf, str)
        return
    if leaf["exact"] is None:
        assert scalar.closed is None or is_long(scalar.closed)
        return
    try:
        read = number_from(leaf["exact"])
    except ExpressionError as error:  # such as the 100th root of 1 + e^-2
        if "beyond the limit" not in error.message:
            raise
        return
    assert isinstance(read, Rational) == isinstance(scalar, Rational), leaf
    assert read == scalar if isinstance(scalar, Rational) else agree(read, scalar), leaf


def is_long(closed):
    """Whether a closed form has more than 20 parts, or a number of more than 20 digits."""
    numbers = [f"{abs(number.p)}{number.q}" for number in closed.atoms(sympy.Rational)]
    parts = sum(1 for _ in sympy.preorder_traversal(closed))
    return parts > 20 or any(len(digits) > 20 for digits in numbers)


def assert_consistent(document):
    """Steps are in order, and the answers are their values under each of their names."""
    known, values = set(), {}
    for step in document["steps"]:
        assert step["id"] not in step["depends_on"]
        names = {step["id"], *step["aliases"]}
        assert not names & known
        known |= names
        values |= dict.fromkeys(names, step["value"])
    assert {id: document["answers"][id] for id in values} == values
    others = [id for id in document["answers"] if id not in values]
    assert all(document["answers"][id] in values.values() for id in others), others


@pytest.mark.parametrize("name", shipped())
def test_shipped_problems(name):
    derivation = solve(load_problem(find(name)))
    document = document_of(derivation)
    assert document["steps"]
    assert_round_trip(derivation, document)
    assert_consistent(document)


@settings(max_examples=50)
@given(problems(steps=2))
def test_random_nets(problem):
    derivation = derivation_of(problem)
    document = document_of(derivation)
    assert_round_trip(derivation, document)
    assert_consistent(document)


@settings(max_examples=10)
@given(problems(activations=SYMBOLIC, steps=1, largest=2, batches=()))
def test_random_formulas(problem):
    derivation = derivation_of(with_names(problem)[0])
    document = document_of(derivation)
    assert_round_trip(derivation, document)
    assert any(isinstance(leaf, str) for leaf in leaves(document["answers"]["z[1]"]))


def test_p1a_has_the_fields_that_were_promised():
    document = document_of(derivation_of(find("p1a.yaml").text))
    assert document["answers"]["dW[1]"][2][1] == {"exact": "-4", "decimal": "-4", "digits": None}
    assert document["answers"]["L"] == {"exact": "log(2)", "decimal": "0.693147", "digits": 6}
    (step,) = [step for step in document["steps"] if step["id"] == "y_hat"]
    assert step["aliases"] == ["a[3]"]
    assert step["depends_on"] == ["z[3]"]
    assert step["formula"] == "sigmoid(z[3])"


def test_only_what_was_asked_for_is_still_a_document():
    derivation = derivation_of(find("p1a.yaml").text)
    document = json.loads(render(derivation, format="json", only=("dW[1]", "a[3]")))
    validator().validate(document)
    assert document["answers"].keys() == {"dW[1]", "a[3]"}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d.update(extra=1), "$"),
        (lambda d: d.pop("answers"), "$"),
        (lambda d: d["steps"][0].pop("why"), "$.steps[0]"),
        (lambda d: d["steps"][0].update(note=""), "$.steps[0]"),
        (lambda d: d["answers"].update({"dW [1]": "x"}), "$.answers"),
        (lambda d: d["answers"].update(L=0.69), "$.answers.L"),
        (lambda d: d["answers"]["L"].update(decimal="0,69"), "$.answers.L"),
    ],
)
def test_the_schema_is_strict(change, path):
    document = document_of(derivation_of(find("p1a.yaml").text))
    change(document)
    assert [error.json_path for error in validator().iter_errors(document)] == [path]


def test_every_field_is_described():
    schema = validator().schema
    described = [
        (name, field)
        for part in [schema, *schema["$defs"].values()]
        for name, field in part.get("properties", {}).items()
    ]
    assert len(described) > 30
    bare = {name for name, field in described if not {"description", "$ref"} & field.keys()}
    assert bare == {"why", "text"}  # of a remark and a note: those of a step say it


def test_the_schema_is_printed(capsys):
    assert run(["schema", "solution"]) == 0
    assert json.loads(capsys.readouterr().out) == validator().schema


def test_a_second_way_has_the_value_of_the_first():
    """Its own enclosure may be too wide for the digits that are asked for: U Uᵀ, beside I."""
    text = (
        "kind: laplacian\nedges: [[1, exp(-1/2)], [2, 3, exp(-2)], [1, 3, exp(-9/2)]]\nderive: cut"
    )
    document = document_of(solve(load_problem(Source("test.yaml", text))))
    assert len(document["remarks"]) > 3
    for remark in document["remarks"]:
        assert remark["value"] == document["answers"][remark["about"]]
