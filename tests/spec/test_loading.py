"""Models from files: exact values, every fault at once and in its place, the nearest legal word."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Literal

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from hwsolve import numbers
from hwsolve.errors import Fault, InputError
from hwsolve.numbers import Scalar, is_symbolic, rational
from hwsolve.spec.field_types import (
    Array,
    ArrayField,
    Exact,
    ExactOrSymbol,
    Flag,
    Keyed,
    KeyedModel,
    Matrix,
    Named,
    NonNegativeInteger,
    NumberField,
    PositiveExact,
    PositiveInteger,
    Probability,
    StrictModel,
    Value,
    Vector,
)
from hwsolve.spec.loading import choose_kind, load
from hwsolve.spec.yaml_reader import read_tree


class Relu(StrictModel):
    name: Literal["relu"] = "relu"


class LeakyRelu(StrictModel):
    name: Literal["leaky_relu"] = "leaky_relu"
    slope: Exact = fmpq(1, 100)


Activation = Annotated[Relu | LeakyRelu, Named("activation")]


class Dense(StrictModel):
    weights: Matrix
    bias: Vector | None = None
    activation: Activation = Relu()


class Conv(KeyedModel):
    key = "conv"
    weights: Array
    stride: PositiveInteger = 1


class Flatten(KeyedModel):
    key = "flatten"


Layer = Annotated[Dense | Conv | Flatten, Keyed("layer")]


class Net(StrictModel):
    kind: Literal["net"]
    title: str = ""
    input: Value
    layers: list[Layer] = Field(min_length=1)
    loss: Literal["cross_entropy", "squared_error"] = "squared_error"
    dropout: Probability = fmpq(0)
    rate: PositiveExact = fmpq(1, 10)
    steps: NonNegativeInteger = 1
    half: Flag = False
    parameters: dict[str, Vector] = Field(default_factory=dict)

    def faults(self) -> Iterable[Fault]:
        for number, layer in enumerate(self.layers):
            if isinstance(layer, Dense) and layer.bias is not None:
                rows = len(layer.weights)
                if len(layer.bias) != rows:
                    path = ("layers", number, "bias")
                    yield Fault("wrong length", path, f"{rows} entries", f"{len(layer.bias)}\x1b")
        if self.steps == 7:
            yield Fault("seven", ("optimizer", "steps"))


def read(text, model=Net):
    return load(model, read_tree(text, "f.yaml"), "f.yaml")


def faults_of(text, model=Net):
    with pytest.raises(InputError) as caught:
        read(text, model)
    assert all(fault.source == "f.yaml" for fault in caught.value.faults)
    return caught.value.faults


def places(text, model=Net):
    return [(fault.dotted_path, fault.line, fault.column) for fault in faults_of(text, model)]


GOOD = """\
kind: net
title: 12
input: [2, -1]
layers:
  - {weights: [[2, 0.1], [1/3, sqrt(2)/2], [w_11, 5]], activation: relu}
  - {weights: [[2, 1, 0]], bias: [1], activation: {name: leaky_relu, slope: 0.1}}
  - conv: {weights: [[[1, 2], [3, 4]]], stride: 2}
  - flatten
  - flatten: {}
half: true
dropout: 1/2
parameters: {W: [1, 2]}
"""


def test_a_good_file():
    net = read(GOOD)
    assert net.title == "12"
    first, second, conv, flat, also_flat = net.layers
    assert first.weights.shape == (3, 2)
    assert first.weights.dtype == object
    assert first.weights[0, 1] == fmpq(1, 10)
    assert is_symbolic(first.weights[2, 0])
    assert first.bias is None
    assert first.activation == Relu()
    assert second.activation == LeakyRelu(slope=fmpq(1, 10))
    assert isinstance(conv, Conv)
    assert conv.weights.shape == (1, 2, 2)
    assert conv.stride == 2
    assert isinstance(flat, Flatten)
    assert isinstance(also_flat, Flatten)
    assert net.half is True
    assert net.dropout == fmpq(1, 2)
    assert list(net.parameters["W"]) == [1, 2]


def test_models_can_be_built_in_python_too():
    dense = Dense(weights=[[1, rational(1, 2)]], bias=np.array([rational(3)], dtype=object))
    assert dense.weights[0, 1] == fmpq(1, 2)
    assert dense.bias[0] == 3
    net = Net(kind="net", input=[1], layers=[dense, Flatten()])
    assert net.layers[0] is dense


BAD = """\
kind: net
titel: x
layers:
  - {weights: [[2, 1], [-3, two], [3]], activation: rely}
  - {weights: [[0, 1], [1, 2x]], bias: [-3, [2]], activation: {name: leaky_relu, slop: 1}}
  - conv: {weights: [[1, 9**9**9]], strid: 0, stride: 0}
  - conv: {weights: [1, b a]}
    bias: 3
  - flaten
  - flaten: 3
  - conv: {stride: 1}
  - {weights: [1, 2, 3], activation: {slope: 3}}
