"""Scaled dot-product attention with one head (Vaswani et al. 2017, section 3.2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from hwsolve.errors import Fault
from hwsolve.layers.dense import by_units, needs_a_list, weighted
from hwsolve.layers.layer import Inflow, Layer, LayerContext, Rows, Shape
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by, counted
from hwsolve.numbers import Value, rational, shape_of
from hwsolve.spec import Flag, Matrix
from hwsolve.terms.arithmetic import square_root
from hwsolve.terms.softmax import softmax
from hwsolve.terms.sums import sum_of
from hwsolve.terms.term import Literal, Name, Term, as_term

LETTERS = ("W_Q", "W_K", "W_V")


class Attention(Layer):
    """softmax(Q Kᵀ/√d) V with Q, K, V from the rows that flow in, which are positions.

    From two sources the queries come from the first and keys and values from the second.
    Without a matrix, queries, keys or values are the rows themselves.
    """

    key: ClassVar[str] = "attention"
    mixes: ClassVar[frozenset[Rows]] = frozenset(("positions", "nodes"))
    W_Q: Matrix | None = None
    W_K: Matrix | None = None
    W_V: Matrix | None = None
    scaled: Flag = True

    def joined_shape(self, shapes: Sequence[Shape], conventions: NetworkConventions) -> Shape:
        return (self._made("W_V", shapes[-1], conventions),)

    def _made(self, letter: str, shape: Shape, conventions: NetworkConventions) -> int:
        """How many entries a row has of the queries, the keys or the values."""
        weights = getattr(self, letter)
        return shape[0] if weights is None else by_units(weights, conventions)[0]

    def joined_misfits(self, flow: Inflow) -> Iterator[Fault]:
        if len(flow.shapes) > 2:
            found = f"{len(flow.shapes)} sources"
            yield Fault("attention takes one source or two", flow.at("from"), found=found)
            return
        flow, fits = flow.within(self.key), True
        for shape, source in zip(flow.shapes, flow.sources, strict=True):
            if len(shape) != 1:
                yield needs_a_list(replace(flow, shapes=[shape], sources=[source]), "a position")
                return
        for letter in LETTERS:
            wrong = self._wrong_weights(letter, flow)
            fits = fits and wrong is None
            if wrong is not None:
                yield wrong
        queries = self._made("W_Q", flow.shapes[0], flow.conventions)
        keys = self._made("W_K", flow.shapes[-1], flow.conventions)
        if fits and queries != keys:
            yield Fault(
                "queries and keys are multiplied and have different lengths",
                flow.at("W_K" if self.W_K is not None else "W_Q"),
                expected=f"keys of {counted(queries, 'entry', 'entries')}, like the queries",
                found=str(keys),
            )

    def _wrong_weights(self, letter: str, flow: Inflow) -> Fault | None:
        place = 0 if letter == "W_Q" else -1
        weights, features = getattr(self, letter), flow.shapes[place][0]
        if weights is None:
            return None
        units, inputs = by_units(weights, flow.conventions)
        if inputs == features:
            return None
        side = "columns" if flow.conventions.rows_are_units else "rows"
        return Fault(
            f"{letter} doesn't fit what flows in",
            flow.at(letter),
            expected=f"a matrix of {features} {side}: {flow.sources[place]} has "
            f"{counted(features, 'entry', 'entries')} at each position",
            found=f"a matrix of {by(shape_of(weights))}",
            hint=LAYOUT if units == features else "",
        )

    def row_faults(self, flow: Inflow) -> Iterator[Fault]:
        if flow.conventions.sample_axis:
            yield Fault(
                "attention takes the positions of a sequence as rows",
                ("conventions", "samples"),
                expected="rows",
                found="columns",
            )

    def parameters(self) -> dict[str, Value]:
        given = {letter: getattr(self, letter) for letter in LETTERS}
        return {letter: value for letter, value in given.items() if value is not None}

    def parameter_count(self, shape: Shape, conventions: NetworkConventions) -> Term | None:
        sizes = [shape_of(weights) for weights in self.parameters().values()]
        return sum_of([as_term(rows) * columns for rows, columns in sizes]) if sizes else None

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        x, memory = inputs[0], inputs[-1]

        def made(letter: str, rows: Name) -> Name:
            weights = own.get("W_" + letter)
            if weights is None:
                return rows
            return here.let(letter, weighted(rows, weights, here), WORDS[letter])

        Q, K, V = made("Q", x), made("K", memory), made("V", memory)
        scores, why = Q @ K.T, "how well each query fits each key"
        if self.scaled:
            length = Literal(rational(Q.shape[1]))
            scores, why = scores / square_root(length), f"{why}, over √d for d entries each"
        S = here.let("S", scores, why)
        P = here.let("P", softmax(S), "softmax of each row: the shares of the attention", SHARED)
        return here.let_output(P @ V, "the values, in the shares that each position gives them")


WORDS = {
    "Q": "the query of each position: what it asks for",
    "K": "the key of each position: what it offers",
    "V": "the value of each position: what it says",
}
SHARED = {
    "": "each score acts on all shares p of its row: J = diag(p) − p pᵀ, times the row of {g}"
}
LAYOUT = "if each row belongs to an input, add conventions: {weights: rows_are_inputs}"
