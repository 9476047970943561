"""Why a Laplacian has no negative eigenvalue, derived on the graph at hand.

Sources: Chung, Spectral Graph Theory, 1997, chapter 1; von Luxburg 2007, propositions 1 and 2.
"""

from __future__ import annotations

from collections.abc import Sequence

from hwsolve.derivation.questions import Claim, Question
from hwsolve.derivation.tape import Tape
from hwsolve.graphs.graph import Graph
from hwsolve.graphs.spectrum import STYLE, multiple
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.tree import (
    Call,
    Elided,
    Function,
    Large,
    Negation,
    Notation,
    Numeral,
    Power,
    Product,
    Relation,
    Sum,
    Symbol,
    Transpose,
)
from hwsolve.notation.values import notate_scalar
from hwsolve.numbers import Array, Scalar, rational, sign
from hwsolve.quantity import Quantity
from hwsolve.terms.matrices import OVER_EDGES

MOST_TERMS = 14
"""Terms of a sum beyond which the rest is dots."""

X, V, LAMBDA, ZERO, TWO = Symbol("x"), Symbol("v"), Symbol("lambda"), Numeral("0"), Numeral("2")

CLAIM_1, CLAIM_2, CLAIM_3, CLAIM_4, CLAIM_5, CLAIM_6 = (
    Quantity("psd", number=number) for number in range(1, 7)
)
"""The claims that lead to the signs of the eigenvalues, in the order in which they are shown."""


def _at(place: int, letter: str = "x") -> Notation:
    return Symbol(letter, (), (str(place + 1),))


def _form(x: Notation, matrix: Notation) -> Notation:
    return Product((Transpose(x), matrix, x), "")


def _sum(terms: Sequence[Notation]) -> Notation:
    shown = list(terms[:MOST_TERMS])
    if len(terms) > MOST_TERMS:
        shown.append(Elided(f"{len(terms) - MOST_TERMS} more"))
    return Sum(tuple(shown)) if len(shown) > 1 else shown[0] if shown else ZERO


def prove(tape: Tape, graph: Graph, matrix: Array, id: str) -> None:
    """xᵀLx = Σ w (x_i − x_j)² ≥ 0, so λ ≥ 0; and which vectors give 0."""
    L = Symbol(id)
    plus = id == "Q"
    tape.state(
        CLAIM_1,
        Relation(
            (_form(X, L), Large("Σ", _double_sum(id), _pair_below()), _expanded(matrix)), ("=", "=")
        ),
        "quadratic_form",
        "multiplied out, entry by entry",
        (id,),
    )
    weights = matrix if plus else -matrix
    loops = _loops(matrix) if plus else []
    squares = _squares(weights, plus=plus) + loops
    tape.state(
        CLAIM_2,
        Relation(
            (_form(X, L), _general(weights, plus=plus, loops=bool(loops)), _sum(squares)),
            ("=", "="),
        ),
        "sum_over_edges",
        "a diagonal entry is the sum of the weights of the edges from its node to others"
        + (", and 2 A_ii, since a self-loop counts in D and in A" if loops else "")
        + f", so every edge gives w(x_i² {'+' if plus else '−'} 2x_i x_j + x_j²)",
        (CLAIM_1,),
    )
    if graph.negative is not None:
        one, other, _ = graph.negative
        tape.note(
            f"The edge between {graph.nodes[one]} and {graph.nodes[other]} has a negative weight, "
            "so this sum has a negative term, and no sign of the eigenvalues is claimed."
        )
        return
    _ask(tape, id)
    tape.state(
        CLAIM_3,
        Relation((_form(X, L), ZERO), ("≥",)),
        "psd",
        "a sum of squares with weights above 0: the matrix is positive semi-definite",
        (CLAIM_2,),
    )
    norm = Product((Transpose(V), V), "")
    tape.state(
        CLAIM_4,
        Relation((Product((LAMBDA, norm), ""), _form(V, L), ZERO), ("=", "≥")),
        "eigenvalues_not_negative",
        f"for an eigenvector v; vᵀv > 0, so λ ≥ 0. (That vᵀ{id}v ≥ 0 has to be known first, from "
        "the sum of squares: λvᵀv ≥ 0 alone would assume what is to be shown.)",
        (CLAIM_3,),
    )
    if not plus:
        _prove_kernel(tape, graph, L)


def _ask(tape: Tape, id: str) -> None:
    """Whether the matrix is definite, in a word; the proof is for weights of at least 0."""
    why = f"xᵀ{id}x is a sum of squares, so it is never negative"
    zero = Claim("positive_definite", False, "false: xᵀLx = 0 for the vector of ones")
    indefinite = Claim("indefinite", False, f"false: {why}")
    holds = Claim("positive_semidefinite", True, why)
    claims = (holds, zero, indefinite) if id == "L" else (holds, indefinite)
    tape.ask(Question("definiteness", f"Is {id} definite?", claims))


def _double_sum(id: str) -> Notation:
    entry = Symbol(id, (), ("i", "j"))
    return Product((entry, Symbol("x", (), ("i",)), Symbol("x", (), ("j",))), "")


def _pair_below() -> Notation:
    return Call(Function("", "", ""), (Symbol("i"), Symbol("j")))


