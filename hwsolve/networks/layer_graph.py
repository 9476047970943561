"""The directed graph of a network's layers: what each takes, and whose parameters it shares.

Layers take what stands before them in the file, so there is no cycle. Without `from`, a layer takes
the one before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from hwsolve.errors import Fault, Path
from hwsolve.layers.layer import Inflow, Layer, Shape
from hwsolve.layers.layer_references import INPUT, SameAs
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.numbers import Array, Value, shape_of
from hwsolve.quantity import Quantity
from hwsolve.spec.wording import did_you_mean
from hwsolve.terms.linear import turned
from hwsolve.terms.term import Name, Term


@dataclass(frozen=True, slots=True)
class Tied:
    """A parameter that another layer has; perhaps its transpose."""

    parameter: Quantity
    transposed: bool = False

    def of(self, name: Term) -> Term:
        """The term that stands for it in the layer that shares it."""
        return turned(name) if self.transposed else name


@dataclass(frozen=True, slots=True)
class LayerNode:
    """A layer in its place: `sources` are numbers of layers, 0 for the input.

    The layer has the numbers of what it shares; `tied` says, by letter, whose they are.
    """

    number: int
    layer: Layer
    sources: tuple[int, ...]
    tied: Mapping[str, Tied] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The layer's place in the file."""
        return "layers", self.number - 1

    @property
    def inside(self) -> Path:
        """Where the layer's own keys stand in the file."""
        return self.layer.inside(self.path)

    def misfits(self, flow: Inflow, *, only_sizes: bool = False) -> list[Fault]:
        """Why the layer can't take what flows in, or work with it where that is asked for."""
        wrong = list(self.layer.joined_misfits(flow))
        if wrong or only_sizes:
            return wrong
        return [*self.layer.missing(self.path), *self.layer.row_faults(flow)]

    def parameters(self) -> Iterator[tuple[str, Quantity]]:
        """The letter and the id of each parameter that is the layer's own or shared."""
        for letter in self.layer.parameters():
            tied = self.tied.get(letter)
            yield letter, tied.parameter if tied else Quantity(letter, layer=self.number)

    def own(self, known: Mapping[Quantity, Name]) -> dict[str, Term]:
        """The term of each parameter and constant, by letter; `known` has the names."""
        terms: dict[str, Term] = {}
        for letter, parameter in self.parameters():
            name: Term = known[parameter]
            terms[letter] = self.tied[letter].of(name) if letter in self.tied else name
        for letter in self.layer.constants():
            terms[letter] = known[Quantity(letter, layer=self.number)]
        return terms


