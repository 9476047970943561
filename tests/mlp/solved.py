"""Short ways from the text of a problem to its derivation and its numbers."""

import json

import numpy as np

from hwsolve.numbers import Rational, scalars, shape_of
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve


def derivation_of(problem, digits=6):
    """The derivation of a problem given as text or as the mapping that a file would hold."""
    text = problem if isinstance(problem, str) else json.dumps(problem)
    return solve(load_problem(Source("problem.yaml", text)), digits)


def answers_of(problem, digits=6):
    """Every answer as an exact value, by id."""
    return derivation_of(problem, digits).answers()


def to_float(scalar):
    """A number as a float."""
    if isinstance(scalar, Rational):
        return int(scalar.p) / int(scalar.q)
    return float(scalar.ball.mid())


def as_floats(value):
    """A value as a numpy array of floats."""
    return np.array([to_float(scalar) for scalar in scalars(value)]).reshape(shape_of(value))


def texts(value):
    """A value of rationals as nested lists of text. e.g. [["2", "12/5"]]"""
    if shape_of(value):
        return [texts(part) for part in value]
    assert isinstance(value, Rational), value
    return str(value)
