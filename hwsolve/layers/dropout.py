"""Dropout, for a given mask of what is kept (Srivastava et al. 2014)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from hwsolve.errors import Fault
from hwsolve.layers.layer import Inflow, Layer, LayerContext
from hwsolve.layers.shape_wording import by, counted
from hwsolve.numbers import Value, rational, shape_of
from hwsolve.spec import Array, PositiveExact
from hwsolve.terms.matrices import spread
from hwsolve.terms.term import Literal, Name, Term


class Dropout(Layer):
    """a ⊙ D / keep for a given mask D of what is kept; with `keep` 1 nothing is made up for."""

    key: ClassVar[str] = "dropout"
    sized_despite_misfits: ClassVar[bool] = True
    mask: Array
    keep: PositiveExact = rational(1)

    def misfits(self, flow: Inflow) -> Iterator[Fault]:
        found = shape_of(self.mask)
        axis, shape = flow.conventions.sample_axis, flow.shape
        numbers = f"{by(shape)} numbers" if len(shape) > 1 else counted(shape[0], "number")
        if flow.shape not in (found, (*found[:axis], *found[axis + 1 :])):
            yield Fault(
                "the mask doesn't fit what flows in",
                flow.at(self.key, "mask"),
                expected=f"{numbers}, 0 or 1 for each of {flow.source}, or that for each sample",
                found=f"{by(found)} numbers",
            )

    def row_faults(self, flow: Inflow) -> Iterator[Fault]:
        found = shape_of(self.mask)
        if len(found) > len(flow.shape) and flow.count != found[flow.conventions.sample_axis]:
            yield Fault(
                "the mask doesn't fit the samples",
                flow.at(self.key, "mask"),
                expected=f"{counted(flow.count or 1, 'sample')}, like the input",
                found=f"{by(found)} numbers",
            )

    def constants(self) -> dict[str, Value]:
        return {"D": self.mask}

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        (a,) = inputs
        mask = own["D"]
        if here.batch and len(a.shape) == 2 and len(mask.shape) == 1:
            mask = spread(mask, a, here.conventions.sample_axis)
        kept: Term = a * mask
        words = "dropped units become 0"
        if self.keep != 1:
            kept, words = kept / Literal(self.keep), f"{words}, the others make up for them"
        return here.let_output(kept, words, {"": "only what is kept passes {g} on, in proportion"})
