"""Names of gradients: grad_f_x is ∇f(x), grad_L_W is ∇_W L, partial_f_y is ∂_y f."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

SIGNS = {"grad": "∇", "partial": "∂"}
NO_VARIABLES = ("hat", "tilde", "bar", "dot")


@dataclass(frozen=True, slots=True)
class GradientName:
    """The gradient of an objective: its sign, the function, and the name of the variable."""

    sign: str
    function: str
    variable: str

    @property
    def whole(self) -> bool:
        """Whether it is the gradient by all there is, so that the variable is its argument."""
        return self.sign == "∇" and self.function != "L"


@lru_cache(maxsize=4096)
def gradient_name(name: str) -> GradientName | None:
    """Take the name of an objective's gradient apart; None for any other name."""
    head, _, rest = name.partition("_")
    function, _, variable = rest.partition("_")
    if head not in SIGNS or len(function) != 1 or not variable or variable in NO_VARIABLES:
        return None
    return GradientName(SIGNS[head], function, variable)
