"""A fully connected layer: z = W x + b, a = f(z)."""

from __future__ import annotations

from collections.abc import Iterator

from hwsolve.errors import Fault, Path
from hwsolve.layers.layer import Layer, LayerContext, Shape
from hwsolve.layers.named_activations import LINEAR, Activation, activate, words_for
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by, counted
from hwsolve.numbers import Value, shape_of
from hwsolve.quantity import Quantity
from hwsolve.spec import ArrayOrNumber, Matrix
from hwsolve.terms.matrices import repeat_columns
from hwsolve.terms.term import Name, Term


class Dense(Layer):
    """Weights of shape units × inputs (or inputs × units, by convention) and a bias per unit.

    Without `bias` the layer has none; a single number is one bias that all units share.
    """

    weights: Matrix
    bias: ArrayOrNumber | None = None
    activation: Activation = LINEAR

    def units_and_inputs(self, conventions: NetworkConventions) -> tuple[int, int]:
        """(units, inputs), whichever way the weights are laid out."""
        rows, columns = shape_of(self.weights)
        return (rows, columns) if conventions.rows_are_units else (columns, rows)

    def output_shape(self, shape: Shape, conventions: NetworkConventions) -> Shape:
        return (self.units_and_inputs(conventions)[0],)

    def misfits(
        self, shape: Shape, source: str, conventions: NetworkConventions, path: Path
    ) -> Iterator[Fault]:
        units, inputs = self.units_and_inputs(conventions)
        if len(shape) != 1:
            yield needs_a_list(shape, source, path)
        elif shape != (inputs,):
            yield self._wrong_weights(units, inputs, shape, source, conventions, path)
        if self.bias is not None and shape_of(self.bias) not in ((), (units,)):
            yield Fault(
                "the bias doesn't fit the units",
                (*path, "bias"),
                expected=f"{counted(units, 'number')}, one for each unit, or one number for all",
                found=f"{by(shape_of(self.bias))} numbers",
            )

    def _wrong_weights(
        self,
        units: int,
        inputs: int,
        shape: Shape,
        source: str,
        conventions: NetworkConventions,
        path: Path,
    ) -> Fault:
        hint = ""
        if shape == (units,):
            setting = "conventions: {weights: rows_are_inputs}"
            hint = (
                f"if each row belongs to an input, add {setting}"
                if conventions.rows_are_units
                else f"if each row belongs to a unit, leave out {setting}"
            )
        fitting = (units, *shape) if conventions.rows_are_units else (*shape, units)
        return Fault(
            "the weights don't fit what flows in",
            (*path, "weights"),
            expected=f"a matrix of {by(fitting)}: {source} has "
            f"{counted(shape[0], 'entry', 'entries')}, and each unit weighs every one of them",
            found=f"a matrix of {by(shape_of(self.weights))}",
            hint=hint,
        )

    def parameters(self) -> dict[str, Value]:
        return {"W": self.weights} | ({} if self.bias is None else {"b": self.bias})

    def inflows(self, number: int) -> Iterator[tuple[Quantity, str]]:
        """What is weighed in layer `number`: the id of each quantity, the letter of its weights."""
        yield (Quantity("x") if number == 1 else Quantity("a", layer=number - 1)), "W"

    def forward(
        self, a: Name, number: int, parameters: dict[str, Name], context: LayerContext
    ) -> Name:
        weights: Term = parameters["W"]
        bias: Term | None = parameters.get("b")
        in_rows = context.batch and context.conventions.sample_axis == 0
        if in_rows:
            weighted = a @ (weights.T if context.conventions.rows_are_units else weights)
        else:
            weighted = (weights if context.conventions.rows_are_units else weights.T) @ a
            if context.batch and bias is not None and bias.shape:
                bias = repeat_columns(bias, columns=a.shape[1])
        why = "each unit's weighted sum of what flows in"
        z = weighted if bias is None else weighted + bias
        return context.activated(
            number,
            z,
            why + ("" if bias is None else ", plus the bias"),
            None
            if self.activation.name == "linear"
            else lambda name: activate(self.activation, name, context.conventions),
            words_for(self.activation),
        )


def needs_a_list(shape: Shape, source: str, path: Path) -> Fault:
    """The fault of a layer that takes a plain list of numbers and is given more axes."""
    return Fault(
        "a dense layer takes a list of numbers",
        path,
        expected="a sample with one axis",
        found=f"{source} with {len(shape)} axes ({by(shape)})",
        hint="put a layer before it that makes a list of them: - flatten",
    )
