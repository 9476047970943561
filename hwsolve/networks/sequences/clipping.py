"""Gradient clipping, by the length of all gradients together or by each entry.

Source: Pascanu, Mikolov and Bengio 2013, algorithm 1.
"""

from __future__ import annotations

from hwsolve.derivation.tape import Tape
from hwsolve.layers.shape_wording import as_written
from hwsolve.networks.sequences.cell_and_output import Clip
from hwsolve.quantity import Quantity
from hwsolve.terms.arithmetic import add, square_root
from hwsolve.terms.cases import larger
from hwsolve.terms.linear import squared_norm
from hwsolve.terms.norms import clamp
from hwsolve.terms.term import Name


def _clipped(parameter: Quantity) -> Quantity:
    """A clipped gradient. e.g. dW_clipped[2] for W[2]"""
    return parameter.labelled("clipped").gradient


def clipped(clip: Clip, gradients: dict[Quantity, Name], tape: Tape) -> dict[Quantity, Name]:
    """The gradients after clipping, by their parameter."""
    with tape.section("Gradient clipping"):
        if clip.value is not None:
            bound = as_written(clip.value)
            why = f"entries beyond ±{bound} are cut to ±{bound}"
            return {
                id: tape.let(_clipped(id), clamp(gradient, bound=clip.value), why)
                for id, gradient in gradients.items()
            }
        assert clip.norm is not None
        squares = [squared_norm(gradient) for gradient in gradients.values()]
        norm = tape.let(
            Quantity("g").length,
            square_root(add(*squares) if len(squares) > 1 else squares[0]),
            "the length of all gradients taken together as one vector g",
        )
        threshold = tape.given("theta", clip.norm, "the greatest length that is let through")
        factor = tape.let(
            "clip_factor",
            threshold / larger(threshold, norm),
            "θ/‖g‖ if g is longer than θ, else 1: the direction of g stays",
        )
        return {
            id: tape.let(_clipped(id), factor * gradient, "all gradients are scaled alike")
            for id, gradient in gradients.items()
        }
