"""Problem files from numpy arrays, and their answers as floats."""

import numpy as np

from hwsolve.derivation.step import Statement, Step
from hwsolve.numbers import as_ball, shape_of
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve


def rounded(generator, *shape, scale=1.0):
    """Random decimals of three digits, so that the file's numbers are the floats' own."""
    return np.round(generator.uniform(-scale, scale, shape), 3)


def written(value):
    """Flow-style YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    return f"'{value}'" if isinstance(value, str) and "[" in value else str(value)


def derivation_of(digits=15, **keys):
    """The derivation of a problem of kind rnn."""
    text = "\n".join(f"{key}: {written(value)}" for key, value in {"kind": "rnn", **keys}.items())
    return solve(load_problem(Source("test.yaml", text)), digits)


def floats(value):
    """A value as a float or an array of floats."""
    if not shape_of(value):
        return float(as_ball(value))
    return np.vectorize(lambda x: float(as_ball(x)), otypes=[float])(value)


def answers_of(**keys):
    """The answers of a problem of kind rnn, by id."""
    return {id: floats(value) for id, value in derivation_of(**keys).answers().items()}


def steps_of(derivation, kind=Step):
    """The steps of a derivation by id, in order; with `kind=Statement` its lines in letters."""
    items = (item for section in derivation.sections for item in section.items)
    return {item.id: item for item in items if isinstance(item, kind)}


def statements_of(derivation):
    """The lines in letters of a derivation, by id."""
    return steps_of(derivation, Statement)
