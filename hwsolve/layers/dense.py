"""A fully connected layer: z = W x + b, a = f(z)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import ClassVar

from hwsolve.errors import Fault, Path
from hwsolve.layers.layer import Inflow, Layer, LayerContext, Shape
from hwsolve.layers.layer_references import SharedBias, SharedMatrix
from hwsolve.layers.named_activations import LINEAR, Activation, activation_of, words_for
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by, counted
from hwsolve.layers.window_fields import Bias, Count, count_biases
from hwsolve.numbers import Value, shape_of
from hwsolve.terms.linear import turned
from hwsolve.terms.matrices import repeat_columns
from hwsolve.terms.term import Name, Term, as_term


class Dense(Layer):
    """Weights of shape units × inputs (or inputs × units, by convention) and a bias per unit.

    Without `bias` the layer has none; a single number is one bias that all units share.
    """

    sized_despite_misfits: ClassVar[bool] = True
    weights: SharedMatrix
    bias: SharedBias | None = None
    activation: Activation = LINEAR

    def units_and_inputs(self, conventions: NetworkConventions) -> tuple[int, int]:
        """(units, inputs), whichever way the weights are laid out."""
        return by_units(self.weights, conventions)

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        return (self.units_and_inputs(conventions)[0],)

    def misfits(self, flow: Inflow) -> Iterator[Fault]:
        units, inputs = self.units_and_inputs(flow.conventions)
        if len(flow.shape) != 1:
            yield needs_a_list(flow)
        elif flow.shape != (inputs,):
            yield self._wrong_weights(units, inputs, flow)
        if self.bias is not None and shape_of(self.bias) not in ((), (units,)):
            yield Fault(
                "the bias doesn't fit the units",
                flow.at("bias"),
                expected=f"{counted(units, 'number')}, one for each unit, or one number for all",
                found=f"{by(shape_of(self.bias))} numbers",
            )

    def _wrong_weights(self, units: int, inputs: int, flow: Inflow) -> Fault:
        hint = ""
        if flow.shape == (units,):
            setting = "conventions: {weights: rows_are_inputs}"
            hint = (
                f"if each row belongs to an input, add {setting}"
                if flow.conventions.rows_are_units
                else f"if each row belongs to a unit, leave out {setting}"
            )
        fitting = (units, *flow.shape) if flow.conventions.rows_are_units else (*flow.shape, units)
        return Fault(
            "the weights don't fit what flows in",
            flow.at("weights"),
            expected=f"a matrix of {by(fitting)}: {flow.source} has "
            f"{counted(flow.shape[0], 'entry', 'entries')}, and each unit weighs every one of them",
            found=f"a matrix of {by(shape_of(self.weights))}",
            hint=hint,
        )

    def parameters(self) -> dict[str, Value]:
        return {"W": self.weights} | ({} if self.bias is None else {"b": self.bias})

    def inflows(self) -> Iterator[tuple[str, str]]:
        """What is weighed here: its letter, "" for what flows in, and the letter of its weights."""
        yield "", "W"

    def forward(self, inputs: Sequence[Name], own: Mapping[str, Term], here: LayerContext) -> Name:
        (a,) = inputs
        z = weighted(a, own["W"], here)
        bias = own.get("b")
        if bias is not None:
            in_columns = here.batch and here.conventions.sample_axis == 1
            repeated = in_columns and bias.shape
            z = z + (repeat_columns(bias, columns=a.shape[1]) if repeated else bias)
        why = "each unit's weighted sum of what flows in"
        return self.squashed(z, why + ("" if bias is None else ", plus the bias"), here)

    def squashed(self, z: Term, why: str, here: LayerContext) -> Name:
        """Let z[l] and what the activation makes of it."""
        return here.activated(
            z, why, activation_of(self.activation, here.conventions), words_for(self.activation)
        )

    def parameter_count(self, shape: Shape, conventions: NetworkConventions) -> Term | None:
        units = self.output_shape(shape, conventions)[0]
        weights = as_term(units) * as_term(prod(shape))
        biases = self.bias_count(units)
        return weights + biases if biases else weights

    def bias_count(self, units: int) -> int:
        """How many biases the layer learns."""
        return count_biases(self.bias, units, by_sizes=False)

    def reach(self, shape: Shape, conventions: NetworkConventions) -> None:
        return None


class KeyedDense(Dense):
    """A dense layer under the key `dense`; `units` in place of weights where only sizes count."""

    key: ClassVar[str] = "dense"
    weights: SharedMatrix | None = None  # type: ignore[assignment]  # a stack of sizes has none
    units: Count | None = None
    bias: Bias | None = None

    def units_and_inputs(self, conventions: NetworkConventions) -> tuple[int, int]:
        if self.weights is None:
            return self.units or 1, 0
        return super().units_and_inputs(conventions)

    def misfits(self, flow: Inflow) -> Iterator[Fault]:
        flow = flow.within(self.key)
        if self.weights is None and self.units is None:
            yield Fault("a dense layer without weights", flow.path, expected="weights, or units")
        elif self.weights is not None and self.units is not None:
            yield Fault("units beside weights", flow.at("units"), hint="leave this out")
        elif self.weights is not None and self.bias is True:
            yield Fault("true is no bias here", flow.at("bias"), expected="numbers, one a unit")
        elif self.weights is not None:
            yield from super().misfits(flow)
        elif len(flow.shape) != 1:
            yield needs_a_list(flow)

    def missing(self, path: Path) -> Iterator[Fault]:
        if self.weights is None:
            yield without_weights((*path, self.key))

    def parameters(self) -> dict[str, Value]:
        parameters: dict[str, Value] = {} if self.weights is None else {"W": self.weights}
        if self.bias is not None and not isinstance(self.bias, bool):
            parameters["b"] = self.bias
        return parameters

    def bias_count(self, units: int) -> int:
        return count_biases(self.bias, units, by_sizes=self.weights is None)


def weighted(a: Term, weights: Term, here: LayerContext) -> Term:
    """W a, or A Wᵀ where each row of A is a sample, a node or a position."""
    in_rows = here.batch and here.conventions.sample_axis == 0
    if here.conventions.rows_are_units == in_rows:
        weights = turned(weights)
    return a @ weights if in_rows else weights @ a


def by_units(weights: Value, conventions: NetworkConventions) -> tuple[int, int]:
    """(units, inputs) of a matrix of weights, whichever way it is laid out."""
    rows, columns = shape_of(weights)
    return (rows, columns) if conventions.rows_are_units else (columns, rows)


def without_weights(path: Path) -> Fault:
    """The fault of a layer told by its sizes alone, where it has to work."""
    return Fault(
        "the weights are missing",
        path,
        expected="weights in numbers",
        hint="sizes alone are enough for derive: shapes",
    )


def needs_a_list(flow: Inflow, what: str = "a dense layer") -> Fault:
    """The fault of a layer that takes a plain list of numbers and is given more axes."""
    return Fault(
        f"{what} takes a list of numbers",
        flow.path,
        expected="a sample with one axis",
        found=f"{flow.source} with {len(flow.shape)} axes ({by(flow.shape)})",
        hint="put a layer before it that makes a list of them: - flatten",
    )
