"""One layer in one direction of time, and what its quantities are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hwsolve.quantity import Quantity


@dataclass(frozen=True, slots=True)
class LayerDirection:
    """One layer in one direction of time.

    A single layer has s[t] and W; of several, layer 2 has s[2,t] and W[2]. The two directions of a
    bidirectional layer are told apart by a word below: s_fw[t], W_bw. `names` are the course's own
    for the weights: with W: W_hh, what is W_i otherwise is W_hh_i.
    """

    layer: int | None = None
    direction: str = ""
    names: Mapping[str, str] = field(default_factory=dict, compare=False)

    def at(self, letter: str, time: int) -> Quantity:
        """A quantity at one time step. e.g. s[3], s[2,3], s_fw[3]"""
        return self._labelled(Quantity(letter, layer=self.layer, time=time))

    def parameter(self, role: str) -> Quantity:
        """A weight, which all time steps share, by its role. e.g. W, W[2], W_fw, W_i, W_hh"""
        letter, _, gate = role.partition("_")
        name = "_".join(part for part in (self.names.get(letter, letter), gate) if part)
        return self._labelled(Quantity(name, layer=self.layer))

    def _labelled(self, quantity: Quantity) -> Quantity:
        return quantity.labelled(self.direction) if self.direction else quantity
