"""Bits that a long sequence will cost, so that one run at the right precision is enough."""

from __future__ import annotations

from math import ceil, log2

from flint import ctx

from hwsolve.networks.sequences.activation_slopes import bound_of
from hwsolve.networks.sequences.sequence_problem import RecurrentSpec
from hwsolve.numbers import Value, as_ball, is_symbolic, scalars, shape_of
from hwsolve.numbers.precision import HIGHEST_BITS


def add_guard_bits(spec: RecurrentSpec) -> None:
    """Raise the working precision by what the time steps will lose.

    The radius of a ball grows by up to γ times the largest row sum of |W| in each step forward, and
    by γ times the largest column sum in each step back. Where that is too little, the run is
    repeated with more bits as ever.
    """
    per_step = 0.0
    for _, _, layer, direction in spec.directions():
        known = bound_of(layer.cell.activation)
        gamma = 2.0 if known is None else float(as_ball(known[0]))
        matrices = [
            value
            for letter, value in direction.weights_of(layer.cell.row()).items()
            if letter.startswith("W") and not any(map(is_symbolic, scalars(value)))
        ]
        for matrix in matrices:
            growth = [gamma * _largest_sum(m) for m in (matrix, matrix.T)]
            per_step = max(per_step, sum(log2(max(g, 1.0)) for g in growth))
    ctx.prec = min(ctx.prec + ceil(spec.length * per_step), max(ctx.prec, HIGHEST_BITS))


def _largest_sum(matrix: Value) -> float:
    """The largest sum of magnitudes in a row."""
    rows = shape_of(matrix)[0]
    return max(sum(abs(float(as_ball(x))) for x in matrix[row]) for row in range(rows))
