"""Cuts: the Fiedler vector, the cut that it gives, and Cheeger's inequality.

Sources: Fiedler 1973; Chung, Spectral Graph Theory, 1997, chapter 2: with the conductance h of the
best cut, λ₂/2 ≤ h ≤ √(2λ₂) for the second eigenvalue λ₂ of L_sym.
"""

from __future__ import annotations

from itertools import combinations

from hwsolve.derivation.tape import Tape
from hwsolve.graphs.eigenspaces import Basis
from hwsolve.graphs.graph import Graph
from hwsolve.graphs.graph_matrices import Decomposed
from hwsolve.notation.identifiers import symbol_of
from hwsolve.notation.line import to_line
from hwsolve.notation.tree import Numeral, Product, Quotient, Relation, Root, Symbol
from hwsolve.numbers import Array, NeedsPrecision, Scalar, array, rational, sign
from hwsolve.quantity import Quantity
from hwsolve.terms.arithmetic import square_root
from hwsolve.terms.cases import choose
from hwsolve.terms.determinants import enclosures
from hwsolve.terms.eigenvalues import characteristic_polynomial, roots_of
from hwsolve.terms.linear import total
from hwsolve.terms.matrices import edge_energy, row_sums
from hwsolve.terms.term import Name, Term

MOST_CUTS = 13
"""Nodes up to which every cut is tried: 4,095 of them."""


def write_fiedler(tape: Tape, graph: Graph, basis: Basis, A: Name) -> None:
    """The Fiedler vector, the sides of its cut, and the weight that is cut."""
    if graph.size < 2:
        tape.note("A graph of one node has no cut.")
        return
    side = _between_components(tape, graph) or _between_signs(tape, basis)
    weights = A.value
    tape.let(
        "cut_weight",
        edge_energy(side, weights=weights),
        "the weight of the edges between the sides",
    )
    degrees = tape.let("d", row_sums(A), "the degrees")
    volume = tape.let("cut_volume", side @ degrees, "the degrees of the side 1, added up")
    whole = tape.let("volume", total(degrees), "all degrees, added up")
    other = whole - volume
    if graph.links:
        _balance(tape, graph, side, volume, other)
    smaller: Term = volume if sign((other - volume).value) >= 0 else other
    if sign(smaller.value) > 0:
        tape.let(
            "phi",
            tape.name("cut_weight") / smaller,
            "conductance: the cut weight by the volume of the smaller side",
        )


def _balance(tape: Tape, graph: Graph, side: Name, volume: Name, other: Term) -> None:
    """RatioCut and NCut of the two sides (von Luxburg 2007, section 5)."""
    weight = tape.name("cut_weight")
    count = tape.let("cut_size", total(side), "how many nodes are on the side 1")
    if 0 < count.value < graph.size:
        ratio = weight / count + weight / (rational(graph.size) - count)
        tape.let("ratio_cut", ratio, "RatioCut: the cut weight by the size of either side")
    if sign(volume.value) > 0 and sign(other.value) > 0:
        normalized = weight / volume + weight / other
        tape.let("n_cut", normalized, "NCut: the cut weight by the volume of either side")


def _between_components(tape: Tape, graph: Graph) -> Name | None:
    """The cut around the first component, where there are several: no edge leaves it."""
    first, *others = graph.components
    if not others:
        return None
    tape.note(
        "The graph is not connected (0 is an eigenvalue more than once): its components are a cut "
        "of weight 0, and no Fiedler vector is needed."
    )
    return tape.given(
        "cut",
        array([rational(node in first) for node in range(graph.size)]),
        f"1 for the component of node {graph.nodes[first[0]]}, 0 for the others",
    )


def _between_signs(tape: Tape, basis: Basis) -> Name:
    """The cut by the signs of the Fiedler vector."""
    place = basis.smallest_first[1]
    value = to_line(symbol_of("lambda", (place,)))
    space = next(s for s in basis.spaces if s.start <= place < s.stop)
    if space.stop - space.start > 1:
        tape.note(
            f"{value} is repeated, so the Fiedler vector and its cut depend on the basis chosen."
        )
    why = f"the Fiedler vector: the eigenvector of {value}"
    why += ", the second smallest" if basis.descending else ""
    fiedler = tape.let("fiedler", tape.name(Quantity("u", number=place + 1)), why)
    with tape.shown_at_standard("value"):
        why = "1 for the nodes on its side ≥ 0, 0 for the others"
        try:
            return tape.let("cut", choose(fiedler, 1, 0, 1), why)
        except NeedsPrecision as undecided:
            raise NeedsPrecision(f"the cut by the entries of fiedler: {undecided}") from None


def write_cheeger(tape: Tape, graph: Graph, normalized: Decomposed) -> None:
    """λ₂/2 ≤ h ≤ √(2λ₂), with h found by trying every cut of a small graph."""
    with tape.shown_at_standard("value"):
        roots = enclosures(normalized.matrix, kernel=len(graph.components))
        if normalized.is_rational:
            roots = roots_of(characteristic_polynomial(normalized.similar))
        values = tape.let("lambda_sym", roots, "the eigenvalues of L_sym")
    second = Name(values.id, values.value[1], (1,))
    tape.let("cheeger_low", second / 2, "Cheeger's lower bound")
    tape.let("cheeger_high", square_root(2 * second), "Cheeger's upper bound")
    half = Quotient(Symbol("lambda", (), ("2",)), Numeral("2"))
    root = Root(Product((Numeral("2"), Symbol("lambda", (), ("2",))), ""))
    tape.state(
        "cheeger",
        Relation((half, Symbol("h_G"), root), ("≤", "≤")),
        "cheeger",
        "Cheeger's inequality, with λ₂ of L_sym and the smallest conductance h_G of any cut",
        ("lambda_sym",),
    )
    if graph.size > MOST_CUTS or len(graph.components) > 1 or not graph.links:
        return
    A = tape.name("A_s" if "A_s" in tape else "A")
    best = _best_cut(A.value)
    count = 2 ** (graph.size - 1) - 1
    tried = "The only cut is" if count == 1 else f"All {count} cuts were tried; the best one is"
    tape.note(f"{tried} cut_best, 1 for the nodes on its one side: its conductance is the least.")
    side = tape.given(
        "cut_best",
        array([rational(k in best) for k in range(graph.size)]),
        "the cut of smallest conductance",
    )
    inside = side @ row_sums(A)
    outside = (1 - side) @ row_sums(A)
    smaller = inside if sign((outside - inside).value) >= 0 else outside
    tape.let("h_G", edge_energy(side, weights=A.value) / smaller, "its conductance")


def _best_cut(weights: Array) -> frozenset[int]:
    """The side without the last node of the cut with the smallest conductance."""
    size = weights.shape[0]
    degrees = weights.sum(axis=1)
    volume = sum(degrees, start=rational(0))
    best: tuple[Scalar, frozenset[int]] | None = None
    for count in range(1, size):
        for chosen in combinations(range(size - 1), count):
            inside = frozenset(chosen)
            rest = [k for k in range(size) if k not in inside]
            weight = weights[list(chosen)][:, rest].sum()
            own = sum((degrees[k] for k in chosen), start=rational(0))
            smaller = own if sign(volume - 2 * own) >= 0 else volume - own
            conductance = weight / smaller
            if best is None or sign(conductance - best[0]) < 0:
                best = conductance, inside
    assert best is not None
    return best[1]
