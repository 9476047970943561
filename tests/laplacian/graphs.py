"""Graphs from networkx as problem files, and answers as floats."""

import networkx as nx
import numpy as np

from hwsolve.numbers import Rational, as_ball, scalars, shape_of
from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve


def solved(text, digits=6):
    """The derivation of the text of a problem file, without its kind."""
    return solve(load_problem(Source("test", f"kind: laplacian\n{text}\n")), digits)


def floats(value):
    """A value as an array of floats."""
    numbers = [float(as_ball(x).mid()) for x in scalars(value)]
    return np.array(numbers).reshape(shape_of(value))


def edges_of(graph):
    """The key `edges` and `nodes` for a networkx graph; nodes count from 1 in its own order."""
    place = {node: number for number, node in enumerate(graph.nodes, start=1)}
    edges = [
        f"[{place[a]}, {place[b]}, {data.get('weight', 1)}]"
        for a, b, data in graph.edges(data=True)
    ]
    return f"nodes: {len(place)}\nedges: [{', '.join(edges)}]" if edges else f"nodes: {len(place)}"


def laplacian_of(graph):
    """D − A by numpy."""
    adjacency = nx.to_numpy_array(graph)
    return np.diag(adjacency.sum(axis=1)) - adjacency


def is_exact(value):
    """Whether every entry is a rational or has a closed form."""
    return all(isinstance(x, Rational) or x.closed is not None for x in scalars(value))
