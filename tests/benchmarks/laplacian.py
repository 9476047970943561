"""Exact spectra of graph families up to 12 nodes, certified spectra of large random graphs.

Targets: every family under 2 s; 200 random nodes with 10 proven digits under 5 s.
"""

from time import process_time

import numpy as np

from hwsolve.problem_files import Source
from hwsolve.solving import load_problem, solve

FAMILIES = [
    "{name: path, size: 12}",
    "{name: cycle, size: 12}",
    "{name: complete, size: 12}",
    "{name: star, size: 12}",
    "{name: wheel, size: 12}",
    "{name: grid, rows: 3, columns: 4}",
    "{name: hypercube, dimension: 3}",
    "petersen",
    "{name: barbell, size: 5, bridge: 2}",
    "{name: binary_tree, height: 2}",
    "{name: complete_bipartite, left: 5, right: 7}",
]
FAMILY_TARGET, LARGE_TARGET, DIGITS = 2.0, 5.0, 10


def seconds(text, digits=6):
    """The processor time of one problem, from its text to a verified derivation."""
    start = process_time()
    solve(load_problem(Source("benchmark", f"kind: laplacian\n{text}\n")), digits)
    return process_time() - start


def random_edges(size, seed=0):
    """Each pair is an edge with probability 1/10."""
    chosen = np.random.default_rng(seed).random((size, size)) < 0.1
    edges = [[i + 1, j + 1] for i in range(size) for j in range(i) if chosen[i, j]]
    return f"nodes: {size}\nedges: {edges}\nderive: spectrum"


def report(name, taken, target):
    print(f"{name:<48} {taken:7.3f} s   {taken / target:6.1%} of {target:g} s")


def main():
    """Print each time and its share of the target."""
    for family in FAMILIES:
        report(f"exact {family}", seconds(f"family: {family}"), FAMILY_TARGET)
    for size in (50, 100, 200):
        taken = seconds(random_edges(size), DIGITS)
        report(f"certified, {size} random nodes, {DIGITS} digits", taken, LARGE_TARGET)


if __name__ == "__main__":
    main()
