"""Problems of kind optim, solved from their text."""

import numpy as np
import sympy

from hwsolve.numbers import Rational, Real, scalars, shape_of
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve


def derivation(text, digits=12):
    """The derivation of a problem that is given as text, without its kind."""
    return solve(load_problem(Source("test.yaml", "kind: optim\n" + text)), digits)


def answers(text, digits=12):
    """Its answers by id."""
    return derivation(text, digits).answers()


def number(x):
    """A scalar as a float."""
    return float(x.p) / float(x.q) if isinstance(x, Rational) else float(x.ball.mid())


def floats(value):
    """A value as a float array."""
    return np.array([number(x) for x in scalars(value)]).reshape(shape_of(value))


def exact(value):
    """A value as strings of its rationals."""
    found = [str(x) for x in scalars(value)]
    return found if shape_of(value) else found[0]


def formula(x):
    """A symbolic scalar as a SymPy expression, its names as they are."""
    return x.closed if isinstance(x, Real) else sympy.Rational(int(x.p), int(x.q))
