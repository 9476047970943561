"""A small weighted graph: degrees, Laplacians, eigenvalues and eigenvectors, Fourier transform."""

from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np

from tests.students import numbers
from tests.students.drawing import vector
from tests.students.numbers import array

KIND = "laplacian"
SLIPS = {
    "degrees without weights": r"weight",
    "A added": r"added|sign|\+",
    "A minus D": r"sign|other way",
    "diagonal left out": r"D|left out",
    "eigenvalues of A": r"\bA\b",
    "eigenvectors not of length 1": r"length|normal",
    "U x": r"transpos|ᵀ|U x",
    "smoothness halved": r"half|factor",
    "smoothness by A": r"\bA\b",
    "divided by degrees alone": r"√|root|D",
    "rows and columns exchanged": r"transpos|D⁻¹|order|column|row",
    "not one less": r"I|D|left out",
}


def draw(chance):
    """A random small problem."""
    nodes = chance.choice([3, 4, 4])
    order = list(range(1, nodes + 1))
    chance.shuffle(order)
    edges = {tuple(sorted(pair)) for pair in pairwise(order)}
    others = [pair for pair in combinations(range(1, nodes + 1), 2) if pair not in edges]
    edges.update(pair for pair in others if chance.random() < 0.4)
    weights = chance.choice([["1"], ["1", "2", "3"], ["1", "0.5", "2"]])
    return {
        "kind": KIND,
        "edges": [[*pair, chance.choice(weights)] for pair in sorted(edges)],
        "conventions": {"laplacian": chance.choice(["combinatorial", "symmetric"])},
        "signal": vector(chance, nodes),
        "derive": ["matrices", "spectrum", "fourier"],
    }


def work(problem, write, slip=None):
    """Write all lines, perhaps with a misconception.

    Eigenvalues and eigenvectors come from a program that is given the matrices as they are: nobody
    takes them from rounded ones.
    """
    x = array(problem["signal"])
    n = len(x)
    A = np.full((n, n), Fraction(0), dtype=object)
    for i, j, weight in problem["edges"]:
        A[i - 1, j - 1] = A[j - 1, i - 1] = Fraction(weight)
    counted = numbers.step(A) if slip == "degrees without weights" else A
    D = np.diag(counted.sum(axis=1))
    signed = {"A added": D + A, "A minus D": A - D, "diagonal left out": -A}
    matrix = signed.get(slip, D - A)
    held_D, form = write("D", D), write("L", matrix)
    if problem["conventions"]["laplacian"] == "symmetric":
        write("L_sym", _symmetric(form, np.diag(held_D), slip))
        matrix = form = _symmetric(matrix, np.diag(D), slip)
        degrees = np.diag(held_D)
        exchanged = slip == "rows and columns exchanged"
        write("L_rw", (D - A) / (degrees[None, :] if exchanged else degrees[:, None]))
    values, U = eigen(A if slip == "eigenvalues of A" else matrix)
    values = write("lambda", values)
    if slip == "eigenvectors not of length 1":
        U = U / np.abs(U).max(axis=0)
    U = write("U", U)
    x_hat = write("x_hat", (U if slip == "U x" else U.T) @ x)
    form = A if slip == "smoothness by A" else form
    half = Fraction(1, 2) if slip == "smoothness halved" else 1
    write("smoothness", half * (x @ form @ x), (values * x_hat**2).sum())


def _symmetric(L, d, slip):
    root = numbers.square_root(d)
    symmetric = L / (np.outer(d, d) if slip == "divided by degrees alone" else np.outer(root, root))
    return symmetric - np.diag(np.diag(symmetric)) if slip == "not one less" else symmetric


def eigen(matrix):
    """Eigenvalues, ascending, and eigenvectors as columns, by a program."""
    values, vectors = np.linalg.eigh(matrix.astype(float))
    return _seen(values), _seen(vectors)


def _as_seen(x):
    """A number of a program, as who reads 0.5000000000000001 takes it."""
    short = Fraction(round(x * 1000), 1000)
    return short if abs(x - short) < 1e-12 else Fraction(x)


_seen = np.vectorize(_as_seen, otypes=[object])
