"""Short ways from a mapping that a file would hold to the answers, and to its faults."""

import json
from itertools import chain

from hwsolve.errors import InputError
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve


def derivation_of(problem):
    """The derivation of a problem given as text or as a mapping."""
    text = problem if isinstance(problem, str) else json.dumps(problem)
    return solve(load_problem(Source("problem.yaml", text)))


def answers_of(problem):
    """Every answer as an exact value, by id."""
    return derivation_of(problem).answers()


def faults_of(problem):
    """The faults of a problem that is not well-formed."""
    try:
        derivation_of(problem)
    except InputError as error:
        return error.faults
    raise AssertionError("there is no fault")


def flat(nested):
    """All numbers of nested lists, in order."""
    return list(chain.from_iterable(map(flat, nested))) if isinstance(nested, list) else [nested]
