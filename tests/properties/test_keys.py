"""The examples of the properties together use every key of every model of a file."""

import importlib
import pkgutil

import pytest
from pydantic import BaseModel

import hwsolve
from hwsolve.checking.reading.answers import read_answers
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solver_of
from hwsolve.spec import StrictModel, load
from tests.properties import problems
from tests.properties.changes import as_text


def models():
    """Every model that a file is read into: those that no other model extends, and their like."""
    for module in pkgutil.walk_packages(hwsolve.__path__, "hwsolve."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    waiting = [StrictModel]
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        own = [sub for sub in model.__subclasses__() if sub.__module__.startswith("hwsolve.")]
        if not own and model.__module__.startswith("hwsolve."):
            yield model


def used(value):
    """(model, key) for everything that a file set, all the way down, and for its base models."""
    if isinstance(value, BaseModel):
        for model in type(value).__mro__:
            if issubclass(model, BaseModel):
                yield from ((model, key) for key in value.model_fields_set)
        for key in value.model_fields_set:
            yield from used(getattr(value, key))
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from used(part)


def all_used():
    """(model, key) for everything that some example sets."""
    found = set()
    for problem in problems.own().values():
        loaded = load_problem(Source("problem.yaml", as_text(problem)))
        found |= set(used(load(solver_of(loaded.kind).Spec, loaded.tree, "problem.yaml")))
    answers = (problems.EXAMPLES / "answers.yaml").read_text(encoding="utf-8")
    found |= set(used(read_answers(answers, "answers.yaml").header))
    return found


MADE_BY_HWSOLVE = {"NodeNetwork", "ConstantGradient"}
"""Models that no file is read into: parts of a problem of another kind."""


def test_every_key_of_every_model_stands_in_an_example():
    found = all_used()
    missing = sorted(
        f"{model.__name__}.{key}"
        for model in models()
        if model.__name__ not in MADE_BY_HWSOLVE
        for key in model.model_fields
        if not any((base, key) in found for base in model.__mro__)
    )
    assert missing == []


@pytest.mark.parametrize("name", problems.own())
def test_an_example_is_written_as_it_is_read(name):
    problem = problems.own()[name]
    assert problems.plain(as_text(problem)) == problem
