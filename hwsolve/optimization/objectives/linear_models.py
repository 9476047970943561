"""Linear, logistic and softmax regression: weights W, a bias b, one prediction, one loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from hwsolve.derivation.tape import Tape
from hwsolve.errors import Fault
from hwsolve.networks import loss_choice, targets
from hwsolve.numbers import Scalar, Value, is_symbolic, scalars, shape_of, sign
from hwsolve.optimization.evaluation_point import EvaluationPoint
from hwsolve.optimization.objectives.learning import Learning
from hwsolve.optimization.objectives.objective import Point, entries
from hwsolve.terms.activations import sigmoid_of
from hwsolve.terms.softmax import softmax
from hwsolve.terms.term import Name, Term

USUAL_LOSS = {
    "linear": loss_choice.PlainLoss(name="squared_error"),
    "logistic": loss_choice.PlainLoss(name="binary_cross_entropy"),
    "softmax": loss_choice.PlainLoss(name="cross_entropy"),
}
WORDS = {
    "logistic": "σ turns the score into a probability",
    "softmax": "softmax turns the scores into probabilities that add up to 1",
}


class Model(Learning):
    """`objective: {model: linear, input: [1, -2], target: 2}`, `parameters: {W: [0, 3], b: -1}`.

    W is a list of weights, or a matrix with a row for each output; b may be left out.
    """

    model: Literal["linear", "logistic", "softmax"]

    @property
    def chosen_loss(self) -> loss_choice.AnyLoss:
        return self.loss or USUAL_LOSS[self.model]

    def inner(self) -> Sequence[str]:
        return ("y_hat",) if self.model == "linear" else ("z", "y_hat")

    # ---- checks ---------------------------------------------------------------------------------

    def misfits(self, parameters: Mapping[str, Value], steps: int) -> Iterator[Fault]:
        if "W" not in parameters or parameters.keys() - {"W", "b"}:
            yield Fault(
                f"the parameters of a {self.model} model are W and b",
                ("parameters",),
                expected="parameters: {W: […], b: 0}",
                found=", ".join(parameters) or "none",
            )
            return
        W, b, features = parameters["W"], parameters.get("b"), shape_of(self.input)[-1]
        least = 2 if self.model == "softmax" else 1
        if len(shape_of(W)) not in range(least, 3) or shape_of(W)[-1] != features:
            wanted = f"a matrix with rows of {features} numbers, one for each class"
            if least == 1:
                wanted = f"a list of {features} numbers, one for each entry of a sample"
            yield Fault(
                "the weights don't fit the input",
                ("parameters", "W"),
                expected=wanted,
                found=entries(shape_of(W)),
            )
            return
        outputs = shape_of(W)[:-1]
        if b is not None and shape_of(b) not in {(), outputs}:
            yield Fault(
                "the bias doesn't fit the weights",
                ("parameters", "b"),
                expected=entries(outputs),
                found=entries(shape_of(b)),
            )
        yield from self._target_faults(outputs)

    def _target_faults(self, outputs: tuple[int, ...]) -> Iterator[Fault]:
        shape = (*shape_of(self.input)[:-1], *outputs)
        path = ("objective", "target")
        if self.model == "softmax":
            read = targets.read_target(self.chosen_loss, self.target, shape, self.conventions)
            if isinstance(read, Fault):
                yield Fault(read.message, path, read.expected, read.found, read.hint)
        elif shape_of(self.target) != shape:
            yield Fault(
                "the target doesn't fit the predictions",
                path,
                expected=entries(shape),
                found=entries(shape_of(self.target)),
            )
        elif loss_choice.base_name(self.chosen_loss) == "binary_cross_entropy":
            wrong = [x for x in scalars(self.target) if not _is_probability(x)]
            if wrong:
                yield Fault(
                    "not a probability", path, expected="numbers from 0 to 1", found=str(wrong[0])
                )

    def give(self, tape: Tape, parameters: Mapping[str, Value]) -> None:
        super().give(tape, parameters)
        conventions, shape = self.conventions, self._output_shape(parameters)
        if self.model == "softmax" and targets.takes_classes(
            self.chosen_loss, self.target, shape, conventions
        ):
            first = conventions.classes_from
            conventions.tell(tape, "classes_from", first, targets.CLASSES.format(first))

    def _output_shape(self, parameters: Mapping[str, Value]) -> tuple[int, ...]:
        """That of all predictions."""
        return (*shape_of(self.input)[:-1], *shape_of(parameters["W"])[:-1])

    def targets(self, parameters: Mapping[str, Value]) -> Value:
        if self.model != "softmax":
            return self.target
        shape = self._output_shape(parameters)
        read = targets.read_target(self.chosen_loss, self.target, shape, self.conventions)
        assert not isinstance(read, Fault)
        return read

    # ---- forward --------------------------------------------------------------------------------

    def forward(self, place: EvaluationPoint, point: Point, x: Name) -> Name:
        z, why = self._score(point, x)
        if self.model == "linear":
            return place.tape.let(place.quantity("y_hat"), z, why)
        score = place.tape.let(place.quantity("z"), z, why)
        activation = sigmoid_of if self.model == "logistic" else softmax
        return place.tape.let(place.quantity("y_hat"), activation(score), WORDS[self.model])

    def _score(self, point: Point, x: Name) -> tuple[Term, str]:
        W, b = point["W"], point.get("b")
        if not self.runs_as_batch:
            z: Term = W @ x
        elif len(W.shape) == 1:
            z = x @ W
        else:
            z = x @ W.T
        why = "the inputs, weighted and added up"
        return (z, why) if b is None else (z + b, why + ", plus the bias")


def _is_probability(x: Scalar) -> bool:
    return is_symbolic(x) or (sign(x) >= 0 and sign(x - 1) <= 0)
