"""Eigenvectors: each eigenspace by row reduction, made orthonormal by Gram–Schmidt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hwsolve.derivation.tape import Tape
from hwsolve.graphs import non_unique_eigenvectors
from hwsolve.graphs.graph import Graph
from hwsolve.graphs.graph_conventions import GraphConventions
from hwsolve.graphs.graph_matrices import Decomposed
from hwsolve.graphs.row_operations import equations, row_operations, unknown
from hwsolve.graphs.spectrum import STYLE, EnclosedRoot, polynomial_in
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import Matrix, Relation, Symbol
from hwsolve.notation.values import notate_scalar
from hwsolve.numbers import Rational, Real, Scalar, array, as_ball, rational, sign
from hwsolve.numbers.algebraic_fields import eigenvector_polynomials
from hwsolve.numbers.polynomials import Factor, Root
from hwsolve.quantity import Quantity
from hwsolve.terms.eigenvalues import eigenvector, enclosed_eigenvector
from hwsolve.terms.elimination import (
    free_columns,
    kernel_vector,
    pivot,
    pivots_of,
    row_reduced,
)
from hwsolve.terms.joining import diagonal
from hwsolve.terms.matrices import columns, identity
from hwsolve.terms.term import Literal, Name, Term

AnyRoot = Root | EnclosedRoot

MOST_BY_PIVOTS = 5
"""Nodes up to which an elimination is shown pivot by pivot."""


@dataclass(frozen=True, slots=True)
class Eigenspace:
    """The places of one eigenvalue in λ, from 0, and the number of the eigenspace, from 1."""

    number: int
    start: int
    stop: int
    root: AnyRoot


@dataclass(frozen=True, slots=True)
class Basis:
    """λ, U and the eigenspaces, in the order of λ."""

    values: Name
    U: Name
    spaces: list[Eigenspace]
    descending: bool = False

    @property
    def smallest_first(self) -> list[int]:
        """The places of λ from its smallest entry to its largest; an eigenspace keeps its order."""
        spaces = self.spaces[:: -1 if self.descending else 1]
        return [place for space in spaces for place in range(space.start, space.stop)]


class Decomposition:
    """Writes U of S = U Λ Uᵀ, eigenspace by eigenspace."""

    def __init__(
        self,
        tape: Tape,
        subject: Decomposed,
        values: Name,
        roots: Sequence[AnyRoot],
        graph: Graph,
        conventions: GraphConventions,
    ) -> None:
        self.tape, self.subject, self.values = tape, subject, values
        self.roots, self.graph, self.conventions = roots, graph, conventions
        self.stated: list[Factor] = []  # those for whose roots an eigenvector is written in λ

    def run(self) -> Basis:
        """Write every eigenspace, U, Λ, and the verification."""
        self.conventions.tell_signs(self.tape)
        if any(root.multiplicity > 1 for root in self.roots):
            self.conventions.tell_eigenspaces(self.tape)
        vectors: list[Name] = []
        spaces = []
        for number, root in enumerate(self.roots, start=1):
            start = len(vectors)
            written = to_line(notate_scalar(root.value, STYLE))
            sign_of = "=" if root.is_explicit or isinstance(root.value, Rational) else "≈"
            with self.tape.section("Eigenvectors", f"λ {sign_of} {written}"):
                vectors += self._eigenspace(number, start, root)
            spaces.append(Eigenspace(number, start, len(vectors), root))
        with self.tape.section("Eigendecomposition"):
            U = self._assembled(vectors)
        return Basis(self.values, U, spaces, self.conventions.descending)

    def _value(self, place: int) -> Name:
        return Name(self.values.id, self.values.value[place], (place,))

    # ---- one eigenspace -------------------------------------------------------------------------

    def _eigenspace(self, number: int, start: int, root: AnyRoot) -> list[Name]:
        if isinstance(root, EnclosedRoot):
            found = self._enclosed(start, root)
        elif root.is_explicit:
            found = self._by_elimination(number, start)
        else:
            found = self._in_field(start, root)
        if self.subject.scale is not None:
            found = [
                self.tape.let(
                    Quantity("y", number=start + k), self.subject.scale @ v,
                    f"scaled: an eigenvector of {self.subject.matrix.id}",
                    non_unique=non_unique_eigenvectors.eigenvector(
                        self.subject.matrix, self._value(start), ()
                    ),
                )
                for k, v in enumerate(found, start=1)
            ]  # fmt: skip
        with self.tape.shown_at_standard("line"):
            return self._orthonormal(found, start)

    @property
    def _letter(self) -> str:
        """The matrix whose eigenvectors are sought, in words."""
        return to_line(symbol_of(self.subject.similar.id))

    def _by_elimination(self, number: int, start: int) -> list[Name]:
        matrix = self.subject.similar
        size = matrix.shape[0]
        with self.tape.shown_at_standard("line"):
            moved = self.tape.let(
                Quantity("M", eigenspace=number),
                matrix - self._value(start) * identity(size=size),
                f"eigenvectors solve ({self._letter} − λI) v = 0",
            )
        with self.tape.shown_at_standard("nothing"):
            echelon = self._reduced(moved, number)
        free = free_columns(np.asarray(echelon.value, dtype=object))
        self.tape.note(equations(np.asarray(echelon.value, dtype=object), free))
        if self.conventions.eigenspace_basis == "free_variables_reversed":
            free = free[::-1]
        found: list[Name] = []
        for place in free:
            vector = kernel_vector(echelon, free=place)
            found.append(self._vector(start, found, vector, self._why_free(place, free)))
        return found

    def _vector(self, start: int, found: list[Name], vector: Term, why: str) -> Name:
        """The next eigenvector of an eigenspace, of any length."""
        free = non_unique_eigenvectors.eigenvector(
            self.subject.similar, self._value(start), tuple(found)
        )
        with self.tape.shown_at_standard("value"):
            return self.tape.let(
                Quantity("v", number=start + len(found) + 1), vector, why, non_unique=free
            )

    @staticmethod
    def _why_free(place: int, free: list[int]) -> str:
        name = to_line(unknown(place))
        if len(free) == 1:
            return f"set {name} to 1 and read off the others"
        return f"one solution for each free variable: {name} = 1, the other free ones 0"

    def _reduced(self, moved: Name, number: int) -> Name:
        value = np.asarray(moved.value, dtype=object)
        steps = pivots_of(value) if moved.shape[0] <= MOST_BY_PIVOTS else []
        if not steps:
            return self.tape.let(
                Quantity("R", eigenspace=number), row_reduced(moved), "reduced by Gauss–Jordan"
            )
        current = moved
        for count, (row, source, column) in enumerate(steps, start=1):
            last = count == len(steps)
            term = pivot(current, row=row, source=source, column=column)
            words = row_operations(np.asarray(current.value, dtype=object), row, source, column)
            reduced = Quantity("R" if last else "M", eigenspace=number)
            id = reduced if last else reduced.moved(operation=count)
            current = self.tape.let(id, term, words)
        return current

    def _enclosed(self, start: int, root: EnclosedRoot) -> list[Name]:
        """By solving in balls; for 0 the components' indicator vectors."""
        matrix, size = self.subject.similar, self.graph.size
        if not isinstance(root.value, Rational):
            vector = enclosed_eigenvector(matrix, self._value(start))
            why = f"the solution of ({self._letter} − λI) v = 0, an entry 1, in proven digits"
            return [self._vector(start, [], vector, why)]
        found: list[Name] = []
        for part in self.graph.components:
            ones = Literal(array([rational(node in part) for node in range(size)]))
            found.append(self._vector(start, found, ones, "1 on a component, 0 elsewhere"))
        return found

    def _in_field(self, start: int, root: Root) -> list[Name]:
        matrix = self.subject.similar
        basis = eigenvector_polynomials(
            np.asarray(matrix.value, dtype=object), root.factor.coefficients
        )
        if root.factor not in self.stated:
            self.stated.append(root.factor)
            self._state_field(root, basis, start)
        found: list[Name] = []
        for place in range(len(basis)):
            vector = eigenvector(
                matrix, self._value(start), factor=root.factor.coefficients, place=place
            )
            why = (
                f"row reduction of {self._letter} − λI with entries in ℚ(λ), then the digits of λ "
                "put in"
            )
            found.append(self._vector(start, found, vector, why))
        return found

    def _state_field(
        self, root: Root, basis: tuple[tuple[tuple[Scalar, ...], ...], ...], start: int
    ) -> None:
        symbol = Symbol("lambda")
        for k, vector in enumerate(basis, start=1):
            rows = tuple((polynomial_in(symbol, entry),) for entry in vector)
            self.tape.state(
                Quantity("v_field", number=start + k),
                Relation((Symbol("v"), Matrix(rows)), ("=",)),
                "row_reduction",
                "for every root λ of "
                + to_line(polynomial_in(symbol, root.factor.coefficients))
                + f": the solution of ({self._letter} − λI) v = 0, computed with polynomials in λ",
                ("p",),
            )

    # ---- Gram–Schmidt ---------------------------------------------------------------------------

    def _orthonormal(self, found: list[Name], start: int) -> list[Name]:
        subject, value = self.subject, self._value(start)
        orthogonal: list[Name] = []
        for k, v in enumerate(found, start=start + 1):
            if not orthogonal:
                orthogonal.append(v)
                continue
            term: Term = v
            for w in orthogonal:
                product = w @ subject.weighted(v)
                if sign_or_unknown(product) != 0:
                    term = term - product / subject.squared_length(w) * w
            if term is v:
                orthogonal.append(v)
            else:
                why = "Gram–Schmidt: minus the parts along the vectors before"
                free = non_unique_eigenvectors.orthogonal(subject, value, tuple(orthogonal))
                orthogonal.append(
                    self.tape.let(Quantity("w", number=k), term, why, non_unique=free)
                )
        units: list[Name] = []
        for k, w in enumerate(orthogonal, start=start + 1):
            free = non_unique_eigenvectors.unit_eigenvector(subject, value, tuple(units))
            units.append(self.tape.let(Quantity("u", number=k), *self._unit(w), non_unique=free))
        return units

    def _unit(self, w: Name) -> tuple[Term, str]:
        unit, why = w / self.subject.length(w), "divided by its length"
        if self.subject.metric is not None:
            why += f" in the inner product of {to_line(symbol_of(self.subject.metric.id))}"
        first = next(s for x in w.value.tolist() if (s := _sign_if_told(x)) != 0)
        wanted = {"first_positive": 1, "first_negative": -1}
        if wanted.get(self.conventions.eigenvector_sign, first) != first:
            return -unit, f"{why}, and turned by the convention about signs"
        return unit, why

    # ---- U --------------------------------------------------------------------------------------

    def _assembled(self, vectors: list[Name]) -> Name:
        tape, subject = self.tape, self.subject
        U = tape.let(
            "U",
            columns(*vectors),
            "the eigenvectors as columns, in the order of λ",
            non_unique=non_unique_eigenvectors.orthonormal_basis(subject, self.values),
        )
        Lambda = tape.let("Lambda", diagonal(self.values), "the eigenvalues on the diagonal")
        again, written = U @ Lambda @ U.T, "U Λ Uᵀ"
        if subject.metric is not None:
            again, written = again @ subject.metric, "U Λ Uᵀ D"
        tape.remark(subject.matrix.id, again, f"verified: {written} gives it back")
        unit = identity(size=U.shape[0])
        with tape.shown_at_standard("nothing"):
            tape.given("I", unit.value, "the identity matrix")
        orthonormal = "verified: the columns of U are orthonormal"
        if subject.metric is not None:
            orthonormal += " in the inner product xᵀ D y, so U⁻¹ = Uᵀ D"
        tape.remark("I", U.T @ subject.weighted(U), orthonormal)
        return U


def _sign_if_told(x: Scalar) -> int:
    """The sign of a number; 0 where it lies in a ball around 0."""
    if isinstance(x, Real) and x.closed is None and as_ball(x).contains(0):
        return 0
    return sign(x)


def sign_or_unknown(term: Term) -> int:
    """The sign of v·w; 1 where it isn't known exactly, so that the projection is written."""
    product = term.value
    return sign(product) if hasattr(product, "p") or hasattr(product, "terms") else 1
