"""Optimization: gradient descent, momentum, Adam and their relatives, symbolic and numeric.

The objective is an abstract f, an expression, a named function, given gradients, or the loss of a
model; the file gives the start, one method or several to compare, and the number of steps.
"""

from __future__ import annotations

from hwsolve.derivation.tape import Tape
from hwsolve.layers.convolution_conventions import tell_notation
from hwsolve.optimization.problem import OptimSpec
from hwsolve.optimization.solution import Solution


class Spec(OptimSpec):
    """The problem file of kind optim."""


def solve(spec: Spec, tape: Tape) -> None:
    """Write the whole working of a problem of optimization."""
    Solution(spec, tape).write()
    tell_notation(tape)
