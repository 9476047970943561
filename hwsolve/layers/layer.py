"""What every layer of a network offers, and the place in the network where it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, TypeAlias

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault, Path
from hwsolve.layers.layer_references import LayerName, Sources
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.numbers import Value
from hwsolve.quantity import Quantity
from hwsolve.spec import KeyedModel
from hwsolve.terms.term import NOTHING, Name, Rules, Term
from hwsolve.terms.windows import Axes

Shape = tuple[int, ...]
"""The shape of one sample; a batch has one more axis in front."""

Rows: TypeAlias = Literal["", "samples", "nodes", "positions"]
"""What the rows of the data are: samples of a batch, nodes of a graph, positions of one sequence;
"" where there is a single sample and so no axis for them."""


@dataclass(frozen=True, slots=True)
class LayerContext:
    """Where a layer writes: its place in the network, and under which conventions."""

    tape: Tape
    conventions: NetworkConventions
    rows: Rows
    number: int
    quantity: Callable[[str, int], Quantity]
    """What goes by a letter here, of the layer of that number."""
    step: int
    predictions: Sequence[Quantity]
    """What the output of this layer is called where the loss takes it: ŷ."""

    @property
    def batch(self) -> bool:
        """Whether the data have an axis for rows."""
        return bool(self.rows)

    def own(self, letter: str) -> Quantity:
        """What goes by a letter in this layer. e.g. z[2]"""
        return self.quantity(letter, self.number)

    def let(self, letter: str, term: Term, why: str, passes: Rules = NOTHING) -> Name:
        """Let a quantity of this layer."""
        return self.tape.let(self.own(letter), term, why, passes=passes)

    def let_output(self, term: Term, why: str, passes: Rules = NOTHING) -> Name:
        """Let a[l], the output of this layer; where the loss takes it, it is ŷ."""
        first, *aliases = (*self.predictions, self.own("a"))
        return self.tape.let(first, term, why, aliases=tuple(aliases), passes=passes)

    def activated(
        self,
        z: Term,
        why: str,
        activation: Callable[[Name], Term] | None,
        words: str,
        passes: Rules = NOTHING,
    ) -> Name:
        """Let z[l] and a[l] of this layer. The last layer's a is ŷ; a linear layer's a is its z.

        `passes` says why the gradient of z passes on as it does, if its operations don't know.
        """
        if activation is None:
            output = (*self.predictions, self.own("a"))
            return self.tape.let(self.own("z"), z, why, aliases=output, passes=passes)
        name = self.let("z", z, why, passes)
        return self.let_output(activation(name), words)


@dataclass(frozen=True, slots=True)
class Inflow:
    """What flows into a layer: the shape of one sample of each source, what that is in words, and
    how many rows there are of which sort; `path` is the layer's place in the file.
    """

    shapes: Sequence[Shape]
    sources: Sequence[str]
    conventions: NetworkConventions
    path: Path
    rows: Rows = ""
    count: int = 0

    @property
    def shape(self) -> Shape:
        """The shape of one sample of the first source."""
        return self.shapes[0]

    @property
    def source(self) -> str:
        """The first source in words."""
        return self.sources[0]

    def at(self, *keys: str) -> Path:
        """The place of something within the layer."""
        return (*self.path, *keys)

    def within(self, key: str) -> Inflow:
        """The same for what stands under a key."""
        return replace(self, path=self.at(key))


GIVEN = {
    "W": ("weights", "the weights"),
    "W_self": ("weights", "the weights of a node's own features"),
    "W_Q": ("weights", "the weights of the queries"),
    "W_K": ("weights", "the weights of the keys"),
    "W_V": ("weights", "the weights of the values"),
    "E": ("weights", "the table: a row of features for each token"),
    "b": ("bias", "the biases"),
    "gamma": ("scale", "the scales"),
    "beta": ("shift", "the shifts"),
    "D": ("mask", "the mask: 1 for what is kept"),
    "epsilon": ("", "a small number that keeps the division possible"),
}
"""What is given for a layer, by letter: its role, and what it is in words."""


@dataclass(frozen=True, slots=True)
class SizeStep:
    """How the size along one axis comes about, and why."""

    term: Term
    why: str


class Layer(KeyedModel):
    """A layer of a network, numbered from 1 in file order.

    It stands under its key, such as `conv: {…}`; `name` and `from` may stand beside that.
    """

    beside: ClassVar[tuple[str, ...]] = ("name", "from")
    name: LayerName = ""
    sources: Sources = Field(default=(), alias="from")

    shareable: ClassVar[Mapping[str, str]] = {"weights": "W", "bias": "b"}
    """The keys under which parameters may be those of another layer, and their letters."""
    mixes: ClassVar[frozenset[Rows]] = frozenset()
    """The rows that the layer brings together, each row into others; none for most layers."""
    sized_despite_misfits: ClassVar[bool] = False
    """Whether the shape of the output is known even if what flows in doesn't fit."""

    @classmethod
    def keys(cls) -> list[str]:
        """The legal keys: its own, then what each layer has."""
        return sorted(super().keys(), key=cls.beside.__contains__)

    @model_serializer(mode="wrap")
    def _dumped(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return self.without_place(handler(self))

    def without_place(self, dumped: dict[str, Any]) -> dict[str, Any]:
        """The layer as in the file: without a name or sources where it has none."""
        sources = dumped.pop("sources", None)
        if not self.name:
            dumped.pop("name", None)
        return dumped | ({"from": list(sources)} if sources else {})

    def inside(self, path: Path) -> Path:
        """Where the layer's own keys stand, which itself stands there."""
        return (*path, self.key) if self.key else path

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        """The shape of one sample after the layer, from that before it."""
        return shape

    def joined_shape(self, shapes: Sequence[Shape], conventions: NetworkConventions) -> Shape:
        """The shape of one sample after the layer, from those of all that flows in."""
        return self.output_shape(shapes[0], conventions)

    def misfits(self, flow: Inflow) -> Iterator[Fault]:
        """Why the layer can't take what flows in, which is from one source."""
        yield from ()

    def joined_misfits(self, flow: Inflow) -> Iterator[Fault]:
        """Why the layer can't take what flows in, from one source or several."""
        if len(flow.shapes) > 1:
            yield Fault(
                "this layer takes the output of one layer",
                flow.at("from"),
                expected="one name or number",
                found=f"{len(flow.shapes)} of them",
                hint="bring them together before it: add, multiply or concatenate",
            )
        else:
            yield from self.misfits(flow)

    def row_faults(self, flow: Inflow) -> Iterator[Fault]:
        """Why the layer can't take the rows that flow in together."""
        yield from ()

    def missing(self, path: Path) -> Iterator[Fault]:
        """What is missing for more than sizes."""
        yield from ()

    def parameters(self) -> dict[str, Value]:
        """What is learnt, by letter: W, b."""
        return {}

    def constants(self) -> dict[str, Value]:
        """What else is given, by letter: D, the mask of a dropout."""
        return {}

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        """Write the layer's steps; `own` are its parameters and constants. Returns its output."""
        raise NotImplementedError

    def explain(self, gradient: Name, tape: Tape) -> None:
        """Add to the gradient of a parameter what makes it clear: a remark, a picture."""

    # ---- sizes ----------------------------------------------------------------------------------

    def size_steps(
        self, sizes: tuple[Term, ...], shape: Shape, conventions: NetworkConventions
    ) -> list[SizeStep]:
        """The sizes after the layer from those before it; nothing where they don't change."""
        return []

    def parameter_count(self, shape: Shape, conventions: NetworkConventions) -> Term | None:
        """How many numbers the layer learns, as a term; None for a layer without weights."""
        return None

    def reach(self, shape: Shape, conventions: NetworkConventions) -> Axes | None:
        """The axes along which its windows widen the receptive field; None where that ends."""
        return ()
