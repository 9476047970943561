"""Losses of models as objectives: from a prediction to L, and back to the gradients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from pydantic import PrivateAttr

from hwsolve.derivation.backprop import Backprop, fused_rule
from hwsolve.derivation.step import Step
from hwsolve.derivation.tape import Tape
from hwsolve.layers.convolution_conventions import ConvConventions
from hwsolve.networks import loss_choice
from hwsolve.networks.loss_words import words_for
from hwsolve.numbers import Value, as_array, shape_of
from hwsolve.optimization.evaluation_point import EvaluationPoint
from hwsolve.optimization.objectives.objective import Objective, Point
from hwsolve.quantity import Quantity
from hwsolve.spec import Array, ArrayOrNumber, PositiveInteger
from hwsolve.terms.elementwise import times
from hwsolve.terms.linear import total
from hwsolve.terms.term import Apply, Name, Term
from hwsolve.terms.term import Literal as Number


class Learning(Objective):
    """The loss of a model on data: one sample, a batch, or a few samples at a time.

    With `batch_size`, update k takes the k-th group of samples in file order, over and over.
    """

    input: Array
    target: ArrayOrNumber
    loss: loss_choice.Loss | None = None
    batch_size: PositiveInteger | None = None
    _conventions: ConvConventions = PrivateAttr(default_factory=ConvConventions)

    @property
    def conventions(self) -> ConvConventions:
        """What the problem says about losses, batches and layers."""
        return self._conventions

    def settle(self, conventions: ConvConventions) -> None:
        self._conventions = conventions

    @property
    def letter(self) -> str:
        return "L"

    @property
    def sample_rank(self) -> int:
        """The number of axes of one sample."""
        return 1

    @property
    def rows(self) -> str:
        """What the rows of the input are, in words."""
        return "samples"

    @property
    def is_batch(self) -> bool:
        """Whether the input is a list of samples."""
        return len(shape_of(self.input)) > self.sample_rank

    @property
    def samples(self) -> int:
        if not self.is_batch or self.batch_size is None:
            return 1
        return -(-shape_of(self.input)[0] // self.batch_size)

    @property
    def takes_single_samples(self) -> bool:
        """Whether each update sees one sample, without an axis for samples."""
        return self.is_batch and self.batch_size == 1

    @property
    def runs_as_batch(self) -> bool:
        """Whether an update sees several samples at once."""
        return self.is_batch and self.batch_size != 1

    def chosen(self, data: Value, k: int | str) -> Value:
        """The part of the data that update k sees."""
        if not self.is_batch or self.batch_size is None:
            return data
        number = int(k) % self.samples
        rows: Any = np.asarray(data, dtype=object)
        if self.batch_size == 1:
            return as_array(rows[number])
        return as_array(rows[number * self.batch_size : (number + 1) * self.batch_size])

    def targets(self, parameters: Mapping[str, Value]) -> Value:
        """The targets in the shape of the outputs. Only for an objective without faults."""
        return self.target

    @property
    def chosen_loss(self) -> loss_choice.AnyLoss:
        """The loss, the usual one of the model if none is named."""
        raise NotImplementedError

    def give(self, tape: Tape, parameters: Mapping[str, Value]) -> None:
        if self.samples == 1:
            tape.given("x", self.input, "the input")
            tape.given("y", self.targets(parameters), "the target")

    # ---- data -----------------------------------------------------------------------------------

    def data(self, place: EvaluationPoint, point: Point) -> tuple[Name, Name]:
        """x and y as they are for update k; the same names where all samples are taken at once."""
        same = self.samples == 1
        x, y = (
            Quantity(name) if same else place.labelled.of(Quantity(name), place.k) for name in "xy"
        )
        if x not in place.tape:
            number = place.k % self.samples + 1
            which = "" if same else f" of sample {number}"
            if not same and self.batch_size != 1:
                which = f" of group {number} of the samples"
            place.tape.given(x, self.chosen(self.input, place.k), "the input" + which)
            place.tape.given(
                y,
                self.chosen(
                    self.targets({name: leaf.value for name, leaf in point.items()}), place.k
                ),
                "the target" + which,
            )
        return place.tape.name(x), place.tape.name(y)

    # ---- forward --------------------------------------------------------------------------------

    def forward(self, place: EvaluationPoint, point: Point, x: Name) -> Name:
        """Let the model's quantities up to the prediction."""
        raise NotImplementedError

    def loss_terms(self, prediction: Name, target: Name) -> tuple[Term, Term]:
        """(L, the part of it that compares prediction and target)."""
        loss, batch = self.chosen_loss, self.runs_as_batch
        if len(prediction.shape) > batch:
            return loss_choice.loss_term(
                loss, prediction, target, batch=batch, conventions=self.conventions
            )
        compared = loss_choice.OPERATIONS[loss_choice.base_name(loss)](
            prediction, target, **loss.settings
        )
        factor = loss_choice.coefficient(loss, prediction.shape, batch, self.conventions)
        return times(Number(factor), total(compared)), compared

    def write_value(self, place: EvaluationPoint, point: Point) -> Name:
        x, y = self.data(place, point)
        prediction = self.forward(place, point, x)
        term, _ = self.loss_terms(prediction, y)
        why = words_for(
            self.chosen_loss, prediction, y, batch=self.runs_as_batch, conventions=self.conventions
        )
        if self.runs_as_batch:
            mean = self.conventions.batch == "mean"
            why += f", {'averaged' if mean else 'added up'} over the samples"
            self.conventions.tell(
                place.tape,
                "batch",
                self.conventions.batch,
                f"loss and gradients are the {'mean' if mean else 'sum'} over the samples",
            )
        return place.tape.let(place.quantity("L"), term, why)

    # ---- backward -------------------------------------------------------------------------------

    def inner(self) -> Sequence[str]:
        """The names of what the forward pass lets, in order, before L."""
        raise NotImplementedError

    def write_gradients(self, place: EvaluationPoint, point: Point) -> dict[str, Name]:
        if place.quantity("L") not in place.tape:
            self.write_value(place, point)
        ids = {name: leaf.id for name, leaf in point.items()}
        parameters = {id: name for name, id in ids.items()}
        compared = self.compared(place, point)
        found = fused_rule(place.tape, compared)
        shortcut = found is not None and found.activation == "softmax"

        def ids_of(id: Quantity) -> tuple[Quantity, ...]:
            if id not in parameters:
                return (id.gradient,)
            return self.gradients_here(place, parameters[id], only=len(point) == 1)

        result = Backprop(
            place.tape,
            place.tape.name(place.quantity("L")),
            list(point.values()),
            phase=place.phase,
            shortcuts=[found.activation] if found and shortcut else (),
            among=self.steps_to_loss(place),
            naming=lambda id: ids_of(id)[0],
            aliases_unwritten=lambda id: ids_of(id)[1:],
            words=self.words,
        ).run()
        if found and not shortcut:
            factor = loss_choice.coefficient(
                self.chosen_loss, compared.arguments[0].shape, self.runs_as_batch, self.conventions
            )
            place.tape.remark(
                found.inside.id.gradient,
                found.rule(Number(factor), compared),
                "the short cut: the slope of the activation cancels against the logarithm's",
            )
        return {name: result[id] for name, id in ids.items()}

    @property
    def roles(self) -> Mapping[str, str]:
        return {"W": "weights", "b": "bias"}

    def words(self, quantity: Quantity, reason: str) -> str:
        """The reason for a gradient, with what becomes of the samples' gradients of a parameter."""
        if self.runs_as_batch and quantity.name in self.roles:
            return f"{reason}, added up over the {self.rows}"
        return reason

    def steps_to_loss(self, place: EvaluationPoint) -> list[Step]:
        """The steps between the parameters and the loss."""
        return [place.tape.step(place.quantity(name)) for name in (*self.inner(), "L")]

    def compared(self, place: EvaluationPoint, point: Point) -> Apply:
        """The part of the loss that compares prediction and target."""
        _, y = self.data(place, point)
        _, compared = self.loss_terms(place.tape.name(place.quantity("y_hat")), y)
        assert isinstance(compared, Apply)
        return compared
