"""Answers marked in a line or two."""

import json
from functools import cache

from hwsolve.checking.explaining.diagnosis import explain
from hwsolve.checking.explaining.other_conventions import OtherConventions
from hwsolve.checking.marking import Marker
from hwsolve.checking.reading.answers import read_answers
from hwsolve.problem_files import Source, find
from hwsolve.solving import load_problem, other_choices, solve, under


@cache
def problem_of(problem):
    """A problem by its name, or by its text."""
    source = Source("problem.yaml", problem) if "\n" in problem else find(problem)
    return load_problem(source)


@cache
def marker_of(problem):
    """What marks answers to a problem, other conventions included."""
    loaded = problem_of(problem)
    explainer = OtherConventions(
        explain,
        lambda: other_choices(loaded),
        lambda key, choice: solve(under(loaded, key, choice)),
    )
    return Marker(solve(loaded), "problem", explainer)


def marks_of(problem, answers, header=""):
    """The marks by id; `answers` is YAML, or a mapping."""
    text = answers if isinstance(answers, str) else json.dumps(answers)
    file = read_answers(f"problem: p\n{header}answers: {text}\n", "answers.yaml")
    return {mark.id: mark for mark in marker_of(problem).mark(file).marks}


def names_in(mark):
    """The names of the explanations of a mark."""
    return [explanation.name for explanation in mark.explanations]
