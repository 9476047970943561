"""Layers between dense ones that keep the number of units: dropout, batch and layer normalization.

Sources: Srivastava et al. 2014 (dropout), Ioffe and Szegedy 2015 (batch normalization), Ba, Kiros
and Hinton 2016 (layer normalization).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from hwsolve.errors import Fault, Path
from hwsolve.layers.dense import Dense
from hwsolve.layers.layer import Layer, LayerContext, Shape
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by, counted
from hwsolve.numbers import Value, rational, shape_of
from hwsolve.quantity import Quantity
from hwsolve.spec import Array, Keyed, KeyedModel, NonNegativeExact, PositiveExact, Vector
from hwsolve.terms.elementwise import times
from hwsolve.terms.linear import repeat_rows, sum_rows, total
from hwsolve.terms.matrices import repeat_columns, row_sums
from hwsolve.terms.term import NOTHING, Literal, Name, Rules, Term

MINUS_HALF = Literal(rational(-1, 2))


class UnitLayer(KeyedModel, Layer):
    """A layer that keeps the shape of what flows in."""

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        return shape

    def batch_faults(
        self, samples: int | None, conventions: NetworkConventions, path: Path
    ) -> Iterator[Fault]:
        """Why the layer can't take a batch of so many samples; None for a single one."""
        yield from ()


class Dropout(UnitLayer):
    """a ⊙ D / keep for a given mask D of what is kept; with `keep` 1 nothing is made up for."""

    key: ClassVar[str] = "dropout"
    mask: Array
    keep: PositiveExact = rational(1)

    def misfits(
        self, shape: Shape, source: str, conventions: NetworkConventions, path: Path
    ) -> Iterator[Fault]:
        found = shape_of(self.mask)
        axis = conventions.sample_axis
        if shape not in (found, (*found[:axis], *found[axis + 1 :])):
            yield Fault(
                "the mask doesn't fit what flows in",
                (*path, self.key, "mask"),
                expected=f"{counted(shape[0], 'number')}, 0 or 1 for each of {source}, "
                "or that for each sample",
                found=f"{by(found)} numbers",
            )

    def batch_faults(
        self, samples: int | None, conventions: NetworkConventions, path: Path
    ) -> Iterator[Fault]:
        found = shape_of(self.mask)
        if len(found) > 1 and samples != found[conventions.sample_axis]:
            yield Fault(
                "the mask doesn't fit the samples",
                (*path, self.key, "mask"),
                expected=f"{counted(samples or 1, 'sample')}, like the input",
                found=f"{by(found)} numbers",
            )

    def constants(self) -> dict[str, Value]:
        return {"D": self.mask}

    def forward(
        self, a: Name, number: int, parameters: dict[str, Name], context: LayerContext
    ) -> Name:
        mask: Term = context.tape.name(Quantity("D", layer=number))
        if context.batch and len(mask.shape) == 1:
            mask = _spread(mask, a, context.conventions.sample_axis)
        kept: Term = a * mask
        words = "dropped units become 0"
        if self.keep != 1:
            kept, words = kept / Literal(self.keep), f"{words}, the others make up for them"
        first, *aliases = context.output_ids(number)
        passes = {"": "only what is kept passes {g} on, in proportion"}
        return context.tape.let(first, kept, words, aliases=tuple(aliases), passes=passes)


