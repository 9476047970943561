"""The matrices of a graph, each let from the one before: A, D, L, B, L_sym, L_rw, Q."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hwsolve.derivation import figures
from hwsolve.derivation.tape import Tape
from hwsolve.graphs.graph import Graph, listed
from hwsolve.graphs.graph_conventions import DIRECTED, GraphConventions
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.numbers import Rational, array, constant, rational, scalars
from hwsolve.terms.arithmetic import square_root
from hwsolve.terms.determinants import determinant, minor
from hwsolve.terms.elementwise import times
from hwsolve.terms.elimination import kernel_vector, row_reduced
from hwsolve.terms.joining import diagonal
from hwsolve.terms.linear import squared_norm, total
from hwsolve.terms.matrices import diagonal_power, identity, row_sums
from hwsolve.terms.norms import length
from hwsolve.terms.term import Literal, Name, Term

HALF = rational(1, 2)
MOST_NODES_DRAWN = 60


@dataclass(frozen=True, slots=True)
class Decomposed:
    """A matrix S whose eigenvectors are wanted: symmetric, or L_rw.

    `similar` has rational entries and the same eigenvalues: S = T N T⁻¹, T = `scale` diagonal, so
    that v is an eigenvector of N exactly if T v is one of S. It is S itself where T is None.

    Eigenvectors of a symmetric S are orthogonal. Those of L_rw are in the inner product xᵀDy, since
    D L_rw = L is symmetric (von Luxburg 2007, proposition 3): then D is the `metric`.
    """

    matrix: Name
    similar: Name
    scale: Name | None = None
    metric: Name | None = None

    @property
    def is_rational(self) -> bool:
        """Whether an exact characteristic polynomial is at hand."""
        return all(isinstance(x, Rational) for x in scalars(self.similar.value))

    def weighted(self, x: Term) -> Term:
        """What stands on the right in an inner product: x, or D x."""
        return x if self.metric is None else diagonal_power(self.metric, exponent=rational(1)) @ x

    def squared_length(self, x: Term) -> Term:
        """‖x‖², or xᵀDx."""
        return squared_norm(x) if self.metric is None else x @ self.weighted(x)

    def length(self, x: Term) -> Term:
        """‖x‖, or √(xᵀDx)."""
        return length(x) if self.metric is None else square_root(self.squared_length(x))


class Matrices:
    """Writes the matrices of one graph; those written are kept under their ids."""

    def __init__(self, graph: Graph, conventions: GraphConventions, tape: Tape) -> None:
        self.graph, self.conventions, self.tape = graph, conventions, tape
        self.plain = graph.undirected
        self.names: dict[str, Name] = {}

    def _let(self, id: str, term: Term, why: str) -> Name:
        self.names[id] = self.tape.let(id, term, why)
        return self.names[id]

    def write_given(self) -> None:
        """The picture of the graph, and A."""
        graph = self.graph
        if graph.size <= MOST_NODES_DRAWN:
            self.tape.figure(figures.Graph(graph.nodes, graph.edges, graph.directed))
        order = f"rows and columns stand for {listed(graph.nodes)}"
        self.tape.convention("node_order", "as listed", order)
        twice = self.conventions.loops == 2
        if graph.has_loops:
            self.conventions.tell(
                self.tape,
                "self_loops",
                self.conventions.self_loops,
                f"a self-loop counts {'twice' if twice else 'once'} in A and in the degree; "
                "in L it cancels",
            )
        why = "the weight of the edge between nodes i and j, 0 where there is none"
        if graph.directed:
            why = "the weight of the edge from node i to node j, 0 where there is none"
        adjacency = graph.adjacency(self.conventions.loops)
        self.names["A"] = self.tape.given("A", adjacency, why)

    def write_laplacian(self) -> Decomposed:
        """D and L = D − A; for a directed graph the symmetric matrix that the convention names."""
        A = self.names["A"]
        if self.graph.directed:
            self._let("D_out", diagonal(row_sums(A)), "out-degrees: the row sums of A")
            self._let("D_in", diagonal(row_sums(A.T)), "in-degrees: the column sums of A")
            choice = self.conventions.directed
            self.conventions.tell(self.tape, "directed", choice, DIRECTED[choice])
            if choice == "chung":
                return self._write_chung(A)
            A = self._let("A_s", HALF * (A + A.T), "the symmetric part of A")
        name = to_line(symbol_of(A.id))
        why = f"degrees: the row sums of {name}, on the diagonal"
        D = self._let("D", diagonal(row_sums(A)), why)
        L = self._let("L", D - A, "the Laplacian: degrees minus adjacency")
        return Decomposed(L, L)

    def _write_chung(self, A: Name) -> Decomposed:
        size = self.graph.size
        P = self._let(
            "P", diagonal_power(self.names["D_out"], exponent=rational(-1)) @ A,
            "the random walk: from each node along its edges, by weight",
        )  # fmt: skip
        R = self._let(
            "R", row_reduced(P.T - identity(size=size)), "Pᵀφ = φ, solved by row reduction"
        )
        s = self._let("s", kernel_vector(R, free=size - 1), "the solution up to a factor")
        Phi = self._let(
            "Phi", diagonal(s / total(s)), "scaled to sum 1: the stationary distribution"
        )
        root = self._let("Phi_half", diagonal_power(Phi, exponent=HALF), "its square root")
        back = diagonal_power(Phi, exponent=-HALF)
        L = self._let(
            "L",
            identity(size=size) - HALF * (root @ P @ back + back @ P.T @ root),
            "Chung's Laplacian of a directed graph",
        )
        inverse = diagonal_power(Phi, exponent=rational(-1))
        similar = self._let(
            "L_similar",
            identity(size=size) - HALF * (P + inverse @ P.T @ Phi),
            "Φ^(−1/2) L Φ^(1/2): rational, with the same eigenvalues as L",
        )
        return Decomposed(L, similar, root)

    @property
    def symmetric_adjacency(self) -> Name:
        """A, or its symmetric part for a directed graph."""
        return self.names.get("A_s", self.names["A"])

    def write_incidence(self) -> None:
        """B with a column for each edge, and L = B W Bᵀ; half of it where edges have directions.

        A directed edge has −1 at its source and 1 at its target, and gives A_s half of its weight.
        """
        links, directed = self.graph.links, self.graph.directed
        if not links:
            self.tape.note("Without edges the incidence matrix B has no column, and L = 0.")
            return
        matrix: Any = constant((self.graph.size, len(links)), 0)
        for column, (one, other, _) in enumerate(links):
            matrix[one, column] = rational(-1 if directed else 1)
            matrix[other, column] = -matrix[one, column]
        ends = "1 at its first node, −1 at its second"
        self.tape.convention(
            "edge_orientation",
            "source to target" if directed else "as listed",
            "a column of B has −1 at the source of its edge and 1 at the target"
            if directed
            else "the sign of a column of B is free: B Bᵀ doesn't change",
        )
        if directed:
            ends = "−1 at its source, 1 at its target"
        B = self.tape.given("B", matrix, f"a column for each edge: {ends}")
        term, adds = B @ B.T, "1 to two degrees and −1 to two entries"
        if self.graph.is_weighted:
            weights = array([weight for *_, weight in links])
            w = self.tape.given("w", weights, "the weights of the edges")
            W = self.tape.let("W_e", diagonal(w), "the weights, on the diagonal")
            term, adds = B @ W @ B.T, "its weight to two degrees and takes it from two entries"
        if directed:
            term, adds = times(Literal(HALF), term), f"half of this: {adds}"
        self.tape.remark("L", term, f"each edge adds {adds}")

    def write_normalized(self) -> tuple[Decomposed, Decomposed]:
        """L_sym and L_rw, which have the same eigenvalues."""
        D, L, A = self.names["D"], self.names["L"], self.symmetric_adjacency
        written = to_line(symbol_of(A.id))
        if self.plain.isolated:
            self.conventions.tell(
                self.tape, "isolated_nodes", self.conventions.isolated_nodes,
                "1/0 is read as 0, so that an isolated node keeps a row of 0",
            )  # fmt: skip
        back = diagonal_power(D, exponent=-HALF)
        symmetric = self._let("L_sym", back @ L @ back, "scaled by the degrees on both sides")
        if not self.plain.isolated:
            self.tape.remark(
                "L_sym",
                identity(size=self.graph.size) - back @ A @ back,
                f"with L = D − {written}",
            )
        inverse = diagonal_power(D, exponent=rational(-1))
        why = "scaled by the degrees on one side" + (
            "" if self.plain.isolated else f": I − D⁻¹{written}"
        )
        walk = self._let("L_rw", inverse @ L, why)
        if self.conventions.laplacian == "symmetric":
            self.tape.note(
                "L_rw = D^(−1/2) L_sym D^(1/2), so both have the same eigenvalues, and v is an "
                "eigenvector of L_rw exactly if D^(1/2) v is one of L_sym (von Luxburg 2007)."
            )
        scale = self._root_of_degrees(D) if self.conventions.laplacian == "symmetric" else None
        return Decomposed(symmetric, walk, scale), Decomposed(walk, walk, metric=D)

    def _root_of_degrees(self, D: Name) -> Name:
        if not self.plain.isolated:
            return self._let("D_half", diagonal_power(D, exponent=HALF), "the square root of D")
        missing = np.array([rational(k in self.plain.isolated) for k in range(self.graph.size)])
        return self._let(
            "D_half",
            diagonal_power(D + diagonal(Literal(missing)), exponent=HALF),
            "the square root of D, with 1 for an isolated node",
        )

    def write_signless(self) -> Decomposed:
        """Q = D + A."""
        A, D = self.symmetric_adjacency, self.names["D"]
        Q = self._let("Q", D + A, "the signless Laplacian: degrees plus adjacency")
        return Decomposed(Q, Q)

    def write_trees(self) -> None:
        """The matrix-tree theorem of Kirchhoff."""
        size = self.graph.size
        if size == 1:
            self.tape.note("A graph of one node has one spanning tree, the node itself.")
            return
        inner = self.tape.let(
            "L_minor", minor(self.names["L"], place=0), "L without its first row and column"
        )
        counted = "the number of spanning trees"
        if self.plain.is_weighted:
            counted = "the sum of the spanning trees' weights, each the product of its edges'"
        self.tape.let("tau", determinant(inner), f"matrix-tree theorem (Kirchhoff): {counted}")