def _expanded(matrix: Array) -> Notation:
    """Σ L_ii x_i² + Σ 2 L_ij x_i x_j, without the terms that are 0."""
    size = matrix.shape[0]
    terms = [multiple(matrix[i, i], Power(_at(i), TWO)) for i in range(size) if matrix[i, i] != 0]
    for i in range(size):
        for j in range(i + 1, size):
            if sign(matrix[i, j]) != 0:
                mixed = Product((_at(i), _at(j)), "")
                terms.append(multiple(matrix[i, j] * rational(2), mixed))
    return _sum(terms)


def _general(weights: Array, *, plus: bool, loops: bool) -> Notation:
    one, other = Symbol("x", (), ("i",)), Symbol("x", (), ("j",))
    square: Notation = Power(Sum((one, other if plus else Negation(other))), TWO)
    if any(weights[i, j] != 1 for i, j in _pairs(weights)):
        square = Product((Symbol("w", (), ("i", "j")), square))
    over_edges = Large("Σ", square, OVER_EDGES)
    if not loops:
        return over_edges
    at_loop = Product((TWO, Symbol("A", (), ("i", "i")), Power(one, TWO)))
    return Sum((over_edges, Large("Σ", at_loop, Symbol("i"))))


def _pairs(weights: Array) -> list[tuple[int, int]]:
    """The edges between two nodes, each once."""
    size = weights.shape[0]
    pairs = ((i, j) for i in range(size) for j in range(i + 1, size))
    return [(i, j) for i, j in pairs if sign(weights[i, j]) != 0]


def _squares(weights: Array, *, plus: bool) -> list[Notation]:
    return [
        multiple(weights[i, j], Power(Sum((_at(i), _at(j) if plus else Negation(_at(j)))), TWO))
        for i, j in _pairs(weights)
    ]


def _loops(matrix: Array) -> list[Notation]:
    """What self-loops add to xᵀQx: 2 A_ii x_i², once by the degree and once by A."""
    added = [2 * matrix[i, i] - sum(matrix[i]) for i in range(matrix.shape[0])]
    return [multiple(a, Power(_at(i), TWO)) for i, a in enumerate(added) if sign(a) != 0]


def _prove_kernel(tape: Tape, graph: Graph, L: Notation) -> None:
    ones = Symbol("ones")
    tape.state(
        CLAIM_5,
        Relation((Product((L, ones), ""), ZERO), ("=",)),
        "kernel",
        "every row sums to 0, so the vector of ones is an eigenvector for λ = 0",
        (CLAIM_2,),
    )
    count = len(graph.components)
    tail = (
        "The graph is connected, so all entries are equal: the vector of ones spans the kernel"
        if count == 1
        else f"So x is constant on each of the {count} components: the kernel has dimension {count}"
    )
    tape.note(
        "Conversely, if Lx = 0 then xᵀLx = 0, and a sum of squares is 0 only if each of them is: "
        f"x_i = x_j along every edge. {tail}."
    )


def prove_normalized(tape: Tape, id: str) -> None:
    """λ ≥ 0 for L_sym and L_rw, from that of L (von Luxburg 2007, proposition 3)."""
    L = Symbol("L")
    if id == "L_sym":
        y = Symbol("y")
        claim = Relation((_form(X, symbol_of(id)), _form(y, L), ZERO), ("=", "≥"))
        why = (
            "with y = D^(−1/2) x, since L_sym = D^(−1/2) L D^(−1/2): positive semi-definite like "
            "L, so its eigenvalues are not negative"
        )
    else:
        weighted = Product((LAMBDA, _form(V, Symbol("D"))), "")
        claim = Relation((weighted, _form(V, L), ZERO), ("=", "≥"))
        why = (
            "for an eigenvector v of L_rw, since D L_rw = L; vᵀDv > 0, so λ ≥ 0. (L_rw is not "
            "symmetric, so it is not called semi-definite itself.)"
        )
    tape.state(CLAIM_6, claim, "normalized_from_l", why, (CLAIM_3, id))


def state_bounds(tape: Tape, graph: Graph, id: str, largest_degree: Scalar, largest: int) -> None:
    """Upper bounds of the eigenvalues, as general claims; `largest` is the place of the last."""
    n = _at(largest, "lambda")
    square = f"(a {'+' if id == 'Q' else '−'} b)² ≤ 2a² + 2b² on every edge"
    if id in ("L_sym", "L_rw"):
        bounds: tuple[Notation, ...] = (TWO,)
        why = f"{square}: no eigenvalue of {id} exceeds 2"
        if graph.has_bipartite_component:
            one = "the graph" if len(graph.components) == 1 else "a component with edges"
            why += f"; it is reached, since {one} is bipartite"
    else:
        value = notate_scalar(rational(2) * largest_degree, STYLE)
        bounds = (Product((TWO, Symbol("d_max")), ""), value)
        why = f"{square}: no eigenvalue exceeds twice the largest degree"
    tape.state(
        "bound",
        Relation((n, *bounds), ("≤", "=")[: len(bounds)]),
        "largest_eigenvalue",
        why,
        ("lambda",) if "lambda" in tape else (id,),
    )
