"""Spectral clustering: k-means on the rows of the first k eigenvectors (von Luxburg 2007)."""

from __future__ import annotations

import numpy as np

from hwsolve.derivation.tape import Tape
from hwsolve.graphs.eigenspaces import Basis
from hwsolve.graphs.graph import Graph
from hwsolve.numbers import Array, Scalar, as_array, rational, sign
from hwsolve.quantity import Quantity
from hwsolve.terms.joining import diagonal
from hwsolve.terms.matrices import columns, diagonal_power, row_sums
from hwsolve.terms.partitions import least, means, squared_distances
from hwsolve.terms.term import Name

MOST_ROUNDS = 50


def write_clusters(
    tape: Tape, graph: Graph, basis: Basis, count: int, *, unit_rows: bool = False
) -> None:
    """Points Y, then nearest centres and means in turn until no node changes its cluster.

    With unit rows every point is brought to the unit circle first (Ng, Jordan and Weiss 2002).
    """
    steps = [tape.step(Quantity("u", number=place + 1)) for place in basis.smallest_first[:count]]
    Y = tape.let(
        "Y",
        columns(*(Name(step.id, step.value) for step in steps)),
        f"each node as a point: its entries in {_first(basis, count)}",
    )
    if unit_rows:
        scale = diagonal_power(diagonal(row_sums(Y**2)), exponent=rational(-1, 2))
        why = "each row by its length, as Ng, Jordan and Weiss do with L_sym"
        Y = tape.let("T", scale @ Y, why)
    points = np.asarray(Y.value, dtype=object)
    first = _spread(points, count)
    names = ", ".join(graph.nodes[node] for node in first)
    tape.convention(
        "first_centres", names,
        "k-means starts from the first node and adds the node farthest from the centres so far",
    )  # fmt: skip
    centres = tape.given(
        Quantity("centre", round=1), as_array(points[first]), "the points of the first centres"
    )
    with tape.shown_at_standard("value"):
        labels = _settled(tape, Y, centres, count)
    groups = [
        "{" + ", ".join(
            node for node, label in zip(graph.nodes, labels.value.tolist(), strict=True)
            if label == number
        ) + "}"
        for number in range(1, count + 1)
    ]  # fmt: skip
    tape.note("The clusters: " + ", ".join(groups) + ".")


def _first(basis: Basis, count: int) -> str:
    return f"the {'last' if basis.descending else 'first'} {count} eigenvectors" + (
        ", those of the smallest eigenvalues" if basis.descending else ""
    )


def _settled(tape: Tape, Y: Name, centres: Name, count: int) -> Name:
    """The clusters of the last round: where no node changes any more."""
    labels = _labels(tape, Y, centres, 1)
    for round_number in range(2, MOST_ROUNDS):
        if len(set(labels.value.tolist())) < count:
            tape.note("A centre has lost all its nodes; the clusters stay as they are.")
            break
        centres = tape.let(
            Quantity("centre", round=round_number),
            means(Y, labels, count=count),
            "each centre moves to the mean of its nodes",
        )
        following = _labels(tape, Y, centres, round_number)
        same = following.value.tolist() == labels.value.tolist()
        labels = following
        if same:
            break
    return labels


def _labels(tape: Tape, Y: Name, centres: Name, round_number: int) -> Name:
    """The number of each node's cluster, from its distances to all centres."""
    gaps = tape.let(
        Quantity("distance", round=round_number),
        squared_distances(Y, centres),
        "the squared distance of each point (a row) to each centre (a column)",
    )
    why = "each node goes to the nearest centre: the least distance in its row"
    return tape.let(Quantity("cluster", round=round_number), least(gaps), why)


def _spread(points: Array, count: int) -> list[int]:
    """The first node, then each time the one farthest from all that were chosen."""
    chosen = [0]
    while len(chosen) < count:
        distances = [min_distance(points, chosen, node) for node in range(len(points))]
        best = 0
        for node in range(1, len(points)):
            if sign(distances[node] - distances[best]) > 0:
                best = node
        chosen.append(best)
    return chosen


def min_distance(points: Array, chosen: list[int], node: int) -> Scalar:
    """The squared distance of a node's point to the nearest chosen one."""
    if node in chosen:
        return rational(-1)
    distances: list[Scalar] = []
    for other in chosen:
        difference = points[node] - points[other]
        distances.append(sum((x * x for x in difference), start=rational(0)))
    best = distances[0]
    for distance in distances[1:]:
        if sign(distance - best) < 0:
            best = distance
    return best
