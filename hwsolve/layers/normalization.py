"""Batch and layer normalization.

Sources: Ioffe and Szegedy 2015 (batch normalization), Ba, Kiros and Hinton 2016 (layer
normalization).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from hwsolve.errors import Fault
from hwsolve.layers.dense import needs_a_list
from hwsolve.layers.layer import Inflow, Layer, LayerContext, Shape
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by, counted
from hwsolve.numbers import Value, rational, shape_of
from hwsolve.spec import NonNegativeExact, Vector
from hwsolve.terms.elementwise import times
from hwsolve.terms.linear import sum_rows, total
from hwsolve.terms.matrices import row_sums, spread
from hwsolve.terms.term import Literal, Name, Term, as_term

MINUS_HALF = Literal(rational(-1, 2))


class Normalization(Layer):
    """γ ⊙ x̂ + β with x̂ = (x − μ)/√(v + ε), where μ and v are mean and variance along one axis."""

    sized_despite_misfits: ClassVar[bool] = True
    gamma: Vector | None = None
    beta: Vector | None = None
    epsilon: NonNegativeExact = rational(1, 100_000)
    over: ClassVar[str] = ""

    def axis(self, here: LayerContext) -> int | None:
        """The axis of a batch along which mean and variance are taken; None for a single list."""
        raise NotImplementedError

    def misfits(self, flow: Inflow) -> Iterator[Fault]:
        if len(flow.shape) != 1:
            yield needs_a_list(flow.within(self.key), "a normalization")
            return
        for key, value in (("gamma", self.gamma), ("beta", self.beta)):
            if value is not None and shape_of(value) != flow.shape:
                yield Fault(
                    f"{key} doesn't fit what flows in",
                    flow.at(self.key, key),
                    expected=f"{counted(flow.shape[0], 'number')}, one for each of {flow.source}",
                    found=f"{by(shape_of(value))} numbers",
                )

    def parameters(self) -> dict[str, Value]:
        parameters = {"gamma": self.gamma, "beta": self.beta}
        return {letter: value for letter, value in parameters.items() if value is not None}

    def parameter_count(self, shape: Shape, conventions: NetworkConventions) -> Term | None:
        letters = len(self.parameters())
        return as_term(letters) * as_term(shape[0]) if letters else None

    def constants(self) -> dict[str, Value]:
        return {} if self.epsilon == 0 else {"epsilon": self.epsilon}

    @property
    def _under_the_root(self) -> str:
        return "v" if self.epsilon == 0 else "(v + ε)"

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        (a,) = inputs
        axis, across_samples = self.axis(here), here.conventions.sample_axis
        count = a.shape[axis or 0]

        def mean(x: Term) -> Term:
            return times(Literal(rational(1, count)), _added_up(x, axis))

        mu = here.let("mu", mean(a), f"the mean over {self.over}")
        c = here.let("c", a - spread(mu, a, axis), "what each differs from the mean by")
        v = here.let("v", mean(c**2), f"the variance over {self.over}")
        inside: Term = v
        if self.epsilon != 0:
            inside = v + own["epsilon"]
        slope = "{self} reaches the loss through {into}: {g} times the slope of "
        r = here.let(
            "r",
            inside**MINUS_HALF,
            f"one over √{self._under_the_root}",
            {"": f"{slope}{self._under_the_root}^(−1/2)"},
        )
        output: Term = c * spread(r, a, axis)
        normalized = f"normalized: mean 0, variance {'1' if self.epsilon == 0 else 'v/(v + ε)'}"
        if self.parameters():
            output = here.let("x_hat", output, normalized)
        along_units = across_samples if here.batch else None
        if "gamma" in own:
            output = output * spread(own["gamma"], a, along_units)
        if "beta" in own:
            output = output + spread(own["beta"], a, along_units)
        words = "scaled and shifted as is learnt" if self.parameters() else normalized
        return here.let_output(output, words)


class BatchNorm(Normalization):
    """Mean and variance of each unit over the samples of the batch (training mode)."""

    key: ClassVar[str] = "batch_norm"
    over: ClassVar[str] = "the samples"

    def axis(self, here: LayerContext) -> int | None:
        return here.conventions.sample_axis

    def row_faults(self, flow: Inflow) -> Iterator[Fault]:
        if flow.count < 2 or flow.rows == "positions":
            yield Fault(
                "batch normalization compares the samples of a batch",
                flow.at(self.key),
                expected="an input of at least two samples",
                found="one sample" if flow.rows in ("", "samples") else "one sequence",
            )


class LayerNorm(Normalization):
    """Mean and variance of each sample over its units."""

    key: ClassVar[str] = "layer_norm"
    over: ClassVar[str] = "the units"

    def axis(self, here: LayerContext) -> int | None:
        return 1 - here.conventions.sample_axis if here.batch else None


def _added_up(x: Term, axis: int | None) -> Term:
    """Sums along an axis of a matrix, or of a whole list."""
    return total(x) if axis is None else sum_rows(x) if axis == 0 else row_sums(x)
