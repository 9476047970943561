"""Which targets a loss takes, and what is wrong with others."""

from __future__ import annotations

from math import prod

import numpy as np

from hwsolve.errors import Fault
from hwsolve.layers.network_conventions import NetworkConventions
from hwsolve.layers.shape_wording import by, counted
from hwsolve.networks.loss_choice import SQUASHED_BY, AnyLoss, base_name, first_few
from hwsolve.numbers import (
    Value,
    as_array,
    is_symbolic,
    rational,
    scalars,
    shape_of,
    sign,
)


def read_target(
    loss: AnyLoss, target: Value, shape: tuple[int, ...], conventions: NetworkConventions
) -> Value | Fault:
    """The target in the shape of the output, (units,) or a batch of that, or its fault.

    Class numbers become one-hot rows; a bare number is the target of a single unit.
    """
    in_columns = _in_columns(shape, conventions)
    rows = shape[::-1] if in_columns else shape
    by_class, found = _may_be_class(loss, rows), shape_of(target)
    if takes_classes(loss, target, shape, conventions):
        one_hot = _one_hot(target, rows[-1], conventions, ("target",))
        return one_hot if isinstance(one_hot, Fault) or not in_columns else one_hot.T
    if found != shape:
        fitting = in_shape(target, rows)
        if fitting is None or len(found) >= len(rows):
            return _misshapen(shape, found, by_class=by_class, in_columns=in_columns)
        target = as_array(np.array(target, dtype=object).reshape(shape))
    fault = _in_range(base_name(loss), target.T if in_columns else target, rows[-1], ("target",))
    return fault or target


def takes_classes(
    loss: AnyLoss, target: Value, shape: tuple[int, ...], conventions: NetworkConventions
) -> bool:
    """Whether a target is a class, or a class for each sample, rather than numbers for outputs."""
    rows = shape[::-1] if _in_columns(shape, conventions) else shape
    return _may_be_class(loss, rows) and shape_of(target) == rows[:-1]


def _in_columns(shape: tuple[int, ...], conventions: NetworkConventions) -> bool:
    return len(shape) == 2 and conventions.sample_axis == 1


def _may_be_class(loss: AnyLoss, rows: tuple[int, ...]) -> bool:
    several = base_name(loss) == "hinge" and rows[-1] > 1
    return several or base_name(loss) == "cross_entropy"


CLASSES = "a target that is one number names a class; they are counted from {}"


def in_shape(value: Value, shape: tuple[int, ...]) -> Value | None:
    """A value in a shape whose last axes it may leave out where they have length 1, or None."""
    found = shape_of(value)
    if found != shape[: len(found)] or prod(shape[len(found) :]) != 1:
        return None
    return as_array(np.array(value, dtype=object).reshape(shape))


def _misshapen(
    shape: tuple[int, ...], found: tuple[int, ...], *, by_class: bool, in_columns: bool
) -> Fault:
    of_each = ("unit of the last layer", "sample") if in_columns else (
        "sample", "unit of the last layer"
    )  # fmt: skip
    what = f"{counted(shape[-1], 'number')}, one for each {of_each[1]}"
    if len(shape) == 2:
        what = f"{counted(shape[0], 'row')} (one for each {of_each[0]}) of {what}"
    if by_class:
        classes = f"{shape[1 if in_columns else 0]} class numbers"
        what += ", or " + ("a class number" if len(shape) == 1 else classes)
    return Fault(
        "the target doesn't fit the network's output",
        ("target",),
        expected=what,
        found=f"{by(found)} numbers" if found else "1 number",
    )


def _one_hot(
    target: Value, units: int, conventions: NetworkConventions, path: tuple[str, ...]
) -> Value | Fault:
    first = int(conventions.classes_from)
    rows = []
    for place, number in enumerate(scalars(target)):
        chosen = next((k for k in range(units) if number == first + k), None)
        if chosen is None:
            return Fault(
                "there is no such class",
                path + ((place,) if shape_of(target) else ()),
                expected=f"a whole number from {first} to {first + units - 1}, one for each unit "
                "of the last layer",
                found=first_few([number]),
                hint=""
                if first
                else "classes count from 0; for a count from 1: conventions: {classes_from: 1}",
            )
        rows.append([rational(k == chosen) for k in range(units)])
    return as_array(np.array(rows if shape_of(target) else rows[0], dtype=object))


def _in_range(name: str, target: Value, units: int, path: tuple[str, ...]) -> Fault | None:
    numbers = [x for x in scalars(target) if not is_symbolic(x)]
    if name in SQUASHED_BY:
        for x in numbers:
            if sign(x) < 0 or sign(x - 1) > 0:
                return Fault(
                    "not a probability", path, expected="numbers from 0 to 1", found=first_few([x])
                )
    if name == "hinge" and units > 1:
        return _classes_fault(target, path)
    if len(numbers) < len(scalars(target)):
        return None
    if name == "cross_entropy":
        for row in np.atleast_2d(np.asarray(target, dtype=object)):
            if sign(sum(row, start=rational(0)) - 1) != 0:
                return Fault(
                    "the probabilities of the classes don't add up to 1",
                    path,
                    expected="a distribution over the classes",
                    found=f"the sum {first_few([sum(row, start=rational(0))])}",
                )
    if name == "hinge" and any(x not in (-1, 1) for x in numbers):
        return Fault(
            "not a class of the hinge loss",
            path,
            expected="−1 or 1",
            found=first_few(numbers),
        )
    return None


def _classes_fault(target: Value, path: tuple[str, ...]) -> Fault | None:
    """What is wrong with the classes of a hinge loss, each a row with a single 1."""
    for row in np.atleast_2d(np.asarray(target, dtype=object)):
        if any(x not in (0, 1) for x in row) or sum(x == 1 for x in row) != 1:
            return Fault(
                "not a class of the hinge loss",
                path,
                expected="a class number or a one-hot list",
                found=first_few(row),
            )
    return None
