"""What is said of wrong values is in hwsolve's words, whatever the model and the field."""

import importlib
import pkgutil
import re

import pytest
from pydantic import ValidationError
from pydantic_core._pydantic_core import list_all_errors

import hwsolve
from hwsolve.errors import InputError
from hwsolve.solving import kinds
from hwsolve.spec.loading import load
from hwsolve.spec.models import StrictModel
from hwsolve.spec.validation_errors import in_words, line_errors
from hwsolve.spec.yaml_reader import read_tree

for module in pkgutil.walk_packages(hwsolve.__path__, "hwsolve."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)


def subclasses(model):
    for below in model.__subclasses__():
        yield below
        yield from subclasses(below)


MODELS = sorted(
    (m for m in set(subclasses(StrictModel)) if m.__module__.startswith("hwsolve.")),
    key=lambda model: (model.__module__, model.__name__, model.__qualname__),
)

WRONG = [
    None, True, 3, -1, 2.5, "", "zzz", "-7", "1e400", "3.5", "x" * 3000, [], ["zzz"], [[]], [[[]]],
    [["a", "b"], ["c"]], [1, [2]], [None], {}, {"zzz": "1"}, {"name": "zzz"}, {"name": []},
    {"name": {}}, [{"zzz": []}], [{}], [["1"], {}], {"type": "zzz"}, b"1", (), {1: 2}, [True],
    {"key": {"key": {}}}, "~", "nan", "inf", "10**9", "true",
]  # fmt: skip

PHRASES = re.compile(
    "|".join(
        rf"\b{re.escape(phrase.strip(' ,.:'))}\b"
        for error in list_all_errors()
        for phrase in re.split(r"\{[^}]*\}", error["message_template_python"])
        if len(phrase.split()) > 1
    ),
    re.IGNORECASE,
)
TYPES = re.compile(
    r"\b(dict|tuple|str|NoneType|None|fmpq|ndarray|numpy|Scalar|Literal|Optional|frozenset"
    r"|pydantic\w*|dictionary|instance|PlainLoss|validat\w+)\b|<[a-z]+ |__\w+__|\w+Error\b"
)


def foreign(text):
    """What stands in a message that isn't ours."""
    found = PHRASES.search(text) or TYPES.search(text)
    return found and found[0]


def said_of(model, data):
    """Every sentence about a value that the model refuses; none where it takes it."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        for item in line_errors(error, legal_keys=model.keys()):
            context = item["type"].context
            yield context["message"]
            yield context["expected"]
            yield context["hint"]
            found = context["found"]
            if found not in ("None", "dict", "list"):
                yield found
    except InputError as error:
        yield str(error)


def test_the_phrases_are_pydantics():
    for text in ("Input should be a valid list", "Field required", "Value error, x",
                 "String should have at least 1 character"):  # fmt: skip
        assert foreign(text), text
    for text in ("a mapping (key: value)", "the key 'name' is missing", "a list of 2 values"):
        assert not foreign(text), text


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.__module__}.{model.__name__}")
def test_every_field_of_every_model_in_our_words(model):
    for value in WRONG:
        for data in (value, *({key: value} for key in model.keys())):  # noqa: SIM118
            for text in said_of(model, data):
                assert not foreign(text), (data, text)


@pytest.mark.parametrize("sort", [error["type"] for error in list_all_errors()])
def test_every_sort_of_error_of_pydantic_has_words(sort):
    example = next(error for error in list_all_errors() if error["type"] == sort)
    context = example.get("example_context") or {}
    item = {"type": sort, "loc": ("key",), "input": "1", "ctx": context, "msg": "Input should be"}
    words = in_words(item).context
    assert words["message"]
    assert not any(map(foreign, words.values()))


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize("text", ["", "zzz", "[]", "{}", "[[]]", "{zzz: 1}", "-1", "[1, [2]]"])
def test_every_key_of_a_file_in_our_words(kind, text):
    module = importlib.import_module(f"hwsolve.kinds.{kind}")
    for key in module.Spec.keys():  # noqa: SIM118
        if key == "kind":
            continue
        tree = read_tree(f"kind: {kind}\n{key}: {text}\n", "p.yaml")
        try:
            load(module.Spec, tree, "p.yaml")
        except InputError as error:
            said = str(error)
            assert not foreign(said), said
            places = [fault.line and fault.column for fault in error.faults]
            assert all(places), said
