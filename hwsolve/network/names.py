"""The ids of a network's quantities, which are a promise to users."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """Ids in one step of training; in the first they carry no step number.

    e.g. z[1], L and W_new[1] in step 1; z[1,2], L[2] and W_new[1,2] in step 2
    """

    step: int = 1

    def of(self, letter: str, layer: int | None = None) -> str:
        """The id of a quantity of a layer, or of the whole network."""
        return marked(f"{letter}[{layer}]" if layer else letter, self.step)


def marked(id: str, step: int) -> str:
    """The id that a quantity has in a step of training. e.g. W[1,2] for W[1] in step 2"""
    if step == 1:
        return id
    return f"{id[:-1]},{step}]" if id.endswith("]") else f"{id}[{step}]"


def number_of(id: str) -> int:
    """The layer that a quantity belongs to; 0 for one of no layer. e.g. 2 for z[2,5], 0 for x"""
    _, bracket, marks = id.partition("[")
    return int(marks.rstrip("]").split(",")[0]) if bracket else 0
