"""For every core row of the table of operations: arguments to try it on, away from its kinks.

A new row needs an entry in `EXAMPLES`, and is then checked in every way that the others are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import hwsolve.terms.matrices  # noqa: F401  # its rows have examples, too
from hwsolve.numbers import Value, array, rational
from hwsolve.terms import activations, arithmetic, cases, linear, losses
from hwsolve.terms.term import OPERATIONS, Apply, Literal, Name, Operation

CORE = (arithmetic, cases, linear, activations, losses)
CORE_ROWS = sorted(
    {row.name for module in CORE for row in vars(module).values() if isinstance(row, Operation)}
    | {name for name in OPERATIONS if name.endswith("_slope")}
)


@dataclass(frozen=True)
class Example:
    """Arguments of an operation, as nested lists.

    `fixed` are the places of arguments that carry no gradient by design: a target, a condition.
    `literal` are those of numbers that belong to the formula itself: an exponent.
    """

    arguments: tuple[Any, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    fixed: frozenset[int] = frozenset()
    literal: frozenset[int] = frozenset()

    def values(self) -> list[Value]:
        """The arguments as values."""
        return [array(argument) for argument in self.arguments]

    def applied(self, name: str, values: list[Value] | None = None) -> Apply:
        """The operation on names q0, q1, … that have these values."""
        given = self.values() if values is None else values
        terms = [
            Literal(value) if place in self.literal else Name(f"q{place}", value)
            for place, value in enumerate(given)
        ]
        return OPERATIONS[name](*terms, **self.parameters)


def example(*arguments: Any, fixed: tuple[int, ...] = (), **parameters: Any) -> Example:
    """An example, its parameters by keyword."""
    return Example(arguments, parameters, frozenset(fixed))


def to_the_power(base: Any, exponent: Any) -> Example:
    """A base to an exponent that belongs to the formula."""
    return Example((base, exponent), fixed=frozenset({1}), literal=frozenset({1}))


def q(numerator: int, denominator: int = 1) -> Any:
    """A rational."""
    return rational(numerator, denominator)


SCALAR = example(q(2, 3))
BELOW = example(q(-5, 4))
COLUMN = example([q(-3, 2), q(1, 5), 2])
ROWS = example([[q(-1, 2), 3, q(1, 7)], [2, q(-7, 3), q(4, 5)]])
EACH_SHAPE = (SCALAR, BELOW, COLUMN, ROWS)
POSITIVE = (
    example(q(2, 3)),
    example([q(1, 4), 1, 3]),
    example([[q(9, 4), 2], [5, q(1, 10)]]),
)

MATRIX = [[1, q(-2, 3), 4], [q(1, 2), 5, -3]]
OTHER = [[2, -1, q(3, 4)], [q(5, 2), -4, 1]]
VECTOR = [q(1, 3), -2, 5]
SQUARE = [[2, 3], [4, 5]]

SAME_SHAPES = (
    example(q(3, 4), -2),
    example(VECTOR, [4, q(1, 2), -1]),
    example(MATRIX, OTHER),
)
BROADCAST = (
    example(3, VECTOR),
    example(MATRIX, q(-1, 2)),
    example(MATRIX, VECTOR),
    example(VECTOR, MATRIX),
)

PREDICTIONS = (
    (q(2, 3), 1),
    ([q(1, 4), q(2, 5), q(9, 10)], [0, 1, q(1, 2)]),
    ([[q(1, 3), q(3, 4)], [q(1, 2), q(1, 5)]], [[1, 0], [0, q(1, 3)]]),
)
ERRORS = ((3, 1), ([q(1, 4), -2, 6], [0, q(-3, 2), 1]), ([[1, 2], [-3, 4]], [[0, 5], [1, q(1, 2)]]))
SCORES = (
    ([2, -1, q(3, 2)], [0, 0, 1]),
    ([[1, q(7, 2)], [-2, 5], [0, q(1, 4)]], [[0, 1], [1, 0], [1, 0]]),
)


def with_target(pairs: tuple[Any, ...], **parameters: Any) -> tuple[Example, ...]:
    """Predictions with targets, which carry no gradient."""
    return tuple(example(*pair, fixed=(1,), **parameters) for pair in pairs)


def everywhere(*examples: Example, fixed: tuple[int, ...] = (), **parameters: Any) -> Any:
    """The same examples with these parameters."""
    return tuple(Example(e.arguments, parameters, frozenset(fixed)) for e in examples)


EXAMPLES: dict[str, tuple[Example, ...]] = {
    # arithmetic
    "add": (*SAME_SHAPES, *BROADCAST, example(1, q(2, 3), -5), example(VECTOR, VECTOR, VECTOR)),
    "negate": EACH_SHAPE,
    "multiply": (*SAME_SHAPES, *BROADCAST),
    "divide": (*SAME_SHAPES, *BROADCAST),
    "power": (
        to_the_power(q(-2, 3), 2),
        to_the_power([q(-1, 2), 3], 3),
        to_the_power([[q(2, 3), -4]], -2),
        to_the_power([q(-1, 2), 0], 1),
        to_the_power([q(9, 4), 2], q(1, 2)),
        to_the_power([q(1, 3), 5], q(-2, 3)),
    ),
    "exp": EACH_SHAPE,
    "log": POSITIVE,
    "sqrt": POSITIVE,
    "erf": EACH_SHAPE,
    "sign": everywhere(*EACH_SHAPE, fixed=(0,)),
    "abs": EACH_SHAPE,
    "times_log": (
        example(q(1, 2), q(1, 3)),
        example([q(1, 3), 2, -1], [2, q(1, 2), 5]),
        example([0, 1, q(1, 2)], [1, q(1, 2), 3]),
    ),
    # cases
    "choose": (
        example(2, q(1, 3), -1, 5, fixed=(0,)),
        example(-2, q(1, 3), -1, 5, fixed=(0,)),
        example(0, q(1, 3), -1, 5, fixed=(0,)),
        example([1, -1, 0], [2, 3, 4], [5, 6, 7], [8, 9, 10], fixed=(0,)),
        example([[1, -1], [0, 2]], SQUARE, [[6, 7], [8, 9]], SQUARE, fixed=(0,)),
    ),
    "max": (
        example(1, 2),
        example(2, 1),
        example([1, -1], [q(1, 2), q(1, 2)]),
        example(MATRIX, OTHER),
    ),
    "min": (
        example(1, 2),
        example(2, 1),
        example([1, -1], [q(1, 2), q(1, 2)]),
        example(MATRIX, OTHER),
    ),
    # linear
    "matmul": (
        example(MATRIX, VECTOR),
        example(MATRIX, [[1, 2], [3, q(-1, 2)], [0, 4]]),
        example([2, -1], MATRIX),
        example(VECTOR, [2, 3, q(1, 4)]),
        example([[2, 3]], [q(1, 2), -1]),
        example([[q(2, 3)]], [[5]]),
        example([[2], [3]], [[4, 5]]),
    ),
    "outer": (example(VECTOR, [2, -1]), example([3], [q(1, 2)])),
    "transpose": (example(MATRIX), example([[1, 2, 3]]), example([[4]])),
    "repeat": tuple(example(q(3, 2), shape=shape) for shape in ((3,), (2, 3), (1,), (1, 2))),
    "total": EACH_SHAPE,
    "sum_rows": (ROWS, example([[1, 2]]), example([[5], [q(1, 3)]])),
    "repeat_rows": (example(VECTOR, rows=3), example([q(1, 2)], rows=2), example(VECTOR, rows=1)),
    "repeat_columns": (example(VECTOR, columns=3), example([q(1, 2)], columns=2)),
    "squared_norm": EACH_SHAPE,
    "absolute_norm": EACH_SHAPE,
    # activations
    "sigmoid": EACH_SHAPE,
    "tanh": EACH_SHAPE,
    "softplus": EACH_SHAPE,
    "silu": EACH_SHAPE,
    "normal_cdf": EACH_SHAPE,
    "normal_density": EACH_SHAPE,
    "gelu": EACH_SHAPE,
    "gelu_tanh": EACH_SHAPE,
    "relu": everywhere(*EACH_SHAPE, at_zero=q(0)),
    "relu_slope": everywhere(*EACH_SHAPE, fixed=(0,), at_zero=q(1, 2)),
    "leaky_relu": everywhere(*EACH_SHAPE, slope=q(1, 10), at_zero=q(1, 10)),
    "leaky_relu_slope": everywhere(*EACH_SHAPE, fixed=(0,), slope=q(1, 10), at_zero=q(1)),
    "elu": everywhere(*EACH_SHAPE, alpha=q(3, 2), at_zero=q(1)),
    "step": everywhere(*EACH_SHAPE, at_zero=q(1)),
    "step_slope": everywhere(*EACH_SHAPE, fixed=(0,), at_zero=q(1)),
    "signum": everywhere(*EACH_SHAPE, at_zero=q(0)),
    "signum_slope": everywhere(*EACH_SHAPE, fixed=(0,), at_zero=q(0)),
    "elu_slope": everywhere(*EACH_SHAPE, alpha=q(3, 2), at_zero=q(1)),
    "softmax": (
        COLUMN,
        ROWS,
        example([q(1, 2)]),
        example([[3], [q(1, 2)]]),
        example(MATRIX, axis=0),
    ),
    "softmax_backward": (example([q(1, 6), q(1, 3), q(1, 2)], [2, -1, q(1, 4)], fixed=(0, 1)),),
    "softmax_backward_of_batch": (
        example([[q(1, 4), q(3, 4)], [q(1, 2), q(1, 2)]], [[1, 2], [-3, q(1, 2)]], fixed=(0, 1)),
        example([[q(1, 4)], [q(3, 4)]], [[1], [2]], fixed=(0, 1), axis=0),
    ),
    # losses
    "squared_error": with_target(ERRORS),
    "absolute_error": with_target(ERRORS),
    "huber": with_target(ERRORS, delta=q(3, 2)),
    "binary_cross_entropy": with_target(PREDICTIONS),
    "cross_entropy": with_target(PREDICTIONS),
    "hinge": with_target(((q(1, 2), 1), ([3, -2, q(1, 3)], [1, 1, -1])), margin=q(1)),
    "multiclass_hinge": with_target(SCORES, margin=q(2)),
    "multiclass_hinge_slope": everywhere(*with_target(SCORES), fixed=(0, 1), margin=q(2)),
}

CASES = [(name, one) for name, examples in EXAMPLES.items() for one in examples]
"""(row, example) for all of them."""

IDS = [f"{name}-{place}" for name, examples in EXAMPLES.items() for place in range(len(examples))]
