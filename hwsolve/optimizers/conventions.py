"""What courses and libraries do differently in one and the same method."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from hwsolve.derivation.tape import Tape
from hwsolve.spec import Flag, StrictModel

Enter = Callable[[str, str, str], None]
"""Enters a choice into the ledger: the convention, what is chosen, and what that means."""


class MethodConventions(StrictModel):
    """The ledger of optimization methods; what isn't said depends on the method."""

    momentum: Literal["ema", "heavy_ball"] = "ema"
    first_velocity: Literal["rule", "gradient"] = "rule"
    nesterov: Literal["look_ahead", "rewritten"] = "look_ahead"
    epsilon: Literal["outside", "inside"] | None = None
    bias_correction: Flag | None = None
    weight_decay: Literal["l2", "decoupled"] | None = None
    decay_rate: Literal["times_learning_rate", "alone"] = "times_learning_rate"

    def tell(self, tape: Tape, key: str, choice: str, meaning: str, *, line: str = "") -> None:
        """Enter one choice into the ledger of a derivation.

        `line` is what its line is called if not `key`: epsilon[adam] where methods are compared.
        """
        tape.convention(line or key, choice, meaning, declared=key in self.model_fields_set)
