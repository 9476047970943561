"""Sine and cosine, a row each."""

from __future__ import annotations

from hwsolve.notation.tree import Function
from hwsolve.numbers import cos, sin
from hwsolve.terms.elementwise import unary
from hwsolve.terms.term import Operation

sine: Operation = unary(
    "sin",
    Function("sin", "sin", r"\sin"),
    function=sin,
    derivative=lambda x, result: cosine(x),
    what="the sine",
)

cosine: Operation = unary(
    "cos",
    Function("cos", "cos", r"\cos"),
    function=cos,
    derivative=lambda x, result: -sine(x),
    what="the cosine",
)