class Normalization(UnitLayer):
    """γ ⊙ x̂ + β with x̂ = (x − μ)/√(v + ε), where μ and v are mean and variance along one axis."""

    gamma: Vector | None = None
    beta: Vector | None = None
    epsilon: NonNegativeExact = rational(1, 100_000)
    over: ClassVar[str] = ""

    def axis(self, context: LayerContext) -> int | None:
        """The axis of a batch along which mean and variance are taken; None for a single list."""
        raise NotImplementedError

    def misfits(
        self, shape: Shape, source: str, conventions: NetworkConventions, path: Path
    ) -> Iterator[Fault]:
        for key, value in (("gamma", self.gamma), ("beta", self.beta)):
            if value is not None and shape_of(value) != shape:
                yield Fault(
                    f"{key} doesn't fit what flows in",
                    (*path, self.key, key),
                    expected=f"{counted(shape[0], 'number')}, one for each of {source}",
                    found=f"{by(shape_of(value))} numbers",
                )

    def parameters(self) -> dict[str, Value]:
        parameters = {"gamma": self.gamma, "beta": self.beta}
        return {letter: value for letter, value in parameters.items() if value is not None}

    def constants(self) -> dict[str, Value]:
        return {} if self.epsilon == 0 else {"epsilon": self.epsilon}

    @property
    def _under_the_root(self) -> str:
        return "v" if self.epsilon == 0 else "(v + ε)"

    def forward(
        self, a: Name, number: int, parameters: dict[str, Name], context: LayerContext
    ) -> Name:
        axis, across_samples = self.axis(context), context.conventions.sample_axis
        count = a.shape[axis or 0]

        def let(letter: str, term: Term, why: str, passes: Rules = NOTHING) -> Name:
            return context.tape.let(context.quantity(letter, number), term, why, passes=passes)

        def mean(x: Term) -> Term:
            return times(Literal(rational(1, count)), _added_up(x, axis))

        mu = let("mu", mean(a), f"the mean over {self.over}")
        c = let("c", a - _spread(mu, a, axis), "what each differs from the mean by")
        v = let("v", mean(c**2), f"the variance over {self.over}")
        inside: Term = v
        if self.epsilon != 0:
            inside = v + context.tape.name(Quantity("epsilon", layer=number))
        slope = "{self} reaches the loss through {into}: {g} times the slope of "
        r = let(
            "r",
            inside**MINUS_HALF,
            f"one over √{self._under_the_root}",
            {"": f"{slope}{self._under_the_root}^(−1/2)"},
        )
        output: Term = c * _spread(r, a, axis)
        normalized = f"normalized: mean 0, variance {'1' if self.epsilon == 0 else 'v/(v + ε)'}"
        if parameters:
            output = let("x_hat", output, normalized)
        along_units = across_samples if context.batch else None
        if "gamma" in parameters:
            output = output * _spread(parameters["gamma"], a, along_units)
        if "beta" in parameters:
            output = output + _spread(parameters["beta"], a, along_units)
        first, *aliases = context.output_ids(number)
        words = "scaled and shifted as is learnt" if parameters else normalized
        return context.tape.let(first, output, words, aliases=tuple(aliases))


class BatchNorm(Normalization):
    """Mean and variance of each unit over the samples of the batch (training mode)."""

    key: ClassVar[str] = "batch_norm"
    over: ClassVar[str] = "the samples"

    def axis(self, context: LayerContext) -> int | None:
        return context.conventions.sample_axis

    def batch_faults(
        self, samples: int | None, conventions: NetworkConventions, path: Path
    ) -> Iterator[Fault]:
        if samples is None or samples < 2:
            yield Fault(
                "batch normalization compares the samples of a batch",
                (*path, self.key),
                expected="an input of at least two samples",
                found="one sample",
            )


class LayerNorm(Normalization):
    """Mean and variance of each sample over its units."""

    key: ClassVar[str] = "layer_norm"
    over: ClassVar[str] = "the units"

    def axis(self, context: LayerContext) -> int | None:
        return 1 - context.conventions.sample_axis if context.batch else None


def _added_up(x: Term, axis: int | None) -> Term:
    """Sums along an axis of a matrix, or of a whole list."""
    return total(x) if axis is None else sum_rows(x) if axis == 0 else row_sums(x)


def _spread(x: Term, like: Term, axis: int | None) -> Term:
    """A vector repeated along an axis, to the shape of a matrix; a number as it is."""
    if axis is None:
        return x
    if axis == 0:
        return repeat_rows(x, rows=like.shape[0])
    return repeat_columns(x, columns=like.shape[1])


MlpLayer = Annotated[Dropout | BatchNorm | LayerNorm | Dense, Keyed("layer")]
