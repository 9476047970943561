"""Names of gradients: grad_W is ∇_W L, grad_f_x is ∇f(x), partial_f_y is ∂_y f."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

SIGNS = {"grad": "∇", "partial": "∂"}
NO_VARIABLES = ("hat", "tilde", "bar", "dot", "ahead")
LOSS = "L"
"""The function that is meant where a gradient's name names none."""


@dataclass(frozen=True, slots=True)
class GradientName:
    """The gradient of an objective: its sign, the function, and the name of the variable."""

    sign: str
    function: str
    variable: str

    @property
    def whole(self) -> bool:
        """Whether it is the gradient by all there is, so that the variable is its argument."""
        return self.sign == "∇" and self.function != LOSS


@lru_cache(maxsize=4096)
def gradient_name(name: str) -> GradientName | None:
    """Take the name of an objective's gradient apart; None for any other name."""
    head, _, rest = name.partition("_")
    function, _, variable = rest.partition("_")
    if head not in SIGNS:
        return None
    if len(function) == 1 and variable and variable not in NO_VARIABLES:
        return GradientName(SIGNS[head], function, variable)
    return GradientName(SIGNS[head], LOSS, rest) if head == "grad" and rest else None
