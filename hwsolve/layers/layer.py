"""What every layer of a network offers, and the context in which it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault, Path
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.numbers import Value
from hwsolve.quantity import Quantity
from hwsolve.spec import StrictModel
from hwsolve.terms.term import NOTHING, Name, Rules, Term

Shape = tuple[int, ...]
"""The shape of one sample; a batch has one more axis in front."""


@dataclass(frozen=True, slots=True)
class LayerContext:
    """Where a layer writes, under which conventions, for one sample or a batch of rows."""

    tape: Tape
    conventions: NetworkConventions
    batch: bool
    quantity: Callable[[str, int | None], Quantity]
    """What goes by a letter here, of a layer or of the whole network."""
    step: int
    last_layer: int
    output_is_prediction: bool

    def output_ids(self, number: int) -> tuple[Quantity, ...]:
        """The names of what leaves layer l: a[l], and ŷ before it for the last layer."""
        output = (self.quantity("a", number),)
        if number == self.last_layer and self.output_is_prediction:
            return (self.quantity("y_hat", None), *output)
        return output

    def activated(
        self,
        number: int,
        z: Term,
        why: str,
        activation: Callable[[Name], Term] | None,
        words: str,
        passes: Rules = NOTHING,
    ) -> Name:
        """Let z[l] and a[l] of layer l. The last layer's a is ŷ; a linear layer's a is its z.

        `passes` says why the gradient of z passes on as it does, if its operations don't know.
        """
        output = self.output_ids(number)
        z_id = self.quantity("z", number)
        if activation is None:
            return self.tape.let(z_id, z, why, aliases=output, passes=passes)
        name = self.tape.let(z_id, z, why, passes=passes)
        return self.tape.let(output[0], activation(name), words, aliases=output[1:])


GIVEN = {
    "W": ("weights", "the weights"),
    "W_self": ("weights", "the weights of a node's own features"),
    "b": ("bias", "the biases"),
    "gamma": ("scale", "the scales"),
    "beta": ("shift", "the shifts"),
    "D": ("mask", "the mask: 1 for what is kept"),
    "epsilon": ("", "a small number that keeps the division possible"),
}
"""What is given for a layer, by letter: its role, and what it is in words."""


class Layer(StrictModel):
    """A layer of a network, numbered from 1 in file order."""

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        """The shape of one sample after the layer, from that before it."""
        raise NotImplementedError

    def misfits(
        self, shape: Shape, source: str, conventions: NetworkConventions, path: Path
    ) -> Iterator[Fault]:
        """Why the layer can't take samples of this shape, which come from `source`."""
        raise NotImplementedError

    def parameters(self) -> dict[str, Value]:
        """What is learnt, by letter: W, b."""
        return {}

    def constants(self) -> dict[str, Value]:
        """What else is given, by letter: D, the mask of a dropout."""
        return {}

    def forward(
        self, a: Name, number: int, parameters: dict[str, Name], context: LayerContext
    ) -> Name:
        """Write the layer's steps; `parameters` are its own by letter. Returns its output."""
        raise NotImplementedError

    def explain(self, gradient: Name, tape: Tape) -> None:
        """Add to the gradient of a parameter what makes it clear: a remark, a picture."""
