"""What eigenvectors and their coefficients must satisfy: any orthonormal eigenvectors would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from hwsolve.derivation.non_unique import Condition, NonUnique
from hwsolve.derivation.step import Step
from hwsolve.graphs.graph_matrices import Decomposed
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.terms.arithmetic import add
from hwsolve.terms.joining import columns
from hwsolve.terms.linear import squared_norm
from hwsolve.terms.matrices import identity
from hwsolve.terms.term import Literal, Name, Term

Choosing = Callable[[Name], NonUnique]
"""The freedom of a quantity, from its name."""


def _residual(matrix: Name, value: Name, vector: Term) -> Term:
    """(S − λI) u, which is 0 exactly for the eigenvectors of λ, and for 0."""
    return (matrix - value * identity(size=matrix.shape[0])) @ vector


def _written(name: Name) -> str:
    return to_line(symbol_of(name.id, name.index))


def _is_eigenvector(matrix: Name, value: Name, vector: Term, written: str) -> Condition:
    otherwise = f"{written} is no eigenvector of {_written(matrix)} for {_written(value)}"
    return Condition(_residual(matrix, value, vector), otherwise)


def eigenvector(matrix: Name, value: Name, before: Sequence[Name]) -> Choosing:
    """Any eigenvector that isn't a multiple of one of those before it in its eigenspace."""

    def non_unique(v: Name) -> NonUnique:
        written = _written(v)
        conditions = [
            _is_eigenvector(matrix, value, v, written),
            Condition(squared_norm(v), f"{written} is 0", nonzero=True),
        ]
        for other in before:
            area = squared_norm(v) * squared_norm(other) - (v @ other) ** 2
            otherwise = f"{written} is a multiple of {_written(other)}"
            conditions.append(Condition(area, otherwise, nonzero=True, if_written=(other.id,)))
        return NonUnique(tuple(conditions), "any eigenvector will do")

    return non_unique


def orthogonal(subject: Decomposed, value: Name, before: Sequence[Name]) -> Choosing:
    """Any eigenvector that is orthogonal to those before it in its eigenspace."""

    def non_unique(w: Name) -> NonUnique:
        written = _written(w)
        return NonUnique(
            (
                _is_eigenvector(subject.matrix, value, w, written),
                Condition(squared_norm(w), f"{written} is 0", nonzero=True),
                *_orthogonal_to(subject, w, before),
            ),
            "any orthogonal eigenvectors will do",
        )

    return non_unique


def _orthogonal_to(subject: Decomposed, w: Name, before: Sequence[Name]) -> list[Condition]:
    return [
        Condition(
            other @ subject.weighted(w),
            f"{_written(w)} is not orthogonal to {_written(other)}{_where(subject)}",
            if_written=(other.id,),
        )
        for other in before
    ]


def _where(subject: Decomposed) -> str:
    return "" if subject.metric is None else f" in the inner product of {_written(subject.metric)}"


def unit_eigenvector(subject: Decomposed, value: Name, before: Sequence[Name]) -> Choosing:
    """Any eigenvector of length 1, orthogonal to those before it in its eigenspace."""

    def non_unique(u: Name) -> NonUnique:
        written = _written(u)
        return NonUnique(
            (
                _is_eigenvector(subject.matrix, value, u, written),
                Condition(
                    subject.squared_length(u) - 1,
                    f"{written} is not of length 1{_where(subject)}",
                ),
                *_orthogonal_to(subject, u, before),
            ),
            "any orthonormal eigenvectors will do",
        )

    return non_unique


def orthonormal_basis(subject: Decomposed, values: Name) -> Choosing:
    """Any orthonormal eigenvectors as columns, in the order of the eigenvalues."""

    def non_unique(U: Name) -> NonUnique:
        conditions = []
        for place in range(values.shape[0]):
            value = Name(values.id, values.value[place], (place,))
            column = columns(U, start=place, stop=place + 1)
            written = f"column {place + 1} of {_written(U)}"
            places = tuple((row, place) for row in range(values.shape[0]))
            condition = _is_eigenvector(subject.matrix, value, column, written)
            conditions.append(replace(condition, about=places))
        unit = identity(size=values.shape[0])
        otherwise = f"the columns of {_written(U)} are not orthonormal{_where(subject)}"
        conditions.append(Condition(U.T @ subject.weighted(U) - unit, otherwise))
        return NonUnique(tuple(conditions), "any orthonormal eigenvectors will do")

    return non_unique


def coefficients(
    x: Name,
    subject: Decomposed,
    vectors: Sequence[Step],
    spaces: Sequence[range],
    basis: Name,
    *,
    filtered: tuple[Name, Name] | None = None,
) -> Choosing:
    """Coefficients in a basis of which not all was written down.

    The energy of each eigenspace is known, whatever basis of it is chosen; and where one vector was
    written down, so is its coefficient.

    filtered  h and x̂, where the coefficients are each h(λ) times that of x̂
    """
    names = [Name(step.id, step.value) for step in vectors]
    ours: list[Term] = [Literal(step.value) for step in vectors]  # any basis has these energies

    def coefficient(vector: Term, k: int) -> Term:
        own = vector @ subject.weighted(x)
        if filtered is None:
            return own
        h, _ = filtered
        return Name(h.id, h.value[k], (k,)) * own

    def non_unique(x_hat: Name) -> NonUnique:
        conditions = []
        for number, space in enumerate(spaces, start=1):
            own = [Name(x_hat.id, x_hat.value[k], (k,)) ** 2 for k in space]
            right = [coefficient(ours[k], k) ** 2 for k in space]
            otherwise = f"the energy in eigenspace {number} is not that of {_written(x)}"
            conditions.append(Condition(_sum(own) - _sum(right), otherwise))
        for k, vector in enumerate(names):
            entry = Name(x_hat.id, x_hat.value[k], (k,))
            otherwise = f"{_written(entry)} is not {_written(vector)} times {_written(x)}"
            term = entry - coefficient(vector, k)
            conditions.append(Condition(term, otherwise, about=((k,),), if_written=(vector.id,)))
        words = "the coefficients in any orthonormal eigenvectors will do, where none are given"
        before = ((filtered[1].id,),) if filtered is not None else ()
        known = ((basis.id,), tuple(name.id for name in names), *before)
        return NonUnique(tuple(conditions), words, unless=known)

    return non_unique


def _sum(terms: Sequence[Term]) -> Term:
    return add(*terms) if len(terms) > 1 else terms[0]