loss: cross_entrpy
dropout: 1.5
rate: 0
steps: 2.0
half: yes
parameters: {W: [1, fast]}
"""


def test_all_faults_at_once_each_at_its_place():
    lines = BAD.splitlines()
    found = [
        (fault.dotted_path, fault.line, lines[fault.line - 1][fault.column - 1 :])
        for fault in faults_of(BAD)
    ]
    expected = [
        ("input", 1, "kind: net"),
        ("titel", 2, "titel"),
        ("layers[1].weights[2][2]", 4, "two]"),
        ("layers[1].weights[3]", 4, "[3]]"),
        ("layers[1].activation", 4, "rely}"),
        ("layers[2].weights[2][2]", 5, "2x]"),
        ("layers[2].bias[2]", 5, "[2]]"),
        ("layers[2].activation.slop", 5, "slop: 1"),
        ("layers[3].conv.weights[1][2]", 6, "9**9**9"),
        ("layers[3].conv.strid", 6, "strid: 0"),
        ("layers[3].conv.stride", 6, "0}"),
        ("layers[4].conv.weights[2]", 7, "b a]"),
        ("layers[4].bias", 8, "bias: 3"),
        ("layers[5]", 9, "flaten"),
        ("layers[6].flaten", 10, "flaten: 3"),
        ("layers[7].conv.weights", 11, "{stride: 1}"),
        ("layers[8].weights", 12, "[1, 2, 3]"),
        ("layers[8].activation.name", 12, "{slope: 3}"),
        ("loss", 13, "cross_entrpy"),
        ("dropout", 14, "1.5"),
        ("rate", 15, "0"),
        ("steps", 16, "2.0"),
        ("half", 17, "yes"),
        ("parameters.W[2]", 18, "fast]"),
    ]
    assert len(found) == len(expected)
    for got, (path, line, text) in zip(found, expected, strict=True):
        assert got[:2] == (path, line)
        assert got[2].startswith(text)


def test_faults_tell_what_was_expected_and_found():
    faults = {fault.dotted_path: fault for fault in faults_of(BAD)}
    assert faults["input"].message == "the key 'input' is missing"
    assert faults["titel"].hint == "did you mean title?"
    assert "parameters" in faults["titel"].expected
    assert faults["layers[1].weights[2][2]"].found == "two"
    row = faults["layers[1].weights[3]"]
    assert (row.message, row.expected, row.found) == (
        "row 3 has another length than row 1",
        "2 entries",
        "1 entry",
    )
    assert faults["layers[1].activation"].hint == "did you mean relu?"
    assert faults["layers[1].activation"].expected == "one of relu, leaky_relu"
    assert "(character 2)" in faults["layers[2].weights[2][2]"].message
    assert faults["layers[2].weights[2][2]"].hint == "write 2*x"
    assert faults["layers[2].bias[2]"].found == "a list of 1 value"
    assert faults["layers[2].activation.slop"].hint == "did you mean slope?"
    assert faults["layers[3].conv.strid"].expected == "one of weights, stride"
    assert faults["layers[3].conv.stride"].expected == "a whole number of at least 1"
    assert faults["layers[4].bias"].hint == "put it inside: conv: {bias: …}"
    assert faults["layers[5]"].hint == "did you mean flatten?"
    assert faults["layers[6].flaten"].hint == "did you mean flatten?"
    assert "one row is written" in faults["layers[8].weights"].hint
    assert faults["loss"].hint == "did you mean cross_entropy?"
    assert faults["loss"].expected == "one of cross_entropy, squared_error"
    assert faults["dropout"].expected == "a number of at least 0 and of at most 1"
    assert faults["rate"].expected == "a number greater than 0"
    assert faults["half"].expected == "true or false"


def test_cross_field_faults_get_places_and_clean_words():
    text = GOOD.replace("bias: [1]", "bias: [1, 2]") + "steps: 7\n"
    first, second = faults_of(text)
    assert (first.message, first.line, first.column) == ("seven", 1, 1)  # nearest place there is
    assert (second.dotted_path, second.line, second.column) == ("layers[2].bias", 6, 34)
    assert second.found == "2"


def test_cross_field_checks_wait_for_the_fields():
    assert places(GOOD.replace("bias: [1]", "bias: [1, 2]") + "steps: x\n") == [("steps", 13, 8)]


def test_nothing_written():
    text = "kind: net\ninput: [1]\nlayers:\n  -\n  - {weights: , bias: [1]}\ntitle:\nsteeps:\n"
    faults = faults_of(text)
    assert [(fault.dotted_path, fault.line) for fault in faults] == [
        ("layers[1]", 4),
        ("layers[2].weights", 5),
        ("title", 6),
        ("steeps", 7),
    ]
    assert [fault.message for fault in faults[:3]] == ["nothing was written here"] * 3
    assert faults[3].hint == "did you mean steps?"


@pytest.mark.parametrize("text", ["3\n", "[1]\n", "'a'\n", "kind\n"])
def test_a_file_that_is_no_mapping(text):
    (fault,) = faults_of(text)
    assert (fault.line, fault.column) == (1, 1)
    assert "mapping" in fault.expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("layers: 3", "3"),
        ("layers: []", "an empty list"),
        ("title: [1]", "a list of 1 value"),
        ("parameters: [1]", "a list of 1 value"),
        ("layers: {a: 1}", "a mapping with the keys a"),
        ("loss: [relu]", "a list of 1 value"),
        ("half: {}", "an empty mapping"),
        ("rate: {a: b}", "a mapping with the keys a"),
    ],
)
def test_a_value_of_another_sort(text, found):
    key = text.split(":")[0]
    (fault,) = [fault for fault in faults_of(text) if fault.dotted_path == key]
    assert fault.found == found
    assert fault.expected
    assert (fault.line, fault.column) == (1, len(key) + 3)


@pytest.mark.parametrize("key", ["exact", "formula", "vector"])
@pytest.mark.parametrize(
    "text",
    ["1/0", "sqrt(-1)", "log(0)", "10^5000", "1e61", "9^9^9", f"1{'0' * 60}", "-" * 30 + "1"],
)
def test_a_formula_without_a_value_is_not_told_to_be_a_formula(key, text):
    (fault,) = faults_of(f"{key}: {f'[{text}]' if key == 'vector' else repr(text)}", Numbers)
    assert fault.message
    assert not fault.expected


@pytest.mark.parametrize("text", ["1/", "one half", "2px", "(1"])
def test_what_is_no_formula_is_told_what_one_is(text):
    (fault,) = faults_of(f"formula: {text}", Numbers)
    assert "a number or a formula" in fault.expected


class Several(StrictModel):
    derive: Literal["value", "gradient"] | tuple[Literal["value", "gradient"], ...] = ()
    words: str | list[str] = ""
    whole: int | list[list[str]] = 0


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("derive: [value, gradent]", "derive[2]", "did you mean gradient?"),
        ("derive: gradent", "derive", "did you mean gradient?"),
        ("derive: [[value]]", "derive[1]", "one of value, gradient"),
        ("derive: {a: 1}", "derive", "one of value, gradient, or a list, such as [1, 2]"),
        ("words: {a: 1}", "words", "text, or a list, such as [1, 2]"),
        ("words: [a, {b: 1}]", "words[2]", "text"),
        ("words: [a, []]", "words[2]", "text"),
        ("whole: [[a], [[b]]]", "whole[2][1]", "text"),
        ("whole: [[a], b]", "whole[2]", "a list, such as [1, 2]"),
        ("whole: b", "whole", "a whole number"),
    ],
)
def test_of_several_sorts_the_one_that_was_written_is_judged(text, place, words):
    (fault,) = faults_of(text, Several)
    assert fault.dotted_path == place
    assert words in (fault.hint if "mean" in words else fault.expected)


class Numbers(StrictModel):
    exact: Exact = fmpq(0)
    formula: ExactOrSymbol = fmpq(0)
    vector: Vector | None = None
    matrix: Matrix | None = None
    array: Array | None = None
    value: Value | None = None
    decay: Annotated[Scalar, NumberField(minimum=0, below=1)] = fmpq(0)
    count: PositiveInteger = 1


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("array: [1]", (1,)),
        ("array: [[1, 2]]", (1, 2)),
        ("array: [[[[1], [2]]]]", (1, 1, 2, 1)),
        ("value: [[1], [2]]", (2, 1)),
        ("vector: [1, x, sqrt(2)]", (3,)),
    ],
)
def test_shapes(text, shape):
    assert getattr(read(text, Numbers), text.split(":")[0]).shape == shape


def test_a_bare_number_is_a_value():
    assert read("value: 3/4", Numbers).value == fmpq(3, 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("array: 3", [("array", 8)]),
        ("vector: []", [("vector", 9)]),
        ("vector: [[1]]", [("vector", 9)]),
        ("matrix: [[1, 2], 3]", [("matrix[2]", 18)]),
        ("matrix: [[1, 2], [3, 4, 5], [6, 7]]", [("matrix[2]", 18)]),
        ("matrix: [[1], [2, 3], [4, 5]]", [("matrix[1]", 10)]),
        ("matrix: [[1, 2], []]", [("matrix[2]", 18)]),
        ("matrix: [[[1]]]", [("matrix", 9)]),
        ("matrix: [[1, 2x], [3, {a: 1}]]", [("matrix[1][2]", 14), ("matrix[2][2]", 23)]),
        ("array: [[[[[1]]]]]", [("array", 8)]),
        ("array: [1, 2, [3]]", [("array[3]", 15)]),
        ("array: [[[1, 2], [3, 4]], [[5, 6]]]", [("array[2]", 27)]),
        ("array: [[[1, 2], [3]], [[5, 6], [7, 8]]]", [("array[1][2]", 18)]),
        ("array: {a: 1}", [("array", 8)]),
    ],
)
def test_irregular_arrays(text, expected):
    assert [(path, column) for path, _, column in places(text, Numbers)] == expected


def test_faults_of_one_array_are_limited():
    faults = faults_of("vector: [" + "two, " * 100 + "two]", Numbers)
    assert len(faults) == 21
    assert faults[-1].message == "and 81 more faults in this array from here on"


@pytest.mark.parametrize("text", ["exact: x", "exact: two", "exact: 'nan'", "formula: tow"])
def test_a_typing_error_never_becomes_a_symbol(text):
    (fault,) = faults_of(text, Numbers)
    assert "number" in fault.message


def test_bounds():
    assert read("decay: 0", Numbers).decay == 0
    assert read("decay: sqrt(2)/2", Numbers).decay.closed is not None
    for text in ("decay: 1", "decay: -1e-9", "decay: sqrt(2)"):
        (fault,) = faults_of(text, Numbers)
        assert fault.expected == "a number of at least 0 and less than 1"


@pytest.mark.parametrize(
    "text", ["0", "-1", "1.0", "1e3", "1_0", "0x1", "one", "١", "9" * 19, "''"]
)
def test_whole_numbers(text):
    (fault,) = faults_of(f"count: {text}", Numbers)
    assert fault.expected == "a whole number of at least 1"
    assert read("count: +12", Numbers).count == 12


def test_arrays_can_be_kept_free_of_names():
    class Plain(StrictModel):
        a: Annotated[numbers.Array, ArrayField(1, 2, symbols=False)]

    assert read("a: [1]", Plain).a[0] == 1
    assert places("a: [x]", Plain) == [("a[1]", 1, 5)]


def test_tags_of_plain_pydantic_unions_leave_no_trace():
    class Cat(BaseModel):
        sort: Literal["cat"]
        lives: int

    class Dog(BaseModel):
        sort: Literal["dog"]
        bark: bool

    class Zoo(BaseModel):
        animal: Annotated[Cat | Dog, Field(discriminator="sort")]

    assert places("animal: {sort: cat, lives: x}", Zoo) == [("animal.lives", 1, 28)]
    (fault,) = faults_of("animal: {sort: cot}", Zoo)
    assert (fault.dotted_path, fault.expected) == ("animal", "one of cat, dog")
    assert places("animal: {sort: cat}", Zoo) == [("animal.lives", 1, 9)]


def test_found_is_short_and_harmless():
    (fault,) = faults_of("exact: '" + "9x" * 300 + "'", Numbers)
    assert len(fault.found) <= 60
    assert fault.found.endswith("…")


def test_choose_kind():
    def kind(text):
        return choose_kind(read_tree(text, "f"), ["mlp", "conv"], "f")

    assert kind("kind: conv") == "conv"
    for text, place, hint in [
        ("a: 1", (1, 1), ""),
        ("a: 1\nkind: cnov", (2, 7), "did you mean conv?"),
        ("kind:", (1, 6), ""),
        ("kind: [mlp]", (1, 7), ""),
        ("[mlp]", (1, 1), ""),
    ]:
        with pytest.raises(InputError) as caught:
            kind(text)
        (fault,) = caught.value.faults
        assert (fault.line, fault.column) == place
        assert fault.hint == hint


def test_record_of_the_problem_is_json_that_reads_back():
    text = GOOD.replace("w_11", "2")
    record = read(text).model_dump_json(exclude_none=True)
    assert json.loads(record)["layers"][0]["weights"][1] == ["1/3", "sqrt(2)/2"]
    assert read(record).model_dump_json(exclude_none=True) == record


def test_json_schema_accepts_the_good_file():
    jsonschema = pytest.importorskip("jsonschema")
    schema = Net.model_json_schema()
    good = {
        "kind": "net",
        "input": [2, "1/3"],
        "layers": [
            {"weights": [[1, "x"]], "activation": "relu"},
            {"weights": [[1]], "activation": {"name": "leaky_relu", "slope": 0.1}},
            {"conv": {"weights": [1], "stride": 2}},
            "flatten",
        ],
        "half": True,
    }
    jsonschema.validate(good, schema)
    for key, value in [
        ("half", "yes"),
        ("layers", ["flaten"]),
        ("input", {"a": 1}),
        ("x", 1),
        ("layers", [{"conv": {"weights": [1], "stride": 0}}]),
    ]:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(good | {key: value}, schema)


def test_a_large_net_loads():
    row = "[" + ", ".join(["-0.125"] * 64) + "]"
    text = "matrix:\n" + f"  - {row}\n" * 74
    assert read(text, Numbers).matrix.shape == (74, 64)


KEYS = st.sampled_from(
    [*Net.model_fields, "weights", "bias", "activation", "name", "conv", "x", "", "slope"]
)
TEXTS = st.sampled_from(
    [
        "",
        "1",
        "x",
        "net",
        "relu",
        "two",
        "flatten",
        "true",
        "1/0",
        "9**9**9",
        "{a}",
        "{found}",
        "%s",
        "\n",
    ]
) | st.text(max_size=5)
TREES = st.recursive(
    TEXTS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(KEYS, TREES, max_size=8))
def test_any_tree_is_a_model_or_an_input_error(tree):
    check_any(json.dumps(tree, ensure_ascii=False))


@given(st.text())
def test_any_text_is_a_model_or_an_input_error(text):
    check_any("kind: net\n" + text)


def check_any(text):
    for model in (Net, Numbers):
        faults, words = (), ""
        try:
            read(text, model)
        except InputError as error:
            faults, words = error.faults, str(error)
        assert all(fault.line and fault.column and fault.message for fault in faults)
        places = [(fault.line, fault.column) for fault in faults]
        assert places == sorted(places)
        assert all(line.isprintable() for line in words.split("\n"))