class LayerGraph:
    """The layers of a network as nodes, in file order; `faults` says why they are no graph."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = layers
        self.faults: list[Fault] = []
        self.numbers: dict[str, int] = {INPUT: 0}
        self.nodes: list[LayerNode] = []
        for number, layer in enumerate(layers, start=1):
            path: Path = ("layers", number - 1)
            sources = tuple(self._sources(number, layer, path))
            self.nodes.append(self._node(number, layer, sources, path))
            self._enter(number, layer, path)

    def _enter(self, number: int, layer: Layer, path: Path) -> None:
        if layer.name in self.numbers:
            first = self.numbers[layer.name]
            message = f"two layers are called {layer.name}"
            self.faults.append(
                Fault(message, (*path, "name"), expected=f"another name than that of layer {first}")
            )
        elif layer.name:
            self.numbers[layer.name] = number

    def number_of(self, source: str, before: int, path: Path) -> int | None:
        """The number of the layer that is meant, which stands before that number; else a fault."""
        found = int(source) if source.isdigit() else self.numbers.get(source)
        if found is not None and 0 <= found < before:
            return found
        later = [layer.name for layer in self.layers[before - 1 :]]
        after = source in later or (found is not None and found <= len(self.layers))
        message = f"no layer is called {source}"
        if after:
            message = f"layer {source} doesn't stand before this one"
        elif source.isdigit():
            message = f"there is no layer {source}"
        names = list(self.numbers)
        self.faults.append(
            Fault(
                message,
                path,
                expected=f"{', '.join(names)}, or a number from 1 to {before - 1}"
                if before > 1
                else f"{INPUT}, the input",
                found=source,
                hint="" if after or source.isdigit() else did_you_mean(source, names),
            )
        )
        return None

    def _sources(self, number: int, layer: Layer, path: Path) -> Iterator[int]:
        if not layer.sources:
            yield number - 1
        for source in layer.sources:
            found = self.number_of(source, number, (*path, "from"))
            yield number - 1 if found is None else found

    def _node(self, number: int, layer: Layer, sources: tuple[int, ...], path: Path) -> LayerNode:
        tied, numbers = {}, {}
        for key, letter in layer.shareable.items():
            shared = getattr(layer, key, None)
            if not isinstance(shared, SameAs):
                continue
            found = self._shared(shared, key, number, (*layer.inside(path), key, "same_as"))
            if found is None:
                numbers[key] = np.zeros((1, 1), dtype=object)
            else:
                tied[letter], numbers[key] = found
        return LayerNode(
            number, layer.model_copy(update=numbers) if numbers else layer, sources, tied
        )

    def _shared(
        self, shared: SameAs, key: str, number: int, path: Path
    ) -> tuple[Tied, Value] | None:
        """Whose parameter is meant, and its numbers."""
        found = self.number_of(shared.same_as, number, path)
        if found is None:
            return None
        other = self.nodes[found - 1] if found else None
        letter = "" if other is None else other.layer.shareable.get(key, "")
        value: Array | None = None if other is None else other.layer.parameters().get(letter)
        if other is None or value is None:
            expected = f"a layer with {key} of its own"
            self.faults.append(Fault(f"{shared.same_as} has no {key}", path, expected=expected))
            return None
        before = other.tied.get(letter, Tied(Quantity(letter, layer=found)))
        if shared.transposed and len(shape_of(value)) != 2:
            self.faults.append(
                Fault(
                    "only a matrix can be transposed",
                    (*path[:-1], "transposed"),
                    found=f"{key} with {len(shape_of(value))} axes",
                )
            )
            return None
        transposed = before.transposed != shared.transposed
        return Tied(before.parameter, transposed), value.T if shared.transposed else value

    def shapes(self, first: Shape, conventions: NetworkConventions) -> list[Shape]:
        """The shape of one sample, of the input and after each layer. Only where all fits."""
        shapes = [first]
        for node in self.nodes:
            flowing_in = [shapes[source] for source in node.sources]
            shapes.append(node.layer.joined_shape(flowing_in, conventions))
        return shapes

    def misfits(
        self,
        first: Shape,
        conventions: NetworkConventions,
        at: Callable[[LayerNode, Sequence[Shape]], Sequence[Fault]],
    ) -> tuple[list[Fault], list[Shape | None]]:
        """What doesn't fit, as `at` tells it of one layer and what flows in; and all shapes.

        What leaves a layer that doesn't fit is None where it isn't known: more would be guessed.
        """
        faults: list[Fault] = []
        shapes: list[Shape | None] = [first]
        for node in self.nodes:
            flowing_in = [shapes[source] for source in node.sources]
            known = [shape for shape in flowing_in if shape is not None]
            if len(known) < len(flowing_in):
                shapes.append(None)
                continue
            wrong = at(node, known)
            faults += wrong
            unknown = wrong and not node.layer.sized_despite_misfits
            shapes.append(None if unknown else node.layer.joined_shape(known, conventions))
        return faults, shapes

    @cached_property
    def is_chain(self) -> bool:
        """Whether each layer takes the one before it, and shares nothing."""
        return all(node.sources == (node.number - 1,) and not node.tied for node in self.nodes)

    def leading_to(self, ends: Sequence[int]) -> set[int]:
        """The numbers of the layers from which these are reached."""
        reached = set(ends)
        for node in reversed(self.nodes):
            if node.number in reached:
                reached.update(node.sources)
        return reached
